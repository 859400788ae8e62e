use std::{collections::BTreeSet, ops::ControlFlow};

use domain::{
    providers::StateCode,
    staffing::FiscalQuarter,
    submissions::{FileState, Severity},
};
use jiff::civil::date;

use super::*;
use crate::assessments::Assessments;
use crate::{FileCheck, Limits, Options, check};

fn plan(mistakes: Mistakes, bytes: u64) -> Plan {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    Plan {
        seed: 42,
        bytes,
        mistakes,
        ..Plan::new("SAMPLE01", StateCode::parse("IA").unwrap(), quarter)
    }
}

fn checked(plan: &Plan) -> FileCheck {
    let options = Options {
        today: date(2026, 11, 10),
        limits: Limits::default(),
    };
    check(
        &mut &plan.to_vec()[..],
        "a.xml",
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap()
    .files
    .remove(0)
}

#[test]
fn the_same_seed_gives_the_same_file_and_another_one_another() {
    let one = plan(Mistakes::None, 0);
    assert_eq!(one.to_vec(), one.to_vec());
    assert_ne!(
        one.to_vec(),
        Plan {
            seed: 43,
            ..one.clone()
        }
        .to_vec()
    );
}

#[test]
fn the_clean_sample_has_no_finding_at_all() {
    let file = checked(&plan(Mistakes::None, 0));
    assert_eq!(file.findings.total(), 0);
    assert_eq!(file.summary.unwrap().employees_not_listed, 0);
}

#[test]
fn a_sample_of_a_running_quarter_ends_today() {
    let running = Plan {
        through: date(2026, 8, 3),
        ..plan(Mistakes::None, 0)
    };
    let options = Options {
        today: date(2026, 8, 3),
        limits: Limits::default(),
    };
    let checked = check(
        &mut &running.to_vec()[..],
        "a.xml",
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(checked.files[0].findings.total(), 0);
}

#[test]
fn the_sample_with_twelve_problems_has_one_of_each_of_twelve_edits() {
    let file = checked(&plan(Mistakes::Twelve, 0));
    let codes: BTreeSet<_> = file.findings.iter().map(|finding| finding.code).collect();
    assert_eq!((file.findings.total(), codes.len()), (12, 12), "{codes:?}");
    assert!(codes.iter().all(|code| code.starts_with('-')), "{codes:?}");
    assert_eq!(file.state(), FileState::Rejected);
}

#[test]
fn the_unknown_employee_is_for_the_server_to_find() {
    let file = checked(&plan(Mistakes::UnknownEmployee, 0));
    assert_eq!(file.findings.count(Severity::Fatal), 0);
    assert_eq!(file.summary.unwrap().employees_not_listed, 1);
}

#[test]
fn a_size_is_filled_and_not_passed() {
    let size = 5_000_000;
    let length = plan(Mistakes::None, size).to_vec().len() as u64;
    assert!((size - 40_000..=size).contains(&length), "{length}");
}
