//! What is recorded of a request: where it came from, and that nothing is shown without it.

use domain::access::Role;
use domain::audit::{Act, Event, Who};
use domain::time::Instant;
use services::token::Token;
use store::{exec, fetch};

use super::house::{House, OTHER, OWN, network, user_of};
use crate::config::{Network, NetworkArgs};

/// Act, address and session of the newest event.
type Newest = (String, Option<String>, Option<Vec<u8>>);

async fn newest(house: &House) -> Newest {
    let mut tx = house.services.db.read().await.unwrap();
    let sql = "select act, address, session_mark from audit_event order by seq desc limit 1";
    fetch!(fetch_one, Newest, tx, sql).unwrap()
}

async fn change(house: &House, sql: &'static str) {
    let mut tx = house.services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_event_tells_address_and_session_and_no_token_opens_that_session() {
    let proxied = NetworkArgs {
        trusted_proxies: 1,
        ..network()
    };
    let house = House::of(Network::new(&proxied, 3000).unwrap()).await;
    let cookie = house.session_of(OWN.sender).await;
    let token = Token::sent(cookie.split_once('=').unwrap().1);
    let answer = house
        .post("/api/notices/save_choices")
        .cookie(&cookie)
        .header("x-forwarded-for", "198.51.100.7")
        .form("staffing_file=true")
        .send()
        .await;
    assert_eq!(answer.status, 302);
    let (act, address, mark) = newest(&house).await;
    assert_eq!(act, "user_notices_chosen");
    assert_eq!(address.as_deref(), Some("198.51.100.7"));
    assert_eq!(mark.as_deref(), Some(&token.hash()[..8]));
    // A plain route is no different.
    let saved = house
        .get("/submissions.csv")
        .cookie(&cookie)
        .header("x-forwarded-for", "198.51.100.8")
        .send()
        .await;
    assert_eq!(saved.status, 200);
    let (act, address, mark) = newest(&house).await;
    assert_eq!(act, "sensitive_export");
    assert_eq!(address.as_deref(), Some("198.51.100.8"));
    assert!(mark.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_cannot_be_recorded_is_not_shown_but_answered_with_503() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let report = format!("/submissions/{}/files/1", OWN.number);
    let hours = format!("?facility={}&quarter=2026Q4", OWN.ccn);
    change(&house, "alter table audit_event rename to gone").await;
    for address in [
        format!("/staffing{hours}"),
        format!("/staffing.csv{hours}"),
        "/submissions.csv".to_owned(),
        format!("{report}/report.csv"),
        format!("{report}/report.json"),
        report,
    ] {
        let answer = house.get(&address).cookie(&cookie).send().await;
        assert_eq!(answer.status, 503, "{address}");
        assert!(answer.is_page(), "{address}");
        assert!(
            answer.body.contains("could not be recorded"),
            "{address}: {}",
            answer.body
        );
    }
    change(&house, "alter table gone rename to audit_event").await;
    let answer = house.get("/submissions.csv").cookie(&cookie).send().await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_log_in_that_fails_is_recorded_without_what_was_typed() {
    let house = House::new().await;
    let typed = "user_name=hunter2hunter2&password=canary-of-a-password&consent=on";
    let answer = house.post("/login").form(typed).send().await;
    assert_eq!(answer.status, 303);
    assert_eq!(newest(&house).await.0, "authn_login_fail");
    let cookie = house.session_of(&user_of(Role::Auditor)).await;
    let file = house.get("/audit.ndjson").cookie(&cookie).send().await;
    assert_eq!(file.status, 200);
    assert!(file.body.contains("authn_login_fail"), "{}", file.body);
    // Nor anything else about people: names, addresses of mail, homes, files.
    let lower = file.body.to_lowercase();
    for canary in [
        "hunter2",
        "canary",
        "example.org",
        "person role",
        "sender.own",
        "hours.xml",
        "passport",
        OWN.name,
        OTHER.name,
    ] {
        assert!(!lower.contains(&canary.to_lowercase()), "{canary}: {lower}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_auditors_save_the_audit_trail() {
    let house = House::new().await;
    for role in Role::ALL {
        let cookie = house.session_of(&user_of(role)).await;
        for file in ["/audit.ndjson", "/audit.csv?act=authn_login_fail"] {
            let answer = house.get(file).cookie(&cookie).send().await;
            let status = if role == Role::Auditor { 200 } else { 403 };
            assert_eq!(answer.status, status, "{role:?} {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_of_events_is_saved_as_the_table_that_it_is_filtered_to() {
    let house = House::new().await;
    let official = user_of(Role::ProviderSecurityOfficial);
    for (user, page, file) in [
        (user_of(Role::Auditor), "/audit", "/audit.csv"),
        (official, "/audit/organization", "/audit/organization.csv"),
    ] {
        let cookie = house.session_of(&user).await;
        let filter = "?act=sensitive_export&outcome=done";
        let shown = house
            .get(&format!("{page}{filter}&before=9"))
            .cookie(&cookie);
        let shown = shown.send().await;
        let link = format!("href=\"{file}?act=sensitive_export&amp;outcome=done\"");
        assert!(shown.body.contains(&link), "{link}: {}", shown.body);
        let saved = house.get(&format!("{file}{filter}")).cookie(&cookie);
        let saved = saved.send().await;
        assert_eq!(saved.status, 200, "{file}");
        assert!(
            saved
                .header("content-disposition")
                .starts_with("attachment")
        );
        let head = "When,What,To What,Who,Where,Outcome\r\n";
        assert!(saved.body.starts_with(head), "{}", saved.body);
        assert_eq!(newest(&house).await.0, "sensitive_export", "{file}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn auditors_read_what_the_last_nightly_check_has_found() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::Auditor)).await;
    let says = async |words: &str| {
        let page = house.get("/audit").cookie(&cookie).send().await;
        assert!(page.body.contains(words), "{words}: {}", page.body);
    };
    let checked = async |broken: Option<i64>| {
        let event = Event::new(Act::AuditVerified, Who::Program, Instant(0));
        let event = event.count("first", 1).count("last", 16);
        let event = match broken {
            Some(row) => event.failed().count("broken", row),
            None => event,
        };
        let tx = house.services.db.write().await.unwrap();
        let committed = services::audit::commit(tx, &house.services, event).await;
        committed.unwrap();
    };
    says("The nightly check of this trail has not run yet.").await;
    checked(None).await;
    says("rows 1 to 16, all as they were written.").await;
    checked(Some(17)).await;
    says("The first row that is changed or missing is 17.").await;
}
