use domain::identity::{ProofingReference, Unsuccessful};
use futures::future::join_all;

use super::*;
use crate::identity::proofing::{Step, field_of};

#[db_test]
async fn right_answers_lead_on_to_the_second_factor(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    try_once(&services, &holder, true, at(1)).await;
    assert_eq!(registration(&services, &holder).await, "device");
    let stands = stands(&services, &holder, at(2)).await;
    assert!(
        matches!(stands, Standing::Passed { at, .. } if at == NOON.plus_seconds(1)),
        "{stands:?}"
    );
    let expected = [("simulated".to_owned(), "passed".to_owned())];
    assert_eq!(attempts(&services).await, expected);
}

#[db_test]
async fn after_two_failed_attempts_a_person_decides(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    for left in [1, 0] {
        try_once(&services, &holder, false, at(2 - left)).await;
        let stands = stands(&services, &holder, at(2 - left)).await;
        let Standing::ToBegin {
            attempts_left,
            last: Some(Unsuccessful { reason: None, .. }),
        } = stands
        else {
            panic!("{stands:?}");
        };
        assert_eq!(attempts_left, left);
    }
    let refused = begin(&services, &holder, "", at(10)).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    assert_eq!(registration(&services, &holder).await, "proofing");
    ask_for_video_call(&services, &holder, at(11))
        .await
        .unwrap();
}

#[db_test]
async fn the_page_asks_the_same_until_it_is_answered(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    begin(&services, &holder, "", NOON).await.unwrap();
    let first = stands(&services, &holder, at(1)).await;
    assert_eq!(stands(&services, &holder, at(600)).await, first);
    let again = begin(&services, &holder, "", at(601)).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    assert_eq!(stands(&services, &holder, at(602)).await, first);
}

#[db_test]
async fn each_question_without_a_choice_is_named_and_nothing_is_counted(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    begin(&services, &holder, "", NOON).await.unwrap();
    let mut choices = choices(&services, &holder, true, NOON).await;
    for naughty in NAUGHTY {
        choices[1] = naughty.to_owned();
        let errors = refusals(answer(&services, &holder, &choices, NOON).await);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, field_of(1));
        assert!(!errors[0].message.contains(naughty));
    }
    let errors = refusals(answer(&services, &holder, &[], NOON).await);
    let fields: Vec<String> = errors.into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["answer_1", "answer_2", "answer_3"]);
    assert!(matches!(
        stands(&services, &holder, at(1)).await,
        Standing::Asked { .. }
    ));
}

#[db_test]
async fn of_attempts_begun_at_once_one_is_held(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    let begun = join_all((0..4).map(|_| begin(&services, &holder, "", NOON))).await;
    let held = begun.iter().filter(|begun| begun.is_ok()).count();
    assert_eq!(held, 1, "{begun:?}");
    assert_eq!(attempts(&services).await.len(), 1);
}

#[db_test]
async fn answers_sent_at_once_count_once(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    begin(&services, &holder, "", NOON).await.unwrap();
    let choices = choices(&services, &holder, false, NOON).await;
    let sent = (0..4).map(|_| answer(&services, &holder, &choices, at(1)));
    for answered in join_all(sent).await {
        let fits = matches!(answered, Ok(()) | Err(ServiceError::Conflict(_)));
        assert!(fits, "{answered:?}");
    }
    let failed = [("simulated".to_owned(), "failed".to_owned())];
    assert_eq!(attempts(&services).await, failed);
}

#[db_test]
async fn an_attempt_that_broke_off_at_its_beginning_counts_for_nothing(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into proofing_attempt (id, user_id, reference, method, outcome, started_at)
         values ($1, $2, 'P-AAAAA-AAAAA', 'simulated', 'open', $3)",
        Uuid::from_u128(1),
        holder.user.0,
        NOON.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let soon = begin(&services, &holder, "", at(30)).await;
    assert!(matches!(soon, Err(ServiceError::Conflict(_))));
    begin(&services, &holder, "", at(61)).await.unwrap();
    let outcomes = attempts(&services)
        .await
        .into_iter()
        .map(|(_, outcome)| outcome);
    assert_eq!(outcomes.collect::<Vec<_>>(), ["void", "open"]);
}

