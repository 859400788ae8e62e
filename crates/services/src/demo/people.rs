use std::collections::BTreeMap;

use domain::{
    access::Role,
    identity::{SessionStage, UserId, UserName},
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

/// Someone who still registers: they log in with [`PASSWORD`] and go on where they stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    pub user_name: &'static str,
    pub full_name: &'static str,
    /// Whether their documents wait for the Help Desk.
    pub waits: bool,
}

/// The people whose identity is still to be proofed.
pub const APPLICANTS: [Applicant; 2] = [
    Applicant {
        user_name: "ROBIN.ASHCROFT",
        full_name: "Robin Ashcroft",
        waits: false,
    },
    Applicant {
        user_name: "MIRA.LINDGREN",
        full_name: "Mira Lindgren",
        waits: true,
    },
];

store::sql! {
    PERSON = "insert into user_account (id, user_name, full_name, email, password_hash, state, created_at) \
              values ($1, $2, $3, $4, $5, 'active', $6)";
    /// The device that codes are mailed to.
    DEVICE = "insert into device (id, user_id, kind, name, target, confirmed_at, created_at) \
              values ($1, $2, 'email', 'Work e-mail', $3, $4, $4)";
    /// Where an applicant has stopped.
    TO_PROOF = "update user_account set registration = 'proofing', password_hash = $2 where id = $1";
    PROFILE = "insert into account_profile (user_id, first_name, middle_name, last_name, suffix, phone, address, city, \
               state_code, zip, born_on, personal_email, time_zone, terms_at, updated_at) \
               values ($1, $2, '', $3, '', '515-555-0100', '1 Invented Lane', 'Bloomfield', 'IA', '52537', $4, $5, \
               'America/Chicago', $6, $6)";
    /// Served by the unique user name.
    FIND_APPLICANT = "select id from user_account where user_name = $1";
    GRANT = "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, $4, $5)";
    GRANT_PROVIDER = "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)";
}

/// Writes the people of [`PEOPLE`], and one submitter for the nursing homes of each state, who has no
/// password and so cannot log in.
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
    for applicant in &APPLICANTS {
        writer.applicant(applicant, password_hash).await?;
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
    Ok(())
}

/// Sends an invented document for each applicant whose case is to wait; once is enough.
pub async fn send_documents(services: &Services, now: Now) -> Result<(), ServiceError> {
    for applicant in APPLICANTS.iter().filter(|applicant| applicant.waits) {
        let mut tx = services.db.read().await?;
        let (user,) = fetch!(fetch_one, (Uuid,), tx, FIND_APPLICANT, applicant.user_name)?;
        drop(tx);
        let user_name = UserName::parse(applicant.user_name)
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
        }
        Ok(id)
    }

    /// Without a device: that comes after proofing.
    async fn applicant(
        &mut self,
        applicant: &Applicant,
        password_hash: &str,
    ) -> Result<(), ServiceError> {
        let id = self
            .account(applicant.user_name, applicant.full_name, None)
            .await?;
        exec!(self.tx, TO_PROOF, id, password_hash)?;
        let (first, last) = applicant
            .full_name
            .split_once(' ')
            .unwrap_or((applicant.full_name, ""));
        let born_on = Day::from(date(1984, 5, 17));
        exec!(
            self.tx,
            PROFILE,
            id,
            first,
            last,
            born_on,
            false,
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
