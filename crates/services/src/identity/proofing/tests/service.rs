//! The protocol of docs/identity-proofing.md, spoken with a service on this machine.

use std::sync::Mutex;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::identity::proofing::{
    ProofingService, ServiceAddress, SocialSecurityNumber, UnsafeAddress,
};

const NUMBER: &str = "123-45-6789";
const DIGITS: &str = "123456789";

/// A request as the service got it.
#[derive(Debug, Clone)]
struct Got {
    method: Method,
    path: String,
    authorization: Option<String>,
    body: Value,
}

/// A service that gives the answers it was told, one after the other, and remembers what it was asked.
#[derive(Clone)]
struct Bureau {
    answers: Arc<Mutex<Vec<(u16, String)>>>,
    got: Arc<Mutex<Vec<Got>>>,
    address: String,
}

impl Bureau {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/proofing/", listener.local_addr().unwrap());
        let bureau = Self {
            answers: Arc::default(),
            got: Arc::default(),
            address,
        };
        let router = Router::new().fallback(asked).with_state(bureau.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        bureau
    }

    /// The answers to come, the next one first.
    fn answers(&self, answers: &[(u16, Value)]) {
        *self.answers.lock().unwrap() = answers
            .iter()
            .rev()
            .map(|(status, body)| (*status, body.to_string()))
            .collect();
    }

    fn got(&self) -> Vec<Got> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    fn service(&self, asks_number: bool) -> ProofingService {
        let address = ServiceAddress::parse(&self.address).unwrap();
        let return_to = "https://qies.example.org/register/proofing".to_owned();
        ProofingService::new(address, Some("the-token"), asks_number, return_to)
    }
}

async fn asked(
    State(bureau): State<Bureau>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, String); 1], String) {
    let authorization = headers.get("authorization");
    bureau.got.lock().unwrap().push(Got {
        method,
        path: uri.path().to_owned(),
        authorization: authorization.map(|value| value.to_str().unwrap().to_owned()),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    });
    let next = bureau.answers.lock().unwrap().pop();
    let (status, answer) = next.unwrap_or((418, String::new()));
    let elsewhere = [("location", format!("{}stolen", bureau.address))];
    (StatusCode::from_u16(status).unwrap(), elsewhere, answer)
}

fn questions() -> Value {
    json!({ "session": "s-1", "state": "questions", "questions": [
        { "id": "q1", "text": "Which street?", "choices": [{ "id": "a", "text": "Elm" }, { "id": "b", "text": "Oak" }] },
        { "id": "q2", "text": "Which car?", "choices": [{ "id": "a", "text": "Van" }, { "id": "b", "text": "None" }] },
    ] })
}

async fn at_bureau(db: Db, asks_number: bool) -> (Services, Holder, Bureau) {
    let bureau = Bureau::open().await;
    let (services, holder) = installation(db, bureau.service(asks_number)).await;
    (services, holder, bureau)
}

#[db_test]
async fn a_service_is_told_who_the_person_is_and_its_questions_are_asked_and_answered(db: Db) {
    let (services, holder, bureau) = at_bureau(db, true).await;
    bureau.answers(&[(201, questions()), (200, questions())]);
    begin(&services, &holder, NUMBER, at(1)).await.unwrap();
    let Standing::Asked {
        reference,
        facts,
        questions: asked,
    } = stands(&services, &holder, at(2)).await
    else {
        panic!("no questions are asked");
    };
    assert!(facts.is_empty());
    assert_eq!(asked[0].text, "Which street?");
    let [began, looked] = bureau.got().try_into().unwrap();
    assert_eq!(
        (began.method, began.path.as_str()),
        (Method::POST, "/proofing/sessions")
    );
    assert_eq!(began.authorization.as_deref(), Some("Bearer the-token"));
    assert_eq!(
        began.body,
        json!({
            "reference": reference.as_str(),
            "return_to": "https://qies.example.org/register/proofing",
            "person": {
                "full_name": "Rita Example", "email": "rita@example.org",
                "first_name": "Rita", "middle_name": "", "last_name": "Example", "suffix": "",
                "phone": "515-555-0100", "address": "1 Main Street", "city": "Springfield", "state": "IA",
                "zip": "50001", "date_of_birth": "1980-02-29", "social_security_number": DIGITS,
            },
        })
    );
    assert_eq!(
        (looked.method, looked.path.as_str()),
        (Method::GET, "/proofing/sessions/s-1")
    );

    let passed = json!({ "state": "passed", "reference": "EXP-77" });
    bureau.answers(&[(200, questions()), (200, passed)]);
    let choices = ["b".to_owned(), "a".to_owned()];
    answer(&services, &holder, &choices, at(3)).await.unwrap();
    let [_, answered] = bureau.got().try_into().unwrap();
    assert_eq!(answered.path, "/proofing/sessions/s-1/answers");
    assert_eq!(
        answered.body,
        json!({ "answers": [{ "question": "q1", "choice": "b" }, { "question": "q2", "choice": "a" }] })
    );
    assert_eq!(registration(&services, &holder).await, "device");
    let mut tx = services.db.read().await.unwrap();
    let sql = "select method, outcome, service_reference from proofing_attempt";
    let kept = fetch!(fetch_one, (String, String, Option<String>), tx, sql).unwrap();
    assert_eq!(
        kept,
        ("service".into(), "passed".into(), Some("EXP-77".into()))
    );
}

