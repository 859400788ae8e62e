use std::{fs, path::PathBuf};

use domain::{
    submissions::{Severity, SubmissionState},
    support::JobState,
    time::Instant,
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch, jobs::JobError};

use super::world::{OPEN, Pbj, World, noon};
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
async fn a_facility_must_be_known_certified_and_the_senders(db: Db) {
    let mut world = World::new(db).await;
    let gone = world
        .add_home("366003", "GONE3", Some(date(2026, 6, 30)))
        .await;
    let left_late = world
        .add_home("366004", "LATE4", Some(date(2026, 7, 15)))
        .await;
    let uncertified = world.add_home("", "NEW5", None).await;
    let homes = vec![world.home, gone, left_late, uncertified];
    world.submitter = world
        .add_person(
            "SENDER2",
            domain::access::Role::PbjSubmitter,
            domain::access::Scope::Providers(homes),
        )
        .await;
    for (facility, words) in [
        ("NOBODY", Some("No nursing home in OH")),
        ("OTHER2", Some("You may not send files")),
        ("GONE3", Some("left Medicare and Medicaid on 06/30/2026")),
        ("NEW5", Some("has no CCN yet")),
        ("LATE4", None),
        ("SRDEMO01", None),
    ] {
        let receipt = world
            .submit(&Pbj {
                facility,
                ..Pbj::default()
            })
            .await;
        let report = world.report(receipt.number, 1).await;
        match words {
            Some(words) => {
                assert_eq!(report.file.state, SubmissionState::Rejected, "{facility}");
                assert_eq!(report.messages.rows[0].edit, "-3693");
                assert!(
                    report.messages.rows[0].text.contains(words),
                    "{}",
                    report.messages.rows[0].text
                );
                assert_eq!(
                    report.file.facility, None,
                    "a refused file belongs to no facility"
                );
            }
            None => assert_eq!(report.file.state, SubmissionState::Accepted, "{facility}"),
        }
    }
}

#[db_test]
async fn the_grant_of_the_moment_of_receipt_counts(db: Db) {
    let mut world = World::new(db).await;
    let number = world.send("a.xml", Pbj::default().xml()).await;
    let at = world.now().system.plus_seconds(1).0;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update role_grant set ended_at = $1", at).unwrap();
    tx.commit().await.unwrap();
    world.work().await;
    assert_eq!(
        world
            .count("select count(*) from submission where state = 'accepted'")
            .await,
        1
    );
    let receipt = crate::submissions::receipt(&world.services, &world.submitter, number).await;
    assert!(
        receipt.is_err(),
        "who has left sees the facility's files no more"
    );
}

