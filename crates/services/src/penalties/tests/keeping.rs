//! The ledger: exact, append-only, each entry once, and taken back by somebody else.

use domain::{
    access::Role,
    money::Cents,
    objection::Objection,
    penalties::{CaseState, EntryId, EntryKind, Payment, PaymentMethod},
};
use futures::future::join;
use jiff::civil::date;
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::super::{charge_interest, record, reverse, review};
use super::{DUE, PAYABLE, TODAY, World, dollars, fields, is_conflict, payment, person};
use crate::{ServiceError, identity::Session};

#[db_test]
async fn the_balance_is_net_less_payments_and_offsets_to_the_cent(db: Db) {
    let world = World::new(db).await;
    world
        .pay(&world.nora, &payment(dollars(10_000)))
        .await
        .unwrap();
    let case = world.look().await;
    let ledger = case.ledger.unwrap();
    assert_eq!(case.line.state, CaseState::PartiallyPaid);
    assert_eq!(
        (ledger.payments, ledger.balance),
        (dollars(10_000), dollars(44_990))
    );
    assert_eq!(case.line.balance, Some(dollars(44_990)));
    let offset = Payment {
        method: PaymentMethod::MacOffset,
        trace: String::new(),
        ..payment(Cents(4_498_999))
    };
    world.pay(&world.nora, &offset).await.unwrap();
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!(
        (ledger.offsets, ledger.balance),
        (Cents(4_498_999), Cents(1))
    );
    world.pay(&world.eli, &payment(Cents(1))).await.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::PaidInFull);
    let ledger = case.ledger.unwrap();
    assert_eq!(ledger.balance, Cents::ZERO);
    assert_eq!(ledger.entries.len(), 3);
    let steps: Vec<_> = case.history.iter().map(|step| step.to).collect();
    assert_eq!(
        steps,
        [
            CaseState::PaidInFull,
            CaseState::PartiallyPaid,
            CaseState::DueAndPayable
        ]
    );
}

#[db_test]
async fn more_than_is_owed_is_taken_only_as_an_overpayment_and_waits_for_a_refund(db: Db) {
    let world = World::new(db).await;
    let much = payment(dollars(55_000));
    assert_eq!(fields(world.pay(&world.nora, &much).await), ["amount"]);
    let over = Payment {
        overpayment: true,
        ..much
    };
    world.pay(&world.nora, &over).await.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::RefundDue);
    assert_eq!(case.line.balance, Some(dollars(-10)));
    assert!(!case.may_pay && case.may_keep_books);
    assert!(is_conflict(
        world.pay(&world.nora, &payment(dollars(1))).await
    ));
}

#[db_test]
async fn a_payment_is_neither_in_the_future_nor_before_the_notice(db: Db) {
    let world = World::new(db).await;
    for day in [date(2026, 11, 11), date(2026, 6, 30)] {
        let wrong = Payment {
            received_on: day,
            ..payment(dollars(5))
        };
        assert_eq!(
            fields(world.pay(&world.nora, &wrong).await),
            ["received_on"]
        );
    }
    assert_eq!(
        fields(world.pay(&world.nora, &payment(Cents::ZERO)).await),
        ["amount"]
    );
    assert!(world.look().await.ledger.unwrap().entries.is_empty());
}

#[db_test]
async fn the_same_form_sent_twice_records_once(db: Db) {
    let world = World::new(db).await;
    let key = Uuid::now_v7();
    let half = payment(dollars(27_495));
    for _ in 0..2 {
        record(&world.services, &world.nora, &world.case, &half, key)
            .await
            .unwrap();
    }
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!((ledger.entries.len(), ledger.balance), (1, dollars(27_495)));
}

#[db_test]
async fn a_form_that_was_recorded_records_nothing_else(db: Db) {
    let world = World::new(db).await;
    let key = Uuid::now_v7();
    let pay = async |payment: &Payment| {
        record(&world.services, &world.nora, &world.case, payment, key).await
    };
    let half = payment(dollars(27_495));
    pay(&half).await.unwrap();
    let others = [
        payment(dollars(999)),
        Payment {
            received_on: TODAY,
            ..half.clone()
        },
        Payment {
            method: PaymentMethod::Wire,
            ..half.clone()
        },
        Payment {
            trace: "1078".to_owned(),
            ..half.clone()
        },
    ];
    for other in others {
        let again = pay(&other).await;
        let otherwise = ServiceError::Conflict(Objection::FormRecordedOtherwise);
        assert_eq!(
            again.map_err(|error| error.to_string()),
            Err(otherwise.to_string()),
            "{other:?}"
        );
    }
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!((ledger.entries.len(), ledger.balance), (1, dollars(27_495)));
}

