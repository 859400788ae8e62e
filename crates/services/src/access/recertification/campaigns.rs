//! Campaigns: when one begins at a place, whom it asks and reminds, and what it suspends at its end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Jurisdiction, Recertified, Role},
    audit::{Act, Event, Object, Who},
    identity::UserId,
    providers::StateCode,
    time::Instant,
};
use jiff::{ToSpan as _, civil::Date};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{Outcome, pending, roles_of, same_place};
use crate::{
    ServiceError, Services,
    access::{
        grants::take_turn,
        mails::{self, Matter},
        place::{Official, Place, deciders_of, holders},
        removal::{Unconfirmed, suspend_unconfirmed},
    },
    audit,
};

/// Those who confirm are reminded so many days before the end.
const REMINDED_DAYS_BEFORE: [i32; 3] = [1, 7, 14];
const AT_A_TIME: i64 = 500;

/// The condition that nobody has confirmed a grant since `$1`, nor is asked to.
macro_rules! unconfirmed {
    () => {
        concat!(
            " and g.ended_at is null and g.granted_at <= $1 and $2 like '%,' || g.role || ',%'
              and not exists (select 1 from recertification_item i
                  join recertification r on r.id = i.recertification_id
                  where i.user_id = g.user_id and i.role = g.role and ",
            same_place!(),
            " and ((i.outcome = 'kept' and i.decided_at > $1) or (i.outcome is null and r.closed_at is null)))"
        )
    };
}

store::sql! {
    /// Finds the places where roles of a kind are to be confirmed. Reads the grants, once a day.
    DUE = concat!(
        "select distinct gp.provider_id, g.state_code, g.jurisdiction from role_grant g
         left join role_grant_provider gp on gp.grant_id = g.id
         where true", unconfirmed!(), " limit $3"
    );
    /// Served by role_grant_provider_provider and the primary key.
    COVERED_AT_PROVIDER = concat!(
        "select distinct g.user_id, g.role from role_grant_provider gp
         join role_grant g on g.id = gp.grant_id
         where gp.provider_id = $3", unconfirmed!(), " order by g.user_id, g.role"
    );
    /// Reads the grants of no provider.
    COVERED_ELSEWHERE = concat!(
        "select distinct g.user_id, g.role from role_grant g
         left join role_grant_provider gp on gp.grant_id = g.id
         where gp.provider_id is null and g.state_code is not distinct from $3
             and g.jurisdiction is not distinct from $4", unconfirmed!(), " order by g.user_id, g.role"
    );
    OPEN = "insert into recertification (id, kind, provider_id, state_code, jurisdiction, opened_at, due_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    ADD = "insert into recertification_item (recertification_id, user_id, role) values ($1, $2, $3)";
    /// Lists the campaigns that are underway, by their ids, from after $2. Served by recertification_open.
    UNDERWAY = "select id, provider_id, state_code, jurisdiction, due_at, told_days from recertification
        where closed_at is null and due_at > $1 and id > $2 order by id limit $3";
    /// Served by the primary key. None where another server was faster.
    TOLD = "update recertification set told_days = $2
        where id = $1 and closed_at is null and told_days is distinct from $2";
    /// Served by recertification_open.
    OVER = "select id, provider_id, state_code, jurisdiction, due_at, told_days from recertification
        where closed_at is null and due_at <= $1 order by due_at, id limit $2";
    /// What one campaign still waits for. Served by the primary keys and role_grant_user.
    WAITING = concat!(
        "select i.user_id, i.role, u.full_name, u.user_name, u.email, g.id as grant_id, p.name as provider_name, p.ccn",
        pending!(), " and r.id = $1 order by u.full_name, u.id, i.role"
    );
    CLOSE = "update recertification set closed_at = $2 where id = $1 and closed_at is null";
    END_ITEM = "update recertification_item set outcome = $4, decided_at = $5
        where recertification_id = $1 and user_id = $2 and role = $3 and outcome is null";
    /// What ended otherwise while the campaign ran.
    LEAVE = "update recertification_item set outcome = $3, decided_at = $2
        where recertification_id = $1 and outcome is null";
}

#[derive(store::FromRow)]
struct CampaignRow {
    id: Uuid,
    provider_id: Option<Uuid>,
    state_code: Option<String>,
    jurisdiction: Option<String>,
    due_at: i64,
    told_days: Option<i32>,
}

impl CampaignRow {
    fn place(&self) -> Result<Place, ServiceError> {
        let jurisdiction = self.jurisdiction.as_deref();
        Place::of(self.provider_id, self.state_code.as_deref(), jurisdiction)
    }

    fn days_left(&self, now: Instant) -> i32 {
        let full = Instant(self.due_at).full_days_since(now).max(0);
        i32::try_from(full + 1).unwrap_or(i32::MAX)
    }

    /// The last of its moments to tell of it that has come, in days before the end: its beginning, or a reminder.
    fn stage(&self, now: Instant) -> i32 {
        let left = self.days_left(now);
        let mut reminders = REMINDED_DAYS_BEFORE.into_iter();
        reminders.find(|days| left <= *days).unwrap_or(left)
    }

    fn is_to_be_told(&self, now: Instant) -> bool {
        let stage = self.stage(now);
        let reminds = REMINDED_DAYS_BEFORE.contains(&stage);
        self.told_days.is_none_or(|told| reminds && stage < told)
    }
}

/// A role that a campaign waits for.
#[derive(store::FromRow)]
struct WaitingRow {
    user_id: Uuid,
    role: String,
    full_name: String,
    user_name: String,
    email: String,
    grant_id: Uuid,
    provider_name: Option<String>,
    ccn: Option<String>,
}

impl WaitingRow {
    fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    fn role(&self) -> Result<Role, ServiceError> {
        Role::from_key(&self.role).map_err(|_| ServiceError::Corrupt { what: "role" })
    }

    fn words(&self, place: Place) -> String {
        place.words(self.provider_name.as_deref(), self.ccn.as_deref())
    }
}

/// Begins a campaign at each place that has a role to be confirmed. A place is one transaction.
pub(super) async fn open_all(services: &Services, now: Instant) -> Result<(), ServiceError> {
    type DueAt = (Option<Uuid>, Option<String>, Option<String>);
    for kind in Recertified::ALL {
        let due_since = services.rules.recertification.due_since(kind, now).0;
        loop {
            let mut tx = services.db.read().await?;
            let roles = roles_of(kind);
            let due = fetch!(fetch_all, DueAt, tx, DUE, due_since, &roles, AT_A_TIME)?;
            drop(tx);
            if due.is_empty() {
                break;
            }
            for (provider, state, jurisdiction) in due {
                let place = Place::of(provider, state.as_deref(), jurisdiction.as_deref())?;
                open(services, kind, place, now).await?;
            }
        }
    }
    Ok(())
}

async fn open(
    services: &Services,
    kind: Recertified,
    place: Place,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    take_turn(&mut tx).await?;
    let covered = covered(&mut tx, services, kind, place, now).await?;
    if covered.is_empty() {
        return Ok(());
    }
    let id = Uuid::now_v7();
    let open_days = services.rules.recertification.open_days;
    exec!(
        tx,
        OPEN,
        id,
        kind.key(),
        place.provider(),
        place.state().map(StateCode::as_str),
        place.jurisdiction().map(Jurisdiction::key),
        now.0,
        end_of_day(now.eastern().date(), open_days).0
    )?;
    for (user, role) in &covered {
        exec!(tx, ADD, id, *user, role)?;
    }
    let event = Event::new(Act::RecertificationOpened, Who::Program, now)
        .about(Object::Recertification(id))
        .word("kind", kind.key())
        .count("roles", covered.len());
    audit::commit(tx, services, place.concerned(event)).await?;
    Ok(())
}

/// The last second of a day in Eastern Time, so many days on.
fn end_of_day(today: Date, days: i64) -> Instant {
    let day = today.saturating_add(days.days());
    Instant::from_eastern(day.at(23, 59, 59, 0))
}

/// Whose roles a campaign that begins now asks about.
async fn covered(
    tx: &mut Tx,
    services: &Services,
    kind: Recertified,
    place: Place,
    now: Instant,
) -> Result<Vec<(Uuid, String)>, ServiceError> {
    type Covered = (Uuid, String);
    let (since, roles) = (
        services.rules.recertification.covered_since(now).0,
        roles_of(kind),
    );
    if let Some(provider) = place.provider() {
        return Ok(fetch!(
            fetch_all,
            Covered,
            tx,
            COVERED_AT_PROVIDER,
            since,
            &roles,
            provider
        )?);
    }
    Ok(fetch!(
        fetch_all,
        Covered,
        tx,
        COVERED_ELSEWHERE,
        since,
        &roles,
        place.state().map(StateCode::as_str),
        place.jurisdiction().map(Jurisdiction::key)
    )?)
}

/// What somebody is asked to confirm.
struct Asked {
    official: Official,
    roles: usize,
    places: BTreeSet<String>,
    due_at: i64,
}

/// Tells those who confirm, at a campaign's beginning and again as its end comes near: one mail for all places of a
/// person. Whom to tell takes a question for each role, and is found out before anything is written.
pub(super) async fn tell_all(services: &Services, now: Instant) -> Result<(), ServiceError> {
    let mut last = Uuid::nil();
    loop {
        let mut tx = services.db.read().await?;
        let campaigns = fetch!(fetch_all, CampaignRow, tx, UNDERWAY, now.0, last, AT_A_TIME)?;
        let Some(end) = campaigns.last() else {
            return Ok(());
        };
        let mut asked = BTreeMap::<Uuid, Asked>::new();
        let mut stages = Vec::new();
        for campaign in campaigns.iter().filter(|one| one.is_to_be_told(now)) {
            ask(&mut tx, campaign, &mut asked).await?;
            stages.push((campaign.id, campaign.stage(now)));
        }
        drop(tx);
        if stages.is_empty() || tell(services, asked, &stages, now).await? {
            last = end.id;
        }
    }
}

/// Mails to everybody who is asked, and writes down of which campaigns they were told, at which stage. Nothing, and `false`, where
/// one of these has ended or was told of meanwhile.
async fn tell(
    services: &Services,
    asked: BTreeMap<Uuid, Asked>,
    stages: &[(Uuid, i32)],
    now: Instant,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.write().await?;
    for (campaign, stage) in stages {
        if exec!(tx, TOLD, *campaign, *stage)? != 1 {
            return Ok(false);
        }
    }
    for (user, asked) in asked {
        let places: Vec<&str> = asked.places.iter().map(String::as_str).collect();
        let words = mails::to_confirm(asked.roles, &places, Instant(asked.due_at));
        let email = &asked.official.email;
        mails::tell(&mut tx, services, UserId(user), email, &words, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn ask(
    tx: &mut Tx,
    campaign: &CampaignRow,
    asked: &mut BTreeMap<Uuid, Asked>,
) -> Result<(), ServiceError> {
    let place = campaign.place()?;
    for row in fetch!(fetch_all, WaitingRow, tx, WAITING, campaign.id)? {
        for official in deciders_of(tx, row.role()?, place, row.user()).await? {
            let entry = asked.entry(official.user().0).or_insert(Asked {
                official,
                roles: 0,
                places: BTreeSet::new(),
                due_at: campaign.due_at,
            });
            entry.roles += 1;
            entry.places.insert(row.words(place));
            entry.due_at = entry.due_at.min(campaign.due_at);
        }
    }
    Ok(())
}

/// Ends the campaigns whose time is over. A campaign is one transaction.
pub(super) async fn close_all(services: &Services, now: Instant) -> Result<(), ServiceError> {
    loop {
        let mut tx = services.db.read().await?;
        let over = fetch!(fetch_all, CampaignRow, tx, OVER, now.0, AT_A_TIME)?;
        drop(tx);
        if over.is_empty() {
            return Ok(());
        }
        for campaign in &over {
            close(services, campaign, now).await?;
        }
    }
}

/// Suspends what nobody confirmed.
async fn close(
    services: &Services,
    campaign: &CampaignRow,
    now: Instant,
) -> Result<(), ServiceError> {
    let place = campaign.place()?;
    let mut tx = services.db.write().await?;
    take_turn(&mut tx).await?;
    let waiting = fetch!(fetch_all, WaitingRow, tx, WAITING, campaign.id)?;
    if exec!(tx, CLOSE, campaign.id, now.0)? != 1 {
        return Ok(());
    }
    let mut events = Vec::new();
    let mut told = BTreeMap::<Uuid, (Official, Vec<String>)>::new();
    for row in &waiting {
        let role = row.role()?;
        if is_last_of_cms(&mut tx, role, row.user()).await? {
            continue;
        }
        let places = [row.words(place)];
        let matter = Matter {
            full_name: &row.full_name,
            user_name: &row.user_name,
            role,
            places: &places,
        };
        for official in deciders_of(&mut tx, role, place, row.user()).await? {
            let entry = told.entry(official.user().0);
            let (_, roles) = entry.or_insert((official, Vec::new()));
            roles.push(mails::whose(&matter));
        }
        let unconfirmed = Unconfirmed {
            grant: row.grant_id,
            user: row.user(),
            email: &row.email,
            place,
            matter: &matter,
            due_at: Instant(campaign.due_at),
        };
        events.push(suspend_unconfirmed(&mut tx, services, unconfirmed, now).await?);
        let how = Outcome::Suspended.key();
        exec!(
            tx,
            END_ITEM,
            campaign.id,
            row.user_id,
            &row.role,
            how,
            now.0
        )?;
    }
    for (official, roles) in told.into_values() {
        let words = mails::unconfirmed(&roles);
        let (user, email) = (official.user(), &official.email);
        mails::tell(&mut tx, services, user, email, &words, now).await?;
    }
    exec!(tx, LEAVE, campaign.id, now.0, Outcome::Left.key())?;
    let event = Event::new(Act::RecertificationClosed, Who::Program, now)
        .about(Object::Recertification(campaign.id))
        .count("suspended", events.len());
    events.push(place.concerned(event));
    audit::commit_all(tx, services, events).await?;
    Ok(())
}

/// Whether nobody else decides nationwide: without them nobody could give anything back. The next campaign asks again.
async fn is_last_of_cms(tx: &mut Tx, role: Role, user: UserId) -> Result<bool, ServiceError> {
    let deciding = [Role::CmsSecurityOfficial, Role::HelpDeskProductionControl];
    if !deciding.contains(&role) {
        return Ok(false);
    }
    for role in deciding {
        let mut others = holders(tx, role).await?.into_iter();
        if others.any(|other| other.user() != user) {
            return Ok(false);
        }
    }
    Ok(true)
}
