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
        ["Recertification", "Record to be sent"]
    );
    assert_eq!(column(&late, "Assessment ID"), ["", "1"]);
    assert_eq!(column(&late, "Due"), ["09/29/2026", "09/02/2026"]);
    assert_eq!(
        column(&late, "What became of it"),
        ["Missing", "Accepted on 09/03/2026"]
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
    for (recertifies, expected) in [(true, &[][..]), (false, &["Recertification"])] {
        world.services.rules.due.resumption_recertifies = recertifies;
        let late = made(&world, &world.adele, ReportKind::LateAndMissing).await;
        let due = column(&late, "What was due");
        let due: Vec<_> = due
            .iter()
            .filter(|what| *what == "Recertification")
            .collect();
        assert_eq!(due, expected);
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
    let late = late_of(&world).await;
    let [what, _, due, outcome] = &late[0];
    assert_eq!(what, "Recertification");
    assert_eq!((due.as_str(), outcome.as_str()), ("01/28/2025", "Missing"));
    assert_eq!(late.len(), 11, "{late:?}");
    assert!(
        late.iter().all(|[.., outcome]| outcome == "Missing"),
        "{late:?}"
    );
}
