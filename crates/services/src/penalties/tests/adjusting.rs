//! Taking something off a penalty and taking that back, what follows from it, and the day that made it payable.

use domain::{
    access::Role,
    money::Cents,
    penalties::{
        Adjustment, AdjustmentId, CaseState, EntryKind, PayableDay, Payment, Reduction,
        ReductionKind, Size,
    },
};
use futures::future::join;
use jiff::civil::{Date, date};
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::super::{
    adjust, charge_interest, correct_payable_day, find, reverse, review_adjustment, take_back,
};
use super::moving::{payable, to};
use super::{DUE, NOTICE, PAYABLE, TODAY, World, dollars, fields, is_conflict, payment, person};
use crate::{ServiceError, identity::Session};

const GROSS: Cents = Cents(5_499_000);

fn off(kind: ReductionKind, size: Size) -> Reduction {
    Reduction {
        kind,
        size,
        on: TODAY,
        reason: "As the region wrote.".to_owned(),
    }
}

fn settled(amount: Cents) -> Reduction {
    off(ReductionKind::Settlement, Size::Amount(amount))
}

fn waived() -> Reduction {
    off(ReductionKind::Waiver, Size::Percent(35))
}

fn rescinded() -> Reduction {
    off(ReductionKind::Rescission, Size::Rest)
}

fn since(day: Date) -> PayableDay {
    PayableDay {
        payable_on: day,
        reason: "The notice was misread.".to_owned(),
    }
}

impl World {
    async fn balance(&self) -> Cents {
        self.look().await.line.balance.unwrap()
    }

    /// As reviewed a moment ago.
    async fn take_off(&self, who: &Session, reduction: &Reduction) -> Result<(), ServiceError> {
        self.take_off_as_seen(who, reduction, self.balance().await)
            .await
    }

    async fn take_off_as_seen(
        &self,
        who: &Session,
        reduction: &Reduction,
        seen: Cents,
    ) -> Result<(), ServiceError> {
        let key = Uuid::now_v7();
        adjust(&self.services, who, &self.case, reduction, seen, key).await
    }

    async fn put_back(&self, who: &Session, adjustment: AdjustmentId) -> Result<(), ServiceError> {
        let why = "It was for another home.";
        take_back(&self.services, who, &self.case, adjustment, why).await
    }

    async fn correct(&self, who: &Session, day: Date) -> Result<(), ServiceError> {
        let (day, key) = (since(day), Uuid::now_v7());
        correct_payable_day(&self.services, who, &self.case, &day, key).await
    }

    async fn only_adjustment(&self) -> Adjustment {
        let mut adjustments = self.look().await.adjustments;
        assert_eq!(adjustments.len(), 1, "{adjustments:?}");
        adjustments.remove(0)
    }

    /// Takes the latest charge of interest back.
    async fn give_interest_up(&self) {
        let ledger = self.look().await.ledger.unwrap();
        let mut entries = ledger.entries.into_iter();
        let interest = entries.find(|one| one.kind == EntryKind::Interest);
        let (id, why) = (interest.unwrap().id, "None has run up.");
        reverse(&self.services, &self.eli, &self.case, id, why)
            .await
            .unwrap();
    }
}

#[db_test]
async fn a_penalty_is_adjusted_as_its_review_says_and_says_why(db: Db) {
    let world = World::new(db).await;
    let (services, nora) = (&world.services, &world.nora);
    let seen = review_adjustment(services, &nora.actor, &world.case, &waived())
        .await
        .unwrap();
    assert_eq!(seen.amount, Cents(1_924_650));
    assert_eq!((seen.net_before, seen.net_after), (GROSS, Cents(3_574_350)));
    assert_eq!(seen.state_after, CaseState::DueAndPayable);
    assert!(world.look().await.adjustments.is_empty());
    adjust(
        services,
        nora,
        &world.case,
        &waived(),
        seen.balance_before,
        seen.key,
    )
    .await
    .unwrap();
    let case = world.look().await;
    assert_eq!((case.gross, case.line.net), (GROSS, seen.net_after));
    assert_eq!(case.line.balance, Some(seen.balance_after));
    let one = world.only_adjustment().await;
    assert_eq!(
        (one.kind, one.amount, one.on),
        (Some(ReductionKind::Waiver), seen.amount, TODAY)
    );
    assert_eq!(one.reason, "As the region wrote.");
    assert_eq!(one.recorded.as_ref().unwrap().0, "NORA.VANCE");
    assert!(one.is_own && one.holds());
    // Interest runs on what the penalty is now: 55 days of 11.5 percent on 35,743.50.
    assert_eq!(case.ledger.unwrap().uncharged, Cents(61_939));
}

