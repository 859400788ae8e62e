//! An installation for a test: a home of one's own in Iowa and a foreign one in Ohio, a submission of
//! each, a person of every role, and a clock that the test moves.

mod ask;
mod log;
mod template;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use app::Build;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method};
use domain::access::{Category, Role};
use domain::messages::Words;
use domain::time::{Instant, Now};
use leptos::config::LeptosOptions;
use leptos_axum::AxumRouteListing;
use services::identity::proofing::IdentityProofing;
use services::keys::Purpose;
use services::token::Token;
use services::{Clock, Services};
use store::testing::JOBS_LEFT;
use store::{exec, fetch};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::config::{AssessmentRules, Network};
use crate::packs::ReadPacks;
use crate::router::{page_list, router};
use crate::state::AppState;

pub use ask::{Answer, Ask};
pub use log::listen;
pub use template::file_for;
use template::{Place, copy_of_template, insert_home, insert_person, open, work_until_none};

/// Tuesday, October 20, 2026, noon in the east: July to September is in its 45 days.
pub const NOON: Instant = Instant(1_792_512_000_000_000);

pub const PASSWORD: &str = "correct horse battery staple";
/// Someone without any role.
pub const NOBODY: &str = "NOBODY.YET";

/// A home, and what its sender sent for it.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    /// Of the home and its patient.
    pub id: Uuid,
    /// Of what belongs to it besides: a form, a request, a grant and whoever holds it.
    pub thing: Uuid,
    pub name: &'static str,
    pub ccn: &'static str,
    pub facility_id: &'static str,
    pub state: &'static str,
    pub sender: &'static str,
    pub number: &'static str,
    /// Of a penalty case against it.
    pub case: &'static str,
}

/// The home of every provider and vendor grant; its state is that of every state grant.
pub const OWN: Home = Home {
    id: Uuid::from_u128(1),
    thing: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0011),
    name: "Maple Ridge Care Center",
    ccn: "165123",
    facility_id: "IA1001",
    state: "IA",
    sender: "SENDER.OWN",
    number: "1000001",
    case: "2026-07-LTC-0001",
};

pub const OTHER: Home = Home {
    id: Uuid::from_u128(2),
    thing: JOB,
    name: "Faraway Hills Care Center",
    ccn: "365123",
    facility_id: "OH1001",
    state: "OH",
    sender: "SENDER.OTHER",
    number: "1000002",
    case: "2026-05-LTC-0001",
};

/// A job that failed for good, and what belongs to the foreign home.
pub const JOB: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0009);

/// Someone whose registration has come to identity proofing.
pub const APPLICANT: &str = "ROSA.APPLIES";
/// The case of someone else, who has sent a document.
pub const CASE: &str = "P-WAITS-00001";

/// The user ID of whoever holds `role` and nothing else.
pub fn user_of(role: Role) -> String {
    let place = Role::ALL.iter().position(|known| *known == role).unwrap();
    format!("ROLE.{place:02}")
}

pub struct House {
    pub services: Services,
    router: Router,
    pub document_readers: Arc<Semaphore>,
    pub checkers: Arc<Semaphore>,
    /// Seconds since [`NOON`], for both clocks.
    passed: Arc<AtomicI64>,
    folder: TempDir,
}

/// Read once for all houses.
static PACKS: LazyLock<Arc<ReadPacks>> =
    LazyLock::new(|| Arc::new(crate::packs::read(&AssessmentRules::default()).unwrap()));

impl House {
    pub async fn new() -> Self {
        Self::of(Network::new(&network(), 3000).unwrap()).await
    }

    pub async fn of(network: Network) -> Self {
        Self::set_up(network, |_| ()).await
    }

    /// One whose identity proofing is this.
    pub async fn proofed_by(proofing: impl IdentityProofing + 'static) -> Self {
        Self::with(|services| services.partners.proofing = Arc::new(proofing)).await
    }

    /// With other settings.
    pub async fn with(change: impl FnOnce(&mut Services)) -> Self {
        Self::set_up(Network::new(&network(), 3000).unwrap(), change).await
    }

