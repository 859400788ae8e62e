use domain::{
    access::{Action, Category},
    audit::{Outcome, SessionMark, Who},
    identity::UserId,
};
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::{NOON, verdict};
use crate::audit::{Refusal, Refusals, failures_of, refused};

const ONE: SessionMark = SessionMark([1; 8]);
const OTHER: SessionMark = SessionMark([2; 8]);

#[test]
fn a_refusal_counts_once_a_minute_in_each_session() {
    let of_late = Refusals::default();
    let lists = Refusal::Right(Action::ViewPatients);
    assert!(of_late.admits(ONE, &lists, NOON));
    assert!(!of_late.admits(ONE, &lists, NOON.plus_seconds(59)));
    assert!(of_late.admits(OTHER, &lists, NOON));
    assert!(of_late.admits(ONE, &Refusal::Right(Action::ViewProviders), NOON));
    let route = Some("/patients/{number}".to_owned());
    assert!(of_late.admits(ONE, &Refusal::Viewing(route.clone()), NOON));
    assert!(of_late.admits(ONE, &Refusal::CrossSite(route), NOON));
    assert!(of_late.admits(ONE, &lists, NOON.plus_seconds(60)));
}

#[test]
fn nobody_fills_the_trail_with_what_they_may_not_do() {
    let of_late = Refusals::default();
    let refusal = |number: i64| Refusal::CrossSite(Some(format!("/route/{number}")));
    let admitted = (0..1_000).filter(|number| {
        let at = NOON.plus_seconds(number / 100);
        of_late.admits(ONE, &refusal(*number), at)
    });
    assert_eq!(admitted.count(), 60);
    assert!(of_late.admits(OTHER, &refusal(1), NOON));
    assert!(!of_late.admits(ONE, &refusal(2_000), NOON.plus_seconds(3_599)));
    assert!(of_late.admits(ONE, &refusal(2_000), NOON.plus_seconds(3_600)));
}

/// Act, outcome, what kind of object, which one, and the facts.
type Written = (String, String, Option<String>, Option<String>, String);

#[db_test]
async fn a_refusal_is_a_row_of_the_chain_with_the_right_or_the_route(db: Db) {
    let services = crate::tests::services(db);
    let route = Some("/patients/{number}/edit".to_owned());
    for refusal in [
        Refusal::Right(Action::EditPatients),
        Refusal::Viewing(route.clone()),
        Refusal::CrossSite(route),
        Refusal::Viewing(None),
    ] {
        let who = Who::Person {
            user: UserId(Uuid::from_u128(7)),
            category: Category::Provider,
            roles: Vec::new(),
        };
        refused(&services, who, refusal, NOON).await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select act, outcome, object_type, object_id, detail from audit_event order by seq";
    let rows = fetch!(fetch_all, Written, tx, sql).unwrap();
    // Nothing failed about the account, by which the Help Desk would help.
    let failures = failures_of(&mut tx, UserId(Uuid::from_u128(7)), 10).await;
    assert!(failures.unwrap().is_empty());
    drop(tx);
    let found: Vec<_> = rows
        .iter()
        .map(|(_, _, kind, id, detail)| (kind.as_deref(), id.as_deref(), detail.as_str()))
        .collect();
    let edit = Some("/patients/{number}/edit");
    assert_eq!(
        found,
        [
            (Some("right"), Some("edit_patients"), "{}"),
            (Some("route"), edit, r#"{"why":"viewing_as"}"#),
            (Some("route"), edit, r#"{"why":"from_another_site"}"#),
            (None, None, r#"{"why":"viewing_as"}"#),
        ]
    );
    for (act, outcome, ..) in &rows {
        assert_eq!(
            (act.as_str(), outcome.as_str()),
            ("authz_fail", Outcome::Failed.key())
        );
    }
    assert_eq!(verdict(&services).await.broken, None);
}
