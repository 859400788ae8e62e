//! What an accepted file makes of the stored quarter, and what a rejected one leaves alone.

use domain::submissions::{Severity, SubmissionNumber, SubmissionState};
use jiff::civil::date;
use store::{Db, db_test, exec, jobs::JobError};
use submission::generate::zip;

use super::world::{Pbj, World};
use crate::submissions::check::CHECK;

#[db_test]
async fn an_accepted_file_becomes_the_stored_quarter(db: Db) {
    let mut world = World::new(db).await;
    let receipt = world.submit(&Pbj::default()).await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    assert_eq!(receipt.files[0].on_time, Some(true));
    assert_eq!(receipt.files[0].facility.as_ref().unwrap().id, world.home);
    assert_eq!(
        world.stored().await,
        [("E1".into(), "2026-07-01".into(), 7, 1, 800)]
    );
}

#[db_test]
async fn merge_replaces_equal_keys_and_adds_the_others(db: Db) {
    let mut world = World::new(db).await;
    let first = [
        ("E1", "2026-07-01", "8.00", 7),
        ("E1", "2026-07-01", "2.00", 9),
        ("E1", "2026-07-02", "4.00", 7),
    ];
    world
        .submit(&Pbj {
            entries: &first,
            ..Pbj::default()
        })
        .await;
    let second = [
        ("E1", "2026-07-01", "7.25", 7),
        ("E2", "2026-07-01", "1.00", 10),
    ];
    let receipt = world
        .submit(&Pbj {
            employees: &["E2"],
            entries: &second,
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    let row = |employee: &str, day: &str, title, hours| {
        (employee.to_owned(), day.to_owned(), title, 1, hours)
    };
    assert_eq!(
        world.stored().await,
        [
            row("E1", "2026-07-01", 7, 725),
            row("E1", "2026-07-01", 9, 200),
            row("E1", "2026-07-02", 7, 400),
            row("E2", "2026-07-01", 10, 100),
        ]
    );
    let changed =
        "select count(*) from staffing_generation where added = 1 and changed = 1 and removed = 0";
    assert_eq!(world.count(changed).await, 1);
}

#[db_test]
async fn replace_leaves_the_older_generation_as_it_was(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    let entries = [("E1", "2026-08-01", "3.00", 7)];
    world
        .submit(&Pbj {
            process: "replace",
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(
        world.stored().await,
        [("E1".into(), "2026-08-01".into(), 7, 1, 300)]
    );
    assert_eq!(world.count("select count(*) from staffing_hour").await, 2);
    assert_eq!(
        world
            .count("select count(*) from staffing_generation where state = 'superseded'")
            .await,
        1
    );
}

const THREE_DAYS: [(&str, &str, &str, u8); 3] = [
    ("E1", "2026-07-01", "8.00", 7),
    ("E1", "2026-07-02", "8.00", 7),
    ("E1", "2026-07-03", "8.00", 7),
];

/// The hints of ours among a file's messages that its quarter has to do with, and their words.
async fn hints(world: &World, number: SubmissionNumber, ordinal: i32) -> Vec<(String, String)> {
    let report = world.report(number, ordinal).await;
    let mut rows = report.messages.rows;
    rows.retain(|row| ["note:taken-away", "note:replaces-sibling"].contains(&row.edit.as_str()));
    rows.into_iter().map(|row| (row.edit, row.text)).collect()
}

#[db_test]
async fn what_an_accepted_file_took_away_stands_in_its_receipt_and_its_report(db: Db) {
    const WORDS: &str = "This file took away more than a quarter of what was stored: 1 employee, 24.00 hours before it, \
                         1 employee, 8.00 hours after it.";
    let mut world = World::new(db).await;
    let first = Pbj {
        entries: &THREE_DAYS,
        ..Pbj::default()
    };
    let receipt = world.submit(&first).await;
    let change = receipt.files[0].change.clone().unwrap();
    assert_eq!((change.before, change.added), (None, 3));
    assert_eq!(change.taken_away(), None);
    let less = Pbj {
        process: "replace",
        ..Pbj::default()
    };
    let refused = Pbj {
        entries: &[("E9", "2026-07-01", "8.00", 7)],
        ..less.clone()
    };
    let receipt = world.submit(&refused).await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    assert_eq!(receipt.files[0].change, None);
    assert_eq!(hints(&world, receipt.number, 1).await, []);

    let receipt = world.submit(&less).await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    let change = receipt.files[0].change.clone().unwrap();
    assert_eq!((change.added, change.changed, change.removed), (0, 0, 2));
    assert_eq!(change.taken_away().as_deref(), Some(WORDS));
    let report = world.report(receipt.number, 1).await;
    assert_eq!(report.file.change, Some(change));
    let told = ("note:taken-away".to_owned(), WORDS.to_owned());
    assert_eq!(hints(&world, receipt.number, 1).await, [told]);
}

/// A quarter that was split into files which all replace it.
#[db_test]
async fn a_file_that_replaces_what_another_of_its_submission_brought_is_told_of(db: Db) {
    let mut world = World::new(db).await;
    let part = Pbj {
        process: "replace",
        entries: &THREE_DAYS[..2],
        ..Pbj::default()
    };
    let other = Pbj {
        entries: &THREE_DAYS[1..],
        ..part.clone()
    };
    let files = [("a.xml", part.xml()), ("b.xml", other.xml())];
    let packed = files.each_ref().map(|(name, xml)| (*name, xml.as_bytes()));
    let number = world.send("both.zip", zip(&packed).unwrap()).await;
    world.work().await;
    assert_eq!(world.state(number).await, SubmissionState::Accepted);
    assert_eq!(hints(&world, number, 1).await, []);
    let told = "This file takes the place of what a.xml, which comes before it in the same submission, brings for FY 2026 Q4.";
    let told = ("note:replaces-sibling".to_owned(), told.to_owned());
    assert_eq!(hints(&world, number, 2).await, [told]);
    let apart = world.submit(&part).await;
    assert_eq!(
        hints(&world, apart.number, 1).await,
        [],
        "of another submission"
    );
}

#[db_test]
async fn stored_hours_that_cannot_be_read_are_not_merged_away(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    change(&world, "update staffing_hour set job_title = 999").await;
    let entries = [("E1", "2026-07-02", "3.00", 7)];
    let more = Pbj {
        entries: &entries,
        ..Pbj::default()
    };
    world.send("more.xml", more.xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    let refused = world.check(&job).await;
    assert!(matches!(refused, Err(JobError::Hopeless(_))), "{refused:?}");
    let stored = world.stored().await;
    assert_eq!(stored, [("E1".into(), "2026-07-01".into(), 999, 1, 800)]);
}

#[db_test]
async fn a_file_whose_state_cannot_be_read_is_not_left_out_of_its_submission(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    for sql in [
        "update submission_file set state = 'lost'",
        "update submission set state = 'received', finished_at = null",
        "update job set state = 'queued', finished_at = null where kind = 'submissions.check'",
    ] {
        change(&world, sql).await;
    }
    let job = world.claim(CHECK).await.unwrap();
    let refused = world.check(&job).await;
    assert!(matches!(refused, Err(JobError::Hopeless(_))), "{refused:?}");
    let decided = "select count(*) from submission where state <> 'received'";
    assert_eq!(world.count(decided).await, 0);
}

async fn change(world: &World, sql: &'static str) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_replace_without_hours_empties_the_quarter(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    let receipt = world
        .submit(&Pbj {
            process: "replace",
            entries: &[],
            ..Pbj::default()
        })
        .await;
    assert_ne!(receipt.progress.state, SubmissionState::Rejected);
    assert_eq!(world.stored().await, []);
}

#[db_test]
async fn a_rejected_file_changes_nothing_stored(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    let entries = [
        ("E1", "2026-07-05", "8.00", 7),
        ("E1", "2026-07-06", "8.00", 99),
    ];
    let receipt = world
        .submit(&Pbj {
            process: "replace",
            employees: &["E1", "E9"],
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    assert_eq!(world.edits(receipt.number).await, ["-3676"]);
    assert_eq!(world.stored().await.len(), 1);
    let unknown = [("E9", "2026-07-07", "8.00", 7)];
    let later = world
        .submit(&Pbj {
            employees: &[],
            entries: &unknown,
            ..Pbj::default()
        })
        .await;
    assert_eq!(
        world.edits(later.number).await,
        ["-4016"],
        "E9 came in a rejected file only"
    );
}

#[db_test]
async fn employees_of_an_earlier_accepted_file_are_known(db: Db) {
    let mut world = World::new(db).await;
    world
        .submit(&Pbj {
            employees: &["E1", "E2"],
            ..Pbj::default()
        })
        .await;
    let entries = [
        ("E2", "2026-07-03", "8.00", 7),
        ("E3", "2026-07-03", "8.00", 7),
        ("E4", "2026-07-03", "8.00", 7),
    ];
    let receipt = world
        .submit(&Pbj {
            employees: &["E4"],
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    let report = world.report(receipt.number, 1).await;
    assert_eq!(report.file.state, SubmissionState::Rejected);
    assert_eq!(report.file.fatal, 1);
    let message = &report.messages.rows[0];
    assert_eq!(
        (message.edit.as_str(), message.employee.as_deref()),
        ("-4016", Some("E3"))
    );
    let file = Pbj {
        employees: &["E4"],
        entries: &entries,
        ..Pbj::default()
    };
    let before = file.xml();
    let named = before.rfind(">E3<").unwrap();
    let line = before[..named].lines().count();
    assert_eq!(message.line, i64::try_from(line).ok());
    assert!(message.allowed.is_some());
}

#[db_test]
async fn an_employee_must_be_known_also_where_no_hours_are_processed(db: Db) {
    let mut world = World::new(db).await;
    let entries = [
        ("E1", "2026-07-01", "8.00", 7),
        ("E5", "2026-06-30", "8.00", 7),
    ];
    let receipt = world
        .submit(&Pbj {
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(world.edits(receipt.number).await, ["-4016", "-1010"]);
    let message = &world.report(receipt.number, 1).await.messages.rows[0];
    assert_eq!(message.employee.as_deref(), Some("E5"));
    assert_eq!(world.stored().await, []);
}

#[db_test]
async fn facility_and_employees_are_asked_also_when_the_quarter_cannot_be_read(db: Db) {
    let mut world = World::new(db).await;
    let entries = [("E9", "2026-07-01", "8.00", 7)];
    let file = |facility| Pbj {
        facility,
        quarter: (2026, 7),
        entries: &entries,
        ..Pbj::default()
    };
    let receipt = world.submit(&file("SRDEMO01")).await;
    let edits = world.edits(receipt.number).await;
    assert!(
        ["-3676", "-4016"]
            .iter()
            .all(|edit| edits.contains(&(*edit).to_owned())),
        "{edits:?}"
    );
    assert_eq!(receipt.files[0].facility.as_ref().unwrap().id, world.home);
    let receipt = world.submit(&file("NOBODY")).await;
    let edits = world.edits(receipt.number).await;
    assert!(
        ["-3676", "-3693"]
            .iter()
            .all(|edit| edits.contains(&(*edit).to_owned())),
        "{edits:?}"
    );
}

#[db_test]
async fn hours_are_limited_across_stored_and_sent_entries(db: Db) {
    let mut world = World::new(db).await;
    world
        .submit(&Pbj {
            entries: &[("E1", "2026-07-01", "20.00", 7)],
            ..Pbj::default()
        })
        .await;
    let at_the_limit = [("E1", "2026-07-01", "2.50", 9)];
    let receipt = world
        .submit(&Pbj {
            entries: &at_the_limit,
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    let over = [("E1", "2026-07-01", "0.25", 10)];
    let receipt = world
        .submit(&Pbj {
            entries: &over,
            ..Pbj::default()
        })
        .await;
    let report = world.report(receipt.number, 1).await;
    let message = &report.messages.rows[0];
    assert_eq!(
        (message.edit.as_str(), message.value.as_deref()),
        ("-4025", Some("22.75"))
    );
    assert_eq!(message.date, Some(date(2026, 7, 1)));
    let instead = Pbj {
        process: "replace",
        entries: &over,
        ..Pbj::default()
    };
    assert_eq!(
        world.submit(&instead).await.progress.state,
        SubmissionState::Accepted
    );
}

#[db_test]
async fn hours_outside_the_quarter_are_left_out_with_a_warning(db: Db) {
    let mut world = World::new(db).await;
    let entries = [
        ("E1", "2026-06-30", "8.00", 7),
        ("E1", "2026-07-01", "8.00", 7),
    ];
    let receipt = world
        .submit(&Pbj {
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(
        receipt.progress.state,
        SubmissionState::AcceptedWithWarnings
    );
    let report = world.report(receipt.number, 1).await;
    assert_eq!(report.entries_left_out, 1);
    assert_eq!(
        (report.edits[0].edit.as_str(), report.edits[0].severity),
        ("-1010", Severity::Warning)
    );
    assert_eq!(world.stored().await.len(), 1);
}

#[db_test]
async fn each_member_of_a_zip_has_its_own_state_and_report(db: Db) {
    let mut world = World::new(db).await;
    let good = Pbj::default().xml();
    let bad = Pbj {
        facility: "NOBODY",
        ..Pbj::default()
    }
    .xml();
    let zip =
        submission::generate::zip(&[("good.xml", good.as_bytes()), ("bad.xml", bad.as_bytes())])
            .unwrap();
    let number = world.send("both.zip", zip).await;
    world.work().await;
    let receipt = world.receipt(number).await;
    assert_eq!(receipt.progress.state, SubmissionState::PartlyRejected);
    let files: Vec<_> = receipt
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.state))
        .collect();
    assert_eq!(
        files,
        [
            ("good.xml", SubmissionState::Accepted),
            ("bad.xml", SubmissionState::Rejected)
        ]
    );
    assert_eq!(world.stored().await.len(), 1);
    assert_eq!(world.report(number, 2).await.edits[0].edit, "-3693");
}

#[db_test]
async fn a_file_that_cannot_be_opened_has_a_report_that_says_why(db: Db) {
    let mut world = World::new(db).await;
    for (name, bytes) in [
        (
            "broken.zip",
            submission::generate::broken_zip("a.xml", &[b'x'; 5_000]).unwrap(),
        ),
        ("not.xml", b"<a".to_vec()),
    ] {
        let number = world.send(name, bytes).await;
        world.work().await;
        assert_eq!(world.state(number).await, SubmissionState::Rejected);
        let edits = world.edits(number).await;
        assert!(
            edits.iter().all(|edit| edit.starts_with("intake:")),
            "{edits:?}"
        );
    }
}
