//! Checking without sending: the service of CMS's Validation Utility Tool, and the same for programs with a token.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Method;
use domain::programs::ProblemKind;
use domain::site::{Site, SiteMode};
use futures::stream;
use serde_json::Value;
use submission::generate::zip;

use super::house::{Ask, House, OWN, file_for};
use super::tokens::{EDGE, is_problem, senders_token};

const TOOL: &str = "/api/vut/v1/assessmentUpload";
const CHECKS: &str = "/api/v1/checks";

/// Both addresses that check, each with its field and, where it needs one, a token.
async fn checkers(house: &House) -> [(&'static str, &'static str, String); 2] {
    let token = format!("Bearer {}", senders_token(house).await);
    [
        (TOOL, "assessmentFile", String::new()),
        (CHECKS, "file", token),
    ]
}

fn post<'a>(house: &'a House, path: &str, authorization: &str) -> Ask<'a> {
    let ask = house.ask(Method::POST, path).header("accept", "*/*");
    if authorization.is_empty() {
        ask
    } else {
        ask.header("authorization", authorization)
    }
}

/// A form of these files, each in its field.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (field, bytes) in files {
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"a.xml\"\r\n\r\n"
        );
        form.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    form.extend(b"--edge--\r\n");
    form
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_checked_whatever_else_the_form_says() {
    let house = House::new().await;
    let file = file_for(OWN);
    for (path, field, token) in checkers(&house).await {
        let other = "--edge\r\ncontent-disposition: form-data; name=\"why\"\r\n\r\nx\r\n";
        let body = [other.as_bytes(), &form(&[(field, &file)])].concat();
        let answer = post(&house, path, &token).body(EDGE, body).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        let of_file = &answer["validationResults"][0];
        // The tool of CMS takes assessments alone.
        assert_eq!(of_file["accepted"], path != TOOL, "{path}");
        if path == TOOL {
            let found = &of_file["validationErrors"][0]["results"];
            assert_eq!(found["error_id"], "server:not-an-assessment");
            assert_eq!(found["severity"], "Fatal");
        }
    }
}

