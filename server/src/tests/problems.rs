use std::time::Duration;

use app::error::ApiError;
use axum::http::Method;
use domain::access::Role;
use domain::identity::ProofingMethod;
use futures::future::BoxFuture;
use server_fn::{Encodes as _, codec::PostcardEncoding};
use services::identity::proofing::{
    self, Applicant, Begun, IdentityProofing, Manual, ProofingFault, Step,
};
use tokio::time::timeout;

use super::house::{APPLICANT, Answer, House, OTHER, OWN, user_of};

fn assert_problem(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.is_page(), "{}", answer.body);
    assert!(answer.body.contains(words), "{words}: {}", answer.body);
    assert!(answer.body.contains("<h1"), "in the frame of all pages");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_unknown_address_is_a_page_with_404() {
    let house = House::new().await;
    assert_problem(
        &house.get("/no-such-page").send().await,
        404,
        "Page not found",
    );
    assert_problem(
        &house.get("/api/no/such_function").send().await,
        404,
        "Page not found",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn outside_ones_scope_a_thing_is_not_found() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    for path in [
        format!("/providers/{}", OTHER.ccn),
        format!("/submissions/{}", OTHER.number),
    ] {
        assert_problem(
            &house.get(&path).cookie(&cookie).send().await,
            404,
            "Page not found",
        );
    }
    for path in [
        format!("/providers/{}", OWN.ccn),
        format!("/submissions/{}", OWN.number),
    ] {
        let answer = house.get(&path).cookie(&cookie).send().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_no_role_of_mine_allows_is_refused_with_who_can_grant_it() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let answer = house.get("/submissions").cookie(&cookie).send().await;
    assert_problem(&answer, 403, "You do not have access");
    assert!(answer.body.contains("PBJ Viewer"));
    assert!(
        answer
            .body
            .contains("the Provider Security Official of your organization")
    );
    // The same of a plain route.
    let answer = house.get("/submissions.csv").cookie(&cookie).send().await;
    assert_problem(&answer, 403, "You do not have access");
    assert!(answer.body.contains("PBJ Viewer"));
}

/// A service for proofing that panics when the page asks for it.
#[derive(Debug)]
struct Panics(Manual);

impl IdentityProofing for Panics {
    fn method(&self) -> ProofingMethod {
        panic!("resident in room 12")
    }

    fn begin<'a>(
        &'a self,
        applicant: &'a Applicant,
    ) -> BoxFuture<'a, Result<Begun, ProofingFault>> {
        self.0.begin(applicant)
    }

    fn look<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        self.0.look(session)
    }

    fn answer<'a>(
        &'a self,
        session: &'a str,
        answers: &'a [proofing::Answer],
    ) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        self.0.answer(session, answers)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_panic_in_a_pages_data_is_answered_long_before_the_time_for_pages_is_over() {
    let house = House::proofed_by(Panics(Manual)).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let page = house.get("/register/proofing").cookie(&cookie).send();
    let answer = timeout(Duration::from_secs(10), page).await;
    let answer = answer.expect("nobody waits for what panicked");
    assert_problem(&answer, 500, "Something went wrong on our side");
    assert!(answer.body.contains("incident number"), "{}", answer.body);
    assert!(!answer.body.contains("room 12"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_too_large_is_413() {
    let house = House::new().await;
    let form = format!("user_name={}", "x".repeat(300_000));
    let answer = house.post("/login").form(&form).send().await;
    assert_problem(&answer, 413, "This is too large");
    let limit = "larger than the 256 kB that the server takes at once";
    assert!(answer.body.contains(limit), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_program_of_a_page_gets_the_error_as_it_reads_it() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let body = format!(r#"{{"slug":"{}"}}"#, OTHER.ccn);
    let answer = house
        .post("/api/providers/find_profile")
        .cookie(&cookie)
        .json(&body)
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (404, written(&ApiError::NotFound).as_str())
    );
    let answer = house
        .post("/api/providers/find_profile")
        .json(&body)
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (401, written(&ApiError::Unauthenticated).as_str())
    );
    assert!(
        answer.location().starts_with("/login"),
        "the page's script follows it"
    );
    // A function that is gone, to a page of before: it says that it is to be loaded again.
    let gone = house.post("/api/no/such_function").form("").for_json();
    let gone = gone.send().await;
    let told = written(&ApiError::Internal { incident: None });
    assert_eq!(
        (gone.status.as_u16(), gone.body.as_str()),
        (404, told.as_str())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_gets_an_error_from_outside_of_the_server_functions_alike() {
    let house = House::new().await;
    let answer = house
        .post("/api/identity/find_visit")
        .header("sec-fetch-site", "cross-site")
        .form("")
        .for_json()
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (403, written(&ApiError::CrossSite).as_str())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn other_programs_get_the_error_as_json() {
    let house = House::new().await;
    let answer = house.get("/providers.csv").for_json().send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (401, "\"unauthenticated\"")
    );
    let answer = house.get("/no-such-page").for_json().send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (404, "\"not_found\"")
    );
}

/// An error as a server function writes it.
fn written(error: &ApiError) -> String {
    String::from_utf8(PostcardEncoding::encode(error).unwrap().to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn odd_requests_are_refused_and_never_a_fault_of_ours() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let asks = [
        house.post("/api/providers/find_profile").json("{"),
        house.post("/api/providers/find_profile").json("[]"),
        house
            .post("/api/providers/find_profile")
            .json("{\"slug\":\"\\u0000' or 1=1 --\"}"),
        house
            .post("/api/providers/find_profile")
            .body("application/json", vec![0xff, 0xfe])
            .for_json(),
        house.post("/api/identity/find_visit").json("null"),
        house.post("/login").body("text/plain", "user_name=x"),
        house.post("/login").form("user_name=%ff%fe&password=%00"),
        house.post("/demo/log-in").form(""),
        house
            .ask(Method::PUT, "/login")
            .header("sec-fetch-site", "same-origin"),
        house
            .ask(Method::POST, "/profile")
            .header("sec-fetch-site", "same-origin"),
        house
            .ask(Method::TRACE, "/login")
            .header("sec-fetch-site", "same-origin"),
        house.get("/login?flash=%ff%00&next=%0d%0aSet-Cookie:x&ended=x"),
        house.get("/error?status=999&seconds=-1&action=x&incident=%3Cscript%3E"),
        house.get("/providers?page=99999999999999999999&size=x&sort=%27"),
        house.get("/providers/%00%ff"),
        house.get("/submissions/99999999999999999999999"),
        house.get("/submissions/-1"),
        house.get("/login").header("accept", "*/*;q=x,,,"),
        house.get("/login.php"),
        house.get("//evil.example/%2e%2e/%2e%2e/etc/passwd"),
        house.get("/pkg/%2e%2e/%2e%2e/Cargo.toml"),
    ];
    for ask in asks {
        let answer = ask.cookie(&cookie).send().await;
        assert!(answer.status.as_u16() < 500, "{answer:?}");
        assert!(!answer.body.contains("<script>alert"), "{answer:?}");
        assert!(answer.headers.get("x").is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_error_page_has_the_status_that_its_address_names() {
    let house = House::new().await;
    for (query, status, words) in [
        (
            "status=403&action=submit_staffing",
            403,
            "send payroll-based journal files",
        ),
        ("status=403", 403, "did not come from a page of this site"),
        ("status=404", 404, "Page not found"),
        ("status=409", 409, "changed in the meantime"),
        ("status=409&why=made+up", 409, "changed in the meantime"),
        (
            "status=409&why=own_request",
            409,
            "Nobody decides on their own request",
        ),
        ("status=413", 413, "This is larger than the server takes."),
        ("status=413&kilobytes=many", 413, "too large"),
        (
            "status=413&kilobytes=51264",
            413,
            "larger than the 50 MB that the server takes",
        ),
        ("status=429&seconds=17", 429, "Try again in 17 seconds."),
        ("status=429&seconds=1", 429, "Try again in 1 second."),
        ("status=500&incident=7F3A-01BC", 500, "7F3A-01BC"),
        ("status=200", 400, "cannot be read"),
    ] {
        assert_problem(
            &house.get(&format!("/error?{query}")).send().await,
            status,
            words,
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_error_page_leads_back_to_a_page_of_ours_and_nowhere_else() {
    let house = House::new().await;
    let back = "Go back to the page you came from";
    let page = house.get("/error?status=409&from=%2Fproviders%3Fq%3Doak");
    let page = page.send().await;
    assert!(page.body.contains(back), "{}", page.body);
    assert!(
        page.body.contains("href=\"/providers?q=oak\""),
        "{}",
        page.body
    );
    for from in [
        "",
        "//evil.example",
        "https://evil.example",
        "/%5Cevil.example",
        "javascript:alert(1)",
        "/.//evil.example",
        "/x/..//evil.example",
        "/.%5C%5Cevil.example",
        "/x/%252e%252e//evil.example",
        "/%2509/evil.example",
    ] {
        let page = house.get(&format!("/error?status=409&from={from}"));
        let page = page.send().await;
        assert_eq!(page.status, 409, "{from}");
        assert!(!page.body.contains(back), "{from}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_fault_of_the_database_is_a_page_with_an_incident_number_and_no_inner_text() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let mut tx = house.services.db.write().await.unwrap();
    store::exec!(tx, "drop table flash").unwrap();
    tx.commit().await.unwrap();
    let answer = house.get("/login?flash=x").cookie(&cookie).send().await;
    assert_problem(&answer, 500, "Its incident number is");
    assert!(!answer.body.contains("flash (") && !answer.body.contains("no such table"));
    let mut tx = house.services.db.write().await.unwrap();
    store::exec!(tx, "drop table session").unwrap();
    tx.commit().await.unwrap();
    let answer = house.get("/profile").cookie(&cookie).send().await;
    assert_problem(&answer, 500, "Its incident number is");
    assert!(!answer.body.contains("no such table"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_in_place_of_an_answer_does_not_hydrate() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let answer = house.get("/submissions.csv").cookie(&cookie).send().await;
    assert!(
        !answer.body.contains("hydrate"),
        "the router would not find this address: {}",
        answer.body
    );
    assert!(
        answer.body.contains("Person ROLE"),
        "it knows who is logged in"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_watches_the_program_is_told_how_it_is() {
    let house = House::new().await;
    assert_eq!(house.get("/healthz").send().await.body, "ok");
    assert_eq!(house.get("/readyz").send().await.body, "ready");
    // No file can be written into a file.
    let staging = house.folder().join("files/staging");
    std::fs::remove_dir_all(&staging).unwrap();
    std::fs::write(&staging, "").unwrap();
    let answer = house.get("/readyz").send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (503, "no file can be kept")
    );
    std::fs::remove_file(&staging).unwrap();
    assert_eq!(house.get("/readyz").send().await.body, "ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_whose_writer_is_busy_is_ready_and_says_so_at_once() {
    let house = House::new().await;
    let _busy = house.services.db.write().await.unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), house.get("/readyz").send());
    let answer = answer.await.expect("it does not wait for the writer");
    assert_eq!(answer.body, "ready");
}
