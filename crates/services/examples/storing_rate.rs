//! How many hour entries a second go from a received file to its answer, beside a bare bulk insert of the same
//! rows into the same table; how much memory that takes, and how long others wait for the writer meanwhile.
//!
//! `cargo run --release -p services --example storing_rate -- sqlite:rate.db 50`

#[path = "shared/clock.rs"]
mod clock;
#[path = "shared/sender.rs"]
mod sender;

use std::{
    convert::Infallible,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    sync::Arc,
    time::{Duration, Instant as Stopwatch},
};

use bytes::Bytes;
use domain::{
    access::{Action, Actor, Role},
    providers::{ProviderType, StateCode},
    staffing::FiscalQuarter,
    submissions::{Receiving, SubmissionKind, SubmissionNumber, SubmissionState},
    time::{Instant, Now},
};
use futures::stream;
use jiff::civil::date;
use services::{
    Clock, Services,
    keys::Keys,
    submissions::{self, Incoming},
};
use sqlx::QueryBuilder;
use store::{
    Connection, Db, exec, fetch,
    files::FileStore,
    jobs::{Worker, WorkerSettings},
    row::Day,
};
use submission::generate::Plan;
use tokio::time::sleep;

use sender::{Home, sender};

type Answer<T> = Result<T, Box<dyn Error>>;

const HOME: Home = Home {
    ccn: "366001",
    facility_id: "RATE1",
    state: "OH",
    kind: ProviderType::NursingHome,
};
const ROWS_A_STATEMENT: usize = 1_000;
const ENTRIES: &str = "select h.employee_id, h.work_date, h.job_title, h.pay_type, h.hours from staffing_quarter q \
     join staffing_hour h on h.generation_id = q.generation_id \
     order by h.employee_id, h.work_date, h.job_title, h.pay_type";
const ANOTHER_GENERATION: &str = "insert into staffing_generation (provider_id, fiscal_year, quarter, file_id, process_type, \
     state, employees, entries, hours, days_with_rn, added, changed, removed, built_at) \
     select provider_id, fiscal_year, quarter, file_id, process_type, 'abandoned', employees, entries, hours, \
     days_with_rn, added, changed, removed, built_at from staffing_generation limit 1 returning id";

/// A row of `staffing_hour` without its generation.
type Entry = (String, Day, i32, i32, i32);

#[tokio::main]
async fn main() -> Answer<()> {
    let mut arguments = env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("give the address of an empty database")?;
    let megabytes: u64 = arguments.next().map_or(Ok(50), |number| number.parse())?;
    let folder = env::temp_dir().join(format!("storing-rate-{}", std::process::id()));
    let db = Db::open(&url).await?;
    db.migrate().await?;
    let services = Services::new(db, FileStore::local(&folder)?, Keys::random()?);
    let (_, actor) = sender(&services.db, &HOME, Role::PbjSubmitter, now()).await?;
    let number = send(&services, &actor, megabytes).await?;
    // From here on the kernel counts the most memory anew.
    fs::write("/proc/self/clear_refs", "5")?;

    let start = Stopwatch::now();
    let clock: Clock = Arc::new(now);
    let worker = Worker::new(
        services.db.clone(),
        Arc::new(|| now().system),
        WorkerSettings::default(),
    );
    let working =
        tokio::spawn(services::handlers(worker, &services, &clock).run(std::future::pending()));
    let (state, longest_wait) = decided(&services, &actor, number).await?;
    let ours = start.elapsed();
    working.abort();
    let memory = most_memory()?;

    let mut tx = services.db.read().await?;
    let entries = fetch!(fetch_all, Entry, tx, ENTRIES)?;
    drop(tx);
    let bare = bare(&services.db, &entries).await?;

    let rate = |spent: Duration| entries.len() as u128 * 1_000_000 / spent.as_micros().max(1);
    println!(
        "{} after {} ms: {} hour entries stored",
        state.title(),
        ours.as_millis(),
        entries.len()
    );
    println!(
        "from received to answered {} rows/s, bare bulk insert {} rows/s:",
        rate(ours),
        rate(bare)
    );
    let share = 100 * bare.as_micros() / ours.as_micros().max(1);
    println!("{share} % of the bare insert (bar 40)");
    println!(
        "longest that another writer waited: {} ms (bar 1000)",
        longest_wait.as_millis()
    );
    println!("most memory held: {memory} MB (bar 300)");
    fs::remove_dir_all(folder)?;
    if share < 40 || longest_wait > Duration::from_secs(1) || memory > 300 {
        return Err("over its bar".into());
    }
    Ok(())
}