    async fn set_up(network: Network, change: impl FnOnce(&mut Services)) -> Self {
        let pages = pages().to_vec();
        let folder = copy_of_template().await;
        let mut services = open(folder.path()).await;
        change(&mut services);
        let packs = Arc::clone(&PACKS);
        services.packs = packs.opened.clone();
        let passed = Arc::new(AtomicI64::new(0));
        let clock: Clock = {
            let passed = Arc::clone(&passed);
            Arc::new(move || now(passed.load(Ordering::Relaxed)))
        };
        let document_readers = Arc::new(Semaphore::new(crate::proofing::READERS));
        let checkers = Arc::new(Semaphore::new(crate::vut::CHECKERS));
        let options = LeptosOptions::builder()
            .output_name("openqies")
            .site_root(folder.path().join("site").to_string_lossy())
            .site_pkg_dir("pkg/test")
            .build();
        let state = AppState {
            services: services.clone(),
            clock,
            build: Build { options },
            packs,
            network: Arc::new(network),
            page_time: Duration::from_secs(30),
            document_readers: Arc::clone(&document_readers),
            checkers: Arc::clone(&checkers),
            stopping: Arc::default(),
        };
        Self {
            services,
            router: router(state, pages).unwrap(),
            document_readers,
            checkers,
            passed,
            folder,
        }
    }

