//! Viewing as a role: what is open, what is closed, and that nothing is changed.

use std::collections::BTreeMap;

use axum::http::Method;
use domain::access::Role;
use leptos_axum::AxumRouteListing;
use serde_json::json;
use services::token::Token;
use store::sqlx::AssertSqlSafe;
use store::{exec, fetch};

use super::authorization::asked_by;
use super::house::{self, House, OTHER, OWN, user_of};
use super::registration::form;
use crate::viewing::{is_open, pages};

/// What may change while somebody looks: the record of it, sessions, messages, jobs, and counts of requests.
const KEPT_APART: [&str; 9] = [
    "audit_event",
    "audit_event_patient",
    "audit_event_provider",
    "audit_head",
    "session",
    "message",
    "job",
    "rate_count",
    "sqlite_sequence",
];

/// Every other table, row by row.
async fn contents(house: &House) -> BTreeMap<String, String> {
    let mut tx = house.services.db.read().await.unwrap();
    let tables = "select name from sqlite_schema where type = 'table' order by name";
    let tables = fetch!(fetch_all, (String,), tx, tables).unwrap();
    let mut contents = BTreeMap::new();
    for (table,) in tables {
        if KEPT_APART.contains(&table.as_str()) {
            continue;
        }
        let columns = "select name from pragma_table_info($1) order by cid";
        let columns = fetch!(fetch_all, (String,), tx, columns, table.as_str()).unwrap();
        let columns: Vec<String> = columns
            .into_iter()
            .map(|(column,)| format!("quote({column})"))
            .collect();
        let rows = format!(
            "select {} as line from {table} order by 1",
            columns.join(" || ',' || ")
        );
        let rows = fetch!(fetch_all, (String,), tx, AssertSqlSafe(rows)).unwrap();
        let lines: Vec<String> = rows.into_iter().map(|(line,)| line).collect();
        contents.insert(table, lines.join("\n"));
    }
    contents
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_views_as_a_role_writes_nothing_whatever_they_send() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let before = contents(&house).await;
    assert!(before.len() > 20, "{:?}", before.keys());
    for (method, path, answer) in asked_by(&house, &cookie).await {
        let is_open = is_open(&method, path);
        // No cookie counts there.
        let of_programs = path.starts_with("/api/v1/");
        // What the role itself may not see is refused as well.
        assert!(
            is_open || answer.status == 403 || of_programs && answer.status == 401,
            "{method} {path} {}",
            answer.status
        );
    }
    let after = contents(&house).await;
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn looking_leaves_every_table_as_it_was() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let before = contents(&house).await;
    for page in [
        "/dashboard",
        "/providers",
        "/submissions",
        "/staffing",
        "/staffing/status",
        "/help",
        "/help/roles",
    ] {
        let answer = house.get(page).cookie(&cookie).send().await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(
            answer
                .body
                .contains("Viewing as PBJ Submitter, Maple Ridge Care Center (165123). Read only."),
            "{page}"
        );
    }
    let after = contents(&house).await;
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_sees_what_the_role_sees_and_no_more() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let page = async |path: &str| house.get(path).cookie(&cookie).send().await;
    let providers = page("/providers").await;
    assert!(providers.body.contains(OWN.name) && !providers.body.contains(OTHER.name));
    assert_eq!(
        page(&format!("/submissions/{}", OWN.number)).await.status,
        200
    );
    assert_eq!(
        page(&format!("/submissions/{}", OTHER.number)).await.status,
        404
    );
    for closed in [
        "/profile",
        "/profile/sessions",
        "/devices",
        "/demo/mailbox",
        "/providers.csv",
        "/submissions.csv",
        "/support/tickets",
        "/support/viewing/new",
        "/access/users",
        // What is no page has no name for the record.
        "/no-such-page",
    ] {
        let answer = page(closed).await;
        assert_eq!(answer.status, 403, "{closed}");
        assert!(
            answer.body.contains("You view pages as another role"),
            "{closed}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forms_of_patients_are_shown_and_closed() {
    let house = House::new().await;
    let own = house
        .session_of(&user_of(Role::ProviderSecurityOfficial))
        .await;
    let cookie = house
        .viewing_session(Role::ProviderAssessmentCoordinator)
        .await;
    let patient = format!("/patients/{}", OWN.number);
    for path in [
        "/patients/new".to_owned(),
        format!("{patient}/edit"),
        "/assessments/new".to_owned(),
        format!("/assessments/inbox/{}/1", OWN.number),
    ] {
        let page = house.get(&path).cookie(&cookie).send().await;
        assert_eq!(page.status, 200, "{path}");
        let (_, shown) = page
            .body
            .split_once("You see this form as the role sees it.")
            .expect(&path);
        let (_, rest) = shown.split_once("<fieldset").expect(&path);
        let (attributes, form) = rest.split_once('>').expect(&path);
        assert!(attributes.contains(" disabled"), "{path}: {attributes}");
        assert!(form.contains("<form") && !form.contains("ABLE"), "{path}");
        let page = house.get(&path).cookie(&own).send().await;
        assert!(!page.body.contains("as the role sees it"), "{path}");
    }
    let merge = house.get(&format!("{patient}/merge")).cookie(&cookie);
    let merge = merge.send().await;
    assert_eq!(merge.status, 200);
    assert!(merge.body.contains("Show both"));
    let list = house.get("/patients").cookie(&cookie).send().await;
    assert!(list.body.contains("New Patient"));
    let send = house.post("/api/patients/change_patient").cookie(&cookie);
    let form = format!("number={}&version=1&last_name=OTHER", OWN.number);
    assert_eq!(send.form(&form).send().await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_identities_stand_in_each_row_and_without_the_row_nothing_is_shown() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let report = format!("/submissions/{}/files/1", OWN.number);
    assert_eq!(house.get(&report).cookie(&cookie).send().await.status, 200);
    let mut tx = house.services.db.read().await.unwrap();
    let last = "select u.user_name, o.user_name, e.viewed_role from audit_event e
        join user_account u on u.id = e.actor_id join user_account o on o.id = e.on_behalf_of order by e.seq desc limit 1";
    let found = fetch!(fetch_one, (String, String, String), tx, last).unwrap();
    drop(tx);
    let people = [Role::HelpDesk, Role::CmsViewOnlyUser].map(user_of);
    assert_eq!(
        (&found.0, &found.1, found.2.as_str()),
        (&people[0], &people[1], "pbj_submitter")
    );
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "create trigger trail_is_full before insert on audit_event begin select raise(abort, 'full'); end"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let answer = house.get(&report).cookie(&cookie).send().await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains(OWN.facility_id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn viewing_is_started_with_a_ticket_and_ends_by_its_button_or_its_time() {
    let house = House::new().await;
    let helper = house.session_of(&user_of(Role::HelpDesk)).await;
    let asker = house.session_of(OWN.sender).await;
    let opened = house
        .post("/api/support/open_ticket")
        .cookie(&asker)
        .form("subject=Help&ccn=&words=Help")
        .send()
        .await;
    let number = opened
        .location()
        .split(['/', '?'])
        .nth(3)
        .unwrap()
        .to_owned();
    let start = async |cookie: &str, role: &str| {
        let fields = [
            ("ticket", number.as_str()),
            ("role", role),
            ("organization", OWN.ccn),
            ("reason", "explain"),
            ("words", "To see it"),
        ];
        house
            .post("/support/viewing/start")
            .cookie(cookie)
            .form(&form(&fields))
            .send()
            .await
    };
    for upward in [
        "help_desk",
        "auditor",
        "provider_security_official",
        "cms_general_user",
    ] {
        let answer = start(&helper, upward).await;
        assert!(answer.location().contains("flash="), "{upward}: {answer:?}");
    }
    let started = start(&helper, "pbj_viewer").await;
    assert_eq!(started.location(), "/dashboard", "{started:?}");
    let cookie = started.cookie();
    assert_ne!(cookie, helper);
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert!(page.body.contains("Viewing as PBJ Viewer"), "{}", page.body);
    assert_eq!(start(&cookie, "pbj_viewer").await.status, 403);
    let elsewhere = house.session_of(&user_of(Role::HelpDesk)).await;
    assert_eq!(start(&elsewhere, "pbj_viewer").await.status, 409);

    let stopped = house
        .post("/support/viewing/stop")
        .cookie(&cookie)
        .send()
        .await;
    assert_eq!(stopped.location(), format!("/support/tickets/{number}"));
    let page = house
        .get(stopped.location())
        .cookie(&stopped.cookie())
        .send()
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Viewing as PBJ"));

    let again = start(&stopped.cookie(), "pbj_viewer").await;
    let half = house.passing();
    for _ in 0..3 {
        half(601);
        house.get("/dashboard").cookie(&again.cookie()).send().await;
    }
    let page = house.get("/dashboard").cookie(&again.cookie()).send().await;
    assert!(!page.body.contains("Viewing as PBJ"));
    assert!(page.body.contains("tickets wait for an answer"));

    // The official reads both, with their ends.
    let official = user_of(Role::ProviderSecurityOfficial);
    let official = house.session_of(&official).await;
    let record = house.get("/audit/viewings").cookie(&official).send().await;
    assert_eq!(record.status, 200);
    for word in ["(Stopped)", "(Its time was over)", &user_of(Role::HelpDesk)] {
        assert!(record.body.contains(word), "{word} {}", record.body);
    }
    let (_, link) = record.body.split_once("href=\"/audit/viewings/").unwrap();
    let link = format!("/audit/viewings/{}", link.split('"').next().unwrap());
    let one = house.get(&link).cookie(&official).send().await;
    for word in [
        "Page: Dashboard",
        "Began to view as a role",
        "Stopped viewing as a role",
    ] {
        assert!(one.body.contains(word), "{word} {}", one.body);
    }
    let stranger = house.session_of(&user_of(Role::QioSecurityOfficial)).await;
    assert_eq!(house.get(&link).cookie(&stranger).send().await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn revealing_leads_back_to_the_page_on_which_one_asked() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let list = "/submissions?state=rejected";
    let page = house.get(list).cookie(&cookie).send().await;
    let link = "/support/viewing/reveal?next=%2Fsubmissions%3Fstate%3Drejected";
    assert!(
        page.body.contains(&format!("href=\"{link}\"")),
        "{}",
        page.body
    );
    let asking = house.get(link).cookie(&cookie).send().await;
    assert!(
        asking.body.contains(&format!("value=\"{list}\"")),
        "{}",
        asking.body
    );

    let reveal = async |words: &str, next: &str| {
        let fields = form(&[("words", words), ("next", next)]);
        let ask = house.post("/support/viewing/reveal").cookie(&cookie);
        ask.form(&fields).send().await
    };
    // A form that comes back knows the page still.
    let refused = reveal(" ", list).await;
    let query = refused.location().split_once('?').unwrap().1.to_owned();
    assert!(
        query.contains("next=%2Fsubmissions%3Fstate%3Drejected"),
        "{query}"
    );
    assert!(query.contains("flash="), "{query}");
    assert_eq!(reveal("To compare it.", list).await.location(), list);
    for elsewhere in [
        "",
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
    ] {
        let answer = reveal("To compare it.", elsewhere).await;
        assert_eq!(answer.location(), "/dashboard", "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_views_elsewhere_already_is_led_back_to_the_form() {
    let house = House::new().await;
    house.viewing_session(Role::PbjSubmitter).await;
    let mut tx = house.services.db.read().await.unwrap();
    let newest = "select max(number) from ticket";
    let (number,) = fetch!(fetch_one, (i64,), tx, newest).unwrap();
    drop(tx);
    let ticket = format!("HD-{number}");
    let fields = [
        ("ticket", ticket.as_str()),
        ("role", "pbj_viewer"),
        ("organization", OWN.ccn),
        ("reason", "explain"),
        ("words", "To see it"),
        ("elsewhere", "The ticket tells of it"),
    ];
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let ask = house.post("/support/viewing/start").cookie(&cookie);
    let page = "http://localhost:3000/support/viewing/new?role=pbj_viewer";
    let ask = ask.header("referer", page).form(&form(&fields));
    let twice = ask.send().await;
    assert_eq!((twice.status.as_u16(), twice.is_page()), (409, true));
    let back = "href=\"/support/viewing/new?role=pbj_viewer\"";
    assert!(twice.body.contains(back), "{}", twice.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn starting_needs_a_second_factor_a_moment_ago() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let mut tx = house.services.db.write().await.unwrap();
    let token = Token::sent(cookie.split_once('=').unwrap().1);
    let sql = "update session set confirmed_at = null where token_hash = $1";
    exec!(tx, sql, token.hash().as_slice()).unwrap();
    tx.commit().await.unwrap();
    let answer = house
        .post("/support/viewing/start")
        .cookie(&cookie)
        .form("ticket=HD-1")
        .send()
        .await;
    assert!(answer.location().starts_with("/login/device"), "{answer:?}");
    let page = house
        .get("/support/viewing/new")
        .cookie(&cookie)
        .send()
        .await;
    assert!(page.body.contains("Prove that it is you"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_logs_out_views_no_longer() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjViewer).await;
    let answer = house.post("/logout").cookie(&cookie).send().await;
    assert!(answer.location().starts_with("/login"), "{answer:?}");
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert!(page.location().starts_with("/login"), "{page:?}");
}

/// The form as the role sees it; what it would send is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_form_for_sending_is_shown_to_be_looked_at() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let page = house.get("/pbj/upload").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
    for word in [
        "Choose files",
        OWN.facility_id,
        "You see this form as the role sees it.",
    ] {
        assert!(page.body.contains(word), "{word} {}", page.body);
    }
    let (_, fields) = page.body.split_once("<fieldset").unwrap();
    let (attributes, fields) = fields.split_once('>').unwrap();
    assert!(attributes.contains(" disabled"), "{attributes}");
    let (fields, _) = fields.split_once("</fieldset>").unwrap();
    assert!(fields.contains("type=\"file\""), "{fields}");
    assert!(!page.body.contains(OTHER.facility_id));
    let sent = house
        .post("/pbj/submissions")
        .cookie(&cookie)
        .form("")
        .send();
    assert_eq!(sent.await.status, 403);
    // Whoever sends themselves has nothing in their way.
    let own = house.session_of(OWN.sender).await;
    let page = house.get("/pbj/upload").cookie(&own).send().await;
    assert!(!page.body.contains("You see this form as the role sees it."));
    // A role that does not send sees no form either.
    let cookie = house.viewing_session(Role::PbjViewer).await;
    let page = house.get("/pbj/upload").cookie(&cookie).send().await;
    assert_eq!(page.status, 403);
}

/// What is open goes by the name of a page, and every name is that of a page.
#[test]
fn each_name_of_the_record_is_that_of_a_page() {
    let routes: Vec<&str> = house::pages().iter().map(AxumRouteListing::path).collect();
    for (name, known) in pages::routes() {
        assert!(routes.contains(&known), "{name}: {known}");
    }
}

/// The pages of the person who views, and not of the role; and where one asks, sends or decides.
#[test]
fn the_viewers_own_pages_have_no_name_and_are_closed() {
    let beginnings = [
        "/profile",
        "/devices",
        "/login/",
        "/openid",
        "/register",
        "/recover",
        "/request-role",
        "/held",
        "/demo/mailbox",
        "/help/ticket",
        "/audit/own",
        "/access",
        "/support/jobs",
        "/support/tickets",
        "/support/proofing",
        "/support/people",
        "/support/viewing/new",
    ];
    for page in house::pages() {
        let is_own = beginnings
            .iter()
            .any(|start| page.path().starts_with(start));
        assert_eq!(
            is_open(&Method::GET, page.path()),
            !is_own,
            "{}",
            page.path()
        );
    }
}

/// What a page's document and its program's functions leave in the record: its name and provider, and no address.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_look_at_a_page_is_an_event() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    for page in [
        "/providers?q=secret",
        "/submissions",
        "/submissions/1000002",
        "/nothing",
        "/profile",
    ] {
        house.get(page).cookie(&cookie).send().await;
    }
    let search = json!({ "filter": domain::staffing::StatusFilter::default() });
    house
        .post("/api/staffing/list_status")
        .cookie(&cookie)
        .json(&search.to_string())
        .send()
        .await;
    let mut tx = house.services.db.read().await.unwrap();
    let sql = "select e.object_id, p.ccn, e.detail from audit_event e left join provider p on p.id = e.provider_id
        where e.object_type = 'page' order by e.seq";
    let found = fetch!(fetch_all, (String, Option<String>, String), tx, sql).unwrap();
    let pages: Vec<&str> = found.iter().map(|(page, ..)| page.as_str()).collect();
    // What was refused, and what is not there, was not looked at.
    assert_eq!(
        pages,
        [
            "Providers",
            "Submission History",
            "Staffing Submission Status"
        ]
    );
    for (page, ccn, detail) in &found {
        assert_eq!(ccn.as_deref(), Some(OWN.ccn), "{page}");
        assert!(!detail.contains("secret"), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_whose_look_cannot_be_recorded_is_not_shown() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    // The red bar of every page names the home, and not this.
    let shown = house.get("/providers").cookie(&cookie).send().await;
    assert!(shown.body.contains(OWN.facility_id), "{}", shown.body);
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "create trigger trail_is_full before insert on audit_event begin select raise(abort, 'full'); end"
    )
    .unwrap();
    tx.commit().await.unwrap();
    let answer = house.get("/providers").cookie(&cookie).send().await;
    assert_eq!((answer.status.as_u16(), answer.is_page()), (503, true));
    assert!(!answer.body.contains(OWN.facility_id));
    // By the program of a page as well.
    let all = json!({ "filter": domain::providers::ProviderFilter::default() });
    let answer = house
        .post("/api/providers/list_providers")
        .cookie(&cookie)
        .json(&all.to_string())
        .send()
        .await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains(OWN.facility_id));
}

#[test]
fn what_is_new_is_closed_until_somebody_opens_it() {
    assert!(!is_open(&Method::POST, "/api/new/function"));
    assert!(!is_open(&Method::GET, "/new.csv"));
    assert!(!is_open(&Method::GET, "/profile/sessions"));
    assert!(!is_open(&Method::GET, "/new/page"));
    assert!(is_open(&Method::GET, "/providers/{slug}"));
}