#[db_test]
async fn a_quarter_takes_files_through_its_last_minute(db: Db) {
    let mut world = World::new(db).await;
    let eastern =
        |day, hour, minute| Instant::from_eastern(date(2026, 11, day).at(hour, minute, 59, 0));
    world.set_time(eastern(14, 23, 59));
    let receipt = world.submit(&Pbj::default()).await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    assert_eq!(receipt.files[0].on_time, Some(true));
    world.set_time(eastern(15, 0, 0));
    let receipt = world
        .submit(&Pbj {
            entries: &[("E1", "2026-07-09", "8.00", 7)],
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    assert_eq!(receipt.files[0].on_time, Some(false));
    assert_eq!(world.edits(receipt.number).await, ["server:quarter-closed"]);
}

#[db_test]
async fn a_quarter_that_has_not_begun_takes_no_files(db: Db) {
    let mut world = World::new(db).await;
    world.set_time(noon(date(2026, 6, 30)));
    let receipt = world
        .submit(&Pbj {
            entries: &[],
            ..Pbj::default()
        })
        .await;
    assert!(
        world
            .edits(receipt.number)
            .await
            .contains(&"server:quarter-not-begun".to_owned())
    );
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

#[db_test]
async fn two_files_for_one_quarter_checked_at_once_count_in_the_order_sent(db: Db) {
    let mut world = World::new(db).await;
    let first = Pbj {
        process: "replace",
        entries: &[("E1", "2026-07-01", "1.00", 7)],
        ..Pbj::default()
    };
    let second = Pbj {
        entries: &[
            ("E1", "2026-07-01", "2.00", 7),
            ("E1", "2026-07-02", "3.00", 7),
        ],
        ..Pbj::default()
    };
    let one = world.send("one.xml", first.xml()).await;
    let two = world.send("two.xml", second.xml()).await;
    let (job_one, job_two) = (
        world.claim(CHECK).await.unwrap(),
        world.claim(CHECK).await.unwrap(),
    );
    // The later one is even a little ahead.
    let (after, before) = tokio::join!(world.check(&job_two), world.check(&job_one));
    assert!(after.is_ok() && before.is_ok());
    assert_eq!(world.state(one).await, SubmissionState::Accepted);
    assert_eq!(world.state(two).await, SubmissionState::Accepted);
    let stored: Vec<_> = world
        .stored()
        .await
        .into_iter()
        .map(|row| (row.1, row.4))
        .collect();
    assert_eq!(
        stored,
        [
            ("2026-07-01".to_owned(), 200),
            ("2026-07-02".to_owned(), 300)
        ]
    );
}

#[db_test]
async fn a_file_that_failed_does_not_undo_one_sent_after_it(db: Db) {
    let mut world = World::new(db).await;
    let one = world
        .send(
            "one.xml",
            Pbj {
                process: "replace",
                ..Pbj::default()
            }
            .xml(),
        )
        .await;
    let job = world.claim(CHECK).await.unwrap();
    world
        .fail(&job, &JobError::Failed("a fault of ours".into()))
        .await;
    assert_eq!(world.state(one).await, SubmissionState::FailedRetrying);
    let two = world
        .submit(&Pbj {
            entries: &[("E1", "2026-07-02", "3.00", 7)],
            ..Pbj::default()
        })
        .await;
    assert_eq!(two.progress.state, SubmissionState::Accepted);
    world.set_time(world.now().system.plus_seconds(60));
    world.work().await;
    assert_eq!(world.edits(one).await, ["server:overtaken"]);
    assert_eq!(world.stored().await.len(), 1);
}

#[db_test]
async fn a_failure_of_ours_shows_as_ours_until_staff_have_helped(db: Db) {
    let mut world = World::new(db).await;
    let number = world.send("a.xml", Pbj::default().xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    assert_eq!(
        world.state(number).await,
        SubmissionState::Received,
        "checking has not begun"
    );
    assert_eq!(
        world.fail(&job, &JobError::Hopeless("lost".into())).await,
        JobState::Dead
    );
    assert_eq!(world.state(number).await, SubmissionState::FailedNeedsStaff);
    let mut tx = world.services.db.write().await.unwrap();
    store::jobs::retry(&mut tx, job.id, world.now().system)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
    assert_eq!(world.state(number).await, SubmissionState::Accepted);
}

#[db_test]
async fn a_check_run_again_after_its_end_changes_nothing(db: Db) {
    let mut world = World::new(db).await;
    let number = world.send("a.xml", Pbj::default().xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    let _ = world.check(&job).await.unwrap();
    let again = world.check(&job).await;
    assert!(matches!(again, Err(JobError::LeaseLost)), "{again:?}");
    assert_eq!(world.state(number).await, SubmissionState::Accepted);
    assert_eq!(
        world
            .count("select count(*) from staffing_generation")
            .await,
        1
    );
}

/// The public data to test with, beside the project unless `OPENQIES_DATA` says where.
fn data(path: &str) -> Option<Vec<u8>> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("OPENQIES_DATA").map_or(beside, PathBuf::from);
    fs::read(folder.join(path)).ok()
}

#[db_test]
async fn the_public_sample_quarter_is_accepted_while_it_is_open(db: Db) {
    let Some(bytes) = data("pbj/pbj-pass.xml") else {
        eprintln!("skipped: the public sample file is not there");
        return;
    };
    let mut world = World::new(db).await;
    assert_eq!(world.now().today(), OPEN);
    let number = world.send("pbj-pass.xml", bytes.clone()).await;
    world.work().await;
    assert_eq!(world.state(number).await, SubmissionState::Accepted);
    let mut tx = world.services.db.read().await.unwrap();
    let sums = "select employees, entries from staffing_generation";
    assert_eq!(fetch!(fetch_one, (i64, i64), tx, sums).unwrap(), (14, 789));
    drop(tx);
    world.set_time(noon(date(2026, 11, 22)));
    let number = world.send("pbj-pass.xml", bytes).await;
    world.work().await;
    assert_eq!(world.edits(number).await, ["server:quarter-closed"]);
}