#[db_test]
async fn a_service_with_pages_of_its_own_is_gone_to_and_asked_when_the_person_comes_back(db: Db) {
    let (services, holder, bureau) = at_bureau(db, false).await;
    let elsewhere = json!({ "session": "s-2", "state": "redirect", "address": "https://bureau.example.com/s?x=1" });
    bureau.answers(&[(201, elsewhere.clone()), (200, elsewhere)]);
    begin(&services, &holder, "", at(1)).await.unwrap();
    let stood = stands(&services, &holder, at(2)).await;
    assert!(
        matches!(&stood, Standing::Elsewhere { address, .. } if address == "https://bureau.example.com/s?x=1"),
        "{stood:?}"
    );
    let [began, _] = bureau.got().try_into().unwrap();
    assert_eq!(began.body["person"].get("social_security_number"), None);
    bureau.answers(&[(200, json!({ "state": "passed" }))]);
    let stood = stands(&services, &holder, at(3)).await;
    assert!(matches!(stood, Standing::Passed { .. }), "{stood:?}");
    // What has ended is not asked about again.
    bureau.got();
    stands(&services, &holder, at(4)).await;
    assert!(bureau.got().is_empty());
}

#[db_test]
async fn a_failed_session_counts_and_so_does_one_that_is_gone(db: Db) {
    let (services, holder, bureau) = at_bureau(db, false).await;
    bureau.answers(&[(201, questions()), (404, json!({}))]);
    begin(&services, &holder, "", at(1)).await.unwrap();
    let stood = stands(&services, &holder, at(2)).await;
    assert!(
        matches!(
            stood,
            Standing::ToBegin {
                attempts_left: 1,
                ..
            }
        ),
        "{stood:?}"
    );
    bureau.answers(&[(
        201,
        json!({ "session": "s-3", "state": "failed", "reference": "EXP-78" }),
    )]);
    begin(&services, &holder, "", at(3)).await.unwrap();
    let stood = stands(&services, &holder, at(4)).await;
    assert!(
        matches!(
            stood,
            Standing::ToBegin {
                attempts_left: 0,
                ..
            }
        ),
        "{stood:?}"
    );
}

#[db_test]
async fn a_service_that_does_not_answer_costs_no_attempt(db: Db) {
    let (services, holder, bureau) = at_bureau(db, false).await;
    for status in [500, 503, 401, 404, 302] {
        bureau.answers(&[(status, questions())]);
        let errors = refusals(begin(&services, &holder, "", at(1)).await);
        assert_eq!(errors[0].field, "", "{status}");
        assert_eq!(
            bureau.got().len(),
            1,
            "{status}: a redirect is not followed"
        );
    }
    let stood = stands(&services, &holder, at(2)).await;
    assert!(
        matches!(
            stood,
            Standing::ToBegin {
                attempts_left: 2,
                last: None
            }
        ),
        "{stood:?}"
    );

    // In the middle of an attempt the answers are still to be given.
    bureau.answers(&[(201, questions())]);
    begin(&services, &holder, "", at(3)).await.unwrap();
    bureau.answers(&[(500, json!({}))]);
    let stood = stands(&services, &holder, at(4)).await;
    assert!(matches!(stood, Standing::Silent { .. }), "{stood:?}");
    bureau.answers(&[(200, questions()), (502, json!({}))]);
    let choices = ["a".to_owned(), "a".to_owned()];
    let errors = refusals(answer(&services, &holder, &choices, at(5)).await);
    assert_eq!(errors[0].field, "");
    bureau.answers(&[(200, questions()), (200, json!({ "state": "passed" }))]);
    answer(&services, &holder, &choices, at(6)).await.unwrap();
    assert_eq!(registration(&services, &holder).await, "device");
}

#[db_test]
async fn nobody_at_the_address_is_a_service_that_does_not_answer(db: Db) {
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let address = ServiceAddress::parse(&format!("http://{gone}")).unwrap();
    let service = ProofingService::new(address, None, false, String::new());
    let (services, holder) = installation(db, service).await;
    let errors = refusals(begin(&services, &holder, "", at(1)).await);
    assert_eq!(errors[0].field, "");
}

