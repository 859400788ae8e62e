mod reduction;

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;

use super::{
    AGES, Age, CaseFilter, CaseNumber, CaseState, Owed, Payment, PaymentForm, PaymentMethod,
    PenaltyRow, Rate, ReceiptFilter, RefundForm, Standing, StepForm, accrued, due_date,
};
use crate::{listing::Query, money::Cents, providers::Region};

const TODAY: Date = date(2026, 11, 10);

fn dollars(dollars: i64) -> Cents {
    Cents(dollars * 100)
}

#[test]
fn a_case_number_names_fiscal_year_region_and_sequence() {
    let region = Region::from_number(5).unwrap();
    let number = CaseNumber::new(2026, region, 123);
    assert_eq!(number.as_str(), "2026-05-LTC-0123");
    assert_eq!(CaseNumber::parse(" 2026-05-ltc-0123 "), Ok(number));
    let long = CaseNumber::new(2026, region, 12_345);
    assert_eq!(CaseNumber::parse("2026-05-LTC-12345"), Ok(long));
    for wrong in [
        "",
        "2026-05-LTC-123",
        "2026-5-LTC-0123",
        "2026-11-LTC-0123",
        "2026-00-LTC-0123",
        "26-05-LTC-0123",
        "2026-05-HHA-0123",
        "2026-05-LTC-0123-1",
        "2026-+5-LTC-0123",
    ] {
        assert!(CaseNumber::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_penalty_is_due_fifteen_calendar_days_after_its_trigger() {
    assert_eq!(due_date(date(2026, 11, 10)), date(2026, 11, 25));
    assert_eq!(due_date(date(2026, 12, 20)), date(2027, 1, 4));
}

#[test]
fn the_days_of_a_penalty_count_from_the_first_to_the_last() {
    // DAB CR6351: $1,410 a day.
    let row = PenaltyRow {
        per_day: Some(dollars(1_410)),
        from: date(2021, 10, 28),
        to: date(2021, 12, 5),
        total: dollars(54_990),
    };
    assert_eq!(row.days(), 39);
    assert_eq!(dollars(1_410).0 * i64::from(row.days()), row.total.0);
}

#[test]
fn a_debt_ages_in_steps_of_thirty_days_and_no_day_lies_between_them() {
    for (days, age) in [
        (-1, None),
        (0, None),
        (1, Some(Age::UpTo30)),
        (30, Some(Age::UpTo30)),
        (31, Some(Age::UpTo60)),
        (60, Some(Age::UpTo60)),
        (61, Some(Age::UpTo90)),
        (91, Some(Age::UpTo120)),
        (120, Some(Age::UpTo120)),
        (121, Some(Age::Over120)),
        (5_000, Some(Age::Over120)),
    ] {
        assert_eq!(Age::of(days), age, "{days}");
    }
}

proptest! {
    #[test]
    fn the_due_dates_of_a_step_are_those_whose_age_it_is(days in -40_i32..400) {
        let due = TODAY.saturating_sub(days.days());
        let holds = |standing: Standing| {
            let (first, last) = standing.due_between(TODAY).unwrap();
            (first..=last).contains(&due)
        };
        for age in AGES {
            prop_assert_eq!(holds(Standing::Aged(age)), Age::of(days) == Some(age));
        }
        prop_assert_eq!(holds(Standing::Overdue), days >= 1);
        prop_assert_eq!(holds(Standing::DueSoon), (-15..=0).contains(&days));
    }
}

#[test]
fn every_state_follows_only_the_table() {
    for state in CaseState::ALL {
        assert_eq!(CaseState::from_key(state.key()), Some(state));
        assert!(!state.next().contains(&state), "{state:?} follows itself");
        for received in [0, 10_000] {
            for balance in [-1, 0, 1] {
                let after = state.after_entry(Cents(received), Cents(balance));
                assert!(
                    after == state || state.next().contains(&after),
                    "{state:?} to {after:?}"
                );
            }
        }
        let is_reached = CaseState::ALL
            .into_iter()
            .any(|from| from.next().contains(&state));
        assert!(is_reached || state == CaseState::Imposed, "{state:?}");
    }
    assert!(CaseState::Closed.next().is_empty());
}

#[test]
fn people_take_only_steps_of_the_table_that_the_ledger_does_not_take() {
    for state in CaseState::ALL {
        for step in state.steps() {
            assert!(state.next().contains(&step), "{state:?} to {step:?}");
            assert!(!step.is_of_ledger(), "{state:?} to {step:?}");
        }
        assert_eq!(
            state.steps().contains(&CaseState::Closed),
            matches!(
                state,
                CaseState::PaidInFull
                    | CaseState::Refunded
                    | CaseState::Rescinded
                    | CaseState::WrittenOff
            ),
            "{state:?}"
        );
    }
    assert!(CaseState::RefundDue.steps().is_empty());
}

#[test]
fn a_step_has_a_reason_and_a_day_where_it_makes_the_penalty_due() {
    let form = |state: &str, payable_on: &str, reason: &str| StepForm {
        state: state.to_owned(),
        payable_on: payable_on.to_owned(),
        reason: reason.to_owned(),
    };
    let refused = |form: StepForm| {
        let problems = form.read().unwrap_err().into_iter();
        problems.map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(refused(form("", "", " ")), ["state", "reason"]);
    assert_eq!(refused(form("due_and_payable", "", "x")), ["payable_on"]);
    assert_eq!(refused(form("overdue", "11/9/2026", "x")), ["payable_on"]);
    let due = form("due_and_payable", "11/9/2026", " x ").read().unwrap();
    assert_eq!(due.reason, "x");
    let (payable, until) = (date(2026, 11, 9), date(2026, 11, 24));
    assert_eq!(due.payable(None), Some((payable, until)));
    assert!(due.problems(payable, TODAY).is_empty());
    assert_eq!(due.problems(TODAY, TODAY).len(), 1);
    assert_eq!(due.problems(payable, date(2026, 11, 8)).len(), 1);
    let before = due.payable(None);
    let appealed = form("appealed", "", "x").read().unwrap();
    assert_eq!(appealed.payable(before), None);
    let overdue = form("overdue", "", "x").read().unwrap();
    assert_eq!(overdue.payable(before), before);
}

#[test]
fn a_refund_is_at_most_what_is_to_go_back() {
    let form = RefundForm {
        amount: "10".to_owned(),
        refunded_on: "11/9/2026".to_owned(),
        trace: "9001".to_owned(),
        comment: String::new(),
    };
    let refund = form.read().unwrap();
    let notice = date(2026, 9, 1);
    assert!(refund.problems(dollars(10), notice, TODAY).is_empty());
    let problems = refund.problems(Cents(999), TODAY, TODAY);
    let fields: Vec<_> = problems.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["amount", "refunded_on"]);
    let empty = RefundForm::default().read().unwrap_err();
    let fields: Vec<_> = empty.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["amount", "refunded_on", "trace"]);
}

#[test]
fn whatever_the_ledger_says_next_the_table_allows() {
    let ledgers = [0, 10_000].into_iter().flat_map(|received| {
        let balances = [-1, 0, 1].into_iter();
        balances.map(move |balance| (Cents(received), Cents(balance)))
    });
    let placed = CaseState::ALL.into_iter();
    for placed in placed.filter(|state| !state.is_of_ledger()) {
        for (received, balance) in ledgers.clone() {
            let now = placed.after_entry(received, balance);
            for (received, balance) in ledgers.clone() {
                let then = placed.after_entry(received, balance);
                assert!(
                    then == now || now.next().contains(&then),
                    "{placed:?}: {now:?} to {then:?}"
                );
            }
        }
    }
}

#[test]
fn the_ledger_moves_a_case_from_due_to_paid_and_back() {
    let due = CaseState::DueAndPayable;
    let part = due.after_entry(dollars(10_000), dollars(44_990));
    assert_eq!(part, CaseState::PartiallyPaid);
    let paid = part.after_entry(dollars(54_990), Cents::ZERO);
    assert_eq!(paid, CaseState::PaidInFull);
    let over = part.after_entry(dollars(54_991), dollars(-1));
    assert_eq!(over, CaseState::RefundDue);
    // The payment was reversed.
    assert_eq!(paid.after_entry(dollars(10_000), dollars(44_990)), part);
    assert_eq!(paid.after_entry(Cents::ZERO, dollars(54_990)), due);
    // Before it is due, money waits in escrow; an appeal goes on.
    let imposed = CaseState::Imposed;
    assert_eq!(imposed.after_entry(dollars(5), dollars(5)), imposed);
    assert_eq!(
        imposed.after_entry(dollars(10), Cents::ZERO),
        CaseState::EscrowHeld
    );
    let appealed = CaseState::Appealed;
    assert_eq!(appealed.after_entry(dollars(10), Cents::ZERO), appealed);
    // A plan goes on until all is paid.
    let plan = CaseState::PaymentPlan;
    assert_eq!(plan.after_entry(dollars(5), dollars(5)), plan);
}

const RATES: [Rate; 2] = [
    Rate {
        from: date(2015, 11, 3),
        thousandths: 10_000,
    },
    Rate {
        from: date(2026, 7, 1),
        thousandths: 11_500,
    },
];

#[test]
fn interest_runs_by_the_day_from_the_due_date_on_what_is_unpaid() {
    let due = date(2026, 3, 1);
    let net = dollars(36_500);
    let until = |until, receipts: &[(Date, Cents)]| accrued(net, due, receipts, &RATES, until);
    // Nothing on the due date; $10 a day at 10 percent.
    assert_eq!(until(due, &[]), Cents::ZERO);
    assert_eq!(until(date(2026, 2, 1), &[]), Cents::ZERO);
    assert_eq!(until(date(2026, 3, 2), &[]), dollars(10));
    assert_eq!(until(date(2026, 3, 31), &[]), dollars(300));
    // A new rate holds from its own day on: 122 days of $10 and 10 of $11.50.
    assert_eq!(until(date(2026, 7, 11), &[]), dollars(1_220 + 115));
    // A payment takes away from its day on, one before the due date from the beginning.
    let half = dollars(18_250);
    assert_eq!(
        until(date(2026, 3, 31), &[(date(2026, 3, 11), half)]),
        dollars(100 + 100)
    );
    assert_eq!(
        until(date(2026, 3, 31), &[(date(2026, 2, 11), half)]),
        dollars(150)
    );
    // What was reversed is as if it had not come; what came too much earns nothing.
    let reversed = [
        (date(2026, 3, 11), half),
        (date(2026, 3, 11), half.turned()),
    ];
    assert_eq!(until(date(2026, 3, 31), &reversed), dollars(300));
    assert_eq!(
        until(date(2026, 3, 31), &[(date(2026, 3, 1), dollars(40_000))]),
        Cents::ZERO
    );
    // No rate, no interest.
    assert_eq!(accrued(net, due, &[], &[], date(2026, 12, 31)), Cents::ZERO);
}

#[test]
fn a_rate_is_told_with_the_digits_that_it_has() {
    for (thousandths, words) in [(10_000, "10%"), (11_500, "11.5%"), (12_125, "12.125%")] {
        let from = TODAY;
        assert_eq!(Rate { from, thousandths }.words(), words);
    }
}

proptest! {
    #[test]
    fn interest_never_falls_with_time_and_differs_from_its_parts_by_rounding_alone(
        net in 0..10_000_000_i64,
        (first, more) in (0..900_i32, 0..900_i32),
        paid in 0..10_000_000_i64,
        paid_after in -50..900_i32,
    ) {
        let due = date(2026, 1, 1);
        let day = |days: i32| due.saturating_add(days.days());
        let receipts = [(day(paid_after), Cents(paid))];
        let until = |days: i32| accrued(Cents(net), due, &receipts, &RATES, day(days));
        let (early, late) = (until(first), until(first + more));
        prop_assert!(Cents::ZERO <= early && early <= late);
        let daily: Cents = (first..first + more)
            .map(|at| until(at + 1).minus(until(at)))
            .sum();
        prop_assert_eq!(early.plus(daily), late);
    }
}

fn payment(amount: Cents) -> Payment {
    Payment {
        amount,
        received_on: date(2026, 11, 9),
        method: PaymentMethod::Check,
        trace: "1077".to_owned(),
        payer: String::new(),
        comment: String::new(),
        overpayment: false,
        another: false,
    }
}

#[test]
fn a_payment_is_refused_at_the_field_that_breaks_a_rule() {
    let owed = Owed {
        notice_on: date(2026, 9, 1),
        balance: dollars(54_990),
    };
    let refused = |payment: &Payment| {
        let problems = payment.problems(owed, TODAY).into_iter();
        problems.map(|problem| problem.field).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(refused(&payment(dollars(54_990))), none);
    assert_eq!(refused(&payment(Cents::ZERO)), ["amount"]);
    assert_eq!(refused(&payment(dollars(54_991))), ["amount"]);
    let over = Payment {
        overpayment: true,
        ..payment(dollars(54_991))
    };
    assert_eq!(refused(&over), none);
    for (received_on, problem) in [
        (TODAY, false),
        (date(2026, 11, 11), true),
        (date(2026, 9, 1), false),
        (date(2026, 8, 31), true),
    ] {
        let payment = Payment {
            received_on,
            ..payment(dollars(5))
        };
        assert_eq!(refused(&payment).is_empty(), !problem, "{received_on}");
    }
    let untraced = Payment {
        trace: String::new(),
        ..payment(dollars(5))
    };
    assert_eq!(refused(&untraced), ["trace"]);
    let offset = Payment {
        method: PaymentMethod::MacOffset,
        ..untraced
    };
    assert_eq!(refused(&offset), none);
}

#[test]
fn a_form_is_read_or_says_at_each_field_what_is_wrong() {
    let form = PaymentForm {
        amount: "$10,000".to_owned(),
        received_on: "11/9/2026".to_owned(),
        method: "check".to_owned(),
        trace: " 1077 ".to_owned(),
        ..PaymentForm::default()
    };
    assert_eq!(form.read(), Ok(payment(dollars(10_000))));
    let wrong = PaymentForm {
        amount: "ten".to_owned(),
        received_on: "13/40/2026".to_owned(),
        method: "gold".to_owned(),
        trace: "a\0".to_owned(),
        payer: "x".repeat(101),
        comment: "x".repeat(1_001),
        overpayment: String::new(),
        another: String::new(),
    };
    let fields: Vec<String> = wrong
        .read()
        .unwrap_err()
        .into_iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(
        fields,
        [
            "amount",
            "received_on",
            "method",
            "trace",
            "payer",
            "comment"
        ]
    );
}

#[test]
fn receipts_of_the_fiscal_year_begin_in_october() {
    let since = |today| ReceiptFilter::this_fiscal_year(today).from.unwrap();
    assert_eq!(since(TODAY), date(2026, 10, 1));
    assert_eq!(since(date(2026, 9, 30)), date(2025, 10, 1));
    let month = ReceiptFilter::this_month(TODAY);
    assert_eq!(
        month.to_query().to_string(),
        "from=2026-11-01&to=2026-11-10"
    );
    assert_eq!(ReceiptFilter::from_query(&month.to_query()), month);
}

#[test]
fn the_address_of_a_case_list_reads_back_as_the_same_filter() {
    for address in [
        "",
        "q=oak&state=IA&region=7&status=overdue&standing=past_due_31_60",
        "due_from=2026-01-01&due_to=2026-12-31&least=10.00&most=54990.00",
        "sort=balance&dir=desc&page=2&size=50",
        "sort=number",
    ] {
        let filter = CaseFilter::from_query(&Query::parse(address));
        assert_eq!(filter.to_query().to_string(), address);
        assert_eq!(CaseFilter::from_query(&filter.to_query()), filter);
    }
    let typed = Query::parse("due_from=01/02/2026&least=$1,000&status=none&standing=x&sort=y");
    let filter = CaseFilter::from_query(&typed);
    assert_eq!(
        filter.to_query().to_string(),
        "due_from=2026-01-02&least=1000.00"
    );
}

#[test]
fn what_an_address_says_in_vain_is_told() {
    let typed =
        Query::parse("q=+&state=XX&status=overdue&due_from=13/45/2026&least=&most= ten&page=x");
    let read = CaseFilter::from_query(&typed).to_query();
    let names = ["q", "state", "status", "due_from", "least", "most"];
    let left_out: Vec<_> = typed.left_out(&read, names).collect();
    assert_eq!(
        left_out,
        [("state", "XX"), ("due_from", "13/45/2026"), ("most", "ten")]
    );
    let long = Query::parse(&format!("least={}", "x".repeat(10_000)));
    let (_, quoted) = long.left_out(&read, ["least"]).next().unwrap();
    assert_eq!(quoted.len(), 60);
}

proptest! {
    #[test]
    fn any_address_is_read_as_some_filter_that_is_stable(address in ".{0,60}") {
        let filter = CaseFilter::from_query(&Query::parse(&address));
        prop_assert_eq!(CaseFilter::from_query(&filter.to_query()), filter);
    }
}