/// As the upload of assessments does.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_tool_refuses_a_payroll_file_in_a_zip_and_checks_the_rest() {
    let house = House::new().await;
    let payroll = file_for(OWN);
    let members: [(&str, &[u8]); 2] = [
        ("hours.xml", &payroll),
        ("record.xml", b"<ASSESSMENT></ASSESSMENT>"),
    ];
    let packed = zip(&members).unwrap();
    let head = b"--edge\r\ncontent-disposition: form-data; name=\"assessmentFile\"; filename=\"a.zip\"\r\n\r\n";
    let form = [&head[..], &packed, b"\r\n--edge--\r\n"].concat();
    let answer = post(&house, TOOL, "").body(EDGE, form).send().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    let refused = |name: &str| {
        let files = answer["validationResults"].as_array().unwrap();
        let file = files.iter().find(|file| file["filename"] == name).unwrap();
        let found = file["validationErrors"].as_array().unwrap();
        let is_refusal =
            |found: &&Value| found["results"]["error_id"] == "server:not-an-assessment";
        (found.len(), found.iter().filter(is_refusal).count())
    };
    assert_eq!(refused("hours.xml"), (1, 1));
    let (found, refusals) = refused("record.xml");
    assert!(found > 0 && refusals == 0, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_tool_answers_its_errors_as_problems() {
    let house = House::new().await;
    let refused = [
        post(&house, TOOL, "").body(EDGE, "--edge--\r\n"),
        post(&house, TOOL, "").body("text/plain", "<a/>"),
        post(&house, TOOL, "").form("assessmentFile=x"),
    ];
    for ask in refused {
        is_problem(&ask.send().await, ProblemKind::BadRequest);
    }
    let large = post(&house, TOOL, "")
        .header("content-length", "99999999999")
        .body(EDGE, "--edge--\r\n");
    is_problem(&large.send().await, ProblemKind::TooLarge);
    for method in [Method::GET, Method::OPTIONS, Method::PUT] {
        for accept in ["*/*", "text/html"] {
            let ask = house.ask(method.clone(), TOOL).header("accept", accept);
            let answer = ask.send().await;
            assert_eq!(answer.header("allow"), "POST", "{method}");
            is_problem(&answer, ProblemKind::MethodNotAllowed);
        }
    }
    let head = house.ask(Method::HEAD, TOOL).header("accept", "*/*");
    let head = head.send().await;
    assert_eq!(head.status, 405);
    assert_eq!(head.header("content-type"), "application/problem+json");
    let unknown = house.get("/api/vut/v1/nothing").send().await;
    is_problem(&unknown, ProblemKind::NotFound);
    let elsewhere = post(&house, TOOL, "").header("sec-fetch-site", "cross-site");
    is_problem(&elsewhere.send().await, ProblemKind::CrossSite);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_description_answers_its_errors_as_problems() {
    let house = House::new().await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let ask = house.ask(method.clone(), "/api/openapi.json");
        let answer = ask.header("accept", "*/*").send().await;
        assert!(answer.header("allow").contains("GET"), "{method}");
        is_problem(&answer, ProblemKind::MethodNotAllowed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_uses_the_tool_too_often_is_told_when_to_go_on() {
    let house = House::with(|services| services.rules.limits.public_check.requests = 1).await;
    let ask = || {
        let body = form(&[("assessmentFile", b"<a/>")]);
        post(&house, TOOL, "").body(EDGE, body).send()
    };
    assert_eq!(ask().await.status, 200);
    let answer = ask().await;
    is_problem(&answer, ProblemKind::RateLimited);
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn few_files_are_checked_at_the_same_time() {
    let house = House::new().await;
    let most = u32::try_from(crate::vut::CHECKERS).unwrap();
    for (path, field, token) in checkers(&house).await {
        let ask = || post(&house, path, &token).body(EDGE, form(&[(field, b"<a/>")]));
        let busy = house.checkers.acquire_many(most).await.unwrap();
        let answer = ask().send().await;
        let problem = is_problem(&answer, ProblemKind::RateLimited);
        assert!(!answer.header("retry-after").is_empty());
        assert!(problem.detail.contains("Nothing"), "{}", problem.detail);
        drop(busy);
        for _ in 0..=most {
            assert_eq!(ask().send().await.status, 200, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn outside_of_demonstrations_the_tool_asks_for_a_log_in() {
    let house = House::with(|services| {
        services.site = Arc::new(Site {
            mode: SiteMode::Agency,
            ..Site::default()
        });
    })
    .await;
    let body = || form(&[("assessmentFile", b"<a/>")]);
    let nobody = post(&house, TOOL, "").body(EDGE, body()).send().await;
    let problem = is_problem(&nobody, ProblemKind::Unauthenticated);
    assert!(problem.detail.contains(CHECKS), "{}", problem.detail);
    let cookie = house.session_of(OWN.sender).await;
    let ask = house.post(TOOL).cookie(&cookie).body(EDGE, body());
    assert_eq!(ask.send().await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_cut_off_is_not_called_too_large() {
    let house = House::new().await;
    for (path, field, token) in checkers(&house).await {
        let whole = form(&[(field, b"<a/>")]);
        for end in [4, 12, whole.len() / 2] {
            let cut = whole[..whole.len() - end].to_vec();
            let without_end = post(&house, path, &token).body(EDGE, cut.clone());
            is_problem(&without_end.send().await, ProblemKind::BadRequest);
            let parts = [Ok(cut), Err(io::Error::from(io::ErrorKind::UnexpectedEof))];
            let broken = Body::from_stream(stream::iter(parts));
            let broken = post(&house, path, &token).body(EDGE, broken);
            let problem = is_problem(&broken.send().await, ProblemKind::BadRequest);
            assert!(problem.detail.contains("cut off"), "{}", problem.detail);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_turns_out_to_be_too_large_is_called_so() {
    let house = House::with(|services| {
        services.rules.file_limits.zip_bytes = 1_000;
        services.rules.file_limits.xml_bytes = 1_000;
    })
    .await;
    for (path, field, token) in checkers(&house).await {
        let large = form(&[(field, &vec![b'x'; 70_000])]);
        let untold = Body::from_stream(stream::iter([Ok::<_, Infallible>(large)]));
        let answer = post(&house, path, &token).body(EDGE, untold).send().await;
        is_problem(&answer, ProblemKind::TooLarge);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_files_are_one_too_many() {
    let house = House::new().await;
    for (path, field, token) in checkers(&house).await {
        let two = form(&[(field, b"<a/>"), (field, b"<b/>")]);
        let answer = post(&house, path, &token).body(EDGE, two).send().await;
        let problem = is_problem(&answer, ProblemKind::Invalid);
        assert_eq!(problem.errors[0].name, field);
    }
}
