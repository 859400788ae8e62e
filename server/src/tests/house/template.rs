//! What every house begins with: made once for all tests of the process, and copied.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use domain::access::{Action, Category, Role};
use domain::identity::{SessionStage, UserId, UserName};
use domain::providers::StateCode;
use domain::staffing::FiscalQuarter;
use domain::submissions::SubmissionKind;
use services::identity::Holder;
use services::identity::proofing::{self, Content, Document};
use services::keys::Keys;
use services::submissions::{Incoming, receive};
use services::{Clock, Services};
use store::files::FileStore;
use store::jobs::{Worker, WorkerSettings};
use store::testing::until_none;
use store::{Db, exec, fetch};
use submission::generate::Plan;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{APPLICANT, CASE, Home, JOB, NOBODY, NOON, OTHER, OWN, PASSWORD, now, user_of};

pub(super) async fn open(folder: &Path) -> Services {
    let db = Db::open(&format!("sqlite:{}", folder.join("house.db").display()))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    let files = FileStore::local(folder.join("files")).unwrap();
    Services::new(db, files, Keys::of([7; 32]))
}

/// Made once for all tests of the process: accounts, grants, submissions and their checks.
pub(super) async fn copy_of_template() -> TempDir {
    static TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    let copy = tempfile::tempdir().unwrap();
    copy_folder(template.path().to_owned(), copy.path().to_owned());
    copy
}

fn copy_folder(from: PathBuf, to: PathBuf) {
    std::fs::create_dir_all(&to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(entry.path(), target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn template() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let services = open(folder.path()).await;
    let people = People {
        services: &services,
        password: Some(services.passwords.hash(PASSWORD).await.unwrap()),
    };
    for home in [OWN, OTHER] {
        Box::pin(people.insert_home(home)).await;
    }
    for role in Role::ALL {
        people.insert(&user_of(role), &[(role, OWN)]).await;
    }
    for without in [NOBODY, APPLICANT, "RITA.WAITS"] {
        people.insert(without, &[]).await;
    }
    wait_for_proofing(&services).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into job (id, kind, payload, state, run_at, attempts, max_attempts, last_error, created_at, finished_at)
         values ($1, 'test', '{}', 'dead', $2, 3, 3, 'it failed', $2, $2)",
        JOB,
        NOON.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    services.db.close().await;
    folder
}

/// Where a role holds: at a home, in its state, or in what its kind of organization is.
pub(super) struct Place {
    pub provider: Option<Uuid>,
    pub state: Option<&'static str>,
    pub jurisdiction: Option<String>,
}

impl Place {
    pub fn of(role: Role, home: Home) -> Self {
        let is_at_home = matches!(role.category(), Category::Provider | Category::Vendor);
        Self {
            provider: is_at_home.then_some(home.id),
            state: (role.category() == Category::StateAgency).then_some(home.state),
            jurisdiction: jurisdiction_of(role),
        }
    }
}

/// Where a role of a region, an accrediting organization or a contract holds: of several, where one's own home lies.
fn jurisdiction_of(role: Role) -> Option<String> {
    let own = StateCode::parse(OWN.state).unwrap();
    let all = role.jurisdictions();
    let here = all.iter().find(|one| one.states().contains(&own));
    here.or(all.first()).map(|one| one.key())
}

async fn home_of(services: &Services, home: Home) {
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, updated_at,
             accredited_by)
         values ($1, $2, $3, $4, 'nursing_home', $5, $6, '1 Main Street', 'Springfield', '50001', 0, 0, $7)",
        home.id,
        home.ccn,
        home.facility_id,
        home.state,
        home.name,
        home.name.to_lowercase(),
        (home.ccn == OWN.ccn)
            .then(|| jurisdiction_of(Role::AoGeneralUser))
            .flatten()
    )
    .unwrap();
    // With the number of the home's submission, so that one word stands for both.
    exec!(
        tx,
        "insert into patient (id, number, provider_id, first_name, last_name, birth, sex, ssn, medicare, medicaid, search_key,
             created_at, updated_at, version)
         values ($1, $2, $1, 'RUTH', 'ABLE', '19310412', '2', '900110001', '1EG4TE5MK73', 'M77', 'able, ruth', 0, 0, 1)",
        home.id,
        home.number.parse::<i64>().unwrap()
    )
    .unwrap();
    // $1,000.00, due since October 1.
    let parts: Vec<_> = home.case.split('-').collect();
    let [_, region, _, sequence] = parts[..] else {
        panic!("{} is not the number of a case", home.case)
    };
    let region: i32 = region.parse().unwrap();
    let sequence: i32 = sequence.parse().unwrap();
    exec!(
        tx,
        "insert into penalty_case (id, number, fiscal_year, region, sequence, provider_id, origin, state, notice_on,
             payable_on, due_on, gross_cents, occurrence, created_at)
         values ($1, $2, 2026, $3, $4, $1, 'invented', 'due_and_payable', '2026-07-01', '2026-09-16', '2026-10-01',
             100000, 1, 0)",
        home.id,
        home.case,
        region,
        sequence
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// A home with its sender, and what they sent.
pub(super) async fn insert_home(services: &Services, home: Home) {
    let people = People {
        services,
        password: None,
    };
    Box::pin(people.insert_home(home)).await;
}

