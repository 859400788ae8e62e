//! The chain and what breaks it, what is recorded and what is not, and that nothing happens unrecorded.

mod commits;
mod keeping;
mod nightly;
mod patients;
mod reading;
mod refusals;
mod tampering;

use domain::{
    audit::{Act, Event, Who},
    identity::UserId,
    providers::ProviderId,
    time::Instant,
};
use futures::TryStreamExt as _;
use store::{Db, exec, fetch};
use uuid::Uuid;

use super::{
    Break, Range, TrailVerdict, checkpoint, commit, commit_all, export_by, last_row, verify,
};
use crate::Services;

const NOON: Instant = Instant(1_795_348_800_000_000);

/// An event of no consequence.
fn event(number: u128) -> Event {
    Event::own(Act::ProfileChanged, UserId(Uuid::from_u128(number)), NOON)
}

async fn write(services: &Services, event: Event) {
    let tx = services.db.write().await.unwrap();
    commit(tx, services, event).await.unwrap();
}

/// Services whose chain has six rows, the second of which concerns three providers.
async fn six_rows(db: Db) -> Services {
    let services = crate::tests::services(db);
    for number in 1..=6 {
        let providers = if number == 2 { 1..4 } else { 0..0 };
        let providers = providers.map(|id| ProviderId(Uuid::from_u128(id)));
        write(&services, event(number).at(providers)).await;
    }
    services
}

async fn verdict(services: &Services) -> TrailVerdict {
    verify(services, Range::default(), &[]).await.unwrap()
}

async fn broken(services: &Services) -> Option<Break> {
    verdict(services).await.broken
}

/// Changes the database as its administrator would.
async fn tamper(services: &Services, sql: &'static str) {
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

/// The whole record, as its export has it.
async fn exported(services: &Services) -> String {
    let who = Who::Operator("somebody".to_owned());
    let lines = export_by(services, who, Range::default(), NOON).await;
    let parts: Vec<bytes::Bytes> = lines.unwrap().try_collect().await.unwrap();
    String::from_utf8(parts.concat()).unwrap()
}
