use std::sync::Arc;

use domain::{
    access::{Actor, Category, Grant, Role, Scope},
    forms::FieldError,
    identity::{ProofingMethod, SessionStage, Standing, UserId, UserName},
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch, row::Day};
use uuid::Uuid;

use super::{
    Content, Document, IdentityProofing, Manual, Simulated, answer, ask_for_video_call, begin,
    send_documents, standing,
};
use crate::{
    ServiceError, Services,
    identity::{Holder, Session},
    tests::people,
};

mod cases;
mod documents;
mod restart;
mod service;
mod simulated;
mod undecided;

const NOON: Instant = Instant(1_795_348_800_000_000);

/// What people type, if they mean to do harm or have an unusual name: scripts, markup, formulas, other alphabets,
/// invisible and turning characters, and what no database takes.
const NAUGHTY: [&str; 10] = [
    "<script>alert(1)</script>",
    "'; drop table user_account; --",
    "${7*7}{{7*7}}",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "\u{202e}txt.exe",
    "\u{200b}\u{feff}",
    "田中さん ñ 🎉 \u{0301}",
    "a\0b",
    "\u{7f}\u{1b}[2J",
];

const fn at(seconds: i64) -> Instant {
    NOON.plus_seconds(seconds)
}

/// An installation that proofs in this way, and someone whose proofing is due.
async fn installation(db: Db, proofing: impl IdentityProofing + 'static) -> (Services, Holder) {
    let mut services = crate::tests::services(db);
    services.partners.proofing = Arc::new(proofing);
    let holder = applicant(&services, 1, "RITA.EXAMPLE").await;
    (services, holder)
}

/// Someone whose proofing is due, with the session of their registration.
async fn applicant(services: &Services, number: u128, user_name: &str) -> Holder {
    let user = account(services, number, user_name, "proofing").await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into account_profile (user_id, first_name, middle_name, last_name, suffix, phone, address, city,
             state_code, zip, born_on, personal_email, updated_at)
         values ($1, 'Rita', '', 'Example', '', '515-555-0100', '1 Main Street', 'Springfield', 'IA', '50001', $2, $3,
             0)",
        user.0,
        Day::from(date(1980, 2, 29)),
        false
    )
    .unwrap();
    tx.commit().await.unwrap();
    Holder {
        user,
        user_name: UserName::parse(user_name).unwrap(),
        stage: SessionStage::Registering,
        token_hash: [1; 32],
        confirmed_at: None,
    }
}

async fn account(services: &Services, number: u128, user_name: &str, registration: &str) -> UserId {
    let user = Uuid::from_u128(number);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, registration, created_at)
         values ($1, $2, 'Rita Example', 'rita@example.org', 'active', $3, 0)",
        user,
        user_name,
        registration
    )
    .unwrap();
    tx.commit().await.unwrap();
    UserId(user)
}

/// Someone of this role, logged in, whose second factor was proven at noon.
async fn staff(services: &Services, number: u128, user_name: &str, role: Role) -> Session {
    let user = account(services, number, user_name, "complete").await;
    holds(services, user, role).await;
    session_of(user, user_name, role)
}

async fn holds(services: &Services, user: UserId, role: Role) {
    let mut tx = services.db.write().await.unwrap();
    people::hold(&mut tx, user, role, &Scope::Nation).await;
    tx.commit().await.unwrap();
}

fn session_of(user: UserId, user_name: &str, role: Role) -> Session {
    let grant = Grant {
        role,
        scope: Scope::Nation,
    };
    people::session(Actor {
        user,
        user_name: user_name.to_owned(),
        category: Category::Cms,
        grants: vec![grant],
        now: Now {
            system: NOON,
            rules: NOON,
        },
        viewing: None,
    })
}

async fn stands(services: &Services, holder: &Holder, now: Instant) -> Standing {
    standing(services, holder, now).await.unwrap().standing
}

