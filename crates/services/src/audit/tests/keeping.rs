use std::{path::Path, sync::Arc};

use domain::{
    access::{Role, Scope},
    audit::AuditFilter,
    notices::NoticeChoices,
    time::Now,
};
use store::{
    Db, db_test,
    jobs::{Worker, WorkerSettings},
};
use tokio::task::JoinSet;

use super::*;
use crate::{
    Clock, ServiceError,
    audit::{chain, list_events},
    keys::Keys,
    notices,
    submissions::tests::world::World,
};

#[db_test]
async fn sixty_four_writers_at_once_leave_one_unbroken_chain(db: Db) {
    let services = crate::tests::services(db);
    let mut writers = JoinSet::new();
    for writer in 0..64_u128 {
        let services = services.clone();
        writers.spawn(async move {
            for number in 0..4 {
                write(&services, event(writer * 4 + number)).await;
            }
        });
    }
    writers.join_all().await;
    let found = verdict(&services).await;
    assert_eq!((found.rows, found.broken), (256, None));
}

#[db_test]
async fn what_cannot_be_recorded_does_not_happen(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    tamper(services, "alter table audit_event rename to gone").await;
    let choices = NoticeChoices {
        staffing_file: false,
        staffing_deadline: false,
    };
    let chosen = notices::choose(services, &world.submitter, choices).await;
    assert!(
        matches!(chosen, Err(ServiceError::Database(_))),
        "{chosen:?}"
    );
    assert_eq!(
        count(services, "select count(*) from notification_choice").await,
        0
    );
    tamper(services, "alter table gone rename to audit_event").await;
    notices::choose(services, &world.submitter, choices)
        .await
        .unwrap();
    assert_eq!(
        count(services, "select count(*) from notification_choice").await,
        2
    );
}

#[db_test]
async fn the_end_of_the_chain_is_signed_each_hour_and_each_ten_thousand_rows(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit").join("checkpoints.ndjson");
    let mut services = six_rows(db).await;
    services.checkpoints = Some(Arc::from(file.as_path()));
    checkpoint::begin(&services, NOON).await.unwrap();
    // Another server starts in the same hour.
    checkpoint::begin(&services, NOON.plus_seconds(60))
        .await
        .unwrap();
    work(&services, NOON.plus_seconds(120)).await;
    assert_eq!(seqs(&file), [6]);
    work(&services, NOON.plus_seconds(3_600)).await;
    assert_eq!(seqs(&file), [6, 6]);
    // As if there were so many: the next one is the ten thousandth.
    tamper(
        &services,
        if services.db.is_postgres() {
            "drop trigger audit_head_goes_on on audit_head"
        } else {
            "drop trigger audit_head_goes_on"
        },
    )
    .await;
    tamper(&services, "update audit_head set seq = 9999").await;
    write(&services, event(7)).await;
    work(&services, NOON.plus_seconds(3_660)).await;
    assert_eq!(seqs(&file), [6, 6, 10_000]);
}

fn seqs(file: &Path) -> Vec<i64> {
    let text = std::fs::read_to_string(file).unwrap();
    let keys = Keys::of([7; 32]);
    text.lines()
        .map(|line| checkpoint::Checkpoint::parse(line, &keys).unwrap().seq)
        .collect()
}

/// Runs the worker until no job is due.
pub(super) async fn work(services: &Services, now: Instant) {
    let clock: Clock = Arc::new(move || Now {
        system: now,
        rules: now,
    });
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(move || now),
        WorkerSettings::default(),
    );
    let done = async {
        loop {
            let mut tx = services.db.read().await.unwrap();
            let sql =
                "select count(*) from job where state in ('queued', 'running') and run_at <= $1
                 and kind not like 'deliver_%'";
            let (due,) = fetch!(fetch_one, (i64,), tx, sql, now.0).unwrap();
            if due == 0 {
                return;
            }
            drop(tx);
            tokio::task::yield_now().await;
        }
    };
    crate::audit::handlers(worker, services, &clock)
        .run(done)
        .await;
}

#[db_test]
async fn an_auditor_is_nobody_who_decides(db: Db) {
    let world = World::new(db).await;
    let scope = Scope::Nation;
    let auditor = world
        .add_person("AUDITOR", Role::Auditor, scope.clone())
        .await;
    let filter = AuditFilter::default();
    let services = &world.services;
    assert!(list_events(services, &auditor, &filter).await.is_ok());
    for role in [Role::CmsSecurityOfficial, Role::HelpDeskProductionControl] {
        let official = world.add_person(role.key(), role, scope.clone()).await;
        let seen = list_events(services, &official, &filter).await;
        assert!(matches!(seen, Err(ServiceError::Denied(_))), "{role:?}");
    }
}

#[db_test]
async fn the_chain_goes_on_after_another_program_has_written_and_after_what_was_rolled_back(
    db: Db,
) {
    let one = crate::tests::services(db.clone());
    let other = crate::tests::services(db);
    for (number, services) in [(1, &one), (2, &other), (3, &one), (4, &one), (5, &other)] {
        write(services, event(number)).await;
    }
    let tx = one.db.write().await.unwrap();
    let (tx, _) = chain::append(tx, &one, &[event(6)]).await.unwrap();
    drop(tx);
    for (number, services) in [(7, &one), (8, &other)] {
        write(services, event(number)).await;
    }
    let verdict = verdict(&one).await;
    assert_eq!((verdict.rows, verdict.broken), (7, None));
}
