//! An installation for a test: a home of one's own in Iowa and a foreign one in Ohio, a submission of
//! each, a person of every role, and a clock that the test moves.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use app::Build;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use domain::access::{Category, Role};
use domain::providers::StateCode;
use domain::staffing::{FiscalQuarter, ProcessType};
use domain::time::{Instant, Now};
use leptos::config::LeptosOptions;
use leptos_axum::AxumRouteListing;
use services::submissions::{Incoming, receive};
use services::token::Token;
use services::{Clock, Services};
use store::files::FileStore;
use store::jobs::{Worker, WorkerSettings};
use store::{Db, exec, fetch};
use submission::generate::{Mistakes, Plan};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::config::Network;
use crate::router::{page_list, router};
use crate::state::AppState;

/// Tuesday, October 20, 2026, noon in the east: July to September is in its 45 days.
pub const NOON: Instant = Instant(1_792_512_000_000_000);

pub const PASSWORD: &str = "correct horse battery staple";
/// Someone without any role.
pub const NOBODY: &str = "NOBODY.YET";

/// A home, and what its sender sent for it.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    pub name: &'static str,
    pub ccn: &'static str,
    pub facility_id: &'static str,
    pub state: &'static str,
    pub sender: &'static str,
    pub number: &'static str,
}

/// The home of every provider and vendor grant; its state is that of every state grant.
pub const OWN: Home = Home {
    name: "Maple Ridge Care Center",
    ccn: "165123",
    facility_id: "IA1001",
    state: "IA",
    sender: "SENDER.OWN",
    number: "1000001",
};

pub const OTHER: Home = Home {
    name: "Faraway Hills Care Center",
    ccn: "365123",
    facility_id: "OH1001",
    state: "OH",
    sender: "SENDER.OTHER",
    number: "1000002",
};

/// A job that failed for good.
pub const JOB: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0009);

/// The user ID of whoever holds `role` and nothing else.
pub fn user_of(role: Role) -> String {
    let place = Role::ALL.iter().position(|known| *known == role).unwrap();
    format!("ROLE.{place:02}")
}

pub struct House {
    pub services: Services,
    router: Router,
    /// Seconds since [`NOON`], for both clocks.
    passed: Arc<AtomicI64>,
    folder: TempDir,
}

/// A request in the making.
pub struct Ask<'a> {
    house: &'a House,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Body,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl House {
    pub async fn new() -> Self {
        Self::of(Network::new(&network(), 3000).unwrap()).await
    }

    pub async fn of(network: Network) -> Self {
        let pages = pages().to_vec();
        let folder = copy_of_template().await;
        let services = open(folder.path()).await;
        let passed = Arc::new(AtomicI64::new(0));
        let clock: Clock = {
            let passed = Arc::clone(&passed);
            Arc::new(move || now(passed.load(Ordering::Relaxed)))
        };
        let options = LeptosOptions::builder()
            .output_name("openqies")
            .site_root(folder.path().join("site").to_string_lossy())
            .site_pkg_dir("pkg/test")
            .build();
        let state = AppState {
            services: services.clone(),
            clock,
            build: Build { options },
            network: Arc::new(network),
            page_time: Duration::from_secs(30),
            stopping: Arc::default(),
        };
        Self {
            services,
            router: router(state, pages).unwrap(),
            passed,
            folder,
        }
    }

    /// Where its database and files lie.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time go by.
    pub fn pass(&self, seconds: i64) {
        self.passed.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    /// From a page of ours, as browsers say it.
    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
    }

    /// As a browser asks for a page.
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        let ask = Ask {
            house: self,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Body::empty(),
        };
        ask.header("host", "localhost:3000")
            .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// The cookie of a new session of this person.
    pub async fn session_of(&self, user_name: &str) -> String {
        let token = Token::new().unwrap();
        let mut tx = self.services.db.write().await.unwrap();
        let (user,) = fetch!(
            fetch_one,
            (Uuid,),
            tx,
            "select id from user_account where user_name = $1",
            user_name
        )
        .unwrap();
        let role: Option<(String,)> = fetch!(
            fetch_optional,
            (String,),
            tx,
            "select role from role_grant where user_id = $1",
            user
        )
        .unwrap();
        let category = role.map_or(Category::Provider, |(key,)| {
            Role::from_key(&key).unwrap().category()
        });
        let now = now(self.passed.load(Ordering::Relaxed)).system;
        exec!(
            tx,
            "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at) values ($1, $2, $3, $4, $4, $5)",
            token.hash().as_slice(),
            user,
            category.key(),
            now.0,
            now.plus_seconds(43_200).0
        )
        .unwrap();
        tx.commit().await.unwrap();
        format!("__Host-openqies={}", token.as_str())
    }
}