#[db_test]
async fn the_rules_of_a_reduction_are_held_against_the_case(db: Db) {
    let world = World::new(db).await;
    let much = settled(GROSS.plus(Cents(1)));
    assert_eq!(fields(world.take_off(&world.nora, &much).await), ["amount"]);
    let early = Reduction {
        on: NOTICE.yesterday().unwrap(),
        ..waived()
    };
    assert_eq!(
        fields(world.take_off(&world.nora, &early).await),
        ["adjusted_on"]
    );
    world.take_off(&world.nora, &waived()).await.unwrap();
    let reported = off(ReductionKind::SelfReport, Size::Percent(50));
    assert_eq!(
        fields(world.take_off(&world.eli, &reported).await),
        ["kind"]
    );
    // Once the first is taken back, the other one may be given.
    let first = world.only_adjustment().await.id;
    world.put_back(&world.eli, first).await.unwrap();
    world.take_off(&world.eli, &reported).await.unwrap();
    assert_eq!(world.look().await.line.net, Cents(2_749_500));
}

#[db_test]
async fn what_was_paid_above_the_adjusted_penalty_is_to_go_back(db: Db) {
    let world = World::new(db).await;
    world.pay(&world.nora, &payment(GROSS)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PaidInFull);
    world
        .take_off(&world.nora, &settled(dollars(990)))
        .await
        .unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::RefundDue);
    assert_eq!(case.line.balance, Some(dollars(-990)));
    assert!(case.may_refund);
    world.send_back(&world.eli, dollars(990)).await.unwrap();
    let case = world.look().await;
    assert_eq!(
        (case.line.state, case.line.balance),
        (CaseState::Refunded, Some(Cents::ZERO))
    );
}

#[db_test]
async fn a_case_with_money_is_rescinded_after_its_refund_and_ends_at_zero(db: Db) {
    let mut world = World::new(db).await;
    let due = Some((PAYABLE, DUE));
    for (stands, payable, after) in [
        (CaseState::DueAndPayable, due, CaseState::Refunded),
        (CaseState::Overdue, due, CaseState::Refunded),
        (CaseState::Imposed, None, CaseState::Imposed),
        // The appeal was won.
        (CaseState::Appealed, None, CaseState::Appealed),
    ] {
        let net = dollars(5_000);
        world.case = world.add(world.ohio, "OH", stands, payable, net).await;
        world.pay(&world.nora, &payment(net)).await.unwrap();
        let early = world.go(&world.nora, &to(CaseState::Rescinded)).await;
        assert_eq!(fields(early), ["state"], "{stands:?}");
        world.take_off(&world.nora, &rescinded()).await.unwrap();
        assert_eq!(world.stands().await, CaseState::RefundDue, "{stands:?}");
        world.send_back(&world.nora, net).await.unwrap();
        assert_eq!(world.stands().await, after);
        world
            .go(&world.nora, &to(CaseState::Rescinded))
            .await
            .unwrap();
        let case = world.look().await;
        assert_eq!(case.line.state, CaseState::Rescinded);
        assert_eq!(
            (case.line.net, case.line.balance),
            (Cents::ZERO, Some(Cents::ZERO))
        );
        let ledger = case.ledger.unwrap();
        assert_eq!((ledger.payments, ledger.refunds), (net, net.turned()));
        let closed = world.take_off(&world.nora, &settled(Cents(1))).await;
        assert!(is_conflict(closed), "{stands:?}");
    }
}

