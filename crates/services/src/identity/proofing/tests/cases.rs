use domain::{
    access::Role,
    identity::{
        Evidence, LONGEST_REASON, ProofingFilter, ProofingOutcome, ProofingReference, Unsuccessful,
    },
    listing::PageRequest,
    objection::Objection,
};
use futures::future::join_all;

use super::*;
use crate::{
    identity::proofing::{Decision, decide, find_case, list_cases},
    messages::tests::sent_to,
};

const REASON: &str = "The passport shows another name.\nSend one of your own.";

/// A case that waits, and someone who decides.
async fn case(db: Db) -> (Services, Holder, Session, ProofingReference) {
    let (services, holder) = installation(db, Manual).await;
    let documents = vec![pdf("a.pdf")];
    send_documents(&services, &holder, documents, NOON)
        .await
        .unwrap();
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    let reference = reference_of(&services, &holder).await;
    (services, holder, helper, reference)
}

async fn reference_of(services: &Services, holder: &Holder) -> ProofingReference {
    match stands(services, holder, NOON).await {
        Standing::Waiting { reference, .. } => reference,
        other => panic!("it does not wait: {other:?}"),
    }
}

fn conflict<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Objection {
    match result {
        Err(ServiceError::Conflict(objection)) => objection,
        other => panic!("no conflict: {other:?}"),
    }
}

#[db_test]
async fn an_approved_person_goes_on_and_is_told_by_mail(db: Db) {
    let (services, holder, helper, reference) = case(db).await;
    let decision = Decision::Approve;
    decide(
        &services,
        &helper,
        &reference,
        decision,
        "Passport fits.",
        at(1),
    )
    .await
    .unwrap();
    assert_eq!(registration(&services, &holder).await, "device");
    let stands = stands(&services, &holder, at(2)).await;
    assert!(matches!(stands, Standing::Passed { .. }), "{stands:?}");
    let [mail] = sent_to(&services, "rita@example.org")
        .await
        .try_into()
        .unwrap();
    assert_eq!(mail.subject, "Your identity is confirmed");
    let words = mail.paragraphs.join(" ");
    assert!(words.contains(reference.as_str()) && !words.contains("Passport fits"));
}

#[db_test]
async fn a_rejected_person_reads_the_reason_on_the_page_and_may_send_again(db: Db) {
    let (services, holder, helper, reference) = case(db).await;
    decide(
        &services,
        &helper,
        &reference,
        Decision::Reject,
        REASON,
        at(1),
    )
    .await
    .unwrap();
    assert_eq!(registration(&services, &holder).await, "proofing");
    let stands = stands(&services, &holder, at(2)).await;
    let last = Unsuccessful {
        reference,
        reason: Some(REASON.to_owned()),
        is_undecided: false,
    };
    assert_eq!(
        stands,
        Standing::ToBegin {
            attempts_left: 0,
            last: Some(last)
        }
    );
    let [mail] = sent_to(&services, "rita@example.org")
        .await
        .try_into()
        .unwrap();
    assert_eq!(mail.subject, "Your identity could not be confirmed");
    assert!(!mail.paragraphs.join(" ").contains("passport"));
    ask_for_video_call(&services, &holder, at(3)).await.unwrap();
}

#[db_test]
async fn the_first_decision_counts(db: Db) {
    let (services, holder, helper, reference) = case(db).await;
    let other = staff(
        &services,
        3,
        "HELGA.HELPER",
        Role::HelpDeskProductionControl,
    )
    .await;
    let decided = join_all([
        decide(
            &services,
            &helper,
            &reference,
            Decision::Approve,
            "Fits.",
            at(1),
        ),
        decide(
            &services,
            &other,
            &reference,
            Decision::Reject,
            "Does not.",
            at(1),
        ),
    ])
    .await;
    let counted = decided.iter().filter(|decided| decided.is_ok()).count();
    assert_eq!(counted, 1, "{decided:?}");
    let late = decide(
        &services,
        &other,
        &reference,
        Decision::Reject,
        "No.",
        at(2),
    )
    .await;
    assert_eq!(conflict(late), Objection::CaseDecided);
    assert_eq!(sent_to(&services, "rita@example.org").await.len(), 1);
    let approved = decided[0].is_ok();
    let expected = if approved { "device" } else { "proofing" };
    assert_eq!(registration(&services, &holder).await, expected);
}

#[db_test]
async fn nobody_decides_about_themselves(db: Db) {
    let (services, holder, _, reference) = case(db).await;
    holds(&services, holder.user, Role::HelpDesk).await;
    let own = session_of(holder.user, "RITA.EXAMPLE", Role::HelpDesk);
    let refused = decide(
        &services,
        &own,
        &reference,
        Decision::Approve,
        "It is me.",
        at(1),
    )
    .await;
    assert_eq!(conflict(refused), Objection::OwnCase);
    assert!(
        find_case(&services, &own.actor, &reference)
            .await
            .unwrap()
            .is_own
    );
    assert_eq!(registration(&services, &holder).await, "proofing");
}

#[db_test]
async fn a_decision_needs_a_second_factor_of_the_last_minutes(db: Db) {
    let (services, _, mut helper, reference) = case(db).await;
    for confirmed_at in [None, Some(at(-300))] {
        helper.holder.confirmed_at = confirmed_at;
        let refused = decide(
            &services,
            &helper,
            &reference,
            Decision::Approve,
            "Fits.",
            at(1),
        )
        .await;
        assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    }
}

