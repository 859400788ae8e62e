//! Long reports, which a job makes and which are kept for who asked.

use domain::{
    access::Role,
    audit::{Act, AuditFilter},
    listing::Query,
    objection::Objection,
    providers::Ccn,
    reports::{Cell, ReportKind, ReportParameters, RunId, RunState},
};
use jiff::civil::date;
use store::{
    Db, db_test, exec,
    jobs::{self, JobError, JobId},
};

use super::{column, four_records, made_long, run_jobs};
use crate::{
    ServiceError,
    assessments::stored::tests::world::{Stored, TODAY, World, noon},
    audit::list_access_record,
    reports::{ask, content, find, is_long, kept::forget, list, rows, table},
};

#[db_test]
async fn a_long_report_is_made_by_a_job_and_kept_for_who_asked(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (services, nora) = (&world.services, &world.nora);
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    assert!(is_long(nora, kind, &all).unwrap() && !is_long(&world.sam, kind, &all).unwrap());
    let at_once = table(services, nora, kind, &all).await;
    assert!(matches!(at_once, Err(ServiceError::Conflict(_))));
    let of_one = ReportParameters {
        facility: Ccn::parse("167001").ok(),
        ..ReportParameters::default()
    };
    let small = table(services, nora, kind, &of_one).await.unwrap();
    assert_eq!(column(&small, "Submission ID"), ["4"]);
    let refused = ask(services, &world.sam, kind, &all).await;
    assert!(
        matches!(refused, Err(ServiceError::Conflict(_))),
        "a small one is answered at once"
    );

    let id = ask(services, nora, kind, &all).await.unwrap();
    let before = find(services, nora, id).await.unwrap();
    assert_eq!(before.state, RunState::Waiting);
    let early = content(services, nora, id, Act::Read).await;
    assert!(matches!(early, Err(ServiceError::NotFound)));
    run_jobs(&world).await;
    let run = find(services, nora, id).await.unwrap();
    assert_eq!((run.state, run.rows), (RunState::Done, 5));
    assert_eq!(run.as_of, nora.now.rules);
    assert_eq!(run.progress, run.steps);
    let shown = rows(services, nora, id).await.unwrap();
    assert_eq!(
        (shown.columns[0].as_str(), shown.rows.len()),
        ("Facility", 5)
    );
    let id_of = |row: &Vec<Cell>| matches!(row[2], Cell::Submission(_));
    assert!(shown.rows.iter().all(id_of), "leads to the submissions");
    assert_eq!(list(services, nora).await.unwrap().len(), 1);

    let cms = world.person("OLGA", Role::ProviderAdministrator).await;
    for other in [&cms, &world.fred] {
        let hidden = find(services, other, id).await;
        assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    }
    let mut elsewhere = nora.clone();
    elsewhere.grants.clear();
    let gone = find(services, &elsewhere, id).await;
    assert!(matches!(gone, Err(ServiceError::Denied(_))), "{gone:?}");

    let days = |days: i64| noon(TODAY).plus_seconds(days * 24 * 60 * 60);
    for (later, left) in [(30, 1), (31, 0)] {
        let mut tx = services.db.write().await.unwrap();
        forget(&mut tx, days(later)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            list(services, nora).await.unwrap().len(),
            left,
            "{later} days later"
        );
    }
}

/// The job that is due the longest ends this way.
async fn end_job(world: &World, error: &JobError) -> JobId {
    let now = noon(TODAY);
    let mut tx = world.services.db.write().await.unwrap();
    let claimed = jobs::claim(&mut tx, &["reports.make"], now, now.plus_seconds(60)).await;
    let job = claimed.unwrap().expect("a report is waiting");
    jobs::fail(&mut tx, &job, error, now, 0).await.unwrap();
    tx.commit().await.unwrap();
    job.id
}

#[db_test]
async fn a_report_whose_job_is_dead_could_not_be_made_until_staff_have_it_made_again(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let (services, nora) = (&world.services, &world.nora);
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    let id = ask(services, nora, kind, &all).await.unwrap();
    for _ in 1..5 {
        ask(services, nora, kind, &all).await.unwrap();
    }
    let sixth = ask(services, nora, kind, &all).await;
    assert!(
        matches!(
            sixth,
            Err(ServiceError::Conflict(Objection::ReportsUnderway))
        ),
        "{sixth:?}"
    );

    let job = end_job(&world, &JobError::Hopeless("lost".into())).await;
    assert_eq!(state_of(&world, id).await, RunState::Failed);
    ask(services, nora, kind, &all).await.unwrap();

    let mut tx = services.db.write().await.unwrap();
    let given_up = jobs::give_up(&mut tx, job, "Nobody needs it.", noon(TODAY)).await;
    assert!(given_up.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(state_of(&world, id).await, RunState::Failed);

    let mut tx = services.db.write().await.unwrap();
    assert!(jobs::retry(&mut tx, job, noon(TODAY)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(state_of(&world, id).await, RunState::Waiting);
    run_jobs(&world).await;
    let run = find(services, nora, id).await.unwrap();
    assert_eq!((run.state, run.rows), (RunState::Done, 5));
}

#[db_test]
async fn a_report_whose_job_is_tried_again_is_being_made(db: Db) {
    let world = World::new(db).await;
    let (kind, all) = (ReportKind::FacilityValidation, ReportParameters::default());
    let id = ask(&world.services, &world.nora, kind, &all).await.unwrap();
    end_job(&world, &JobError::Panicked).await;
    assert_eq!(state_of(&world, id).await, RunState::Waiting);
}

async fn state_of(world: &World, id: RunId) -> RunState {
    let run = find(&world.services, &world.nora, id).await;
    run.unwrap().state
}

#[db_test]
async fn who_opens_a_report_that_is_kept_is_found_by_its_patients_and_facilities(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    for (number, patient) in [(77, ada), (78, carl)] {
        let stored = Stored::new(number, patient, "01", date(2026, 10, 1));
        world.store(&stored).await;
    }
    made_long(&world, &world.nora, ReportKind::Roster).await;
    let official = world.person("OLGA", Role::ProviderSecurityOfficial).await;
    let found = async |query: &str| {
        let filter = AuditFilter::from_query(&Query::parse(query));
        let found = list_access_record(&world.services, &official, &filter).await;
        let events = found.unwrap().events;
        let seen = events.into_iter().map(|line| (line.act, line.object));
        seen.collect::<Vec<_>>()
    };
    let seen =
        ["Looked at", "Had a report made"].map(|act| (act.to_owned(), "Report: Roster".to_owned()));
    assert_eq!(found("patient=500000").await, seen);
    assert_eq!(found("organization=367001").await, seen);
    assert!(found("patient=500001").await.is_empty(), "he is elsewhere");
}

#[db_test]
async fn a_kept_report_shows_its_days_and_what_was_submitted(db: Db) {
    let world = World::new(db).await;
    four_records(&world).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update finding set item_value = '+1234'").unwrap();
    tx.commit().await.unwrap();
    let kept = made_long(&world, &world.nora, ReportKind::ErrorDetail).await;
    let values = column(&kept, "Submitted value");
    assert_eq!(values, ["+1234", "+1234", "+1234"]);
    assert_eq!(kept.days, [date(2026, 7, 22), date(2026, 10, 20)]);
    let kept = made_long(&world, &world.nora, ReportKind::Roster).await;
    assert!(kept.days.is_empty(), "a roster is of one day");
}
