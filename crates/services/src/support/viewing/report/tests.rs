use std::sync::Arc;

use store::{
    Db, db_test, exec,
    jobs::{Worker, WorkerSettings},
};

use super::*;
use crate::{
    keys::Purpose,
    support::viewing::{
        stop,
        tests::{account, at, session, starts, wanted, world},
    },
};

/// Monday noon; the viewings of these tests begin on the Sunday before it, at noon.
const MONDAY_MINUTES: i64 = 24 * 60;

/// The worker sends the report that is due at this minute.
async fn work_at(services: &Services, minutes: i64) {
    let now = at(minutes);
    begin(services, now.system).await.unwrap();
    let clock: Clock = Arc::new(move || now);
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(move || now.system),
        WorkerSettings::default(),
    );
    let sql = "select count(*) from job where kind = 'report_viewings' and state <> 'done'";
    let done = async {
        loop {
            let mut tx = services.db.read().await.unwrap();
            if fetch!(fetch_one, (i64,), tx, sql).unwrap().0 == 0 {
                break;
            }
            drop(tx);
            tokio::task::yield_now().await;
        }
    };
    crate::handlers(worker, services, &clock).run(done).await;
}

/// Whoever was told, and the words.
async fn told(services: &Services) -> Vec<(u128, Words)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select id, user_id, sealed from message where subject like 'Help Desk viewings%' order by user_id";
    let rows = fetch!(fetch_all, (Uuid, Uuid, Vec<u8>), tx, sql).unwrap();
    let words = |(id, user, sealed): (Uuid, Uuid, Vec<u8>)| {
        let plain = services.keys.open(Purpose::Mail, id.as_bytes(), &sealed);
        let words = serde_json::from_slice(&plain.unwrap()).unwrap();
        (user.as_u128(), words)
    };
    rows.into_iter().map(words).collect()
}

#[db_test]
async fn each_official_is_told_once_a_week_of_their_own_organization(db: Db) {
    let (services, number, mut token) = world(db).await;
    account(&services, 10, Some((Role::CmsSecurityOfficial, None))).await;
    account(
        &services,
        11,
        Some((Role::StateAgencySecurityOfficial, None)),
    )
    .await;
    let mut tx = services.db.write().await.unwrap();
    let sql = "update role_grant set state_code = 'IA' where user_id = $1";
    exec!(tx, sql, Uuid::from_u128(11)).unwrap();
    tx.commit().await.unwrap();
    for (role, place) in [
        (Role::PbjViewer, "165001"),
        (Role::PbjViewer, "165001"),
        (Role::PbjSubmitter, "165001"),
        (Role::StateAgencyGeneralUser, "IA"),
        // Of which nobody is the official.
        (Role::ContractSurveyor, "survey-7"),
    ] {
        let new = wanted(number, role, place);
        token = starts(&services, &token, &new).await.unwrap();
        let running = session(&services, &token, 1).await;
        token = stop(&services, &running, at(1).system).await.unwrap();
    }
    for _ in 0..2 {
        work_at(&services, MONDAY_MINUTES).await;
    }
    work_at(&services, MONDAY_MINUTES + 24 * 60).await;
    let told = told(&services).await;
    let users: Vec<u128> = told.iter().map(|(user, _)| *user).collect();
    assert_eq!(users, [1, 10, 11]);
    let lines: Vec<&[String]> = told
        .iter()
        .map(|(_, words)| &words.paragraphs[1..words.paragraphs.len() - 1])
        .collect();
    assert_eq!(
        lines[0],
        [
            "PBJ Submitter, 165001 (165001): 1",
            "PBJ Viewer, 165001 (165001): 2"
        ]
    );
    assert_eq!(
        lines[1],
        ["Contract Surveyor, Survey contract, Region 7 (Kansas City): 1"]
    );
    assert_eq!(lines[2], ["State Agency S&C General User, Iowa: 1"]);
    let words = &told[0].1;
    assert!(words.paragraphs[0].contains("3 times"), "{words:?}");
    let link = words.link.as_ref().unwrap();
    assert!(link.path.starts_with("/audit/viewings?from="), "{link:?}");
    assert!(!format!("{words:?}").contains("PERSON"), "{words:?}");
}

#[db_test]
async fn nobody_is_told_of_a_week_without_viewings(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    starts(&services, &token, &new).await.unwrap();
    // The week of the viewing is not over yet, and two weeks on it is long past.
    work_at(&services, 1).await;
    work_at(&services, MONDAY_MINUTES + 14 * 24 * 60).await;
    assert!(told(&services).await.is_empty());
}