#[db_test]
async fn a_receipt_is_asked_about_whose_number_was_recorded_before(db: Db) {
    let mut world = World::new(db).await;
    let numbered = |trace: &str| Payment {
        trace: trace.to_owned(),
        another: false,
        ..payment(dollars(5))
    };
    world.pay(&world.nora, &numbered("T-1")).await.unwrap();
    let first = world.case.clone();
    let seen = review(
        &world.services,
        &world.nora.actor,
        &world.case,
        &numbered("t-1"),
    )
    .await;
    let Err(ServiceError::Refused(errors)) = seen else {
        panic!("{seen:?}");
    };
    assert_eq!(errors[0].field, "another");
    for words in ["Check t-1", "$5.00", "09/16/2026", first.as_str()] {
        assert!(errors[0].message.contains(words), "{errors:?}");
    }
    // Of another case and by a colleague it is the same check.
    let due = Some((PAYABLE, DUE));
    let net = dollars(5_000);
    world.case = world
        .add(world.ohio, "OH", CaseState::DueAndPayable, due, net)
        .await;
    let refused = world.pay(&world.eli, &numbered("T-1")).await;
    assert_eq!(fields(refused), ["another"]);
    for other in [
        numbered("T-2"),
        Payment {
            method: PaymentMethod::Wire,
            ..numbered("T-1")
        },
        Payment {
            another: true,
            ..numbered("T-1")
        },
    ] {
        world.pay(&world.eli, &other).await.unwrap();
    }
    // What was taken back was no receipt.
    let last = world.look().await.ledger.unwrap().entries[2].id;
    take_back(&world, &world.nora, last).await.unwrap();
    world.case = first;
    let entry = first_entry(&world).await;
    take_back(&world, &world.eli, entry).await.unwrap();
    world.pay(&world.nora, &numbered("T-1")).await.unwrap();
}

/// Act, who, roles, case, CCN and detail of an event.
type Recorded = (String, String, String, String, String, String);

#[db_test]
async fn what_is_done_to_a_ledger_is_recorded_once_with_its_case_and_amounts(db: Db) {
    let world = World::new(db).await;
    let key = Uuid::now_v7();
    let late = Payment {
        received_on: date(2026, 9, 26),
        ..payment(dollars(10_000))
    };
    for _ in 0..2 {
        record(&world.services, &world.nora, &world.case, &late, key)
            .await
            .unwrap();
    }
    let interest = world.look().await.ledger.unwrap().interest;
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let paid = world.look().await.ledger.unwrap();
    let paid = paid.entries.iter().find(|one| one.amount == late.amount);
    let paid = paid.unwrap().id;
    take_back(&world, &world.eli, paid).await.unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select e.act, u.user_name, e.roles, e.object_id, p.ccn, e.detail from audit_event e \
               join user_account u on u.id = e.actor_id join provider p on p.id = e.provider_id order by e.seq";
    let rows = fetch!(fetch_all, Recorded, tx, sql).unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|(act, who, ..)| (act.as_str(), who.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("ledger_payment_recorded", "NORA.VANCE"),
            ("ledger_interest_charged", "NORA.VANCE"),
            ("ledger_entry_reversed", "ELI.MERCER"),
        ]
    );
    for (_, _, roles, case, ccn, detail) in &rows {
        assert_eq!(roles, Role::FinancialManagementUser.key());
        assert_eq!(
            (case.as_str(), ccn.as_str()),
            (world.case.as_str(), "165001")
        );
        // Nothing that somebody typed.
        assert!(!detail.contains("Oak Hollow"), "{detail}");
    }
    let with_interest = format!("\"cents\":1000000,\"interest_cents\":{}", interest.0);
    assert!(rows[0].5.contains(&with_interest), "{}", rows[0].5);
    assert!(rows[2].5.contains("\"cents\":1000000"), "{}", rows[2].5);
}

#[db_test]
async fn two_who_record_at_once_do_not_overpay(db: Db) {
    let world = World::new(db).await;
    let whole = payment(dollars(54_990));
    let (one, other) = join(
        world.pay(&world.nora, &whole),
        world.pay(&world.eli, &whole),
    )
    .await;
    assert_eq!([&one, &other].iter().filter(|done| done.is_ok()).count(), 1);
    let lost = if one.is_ok() { other } else { one };
    assert_eq!(fields(lost), ["amount"]);
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!((ledger.entries.len(), ledger.balance), (1, Cents::ZERO));
}

