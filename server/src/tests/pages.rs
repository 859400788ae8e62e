use std::sync::Arc;

use domain::access::{Category, Role};
use server_fn::axum::server_fn_paths;
use tokio::task::JoinSet;

use super::house::{self, CASE, Home, House, JOB, NOBODY, OTHER, OWN, user_of};

/// A page's address with the words of a home in it.
pub(super) fn address(path: &str, home: Home) -> String {
    let case = format!("/penalties/{}", home.case);
    [
        ("/penalties/{number}", case.as_str()),
        ("/help/ticket/{number}", "/help/ticket/HD-1"),
        ("/support/tickets/{number}", "/support/tickets/HD-1"),
        ("{entry}", &JOB.to_string()),
        ("{exclusion}", &JOB.to_string()),
        ("{merge}", &JOB.to_string()),
        ("{adjustment}", &JOB.to_string()),
        ("{change}", &JOB.to_string()),
        ("{slug}", home.ccn),
        ("$CCN", home.ccn),
        ("{number}", home.number),
        ("{ordinal}", "1"),
        ("{reference}", CASE),
        ("{report}", "roster"),
        ("{id}", &JOB.to_string()),
        ("/tokens/{step}", "/tokens/new"),
        ("{step}/{about}", "add/authenticator"),
        ("{step}", "sent"),
    ]
    .into_iter()
    .fold(path.to_owned(), |path, (word, value)| {
        path.replace(word, value)
    })
}

pub(super) fn pages() -> Vec<String> {
    let mut pages: Vec<String> = house::pages()
        .iter()
        .map(|page| page.path().to_owned())
        .collect();
    pages.push("/dashboard?facility=$CCN".to_owned());
    pages.push("/register/account?link=none".to_owned());
    pages.push("/register/terms".to_owned());
    pages.push("/recover/link?link=none".to_owned());
    pages.push("/recover/password".to_owned());
    pages.push("/staffing?facility=$CCN&quarter=2026Q4".to_owned());
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_whole_for_everyone() {
    let house = House::new().await;
    let pages = pages();
    for user in Role::ALL
        .into_iter()
        .map(user_of)
        .chain([NOBODY.to_owned()])
    {
        let cookie = house.session_of(&user).await;
        for page in &pages {
            let answer = house.get(&address(page, OWN)).cookie(&cookie).send().await;
            match answer.status.as_u16() {
                200 | 403 | 404 => assert!(answer.is_page(), "{user} {page}"),
                400 if page == "/error" => {}
                other => panic!("{user} {page}: {other} {}", answer.location()),
            }
        }
    }
}

/// In the table of addresses, by what stands before the first word in braces.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_documents_name_every_page() {
    let document = include_str!("../../../docs/ARCHITECTURE.md");
    let (_, addresses) = document.split_once("## Addresses").unwrap();
    for page in house::pages() {
        let (named, _) = page.path().split_once("/{").unwrap_or((page.path(), ""));
        assert!(addresses.contains(&format!("`{named}")), "{}", page.path());
    }
}

/// The parts of a page are drawn on several threads, which read its address at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_many_pages_asked_for_at_once_is_whole() {
    let house = Arc::new(
        House::with(|services| services.rules.limits = services.rules.limits.raised(100_000)).await,
    );
    let cookie = house.session_of(OWN.sender).await;
    let mut readers = JoinSet::new();
    for _ in 0..8 {
        let (house, cookie) = (Arc::clone(&house), cookie.clone());
        readers.spawn(async move {
            for _ in 0..400 {
                let answer = house.get("/help/nothing-here").cookie(&cookie).send().await;
                assert_eq!(answer.status, 404, "{}", answer.body);
            }
        });
    }
    readers.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_log_in_a_page_leads_to_it_or_is_for_everyone() {
    const FOR_EVERYONE: [&str; 20] = [
        "/demo",
        "/demo/mailbox",
        "/error",
        "/help",
        "/help/account",
        "/help/api",
        "/help/assessments",
        "/help/patients",
        "/help/pbj-edits",
        "/help/roles",
        "/login",
        "/openid",
        // The mailed link may be opened where nobody is logged in.
        "/profile/email/{step}",
        "/recover",
        "/recover/link?link=none",
        "/recover/{step}",
        "/register",
        "/register/account?link=none",
        "/register/{step}",
        "/vut",
    ];
    // To nobody but whoever views as a role.
    const WHILE_VIEWING: &str = "/support/viewing/reveal";
    let house = House::new().await;
    for page in pages() {
        let answer = house.get(&address(&page, OWN)).send().await;
        if FOR_EVERYONE.contains(&page.as_str()) {
            assert!(answer.is_page(), "{page}: {}", answer.status);
        } else if page == WHILE_VIEWING {
            assert_eq!(answer.status, 404, "{page}");
        } else {
            assert_eq!(answer.status, 303, "{page}");
            assert!(
                answer.location().starts_with("/login?next="),
                "{page}: {}",
                answer.location()
            );
        }
    }
}

/// Nothing of a foreign home is on any page of someone whose grants name homes: neither where its own
/// number is asked for nor in a list.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_page_of_a_provider_or_vendor_shows_another_home() {
    let house = House::new().await;
    let roles = Role::ALL
        .into_iter()
        .filter(|role| matches!(role.category(), Category::Provider | Category::Vendor));
    for role in roles {
        let cookie = house.session_of(&user_of(role)).await;
        for page in pages() {
            for home in [OWN, OTHER] {
                let answer = house
                    .get(&address(&page, home))
                    .cookie(&cookie)
                    .send()
                    .await;
                for word in [OTHER.name, OTHER.facility_id, OTHER.sender] {
                    assert!(
                        !answer.body.contains(word),
                        "{word} on {page} of {}",
                        role.key()
                    );
                }
            }
        }
    }
}

#[test]
fn server_functions_have_areas_and_verbs() {
    for (path, _) in server_fn_paths() {
        let words: Vec<&str> = path.trim_start_matches("/api/").split('/').collect();
        assert_eq!(words.len(), 2, "{path} is /api/area/verb_noun");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_public_checker_is_loaded_thirty_times_a_minute_from_one_address() {
    let house = House::new().await;
    for _ in 0..29 {
        assert_eq!(house.get("/vut").send().await.status, 200);
    }
    // What the page's own program asks for when one comes from another page.
    let ask = || house.post("/api/uploads/view_checker").form("").for_json();
    assert_eq!(ask().send().await.status, 200);
    let page = house.get("/vut").send().await;
    assert_eq!((page.status.as_u16(), page.is_page()), (429, true));
    assert!(page.body.contains("Too many requests"), "{}", page.body);
    for answer in [page, ask().send().await] {
        let seconds: u32 = answer.header("retry-after").parse().unwrap();
        assert_eq!(answer.status, 429);
        assert!((1..=61).contains(&seconds), "{seconds}");
    }
    for other in ["//vut", "/./vut", "/x/../vut", "/%76ut", "/vut/."] {
        assert_eq!(house.get(other).send().await.status, 404, "{other}");
    }
    let led = house.get("/vut/").send().await;
    assert_eq!((led.status.as_u16(), led.location()), (308, "/vut"));
    let cookie = house.session_of(OWN.sender).await;
    let logged_in = house.get("/vut").cookie(&cookie).send().await;
    assert_eq!(logged_in.status, 200);
    assert_eq!(house.get("/help").send().await.status, 200);
    house.pass(61);
    assert_eq!(house.get("/vut").send().await.status, 200);
}
