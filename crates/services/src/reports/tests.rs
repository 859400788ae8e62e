//! Reports over rows as the check of submissions leaves them.

mod kept;
mod patients;
mod submissions;

use std::sync::Arc;

use domain::{
    access::Actor,
    listing::PageRequest,
    reports::{KeptTable, ReportKind, ReportParameters, ReportTable, RunState},
    time::Now,
};
use jiff::civil::{Date, date};
use store::{
    exec,
    jobs::{Worker, WorkerSettings},
    row::Day,
    testing::{JOBS_LEFT, until_none},
};

use super::{ask, find, rows, table};
use crate::{
    Clock,
    assessments::stored::tests::world::{Patient, TODAY, World, noon},
};

/// A record that was sent, with what was found in it.
async fn sent(world: &World, patient: Patient, state: &str, day: Date, edits: &[&str]) {
    let file = world.file(patient.provider, state, day).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into sent_record (file_id, instrument, reasons, transaction_code, target_date, first_name, last_name, is_test)
         values ($1, 'OASIS', '01', '1', $2, 'ADA', 'INVENTED', $3)",
        file,
        Day::from(day),
        false
    )
    .unwrap();
    for (ordinal, edit) in (1_i32..).zip(edits) {
        exec!(
            tx,
            "insert into finding (file_id, ordinal, edit, severity, message, fix, item, item_value)
             values ($1, $2, $3, 'fatal', 'The SSN 987654321 is wrong.', '', 'M0064_SSN', '987654321')",
            file,
            ordinal,
            *edit
        )
        .unwrap();
        exec!(
            tx,
            "insert into finding_count (file_id, edit, severity, occurrences) values ($1, $2, 'fatal', 2)",
            file,
            *edit
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn made(world: &World, actor: &Actor, kind: ReportKind) -> ReportTable {
    table(&world.services, actor, kind, &ReportParameters::default())
        .await
        .unwrap()
}

/// The cells of one column.
fn column(table: &ReportTable, name: &str) -> Vec<String> {
    let place = table.columns.iter().position(|one| one == name).unwrap();
    let rows = table.rows.iter();
    rows.map(|row| row[place].plain()).collect()
}

/// Two records of the agency that came back, one that did not, and one elsewhere.
async fn four_records(world: &World) {
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    sent(
        world,
        ada,
        "rejected",
        date(2026, 9, 30),
        &["-3810", "-3820"],
    )
    .await;
    sent(world, ada, "rejected", date(2026, 10, 1), &["-3810"]).await;
    sent(world, ada, "accepted", date(2026, 10, 2), &[]).await;
    sent(world, carl, "accepted", date(2026, 10, 3), &[]).await;
}

async fn run_jobs(world: &World) {
    let clock: Clock = Arc::new(|| Now {
        system: noon(TODAY),
        rules: noon(TODAY),
    });
    let worker = Worker::new(
        world.services.db.clone(),
        Arc::new(|| noon(TODAY)),
        WorkerSettings::default(),
    );
    let worker = super::handlers(worker, &world.services, &clock);
    worker.run(until_none(&world.services.db, JOBS_LEFT)).await;
}

/// Has a report made by the job, and gives its rows.
async fn made_long(world: &World, actor: &Actor, kind: ReportKind) -> ReportTable {
    let parameters = ReportParameters::default();
    let id = ask(&world.services, actor, kind, &parameters)
        .await
        .unwrap();
    run_jobs(world).await;
    let run = find(&world.services, actor, id).await.unwrap();
    assert_eq!(run.state, RunState::Done);
    let KeptTable { columns, rows } = rows(&world.services, actor, id).await.unwrap();
    ReportTable {
        kind,
        parameters,
        as_of: run.as_of,
        days: run.days,
        columns,
        total: run.rows,
        request: PageRequest::default(),
        rows,
        is_cut: false,
    }
}
