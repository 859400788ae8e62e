//! Taking back a step of a case that was wrong.

use domain::{
    access::Role,
    money::Cents,
    penalties::{CaseState, ChangeId, ChangeKind, PayableDay, StateChange},
};
use jiff::civil::date;
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::super::{charge_interest, correct_payable_day, reverse, take_step_back};
use super::moving::{payable, to};
use super::{DUE, PAYABLE, TODAY, World, dollars, fields, payment, person};
use crate::{ServiceError, identity::Session};

impl World {
    async fn step_back(&self, who: &Session, step: ChangeId) -> Result<(), ServiceError> {
        let why = "It was for another home.";
        take_step_back(&self.services, who, &self.case, step, why).await
    }

    /// What stands in the history, the latest first.
    async fn history(&self) -> Vec<StateChange> {
        self.look().await.history
    }

    /// The latest step to this state.
    async fn step_to(&self, state: CaseState) -> ChangeId {
        let history = self.history().await;
        let is_step =
            |one: &&StateChange| matches!(one.kind, ChangeKind::Step | ChangeKind::TakenBack);
        let mut steps = history.iter().filter(is_step);
        steps.find(|one| one.to == state).unwrap().id
    }

    async fn go_to(&self, state: CaseState) -> ChangeId {
        self.go(&self.nora, &to(state)).await.unwrap();
        self.step_to(state).await
    }
}

fn said(refused: Result<(), ServiceError>) -> String {
    match refused {
        Err(ServiceError::Refused(errors)) => errors.into_iter().map(|one| one.message).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[db_test]
async fn a_wrong_step_leads_back_to_what_the_ledger_says_and_both_stay(db: Db) {
    let world = World::new(db).await;
    let overdue = world.go_to(CaseState::Overdue).await;
    world.pay(&world.nora, &payment(dollars(5))).await.unwrap();
    assert_eq!(world.stands().await, CaseState::Overdue);
    let balance = world.look().await.line.balance;
    let silent = take_step_back(&world.services, &world.nora, &world.case, overdue, " ").await;
    assert_eq!(fields(silent), ["reason"]);
    // Her own: no money comes or goes by it.
    world.step_back(&world.nora, overdue).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PartiallyPaid);
    assert_eq!(world.look().await.line.balance, balance);
    let told: Vec<_> = world
        .history()
        .await
        .into_iter()
        .map(|one| (one.kind, one.to, one.why))
        .collect();
    let why = |words: &str| words.to_owned();
    let due = CaseState::DueAndPayable;
    assert_eq!(
        told,
        [
            (
                ChangeKind::Followed,
                CaseState::PartiallyPaid,
                why("What has come in already")
            ),
            (ChangeKind::TakesBack, due, why("It was for another home.")),
            (
                ChangeKind::TakenBack,
                CaseState::Overdue,
                why("As the region wrote.")
            ),
            (ChangeKind::Followed, due, why("test")),
        ]
    );
    for change in world.history().await {
        let again = world.step_back(&world.eli, change.id).await;
        assert_eq!(fields(again), ["reason"], "{:?}", change.kind);
    }
    assert_eq!(world.history().await.len(), 4);
}

#[db_test]
async fn what_rests_on_a_step_is_taken_back_first_and_named(db: Db) {
    let world = World::new(db).await;
    let overdue = world.go_to(CaseState::Overdue).await;
    let referred = world.go_to(CaseState::ReferredForOffset).await;
    let written_off = {
        world.go_to(CaseState::ReferredToTreasury).await;
        world.go_to(CaseState::WrittenOff).await
    };
    let early = said(world.step_back(&world.eli, referred).await);
    assert!(
        early.ends_with(
            "Take back first: \"Written off\" of 11/10/2026, then \"Referred to Treasury\" of 11/10/2026."
        ),
        "{early}"
    );
    world.step_back(&world.eli, written_off).await.unwrap();
    // The ledger is open again.
    world.pay(&world.nora, &payment(dollars(5))).await.unwrap();
    for state in [CaseState::ReferredToTreasury, CaseState::ReferredForOffset] {
        let step = world.step_to(state).await;
        world.step_back(&world.eli, step).await.unwrap();
    }
    world.step_back(&world.eli, overdue).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PartiallyPaid);
    // And on again.
    world.go_to(CaseState::PaymentPlan).await;
    assert_eq!(world.stands().await, CaseState::PaymentPlan);
}

#[db_test]
async fn a_case_that_was_closed_by_mistake_is_opened_again(db: Db) {
    let world = World::new(db).await;
    world
        .pay(&world.nora, &payment(dollars(54_990)))
        .await
        .unwrap();
    let closed = world.go_to(CaseState::Closed).await;
    world.step_back(&world.nora, closed).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PaidInFull);
    let entry = world.look().await.ledger.unwrap().entries[0].id;
    let why = "Another home's check.";
    reverse(&world.services, &world.eli, &world.case, entry, why)
        .await
        .unwrap();
    assert_eq!(world.stands().await, CaseState::DueAndPayable);
}