#[db_test]
async fn interest_that_was_paid_goes_back_as_well_before_a_case_is_rescinded(db: Db) {
    let world = World::new(db).await;
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let owed = world.balance().await;
    let paid = Payment {
        received_on: TODAY,
        ..payment(owed)
    };
    world.pay(&world.nora, &paid).await.unwrap();
    world.take_off(&world.nora, &rescinded()).await.unwrap();
    assert_eq!(world.balance().await, GROSS.turned());
    world.send_back(&world.nora, GROSS).await.unwrap();
    let early = world.go(&world.nora, &to(CaseState::Rescinded)).await;
    assert_eq!(fields(early), ["state"]);
    world.give_interest_up().await;
    assert_eq!(world.stands().await, CaseState::RefundDue);
    let rest = owed.minus(GROSS);
    world.send_back(&world.nora, rest).await.unwrap();
    world
        .go(&world.nora, &to(CaseState::Rescinded))
        .await
        .unwrap();
    assert_eq!(world.balance().await, Cents::ZERO);
}

#[db_test]
async fn an_adjustment_is_taken_back_once_by_somebody_else_and_stays(db: Db) {
    let world = World::new(db).await;
    world.pay(&world.nora, &payment(GROSS)).await.unwrap();
    world
        .take_off(&world.nora, &settled(dollars(990)))
        .await
        .unwrap();
    let first = world.only_adjustment().await.id;
    assert!(is_conflict(world.put_back(&world.nora, first).await));
    let silent = take_back(&world.services, &world.eli, &world.case, first, " \n").await;
    assert_eq!(fields(silent), ["reason"]);
    world.put_back(&world.eli, first).await.unwrap();
    let case = world.look().await;
    assert_eq!(
        (case.line.net, case.line.balance),
        (GROSS, Some(Cents::ZERO))
    );
    assert_eq!(case.line.state, CaseState::PaidInFull);
    let [taken, back] = case.adjustments.as_slice() else {
        panic!("{:?}", case.adjustments);
    };
    assert!(taken.is_taken_back && !taken.holds() && !back.holds());
    assert_eq!((back.amount, back.on), (dollars(-990), TODAY));
    assert_eq!(back.kind, Some(ReductionKind::Settlement));
    assert_eq!(back.reason, "It was for another home.");
    assert!(is_conflict(world.put_back(&world.eli, first).await));
    assert!(is_conflict(world.put_back(&world.nora, back.id).await));
    let none = world
        .put_back(&world.eli, AdjustmentId(Uuid::now_v7()))
        .await;
    assert!(matches!(none, Err(ServiceError::NotFound)));
}

#[db_test]
async fn the_same_adjustment_sent_twice_takes_off_once(db: Db) {
    let world = World::new(db).await;
    let (key, half) = (Uuid::now_v7(), settled(dollars(5)));
    for _ in 0..2 {
        adjust(&world.services, &world.nora, &world.case, &half, GROSS, key)
            .await
            .unwrap();
    }
    assert_eq!(world.balance().await, dollars(54_985));
    let mut other = World {
        case: world.case.clone(),
        ..world
    };
    let (due, net) = (Some((PAYABLE, DUE)), dollars(100));
    let stands = CaseState::DueAndPayable;
    other.case = other.add(other.ohio, "OH", stands, due, net).await;
    let elsewhere = adjust(&other.services, &other.nora, &other.case, &half, net, key).await;
    assert!(is_conflict(elsewhere));
}

#[db_test]
async fn of_two_who_adjust_at_once_one_has_to_look_again(db: Db) {
    let world = World::new(db).await;
    let half = settled(dollars(5));
    let (one, two) = join(
        world.take_off_as_seen(&world.nora, &half, GROSS),
        world.take_off_as_seen(&world.eli, &half, GROSS),
    )
    .await;
    assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1);
    let lost = if one.is_ok() { two } else { one };
    assert_eq!(fields(lost), ["kind"]);
    assert_eq!(world.balance().await, dollars(54_985));
    // A payment since the review is as well something that nobody has seen.
    world.pay(&world.eli, &payment(dollars(1))).await.unwrap();
    let stale = world
        .take_off_as_seen(&world.nora, &half, dollars(54_985))
        .await;
    assert_eq!(fields(stale), ["kind"]);
}