/// On November 10, 2026, fiscal quarter 4 is open.
fn now() -> Now {
    Now {
        system: clock::system(),
        rules: Instant::from_eastern(date(2026, 11, 10).at(12, 0, 0, 0)),
    }
}

async fn send(services: &Services, actor: &Actor, megabytes: u64) -> Answer<SubmissionNumber> {
    let quarter = FiscalQuarter::new(2026, 4)?;
    let plan = Plan {
        bytes: megabytes << 20,
        ..Plan::new(HOME.facility_id, StateCode::parse(HOME.state)?, quarter)
    };
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "rate".to_owned(),
        file_name: "rate.xml".to_owned(),
        again: false,
        started_at: now().rules,
    };
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(plan.to_vec()))]);
    match submissions::receive(services, actor, incoming, bytes, now).await? {
        Receiving::Received(number) => Ok(number),
        Receiving::SentBefore(_) => Err("the database is not empty".into()),
    }
}

/// Waits for the answer; meanwhile writes a little, as a log-in does, and gives the longest time that took.
async fn decided(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
) -> Answer<(SubmissionState, Duration)> {
    let mut longest = Duration::ZERO;
    loop {
        let start = Stopwatch::now();
        let mut tx = services.db.write().await?;
        exec!(
            tx,
            "update user_account set last_log_in_at = $2 where id = $1",
            actor.user.0,
            now().system.0
        )?;
        tx.commit().await?;
        longest = longest.max(start.elapsed());
        let live = submissions::live_state(services, actor, number).await?;
        if live.state.is_decided() {
            return Ok((live.state, longest));
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// The same rows once more, under a generation of their own, in one transaction: as fast as the driver goes.
async fn bare(db: &Db, entries: &[Entry]) -> Answer<Duration> {
    let mut tx = db.write().await?;
    let (generation,) = fetch!(fetch_one, (i64,), tx, ANOTHER_GENERATION)?;
    tx.commit().await?;
    let start = Stopwatch::now();
    match db.write().await?.connection {
        Connection::Sqlite(mut tx) => {
            for rows in entries.chunks(ROWS_A_STATEMENT) {
                let mut insert = QueryBuilder::<sqlx::Sqlite>::new("insert into staffing_hour ");
                insert.push_values(rows, |mut row, (employee, day, title, pay_type, hours)| {
                    row.push_bind(generation)
                        .push_bind(employee)
                        .push_bind(*day);
                    row.push_bind(title).push_bind(pay_type).push_bind(hours);
                });
                insert.build().execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
        Connection::Postgres(mut tx) => {
            let mut copy = tx.copy_in_raw("copy staffing_hour from stdin").await?;
            for rows in entries.chunks(ROWS_A_STATEMENT) {
                let mut text = String::new();
                for (employee, day, title, pay_type, hours) in rows {
                    let day = day.to_jiff();
                    writeln!(
                        text,
                        "{generation}\t{employee}\t{day}\t{title}\t{pay_type}\t{hours}"
                    )?;
                }
                copy.send(text.into_bytes()).await?;
            }
            copy.finish().await?;
            tx.commit().await?;
        }
    }
    Ok(start.elapsed())
}

/// `VmHWM` of this process, in MB.
fn most_memory() -> Answer<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("the kernel does not say")?.parse::<u64>()? / 1024)
}
