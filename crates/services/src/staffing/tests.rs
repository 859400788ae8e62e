mod compare;
mod hours;
mod quarter;
mod status;

use domain::{providers::StateCode, staffing::FiscalQuarter, submissions::SubmissionState};
use store::Db;

use crate::submissions::tests::world::{Pbj, World};

fn open_quarter() -> FiscalQuarter {
    FiscalQuarter::new(2026, 4).unwrap()
}

fn ohio() -> StateCode {
    StateCode::parse("OH").unwrap()
}

/// A home with three days of hours, one of them without a registered nurse.
async fn stored(db: Db) -> World {
    let mut world = World::new(db).await;
    let entries = [
        ("E1", "2026-07-01", "8.00", 7),
        ("E2", "2026-07-01", "7.50", 10),
        ("E2", "2026-07-02", "7.50", 10),
        ("E1", "2026-09-30", "4.00", 5),
    ];
    let receipt = world
        .submit(&Pbj {
            employees: &["E1", "E2"],
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    world
}