#[db_test]
async fn interest_until_the_day_of_receipt_is_charged_with_a_late_payment(db: Db) {
    let world = World::new(db).await;
    // 36,500 of 54,990 remain; 11.5 percent of it for 10 days are $115.
    let first = payment(dollars(18_490));
    world.pay(&world.nora, &first).await.unwrap();
    let late = Payment {
        received_on: date(2026, 9, 26),
        ..payment(dollars(36_615))
    };
    let seen = review(&world.services, &world.nora.actor, &world.case, &late)
        .await
        .unwrap();
    assert_eq!(seen.interest, dollars(115));
    assert_eq!(
        (seen.balance_before, seen.balance_after),
        (dollars(36_500), Cents::ZERO)
    );
    assert_eq!(seen.state_after, CaseState::PaidInFull);
    world.pay(&world.nora, &late).await.unwrap();
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!(
        (ledger.interest, ledger.balance),
        (dollars(115), Cents::ZERO)
    );
    assert_eq!(ledger.uncharged, Cents::ZERO);
}

#[db_test]
async fn interest_is_charged_until_today_once(db: Db) {
    let world = World::new(db).await;
    let owed = world.look().await.ledger.unwrap();
    // 55 days of 11.5 percent on 54,990.
    assert_eq!(owed.uncharged, Cents(95_291));
    charge_interest(&world.services, &world.nora, &world.case)
        .await
        .unwrap();
    let ledger = world.look().await.ledger.unwrap();
    assert_eq!(
        (ledger.interest, ledger.uncharged),
        (Cents(95_291), Cents::ZERO)
    );
    assert_eq!(ledger.balance, dollars(54_990).plus(Cents(95_291)));
    assert_eq!(ledger.entries[0].on, TODAY);
    let again = charge_interest(&world.services, &world.nora, &world.case).await;
    assert!(is_conflict(again));
}

async fn first_entry(world: &World) -> EntryId {
    world.look().await.ledger.unwrap().entries[0].id
}

async fn take_back(world: &World, who: &Session, entry: EntryId) -> Result<(), ServiceError> {
    reverse(
        &world.services,
        who,
        &world.case,
        entry,
        "Another home's check.",
    )
    .await
}

#[db_test]
async fn an_entry_is_reversed_once_by_somebody_else_and_stays(db: Db) {
    let world = World::new(db).await;
    world
        .pay(&world.nora, &payment(dollars(10_000)))
        .await
        .unwrap();
    let entry = first_entry(&world).await;
    assert!(is_conflict(take_back(&world, &world.nora, entry).await));
    let silent = reverse(&world.services, &world.eli, &world.case, entry, " \n").await;
    assert_eq!(fields(silent), ["reason"]);
    take_back(&world, &world.eli, entry).await.unwrap();
    let case = world.look().await;
    assert_eq!(case.line.state, CaseState::DueAndPayable);
    let ledger = case.ledger.unwrap();
    assert_eq!(
        (ledger.payments, ledger.balance),
        (Cents::ZERO, dollars(54_990))
    );
    let [first, second] = ledger.entries.as_slice() else {
        panic!("{:?}", ledger.entries);
    };
    assert!(first.is_reversed && first.amount == dollars(10_000));
    assert_eq!(
        (second.kind, second.account),
        (EntryKind::Reversal, EntryKind::Payment)
    );
    assert_eq!((second.amount, second.on), (dollars(-10_000), DUE));
    assert_eq!(second.note, "Another home's check.");
    assert!(is_conflict(take_back(&world, &world.eli, entry).await));
    assert!(is_conflict(take_back(&world, &world.nora, second.id).await));
    let nothing = take_back(&world, &world.eli, EntryId(Uuid::now_v7())).await;
    assert!(matches!(nothing, Err(ServiceError::NotFound)));
}

#[db_test]
async fn what_is_reversed_leads_back_to_where_people_had_put_the_case(db: Db) {
    let mut world = World::new(db).await;
    for (stands, due, paid) in [
        (CaseState::Imposed, None, CaseState::EscrowHeld),
        (CaseState::InEscrowWindow, None, CaseState::EscrowHeld),
        (
            CaseState::Overdue,
            Some((PAYABLE, DUE)),
            CaseState::PaidInFull,
        ),
    ] {
        let net = dollars(5_000);
        world.case = world.add(world.ohio, "OH", stands, due, net).await;
        for (amount, moved) in [(net, paid), (dollars(5_001), CaseState::RefundDue)] {
            let payment = Payment {
                overpayment: amount > net,
                ..payment(amount)
            };
            world.pay(&world.nora, &payment).await.unwrap();
            let case = world.look().await;
            assert_eq!(case.line.state, moved);
            let mut entries = case.ledger.unwrap().entries.into_iter();
            let last = entries.next_back().unwrap();
            take_back(&world, &world.eli, last.id).await.unwrap();
            assert_eq!(world.look().await.line.state, stands, "from {moved:?}");
        }
    }
}

