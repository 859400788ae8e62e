//! Programs with access tokens: how one is made by plain forms, what each route asks for, and how it answers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::http::Method;
use domain::access::Role;
use domain::programs::ProblemKind;
use serde_json::Value;
use services::token::Token;
use store::exec;
use uuid::Uuid;

use super::house::{Answer, Ask, Home, House, OTHER, OWN, file_for, user_of};
use crate::api::problem::ProblemBody;
use crate::api::view::{CheckAnswer, Files, Received, ReportAnswer, Submission, Submissions};

pub const EDGE: &str = "multipart/form-data; boundary=edge";

/// A token of this person for the roles of a category, made past its form.
async fn token_of(house: &House, user: &str, category: &str, rights: &str) -> String {
    let token = Token::prefixed("oqt_").unwrap();
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
         select $1, id, $2, 'x', $3, 'x', $4, 0, 0, $5 from user_account where user_name = $6",
        Uuid::now_v7(),
        category,
        token.hash().as_slice(),
        rights,
        house.now().system.plus_seconds(100_000).0,
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
    token.as_str().to_owned()
}

const EVERYTHING: &str = ",check,submit,read_reports,";

pub async fn senders_token(house: &House) -> String {
    token_of(house, OWN.sender, "provider", EVERYTHING).await
}

/// As a program asks.
fn ask<'a>(house: &'a House, method: Method, path: &str, token: &str) -> Ask<'a> {
    house
        .ask(method, path)
        .header("accept", "*/*")
        .header("authorization", &format!("Bearer {token}"))
}

async fn get(house: &House, path: &str, token: &str) -> Answer {
    ask(house, Method::GET, path, token).send().await
}