/// Takes the adjustment back past the service.
macro_rules! forged {
    ($amount:literal, $by:literal) => {
        concat!(
            "insert into penalty_adjustment (id, case_id, adjusted_on, amount_cents, reason, kind, recorded_by, recorded_at,
                request_key, reverses_id)
             select c.id, a.case_id, a.adjusted_on, ", $amount, ", '', a.kind,
                (select u.id from user_account u where u.user_name = '", $by, "'), 0, c.id, a.id
             from penalty_adjustment a join penalty_case c on c.id = a.case_id"
        )
    };
}
#[db_test]
async fn adjustments_refuse_to_be_changed_or_forged(db: Db) {
    let world = World::new(db).await;
    world
        .take_off(&world.nora, &settled(dollars(5)))
        .await
        .unwrap();
    for sql in [
        "update penalty_adjustment set amount_cents = 1",
        "update penalty_adjustment set reason = 'x'",
        "delete from penalty_adjustment",
        forged!("-a.amount_cents", "NORA.VANCE"),
        forged!("-a.amount_cents + 1", "ELI.MERCER"),
        forged!("a.amount_cents", "ELI.MERCER"),
    ] {
        assert!(world.run(sql).await.is_err(), "{sql}");
    }
    let sql = if world.services.db.is_postgres() {
        "truncate penalty_adjustment"
    } else {
        "insert or replace into penalty_adjustment select * from penalty_adjustment"
    };
    assert!(world.run(sql).await.is_err(), "{sql}");
    assert_eq!(world.balance().await, dollars(54_985));
    let right = forged!("-a.amount_cents", "ELI.MERCER");
    assert_eq!(world.run(right).await.unwrap(), 1);
    assert_eq!(world.balance().await, GROSS);
}

#[db_test]
async fn the_right_day_moves_the_due_date_and_interest_with_it(db: Db) {
    let world = World::new(db).await;
    let right = date(2026, 10, 1);
    for wrong in [
        PAYABLE,
        NOTICE.yesterday().unwrap(),
        TODAY.tomorrow().unwrap(),
    ] {
        let refused = world.correct(&world.nora, wrong).await;
        assert_eq!(fields(refused), ["payable_on"], "{wrong}");
    }
    let (key, day) = (Uuid::now_v7(), since(right));
    for _ in 0..2 {
        correct_payable_day(&world.services, &world.nora, &world.case, &day, key)
            .await
            .unwrap();
    }
    let case = world.look().await;
    assert_eq!(case.payable_on, Some(right));
    assert_eq!(case.line.due_on, Some(date(2026, 10, 16)));
    // 25 days of 11.5 percent on 54,990.
    assert_eq!(case.ledger.unwrap().uncharged, Cents(43_314));
    let due = CaseState::DueAndPayable;
    assert_eq!(case.history.len(), 2);
    let last = &case.history[0];
    assert_eq!((last.from, last.to), (Some(due), due));
    assert_eq!(
        last.why,
        "Payable since 10/01/2026, not 09/01/2026: The notice was misread."
    );
}

#[db_test]
async fn a_case_is_overdue_no_longer_when_its_right_day_says_so(db: Db) {
    let world = World::new(db).await;
    world
        .go(&world.nora, &to(CaseState::Overdue))
        .await
        .unwrap();
    // Due on September 17: still overdue.
    world.correct(&world.eli, date(2026, 9, 2)).await.unwrap();
    assert_eq!(world.stands().await, CaseState::Overdue);
    world.pay(&world.nora, &payment(dollars(5))).await.unwrap();
    world.correct(&world.eli, TODAY).await.unwrap();
    assert_eq!(world.stands().await, CaseState::PartiallyPaid);
    assert_eq!(world.look().await.ledger.unwrap().uncharged, Cents::ZERO);
}