#[db_test]
async fn the_day_that_a_step_gave_or_took_is_again_what_it_was(db: Db) {
    let mut world = World::new(db).await;
    let appealed = world.go_to(CaseState::Appealed).await;
    assert_eq!(world.look().await.payable_on, None);
    world.step_back(&world.eli, appealed).await.unwrap();
    let case = world.look().await;
    assert_eq!(
        (case.payable_on, case.line.due_on),
        (Some(PAYABLE), Some(DUE))
    );
    assert_eq!(case.line.state, CaseState::DueAndPayable);

    world.go_to(CaseState::Overdue).await;
    let day = PayableDay {
        payable_on: TODAY,
        reason: "The notice was misread.".to_owned(),
    };
    let key = Uuid::now_v7();
    correct_payable_day(&world.services, &world.nora, &world.case, &day, key)
        .await
        .unwrap();
    assert_eq!(world.stands().await, CaseState::DueAndPayable);
    world.step_back(&world.eli, ChangeId(key)).await.unwrap();
    let case = world.look().await;
    assert_eq!(
        (case.payable_on, case.line.due_on),
        (Some(PAYABLE), Some(DUE))
    );
    assert_eq!(case.line.state, CaseState::Overdue);

    let (imposed, net) = (CaseState::Imposed, dollars(5_000));
    world.case = world.add(world.ohio, "OH", imposed, None, net).await;
    world.pay(&world.nora, &payment(net)).await.unwrap();
    world.go(&world.nora, &payable(TODAY)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PaidInFull);
    let due = world.step_to(CaseState::DueAndPayable).await;
    world.step_back(&world.nora, due).await.unwrap();
    let case = world.look().await;
    assert_eq!((case.payable_on, case.line.due_on), (None, None));
    assert_eq!(case.line.state, CaseState::EscrowHeld);
}

#[db_test]
async fn interest_that_rests_on_a_step_is_reversed_before_it_is_taken_back(db: Db) {
    let mut world = World::new(db).await;
    let (imposed, net) = (CaseState::Imposed, dollars(5_000));
    world.case = world.add(world.ohio, "OH", imposed, None, net).await;
    let since = payable(date(2026, 9, 1));
    world.go(&world.nora, &since).await.unwrap();
    let due = world.step_to(CaseState::DueAndPayable).await;
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let charged = world.look().await.ledger.unwrap().entries.remove(0);
    let early = said(world.step_back(&world.nora, due).await);
    assert!(early.contains(&charged.amount.to_string()), "{early}");
    assert_eq!(world.stands().await, CaseState::DueAndPayable);
    let why = "The day was another home's.";
    reverse(&world.services, &world.eli, &world.case, charged.id, why)
        .await
        .unwrap();
    world.step_back(&world.nora, due).await.unwrap();
    let case = world.look().await;
    assert_eq!((case.line.state, case.payable_on), (imposed, None));
    let ledger = case.ledger.unwrap();
    assert_eq!((ledger.balance, ledger.uncharged), (net, Cents::ZERO));
}

#[db_test]
async fn a_step_is_taken_back_by_those_who_take_steps_and_after_a_second_factor(db: Db) {
    let world = World::new(db).await;
    let overdue = world.go_to(CaseState::Overdue).await;
    for (name, role) in [
        ("VIEW.ONLY", Role::CmsViewOnlyUser),
        ("GENERAL.USER", Role::CmsGeneralUser),
        ("STATE.USER", Role::StateAgencyGeneralUser),
        ("HELP.DESK", Role::HelpDesk),
    ] {
        let other = person(&world.services, name, role).await;
        let act = world.step_back(&other, overdue).await;
        assert!(
            matches!(act, Err(ServiceError::Denied(_))),
            "{name} {act:?}"
        );
    }
    let mut stale = world.eli.clone();
    stale.holder.confirmed_at = None;
    let act = world.step_back(&stale, overdue).await;
    assert!(matches!(act, Err(ServiceError::Unconfirmed)), "{act:?}");
    let none = world.step_back(&world.eli, ChangeId(Uuid::now_v7())).await;
    assert!(matches!(none, Err(ServiceError::NotFound)), "{none:?}");
    world.step_back(&world.eli, overdue).await.unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select act, object_id, detail from audit_event order by seq desc limit 1";
    let (act, case, detail) = fetch!(fetch_one, (String, String, String), tx, sql).unwrap();
    assert_eq!(
        (act.as_str(), case.as_str()),
        ("ledger_step_taken_back", world.case.as_str())
    );
    for words in [
        overdue.to_string().as_str(),
        "\"from\":\"overdue\"",
        "\"to\":\"due_and_payable\"",
    ] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    assert!(!detail.contains("home"), "{detail}");
}

/// Takes the only step back past the service.
macro_rules! forged {
    ($after:literal, $placed:literal, $what:literal) => {
        concat!(
            "insert into penalty_state_change (id, case_id, changed_at, before_state, after_state, source, why, placed_before,
                takes_back_id)
             select c.id, s.case_id, 0, 'overdue', '", $after, "', '', '', ", $placed, ", s.id
             from penalty_state_change s join penalty_case c on c.id = s.case_id where ", $what
        )
    };
}

#[db_test]
async fn what_is_taken_back_past_the_service_is_refused(db: Db) {
    let world = World::new(db).await;
    world.go_to(CaseState::Overdue).await;
    for sql in [
        forged!("imposed", "null", "s.placed_before is not null"),
        forged!(
            "due_and_payable",
            "'imposed'",
            "s.placed_before is not null"
        ),
        forged!("due_and_payable", "null", "s.placed_before is null"),
        "update penalty_state_change set placed_before = null",
    ] {
        assert!(world.run(sql).await.is_err(), "{sql}");
    }
    let right = forged!("due_and_payable", "null", "s.placed_before is not null");
    assert_eq!(world.run(right).await.unwrap(), 1);
    let overdue = world.step_to(CaseState::Overdue).await;
    assert_eq!(
        fields(world.step_back(&world.eli, overdue).await),
        ["reason"]
    );
}
