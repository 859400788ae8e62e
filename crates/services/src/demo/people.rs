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
    providers::{DAVIS, DemoProvider, SAMPLE_AGENCY, SAMPLE_HOME, SECOND_HOME, VENDOR_CLIENTS},
};
use crate::{
    ServiceError, Services,
    identity::{
        Holder, lock_out,
        proofing::{self, Content, Document},
    },
    notices::unused_account,
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

/// The security official of CMS among them.
pub const CMS_OFFICIAL: &str = "AMOS.PELL";

/// The people whom the log-in page of each demonstration offers.
pub const PEOPLE: [DemoPerson; 32] = [
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
        good_for: "iQIES Help Desk: answers tickets, views as a role to see what the asker sees, helps people with their accounts, and looks after background jobs that failed.",
        roles: &[Role::HelpDesk],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "GRACE.NOVAK",
        full_name: "Grace Novak",
        good_for: "The only Provider Security Official of the home in Ohio: decides who works with its data, confirms who still needs their role, and should name a second one.",
        roles: &[Role::ProviderSecurityOfficial],
        place: Place::Providers(&[SAMPLE_HOME]),
    },
    DemoPerson {
        user_name: "VERA.STOLL",
        full_name: "Vera Stoll",
        good_for: "State Agency Security Official of Iowa: decides on the requests of the agency's people, has a surveyor ID to verify, and roles to confirm.",
        roles: &[Role::StateAgencySecurityOfficial],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: CMS_OFFICIAL,
        full_name: "Amos Pell",
        good_for: "CMS Security Official: decides on the roles of CMS, confirms them, and finds the organizations without a security official.",
        roles: &[Role::CmsSecurityOfficial],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "JUNE.ARCHER",
        full_name: "June Archer",
        good_for: "iQIES Help Desk Production Control: every request nationwide, organizations without a security official, and removing a last one.",
        roles: &[Role::HelpDeskProductionControl],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "LEO.FINCH",
        full_name: "Leo Finch",
        good_for: "Has no role yet: waits for Grace Novak to decide, and may remind her.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "IDA.MARSH",
        full_name: "Ida Marsh",
        good_for: "Has no role yet: a surveyor whose federal surveyor ID Vera Stoll is to verify.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "PAUL.WEBER",
        full_name: "Paul Weber",
        good_for: "Has no role: reads why his request was rejected, and asks again.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "NORA.VANCE",
        full_name: "Nora Vance",
        good_for: "Office of Financial Management: cases of civil money penalties nationwide, what is due, and recording what came in.",
        roles: &[Role::FinancialManagementUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "ELI.MERCER",
        full_name: "Eli Mercer",
        good_for: "Office of Financial Management as well: reverses what Nora Vance recorded by mistake, and she what he did.",
        roles: &[Role::FinancialManagementUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "MIRA.LANGE",
        full_name: "Mira Lange",
        good_for: "AO View Only User of The Joint Commission: sees the providers that it has accredited, and no others.",
        roles: &[Role::AoViewOnlyUser],
        place: Place::Jurisdiction("ao-tjc"),
    },
    DemoPerson {
        user_name: "NILS.ABEL",
        full_name: "Nils Abel",
        good_for: "QIO/QIN User of CMS Region 4 (Atlanta): sees the providers of its states.",
        roles: &[Role::QioUser],
        place: Place::Jurisdiction("region-4"),
    },
    DemoPerson {
        user_name: "NORA.LINDE",
        full_name: "Nora Linde",
        good_for: "Auditor: reads who did what and who looked at what, and saves the record with its proof; decides nothing.",
        roles: &[Role::Auditor],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "NINA.CALDER",
        full_name: "Nina Calder",
        good_for: "Works for two: State Agency S&C General User of Iowa, and CMS View Only User. Goes from one category to the other in the user menu.",
        roles: &[Role::StateAgencyGeneralUser, Role::CmsViewOnlyUser],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "OLIVE.TARN",
        full_name: "Olive Tarn",
        good_for: "Has no role and has asked for none: the Welcome page, and Request User Role.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: FORGOTTEN,
        full_name: "Hugo Lande",
        good_for: "Nobody used his account for 60 days, so his role has ended: reads so, and asks for it again.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[SECOND_HOME]),
    },
    DemoPerson {
        user_name: NEARLY_FORGOTTEN,
        full_name: "Alma Reyes",
        good_for: "PBJ Viewer of a second home in Iowa whose role would have ended in 3 days: was warned by mail, and keeps it by logging in.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[SECOND_HOME]),
    },
    DemoPerson {
        user_name: "HOLLY.BRECHT",
        full_name: "Holly Brecht",
        good_for: "Assessment Coordinator, Assessment Viewer and ePOC Administrator of DAVIS COUNTY HOSPITAL: reads and enters the home's assessments, and sees to those that came back.",
        roles: &[
            Role::ProviderAssessmentCoordinator,
            Role::ProviderAssessmentViewer,
            Role::ProviderEpocAdministrator,
        ],
        place: Place::Providers(&[DAVIS]),
    },
    DemoPerson {
        user_name: "LENA.HARTWIG",
        full_name: "Lena Hartwig",
        good_for: "Assessment Coordinator and Provider Administrator of a home health agency in Georgia: enters, modifies and inactivates OASIS records, and sees to those that came back.",
        roles: &[
            Role::ProviderAssessmentCoordinator,
            Role::ProviderAdministrator,
        ],
        place: Place::Providers(&[SAMPLE_AGENCY]),
    },
    DemoPerson {
        user_name: "CARL.OSTER",
        full_name: "Carl Oster",
        good_for: "State Agency Assessment Coordinator of Iowa: reads and corrects the assessments of the state's providers, and has reports made of them.",
        roles: &[Role::StateAgencyAssessmentCoordinator],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "BETH.ARDEN",
        full_name: "Beth Arden",
        good_for: "CMS General User: reads nationwide what the CMS View Only User reads, and will work on surveys and enforcement.",
        roles: &[Role::CmsGeneralUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "JOAN.TRASK",
        full_name: "Joan Trask",
        good_for: "AO Security Official and AO General User of The Joint Commission: decides who works for it.",
        roles: &[Role::AoSecurityOfficial, Role::AoGeneralUser],
        place: Place::Jurisdiction("ao-tjc"),
    },
    DemoPerson {
        user_name: "OTTO.KLEIN",
        full_name: "Otto Klein",
        good_for: "Contract Surveyor for CMS Region 7 (Kansas City): sees the providers of its states.",
        roles: &[Role::ContractSurveyor],
        place: Place::Jurisdiction("survey-7"),
    },
    DemoPerson {
        user_name: "RHEA.COLLINS",
        full_name: "Rhea Collins",
        good_for: "Security Official and User of the Medicare Administrative Contractor J5: decides who works for it, and sees the providers of its states.",
        roles: &[Role::MacSecurityOfficial, Role::MacUser],
        place: Place::Jurisdiction("mac-j5"),
    },
    DemoPerson {
        user_name: "FELIX.MOOR",
        full_name: "Felix Moor",
        good_for: "Federal Agency User: sees providers nationwide.",
        roles: &[Role::FederalAgencyUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "INGA.SOMMER",
        full_name: "Inga Sommer",
        good_for: "QIO/QIN Security Official of CMS Region 4 (Atlanta): decides who works for it.",
        roles: &[Role::QioSecurityOfficial],
        place: Place::Jurisdiction("region-4"),
    },
];

/// Whose role is of the training environment alone (ADR 21).
const TRAINEE: DemoPerson = DemoPerson {
    user_name: "ODA.LINDGREN",
    full_name: "Oda Lindgren",
    good_for: "ADO Developer or Tester: sees the training environment's providers.",
    roles: &[Role::AdoDeveloper],
    place: Place::Nation,
};

/// Who is there in this demonstration: [`PEOPLE`], and in a training environment one more.
pub fn people(site: &Site) -> impl Iterator<Item = &'static DemoPerson> + use<> {
    PEOPLE.iter().chain(site.is_training.then_some(&TRAINEE))
}

/// Whose role ended because nobody logged in for 60 days, and whose ends in 3 days.
const FORGOTTEN: &str = "HUGO.LANDE";
const NEARLY_FORGOTTEN: &str = "ALMA.REYES";

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

const REQUESTS: [DemoRequest; 3] = [
    DemoRequest {
        user_name: "LEO.FINCH",
        role: Role::PbjSubmitter,
        place: RequestPlace::Provider(SAMPLE_HOME),
        days_ago: 4,
        surveyor_id: None,
        rejected: None,
    },
    DemoRequest {
        user_name: "IDA.MARSH",
        role: Role::StateAgencyGeneralUser,
        place: RequestPlace::State("IA"),
        days_ago: 1,
        surveyor_id: Some("30417"),
        rejected: None,
    },
    DemoRequest {
        user_name: "PAUL.WEBER",
        role: Role::PbjViewer,
        place: RequestPlace::Provider(SAMPLE_HOME),
        days_ago: 6,
        surveyor_id: None,
        rejected: Some((
            "GRACE.NOVAK",
            "You are not on our staff list yet. Ask again once your first day has come.",
        )),
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
    /// Whether its log-in is locked; it has a second factor.
    locked: bool,
}

/// The accounts whose registration is not complete, which have no second factor, and one that is locked. None has roles.
pub const UNFINISHED: [DemoAccount; 5] = [
    DemoAccount {
        user_name: "GRETA.LINDQVIST",
        first_name: "Greta",
        last_name: "Lindqvist",
        good_for: "An older account, from EIDM: log in with its password, set up a second factor, and log in a second time.",
        registration: Registration::Device,
        legacy: true,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "MILO.ASHFORD",
        first_name: "Milo",
        last_name: "Ashford",
        good_for: "A registration that was left after its second step: log in to go on with the terms and the identity proofing.",
        registration: Registration::Terms,
        legacy: false,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "ROBIN.ASHCROFT",
        first_name: "Robin",
        last_name: "Ashcroft",
        good_for: "A registration that waits at the identity proofing: log in to answer its questions.",
        registration: Registration::Proofing,
        legacy: false,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "MIRA.LINDGREN",
        first_name: "Mira",
        last_name: "Lindgren",
        good_for: "Sent documents for manual proofing: the Help Desk decides.",
        registration: Registration::Proofing,
        legacy: false,
        waits: true,
        locked: false,
    },
    DemoAccount {
        user_name: "TESS.QUILL",
        first_name: "Tess",
        last_name: "Quill",
        good_for: "Locked after five failed log-ins: the Help Desk unlocks her, or sends her a link for a new password.",
        registration: Registration::Complete,
        legacy: false,
        waits: false,
        locked: true,
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
