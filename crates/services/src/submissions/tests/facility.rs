//! Whose files are taken, and when: the facility, the grant, the quarter that is open.

use domain::{
    access::{Role, Scope},
    providers::{ProviderType, StateCode},
    staffing::{Figures, FileFigures, FiscalQuarter, ProcessType},
    submissions::{SubmissionKind, SubmissionState},
    time::Instant,
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch};

use super::world::{OPEN, Pbj, World, noon};

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
        .add_person("SENDER2", Role::PbjSubmitter, Scope::Providers(homes))
        .await;
    for (facility, words) in [
        ("NOBODY", Some("No nursing home in OH that you may send")),
        ("OTHER2", Some("No nursing home in OH that you may send")),
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

/// What people read of the first problem of a file for this facility, and of its file.
async fn read_of(world: &mut World, facility: &str) -> String {
    let receipt = world
        .submit(&Pbj {
            facility,
            ..Pbj::default()
        })
        .await;
    let report = world.report(receipt.number, 1).await;
    let read = format!("{:?} {:?}", report.messages.rows, report.file);
    read.replace(facility, "THAT ONE")
}

#[db_test]
async fn a_facility_of_others_is_not_told_from_one_that_is_not_there(db: Db) {
    let mut world = World::new(db).await;
    let hospice = world.add_home("366006", "HOSP6", None).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update provider set kind = 'hospice' where id = $1",
        hospice.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let nobodys = read_of(&mut world, "NOBODY").await;
    for others in ["OTHER2", "HOSP6"] {
        assert_eq!(read_of(&mut world, others).await, nobodys, "{others}");
    }
}

#[db_test]
async fn only_facilities_that_can_have_staffing_hours_are_offered(db: Db) {
    let mut world = World::new(db).await;
    let mut homes = vec![world.home, world.add_home("", "NEW5", None).await];
    let others = ProviderType::ALL
        .into_iter()
        .filter(|kind| !kind.sends_staffing());
    for (number, kind) in (10..).zip(others) {
        let other = world
            .add_home(&format!("3660{number}"), &format!("OTHER{number}"), None)
            .await;
        let mut tx = world.services.db.write().await.unwrap();
        exec!(
            tx,
            "update provider set kind = $2 where id = $1",
            other.0,
            kind.key()
        )
        .unwrap();
        tx.commit().await.unwrap();
        homes.push(other);
    }
    world.submitter = world
        .add_person("SENDER2", Role::PbjSubmitter, Scope::Providers(homes))
        .await;
    let offered =
        crate::submissions::sends_for(&world.services, &world.submitter, SubmissionKind::Staffing)
            .await
            .unwrap();
    let offered: Vec<_> = offered
        .iter()
        .map(|sends| sends.facility_id.as_str())
        .collect();
    assert_eq!(offered, ["SRDEMO01"]);
    for (facility_id, known) in [("SRDEMO01", true), ("OTHER10", false), ("NEW5", false)] {
        let file = FileFigures {
            facility_id: facility_id.to_owned(),
            state: StateCode::parse("OH").unwrap(),
            quarter: FiscalQuarter::new(2026, 4).unwrap(),
            process_type: ProcessType::Merge,
            figures: Figures::default(),
        };
        let compared = crate::staffing::compare(&world.services, &world.submitter, &file).await;
        assert_eq!(compared.unwrap().is_some(), known, "{facility_id}");
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
async fn the_public_sample_quarter_is_accepted_while_it_is_open(db: Db) {
    let Some(bytes) = public_data::read("pbj/pbj-pass.xml") else {
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
