//! What is recorded of a request: where it came from, and that nothing is shown without it.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::Method;
use domain::access::Role;
use domain::audit::{Act, Event, Who};
use domain::count::as_count;
use domain::time::Instant;
use serde_json::json;
use services::token::Token;
use store::testing::until;
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

/// A refusal: the user ID, what kind of thing, which one, as which role it was viewed, and whether the session is told.
type Refusal = (String, Option<String>, Option<String>, Option<String>, bool);

/// The refusals that are written down, once there are so many: nobody waits for them when they are refused.
async fn refusals(house: &House, many: usize) -> Vec<Refusal> {
    let sql = "select u.user_name, e.object_type, e.object_id, e.viewed_role, e.session_mark is not null from audit_event e
        join user_account u on u.id = e.actor_id where e.act = 'authz_fail' and e.outcome = 'failed' order by e.seq";
    let count = "select count(*) from audit_event where act = 'authz_fail' and outcome = 'failed'";
    let db = &house.services.db;
    let written = until(db, count, |written| written >= as_count(many));
    let written = tokio::time::timeout(Duration::from_secs(20), written).await;
    written.expect("they are written down");
    let mut tx = db.read().await.unwrap();
    fetch!(fetch_all, Refusal, tx, sql).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_somebody_is_refused_is_recorded_by_its_right_or_route_once_a_minute() {
    let house = House::new().await;
    let helper = user_of(Role::HelpDesk);
    let cookie = house.session_of(&helper).await;
    let list = json!({ "filter": domain::staffing::StatusFilter::default() }).to_string();
    let ask_all = async || {
        for address in ["/submissions.csv", "/submissions?facility=165123"] {
            let page = house.get(address).cookie(&cookie).send().await;
            assert_eq!(page.status, 403, "{address}");
        }
        // As the program of a page asks.
        let status = house.post("/api/staffing/list_status").cookie(&cookie);
        assert_eq!(status.json(&list).send().await.status, 403);
        let other_site = house.ask(Method::POST, "/no-route/1").cookie(&cookie);
        let other_site = other_site.header("sec-fetch-site", "cross-site");
        assert_eq!(other_site.send().await.status, 403);
        let other_site = house.ask(Method::POST, "/logout").cookie(&cookie);
        let other_site = other_site.header("sec-fetch-site", "same-site").for_json();
        assert_eq!(other_site.send().await.status, 403);
    };
    ask_all().await;
    ask_all().await;
    let first = refusals(&house, 4).await;
    house.pass(61);
    ask_all().await;
    let all = refusals(&house, 8).await;
    assert_eq!((first.len(), all.len()), (4, 8), "{all:?}");
    let things: BTreeSet<(&str, Option<&str>)> = first
        .iter()
        .map(|(_, kind, thing, ..)| (kind.as_deref().unwrap_or_default(), thing.as_deref()))
        .collect();
    assert_eq!(
        things,
        BTreeSet::from([
            ("right", Some("view_staffing_status")),
            ("right", Some("view_staffing_submissions")),
            ("", None),
            ("route", Some("/logout")),
        ])
    );
    for (user, _, _, viewed_role, has_session) in &all {
        assert_eq!((user, viewed_role, has_session), (&helper, &None, &true));
    }
    // They read it themselves.
    let own = house.get("/audit/own").cookie(&cookie).send().await;
    for words in [
        "Was refused",
        "To see who has submitted staffing data",
        "Address /logout",
    ] {
        assert!(own.body.contains(words), "{words}: {}", own.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_closed_while_somebody_views_is_recorded_of_the_viewer() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    for closed in [
        "/profile",
        "/devices/show/backup-codes",
        "/submissions/1000001/providers.csv",
    ] {
        let answer = house.get(closed).cookie(&cookie).send().await;
        assert_eq!(answer.status, 403, "{closed}");
    }
    let mut things = Vec::new();
    for (user, kind, thing, viewed_role, _) in refusals(&house, 3).await {
        assert_eq!(user, user_of(Role::HelpDesk));
        assert_eq!(kind.as_deref(), Some("route"));
        assert_eq!(viewed_role.as_deref(), Some("pbj_submitter"));
        things.extend(thing);
    }
    things.sort_unstable();
    assert_eq!(
        things,
        [
            "/devices/{step}/{about}",
            "/profile",
            "/submissions/{number}/providers.csv"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_not_logged_in_and_what_is_no_refusal_writes_nothing() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let strange = house.ask(Method::POST, "/logout");
    let strange = strange.header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(strange.status, 403);
    assert_eq!(house.get("/submissions").send().await.status, 303);
    for (path, status) in [
        ("/no-such-page", 404),
        ("/x/../submissions", 404),
        ("/error?status=403&action=submit_staffing", 403),
        ("/error?status=403&viewing=true", 403),
        ("/profile", 200),
    ] {
        let answer = house.get(path).cookie(&cookie).send().await;
        assert_eq!(answer.status, status, "{path}");
    }
    let refused = house.get("/submissions").cookie(&cookie).send().await;
    assert_eq!(refused.status, 403);
    assert_eq!(refusals(&house, 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refusal_waits_for_nobody_who_writes() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let held = house.services.db.write().await.unwrap();
    let refused = house.get("/submissions.csv").cookie(&cookie).send();
    let refused = tokio::time::timeout(Duration::from_secs(2), refused).await;
    assert_eq!(refused.expect("it is answered at once").status, 403);
    drop(held);
    assert_eq!(refusals(&house, 1).await.len(), 1);
}
