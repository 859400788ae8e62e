//! The checking job, cut off at every point at which it waits for something, and run again.

use domain::{
    listing::PageRequest,
    submissions::{SubmissionNumber, SubmissionState},
};
use store::{Db, db_test, testing::cut_off};

use super::world::{Pbj, World};
use crate::{
    ServiceError,
    submissions::{self, check::CHECK},
};

const FILES_BUILT_TWICE: &str = "select count(*) from (select file_id from staffing_generation \
     where state in ('current', 'superseded') group by file_id having count(*) > 1) as twice";
const ROWS_OF_NOBODY: &str = "select count(*) from staffing_hour h where not exists \
     (select 1 from staffing_generation g where g.id = h.generation_id and g.state in ('current', 'superseded'))";
const UNDECIDED: &str = "select count(*) from submission where state = 'received'";

#[db_test]
async fn a_check_that_is_cut_off_anywhere_and_run_again_gives_one_result(db: Db) {
    let mut world = World::new(db).await;
    let (mut waits, mut undecided) = (1, 0);
    loop {
        let entries = [
            ("E1", "2026-07-01", "8.00", 7),
            ("E1", "2026-06-30", "8.00", 7),
        ];
        let number = world
            .send(
                "a.xml",
                Pbj {
                    entries: &entries,
                    ..Pbj::default()
                }
                .xml(),
            )
            .await;
        let job = world.claim(CHECK).await.unwrap();
        let ended = cut_off(world.check(&job), waits).await;
        undecided += usize::from(has_no_report_yet(&world, number).await);
        world.reap().await;
        world.work().await;

        assert_eq!(
            world.state(number).await,
            SubmissionState::AcceptedWithWarnings,
            "after {waits} waits"
        );
        let report = world.report(number, 1).await;
        let counts: Vec<_> = report
            .edits
            .iter()
            .map(|count| (count.edit.as_str(), count.occurrences))
            .collect();
        assert_eq!(
            counts,
            [("-1010", 1), ("note:days-without-rn", 1)],
            "after {waits} waits"
        );
        assert_eq!(report.messages.total, 2, "after {waits} waits");
        assert_eq!(world.stored().await.len(), 1);
        if ended.is_some() {
            break;
        }
        waits += 1;
    }
    assert!(waits > 10, "the job waited only {waits} times");
    // An entry was left out of each of them, and the facility has one PBJ person.
    let mails = world.count("select count(*) from message").await;
    assert_eq!(mails, i64::try_from(waits).unwrap());
    assert!(undecided > 2, "only {undecided} files were seen undecided");
    assert_eq!(world.count(FILES_BUILT_TWICE).await, 0);
    assert_eq!(world.count(ROWS_OF_NOBODY).await, 0);
    assert_eq!(world.count(UNDECIDED).await, 0);
    assert_eq!(
        world
            .count("select count(*) from staffing_generation where state = 'building'")
            .await,
        0
    );
}

/// Whether a file lies there undecided; then nobody is told anything of it.
async fn has_no_report_yet(world: &World, number: SubmissionNumber) -> bool {
    let (services, sender) = (&world.services, &world.submitter);
    let page = PageRequest::default();
    let Ok(report) = submissions::report(services, sender, number, 1, None, page).await else {
        return false;
    };
    if report.file.state.is_decided() {
        return false;
    }
    assert_eq!((report.edits, report.messages.total), (Vec::new(), 0));
    let json = submissions::report_json(services, sender, number, 1).await;
    assert!(matches!(json, Err(ServiceError::Conflict(_))));
    let csv = submissions::report_csv(services, sender, number, 1).await;
    assert!(matches!(csv, Err(ServiceError::Conflict(_))));
    true
}

#[db_test]
async fn a_worker_that_lost_its_lease_writes_nothing_more(db: Db) {
    let mut world = World::new(db).await;
    let number = world.send("a.xml", Pbj::default().xml()).await;
    let stalled = world.claim(CHECK).await.unwrap();
    world.reap().await;
    let late = world.check(&stalled).await;
    assert!(late.is_err());
    assert_eq!(world.state(number).await, SubmissionState::FailedRetrying);
    world.work().await;
    assert_eq!(world.state(number).await, SubmissionState::Accepted);
}
