use std::collections::BTreeMap;

use domain::{
    access::Role,
    identity::{Registration, SessionStage, UserId, UserName},
    providers::StateCode,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::date};
use store::{Tx, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    dice::Dice,
    history::back_then,
    providers::{DAVIS, DemoProvider, SAMPLE_HOME, SECOND_HOME, VENDOR_CLIENTS},
};
use crate::{
    ServiceError, Services,
    identity::{
        Holder,
        proofing::{self, Content, Document},
    },
};

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

/// Where all roles of a person hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Providers(&'static [&'static str]),
    State(&'static str),
    Nation,
}

/// The password of everyone in [`PEOPLE`], printed on the demonstration's log-in page.
pub const PASSWORD: &str = "Open-Demonstration-1";

/// The people whom the log-in page of the demonstration offers.
pub const PEOPLE: [DemoPerson; 7] = [
    DemoPerson {
        user_name: "DANA.WHITLOCK",
        full_name: "Dana Whitlock",
        good_for: "Administrator of DAVIS COUNTY HOSPITAL (16E724) and of a second home in Iowa: checks and sends payroll files, reads the reports, follows the deadline.",
        roles: &[
            Role::PbjSubmitter,
            Role::ProviderAdministrator,
            Role::ProviderSecurityOfficial,
            Role::AssessmentSubmitter,
        ],
        place: Place::Providers(&[DAVIS, SECOND_HOME]),
    },
    DemoPerson {
        user_name: "OWEN.SANDOVAL",
        full_name: "Owen Sandoval",
        good_for: "PBJ Submitter of one home in Ohio, Facility ID SRDEMO01: sends files that name this Facility ID.",
        roles: &[Role::PbjSubmitter],
        place: Place::Providers(&[SAMPLE_HOME]),
    },
    DemoPerson {
        user_name: "NADIA.BRANDT",
        full_name: "Nadia Brandt",
        good_for: "PBJ Viewer of DAVIS COUNTY HOSPITAL: reads what others sent, and sends nothing.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[DAVIS]),
    },
    DemoPerson {
        user_name: "LARKSPUR.DATA",
        full_name: "Iris Holm (Larkspur Data Services)",
        good_for: "A vendor that sends for six homes and agencies in Florida, Georgia and North Carolina, and sees only what it sent.",
        roles: &[Role::VendorPbjSubmitter, Role::VendorAssessmentSubmitter],
        place: Place::Providers(&VENDOR_CLIENTS),
    },
    DemoPerson {
        user_name: "TOMAS.BERG",
        full_name: "Tomas Berg",
        good_for: "State Agency S&C General User of Iowa: the state's providers, their changes, and who has not submitted; reads about providers of other states.",
        roles: &[Role::StateAgencyGeneralUser],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "RUTH.ELLERY",
        full_name: "Ruth Ellery",
        good_for: "CMS View Only User: the same nationwide, by state and region, with every report.",
        roles: &[Role::CmsViewOnlyUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "SAM.OKAFOR",
        full_name: "Sam Okafor",
        good_for: "iQIES Help Desk: finds providers, and looks after background jobs that failed.",
        roles: &[Role::HelpDesk],
        place: Place::Nation,
    },
];

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
}

/// The accounts whose registration is not complete. They have no second factor and no roles.
pub const UNFINISHED: [DemoAccount; 4] = [
    DemoAccount {
        user_name: "GRETA.LINDQVIST",
        first_name: "Greta",
        last_name: "Lindqvist",
        good_for: "An older account, from EIDM: log in with its password, set up a second factor, and log in a second time.",
        registration: Registration::Device,
        legacy: true,
        waits: false,
    },
    DemoAccount {
        user_name: "MILO.ASHFORD",
        first_name: "Milo",
        last_name: "Ashford",
        good_for: "A registration that was left after its second step: log in to go on with the terms and the identity proofing.",
        registration: Registration::Terms,
        legacy: false,
        waits: false,
    },
    DemoAccount {
        user_name: "ROBIN.ASHCROFT",
        first_name: "Robin",
        last_name: "Ashcroft",
        good_for: "A registration that waits at the identity proofing: log in to answer its questions.",
        registration: Registration::Proofing,
        legacy: false,
        waits: false,
    },
    DemoAccount {
        user_name: "MIRA.LINDGREN",
        first_name: "Mira",
        last_name: "Lindgren",
        good_for: "Sent documents for manual proofing: the Help Desk decides.",
        registration: Registration::Proofing,
        legacy: false,
        waits: true,
    },
];

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
    GRANT = "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, $4, $5)";
    GRANT_PROVIDER = "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)";
}

/// Writes the people of [`PEOPLE`], the accounts of [`UNFINISHED`], and one submitter for the nursing homes of each
/// state, who has no password and so cannot log in.
pub async fn insert(
    tx: &mut Tx,
    seed: u32,
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
    for person in &PEOPLE {
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
            Place::Nation => (None, Vec::new()),
        };
        for role in person.roles {
            writer.grant(user, *role, state, &listed).await?;
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
        writer.grant(user, Role::PbjSubmitter, None, &homes).await?;
    }
    for account in &UNFINISHED {
        writer.unfinished(account, password_hash).await?;
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
            Ok(()) | Err(ServiceError::Conflict { .. }) => {}
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

    async fn grant(
        &mut self,
        user: Uuid,
        role: Role,
        state: Option<&str>,
        providers: &[&DemoProvider],
    ) -> Result<(), ServiceError> {
        // One after the other, so that they are listed in this order.
        self.since = self.since.plus_seconds(1);
        let id = self.dice.id(self.since);
        exec!(self.tx, GRANT, id, user, role.key(), state, self.since.0)?;
        for provider in providers {
            exec!(self.tx, GRANT_PROVIDER, id, provider.id.0)?;
        }
        Ok(())
    }
}