async fn registration(services: &Services, holder: &Holder) -> String {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select registration from user_account where id = $1";
    fetch!(fetch_one, (String,), tx, sql, holder.user.0)
        .unwrap()
        .0
}

/// Method, outcome and reason of every attempt, the first first.
async fn attempts(services: &Services) -> Vec<(String, String)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select method, outcome from proofing_attempt order by started_at, id";
    fetch!(fetch_all, (String, String), tx, sql).unwrap()
}

/// The ids of the choices that pass, or of others.
async fn choices(services: &Services, holder: &Holder, right: bool, now: Instant) -> Vec<String> {
    let Standing::Asked {
        reference,
        questions,
        ..
    } = stands(services, holder, now).await
    else {
        panic!("no questions are asked");
    };
    let answers = Simulated::right_answers(reference.as_str());
    answers
        .into_iter()
        .zip(questions)
        .map(|(answer, question)| {
            let mut choices = question.choices.into_iter().map(|choice| choice.id);
            choices.find(|id| (*id == answer.choice) == right).unwrap()
        })
        .collect()
}

/// One attempt with questions.
async fn try_once(services: &Services, holder: &Holder, right: bool, now: Instant) {
    begin(services, holder, "", now).await.unwrap();
    let choices = choices(services, holder, right, now).await;
    answer(services, holder, &choices, now).await.unwrap();
}

fn pdf(name: &str) -> Document {
    Document {
        name: name.to_owned(),
        content: Content::Bytes(b"%PDF-1.7 my passport".to_vec()),
    }
}

fn refusals<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Vec<FieldError> {
    match result {
        Err(ServiceError::Refused(errors)) => errors,
        other => panic!("not refused: {other:?}"),
    }
}

#[db_test]
async fn outside_of_a_registration_there_is_no_proofing(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    for stage in [
        SessionStage::Open,
        SessionStage::SecondFactor,
        SessionStage::Recovering,
    ] {
        let holder = Holder {
            stage,
            ..holder.clone()
        };
        let asked = [
            standing(&services, &holder, NOON).await.map(drop),
            begin(&services, &holder, "", NOON).await,
            answer(&services, &holder, &[], NOON).await,
            send_documents(&services, &holder, vec![pdf("a.pdf")], NOON).await,
            ask_for_video_call(&services, &holder, NOON).await,
        ];
        for refused in asked {
            assert!(
                matches!(refused, Err(ServiceError::NotFound)),
                "{refused:?}"
            );
        }
    }
}

#[db_test]
async fn proofing_comes_after_the_terms(db: Db) {
    let (services, _) = installation(db, Simulated).await;
    let user = account(&services, 5, "EARLY.EXAMPLE", "terms").await;
    let holder = Holder {
        user,
        user_name: UserName::parse("EARLY.EXAMPLE").unwrap(),
        stage: SessionStage::Registering,
        token_hash: [5; 32],
        confirmed_at: None,
    };
    for refused in [
        standing(&services, &holder, NOON).await.map(drop),
        begin(&services, &holder, "", NOON).await,
        send_documents(&services, &holder, vec![pdf("a.pdf")], NOON).await,
        ask_for_video_call(&services, &holder, NOON).await,
    ] {
        let is_conflict = matches!(refused, Err(ServiceError::Conflict(_)));
        assert!(is_conflict, "{refused:?}");
    }
    assert_eq!(registration(&services, &holder).await, "terms");
}

#[db_test]
async fn an_installation_of_manual_proofing_asks_nothing(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    let view = standing(&services, &holder, NOON).await.unwrap();
    assert_eq!(view.method, ProofingMethod::Manual);
    assert!(!view.asks_social_security_number);
    assert_eq!(
        view.standing,
        Standing::ToBegin {
            attempts_left: 0,
            last: None
        }
    );
    let refused = begin(&services, &holder, "", NOON).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    assert!(attempts(&services).await.is_empty());
}
