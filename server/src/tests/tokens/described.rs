//! Answers, errors and headers are as the description says.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::programs::ProblemKind;
use serde_json::Value;

use super::{EDGE, ask, form, get, is_problem, senders_token, submit};
use crate::api::view::{CheckAnswer, ReportAnswer};
use crate::tests::house::{Answer, House};

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
async fn a_program_is_told_that_the_server_has_no_room() {
    let house = House::with(|services| {
        services.rules.limits.upload.requests = 1_000;
        services.rules.limits.program.requests = 1_000;
    })
    .await;
    let token = senders_token(&house).await;
    let path = "/api/v1/submissions";
    // The first use of a day is recorded, or nothing is answered.
    assert_eq!(get(&house, path, &token).await.status, 200);
    let attempt = async |number: usize| {
        let content = format!("<a>{number}</a>");
        submit(&house, &token, &format!("k{number}"), content.as_bytes()).await
    };
    house.take_room().await;
    let mut sent = 0;
    let refused = loop {
        let answer = attempt(sent).await;
        if answer.status != 201 {
            break answer;
        }
        sent += 1;
        assert!(sent < 300, "there is room without end");
    };
    let problem = is_problem(&refused, ProblemKind::NoRoom);
    assert!(problem.detail.contains("Nothing of what you sent"));
    assert_eq!(refused.header("retry-after"), "300");
    let description = house.get("/api/openapi.json").send().await;
    let description: Value = serde_json::from_str(&description.body).unwrap();
    let described = &description["paths"][path]["post"]["responses"]["507"];
    assert!(
        described["headers"]["Retry-After"].is_object(),
        "{described}"
    );
    house.give_room().await;
    assert_eq!(attempt(sent).await.status, 201);
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
