//! Who may do what by token.

use std::fmt::Write as _;

use axum::http::Method;
use domain::access::Role;
use domain::programs::ProblemKind;
use store::exec;
use uuid::Uuid;

use super::{EDGE, EVERYTHING, ask, form, get, is_problem, senders_token, submit, token_of};
use crate::api::view::Submissions;
use crate::tests::house::{Home, House, OTHER, OWN, file_for, user_of};

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
         # Tried out by server/src/tests/tokens/rights.rs; UPDATE_GOLDEN=1 writes this file anew.\n",
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
