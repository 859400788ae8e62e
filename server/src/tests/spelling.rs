//! One spelling of each address: the one without a slash at its end. What is closed, counted and recorded goes by the address, so that
//! no page stands at another one.

use axum::http::Method;
use domain::access::Role;
use store::fetch;

use super::house::{House, OWN};
use super::pages::{address, pages};

/// The path of every page, and its query with the mark before it.
fn every_page() -> impl Iterator<Item = (String, String)> {
    pages().into_iter().map(|page| {
        let page = address(&page, OWN);
        match page.split_once('?') {
            Some((path, query)) => (path.to_owned(), format!("?{query}")),
            None => (page, String::new()),
        }
    })
}

/// How a browser, the app's router or a program could spell the address of a page.
fn other_spellings(path: &str) -> Vec<String> {
    let rest = &path[1..];
    let first = path.as_bytes()[1];
    vec![
        format!("/x/..{path}"),
        format!("/./{rest}"),
        format!("//{rest}"),
        format!("///{rest}"),
        format!("/\\{rest}"),
        format!("/x/%2e%2E{path}"),
        format!("/x/.%2e{path}"),
        format!("/%2e{path}"),
        format!("/%2f{rest}"),
        format!("/%5C{rest}"),
        format!("/%{first:02x}{}", &path[2..]),
        format!("{path}/."),
        format!("{path}//"),
        format!("{path}/x/.."),
    ]
}

/// How many pages were looked at while somebody viewed as a role.
async fn looks(house: &House) -> i64 {
    let mut tx = house.services.db.read().await.unwrap();
    let sql = "select count(*) from audit_event where object_type = 'page'";
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slash_at_the_end_leads_to_the_page_itself_with_its_query() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    for (path, query) in every_page() {
        for method in [Method::GET, Method::HEAD] {
            let asked = house
                .ask(method, &format!("{path}/{query}"))
                .cookie(&cookie);
            let answer = asked.send().await;
            assert_eq!(answer.status, 308, "{path}");
            assert_eq!(answer.location(), format!("{path}{query}"));
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(answer.body.is_empty(), "{path}: {}", answer.body);
        }
    }
    assert_eq!(looks(&house).await, 0);
    let answer = house.get("/providers/?q=a%2Fb//c/").send().await;
    assert_eq!(answer.location(), "/providers?q=a%2Fb//c/");
    assert_eq!(house.get("/").send().await.location(), "/login");
    // What is sent is not sent elsewhere.
    assert_eq!(house.post("/logout/").send().await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_any_other_spelling_of_a_page_there_is_nothing() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    for (path, query) in every_page() {
        for other in other_spellings(&path) {
            let answer = house.get(&format!("{other}{query}")).cookie(&cookie);
            let answer = answer.send().await;
            assert_eq!(
                (answer.status.as_u16(), answer.is_page()),
                (404, true),
                "{other}"
            );
            assert!(answer.body.contains("Page not found"), "{other}");
        }
    }
    assert_eq!(looks(&house).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_other_spellings_nobody_is_logged_in_told_or_sent_anything() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    for other in ["/x/../profile", "/profile/.", "//profile", "/%70rofile"] {
        for ask in [house.get(other), house.get(other).cookie(&cookie)] {
            assert_eq!(ask.send().await.status, 404, "{other}");
        }
    }
    for other in ["/x/../logout", "/%6Cogout", "/api//identity/extend_session"] {
        let answer = house.post(other).cookie(&cookie).form("").send().await;
        assert_eq!(answer.status, 404, "{other}");
    }
    assert_eq!(
        house.get("/profile").cookie(&cookie).send().await.status,
        200
    );
    let program = house.get("/api/v1/submissions/../reports.csv").for_json();
    let problem = program.send().await;
    assert_eq!(problem.status, 404);
    assert_eq!(problem.header("content-type"), "application/problem+json");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_page_is_where_it_was() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    assert_eq!(house.get("/healthz").send().await.body, "ok");
    assert_eq!(
        house.get("/favicon.ico").send().await.location(),
        "/assets/favicon.svg"
    );
    assert_eq!(house.get("/api/openapi.json").send().await.status, 200);
    let visit = house.post("/api/identity/find_visit").cookie(&cookie);
    assert_eq!(visit.form("").for_json().send().await.status, 200);
    let folder = house.folder().join("site/assets/fonts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("some.woff2"), "font").unwrap();
    assert_eq!(
        house.get("/assets/fonts/some.woff2").send().await.body,
        "font"
    );
}
