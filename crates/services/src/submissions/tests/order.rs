//! Files checked at once, late or again: each counts once, in the order in which they were sent.

use domain::{submissions::SubmissionState, support::JobState};
use store::{
    Db, db_test, exec,
    jobs::{self, Job, JobError},
};

use super::world::{Pbj, World};
use crate::submissions::{
    check::{CHECK, Work},
    read::read,
    settle::settle,
};

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
    let third = Pbj {
        entries: &[("E1", "2026-07-02", "4.00", 7)],
        ..Pbj::default()
    };
    let one = world.send("one.xml", first.xml()).await;
    let two = world.send("two.xml", second.xml()).await;
    let three = world.send("three.xml", third.xml()).await;
    let (job_one, job_two) = (
        world.claim(CHECK).await.unwrap(),
        world.claim(CHECK).await.unwrap(),
    );
    // What the first is about is not even known yet.
    is_put_off(&world, &job_two).await;
    let _ = world.check(&job_one).await.unwrap();
    assert_eq!(world.state(one).await, SubmissionState::Accepted);
    assert_eq!(world.state(two).await, SubmissionState::Checking);
    // The second is in the queue again, and still comes before it.
    let job_three = world.claim(CHECK).await.unwrap();
    is_put_off(&world, &job_three).await;
    assert!(world.claim(CHECK).await.is_none());

    world.set_time(world.now().system.plus_seconds(1));
    world.work().await;
    assert_eq!(world.state(two).await, SubmissionState::Accepted);
    assert_eq!(world.state(three).await, SubmissionState::Accepted);
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
            ("2026-07-02".to_owned(), 400)
        ]
    );
}

/// Checks it before its turn, as a worker does.
async fn is_put_off(world: &World, job: &Job) {
    let early = world.check(job).await;
    assert!(matches!(early, Err(JobError::NotYet)), "{early:?}");
    let mut tx = world.services.db.write().await.unwrap();
    let put_off = jobs::put_off(&mut tx, job, world.now().system).await;
    put_off.unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_file_waits_for_nothing_of_another_facility_or_kind(db: Db) {
    let mut world = World::new(db).await;
    world.send("one.xml", Pbj::default().xml()).await;
    let _running = world.claim(CHECK).await.unwrap();
    let is_read = "insert into submission_file (id, submission_id, ordinal, name, facility_id, state_code, fiscal_year, quarter, state,
             employees, entries, entries_left_out, hours, fatal_count, warning_count)
         select id, id, 1, file_name, 'SRDEMO01', 'OH', 2026, 4, 'received', 0, 0, 0, 0, 0, 0 from submission";
    run(&world, is_read).await;
    let other = Pbj {
        facility: "OTHER2",
        ..Pbj::default()
    };
    world.send("two.xml", other.xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    let _ = world.check(&job).await.unwrap();

    let three = world.send("three.xml", Pbj::default().xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    is_put_off(&world, &job).await;
    let of_assessments = "update submission set kind = 'assessments' where file_name = 'one.xml'";
    run(&world, of_assessments).await;
    world.set_time(world.now().system.plus_seconds(1));
    let job = world.claim(CHECK).await.unwrap();
    let _ = world.check(&job).await.unwrap();
    assert_eq!(world.state(three).await, SubmissionState::Accepted);
}

async fn run(world: &World, sql: &'static str) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
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

/// A file is ended by its own job alone. Found ended, it is a fault that staff read of, and no lost lease, which nobody is told.
#[db_test]
async fn a_file_that_something_else_has_ended_fails_its_job(db: Db) {
    let mut world = World::new(db).await;
    let of_nobody = Pbj {
        facility: "NOBODY",
        ..Pbj::default()
    };
    let number = world.send("a.xml", of_nobody.xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    let _ = world.check(&job).await.unwrap();
    world.send("b.xml", Pbj::default().xml()).await;
    let job = world.claim(CHECK).await.unwrap();
    let clock = world.clock();
    let work = Work {
        services: &world.services,
        job: &job,
        clock: &clock,
    };
    let sent = world.sent(number).await;
    let file = (world.first_file(&sent).await, 1);
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "delete from finding_count").unwrap();
    tx.commit().await.unwrap();
    let limits = world.services.rules.file_limits;
    let files = work.read(&sent, move |bytes, name, today| {
        read(bytes, name, today, &limits)
    });
    let files = files.await.unwrap();
    let ended = settle(&work, &sent, file, &files[0]).await;
    assert!(matches!(ended, Err(JobError::Failed(_))), "{ended:?}");
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
