//! Moving a case on, and sending back what came in too much.

use domain::{
    access::Role,
    money::Cents,
    penalties::{CaseFilter, CaseState, ChangeKind, EntryKind, Payment, Refund, Step},
};
use futures::future::join;
use jiff::civil::{Date, date};
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::super::{charge_interest, find, refund, reverse, step, take_step_back, totals};
use super::{DUE, NOTICE, TODAY, World, dollars, fields, is_conflict, payment, person};
use crate::{ServiceError, identity::Session};

pub(super) fn to(state: CaseState) -> Step {
    Step {
        to: state,
        payable_on: None,
        reason: "As the region wrote.".to_owned(),
    }
}

pub(super) fn payable(day: Date) -> Step {
    Step {
        payable_on: Some(day),
        ..to(CaseState::DueAndPayable)
    }
}

fn back(amount: Cents) -> Refund {
    Refund {
        amount,
        refunded_on: TODAY,
        trace: "9001".to_owned(),
        comment: String::new(),
    }
}

impl World {
    pub(super) async fn go(&self, who: &Session, taken: &Step) -> Result<(), ServiceError> {
        step(&self.services, who, &self.case, taken, Uuid::now_v7()).await
    }

    pub(super) async fn send_back(&self, who: &Session, amount: Cents) -> Result<(), ServiceError> {
        let (refunded, key) = (back(amount), Uuid::now_v7());
        refund(&self.services, who, &self.case, &refunded, key).await
    }

    pub(super) async fn overpay(&self, amount: Cents) {
        let over = Payment {
            overpayment: true,
            ..payment(amount)
        };
        self.pay(&self.nora, &over).await.unwrap();
    }

    pub(super) async fn stands(&self) -> CaseState {
        self.look().await.line.state
    }
}

#[db_test]
async fn a_case_that_was_imposed_comes_due_fifteen_days_after_what_made_it_payable(db: Db) {
    let mut world = World::new(db).await;
    let net = dollars(5_000);
    let imposed = CaseState::Imposed;
    world.case = world.add(world.ohio, "OH", imposed, None, net).await;
    let offered = world.look().await.steps;
    assert!(offered.contains(&CaseState::DueAndPayable), "{offered:?}");
    assert!(!offered.contains(&CaseState::Overdue), "{offered:?}");
    for wrong in [NOTICE.yesterday().unwrap(), TODAY.tomorrow().unwrap()] {
        let refused = world.go(&world.nora, &payable(wrong)).await;
        assert_eq!(fields(refused), ["payable_on"], "{wrong}");
    }
    let gone = world.go(&world.nora, &payable(date(2026, 9, 1))).await;
    gone.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::DueAndPayable);
    assert_eq!(case.payable_on, Some(date(2026, 9, 1)));
    assert_eq!(case.line.due_on, Some(DUE));
    assert!(case.ledger.unwrap().uncharged > Cents::ZERO);
    let last = &case.history[0];
    assert_eq!(
        (last.from, last.to, last.by.as_str(), last.why.as_str()),
        (
            Some(imposed),
            CaseState::DueAndPayable,
            "NORA.VANCE",
            "As the region wrote."
        )
    );
}

#[db_test]
async fn a_step_leads_on_to_what_the_ledger_says(db: Db) {
    let mut world = World::new(db).await;
    let net = dollars(5_000);
    let imposed = CaseState::Imposed;
    for (paid, stands) in [
        (dollars(2_000), CaseState::PartiallyPaid),
        (net, CaseState::PaidInFull),
    ] {
        world.case = world.add(world.ohio, "OH", imposed, None, net).await;
        world.pay(&world.nora, &payment(paid)).await.unwrap();
        world.go(&world.nora, &payable(TODAY)).await.unwrap();
        assert_eq!(world.stands().await, stands);
        // What is taken back leads to where people had put the case last.
        let entry = world.look().await.ledger.unwrap().entries[0].id;
        let why = "Another home's check.";
        reverse(&world.services, &world.eli, &world.case, entry, why)
            .await
            .unwrap();
        assert_eq!(world.stands().await, CaseState::DueAndPayable);
    }
}

#[db_test]
async fn a_step_that_the_table_does_not_have_is_refused(db: Db) {
    let world = World::new(db).await;
    for wrong in [
        CaseState::Closed,
        CaseState::PaidInFull,
        CaseState::PartiallyPaid,
        CaseState::ReferredToTreasury,
        CaseState::DueAndPayable,
    ] {
        let refused = world.go(&world.nora, &to(wrong)).await;
        assert_eq!(fields(refused), ["state"], "{wrong:?}");
    }
    for state in [
        CaseState::Overdue,
        CaseState::ReferredForOffset,
        CaseState::ReferredToTreasury,
        CaseState::WrittenOff,
        CaseState::Closed,
    ] {
        world.go(&world.eli, &to(state)).await.unwrap();
        assert_eq!(world.stands().await, state);
    }
    assert!(world.look().await.steps.is_empty());
}

