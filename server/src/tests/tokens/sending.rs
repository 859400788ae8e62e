//! What a program checks and sends, and what becomes of it.

use axum::http::Method;
use domain::access::Role;
use domain::programs::ProblemKind;
use serde_json::Value;

use super::{EDGE, EVERYTHING, ask, form, get, is_problem, senders_token, submit, token_of};
use crate::api::view::{Files, Received, ReportAnswer, Submission, Submissions};
use crate::tests::house::{House, OWN, file_for, user_of};

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