#[db_test]
async fn whoever_turns_to_documents_gives_up_the_questions(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    begin(&services, &holder, "", NOON).await.unwrap();
    ask_for_video_call(&services, &holder, at(1)).await.unwrap();
    let outcomes = attempts(&services).await;
    let expected = [("simulated", "failed"), ("manual", "waiting")];
    assert_eq!(
        outcomes,
        expected.map(|(method, outcome)| (method.to_owned(), outcome.to_owned()))
    );
}

#[db_test]
async fn nobody_asks_without_end(db: Db) {
    let (mut services, holder) = installation(db, Simulated).await;
    services.rules.limits.proofing.requests = 2;
    for _ in 0..2 {
        begin(&services, &holder, "", NOON).await.ok();
    }
    let refused = begin(&services, &holder, "", NOON).await;
    assert!(matches!(refused, Err(ServiceError::TooMany { .. })));
}

/// The number of the attempt whose questions are asked.
async fn reference_of(services: &Services, holder: &Holder) -> ProofingReference {
    match stands(services, holder, NOON).await {
        Standing::Asked { reference, .. } => reference,
        other => panic!("no questions are asked: {other:?}"),
    }
}

#[db_test]
async fn the_database_keeps_no_answer_and_no_question(db: Db) {
    let (services, holder) = installation(db, Simulated).await;
    begin(&services, &holder, "", NOON).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (sealed,) = fetch!(
        fetch_one,
        (Vec<u8>,),
        tx,
        "select sealed from proofing_attempt"
    )
    .unwrap();
    drop(tx);
    // The session's id, encrypted: the simulation's is the reference number.
    let reference = reference_of(&services, &holder).await;
    let number = reference.as_str().as_bytes();
    assert!(!sealed.windows(number.len()).any(|bytes| bytes == number));
    assert!(sealed.len() < 80);
    let choices = choices(&services, &holder, true, NOON).await;
    answer(&services, &holder, &choices, at(1)).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (sealed,) = fetch!(
        fetch_one,
        (Option<Vec<u8>>,),
        tx,
        "select sealed from proofing_attempt"
    )
    .unwrap();
    assert_eq!(sealed, None);
}

#[tokio::test]
async fn the_same_reference_number_invents_the_same_life_and_another_another() {
    let look = async |session: &str| Simulated.look(session).await.unwrap();
    let (one, other) = ("P-AAAAA-AAAAA", "P-AAAAA-AAAAB");
    assert_eq!(look(one).await, look(one).await);
    assert_ne!(look(one).await, look(other).await);
    assert_eq!(Simulated::right_answers(one), Simulated::right_answers(one));
}

#[tokio::test]
async fn the_facts_tell_exactly_the_right_answers() {
    for number in 0..200 {
        let letters = format!("{number:010}");
        let reference = ProofingReference::of_letters(&letters).unwrap();
        let session = reference.as_str();
        let Step::Questions { facts, questions } = Simulated.look(session).await.unwrap() else {
            panic!("no questions");
        };
        assert_eq!((facts.len(), questions.len()), (3, 3));
        let right = Simulated::right_answers(session);
        for ((fact, question), answer) in facts.iter().zip(&questions).zip(&right) {
            assert_eq!(question.id, answer.question);
            for choice in &question.choices {
                let is_told = fact
                    .to_lowercase()
                    .ends_with(&format!("{}.", choice.text.to_lowercase()));
                assert_eq!(is_told, choice.id == answer.choice, "{fact} {choice:?}");
            }
        }
    }
}

#[test]
fn an_answer_does_not_show_itself() {
    let answers = Simulated::right_answers("P-AAAAA-AAAAA");
    assert!(!format!("{answers:?}").contains(&answers[0].choice));
}
