use axum::http::Method;

use super::house::{Answer, House, OWN, network};
use crate::config::{Network, NetworkArgs};

async fn every_kind_of_answer(house: &House) -> Vec<Answer> {
    let cookie = house.session_of(OWN.sender).await;
    vec![
        house.get("/login").send().await,
        house.get("/profile").cookie(&cookie).send().await,
        house.get("/profile").send().await,
        house.get("/no-such-page").send().await,
        house.get("/").send().await,
        house.get("/healthz").send().await,
        house.get("/pkg/none.js").send().await,
        house.get("/providers.csv").cookie(&cookie).send().await,
        house
            .ask(Method::POST, "/login")
            .header("sec-fetch-site", "cross-site")
            .send()
            .await,
        house.post("/api/identity/find_visit").send().await,
        house.post("/login").form(&"x".repeat(300_000)).send().await,
        house
            .ask(Method::DELETE, "/login")
            .header("sec-fetch-site", "same-origin")
            .send()
            .await,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_carries_every_header() {
    let house = House::new().await;
    for answer in every_kind_of_answer(&house).await {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'nonce-",
            "'strict-dynamic'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{part} in {policy:?} of {answer:?}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", ""),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {answer:?}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_answer_has_a_nonce_of_its_own_and_its_scripts_carry_it() {
    let house = House::new().await;
    let (first, second) = (
        house.get("/login").send().await,
        house.get("/login").send().await,
    );
    let nonce = |answer: &Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_ne!(nonce(&first), nonce(&second));
    let attribute = format!("nonce=\"{}\"", nonce(&first));
    for script in first.body.split("<script").skip(1) {
        assert!(
            script.split('>').next().unwrap().contains(&attribute),
            "{script}"
        );
    }
    assert!(
        !first.body.contains("style="),
        "an attribute that the policy forbids"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tls_is_asked_for_where_there_is_tls() {
    let args = NetworkArgs {
        public_origin: Some("https://qies.example.org".to_owned()),
        ..network()
    };
    let house = House::of(Network::new(&args, 3000).unwrap()).await;
    let answer = house.get("/login").send().await;
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn names_of_other_hosts_are_not_repeated() {
    let house = House::new().await;
    for name in [
        "host",
        "x-forwarded-host",
        "forwarded",
        "x-original-url",
        "x-request-id",
    ] {
        for path in ["/login", "/", "/no-such-page", "/profile"] {
            let answer = house.get(path).header(name, "evil.example").send().await;
            assert!(answer.status.as_u16() < 500, "{name} {path}");
            assert!(
                !format!("{answer:?}").contains("evil.example"),
                "{name} {path}"
            );
        }
    }
}