#[db_test]
async fn a_case_is_closed_once_all_is_paid_and_its_interest_is_right(db: Db) {
    let world = World::new(db).await;
    // Interest that a payment of the due date shows to be too much.
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let charged = world.look().await.ledger.unwrap();
    world
        .pay(&world.nora, &payment(charged.balance))
        .await
        .unwrap();
    assert_eq!(world.stands().await, CaseState::PaidInFull);
    let refused = world.go(&world.nora, &to(CaseState::Closed)).await;
    assert_eq!(fields(refused), ["state"]);
    let (interest, why) = (charged.entries[0].id, "It was paid in time.");
    reverse(&world.services, &world.eli, &world.case, interest, why)
        .await
        .unwrap();
    assert_eq!(world.stands().await, CaseState::RefundDue);
    assert!(world.look().await.steps.is_empty());
    world
        .send_back(&world.nora, charged.interest)
        .await
        .unwrap();
    assert_eq!(world.stands().await, CaseState::Refunded);
    world.go(&world.nora, &to(CaseState::Closed)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::Closed);
}

#[db_test]
async fn nothing_is_due_of_a_penalty_that_is_appealed(db: Db) {
    let world = World::new(db).await;
    world
        .go(&world.nora, &to(CaseState::Appealed))
        .await
        .unwrap();
    let case = world.look().await;
    assert_eq!((case.payable_on, case.line.due_on), (None, None));
    assert_eq!(case.ledger.unwrap().uncharged, Cents::ZERO);
    world.pay(&world.nora, &payment(dollars(5))).await.unwrap();
    assert_eq!(world.stands().await, CaseState::Appealed);
    // What has come in goes back first.
    let refused = world.go(&world.nora, &to(CaseState::Rescinded)).await;
    assert_eq!(fields(refused), ["state"]);
    world.go(&world.nora, &payable(TODAY)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PartiallyPaid);
}

#[db_test]
async fn the_same_step_sent_twice_is_taken_once_and_of_two_at_once_one_wins(db: Db) {
    let world = World::new(db).await;
    let (key, overdue) = (Uuid::now_v7(), to(CaseState::Overdue));
    for _ in 0..2 {
        step(&world.services, &world.nora, &world.case, &overdue, key)
            .await
            .unwrap();
    }
    assert_eq!(world.look().await.history.len(), 2);
    let mut other = World {
        case: world.case.clone(),
        ..world
    };
    let (due, net) = (Some((NOTICE, DUE)), dollars(100));
    let stands = CaseState::DueAndPayable;
    other.case = other.add(other.ohio, "OH", stands, due, net).await;
    let elsewhere = step(&other.services, &other.nora, &other.case, &overdue, key).await;
    assert!(is_conflict(elsewhere));
    let plan = to(CaseState::PaymentPlan);
    let (one, two) = join(other.go(&other.nora, &plan), other.go(&other.eli, &plan)).await;
    assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1);
    let lost = if one.is_ok() { two } else { one };
    assert_eq!(fields(lost), ["state"]);
}

#[db_test]
async fn what_came_in_too_much_goes_back_to_the_cent_and_no_more(db: Db) {
    let world = World::new(db).await;
    assert!(is_conflict(world.send_back(&world.nora, Cents(1)).await));
    world.overpay(dollars(55_000)).await;
    assert!(world.look().await.may_refund);
    for wrong in [Cents::ZERO, Cents(1_001)] {
        let refused = world.send_back(&world.nora, wrong).await;
        assert_eq!(fields(refused), ["amount"], "{wrong}");
    }
    world.send_back(&world.nora, Cents(999)).await.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::RefundDue);
    assert_eq!(case.line.balance, Some(Cents(-1)));
    world.send_back(&world.eli, Cents(1)).await.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::Refunded);
    assert!(!case.may_refund && !case.may_pay);
    let ledger = case.ledger.unwrap();
    assert_eq!(
        (ledger.refunds, ledger.balance),
        (dollars(-10), Cents::ZERO)
    );
    // A colleague takes a refund back, and it is to be sent anew.
    let last = ledger.entries.last().unwrap();
    assert_eq!(
        (last.kind, last.trace.as_str()),
        (EntryKind::Refund, "9001")
    );
    let (last, why) = (last.id, "The check came back.");
    let own = reverse(&world.services, &world.eli, &world.case, last, why).await;
    assert!(is_conflict(own));
    reverse(&world.services, &world.nora, &world.case, last, why)
        .await
        .unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::RefundDue);
    assert_eq!(case.line.balance, Some(Cents(-1)));
}