fn form(fields: &[(&str, &str)], file: &[u8]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in fields {
        write!(
            text,
            "--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .unwrap();
    }
    text +=
        "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"hours.xml\"\r\n\r\n";
    [text.as_bytes(), file, b"\r\n--edge--\r\n"].concat()
}

async fn submit(house: &House, token: &str, key: &str, file: &[u8]) -> Answer {
    ask(house, Method::POST, "/api/v1/submissions", token)
        .header("idempotency-key", key)
        .body(EDGE, form(&[("kind", "pbj")], file))
        .send()
        .await
}

pub fn is_problem(answer: &Answer, kind: ProblemKind) -> ProblemBody {
    let (name, status) = (kind.name(), kind.status());
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body: ProblemBody = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body.kind, format!("urn:openqies:problem:{name}"));
    assert_eq!(body.status, status);
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_is_made_by_a_plain_form_shown_once_and_revoked() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let send =
        async |path: &str, fields: &str| house.post(path).cookie(&cookie).form(fields).send().await;
    let page = async |path: &str| house.get(path).cookie(&cookie).send().await;
    let returned = send("/profile/tokens/make", "name=&submit=true").await;
    let again = page(returned.location()).await;
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("Select when the token ends."));
    let fields = "name=Payroll&days=90&submit=true&read_reports=true&facilities=165123";
    let made = send("/profile/tokens/make", fields).await;
    let shown = page(made.location()).await;
    let (_, rest) = shown.body.split_once("<code id=\"token\">").unwrap();
    let token = rest.split('<').next().unwrap().to_owned();
    assert!(token.starts_with("oqt_"), "{token}");
    let later = page(made.location()).await;
    assert!(!later.body.contains(&token), "{}", later.body);
    assert!(later.body.contains("shown once"), "{}", later.body);
    let answer = get(&house, "/api/v1/submissions", &token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let list = page("/profile/tokens").await;
    assert!(list.body.contains("Payroll") && list.body.contains("165123"));
    assert!(!list.body.contains(&token));
    let (_, rest) = list.body.split_once("name=\"token\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let stranger = house.session_of(OTHER.sender).await;
    let theirs = house
        .post("/profile/tokens/revoke")
        .cookie(&stranger)
        .form(&format!("token={id}"))
        .send()
        .await;
    assert_eq!(theirs.status, 404);
    let revoked = send("/profile/tokens/revoke", &format!("token={id}")).await;
    assert_eq!(revoked.location(), "/profile/tokens?done=revoked");
    let answer = get(&house, "/api/v1/submissions", &token).await;
    is_problem(&answer, ProblemKind::Unauthenticated);
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn making_a_token_asks_for_the_second_factor_first() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(400);
    let page = house
        .get("/profile/tokens/new")
        .cookie(&cookie)
        .send()
        .await;
    assert!(page.location().starts_with("/login/device"), "{page:?}");
    let form = "name=Payroll&days=90&submit=true";
    let ask = house
        .post("/profile/tokens/make")
        .cookie(&cookie)
        .form(form);
    let made = ask.send().await;
    assert!(made.location().starts_with("/login/device"), "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_views_as_a_role_sees_and_makes_no_tokens() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let page = house.get("/profile/tokens").cookie(&cookie).send().await;
    assert_eq!(page.status, 403);
    let ask = house.post("/profile/tokens/make").cookie(&cookie);
    let made = ask.form("name=a&days=30&check=true").send().await;
    assert_eq!(made.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_sent_once_for_each_key() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    let answer = submit(&house, &token, "one", b"<a/>").await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let receipt: Received = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer.location(), receipt.url);
    let same = submit(&house, &token, "\"one\"", b"<a/>").await;
    assert_eq!((same.status.as_u16(), &same.body), (200, &answer.body));
    assert_eq!(same.header("idempotency-replayed"), "true");
    // A token in the place of the old one goes on with its keys.
    let fresh = senders_token(&house).await;
    assert_eq!(submit(&house, &fresh, "one", b"<a/>").await.status, 200);
    is_problem(
        &submit(&house, &token, "one", b"<b/>").await,
        ProblemKind::KeyReused,
    );
    let before = is_problem(
        &submit(&house, &token, "two", b"<a/>").await,
        ProblemKind::SentBefore,
    );
    assert_eq!(before.number, Some(receipt.number));
    let again = ask(&house, Method::POST, "/api/v1/submissions", &token)
        .header("idempotency-key", "two")
        .body(EDGE, form(&[("kind", "pbj"), ("again", "true")], b"<a/>"))
        .send()
        .await;
    assert_eq!(again.status, 201, "{}", again.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_and_bytes_as_another_kind_are_another_request() {
    let house = House::new().await;
    let roles = [
        (Role::VendorAssessmentSubmitter, OWN),
        (Role::VendorPbjSubmitter, OWN),
    ];
    house.add_person("SENDS.BOTH", &roles).await;
    let token = token_of(&house, "SENDS.BOTH", "vendor", EVERYTHING).await;
    let send = |kind: &'static str| {
        ask(&house, Method::POST, "/api/v1/submissions", &token)
            .header("idempotency-key", "one")
            .body(EDGE, form(&[("kind", kind)], b"<a/>"))
            .send()
    };
    assert_eq!(send("assessments").await.status, 201);
    is_problem(&send("pbj").await, ProblemKind::KeyReused);
    assert_eq!(send("assessments").await.status, 200);
}

/// Ends every role of this person.
async fn end_roles(house: &House, user: &str) {
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_grant set ended_at = $1
         where ended_at is null and user_id = (select id from user_account where user_name = $2)",
        house.now().system.0,
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_that_ends_takes_its_tokens_along() {
    let house = House::new().await;
    let vendor = user_of(Role::VendorAssessmentSubmitter);
    let token = token_of(&house, &vendor, "vendor", EVERYTHING).await;
    let check = || {
        ask(&house, Method::POST, "/api/v1/checks", &token)
            .body(EDGE, form(&[], b"<a/>"))
            .send()
    };
    assert_eq!(check().await.status, 200);
    end_roles(&house, &vendor).await;
    let submission = format!("/api/v1/submissions/{}", OWN.number);
    let report = format!("{submission}/files/1/report");
    let mut answers = vec![check().await, submit(&house, &token, "k", b"<a/>").await];
    for path in [
        "/api/v1/submissions?kind=assessments",
        "/api/v1/reports.csv",
        &submission,
        &format!("{submission}/files"),
        &format!("{report}.json"),
        &format!("{report}.csv"),
    ] {
        answers.push(get(&house, path, &token).await);
    }
    for answer in answers {
        let problem = is_problem(&answer, ProblemKind::Forbidden);
        assert!(problem.detail.contains("no role"), "{}", problem.detail);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_sees_no_submissions_is_not_told_of_one_kind() {
    let house = House::new().await;
    let token = token_of(&house, &user_of(Role::HelpDesk), "cms", EVERYTHING).await;
    let submission = format!("/api/v1/submissions/{}", OWN.number);
    for path in [
        submission.clone(),
        format!("{submission}/files"),
        format!("{submission}/files/1/report.json"),
        format!("{submission}/files/1/report.csv"),
    ] {
        let problem = is_problem(&get(&house, &path, &token).await, ProblemKind::Forbidden);
        assert!(!problem.detail.contains("payroll"), "{}", problem.detail);
    }
    // Whoever names the kind is told of it.
    let list = get(&house, "/api/v1/submissions?kind=pbj", &token).await;
    let problem = is_problem(&list, ProblemKind::Forbidden);
    assert!(problem.detail.contains("payroll"), "{}", problem.detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn assessments_are_sent_by_whoever_may() {
    let house = House::new().await;
    let send = async |token: &str| {
        ask(&house, Method::POST, "/api/v1/submissions", token)
            .header("idempotency-key", "one")
            .body(EDGE, form(&[("kind", "assessments")], b"<ASSESSMENT/>"))
            .send()
            .await
    };
    let refused = send(&senders_token(&house).await).await;
    is_problem(&refused, ProblemKind::Forbidden);
    let vendor = user_of(Role::VendorAssessmentSubmitter);
    let token = token_of(&house, &vendor, "vendor", EVERYTHING).await;
    let answer = send(&token).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    house.work().await;
    let state = get(&house, answer.location(), &token).await;
    let submission: Submission = serde_json::from_str(&state.body).unwrap();
    assert_eq!(
        (submission.kind.as_str(), submission.is_final),
        ("assessments", true)
    );
    let report = submission.files[0].report_json.as_ref().unwrap();
    let report = get(&house, report, &token).await;
    let report: ReportAnswer = serde_json::from_str(&report.body).unwrap();
    let ReportAnswer::Assessment(report) = report else {
        panic!("{report:?}");
    };
    assert!(!report.validation_results[0].accepted);
    let listed = get(&house, "/api/v1/submissions?kind=assessments", &token).await;
    let listed: Submissions = serde_json::from_str(&listed.body).unwrap();
    assert_eq!(listed.submissions[0].number, submission.number);
    let table = get(&house, "/api/v1/reports.csv?kind=assessments", &token).await;
    assert_eq!(table.status, 200, "{}", table.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_sent_is_followed_to_its_report() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    let answer = submit(&house, &token, "one", b"<nursingHomeData/>").await;
    let url = answer.location().to_owned();
    let state = get(&house, &url, &token).await;
    let submission: Submission = serde_json::from_str(&state.body).unwrap();
    assert!(!submission.is_final && submission.files.is_empty());
    assert_eq!(state.header("retry-after"), "5");
    // Its files are not known yet, and neither is that there is no such one.
    for report in ["report.json", "report.csv"] {
        let early = get(&house, &format!("{url}/files/1/{report}"), &token).await;
        is_problem(&early, ProblemKind::NotDecided);
    }
    house.work().await;
    let none = get(&house, &format!("{url}/files/2/report.csv"), &token).await;
    is_problem(&none, ProblemKind::NotFound);
    let state = get(&house, &url, &token).await;
    assert_eq!(state.header("retry-after"), "");
    let submission: Submission = serde_json::from_str(&state.body).unwrap();
    assert_eq!(
        (submission.state.as_str(), submission.is_final),
        ("rejected", true)
    );
    let files = get(&house, &format!("{url}/files"), &token).await;
    let files: Files = serde_json::from_str(&files.body).unwrap();
    assert_eq!(files.files, submission.files);
    let file = &submission.files[0];
    let report = get(&house, file.report_json.as_ref().unwrap(), &token).await;
    let report: Value = serde_json::from_str(&report.body).unwrap();
    assert_eq!(report[0]["accepted"], false);
    let errors = report[0]["validationErrors"].as_array().unwrap().len();
    assert_eq!(i64::try_from(errors).unwrap(), file.fatal + file.warnings);
    let table = get(&house, file.report_csv.as_ref().unwrap(), &token).await;
    assert!(table.body.starts_with("Submission ID,File,Message"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_that_is_cut_off_before_it_begins_is_not_told_that_its_kind_is_wrong() {
    const CUT: &[u8] = b"--edge\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\npb";
    let house = House::new().await;
    let token = senders_token(&house).await;
    let answer = ask(&house, Method::POST, "/api/v1/submissions", &token)
        .header("idempotency-key", "cut")
        .body(EDGE, CUT.to_vec())
        .send()
        .await;
    let problem = is_problem(&answer, ProblemKind::BadRequest);
    assert!(problem.detail.contains("cut off"), "{}", problem.detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_list_is_asked_for_page_by_page() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    for (key, file) in [("a", b"<a/>"), ("b", b"<b/>"), ("c", b"<c/>")] {
        assert_eq!(submit(&house, &token, key, file).await.status, 201);
    }
    let mut next = Some("/api/v1/submissions?kind=pbj&since=2020-01-01&limit=3".to_owned());
    let mut numbers = Vec::new();
    while let Some(page) = next {
        let answer = get(&house, &page, &token).await;
        let page: Submissions = serde_json::from_str(&answer.body).unwrap();
        numbers.extend(page.submissions.iter().map(|head| head.number));
        next = page.next;
    }
    // The house's own file was sent before.
    assert_eq!(numbers.len(), 4, "{numbers:?}");
    assert!(numbers.is_sorted());
    let later = get(
        &house,
        "/api/v1/submissions?since=2099-01-01T00:00:00Z",
        &token,
    )
    .await;
    let later: Submissions = serde_json::from_str(&later.body).unwrap();
    assert_eq!((later.submissions, later.next), (Vec::new(), None));
    for (query, part) in [
        ("since=soon", "since"),
        ("kind=x", "kind"),
        ("after=x", "after"),
    ] {
        let answer = get(&house, &format!("/api/v1/submissions?{query}"), &token).await;
        let problem = is_problem(&answer, ProblemKind::Invalid);
        assert_eq!(problem.errors[0].name, part);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_checked_and_nothing_is_stored() {
    let house = House::new().await;
    let token = token_of(&house, &user_of(Role::HelpDesk), "cms", ",check,").await;
    let answer = ask(&house, Method::POST, "/api/v1/checks", &token)
        .body(EDGE, form(&[], &file_for(OWN)))
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["validationResults"][0]["accepted"], true);
    let refused = submit(&house, &token, "one", b"<a/>").await;
    is_problem(&refused, ProblemKind::TokenRight);
    let refused = get(&house, "/api/v1/submissions", &token).await;
    is_problem(&refused, ProblemKind::TokenRight);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_error_of_a_program_is_a_problem_of_the_list() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    let path = "/api/v1/submissions";
    let unknown = get(&house, "/api/v1/nothing", &token).await;
    is_problem(&unknown, ProblemKind::NotFound);
    is_problem(
        &get(&house, "/api/v1/submissions/9", &token).await,
        ProblemKind::NotFound,
    );
    let wrong = ask(&house, Method::DELETE, path, &token).send().await;
    is_problem(&wrong, ProblemKind::MethodNotAllowed);
    let number = get(&house, "/api/v1/submissions/x", &token).await;
    is_problem(&number, ProblemKind::BadRequest);
    let keyless = ask(&house, Method::POST, path, &token).body(EDGE, form(&[], b"<a/>"));
    is_problem(&keyless.send().await, ProblemKind::KeyMissing);
    let long = ask(&house, Method::POST, path, &token)
        .header("idempotency-key", &"k".repeat(65))
        .body(EDGE, form(&[], b"<a/>"));
    let long = is_problem(&long.send().await, ProblemKind::Invalid);
    assert_eq!(long.errors[0].name, "Idempotency-Key");
    for limit in ["0", "-1"] {
        let none = get(&house, &format!("{path}?limit={limit}"), &token).await;
        let none = is_problem(&none, ProblemKind::Invalid);
        assert_eq!(none.errors[0].name, "limit");
    }
    let post = || ask(&house, Method::POST, path, &token).header("idempotency-key", "k");
    let text = post().body("text/plain", "<a/>").send().await;
    is_problem(&text, ProblemKind::BadRequest);
    let cut = post()
        .body(
            EDGE,
            "--edge\r\ncontent-disposition: form-data; name=\"file\"",
        )
        .send();
    is_problem(&cut.await, ProblemKind::BadRequest);
    for (fields, part) in [(&[][..], "kind"), (&[("kind", "x")], "kind")] {
        let answer = post().body(EDGE, form(fields, b"<a/>")).send().await;
        assert_eq!(
            is_problem(&answer, ProblemKind::Invalid).errors[0].name,
            part
        );
    }
    let two = form(&[("kind", "pbj")], b"<a/>\r\n--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\n<b/>");
    let answer = post().body(EDGE, two).send().await;
    assert_eq!(
        is_problem(&answer, ProblemKind::Invalid).errors[0].name,
        "file"
    );
    let none = post().body(EDGE, "--edge--\r\n").send().await;
    assert_eq!(
        is_problem(&none, ProblemKind::Invalid).errors[0].name,
        "file"
    );
    let empty = submit(&house, &token, "empty", b"").await;
    assert_eq!(
        is_problem(&empty, ProblemKind::Invalid).errors[0].name,
        "file"
    );
    let large = post()
        .header("content-length", "99999999999")
        .body(EDGE, "--edge--\r\n");
    is_problem(&large.send().await, ProblemKind::TooLarge);
    for scheme in ["Basic x", "Bearer oqt_unknown", "oqt_x"] {
        let ask = house.ask(Method::GET, path).header("authorization", scheme);
        is_problem(&ask.send().await, ProblemKind::Unauthenticated);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_cookie_counts_and_no_other_site_gets_in() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let answer = house
        .get("/api/v1/submissions")
        .cookie(&cookie)
        .send()
        .await;
    is_problem(&answer, ProblemKind::Unauthenticated);
    let post = || {
        house
            .post("/api/v1/submissions")
            .header("idempotency-key", "k")
            .body(EDGE, form(&[("kind", "pbj")], b"<a/>"))
    };
    is_problem(
        &post().cookie(&cookie).send().await,
        ProblemKind::Unauthenticated,
    );
    let token = senders_token(&house).await;
    let from_elsewhere = post()
        .header("sec-fetch-site", "cross-site")
        .header("authorization", &format!("Bearer {token}"));
    is_problem(&from_elsewhere.send().await, ProblemKind::CrossSite);
    // A cookie beside the token changes nothing about who asks.
    let other = house.session_of(OTHER.sender).await;
    let both = ask(&house, Method::GET, "/api/v1/submissions", &token).cookie(&other);
    let both: Submissions = serde_json::from_str(&both.send().await.body).unwrap();
    assert_eq!(both.submissions[0].number.to_string(), OWN.number);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_that_asks_too_often_is_told_when_to_go_on() {
    let house = House::with(|services| services.rules.limits.program.requests = 2).await;
    let token = senders_token(&house).await;
    for _ in 0..2 {
        assert_eq!(get(&house, "/api/v1/submissions", &token).await.status, 200);
    }
    let answer = get(&house, "/api/v1/submissions", &token).await;
    is_problem(&answer, ProblemKind::RateLimited);
    assert!(!answer.header("retry-after").is_empty());
    // Another token of the same person has its own count.
    let other = senders_token(&house).await;
    assert_eq!(get(&house, "/api/v1/submissions", &other).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_table_has_the_reports_of_every_file() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    submit(&house, &token, "one", b"<nursingHomeData/>").await;
    house.work().await;
    let table = get(&house, "/api/v1/reports.csv?since=2020-01-01", &token).await;
    assert_eq!(table.status, 200, "{}", table.body);
    assert!(table.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = table.body.lines().collect();
    assert!(lines[0].starts_with("Submission ID,File,File Name,Facility,CCN"));
    // Also a file without any message has a row.
    for begin in [OWN.number, "1000003,1,hours.xml"] {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "{begin}: {}",
            table.body
        );
    }
    assert!(!table.body.contains(OTHER.number));
    assert_eq!(fields_of(&table.body), [20].into());
    let later = get(&house, "/api/v1/reports.csv?since=2099-01-01", &token).await;
    assert_eq!(later.body.lines().count(), 1, "{}", later.body);
    // A person's has a line more, which says whose these files are not.
    let cookie = house.session_of(OWN.sender).await;
    let ask = house.get("/submissions/reports.csv").cookie(&cookie);
    let download = ask.send().await.body;
    let note = download.strip_prefix(&table.body).unwrap();
    assert!(note.contains("do not go to CMS"), "{note}");
    let report = "/api/v1/submissions/1000003/files/1/report.csv";
    let report = get(&house, report, &token).await;
    assert_eq!(fields_of(&report.body), [14].into(), "{}", report.body);
}

/// How many fields the rows of a table have (RFC 4180).
fn fields_of(table: &str) -> BTreeSet<usize> {
    let mut counts = BTreeSet::new();
    let (mut fields, mut is_quoted) = (1, false);
    for sign in table.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields += 1,
            '\n' if !is_quoted => {
                counts.insert(fields);
                fields = 1;
            }
            _ => {}
        }
    }
    counts
}

const VENDORS_CI: &str = include_str!("../../../docs/examples/vendor-ci.yml");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_example_of_a_vendors_ci_finds_what_it_sent_in_the_evening() {
    let (_, query) = VENDORS_CI.split_once("/api/v1/reports.csv?").unwrap();
    let (query, _) = query.split_once("\" >").unwrap();
    let house = House::new().await;
    // Ten in the evening in the east, and the next day in UTC.
    house.pass(10 * 3_600);
    let token = senders_token(&house).await;
    let sent = submit(&house, &token, "one", b"<nursingHomeData/>").await;
    house.work().await;
    let submission = get(&house, sent.location(), &token).await;
    let submission: Submission = serde_json::from_str(&submission.body).unwrap();
    let utc = house.now().system.iso();
    assert!(utc.starts_with("2026-10-21"), "{utc}");
    let query = query
        .replace(
            "$(jq -r .received_at submission.json)",
            &submission.received_at,
        )
        .replace("$(date --utc +%F)", &utc[..10]);
    let table = get(&house, &format!("/api/v1/reports.csv?{query}"), &token).await;
    let own = format!("{},", submission.number);
    let mut lines = table.body.lines();
    assert!(lines.any(|line| line.starts_with(&own)), "{}", table.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_table_of_all_reports_is_read_page_by_page() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    for (key, file) in [("a", b"<a/>"), ("b", b"<b/>"), ("c", b"<c/>")] {
        assert_eq!(submit(&house, &token, key, file).await.status, 201);
    }
    house.work().await;
    let rows = |page: &Answer| {
        let rows = page
            .body
            .lines()
            .skip(1)
            .filter(|line| line.starts_with("10000"));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = get(&house, "/api/v1/reports.csv?since=2020-01-01", &token).await;
    assert_eq!(whole.header("link"), "", "all of it is on one page");
    let mut paged = Vec::new();
    let mut next = "/api/v1/reports.csv?since=2020-01-01&limit=1".to_owned();
    let mut asked = 0;
    loop {
        let page = get(&house, &next, &token).await;
        assert_eq!(page.status, 200, "{}", page.body);
        paged.extend(rows(&page));
        asked += 1;
        let link = page.header("link").to_owned();
        let Some(address) = link
            .strip_prefix('<')
            .and_then(|link| link.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        next = address.to_owned();
    }
    assert_eq!(asked, 4, "one's own of before, and three");
    assert_eq!(paged, rows(&whole));
    let usual = get(&house, "/api/v1/reports.csv?limit=1", &token).await;
    assert!(
        usual.header("link").contains("since="),
        "{}",
        usual.header("link")
    );
    for wrong in ["limit=many", "limit=0", "after=x", "since=then"] {
        let answer = get(&house, &format!("/api/v1/reports.csv?{wrong}"), &token).await;
        is_problem(&answer, ProblemKind::Invalid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_answered_is_as_the_description_says() {
    let house = House::new().await;
    let description = house.get("/api/openapi.json").send().await;
    assert_eq!(description.status, 200);
    let description: Value = serde_json::from_str(&description.body).unwrap();
    assert!(description["components"]["securitySchemes"]["token"].is_object());
    let token = senders_token(&house).await;
    let answer = ask(&house, Method::POST, "/api/v1/checks", &token)
        .body(EDGE, form(&[], b"<nursingHomeData/>"))
        .send()
        .await;
    let answer: CheckAnswer = serde_json::from_str(&answer.body).unwrap();
    assert!(!answer.validation_results[0].validation_errors.is_empty());
    submit(&house, &token, "one", b"<nursingHomeData/>").await;
    house.work().await;
    let path = "/api/v1/submissions/1000003/files/1/report.json";
    let report = get(&house, path, &token).await;
    let report: ReportAnswer = serde_json::from_str(&report.body).unwrap();
    let ReportAnswer::Staffing(report) = report else {
        panic!("{report:?}");
    };
    assert!(!report[0].validation_errors.is_empty());
    let page = house.get("/help/api").send().await;
    assert_eq!(page.status, 200);
    for kind in ProblemKind::ALL {
        assert!(page.body.contains(kind.name()), "{}", kind.name());
    }
}

/// The names of an answer's headers that a description speaks of.
fn told(answer: &Answer) -> BTreeSet<&str> {
    let names = [
        "allow",
        "idempotency-replayed",
        "link",
        "location",
        "retry-after",
    ];
    let sent = |name: &&str| answer.headers.contains_key(*name);
    names.into_iter().filter(sent).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn headers_are_sent_where_the_description_says() {
    let house = House::with(|services| services.rules.limits.program.requests = 6).await;
    let description = house.get("/api/openapi.json").send().await;
    let description: Value = serde_json::from_str(&description.body).unwrap();
    let token = senders_token(&house).await;
    let path = "/api/v1/submissions";
    let tool = "/api/vut/v1/assessmentUpload";
    let mut answers = Vec::new();
    for (key, status) in [("one", 201), ("one", 200), ("two", 409)] {
        let answer = submit(&house, &token, key, b"<a/>").await;
        assert_eq!(answer.status, status, "{}", answer.body);
        answers.push(("post", path, answer));
    }
    let other_bytes = submit(&house, &token, "one", b"<b/>").await;
    answers.push(("post", path, other_bytes));
    let deleted = ask(&house, Method::DELETE, path, &token).send().await;
    answers.push(("get", path, deleted));
    answers.push(("post", tool, house.get(tool).send().await));
    let found = answers[0].2.location().to_owned();
    let one = "/api/v1/submissions/{number}";
    answers.push(("get", one, get(&house, &found, &token).await));
    let link = get(&house, "/api/v1/reports.csv", &token).await;
    assert_eq!(link.status, 200);
    let too_often = get(&house, path, &token).await;
    assert_eq!(too_often.status, 429);
    answers.push(("get", path, too_often));
    for (method, path, answer) in &answers {
        let status = answer.status.as_str();
        let response = &description["paths"][path][method]["responses"][status];
        assert!(response.is_object(), "{method} {path} {status}");
        let headers = response["headers"].as_object();
        let described = headers.into_iter().flat_map(|headers| headers.keys());
        let described: BTreeSet<_> = described.map(|name| name.to_lowercase()).collect();
        let sent: BTreeSet<_> = told(answer).into_iter().map(str::to_owned).collect();
        assert_eq!(described, sent, "{method} {path} {status}");
    }
}

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/programs.txt");

/// What a route answers to a token of every right, about a home.
async fn outcome(house: &House, token: &str, route: &str, home: Home) -> &'static str {
    let answer = match route {
        "POST /api/v1/submissions" => {
            let key = Uuid::now_v7().to_string();
            submit(house, token, &key, &file_for(home)).await
        }
        "POST /api/v1/checks" => {
            let ask = ask(house, Method::POST, "/api/v1/checks", token);
            ask.body(EDGE, form(&[], b"<a/>")).send().await
        }
        get_route => {
            let path = get_route.strip_prefix("GET ").unwrap();
            let path = path
                .replace("{number}", home.number)
                .replace("{ordinal}", "1");
            get(house, &path, token).await
        }
    };
    let is_list = matches!(route, "GET /api/v1/submissions" | "GET /api/v1/reports.csv");
    match answer.status.as_u16() {
        200 if is_list && !answer.body.contains(home.number) => "hidden",
        200 | 201 | 409 => "allow",
        403 => "deny",
        404 => "hidden",
        other => panic!("{route} answers {other}: {}", answer.body),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_may_do_what_by_token_is_as_written_down() {
    let house =
        House::with(|services| services.rules.limits = services.rules.limits.raised(1000)).await;
    house.work().await;
    let mut tokens = Vec::new();
    for role in Role::ALL {
        let category = role.category().key();
        let token = token_of(&house, &user_of(role), category, EVERYTHING).await;
        tokens.push((role.key(), token));
    }
    let mut found = String::from(
        "# Who may do what by access token, by the role of its owner; each token is made for everything.\n\
         # own: a home that the role's grant names, or lies in its state or region; other: a home of another state.\n\
         # A file for another home is received, and refused when it is checked.\n\
         # Tried out by server/src/tests/tokens.rs; UPDATE_GOLDEN=1 writes this file anew.\n",
    );
    for (method, path) in crate::api::routes().list {
        let route = format!("{method} {path}");
        writeln!(found, "\n{route}").unwrap();
        for (scope, home) in [("own", OWN), ("other", OTHER)] {
            let mut outcomes = std::collections::BTreeMap::<_, Vec<_>>::new();
            for (role, token) in &tokens {
                let outcome = outcome(&house, token, &route, home).await;
                outcomes.entry(outcome).or_default().push(*role);
            }
            for (outcome, roles) in outcomes {
                let everyone = roles.len() == tokens.len();
                let roles = if everyone {
                    "everyone".to_owned()
                } else {
                    roles.join(" ")
                };
                writeln!(found, "  {scope:<5} {outcome:<6} {roles}").unwrap();
            }
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &found).unwrap();
    }
    let written = std::fs::read_to_string(GOLDEN).unwrap();
    assert_eq!(found, written, "{GOLDEN}");
}
