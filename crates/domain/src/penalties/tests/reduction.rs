//! What may be taken off a penalty, and how much that is.

use jiff::civil::{Date, date};

use super::super::{
    CaseState, Imposed, PayableDayForm, Reduction, ReductionForm, ReductionKind, Size,
};
use super::{TODAY, dollars};
use crate::{forms::FieldError, money::Cents};

const NOTICE: Date = date(2026, 9, 1);

fn imposed(net: Cents) -> Imposed {
    Imposed {
        notice_on: NOTICE,
        gross: dollars(54_990),
        net,
        has_fixed_percent: false,
    }
}

fn typed(kind: &str, amount: &str, percent: &str) -> ReductionForm {
    ReductionForm {
        kind: kind.to_owned(),
        amount: amount.to_owned(),
        percent: percent.to_owned(),
        adjusted_on: "11/9/2026".to_owned(),
        reason: " As the region wrote. ".to_owned(),
    }
}

fn fields(problems: Vec<FieldError>) -> Vec<String> {
    problems.into_iter().map(|one| one.field).collect()
}

#[test]
fn thirty_five_percent_of_a_penalty_is_taken_off_when_no_hearing_is_requested() {
    // DAB CR6351: 54,990.00 x 0.65 = 35,743.50.
    let waiver = typed("waiver", "", "").read().unwrap();
    let imposed = imposed(dollars(54_990));
    let left = imposed.gross.minus(waiver.amount(imposed));
    assert_eq!(left, Cents(3_574_350));
    assert_eq!(waiver.reason, "As the region wrote.");
    assert!(waiver.problems(imposed, TODAY).is_empty());
}

#[test]
fn a_percent_is_of_the_penalty_as_imposed_and_to_the_nearest_cent() {
    let third = typed("settlement", "", " 33 % ").read().unwrap();
    let of = |gross: i64| {
        third.amount(Imposed {
            gross: Cents(gross),
            ..imposed(Cents(1))
        })
    };
    // 33 percent of these are 0.495, 0.5049 and 33.33 cents.
    assert_eq!((of(1), of(2)), (Cents(0), Cents(1)));
    assert_eq!(of(101), Cents(33));
}

#[test]
fn a_rescission_takes_off_all_that_is_left() {
    let rescinded = typed("rescission", "", "").read().unwrap();
    assert_eq!(rescinded.size, Size::Rest);
    let left = imposed(Cents(123));
    assert_eq!(rescinded.amount(left), Cents(123));
    assert!(rescinded.problems(left, TODAY).is_empty());
    let nothing = imposed(Cents::ZERO);
    assert_eq!(fields(rescinded.problems(nothing, TODAY)), ["kind"]);
}

#[test]
fn one_of_the_two_reductions_of_a_fixed_percent_is_given_once() {
    let given = Imposed {
        has_fixed_percent: true,
        ..imposed(dollars(30_000))
    };
    for (kind, problems) in [
        ("waiver", 1),
        ("self_report", 1),
        ("settlement", 0),
        ("rescission", 0),
    ] {
        let amount = if kind == "settlement" { "5" } else { "" };
        let reduction = typed(kind, amount, "").read().unwrap();
        assert_eq!(reduction.problems(given, TODAY).len(), problems, "{kind}");
    }
}

#[test]
fn no_more_is_taken_off_than_is_left_and_more_than_nothing() {
    let left = imposed(dollars(100));
    let refused = |form: ReductionForm| fields(form.read().unwrap().problems(left, TODAY));
    let none: [&str; 0] = [];
    assert_eq!(refused(typed("decision", "100", "")), none);
    assert_eq!(refused(typed("decision", "100.01", "")), ["amount"]);
    assert_eq!(refused(typed("decision", "0", "")), ["amount"]);
    assert_eq!(refused(typed("hardship", "", "1")), ["percent"]);
    assert_eq!(refused(typed("waiver", "", "")), ["kind"]);
    for (day, problem) in [
        (NOTICE, false),
        (date(2026, 8, 31), true),
        (TODAY, false),
        (date(2026, 11, 11), true),
    ] {
        let reduction = Reduction {
            on: day,
            ..typed("decision", "5", "").read().unwrap()
        };
        let problems = fields(reduction.problems(left, TODAY));
        assert_eq!(problems == ["adjusted_on"], problem, "{day}");
    }
}

#[test]
fn amount_or_percent_is_typed_and_neither_where_the_kind_says_how_much() {
    let refused = |form: ReductionForm| fields(form.read().unwrap_err());
    assert_eq!(refused(typed("settlement", "", "")), ["amount"]);
    assert_eq!(refused(typed("settlement", "5", "5")), ["amount"]);
    assert_eq!(refused(typed("settlement", "five", "")), ["amount"]);
    for wrong in ["0", "101", "1.5", "-1", "x"] {
        assert_eq!(refused(typed("settlement", "", wrong)), ["percent"]);
    }
    for kind in ReductionKind::ALL {
        assert_eq!(ReductionKind::from_key(kind.key()), Some(kind));
        let both = [typed(kind.key(), "5", ""), typed(kind.key(), "", "5")];
        for form in both {
            assert_eq!(form.read().is_err(), kind.size().is_some(), "{kind:?}");
        }
    }
    let empty = refused(ReductionForm::default());
    assert_eq!(empty, ["kind", "adjusted_on", "reason"]);
}

#[test]
fn what_is_too_much_goes_back_also_while_an_appeal_goes_on() {
    let appealed = CaseState::Appealed;
    let after = |balance| appealed.after_entry(dollars(5), balance);
    assert_eq!(after(Cents::ZERO), appealed);
    assert_eq!(after(Cents(-1)), CaseState::RefundDue);
    assert!(CaseState::RefundDue.next().contains(&appealed));
}

#[test]
fn the_right_day_is_another_one_between_notice_and_today() {
    let form = |day: &str| PayableDayForm {
        payable_on: day.to_owned(),
        reason: "Misread.".to_owned(),
    };
    let before = date(2026, 10, 1);
    let refused = |day: &str| fields(form(day).read().unwrap().problems(before, NOTICE, TODAY));
    assert!(refused("10/02/2026").is_empty());
    for wrong in ["10/01/2026", "08/31/2026", "11/11/2026"] {
        assert_eq!(refused(wrong), ["payable_on"], "{wrong}");
    }
    let empty = PayableDayForm::default().read().unwrap_err();
    assert_eq!(fields(empty), ["payable_on", "reason"]);
}
