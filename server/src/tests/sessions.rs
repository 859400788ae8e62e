use domain::identity::SessionEnd;

use super::house::{House, OWN, PASSWORD};
use super::registration::form;

/// Whether the cookie's holder sees pages behind the log-in.
async fn is_let_in(house: &House, cookie: &str) -> bool {
    let answer = house.get("/profile").cookie(cookie).send().await;
    match answer.status.as_u16() {
        200 => true,
        303 => {
            assert!(
                answer.location().starts_with("/login?"),
                "{}",
                answer.location()
            );
            false
        }
        other => panic!("{other}: {}", answer.body),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_behind_the_log_in_lead_there_and_back() {
    let house = House::new().await;
    let answer = house.get("/providers?q=oak&page=2").send().await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.location(),
        "/login?next=%2Fproviders%3Fq%3Doak%26page%3D2"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifteen_idle_minutes_end_a_session_and_the_log_in_page_says_so() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(14 * 60);
    assert!(is_let_in(&house, &cookie).await);
    house.pass(14 * 60);
    assert!(is_let_in(&house, &cookie).await);
    house.pass(15 * 60);
    let answer = house.get("/profile").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/login?next=%2Fprofile&ended=idle");
    let page = house.get(answer.location()).cookie(&cookie).send().await;
    assert!(
        page.body
            .contains("nothing was asked of the system for a while"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twelve_hours_end_a_session_however_busy() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    for _ in 0..72 {
        assert!(is_let_in(&house, &cookie).await);
        house.pass(10 * 60);
    }
    let answer = house.get("/profile").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/login?next=%2Fprofile&ended=lasted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_was_logged_out_reads_why_whatever_the_reason() {
    let house = House::new().await;
    for end in SessionEnd::ALL {
        let page = house.get(&format!("/login?ended={}", end.key())).send();
        let page = page.await;
        assert!(page.body.contains(end.message()), "{end:?}: {}", page.body);
    }
    let made_up = house.get("/login?ended=call+555-0100").send().await;
    assert!(!made_up.body.contains("call 555"), "{}", made_up.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_changed_password_logs_out_elsewhere_and_says_so() {
    let house = House::new().await;
    let [here, elsewhere] = [
        house.session_of(OWN.sender).await,
        house.session_of(OWN.sender).await,
    ];
    let fields = [
        ("old_password", PASSWORD),
        ("password", "seven green kettles"),
        ("ends_others", "true"),
    ];
    let change = house.post("/api/identity/change_password").cookie(&here);
    let changed = change.form(&form(&fields)).send().await;
    assert_eq!(changed.location(), "/profile?done=password");
    assert!(is_let_in(&house, &here).await);
    let answer = house.get("/profile").cookie(&elsewhere).send().await;
    assert_eq!(
        answer.location(),
        "/login?next=%2Fprofile&ended=password_changed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_session_cookies_are_refused_and_taken_back() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let answer = house
        .get("/profile")
        .cookie(&format!("{cookie}; __Host-openqies=planted"))
        .send()
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.is_page(), "{}", answer.body);
    assert!(
        answer.cookies()[0].starts_with("__Host-openqies=;"),
        "{:?}",
        answer.cookies()
    );
    assert!(answer.cookies()[0].contains("Max-Age=0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_made_up_cookie_is_nobody() {
    let house = House::new().await;
    for cookie in [
        "__Host-openqies=",
        "__Host-openqies=x",
        "__Host-openqies=%00",
        "openqies=x",
        "a=b; =; ;",
    ] {
        assert!(!is_let_in(&house, cookie).await, "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logging_out_ends_the_session_and_clears_what_the_browser_kept() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let answer = house.post("/logout").cookie(&cookie).send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/login?ended=logged_out")
    );
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(answer.cookies()[0].contains("Max-Age=0"));
    assert!(!is_let_in(&house, &cookie).await);
    let page = house.get(answer.location()).send().await;
    assert!(page.body.contains("You are logged out."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_root_leads_to_the_dashboard_or_to_the_log_in() {
    let house = House::new().await;
    assert_eq!(house.get("/").send().await.location(), "/login");
    let cookie = house.session_of(OWN.sender).await;
    assert_eq!(
        house.get("/").cookie(&cookie).send().await.location(),
        "/dashboard"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_download_after_the_session_ended_leads_to_the_log_in() {
    let house = House::new().await;
    let answer = house.get("/providers.csv?q=oak").send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/login?next=%2Fproviders.csv%3Fq%3Doak")
    );
    // The page that offers it is shown again; where another site leads to it, it has none.
    for (site, next) in [
        ("same-origin", "%2Fproviders%3Fq%3Doak"),
        ("cross-site", "%2Fproviders.csv%3Fq%3Doak"),
    ] {
        let ask = house.get("/providers.csv?q=oak");
        let ask = ask.header("referer", "http://localhost:3000/providers?q=oak");
        let answer = ask.header("sec-fetch-site", site).send().await;
        assert_eq!(answer.location(), format!("/login?next={next}"), "{site}");
    }
    let answer = house.get("/providers.csv").for_json().send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (401, "\"unauthenticated\"")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_looks_after_a_submission_by_itself_keeps_no_session_alive() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let number = format!("{{\"number\":{}}}", OWN.number);
    for _ in 0..2 {
        house.pass(7 * 60);
        let look = house.post("/api/submissions/find_receipt").cookie(&cookie);
        assert_eq!(look.json(&number).send().await.status, 200);
    }
    house.pass(60);
    assert!(!is_let_in(&house, &cookie).await);
}