#[db_test]
async fn the_ledger_and_the_history_refuse_to_be_changed(db: Db) {
    let world = World::new(db).await;
    world
        .pay(&world.nora, &payment(dollars(10_000)))
        .await
        .unwrap();
    for sql in [
        "update penalty_entry set amount_cents = 1",
        "update penalty_entry set note = 'x'",
        "delete from penalty_entry",
        "update penalty_state_change set why = 'x'",
        "delete from penalty_state_change",
    ] {
        assert!(world.run(sql).await.is_err(), "{sql}");
    }
    if world.services.db.is_postgres() {
        for sql in [
            "truncate penalty_entry cascade",
            "truncate penalty_state_change",
        ] {
            assert!(world.run(sql).await.is_err(), "{sql}");
        }
    } else {
        let forged = "insert or replace into penalty_entry select * from penalty_entry";
        assert!(world.run(forged).await.is_err(), "{forged}");
    }
    assert_eq!(world.look().await.ledger.unwrap().balance, dollars(44_990));
}

/// Writes a reversal past the service: `$` stands for what is wrong.
macro_rules! forged {
    ($amount:literal, $by:literal, $account:literal) => {
        concat!(
            "insert into penalty_entry (id, case_id, kind, account, amount_cents, counts_on, trace, payer, note,
                recorded_by, recorded_at, request_key, reverses_id)
             select c.id, e.case_id, 'reversal', '", $account, "', ", $amount, ", e.counts_on, '', '', '',
                (select u.id from user_account u where u.user_name = '", $by, "'), 0, c.id, e.id
             from penalty_entry e join penalty_case c on c.id = e.case_id"
        )
    };
}

#[db_test]
async fn the_database_itself_takes_no_reversal_of_ones_own_or_of_another_amount(db: Db) {
    let world = World::new(db).await;
    world
        .pay(&world.nora, &payment(dollars(10_000)))
        .await
        .unwrap();
    for sql in [
        forged!("-e.amount_cents", "NORA.VANCE", "payment"),
        forged!("-e.amount_cents + 1", "ELI.MERCER", "payment"),
        forged!("-e.amount_cents", "ELI.MERCER", "offset"),
    ] {
        assert!(world.run(sql).await.is_err(), "{sql}");
    }
    let right = forged!("-e.amount_cents", "ELI.MERCER", "payment");
    assert_eq!(world.run(right).await.unwrap(), 1);
}

#[db_test]
async fn only_the_office_of_financial_management_writes_and_only_after_a_second_factor(db: Db) {
    let world = World::new(db).await;
    world.pay(&world.nora, &payment(dollars(5))).await.unwrap();
    let entry = first_entry(&world).await;
    for (name, role) in [
        ("VIEW.ONLY", Role::CmsViewOnlyUser),
        ("GENERAL.USER", Role::CmsGeneralUser),
        ("STATE.USER", Role::StateAgencyGeneralUser),
        ("HELP.DESK", Role::HelpDesk),
    ] {
        let other = person(&world.services, name, role).await;
        let acts = [
            world.pay(&other, &payment(dollars(5))).await,
            take_back(&world, &other, entry).await,
            charge_interest(&world.services, &other, &world.case).await,
        ];
        for act in acts {
            assert!(
                matches!(act, Err(ServiceError::Denied(_))),
                "{name} {act:?}"
            );
        }
    }
    let mut stale = world.eli.clone();
    stale.holder.confirmed_at = None;
    let acts = [
        world.pay(&stale, &payment(dollars(5))).await,
        take_back(&world, &stale, entry).await,
        charge_interest(&world.services, &stale, &world.case).await,
    ];
    for act in acts {
        assert!(matches!(act, Err(ServiceError::Unconfirmed)), "{act:?}");
    }
    let ended = "update role_grant set ended_at = 1
        where user_id = (select u.id from user_account u where u.user_name = 'ELI.MERCER')";
    world.run(ended).await.unwrap();
    let late = world.pay(&world.eli, &payment(dollars(5))).await;
    assert!(matches!(late, Err(ServiceError::Denied(_))), "{late:?}");
}
