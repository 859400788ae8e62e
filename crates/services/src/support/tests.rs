use domain::{
    access::{Category, Grant, Role, Scope},
    identity::UserId,
    time::{Instant, Now},
};
use store::{
    Db, db_test, exec,
    jobs::{NewJob, enqueue},
};

use super::*;
use crate::submissions::tests::world::{Pbj, World};

fn someone(role: Role) -> Actor {
    let noon = Instant(1_795_348_800_000_000);
    Actor {
        user: UserId(Uuid::from_u128(1)),
        user_name: "SAM.EXAMPLE".into(),
        category: Category::Cms,
        grants: vec![Grant {
            role,
            scope: Scope::Nation,
        }],
        now: Now {
            system: noon,
            rules: noon,
        },
        viewing: None,
    }
}

/// A job that has used up its attempts.
async fn dead_job(services: &Services) -> Uuid {
    let mut tx = services.db.write().await.unwrap();
    let new = NewJob::new("mail", serde_json::json!({ "mail": 7 }));
    let id = enqueue(&mut tx, new, Instant(0)).await.unwrap().unwrap();
    exec!(tx, "update job set state = 'dead' where id = $1", id.0).unwrap();
    tx.commit().await.unwrap();
    id.0
}

async fn state(services: &Services, id: Uuid) -> JobState {
    let help_desk = someone(Role::HelpDesk);
    find_job(services, &help_desk, id).await.unwrap().state
}

#[db_test]
async fn the_help_desk_tries_a_failed_job_again(db: Db) {
    let services = crate::tests::services(db);
    let (id, help_desk) = (dead_job(&services).await, someone(Role::HelpDesk));
    retry_job(&services, &help_desk, id).await.unwrap();
    assert_eq!(state(&services, id).await, JobState::Queued);
    let again = retry_job(&services, &help_desk, id).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
}

#[db_test]
async fn a_job_is_given_up_with_a_note_only(db: Db) {
    let services = crate::tests::services(db);
    let (id, help_desk) = (dead_job(&services).await, someone(Role::HelpDesk));
    for note in ["  ", "x".repeat(LONGEST_NOTE + 1).as_str()] {
        let refused = give_up_job(&services, &help_desk, id, note).await;
        assert!(
            matches!(refused, Err(ServiceError::Refused(_))),
            "{refused:?}"
        );
    }
    assert_eq!(state(&services, id).await, JobState::Dead);
    give_up_job(&services, &help_desk, id, "the address is gone")
        .await
        .unwrap();
    let job = find_job(&services, &help_desk, id).await.unwrap();
    assert_eq!(job.state, JobState::GivenUp);
    assert_eq!(
        job.note.as_deref(),
        Some("SAM.EXAMPLE: the address is gone")
    );
}

#[db_test]
async fn counts_of_jobs_are_those_of_the_list(db: Db) {
    let services = crate::tests::services(db);
    let help_desk = someone(Role::HelpDesk);
    dead_job(&services).await;
    for (state, count) in count_jobs(&services, &help_desk).await.unwrap() {
        let filter = JobFilter {
            state: Some(state),
            ..JobFilter::default()
        };
        let listed = list_jobs(&services, &help_desk, filter).await.unwrap();
        assert_eq!(listed.total, count, "{state:?}");
    }
}

#[db_test]
async fn nobody_else_sees_or_touches_jobs(db: Db) {
    let services = crate::tests::services(db);
    let (id, viewer) = (dead_job(&services).await, someone(Role::CmsViewOnlyUser));
    let denied = [
        list_jobs(&services, &viewer, JobFilter::default())
            .await
            .err(),
        count_jobs(&services, &viewer).await.err(),
        find_job(&services, &viewer, id).await.err(),
        retry_job(&services, &viewer, id).await.err(),
        give_up_job(&services, &viewer, id, "because").await.err(),
    ];
    for error in denied {
        assert!(matches!(error, Some(ServiceError::Denied(_))), "{error:?}");
    }
}

async fn jobs_of(world: &World, number: SubmissionNumber, state: Option<JobState>) -> Vec<JobLine> {
    let filter = JobFilter {
        state,
        submission: Some(number),
        ..JobFilter::default()
    };
    let listed = list_jobs(&world.services, &someone(Role::HelpDesk), filter).await;
    let page = listed.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows
}

#[db_test]
async fn a_job_names_its_submission_and_facility_and_is_found_by_its_number(db: Db) {
    let mut world = World::new(db).await;
    world.submit(&Pbj::default()).await;
    let second = world.send("second.xml", Pbj::default().xml()).await;
    // Nothing of it is read yet: known is for whom its sender sends.
    let waiting = jobs_of(&world, second, None).await;
    let [job] = waiting.as_slice() else {
        panic!("{waiting:?}")
    };
    let about = job.submission.clone().unwrap();
    assert_eq!(about.number, second);
    assert!(matches!(about.facilities, JobFacilities::OfSender(_)));
    assert_eq!(about.facilities.names(), "Home SRDEMO01 (366001)");
    world.work().await;
    let checked = jobs_of(&world, second, Some(JobState::Done)).await;
    let about = checked[0].submission.clone().unwrap();
    assert!(matches!(about.facilities, JobFacilities::OfFiles(_)));
    assert_eq!(about.facilities.names(), "Home SRDEMO01 (366001)");
    let help_desk = someone(Role::HelpDesk);
    let found = find_job(&world.services, &help_desk, checked[0].id).await;
    assert_eq!(found.unwrap(), checked[0]);
    // In another state, of another number, or about something else.
    for (number, state) in [(second, Some(JobState::Dead)), (SubmissionNumber(5), None)] {
        let found = jobs_of(&world, number, state).await;
        assert!(found.is_empty(), "{found:?}");
    }
    let mail = dead_job(&world.services).await;
    let mail = find_job(&world.services, &help_desk, mail).await.unwrap();
    assert_eq!(mail.submission, None);
}
