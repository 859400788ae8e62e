//! Reports on who is there, who came and left, and what is late or missing.

use domain::{
    assessments::INSTRUMENTS,
    reports::{ReportKind, ReportParameters},
};
use jiff::{ToSpan as _, civil::date};
use store::{Db, db_test};

use super::{column, made};
use crate::{
    ServiceError,
    assessments::stored::tests::world::{Stored, World},
    reports::table,
};

#[db_test]
async fn the_roster_has_who_is_there_and_movements_who_came_and_left(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "MADEUP").await;
    let records = [
        Stored::new(1, ada, "01", date(2026, 9, 1)),
        Stored::new(2, bert, "01", date(2026, 9, 2)),
        Stored::new(3, bert, "09", date(2026, 10, 5)),
        Stored {
            state: "inactivated",
            ..Stored::new(4, ada, "09", date(2026, 10, 6))
        },
    ];
    for record in &records {
        world.store(record).await;
    }
    let roster = made(&world, &world.adele, ReportKind::Roster).await;
    assert_eq!(
        column(&roster, "Patient"),
        ["INVENTED, ADA"],
        "what was taken back does not count"
    );
    assert_eq!(column(&roster, "Here since"), ["09/01/2026"]);
    let moves = made(&world, &world.adele, ReportKind::Movements).await;
    assert_eq!(column(&moves, "Move"), ["Discharge from agency"]);
    assert_eq!(column(&moves, "Assessment ID"), ["3"]);
    let earlier = ReportParameters {
        from: Some(date(2026, 9, 1)),
        ..ReportParameters::default()
    };
    let moves = table(
        &world.services,
        &world.adele,
        ReportKind::Movements,
        &earlier,
    )
    .await;
    assert_eq!(moves.unwrap().rows.len(), 3);
    let refused = table(
        &world.services,
        &world.sam,
        ReportKind::Roster,
        &ReportParameters::default(),
    )
    .await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "a submitter sees no patients"
    );
}

#[db_test]
async fn what_is_late_or_missing_is_told_with_its_day(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    world
        .store(&Stored {
            clock: Some(date(2026, 8, 3)),
            accepted: date(2026, 9, 3),
            ..Stored::new(1, ada, "01", date(2026, 8, 1))
        })
        .await;
    let late = made(&world, &world.adele, ReportKind::LateAndMissing).await;
    assert_eq!(
        column(&late, "What was due"),
        ["Recertification or discharge", "Record to be sent"]
    );
    assert_eq!(column(&late, "Assessment ID"), ["", "1"]);
    assert_eq!(column(&late, "Due"), ["09/29/2026", "09/02/2026"]);
    assert_eq!(
        column(&late, "What became of it"),
        [
            "Missing, no record since 08/01/2026",
            "Accepted on 09/03/2026"
        ]
    );
    assert_eq!(column(&late, "Days late"), ["21", "1"]);
    let mds = ReportParameters {
        instrument: INSTRUMENTS.iter().position(|name| *name == "MDS"),
        ..ReportParameters::default()
    };
    let none = table(
        &world.services,
        &world.adele,
        ReportKind::LateAndMissing,
        &mds,
    )
    .await;
    assert!(none.unwrap().rows.is_empty());
}

#[db_test]
async fn an_installation_says_whether_a_resumption_of_care_recertifies(db: Db) {
    let mut world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    for record in [
        Stored::new(1, ada, "01", date(2026, 8, 1)),
        Stored::new(2, ada, "03", date(2026, 9, 27)),
    ] {
        world.store(&record).await;
    }
    for (recertifies, expected) in [(true, 0), (false, 1)] {
        world.services.rules.due.resumption_recertifies = recertifies;
        let late = made(&world, &world.adele, ReportKind::LateAndMissing).await;
        let due = column(&late, "What was due");
        let due = due
            .iter()
            .filter(|what| what.starts_with("Recertification"));
        assert_eq!(due.count(), expected);
    }
}

/// What was due, of which record, by when and what became of it.
async fn late_of(world: &World) -> Vec<[String; 4]> {
    let late = made(world, &world.adele, ReportKind::LateAndMissing).await;
    let columns = ["What was due", "Assessment ID", "Due", "What became of it"]
        .map(|name| column(&late, name));
    let line = |row: usize| columns.each_ref().map(|column| column[row].clone());
    (0..late.rows.len()).map(line).collect()
}

#[db_test]
async fn a_record_is_as_late_as_its_first_version_and_a_correction_has_its_own_days(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let mut number = 0;
    for (instrument, reasons, days_late) in [
        ("OASIS", "01", 0),
        ("MDS", "99-99-01-0", 0),
        ("MDS", "02-99-99-0", 1),
    ] {
        let target = date(2026, 9, 1);
        let in_time = if instrument == "MDS" { 14 } else { 30 };
        let mut record = None;
        for (correction, state) in [(0, "replaced"), (1, "current")] {
            number += 1;
            let clock = target.saturating_add(correction.days());
            // A correction of MDS that was sent a day too late; one of OASIS may come when it does.
            let after = in_time + if correction == 0 { days_late } else { 1 };
            let id = world
                .store(&Stored {
                    record,
                    instrument,
                    correction,
                    state,
                    transaction: if correction == 0 { "1" } else { "2" },
                    clock: Some(clock),
                    accepted: clock.saturating_add(after.days()),
                    ..Stored::new(number, ada, reasons, target)
                })
                .await;
            record = record.or(Some(id));
        }
    }
    let words = |line: [&str; 4]| line.map(str::to_owned);
    let expected = [
        [
            "Record to be sent",
            "5",
            "09/15/2026",
            "Accepted on 09/16/2026",
        ],
        [
            "Correction to be sent",
            "4",
            "09/16/2026",
            "Accepted on 09/17/2026",
        ],
        [
            "Correction to be sent",
            "6",
            "09/16/2026",
            "Accepted on 09/17/2026",
        ],
    ];
    assert_eq!(late_of(&world).await, expected.map(words));
}