#[db_test]
async fn only_the_help_desk_sees_and_decides_cases(db: Db) {
    let (services, _, _, reference) = case(db).await;
    for (number, role) in (10_u128..).zip(Role::ALL) {
        let may = matches!(role, Role::HelpDesk | Role::HelpDeskProductionControl);
        let someone = staff(&services, number, &format!("SOME.ONE{number}"), role).await;
        let actor = &someone.actor;
        let listed = list_cases(&services, actor, ProofingFilter::default()).await;
        let found = find_case(&services, actor, &reference).await;
        assert_eq!((listed.is_ok(), found.is_ok()), (may, may), "{role:?}");
        if !may {
            let refused = decide(
                &services,
                &someone,
                &reference,
                Decision::Approve,
                "Fits.",
                at(1),
            );
            assert!(matches!(refused.await, Err(ServiceError::Denied(_))));
        }
    }
}

#[db_test]
async fn whoever_lost_the_role_while_they_waited_decides_nothing(db: Db) {
    let (services, holder, helper, reference) = case(db).await;
    let mut tx = services.db.write().await.unwrap();
    let lost = "update role_grant set ended_at = 1, ended_why = 'removed' where user_id = $1";
    exec!(tx, lost, helper.actor.user.0).unwrap();
    tx.commit().await.unwrap();
    let decision = Decision::Approve;
    let refused = decide(&services, &helper, &reference, decision, "Fits.", at(1)).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
    assert_eq!(registration(&services, &holder).await, "proofing");
}

#[db_test]
async fn a_decision_needs_a_reason_that_can_be_read(db: Db) {
    let (services, _, helper, reference) = case(db).await;
    let long = "x".repeat(LONGEST_REASON + 1);
    for reason in ["", " \n\t ", &long, "a\0b", "\u{1b}[2J"] {
        let refused = decide(
            &services,
            &helper,
            &reference,
            Decision::Reject,
            reason,
            at(1),
        )
        .await;
        let errors = refusals(refused);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "reason");
    }
    let longest = "ü".repeat(LONGEST_REASON);
    decide(
        &services,
        &helper,
        &reference,
        Decision::Reject,
        &longest,
        at(1),
    )
    .await
    .unwrap();
}

#[db_test]
async fn what_somebody_writes_is_kept_as_it_is(db: Db) {
    let (services, holder, helper, _) = case(db).await;
    let printable = NAUGHTY
        .iter()
        .filter(|text| !text.contains(char::is_control) && !domain::forms::has_unseen(text));
    for (number, reason) in (1..).zip(printable) {
        let reference = reference_of(&services, &holder).await;
        decide(
            &services,
            &helper,
            &reference,
            Decision::Reject,
            reason,
            at(number),
        )
        .await
        .unwrap();
        let case = find_case(&services, &helper.actor, &reference)
            .await
            .unwrap();
        assert_eq!(case.reason.as_deref(), Some(reason.trim()));
        ask_for_video_call(&services, &holder, at(number))
            .await
            .unwrap();
    }
}

#[db_test]
async fn the_longest_waiting_stand_first_and_the_decided_after_them(db: Db) {
    let (mut services, first, helper, decided) = case(db).await;
    services.rules.limits.proofing.requests = 1_000;
    decide(
        &services,
        &helper,
        &decided,
        Decision::Reject,
        REASON,
        at(1),
    )
    .await
    .unwrap();
    ask_for_video_call(&services, &first, at(20)).await.unwrap();
    let second = applicant(&services, 4, "SELMA.EXAMPLE").await;
    ask_for_video_call(&services, &second, at(10))
        .await
        .unwrap();
    let all = ProofingFilter::default();
    let (page, counts) = list_cases(&services, &helper.actor, all).await.unwrap();
    let shown: Vec<_> = page
        .rows
        .iter()
        .map(|case| (case.user_name.as_str(), case.outcome, case.evidence))
        .collect();
    assert_eq!(
        shown,
        [
            (
                "SELMA.EXAMPLE",
                ProofingOutcome::Waiting,
                Evidence::VideoCall
            ),
            (
                "RITA.EXAMPLE",
                ProofingOutcome::Waiting,
                Evidence::VideoCall
            ),
            ("RITA.EXAMPLE", ProofingOutcome::Failed, Evidence::Documents),
        ]
    );
    assert_eq!(page.rows[2].decided_by.as_deref(), Some("HAL.HELPER"));
    assert_eq!(
        counts,
        [
            (ProofingOutcome::Waiting, 2),
            (ProofingOutcome::Passed, 0),
            (ProofingOutcome::Failed, 1),
            (ProofingOutcome::Void, 0),
        ]
    );
    let failed = ProofingFilter {
        outcome: Some(ProofingOutcome::Failed),
        ..all
    };
    let (page, _) = list_cases(&services, &helper.actor, failed).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (1, 1));
    let beyond = ProofingFilter {
        page: PageRequest::new(2, 25),
        ..all
    };
    let (page, _) = list_cases(&services, &helper.actor, beyond).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (3, 3));
    assert_eq!(page.request, all.page, "the last page that there is");
}

#[db_test]
async fn a_case_shows_who_the_person_says_they_are(db: Db) {
    let (services, _, helper, reference) = case(db).await;
    let case = find_case(&services, &helper.actor, &reference)
        .await
        .unwrap();
    assert_eq!(case.email, "rita@example.org");
    assert_eq!(case.line.full_name, "Rita Example");
    let claimed = case.claimed.unwrap();
    assert_eq!(claimed.born_on, date(1980, 2, 29));
    assert_eq!(claimed.address, "1 Main Street, Springfield, IA 50001");
    assert_eq!(case.documents.len(), 1);
    assert_eq!(case.documents[0].bytes, 20);
    let none = ProofingReference::of_letters("0000000000").unwrap();
    let missing = find_case(&services, &helper.actor, &none).await;
    assert!(matches!(missing, Err(ServiceError::NotFound)));
}
