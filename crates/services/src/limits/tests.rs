use domain::time::Instant;
use store::{Db, db_test, fetch};

use super::{Limits, count, forget};
use crate::ServiceError;

const NOON: Instant = Instant(1_795_348_800_000_000);

#[db_test]
async fn the_eleventh_log_in_of_a_minute_waits_for_the_next(db: Db) {
    let services = crate::tests::services(db);
    let limit = services.rules.limits.log_in;
    let later = NOON.plus_seconds(45);
    for _ in 0..10 {
        count(&services, limit, "address:192.0.2.1", later)
            .await
            .unwrap();
    }
    let refused = count(&services, limit, "address:192.0.2.1", later).await;
    assert!(
        matches!(
            refused,
            Err(ServiceError::TooMany {
                retry_after_seconds: 1..=16
            })
        ),
        "{refused:?}"
    );
    let next_window = NOON.plus_seconds(61);
    count(&services, limit, "address:192.0.2.1", next_window)
        .await
        .unwrap();
}

#[db_test]
async fn each_subject_and_each_limit_counts_by_itself(db: Db) {
    let services = crate::tests::services(db);
    let limits = services.rules.limits;
    for _ in 0..10 {
        count(&services, limits.log_in, "address:192.0.2.1", NOON)
            .await
            .unwrap();
    }
    count(&services, limits.log_in, "address:192.0.2.2", NOON)
        .await
        .unwrap();
    count(&services, limits.public_check, "address:192.0.2.1", NOON)
        .await
        .unwrap();
}

#[db_test]
async fn counts_are_forgotten_once_their_windows_are_over(db: Db) {
    let services = crate::tests::services(db);
    let limit = services.rules.limits.mailed_link;
    count(&services, limit, "address:192.0.2.1", NOON)
        .await
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    for (hours, left) in [(1, 1), (2, 1), (3, 0)] {
        forget(&mut tx, NOON.plus_seconds(hours * 3_600))
            .await
            .unwrap();
        let (rows,) = fetch!(fetch_one, (i64,), tx, "select count(*) from rate_count").unwrap();
        assert_eq!(rows, left, "after {hours} hours");
    }
}

#[test]
fn raised_limits_keep_their_windows() {
    let raised = Limits::default().raised(100);
    assert_eq!((raised.log_in.requests, raised.log_in.seconds), (1000, 60));
}