#[db_test]
async fn what_is_missing_is_told_as_long_as_it_is_and_what_came_late_for_a_year(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    // Neither recertified nor discharged for two years, but once and late; and sent too late.
    for record in [
        Stored {
            clock: Some(date(2024, 10, 1)),
            accepted: date(2024, 11, 1),
            ..Stored::new(1, ada, "01", date(2024, 10, 1))
        },
        Stored::new(2, ada, "04", date(2024, 12, 3)),
    ] {
        world.store(&record).await;
    }
    let missing = [
        "Recertification or discharge",
        "",
        "01/28/2025",
        "Missing, no record since 12/03/2024",
    ];
    assert_eq!(late_of(&world).await, [missing.map(str::to_owned)]);
}

/// 42 CFR 484.55(d)(1): days 56 to 60 from the start of care (M0030), not from when its assessment was completed (M0090).
#[db_test]
async fn what_oasis_records_make_due_counts_from_the_days_of_the_events(db: Db) {
    let world = World::new(db).await;
    for (name, number, (reasons, target, effective)) in [
        // In the window of October 4 to 8, four days after it, and discharged before it ended.
        ("ADA", 1, ("04", date(2026, 10, 5), None)),
        ("BERT", 3, ("04", date(2026, 10, 12), None)),
        (
            "CARL",
            5,
            ("09", date(2026, 10, 10), Some(date(2026, 10, 8))),
        ),
    ] {
        let patient = world.patient(world.agency, name, "INVENTED").await;
        let start = Stored {
            effective: Some(date(2026, 8, 10)),
            ..Stored::new(number, patient, "01", date(2026, 8, 15))
        };
        let later = Stored {
            effective,
            ..Stored::new(number + 1, patient, reasons, target)
        };
        for record in [start, later] {
            world.store(&record).await;
        }
    }
    let late = ["Recertification", "4", "10/08/2026", "Late, of 10/12/2026"];
    assert_eq!(late_of(&world).await, [late.map(str::to_owned)]);
}

#[db_test]
async fn roster_and_moves_tell_the_days_of_the_events(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "MADEUP").await;
    let cora = world.patient(world.agency, "CORA", "NOBODY").await;
    let records = [
        Stored {
            effective: Some(date(2026, 9, 28)),
            ..Stored::new(1, ada, "01", date(2026, 9, 30))
        },
        // Back from hospital: care began before.
        Stored {
            effective: Some(date(2026, 10, 10)),
            ..Stored::new(2, ada, "03", date(2026, 10, 11))
        },
        Stored {
            effective: Some(date(2026, 9, 30)),
            ..Stored::new(3, bert, "09", date(2026, 10, 2))
        },
        // Whose start of care was not sent here.
        Stored {
            started: Some(date(2026, 8, 11)),
            ..Stored::new(4, cora, "04", date(2026, 10, 9))
        },
    ];
    for record in &records {
        world.store(record).await;
    }
    let roster = made(&world, &world.adele, ReportKind::Roster).await;
    assert_eq!(
        column(&roster, "Patient"),
        ["INVENTED, ADA", "NOBODY, CORA"]
    );
    assert_eq!(column(&roster, "Here since"), ["09/28/2026", "08/11/2026"]);
    let of = |from, to| ReportParameters {
        from: Some(from),
        to: Some(to),
        ..ReportParameters::default()
    };
    let kind = ReportKind::Movements;
    for (days, expected) in [
        (
            of(date(2026, 9, 28), date(2026, 9, 30)),
            &["09/28/2026", "09/30/2026"][..],
        ),
        (of(date(2026, 10, 1), date(2026, 10, 2)), &[]),
        (of(date(2026, 10, 3), date(2026, 10, 12)), &["10/10/2026"]),
    ] {
        let moves = table(&world.services, &world.adele, kind, &days).await;
        assert_eq!(column(&moves.unwrap(), "Date"), expected);
    }
}

/// Whichever was sent first.
#[db_test]
async fn who_left_and_came_back_on_one_day_is_there(db: Db) {
    let world = World::new(db).await;
    let day = date(2026, 10, 5);
    for (name, [quarterly, entry, discharge]) in [("ADA", [1, 2, 3]), ("BERT", [4, 6, 5])] {
        let patient = world.patient(world.agency, name, "INVENTED").await;
        for (number, reasons, day) in [
            (quarterly, "02-99-99-0", date(2026, 9, 20)),
            (entry, "99-99-01-0", day),
            (discharge, "99-99-10-0", day),
        ] {
            let record = Stored {
                instrument: "MDS",
                ..Stored::new(number, patient, reasons, day)
            };
            world.store(&record).await;
        }
    }
    // Who came and left on one day is not.
    let cora = world.patient(world.agency, "CORA", "INVENTED").await;
    for (number, reasons) in [(8, "99-99-10-0"), (9, "99-99-01-0")] {
        let record = Stored {
            instrument: "MDS",
            ..Stored::new(number, cora, reasons, day)
        };
        world.store(&record).await;
    }
    let roster = made(&world, &world.adele, ReportKind::Roster).await;
    assert_eq!(
        column(&roster, "Patient"),
        ["INVENTED, ADA", "INVENTED, BERT"]
    );
    assert_eq!(column(&roster, "Here since"), ["10/05/2026", "10/05/2026"]);
}
