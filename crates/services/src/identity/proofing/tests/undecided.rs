use domain::identity::{ProofingOutcome, Unsuccessful};

use super::{
    super::{Decision, decide, find_case, undecided},
    *,
};
use crate::messages::tests::sent_to;

const DAY: i64 = 86_400;

async fn close(services: &Services, days: i64) {
    let mut tx = services.db.write().await.unwrap();
    undecided::close(&mut tx, services, at(days * DAY))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_case_that_nobody_decides_in_thirty_days_is_closed_and_may_be_sent_again(db: Db) {
    let (services, holder) = installation(db, Manual).await;
    send_documents(&services, &holder, vec![pdf("a.pdf")], NOON)
        .await
        .unwrap();
    let Standing::Waiting { reference, .. } = stands(&services, &holder, NOON).await else {
        panic!("the case does not wait");
    };
    close(&services, 29).await;
    assert!(sent_to(&services, "rita@example.org").await.is_empty());
    for _twice in 0..2 {
        close(&services, 30).await;
    }
    let [mail] = sent_to(&services, "rita@example.org")
        .await
        .try_into()
        .unwrap();
    assert!(mail.paragraphs.join(" ").contains(reference.as_str()));
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from job where kind = 'forget_proofing_documents'";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,));
    drop(tx);
    let last = Unsuccessful {
        reference: reference.clone(),
        reason: None,
        is_undecided: true,
    };
    let to_begin = Standing::ToBegin {
        attempts_left: 0,
        last: Some(last),
    };
    assert_eq!(stands(&services, &holder, at(31 * DAY)).await, to_begin);
    // It is over for the Help Desk, too.
    let mut helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    let case = find_case(&services, &helper.actor, &reference)
        .await
        .unwrap();
    assert_eq!(case.line.outcome, ProofingOutcome::Void);
    helper.holder.confirmed_at = Some(at(31 * DAY));
    let late = decide(
        &services,
        &helper,
        &reference,
        Decision::Approve,
        "Late.",
        at(31 * DAY),
    )
    .await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))), "{late:?}");
    send_documents(&services, &holder, vec![pdf("a.pdf")], at(31 * DAY))
        .await
        .unwrap();
}
