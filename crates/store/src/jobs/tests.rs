mod queue;
mod worker;

use super::*;
use crate::Db;

const SECOND: i64 = 1_000_000;

async fn add(db: &Db, new: NewJob<'_>) -> Option<JobId> {
    let mut tx = db.write().await.unwrap();
    let id = enqueue(&mut tx, new, Instant(0)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn take(db: &Db, now: i64, lease_until: i64) -> Option<Job> {
    let mut tx = db.write().await.unwrap();
    let job = claim(&mut tx, &["mail"], Instant(now), Instant(lease_until))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    job
}

async fn listed(db: &Db, id: JobId) -> ListedJob {
    let mut tx = db.read().await.unwrap();
    let all = JobFilter::default();
    let page = list(&mut tx, &all, domain::listing::PageRequest::new(1, 100))
        .await
        .unwrap();
    page.rows.into_iter().find(|job| job.id == id).unwrap()
}
