use jiff::civil::date;

use super::*;

/// Numbered from 1.
fn visits<'a>(instrument: &'a str, all: &[(&'a str, Date)]) -> Vec<Visit<'a>> {
    let visit = |((reasons, day), number): (&(&'a str, Date), i64)| Visit {
        instrument,
        reasons,
        number: AssessmentNumber(number),
        day: *day,
        started: None,
    };
    all.iter().zip(1..).map(visit).collect()
}

const fn late(of: Date, record: i64) -> Lateness {
    Lateness::Late {
        of,
        record: AssessmentNumber(record),
    }
}

#[test]
fn a_resident_is_assessed_by_day_14_then_each_quarter_and_each_year() {
    let entry = ("99-99-01-0", date(2026, 1, 1));
    let of = |more: &[(&'static str, Date)], today| {
        let all: Vec<_> = [entry].into_iter().chain(more.iter().copied()).collect();
        DueRules::default().due_assessments(&visits("MDS", &all), today)
    };
    assert_eq!(of(&[], date(2026, 1, 14)), []);
    let missing = |kind, by| Due {
        kind,
        by,
        lateness: Lateness::Missing,
    };
    let admission = date(2026, 1, 14);
    assert_eq!(
        of(&[], date(2026, 1, 15)),
        [missing(DueKind::Admission, admission)]
    );
    let on_time = ("01-01-99-0", admission);
    assert_eq!(of(&[on_time], date(2026, 4, 16)), [], "92 days later");
    assert_eq!(
        of(&[on_time], date(2026, 4, 17)),
        [missing(DueKind::Quarterly, date(2026, 4, 16))]
    );
    let late_one = ("01-99-99-0", date(2026, 1, 16));
    assert_eq!(
        of(&[late_one], date(2026, 1, 20)),
        [Due {
            kind: DueKind::Admission,
            by: admission,
            lateness: late(date(2026, 1, 16), 2),
        }]
    );
    let quarters = [
        on_time,
        ("02-99-99-0", date(2026, 4, 10)),
        ("02-99-99-0", date(2026, 7, 10)),
        ("02-99-99-0", date(2026, 10, 10)),
        ("02-99-99-0", date(2027, 1, 9)),
    ];
    assert_eq!(
        of(&quarters, date(2027, 1, 16)),
        [missing(DueKind::Comprehensive, date(2027, 1, 15))]
    );
}

#[test]
fn a_resident_who_left_is_due_for_nothing_more() {
    let left = [
        ("99-99-01-0", date(2026, 1, 1)),
        ("01-99-99-0", date(2026, 1, 10)),
        ("99-99-11-0", date(2026, 2, 1)),
    ];
    assert_eq!(
        DueRules::default().due_assessments(&visits("MDS", &left), date(2027, 6, 1)),
        []
    );
    let back: Vec<_> = left
        .into_iter()
        .chain([("99-99-01-0", date(2026, 2, 5))])
        .collect();
    assert_eq!(
        DueRules::default().due_assessments(&visits("MDS", &back), date(2026, 4, 1)),
        [],
        "whose return was anticipated needs no other admission assessment"
    );
    assert_eq!(
        DueRules::default()
            .due_assessments(&visits("MDS", &back), date(2026, 4, 13))
            .len(),
        1
    );
}

#[test]
fn each_episode_is_recertified_in_its_last_five_days() {
    let start = ("01", date(2026, 1, 1));
    let of = |more: &[(&'static str, Date)], today| {
        let all: Vec<_> = [start].into_iter().chain(more.iter().copied()).collect();
        DueRules::default().due_assessments(&visits("OASIS", &all), today)
    };
    // SOC + 60 - 5 is February 25, SOC + 60 - 1 is March 1.
    assert_eq!(of(&[], date(2026, 3, 1)), []);
    assert_eq!(of(&[], date(2026, 3, 2))[0].by, date(2026, 3, 1));
    for day in [date(2026, 2, 25), date(2026, 3, 1)] {
        assert_eq!(of(&[("04", day)], date(2026, 3, 10)), [], "{day}");
    }
    assert_eq!(
        of(&[("04", date(2026, 2, 24))], date(2026, 3, 10))[0].lateness,
        Lateness::Silent(date(2026, 2, 24)),
        "before the window is not in it"
    );
    let after = date(2026, 3, 4);
    assert_eq!(
        of(&[("04", after)], date(2026, 3, 10))[0].lateness,
        late(after, 2)
    );
    assert_eq!(of(&[("03", date(2026, 2, 27))], date(2026, 3, 10)), []);
}

/// A discharge that was not sent is one row, not one for each window since.
#[test]
fn where_nothing_more_has_come_one_row_says_so() {
    let start = ("01", date(2019, 10, 25));
    let of = |more: &[(&'static str, Date)]| {
        let all: Vec<_> = [start].into_iter().chain(more.iter().copied()).collect();
        DueRules::default().due_assessments(&visits("OASIS", &all), date(2026, 11, 10))
    };
    let silent = |by, since| Due {
        kind: DueKind::RecertificationOrDischarge,
        by,
        lateness: Lateness::Silent(since),
    };
    assert_eq!(of(&[]), [silent(date(2019, 12, 23), date(2019, 10, 25))]);
    // The second window is missed, the third is not, and the fourth is the last of which anything is said.
    let third = date(2020, 4, 21);
    let recertified = [("04", date(2019, 12, 20)), ("04", third)];
    assert_eq!(
        of(&recertified),
        [
            Due {
                kind: DueKind::Recertification,
                by: date(2020, 2, 21),
                lateness: Lateness::Missing,
            },
            silent(date(2020, 6, 20), third)
        ]
    );
    // A next start of care tells of the one before it that nobody ended it.
    let again = [("01", date(2026, 11, 1))];
    assert_eq!(of(&again), [silent(date(2019, 12, 23), date(2019, 10, 25))]);
}

/// Of a stay whose beginning was not sent here, each record says when it was.
#[test]
fn a_stay_is_judged_by_what_its_records_say_of_its_beginning() {
    let due = |instrument, all: &[(&'static str, Date)], started, today| {
        let mut visits = visits(instrument, all);
        for visit in &mut visits {
            visit.started = Some(started);
        }
        DueRules::default().due_assessments(&visits, today)
    };
    // SOC + 60 - 1 is March 1, SOC + 120 - 1 is April 30; of the first window nothing is known.
    let care = date(2026, 1, 1);
    let recertified = [("04", date(2026, 4, 28))];
    assert_eq!(due("OASIS", &recertified, care, date(2026, 6, 29)), []);
    let after = due("OASIS", &recertified, care, date(2026, 6, 30));
    assert_eq!(after[0].by, date(2026, 6, 29));
    let ended = [
        ("04", date(2026, 4, 28)),
        ("09", date(2026, 5, 3)),
        ("04", date(2026, 6, 27)),
    ];
    assert_eq!(
        due("OASIS", &ended, care, date(2026, 9, 1)),
        [],
        "the stay is over"
    );

    let entered = date(2026, 1, 1);
    let for_payment = [("99-01-99-0", date(2026, 1, 6))];
    assert_eq!(due("MDS", &for_payment, entered, date(2026, 1, 14)), []);
    let missing = due("MDS", &for_payment, entered, date(2026, 1, 15));
    assert_eq!(missing[0].kind, DueKind::Admission);
    assert_eq!(missing[0].by, date(2026, 1, 14));
    let annual = [("03-99-99-0", date(2026, 3, 1))];
    assert_eq!(
        due("MDS", &annual, entered, date(2026, 3, 2)),
        [],
        "who was admitted before anything was sent here is not late"
    );
}

#[test]
fn a_patient_who_is_away_or_discharged_is_not_recertified() {
    let start = ("01", date(2026, 1, 1));
    let today = date(2026, 3, 20);
    let of = |reasons, day| {
        DueRules::default()
            .due_assessments(&visits("OASIS", &[start, (reasons, day)]), today)
            .len()
    };
    assert_eq!(of("06", date(2026, 2, 20)), 0);
    assert_eq!(of("09", date(2026, 2, 20)), 0);
    assert_eq!(of("05", date(2026, 2, 20)), 1);
}

/// Each recalled rule by itself: who says otherwise hears otherwise.
#[test]
fn what_is_recalled_may_be_told_otherwise() {
    let told = |rules: DueRules, visits: &[Visit<'_>], today| {
        let due = rules.due_assessments(visits, today);
        due.into_iter()
            .map(|due| (due.kind, due.by))
            .collect::<Vec<_>>()
    };
    let usual = DueRules::default();
    let entered = visits("MDS", &[("99-99-01-0", date(2026, 1, 1))]);
    let today = date(2026, 1, 15);
    assert_eq!(told(usual, &entered, today).len(), 1);
    let rules = DueRules {
        admission_day: 15,
        ..usual
    };
    assert_eq!(told(rules, &entered, today), []);

    let annual = visits("MDS", &[("03-99-99-0", date(2026, 1, 1))]);
    let rules = DueRules {
        quarterly_days: 90,
        comprehensive_days: 100,
        ..usual
    };
    assert_eq!(
        told(rules, &annual, date(2026, 4, 12)),
        [
            (DueKind::Quarterly, date(2026, 4, 1)),
            (DueKind::Comprehensive, date(2026, 4, 11))
        ]
    );

    let returned = visits(
        "MDS",
        &[
            ("01-99-99-0", date(2026, 1, 1)),
            ("99-99-11-0", date(2026, 2, 1)),
            ("99-99-01-0", date(2026, 2, 5)),
        ],
    );
    let today = date(2026, 3, 1);
    assert_eq!(told(usual, &returned, today), []);
    let rules = DueRules {
        return_is_admission: true,
        ..usual
    };
    assert_eq!(
        told(rules, &returned, today),
        [(DueKind::Admission, date(2026, 2, 18))]
    );

    let resumed = visits(
        "OASIS",
        &[("01", date(2026, 1, 1)), ("03", date(2026, 2, 27))],
    );
    let today = date(2026, 3, 10);
    assert_eq!(told(usual, &resumed, today), []);
    let rules = DueRules {
        resumption_recertifies: false,
        ..usual
    };
    assert_eq!(
        told(rules, &resumed, today),
        [(DueKind::RecertificationOrDischarge, date(2026, 3, 1))]
    );
}

#[test]
fn a_record_is_late_on_the_day_after_its_last() {
    let completed = date(2026, 10, 1);
    assert_eq!(sent_late(completed, 14, date(2026, 10, 15)), None);
    assert_eq!(
        sent_late(completed, 14, date(2026, 10, 16)),
        Some(date(2026, 10, 15))
    );
}