impl Ask<'_> {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    /// As a program, or the page's own script, asks.
    pub fn for_json(self) -> Self {
        self.header("accept", "application/json")
    }

    pub fn form(mut self, form: &str) -> Self {
        self.body = Body::from(form.to_owned());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub fn json(mut self, value: &str) -> Self {
        self.body = Body::from(value.to_owned());
        self.for_json().header("content-type", "application/json")
    }

    pub fn body(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub async fn send(self) -> Answer {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .body(self.body)
            .unwrap();
        *request.headers_mut() = self.headers;
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(HeaderValue::to_str)
            .map(Result::unwrap)
            .collect()
    }

    /// The session's cookie, as the browser sends it back.
    pub fn cookie(&self) -> String {
        self.cookies()[0].split(';').next().unwrap().to_owned()
    }

    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html") && self.body.contains("</html>")
    }
}

pub fn network() -> crate::config::NetworkArgs {
    crate::config::NetworkArgs {
        listen: None,
        port: 3000,
        public_origin: None,
        trusted_proxies: 0,
        insecure_cookies: false,
    }
}

/// Listed once, before any test renders a page: leptos #4773.
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    PAGES.get_or_init(page_list)
}

fn now(passed: i64) -> Now {
    let moment = NOON.plus_seconds(passed);
    Now {
        system: moment,
        rules: moment,
    }
}

async fn open(folder: &Path) -> Services {
    let db = Db::open(&format!("sqlite:{}", folder.join("house.db").display()))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    Services::new(db, FileStore::local(folder.join("files")).unwrap())
}

/// Made once for all tests of the process: accounts, grants, submissions and their checks.
async fn copy_of_template() -> TempDir {
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
        password: services.passwords.hash(PASSWORD).await.unwrap(),
    };
    for (number, home) in [(1, OWN), (2, OTHER)] {
        home_of(&services, number, home).await;
        people
            .insert(home.sender, Some(Role::PbjSubmitter), number)
            .await;
    }
    for role in Role::ALL {
        people.insert(&user_of(role), Some(role), 1).await;
    }
    people.insert(NOBODY, None, 1).await;
    for home in [OWN, OTHER] {
        send(&services, home).await;
    }
    check_all(&services).await;
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

async fn home_of(services: &Services, number: u128, home: Home) {
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
         values ($1, $2, $3, $4, 'nursing_home', $5, $6, '1 Main Street', 'Springfield', '50001', 0, 0)",
        Uuid::from_u128(number),
        home.ccn,
        home.facility_id,
        home.state,
        home.name,
        home.name.to_lowercase()
    )
    .unwrap();
    tx.commit().await.unwrap();
}

struct People<'a> {
    services: &'a Services,
    password: String,
}

impl People<'_> {
    /// Someone with a role: at the home of this number, in Iowa, or nationwide, as the role has it.
    async fn insert(&self, user_name: &str, role: Option<Role>, home: u128) {
        let (user, grant) = (Uuid::now_v7(), Uuid::now_v7());
        let mut tx = self.services.db.write().await.unwrap();
        exec!(
            tx,
            "insert into user_account (id, user_name, full_name, email, password_hash, state, created_at)
             values ($1, $2, $3, 'someone@example.org', $4, 'active', 0)",
            user,
            user_name,
            format!("Person {user_name}"),
            self.password.as_str()
        )
        .unwrap();
        if let Some(role) = role {
            let state = (role.category() == Category::StateAgency).then_some(OWN.state);
            exec!(
                tx,
                "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, $4, 0)",
                grant,
                user,
                role.key(),
                state
            )
            .unwrap();
            if matches!(role.category(), Category::Provider | Category::Vendor) {
                exec!(
                    tx,
                    "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                    grant,
                    Uuid::from_u128(home)
                )
                .unwrap();
            }
        }
        tx.commit().await.unwrap();
    }
}

/// A file of invented hours for a home.
pub fn file_for(home: Home) -> Vec<u8> {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let plan = Plan {
        facility_id: home.facility_id.to_owned(),
        state: StateCode::parse(home.state).unwrap(),
        quarter,
        through: quarter.last_day(),
        process_type: ProcessType::Replace,
        seed: 1,
        bytes: 0,
        mistakes: Mistakes::None,
        posts: 4,
    };
    plan.to_vec()
}

async fn send(services: &Services, home: Home) {
    let actor = actor_of(services, home.sender).await;
    let incoming = Incoming {
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
    use services::identity::{LogIn, Presented, log_in, session};
    let form = LogIn {
        user_name,
        password: PASSWORD,
        consent: true,
        address: "192.0.2.1",
        before: None,
    };
    let token = log_in(services, form, NOON).await.unwrap();
    match session(services, &token, now(0)).await.unwrap() {
        Presented::Open(session) => session.actor,
        other => panic!("the session is not open: {other:?}"),
    }
}

/// Runs the worker until every submission is decided.
async fn check_all(services: &Services) {
    let clock: Clock = Arc::new(|| now(0));
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(|| NOON),
        WorkerSettings::default(),
    );
    let decided = async {
        loop {
            let mut tx = services.db.read().await.unwrap();
            let (waiting,) = fetch!(
                fetch_one,
                (i64,),
                tx,
                "select count(*) from submission where finished_at is null"
            )
            .unwrap();
            drop(tx);
            if waiting == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    services::handlers(worker, services, &clock)
        .run(decided)
        .await;
}