/// Someone who holds these roles, each at a home, in its state, or nationwide, as the role has it.
pub(super) async fn insert_person(services: &Services, user_name: &str, roles: &[(Role, Home)]) {
    let people = People {
        services,
        password: None,
    };
    people.insert(user_name, roles).await;
}

struct People<'a> {
    services: &'a Services,
    password: Option<String>,
}

impl People<'_> {
    /// A home with its sender, and what they sent.
    async fn insert_home(&self, home: Home) {
        home_of(self.services, home).await;
        self.insert(home.sender, &[(Role::PbjSubmitter, home)])
            .await;
        send(self.services, home).await;
        check_all(self.services).await;
        assess(self.services, home).await;
    }

    /// Someone who holds these roles, each at a home, in its state, or nationwide, as the role has it.
    async fn insert(&self, user_name: &str, roles: &[(Role, Home)]) {
        let user = self.account(user_name).await;
        for (role, home) in roles {
            self.grant(user, *role, *home).await;
        }
    }

    async fn account(&self, user_name: &str) -> Uuid {
        let user = Uuid::now_v7();
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into user_account (id, user_name, full_name, email, password_hash, state, created_at)
             values ($1, $2, $3, 'someone@example.org', $4, 'active', 0)",
            user,
            user_name,
            format!("Person {user_name}"),
            self.password.as_deref()
        )
        .unwrap();
        exec!(
            tx,
            "insert into device (id, user_id, kind, name, target, confirmed_at, created_at)
             values ($1, $2, 'email', 'Work e-mail', 'someone@example.org', 0, 0)",
            Uuid::now_v7(),
            user
        )
        .unwrap();
        tx.commit().await.unwrap();
        user
    }

    async fn grant(&self, user: Uuid, role: Role, home: Home) {
        let grant = Uuid::now_v7();
        let place = Place::of(role, home);
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into role_grant (id, user_id, role, state_code, jurisdiction, granted_at)
             values ($1, $2, $3, $4, $5, 0)",
            grant,
            user,
            role.key(),
            place.state,
            place.jurisdiction
        )
        .unwrap();
        if let Some(provider) = place.provider {
            exec!(
                tx,
                "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                grant,
                provider
            )
            .unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// Sets both applicants back to proofing; one has sent a document.
async fn wait_for_proofing(services: &Services) {
    let mut tx = services.db.write().await.unwrap();
    for applicant in [APPLICANT, "RITA.WAITS"] {
        let due = "update user_account set registration = 'proofing' where user_name = $1";
        exec!(tx, due, applicant).unwrap();
    }
    let find = "select id from user_account where user_name = 'RITA.WAITS'";
    let (user,) = fetch!(fetch_one, (Uuid,), tx, find).unwrap();
    tx.commit().await.unwrap();
    let holder = Holder {
        user: UserId(user),
        user_name: UserName::parse("RITA.WAITS").unwrap(),
        stage: SessionStage::Registering,
        token_hash: [0; 32],
        confirmed_at: None,
    };
    let document = Document {
        name: "passport.pdf".to_owned(),
        content: Content::Bytes(b"%PDF-1.7 invented".to_vec()),
    };
    let documents = vec![document];
    proofing::send_documents(services, &holder, documents, NOON)
        .await
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update proofing_attempt set reference = $1", CASE).unwrap();
    tx.commit().await.unwrap();
}

/// A file of invented hours for a home.
pub fn file_for(home: Home) -> Vec<u8> {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let plan = Plan {
        posts: 4,
        ..Plan::new(
            home.facility_id,
            StateCode::parse(home.state).unwrap(),
            quarter,
        )
    };
    plan.to_vec()
}

async fn send(services: &Services, home: Home) {
    let actor = actor_of(services, home.sender).await;
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "first".to_owned(),
        file_name: "hours.xml".to_owned(),
        again: false,
        started_at: NOON,
    };
    let bytes = Body::from(file_for(home)).into_data_stream();
    receive(services, &actor, incoming, bytes, || now(0))
        .await
        .unwrap();
}