#[db_test]
async fn a_day_is_corrected_where_there_is_one_and_the_ledger_is_open(db: Db) {
    let mut world = World::new(db).await;
    let net = dollars(5_000);
    world.case = world
        .add(world.ohio, "OH", CaseState::Imposed, None, net)
        .await;
    assert!(is_conflict(world.correct(&world.nora, TODAY).await));
    assert!(!world.look().await.may_correct_day());
    world.go(&world.nora, &payable(TODAY)).await.unwrap();
    assert!(world.look().await.may_correct_day());
    world
        .go(&world.nora, &to(CaseState::Rescinded))
        .await
        .unwrap();
    let early = TODAY.yesterday().unwrap();
    assert!(is_conflict(world.correct(&world.nora, early).await));
}

#[db_test]
async fn adjustments_and_days_are_recorded_without_what_somebody_typed(db: Db) {
    let world = World::new(db).await;
    let half = settled(dollars(5));
    world.take_off(&world.nora, &half).await.unwrap();
    let adjustment = world.only_adjustment().await.id;
    world.put_back(&world.eli, adjustment).await.unwrap();
    world.correct(&world.nora, date(2026, 9, 2)).await.unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select act, object_id, detail from audit_event order by seq";
    let rows = fetch!(fetch_all, (String, String, String), tx, sql).unwrap();
    let told: Vec<_> = rows.iter().map(|(act, ..)| act.as_str()).collect();
    assert_eq!(
        told,
        [
            "ledger_adjustment_recorded",
            "ledger_adjustment_taken_back",
            "ledger_payable_day_corrected"
        ]
    );
    let id = adjustment.to_string();
    for (row, words) in [
        (0, [id.as_str(), "\"kind\":\"settlement\"", "\"cents\":500"]),
        (1, [id.as_str(), "\"adjustment\":", "\"cents\":500"]),
        (2, ["\"days_later\":1", "{", "}"]),
    ] {
        for words in words {
            assert!(rows[row].2.contains(words), "{words}: {}", rows[row].2);
        }
    }
    for (_, case, detail) in &rows {
        assert_eq!(case, world.case.as_str());
        assert!(!detail.contains("region") && !detail.contains("home"));
        assert!(!detail.contains("misread"));
    }
}

#[db_test]
async fn only_the_office_of_financial_management_adjusts_and_only_after_a_second_factor(db: Db) {
    let world = World::new(db).await;
    let half = settled(dollars(5));
    world.take_off(&world.nora, &half).await.unwrap();
    let adjustment = world.only_adjustment().await.id;
    let balance = world.balance().await;
    for (name, role) in [
        ("VIEW.ONLY", Role::CmsViewOnlyUser),
        ("GENERAL.USER", Role::CmsGeneralUser),
        ("STATE.USER", Role::StateAgencyGeneralUser),
        ("HELP.DESK", Role::HelpDesk),
    ] {
        let other = person(&world.services, name, role).await;
        let review = review_adjustment(&world.services, &other.actor, &world.case, &half).await;
        for act in [
            review.map(|_| ()),
            world.take_off_as_seen(&other, &half, balance).await,
            world.put_back(&other, adjustment).await,
            world.correct(&other, TODAY).await,
        ] {
            assert!(
                matches!(act, Err(ServiceError::Denied(_))),
                "{name} {act:?}"
            );
        }
    }
    let mut stale = world.eli.clone();
    stale.holder.confirmed_at = None;
    for act in [
        world.take_off_as_seen(&stale, &half, balance).await,
        world.put_back(&stale, adjustment).await,
        world.correct(&stale, TODAY).await,
    ] {
        assert!(matches!(act, Err(ServiceError::Unconfirmed)), "{act:?}");
    }
}

#[db_test]
async fn a_state_agency_reads_why_and_not_who(db: Db) {
    let world = World::new(db).await;
    world.take_off(&world.nora, &waived()).await.unwrap();
    let role = Role::StateAgencyGeneralUser;
    let state = person(&world.services, "STATE.USER", role).await;
    let case = find(&world.services, &state.actor, &world.case)
        .await
        .unwrap();
    let [one] = case.adjustments.as_slice() else {
        panic!("{:?}", case.adjustments);
    };
    assert_eq!(one.reason, "As the region wrote.");
    assert!(one.recorded.is_none() && !case.may_correct_day());
}
