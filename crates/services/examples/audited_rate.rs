//! What the audit trail costs: small writes a second, with and without an event, by one writer and by 64 at once. With and without are measured in
//! turns, and their medians compared: what else the machine does is the same for both.
//!
//! `cargo run --release -p services --example audited_rate -- sqlite:FILE|postgres://…` (an empty database)

#[path = "shared/clock.rs"]
mod clock;

use std::{
    env,
    error::Error,
    time::{Duration, Instant as Stopwatch},
};

use domain::{
    audit::{Act, Event},
    identity::UserId,
};
use services::{
    Services,
    audit::{self, Range},
    keys::Keys,
};
use store::{Db, exec, files::FileStore};
use tokio::task::JoinSet;
use uuid::Uuid;

type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

const WRITERS: u128 = 64;
const EACH: Duration = Duration::from_secs(1);
const TURNS: usize = 8;
/// What is asked of the trail (issue 4).
const MOST_MORE_MILLISECONDS: f64 = 0.6;
const LEAST_WITH_MANY: f64 = 500.0;
const MOST_SHARE_ON_SQLITE: f64 = 0.2;

#[tokio::main]
async fn main() -> Answer<()> {
    let url = env::args().nth(1).ok_or("name an empty database")?;
    let is_sqlite = url.starts_with("sqlite:");
    let db = Db::open(&url).await?;
    db.migrate().await?;
    let services = Services::new(db, FileStore::in_memory(), Keys::random()?);
    accounts(&services).await?;
    // What is done first finds colder caches.
    rate(&services, 1, true).await?;
    let one = rates(&services, 1).await?;
    let many = rates(&services, WRITERS).await?;
    for (words, of) in [("not audited", 0), ("audited", 1)] {
        let (one, many) = (one[of], many[of]);
        println!("{words}: {one:.0} writes/s by one writer, {many:.0} by {WRITERS} at once");
    }
    let (without, with) = (1_000.0 / one[0], 1_000.0 / one[1]);
    let more = with - without;
    let share = more / without;
    let percent = 100.0 * share;
    println!("{more:.2} ms more for one writer, {percent:.0} % of a small write");
    let verdict = audit::verify(&services, Range::default(), &[]).await?;
    println!("{} rows, whole: {}", verdict.rows, verdict.broken.is_none());
    let is_over = if is_sqlite {
        share > MOST_SHARE_ON_SQLITE
    } else {
        more > MOST_MORE_MILLISECONDS || many[1] < LEAST_WITH_MANY
    };
    if is_over || verdict.broken.is_some() {
        return Err("over its bar".into());
    }
    Ok(())
}

/// A row for each writer to change.
async fn accounts(services: &Services) -> Answer<()> {
    let mut tx = services.db.write().await?;
    for writer in 0..WRITERS {
        exec!(
            tx,
            "insert into user_account (id, user_name, full_name, email, state, created_at) \
             values ($1, $2, 'Writer', 'a@example.org', 'active', 0)",
            Uuid::from_u128(writer),
            format!("WRITER.{writer}")
        )?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes a second without an event and with one: medians of turns.
async fn rates(services: &Services, writers: u128) -> Answer<[f64; 2]> {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        without.push(rate(services, writers, false).await?);
        with.push(rate(services, writers, true).await?);
    }
    Ok([without, with].map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[TURNS / 2]
    }))
}

/// Writes a second of so many writers at once.
async fn rate(services: &Services, writers: u128, audited: bool) -> Answer<f64> {
    let began = Stopwatch::now();
    let mut working = JoinSet::new();
    for writer in 0..writers {
        let services = services.clone();
        working.spawn(async move {
            let mut done = 0_u32;
            while began.elapsed() < EACH {
                write(&services, UserId(Uuid::from_u128(writer)), audited).await?;
                done += 1;
            }
            Answer::Ok(done)
        });
    }
    let mut total = 0;
    while let Some(done) = working.join_next().await {
        total += done??;
    }
    Ok(f64::from(total) / began.elapsed().as_secs_f64())
}

/// As a log-in writes.
async fn write(services: &Services, user: UserId, audited: bool) -> Answer<()> {
    let now = clock::system();
    let mut tx = services.db.write().await?;
    exec!(
        tx,
        "update user_account set last_log_in_at = $2 where id = $1",
        user.0,
        now.0
    )?;
    if audited {
        audit::commit(tx, services, Event::own(Act::LogIn, user, now)).await?;
    } else {
        tx.commit().await?;
    }
    Ok(())
}
