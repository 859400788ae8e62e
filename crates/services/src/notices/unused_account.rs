//! Accounts that nobody logs in to for 60 days lose their roles; the account stays (CMS ARS 5.0 AC-2(3); iQIES does
//! the same since 2024). Told 10, 3 and 1 days before, and when it has happened.
//!
//! Days are those of the system's clock, from the last log-in, or from the account's beginning while there was none; a
//! role that was given later, or given back, begins them anew.
//! Nobody loses roles without having been warned a day before: an installation may have stood still for months. The
//! demonstration's people are nobody's accounts, and keep theirs.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Role, Scope},
    audit::{Act, Event, Who},
    identity::UserId,
    messages::Words,
    notices::{EndedRole, EndedRoles},
    time::{Instant, display_date},
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::pages;
use crate::{
    ServiceError, Services,
    access::{self, place::Place},
    audit,
    identity::grants,
    messages,
};

/// Days without a log-in after which the roles of an account end (ARS AC-2(3)).
pub(crate) const UNUSED_DAYS: i64 = 60;
const WARNED_DAYS_BEFORE: [i32; 3] = [10, 3, 1];
/// From the last warning to the end; less than a day, for the daily job does not come on the second.
const LAST_CHANCE_SECONDS: i64 = 20 * 60 * 60;
const AT_A_TIME: i64 = 500;

/// An account that holds roles, was not used since $2 and got none since.
macro_rules! unused {
    ($which:literal) => {
        concat!(
            "select u.id, u.email, coalesce(u.last_log_in_at, u.created_at) as used_at,
                 (select max(g.granted_at) from role_grant g where g.user_id = u.id and g.ended_at is null) as given_at
             from user_account u
             where ",
            $which,
            " and u.state = 'active' and coalesce(u.last_log_in_at, u.created_at) <= $2
                 and exists (select 1 from role_grant g where g.user_id = u.id and g.ended_at is null)
                 and not exists (select 1 from role_grant g
                     where g.user_id = u.id and g.ended_at is null and g.granted_at > $2)"
        )
    };
}

store::sql! {
    /// Accounts after $1 that hold roles, were not used since $2 and got none since. Reads the accounts, once a day.
    UNUSED = concat!(unused!("u.id > $1"), " order by u.id limit $3");
    /// The same of one account. Served by the primary key.
    UNUSED_ONE = unused!("u.id = $1");
    /// Each warning once since the account was used, or got a role, last ($5).
    WARN = "update user_account set unused_warning = $2, unused_warned_at = $3
        where id = $1 and coalesce(last_log_in_at, created_at) = $4
            and (unused_warned_at is null or unused_warned_at <= $5 or unused_warning > $2)";
    /// Only after the last warning, and not when somebody has logged in, or got a role, meanwhile.
    END = "update user_account set roles_ended_at = $2
        where id = $1 and coalesce(last_log_in_at, created_at) = $3
            and unused_warning = 1 and unused_warned_at > $5 and unused_warned_at <= $4
            and not exists (select 1 from role_grant g
                where g.user_id = user_account.id and g.ended_at is null and g.granted_at > $5)";
    /// Where roles ended at a moment. Served by role_grant_user and the primary key.
    LAPSED = "select g.role, gp.provider_id, g.state_code, g.jurisdiction from role_grant g
        left join role_grant_provider gp on gp.grant_id = g.id
        where g.user_id = $1 and g.ended_at = $2 and g.ended_why in ('unused', 'suspended')";
    END_GRANTS = "update role_grant set ended_at = $2, ended_why = 'unused' where user_id = $1 and ended_at is null";
    /// Served by the primary key.
    ENDED_AT = "select roles_ended_at from user_account u where u.id = $1 and roles_ended_at is not null
        and not exists (select 1 from role_grant g where g.user_id = u.id and g.ended_at is null)";
}

#[derive(store::FromRow)]
struct UnusedRow {
    id: Uuid,
    email: String,
    used_at: i64,
    given_at: i64,
}

