mod cast;

pub use cast::{CMS_OFFICIAL, PEOPLE, UNFINISHED};

use std::collections::BTreeMap;

use domain::{
    access::{Organizations, RequestState, Role, SurveyorAnswer},
    identity::{Registration, SessionStage, UserId, UserName},
    providers::StateCode,
    site::Site,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::date};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    dice::Dice,
    history::{self, back_then},
    providers::DemoProvider,
};
use crate::{
    ServiceError, Services,
    identity::{
        Holder, lock_out,
        proofing::{self, Content, Document},
    },
    notices::unused_account,
};
use cast::{FORGOTTEN, NEARLY_FORGOTTEN, REQUESTS, TRAINEE};

/// Someone to log in as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPerson {
    pub user_name: &'static str,
    pub full_name: &'static str,
    /// What one can try as this person.
    pub good_for: &'static str,
    roles: &'static [Role],
    place: Place,
}

/// Where all roles of a person hold that name a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Providers(&'static [&'static str]),
    State(&'static str),
    /// The key of a region, an accrediting organization or a contract.
    Jurisdiction(&'static str),
    Nation,
    /// Of those who have no role.
    Nowhere,
}

/// The password of everyone in [`PEOPLE`], printed on the demonstration's log-in page.
pub const PASSWORD: &str = "Open-Demonstration-1";

/// Who is there in this demonstration: [`PEOPLE`], and in a training environment one more.
pub fn people(site: &Site) -> impl Iterator<Item = &'static DemoPerson> + use<> {
    PEOPLE.iter().chain(site.is_training.then_some(&TRAINEE))
}

/// What somebody of [`PEOPLE`] has asked for.
struct DemoRequest {
    user_name: &'static str,
    role: Role,
    place: RequestPlace,
    days_ago: i32,
    /// Of whoever answered that they are a surveyor.
    surveyor_id: Option<&'static str>,
    /// Who rejected it the day after, and why.
    rejected: Option<(&'static str, &'static str)>,
}