    /// Where its database and files lie.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The same from within the body of a request.
    pub fn passing(&self) -> impl Fn(i64) + Send + 'static {
        let passed = Arc::clone(&self.passed);
        move |seconds| {
            passed.fetch_add(seconds, Ordering::Relaxed);
        }
    }

    /// Lets time go by.
    pub fn pass(&self, seconds: i64) {
        self.passed.fetch_add(seconds, Ordering::Relaxed);
    }

    /// What both clocks show.
    pub fn now(&self) -> Now {
        now(self.passed.load(Ordering::Relaxed))
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

    /// From now on the database cannot grow, as on a full disk; what is free within it is used up by and by.
    pub async fn take_room(&self) {
        self.limit_pages("pragma max_page_count = 1").await;
    }

    /// Lets the database grow again.
    pub async fn give_room(&self) {
        self.limit_pages("pragma max_page_count = 1000000").await;
    }

    /// For the one connection that writes; no fewer than there are.
    async fn limit_pages(&self, pragma: &'static str) {
        let mut tx = self.services.db.write().await.unwrap();
        exec!(tx, pragma).unwrap();
        tx.commit().await.unwrap();
    }

    /// Does every job that is due, as the worker does.
    pub async fn work(&self) {
        let now = self.now();
        work_until_none(&self.services, Arc::new(move || now), JOBS_LEFT).await;
    }

    /// Does what is done once a day; the next day's jobs are queued by then.
    pub async fn live_a_day(&self) {
        let now = self.now();
        services::daily::begin(&self.services, now).await.unwrap();
        let waiting = "select count(*) from job
            where state in ('queued', 'running') and run_at <= 1792512000000000";
        work_until_none(&self.services, Arc::new(move || now), waiting).await;
    }

    /// What was sent to anybody last.
    pub async fn last_message(&self) -> Words {
        let mut tx = self.services.db.read().await.unwrap();
        let (id, sealed) = fetch!(
            fetch_one,
            (Uuid, Vec<u8>),
            tx,
            "select id, sealed from message order by id desc limit 1"
        )
        .unwrap();
        let plain = self
            .services
            .keys
            .open(Purpose::Mail, id.as_bytes(), &sealed);
        serde_json::from_slice(&plain.unwrap()).unwrap()
    }

    /// The cookie of a session in which this person ends their registration.
    pub async fn registering_session_of(&self, user_name: &str) -> String {
        let cookie = self.session_of(user_name).await;
        let mut tx = self.services.db.write().await.unwrap();
        let token = Token::sent(cookie.split_once('=').unwrap().1);
        let stage =
            "update session set stage = 'registering', confirmed_at = null where token_hash = $1";
        exec!(tx, stage, token.hash().as_slice()).unwrap();
        tx.commit().await.unwrap();
        cookie
    }

    /// A home more, with a patient and a penalty case, and a submission and an assessment that its sender sent.
    pub async fn add_home(&self, home: Home) {
        insert_home(&self.services, home).await;
    }

    /// Someone more, who holds these roles: each at a home, in its state, or nationwide, as the role has it.
    pub async fn add_person(&self, user_name: &str, roles: &[(Role, Home)]) {
        insert_person(&self.services, user_name, roles).await;
    }

    /// The cookie of a session of this person that has ended.
    pub async fn ended_session_of(&self, user_name: &str) -> String {
        let cookie = self.session_of(user_name).await;
        let token = Token::sent(cookie.split_once('=').unwrap().1);
        let mut tx = self.services.db.write().await.unwrap();
        let end = "update session set ends_at = last_seen_at where token_hash = $1";
        exec!(tx, end, token.hash().as_slice()).unwrap();
        tx.commit().await.unwrap();
        cookie
    }

    /// What the pages of this session say of themselves: for whom they were drawn.
    pub async fn drawn_for(&self, cookie: &str) -> String {
        let page = self.get("/help").cookie(cookie).send().await;
        let (_, rest) = page.body.split_once("data-drawn-for=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// The cookie of a session of the Help Desk's that views as this role at one's own home, in its state, or in what its grant names.
    pub async fn viewing_session(&self, role: Role) -> String {
        let cookie = self.session_of(&user_of(Role::HelpDesk)).await;
        let token = Token::sent(cookie.split_once('=').unwrap().1);
        let id = Uuid::now_v7();
        let asker = user_of(Role::CmsViewOnlyUser);
        let now = self.now().system;
        let mut tx = self.services.db.write().await.unwrap();
        let place = Place::of(role, OWN);
        let ended = "update viewing set ended_at = begun_at where ended_at is null";
        exec!(tx, ended).unwrap();
        exec!(
            tx,
            "insert into ticket (id, number, user_id, subject, state, opened_at, changed_at)
             select $1, 5000 + (select count(*) from ticket), id, 'Subject', 'open', $2, $2 from user_account where user_name = $3",
            id,
            now.0,
            asker.as_str()
        )
        .unwrap();
        exec!(
            tx,
            "insert into viewing (id, user_id, ticket_id, role, provider_id, state_code, jurisdiction, reason, words, session_hash,
                 begun_at, ends_at)
             select $1, id, $1, $2, $3, $8, $9, 'explain', 'Seen', $4, $5, $6 from user_account where user_name = $7",
            id,
            role.key(),
            place.provider,
            token.hash().as_slice(),
            now.0,
            now.plus_seconds(1_800).0,
            user_of(Role::HelpDesk).as_str(),
            place.state,
            place.jurisdiction
        )
        .unwrap();
        tx.commit().await.unwrap();
        cookie
    }

    /// The cookie of a new session of this person.
    pub async fn session_of(&self, user_name: &str) -> String {
        let token = open_session(&self.services, user_name, self.now().system).await;
        format!("__Host-openqies={}", token.as_str())
    }
}

/// A session as a log-in with its second factor leaves it.
async fn open_session(services: &Services, user_name: &str, now: Instant) -> Token {
    let token = Token::new().unwrap();
    let mut tx = services.db.write().await.unwrap();
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
        "select role from role_grant where user_id = $1 order by granted_at, id",
        user
    )
    .unwrap();
    let since = role.as_ref().map(|_| now.0);
    let category = role.map_or(Category::Provider, |(key,)| {
        Role::from_key(&key).unwrap().category()
    });
    exec!(
        tx,
        "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at, confirmed_at, category_at)
         values ($1, $2, $3, $4, $4, $5, $4, $6)",
        token.hash().as_slice(),
        user,
        category.key(),
        now.0,
        now.plus_seconds(43_200).0,
        since
    )
    .unwrap();
    tx.commit().await.unwrap();
    token
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