impl UnusedRow {
    /// Since when nobody used the account for what it may do now.
    fn since(&self) -> Instant {
        Instant(self.used_at.max(self.given_at))
    }
}

/// Looks through all accounts: warns, and ends roles. An account is one transaction.
///
/// # Errors
/// The database's.
pub(super) async fn look(services: &Services, now: Instant) -> Result<(), ServiceError> {
    if services.site.is_demo() {
        return Ok(());
    }
    let unused_since = unused_since(now);
    let mut last = Uuid::nil();
    loop {
        let mut tx = services.db.read().await?;
        let accounts = fetch!(
            fetch_all,
            UnusedRow,
            tx,
            UNUSED,
            last,
            unused_since.0,
            AT_A_TIME
        )?;
        drop(tx);
        let Some(end) = accounts.last() else {
            return Ok(());
        };
        last = end.id;
        for account in &accounts {
            let mut tx = services.db.write().await?;
            let events = warn_or_end(&mut tx, services, account, now).await?;
            audit::commit_all(tx, services, events).await?;
        }
    }
}

/// Whoever used their account since then is not warned yet.
fn unused_since(now: Instant) -> Instant {
    let first_warning = UNUSED_DAYS - i64::from(WARNED_DAYS_BEFORE[0]);
    now.plus_days(-first_warning)
}

/// The same for one account of the demonstration, at a moment of its past.
///
/// # Errors
/// The database's.
pub(crate) async fn look_at(
    services: &Services,
    user: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    let since = unused_since(now).0;
    let mut tx = services.db.write().await?;
    let account = fetch!(fetch_optional, UnusedRow, tx, UNUSED_ONE, user.0, since)?;
    let events = match account {
        Some(account) => warn_or_end(&mut tx, services, &account, now).await?,
        None => Vec::new(),
    };
    audit::commit_all(tx, services, events).await?;
    Ok(())
}

/// Gives what is to be recorded of it.
async fn warn_or_end(
    tx: &mut Tx,
    services: &Services,
    account: &UnusedRow,
    now: Instant,
) -> Result<Vec<Event>, ServiceError> {
    let (used_at, since) = (account.used_at, account.since());
    let left = UNUSED_DAYS - now.full_days_since(since);
    let warned_before = now.plus_seconds(-LAST_CHANCE_SECONDS).0;
    if left <= 0 {
        access::take_turn(tx).await?;
        if exec!(tx, END, account.id, now.0, used_at, warned_before, since.0)? == 1 {
            exec!(tx, END_GRANTS, account.id, now.0)?;
            let user = UserId(account.id);
            let suspended = access::suspend_last_officials(tx, services, user, now).await?;
            access::tell_of_unused(tx, services, user, now).await?;
            mail(tx, services, account, &ended(account, suspended, now), now).await?;
            return lapsed(tx, user, now).await;
        }
    }
    let mut warnings = WARNED_DAYS_BEFORE.into_iter().rev();
    let due = warnings.find(|days| left <= i64::from(*days));
    if let Some(days) = due
        && exec!(tx, WARN, account.id, days, now.0, used_at, since.0)? == 1
    {
        mail(tx, services, account, &warning(account, left, now), now).await?;
    }
    Ok(Vec::new())
}

/// Role, provider, state and jurisdiction of what ended.
type LapsedRow = (String, Option<Uuid>, Option<String>, Option<String>);

/// The events for the roles that ended: of each role one for all its providers together, and one for each other place.
async fn lapsed(tx: &mut Tx, user: UserId, now: Instant) -> Result<Vec<Event>, ServiceError> {
    let rows = fetch!(fetch_all, LapsedRow, tx, LAPSED, user.0, now.0)?;
    let mut at_providers = BTreeMap::<Role, BTreeSet<_>>::new();
    let mut elsewhere = Vec::new();
    for (role, provider, state, jurisdiction) in rows {
        let role = Role::from_key(&role).map_err(|_| ServiceError::Corrupt { what: "role" })?;
        match Place::of(provider, state.as_deref(), jurisdiction.as_deref())? {
            Place::Provider(id) => drop(at_providers.entry(role).or_default().insert(id)),
            place if elsewhere.contains(&(role, place)) => {}
            place => elsewhere.push((role, place)),
        }
    }
    let event = |role: Role| {
        Event::new(Act::RoleLapsed, Who::Program, now)
            .of(user)
            .word("role", role.key())
    };
    let at_providers = at_providers.into_iter().map(|(role, providers)| {
        let places = providers.len();
        event(role).at(providers).count("places", places)
    });
    let elsewhere = elsewhere.into_iter();
    let elsewhere = elsewhere.map(|(role, place)| place.concerned(event(role).count("places", 1)));
    Ok(at_providers.chain(elsewhere).collect())
}