async fn actor_of(services: &Services, user_name: &'static str) -> domain::access::Actor {
    use services::identity::{AskedBy, Presented, session};
    let token = super::open_session(services, user_name, NOON).await;
    let presented = session(services, &token, AskedBy::Person, now(0)).await;
    match presented.unwrap() {
        Presented::Open(session) => session.actor,
        other => panic!("the session is not open: {other:?}"),
    }
}

/// An assessment of a home's patient, whose number is that of the home's submission, and a row of the inbox.
async fn assess(services: &Services, home: Home) {
    let id = home.id;
    let number: i64 = home.number.parse().unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification, subset,
             reasons, target_date, locator, transaction_code, state, file_id, accepted_at, warning_count)
         select $1, $2, $1, 0, $1, $1, 'MDS', '3.10.0', 'NC', '01-01-99-0', '2026-10-05', x'00', '1', 'current', f.id, $3, 0
         from submission_file f where f.provider_id = $1",
        id,
        number,
        NOON.0
    )
    .unwrap();
    exec!(
        tx,
        "insert into assessment_items (assessment_id, items) values ($1, 'A0500A=RUTH')",
        id
    )
    .unwrap();
    exec!(
        tx,
        "insert into sent_record (file_id, instrument, reasons, target_date, first_name, last_name, birth, is_test, due_on)
         select f.id, 'MDS', '01-01-99-0', '2026-10-05', 'RUTH', 'ABLE', '19310412', $2, '2026-10-25'
         from submission_file f where f.provider_id = $1",
        id,
        false
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// Runs the worker until every submission is decided.
async fn check_all(services: &Services) {
    let waiting = "select count(*) from submission where finished_at is null";
    work_until_none(services, Arc::new(|| now(0)), waiting).await;
}

/// Runs the worker until `waiting` counts nothing any more.
pub(super) async fn work_until_none(services: &Services, clock: Clock, waiting: &'static str) {
    // Goes on meanwhile, or a job that was put off would not come up again.
    let begun = std::time::Instant::now();
    let system = {
        let clock = Arc::clone(&clock);
        let passed = move || i64::try_from(begun.elapsed().as_micros()).unwrap();
        Arc::new(move || clock().system.plus_micros(passed()))
    };
    let worker = Worker::new(services.db.clone(), system, WorkerSettings::default());
    services::handlers(worker, services, &clock)
        .run(until_none(&services.db, waiting))
        .await;
}
