use axum::http::Method;
use server_fn::axum::server_fn_paths;

use super::house::{Answer, House, OWN};
use crate::router::plain_routes;

/// GET server functions: none, so that no address asks for anything but a page or a file.
const READ_BY_GET: [&str; 0] = [];

fn everything_that_may_change_something() -> Vec<(Method, String)> {
    let functions = server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let plain = plain_routes()
        .list
        .into_iter()
        .map(|(method, path)| (method, path.to_owned()));
    functions
        .chain(plain)
        .filter(|(method, _)| !method.is_safe())
        .collect()
}

fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 403, "{why}: {}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_function_is_not_called_by_get() {
    House::new().await;
    let by_get: Vec<&str> = server_fn_paths()
        .filter(|(_, method)| method.is_safe())
        .map(|(path, _)| path)
        .collect();
    assert_eq!(by_get, READ_BY_GET);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_other_site_can_change_anything() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let everything = everything_that_may_change_something();
    assert!(everything.len() > 10, "{everything:?}");
    for (method, path) in everything {
        let ask = || house.ask(method.clone(), &path).cookie(&cookie);
        for site in ["cross-site", "same-site"] {
            assert_refused(&ask().header("sec-fetch-site", site).send().await, &path);
        }
        assert_refused(
            &ask().header("origin", "https://evil.example").send().await,
            &path,
        );
        assert_refused(&ask().header("origin", "null").send().await, &path);
        // A browser that says nothing, with a cookie of ours.
        assert_refused(&ask().send().await, &path);
        let with_ticket = house
            .ask(method.clone(), &path)
            .cookie("__Host-openqies-ticket=something")
            .send()
            .await;
        assert_refused(&with_ticket, &path);
        // Without our cookie, too (log-in from another site would log someone in as the attacker).
        let anonymous = house
            .ask(method, &path)
            .header("sec-fetch-site", "cross-site")
            .send()
            .await;
        assert_refused(&anonymous, &path);
    }
    assert_eq!(
        house.get("/profile").cookie(&cookie).send().await.status,
        200,
        "nobody was logged out"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn our_own_pages_may_say_so_in_either_way() {
    let house = House::new().await;
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://localhost:3000"),
    ] {
        let cookie = house.session_of(OWN.sender).await;
        let answer = house
            .ask(Method::POST, "/logout")
            .cookie(&cookie)
            .header(name, value)
            .send()
            .await;
        assert_eq!(answer.status, 303, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refusal_is_a_page_that_says_what_to_do() {
    let house = House::new().await;
    let answer = house
        .ask(Method::POST, "/logout")
        .header("sec-fetch-site", "cross-site")
        .send()
        .await;
    assert!(
        answer.is_page()
            && answer
                .body
                .contains("did not come from a page of this site"),
        "{}",
        answer.body
    );
}