#[db_test]
async fn what_is_in_escrow_goes_on_waiting_there_when_the_rest_went_back(db: Db) {
    let mut world = World::new(db).await;
    let (imposed, net) = (CaseState::Imposed, dollars(5_000));
    world.case = world.add(world.ohio, "OH", imposed, None, net).await;
    world.overpay(dollars(5_010)).await;
    assert_eq!(world.stands().await, CaseState::RefundDue);
    world.send_back(&world.nora, dollars(10)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::EscrowHeld);
}

#[db_test]
async fn the_same_refund_sent_twice_is_recorded_once(db: Db) {
    let world = World::new(db).await;
    world.overpay(dollars(55_000)).await;
    let (key, half) = (Uuid::now_v7(), back(dollars(5)));
    for _ in 0..2 {
        refund(&world.services, &world.nora, &world.case, &half, key)
            .await
            .unwrap();
    }
    assert_eq!(world.look().await.line.balance, Some(dollars(-5)));
}

#[db_test]
async fn steps_and_refunds_are_recorded_without_what_somebody_typed(db: Db) {
    let world = World::new(db).await;
    world.overpay(dollars(55_000)).await;
    world.send_back(&world.nora, dollars(10)).await.unwrap();
    world.go(&world.eli, &to(CaseState::Closed)).await.unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select act, object_id, detail from audit_event order by seq";
    let rows = fetch!(fetch_all, (String, String, String), tx, sql).unwrap();
    let [_, sent, closed] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(sent.0, "ledger_refund_recorded");
    assert!(sent.2.contains("\"cents\":1000"), "{}", sent.2);
    assert_eq!(closed.0, "ledger_case_moved");
    let states = "\"from\":\"refunded\",\"to\":\"closed\"";
    assert!(closed.2.contains(states), "{}", closed.2);
    for (_, case, detail) in &rows {
        assert_eq!(case, world.case.as_str());
        assert!(!detail.contains("region") && !detail.contains("9001"));
    }
}

#[db_test]
async fn only_the_office_of_financial_management_moves_cases_on_and_sends_back(db: Db) {
    let world = World::new(db).await;
    world.overpay(dollars(55_000)).await;
    for (name, role) in [
        ("VIEW.ONLY", Role::CmsViewOnlyUser),
        ("GENERAL.USER", Role::CmsGeneralUser),
        ("STATE.USER", Role::StateAgencyGeneralUser),
    ] {
        let other = person(&world.services, name, role).await;
        for act in [
            world.go(&other, &to(CaseState::Closed)).await,
            world.send_back(&other, dollars(1)).await,
        ] {
            assert!(
                matches!(act, Err(ServiceError::Denied(_))),
                "{name} {act:?}"
            );
        }
        let seen = find(&world.services, &other.actor, &world.case).await;
        let seen = seen.unwrap();
        assert!(seen.steps.is_empty() && !seen.may_refund, "{name}");
    }
    let mut stale = world.eli.clone();
    stale.holder.confirmed_at = None;
    for act in [
        world.go(&stale, &to(CaseState::Closed)).await,
        world.send_back(&stale, dollars(1)).await,
    ] {
        assert!(matches!(act, Err(ServiceError::Unconfirmed)), "{act:?}");
    }
}

#[db_test]
async fn nothing_is_owed_of_a_penalty_that_was_rescinded(db: Db) {
    let world = World::new(db).await;
    // Interest that nobody has paid goes with it.
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let owed = world.look().await.line.balance;
    for state in [CaseState::Rescinded, CaseState::Closed] {
        world.go(&world.nora, &to(state)).await.unwrap();
        let case = world.look().await;
        assert_eq!(case.line.state, state);
        assert_eq!(
            (case.line.net, case.line.balance),
            (Cents::ZERO, Some(Cents::ZERO))
        );
        let ledger = case.ledger.unwrap();
        assert_eq!(
            (ledger.balance, ledger.uncharged),
            (Cents::ZERO, Cents::ZERO)
        );
        let (_, unpaid) = totals(&world.services, &world.nora.actor, &CaseFilter::default())
            .await
            .unwrap();
        assert_eq!(unpaid, Cents::ZERO);
    }
    // Rescinded by mistake, it is owed again; closed by mistake, it is not.
    for (balance, state) in [
        (Some(Cents::ZERO), CaseState::Closed),
        (owed, CaseState::Rescinded),
    ] {
        let history = world.look().await.history;
        let step = history
            .iter()
            .find(|one| one.kind == ChangeKind::Step)
            .unwrap()
            .id;
        let why = "Another home's.";
        take_step_back(&world.services, &world.eli, &world.case, step, why)
            .await
            .unwrap();
        assert_eq!(world.look().await.line.balance, balance, "{state:?}");
    }
}