#[db_test]
async fn what_a_service_says_is_checked_before_anyone_sees_it(db: Db) {
    let (mut services, holder, bureau) = at_bureau(db, false).await;
    services.rules.limits.proofing.requests = 1_000;
    let asked =
        |questions: Value| json!({ "session": "s", "state": "questions", "questions": questions });
    let choice = |id: &str, text: &str| json!({ "id": id, "text": text });
    let two = || json!([choice("a", "A"), choice("b", "B")]);
    let question = |id: &str, text: &str, choices: Value| json!([{ "id": id, "text": text, "choices": choices }]);
    let long = "x".repeat(501);
    for odd in [
        json!({}),
        json!([]),
        json!({ "session": "s", "state": "unheard-of" }),
        json!({ "session": "", "state": "passed" }),
        json!({ "session": "..", "state": "passed" }),
        json!({ "session": "a/../../b", "state": "passed" }),
        json!({ "session": "s", "state": "passed", "reference": "a\u{0}b" }),
        json!({ "session": "s", "state": "redirect", "address": "javascript:alert(1)" }),
        json!({ "session": "s", "state": "redirect", "address": "http://bureau.example.com/" }),
        json!({ "session": "s", "state": "redirect", "address": "//bureau.example.com/" }),
        json!({ "session": "s", "state": "redirect", "address": "https://us@bureau.example.com/" }),
        asked(json!([])),
        asked(question("q", "Which?", json!([choice("a", "only one")]))),
        asked(question("q", "", two())),
        asked(question("q", &long, two())),
        asked(question("q\n", "Which?", two())),
        asked(question(
            "q",
            "Which?",
            json!([choice("<b>", "A"), choice("b", "B")]),
        )),
        asked(Value::Array(vec![
            question("q", "Which?", two())[0].clone();
            11
        ])),
        asked(question(
            "q",
            "Which?",
            Value::Array(vec![choice("a", &"x".repeat(500)); 200]),
        )),
    ] {
        bureau.answers(&[(200, odd.clone())]);
        let errors = refusals(begin(&services, &holder, "", at(1)).await);
        assert_eq!(errors[0].field, "", "{odd}");
    }
    assert_eq!(registration(&services, &holder).await, "proofing");
}

#[db_test]
async fn a_social_security_number_must_look_like_one_and_is_never_quoted(db: Db) {
    let (services, holder, bureau) = at_bureau(db, true).await;
    let typed = [
        "",
        "12345678",
        "1234567890",
        "000-12-3456",
        "666121234",
        "900123456",
        "123-00-4567",
        "123450000",
        "12345678x",
    ];
    for number in typed.into_iter().chain(NAUGHTY) {
        let errors = refusals(begin(&services, &holder, number, at(1)).await);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "social_security_number");
        assert_eq!(
            errors[0].message,
            "Enter the nine digits of your social security number."
        );
    }
    assert!(bureau.got().is_empty());
    assert!(attempts(&services).await.is_empty());
}

/// Every text and every byte of every table.
async fn all_of_the_database(services: &Services) -> String {
    let mut tx = services.db.read().await.unwrap();
    let mut all = String::new();
    for sql in [
        "select cast(reference as text) || coalesce(service_reference, '') || coalesce(reason, '') from proofing_attempt",
        "select cast(payload as text) || coalesce(last_error, '') || kind from job",
        "select recipient || subject from message",
        "select bucket from rate_count",
    ] {
        for (text,) in fetch!(fetch_all, (String,), tx, sql).unwrap() {
            all += &text;
        }
    }
    for sql in [
        "select sealed from proofing_attempt where sealed is not null",
        "select sealed from message where sealed is not null",
        "select sealed from flash",
    ] {
        for (bytes,) in fetch!(fetch_all, (Vec<u8>,), tx, sql).unwrap() {
            all += &String::from_utf8_lossy(&bytes);
        }
    }
    all
}

#[db_test]
async fn a_social_security_number_is_passed_through_and_left_nowhere(db: Db) {
    let (services, holder, bureau) = at_bureau(db, true).await;
    // A service that fails, and one that throws the number back at us.
    let echo = json!({ "error": format!("{NUMBER} {DIGITS} is unknown"), "state": DIGITS, "session": DIGITS });
    let mut told = String::new();
    for (status, body) in [(500, echo.clone()), (200, echo), (201, questions())] {
        bureau.answers(&[(status, body)]);
        let begun = begin(&services, &holder, NUMBER, at(1)).await;
        told += &format!("{begun:?}");
        if let Err(error) = begun {
            told += &error.to_string();
        }
    }
    assert_eq!(
        bureau.got()[2].body["person"]["social_security_number"],
        DIGITS
    );
    told += &all_of_the_database(&services).await;
    told += &format!(
        "{services:?} {:?}",
        SocialSecurityNumber::parse(NUMBER).unwrap()
    );
    for number in [NUMBER, DIGITS] {
        assert!(!told.contains(number), "{told}");
    }
    assert!(!told.contains("the-token"), "{told}");
}

#[test]
fn a_service_is_reached_only_where_nobody_listens_in() {
    for address in [
        "https://bureau.example.com",
        "https://bureau.example.com:8443/v2/",
        "http://localhost:9000",
        "http://127.0.0.1/proofing",
        "http://[::1]:9000/",
    ] {
        assert!(ServiceAddress::parse(address).is_ok(), "{address}");
    }
    for address in [
        "",
        "manual ",
        "bureau.example.com",
        "/sessions",
        "http://bureau.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "https://token@bureau.example.com",
        "https://bureau.example.com/?key=1",
        "https://bureau.example.com/#key",
        "ftp://bureau.example.com",
        "file:///etc/passwd",
    ] {
        assert_eq!(
            ServiceAddress::parse(address),
            Err(UnsafeAddress),
            "{address}"
        );
    }
}