#[derive(Clone, Copy)]
enum RequestPlace {
    Provider(&'static str),
    State(&'static str),
}

/// An account to try things with that nobody does with an account of their own: it has no one-click log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoAccount {
    pub user_name: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    /// What one can try with it.
    pub good_for: &'static str,
    registration: Registration,
    /// Came over from EIDM (seed 001).
    legacy: bool,
    /// Whether documents wait for the Help Desk.
    waits: bool,
    /// Whether its log-in is locked; it has a second factor.
    locked: bool,
}

store::sql! {
    UNFINISHED_ACCOUNT = "insert into user_account \
              (id, user_name, full_name, email, password_hash, long_password, state, registration, legacy, created_at) \
              values ($1, $2, $3, $4, $5, true, 'active', $6, $7, $8)";
    PROFILE = "insert into account_profile \
              (user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip, born_on, \
                  personal_email, terms_at, updated_at) \
              values ($1, $2, '', $3, '', '641-555-0142', '12 Elm Street', 'Bloomfield', 'IA', '52537', $4, $5, $6, $7)";
    PERSON = "insert into user_account (id, user_name, full_name, email, password_hash, long_password, state, created_at) \
              values ($1, $2, $3, $4, $5, true, 'active', $6)";
    /// The device that codes are mailed to.
    DEVICE = "insert into device (id, user_id, kind, name, target, confirmed_at, created_at) \
              values ($1, $2, 'email', 'Work e-mail', $3, $4, $4)";
    /// Served by the unique user name.
    FIND_ACCOUNT = "select id from user_account where user_name = $1";
    GRANT = "insert into role_grant (id, user_id, role, state_code, granted_at, jurisdiction) \
             values ($1, $2, $3, $4, $5, $6)";
    USED_LAST = "update user_account set last_log_in_at = $2 where user_name = $1 returning id";
    GRANT_PROVIDER = "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)";
    REQUEST = "insert into role_request (id, user_id, role, provider_id, state_code, surveyor, surveyor_id, state, \
                  requested_at, decided_at, decided_by, reason) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
}

/// Writes these people, the accounts of [`UNFINISHED`], one submitter for the nursing homes of each state, who
/// has no password and so cannot log in, and what people have asked for.
pub async fn insert(
    tx: &mut Tx,
    seed: u32,
    people: impl Iterator<Item = &DemoPerson>,
    providers: &[DemoProvider],
    password_hash: &str,
    now: Now,
) -> Result<(), ServiceError> {
    let since = Instant::from_eastern((now.today() - 3.years()).at(9, 0, 0, 0));
    // Accounts and grants count by the system clock.
    let since = back_then(now, since).system;
    let mut writer = Writer {
        tx,
        dice: Dice::new(seed, "people"),
        since,
    };
    for person in people {
        let user = writer
            .account(person.user_name, person.full_name, Some(password_hash))
            .await?;
        let (state, listed) = match person.place {
            Place::Providers(ccns) => (
                None,
                providers
                    .iter()
                    .filter(|known| ccns.contains(&known.ccn()))
                    .collect(),
            ),
            Place::State(code) => (Some(code), Vec::new()),
            Place::Jurisdiction(_) | Place::Nation | Place::Nowhere => (None, Vec::new()),
        };
        let jurisdiction = match person.place {
            Place::Jurisdiction(key) => Some(key),
            _ => None,
        };
        for role in person.roles {
            let state = state.filter(|_| role.organizations() == Organizations::State);
            writer
                .grant(user, *role, (state, jurisdiction), &listed)
                .await?;
        }
    }
    for (state, homes) in homes_by_state(providers) {
        let user = writer
            .account(
                &submitter_of(state),
                &format!("Payroll office for {}", state.name()),
                None,
            )
            .await?;
        writer
            .grant(user, Role::PbjSubmitter, (None, None), &homes)
            .await?;
    }
    for account in &UNFINISHED {
        writer.unfinished(account, password_hash).await?;
    }
    for request in &REQUESTS {
        writer.request(request, providers, now).await?;
    }
    Ok(())
}

/// As long as the demonstration is kept unused.
const LOCKED_DAYS: i64 = 7;

/// Lets what comes of accounts come about: one lost its role, one was warned, one is locked; once is enough.
pub async fn age(services: &Services, now: Now) -> Result<(), ServiceError> {
    let days_ago = |days: i64| now.system.plus_days(-days).plus_seconds(-60 * 60);
    // As the daily job would have found them: a warning a day before the end, and then the end.
    for (user_name, unused_days, looked) in [
        (FORGOTTEN, 63, &[4_i64, 3][..]),
        (NEARLY_FORGOTTEN, 57, &[0][..]),
    ] {
        let used_at = days_ago(unused_days).0;
        let mut tx = services.db.write().await?;
        let (user,) = fetch!(fetch_one, (Uuid,), tx, USED_LAST, user_name, used_at)?;
        tx.commit().await?;
        for days in looked.iter().copied() {
            let at = now.system.plus_days(-days);
            unused_account::look_at(services, UserId(user), at).await?;
            history::send_mails(services, at).await?;
        }
    }
    let until = now.system.plus_days(LOCKED_DAYS);
    for account in UNFINISHED.iter().filter(|account| account.locked) {
        let name = UserName::parse(account.user_name)
            .map_err(|_| ServiceError::Corrupt { what: "user name" })?;
        let mut tx = services.db.read().await?;
        let (user,) = fetch!(fetch_one, (Uuid,), tx, FIND_ACCOUNT, account.user_name)?;
        drop(tx);
        lock_out::lock(services, (UserId(user), &name), until, now.system).await?;
    }
    Ok(())
}

/// Sends an invented document for each account whose case is to wait; once is enough.
pub async fn send_documents(services: &Services, now: Now) -> Result<(), ServiceError> {
    for account in UNFINISHED.iter().filter(|account| account.waits) {
        let mut tx = services.db.read().await?;
        let (user,) = fetch!(fetch_one, (Uuid,), tx, FIND_ACCOUNT, account.user_name)?;
        drop(tx);
        let user_name = UserName::parse(account.user_name)
            .map_err(|_| ServiceError::Corrupt { what: "user name" })?;
        let holder = Holder {
            user: UserId(user),
            user_name,
            stage: SessionStage::Registering,
            token_hash: [0; 32],
            confirmed_at: None,
        };
        let document = Document {
            name: "invented.pdf".to_owned(),
            content: Content::Bytes(INVENTED_DOCUMENT.to_vec()),
        };
        match proofing::send_documents(services, &holder, vec![document], now.system).await {
            // A demonstration that was interrupted has sent it already.
            Ok(()) | Err(ServiceError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// An empty page.
const INVENTED_DOCUMENT: &[u8] = b"%PDF-1.4\n\
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n\
trailer<</Root 1 0 R>>\n\
%%EOF\n";

/// The user ID of whoever sends for the nursing homes of a state.
pub fn submitter_of(state: StateCode) -> String {
    format!("PAYROLL.{state}")
}

fn homes_by_state(providers: &[DemoProvider]) -> BTreeMap<StateCode, Vec<&DemoProvider>> {
    let mut homes = BTreeMap::<_, Vec<_>>::new();
    for home in providers
        .iter()
        .filter(|provider| provider.record.kind.sends_staffing())
    {
        homes.entry(home.record.state).or_default().push(home);
    }
    homes
}

struct Writer<'a> {
    tx: &'a mut Tx,
    dice: Dice,
    since: Instant,
}

impl Writer<'_> {
    async fn account(
        &mut self,
        user_name: &str,
        full_name: &str,
        password_hash: Option<&str>,
    ) -> Result<Uuid, ServiceError> {
        let id = self.dice.id(self.since);
        let email = format!("{}@example.org", user_name.to_lowercase());
        exec!(
            self.tx,
            PERSON,
            id,
            user_name,
            full_name,
            email.as_str(),
            password_hash,
            self.since.0
        )?;
        if password_hash.is_some() {
            let device = self.dice.id(self.since);
            exec!(self.tx, DEVICE, device, id, email, self.since.0)?;
            let (first_name, last_name) = full_name.split_once(' ').unwrap_or(("", full_name));
            self.profile(id, first_name, last_name, true).await?;
        }
        Ok(id)
    }

    async fn unfinished(
        &mut self,
        account: &DemoAccount,
        password_hash: &str,
    ) -> Result<(), ServiceError> {
        let id = self.dice.id(self.since);
        exec!(
            self.tx,
            UNFINISHED_ACCOUNT,
            id,
            account.user_name,
            format!("{} {}", account.first_name, account.last_name),
            format!("{}@example.org", account.user_name.to_lowercase()),
            password_hash,
            account.registration.key(),
            account.legacy,
            self.since.0
        )?;
        if account.locked {
            let email = format!("{}@example.org", account.user_name.to_lowercase());
            let device = self.dice.id(self.since);
            exec!(self.tx, DEVICE, device, id, email, self.since.0)?;
        }
        let has_accepted = account.registration != Registration::Terms;
        self.profile(id, account.first_name, account.last_name, has_accepted)
            .await
    }

    async fn profile(
        &mut self,
        id: Uuid,
        first_name: &str,
        last_name: &str,
        has_accepted: bool,
    ) -> Result<(), ServiceError> {
        exec!(
            self.tx,
            PROFILE,
            id,
            first_name,
            last_name,
            Day::from(date(1984, 4, 27)),
            false,
            has_accepted.then_some(self.since.0),
            self.since.0
        )?;
        Ok(())
    }

    async fn request(
        &mut self,
        request: &DemoRequest,
        providers: &[DemoProvider],
        now: Now,
    ) -> Result<(), ServiceError> {
        let morning = |days: i32| {
            let day = now.today() - days.days();
            back_then(now, Instant::from_eastern(day.at(9, 30, 0, 0))).system
        };
        let (provider, state) = match request.place {
            RequestPlace::Provider(ccn) => {
                let home = providers.iter().find(|known| known.ccn() == ccn);
                (home.map(|home| home.id.0), None)
            }
            RequestPlace::State(code) => (None, Some(code)),
        };
        let asked_at = morning(request.days_ago);
        let user = self.find(request.user_name).await?;
        let (state_now, decided_at, decided_by, reason) = match request.rejected {
            Some((by, reason)) => {
                let by = self.find(by).await?;
                let at = morning(request.days_ago - 1).0;
                (RequestState::Rejected, Some(at), Some(by), Some(reason))
            }
            None => (RequestState::Pending, None, None, None),
        };
        let id = self.dice.id(asked_at);
        exec!(
            self.tx,
            REQUEST,
            id,
            user,
            request.role.key(),
            provider,
            state,
            request.surveyor_id.map(|_| SurveyorAnswer::Yes.key()),
            request.surveyor_id,
            state_now.key(),
            asked_at.0,
            decided_at,
            decided_by,
            reason
        )?;
        Ok(())
    }

    async fn find(&mut self, user_name: &str) -> Result<Uuid, ServiceError> {
        let (user,) = fetch!(fetch_one, (Uuid,), self.tx, FIND_ACCOUNT, user_name)?;
        Ok(user)
    }

    async fn grant(
        &mut self,
        user: Uuid,
        role: Role,
        (state, jurisdiction): (Option<&str>, Option<&str>),
        providers: &[&DemoProvider],
    ) -> Result<(), ServiceError> {
        // One after the other, so that they are listed in this order.
        self.since = self.since.plus_seconds(1);
        let id = self.dice.id(self.since);
        exec!(
            self.tx,
            GRANT,
            id,
            user,
            role.key(),
            state,
            self.since.0,
            jurisdiction
        )?;
        for provider in providers {
            exec!(self.tx, GRANT_PROVIDER, id, provider.id.0)?;
        }
        Ok(())
    }
}