async fn mail(
    tx: &mut Tx,
    services: &Services,
    account: &UnusedRow,
    words: &Words,
    now: Instant,
) -> Result<(), ServiceError> {
    let user = UserId(account.id);
    messages::post_notice(tx, &services.keys, user, &account.email, words, now).await
}

fn warning(account: &UnusedRow, left: i64, now: Instant) -> Words {
    let left = left.max(1);
    let days = if left == 1 {
        "1 day".to_owned()
    } else {
        format!("{left} days")
    };
    // Nobody loses roles today who is warned today.
    let last = account.since().plus_days(UNUSED_DAYS);
    let last = last.max(now.plus_days(1));
    Words::new(format!("Your roles end in {days}"))
        .say(format!(
            "Nobody has logged in with your user ID since {}. After {UNUSED_DAYS} days without a log-in the roles of an \
             account end; the account itself stays.",
            display_date(Instant(account.used_at).eastern().date())
        ))
        .say(format!(
            "To keep your roles, log in before {}. There is nothing else to do.",
            display_date(last.eastern().date())
        ))
        .link("Log In", pages::LOG_IN)
}

/// `suspended` when somebody was the last security official of a place, whose role waits to be given back.
fn ended(account: &UnusedRow, suspended: bool, now: Instant) -> Words {
    let day = |at: Instant| display_date(at.eastern().date());
    let words = Words::new("Your roles have ended")
        .say(format!(
            "Nobody has logged in with your user ID since {}. No person took your roles away, but a rule: after \
             {UNUSED_DAYS} days without a log-in the roles of an account end, and yours did on {}. The account itself stays, \
             with its password and its devices.",
            day(Instant(account.used_at)),
            day(now)
        ));
    let words = if suspended {
        words
            .say(
                "You were the last security official of an organization. That role is suspended and cannot be requested \
                 again: Production Control at the Service Center can give it back.",
            )
            .say("Other roles that you still need you request again after the log-in. They are decided on anew.")
    } else {
        words
            .say("If you still need them, log in and request them again. They are decided on anew.")
    };
    words.link("Request User Role", pages::REQUEST_ROLE)
}

/// The roles that somebody lost to this rule and can ask for again, for as long as they hold none again.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn ended_roles(
    services: &Services,
    user: UserId,
) -> Result<Option<EndedRoles>, ServiceError> {
    let mut tx = services.db.read().await?;
    let Some((ended_at,)) = fetch!(fetch_optional, (i64,), tx, ENDED_AT, user.0)? else {
        return Ok(None);
    };
    let ended_at = Instant(ended_at);
    let held = grants::ended_at(&mut tx, user, ended_at).await?;
    if held.is_empty() {
        return Ok(None);
    }
    let role = |grants::Held { grant, place }| {
        let jurisdiction = match grant.scope {
            Scope::Jurisdiction(one) => Some(one.key()),
            _ => None,
        };
        let (providers, state) = match grant.scope {
            Scope::Providers(ids) => (ids, None),
            Scope::State(state) => (Vec::new(), Some(state)),
            Scope::Jurisdiction(_) | Scope::Nation => (Vec::new(), None),
        };
        EndedRole {
            role: grant.role,
            what: format!("{}, {place}", grant.role.name()),
            providers,
            state,
            jurisdiction,
        }
    };
    Ok(Some(EndedRoles {
        ended_at,
        roles: held.into_iter().map(role).collect(),
    }))
}
