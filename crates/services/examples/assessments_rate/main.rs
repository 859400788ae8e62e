//! How many assessments a second go from receipt to report, and what it takes to look up a stored one: while next to nothing is
//! stored, and while millions are.
//!
//! `cargo run --release -p services --example assessments_rate -- sqlite:FILE|postgres://… 2000000` (an empty database)

#[path = "../shared/clock.rs"]
mod clock;
mod looking_up;
#[path = "../shared/sender.rs"]
mod sender;
mod sending;
mod stored;

use std::{env, error::Error, fs, sync::Arc, time::Instant as Stopwatch};

use domain::time::{Instant, Now};
use jiff::civil::{Date, date};
use rulebook::Sources;
use services::{Services, keys::Keys};
use store::{Db, files::FileStore};
use submission::assessments::{Library, PackLabel};

use looking_up::LookUp;
use sending::Sender;
use stored::Stored;

type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

const PACK: &str = "oasis-3.02.0";
/// A day on which the invented records are complete and in time.
const TODAY: Date = date(2026, 5, 1);
const ROUNDS: usize = 3;
/// What counts as next to nothing.
const FEW: u32 = 3_000;
/// What is asked of the look-ups (issue 5): so many times what they take while few are stored.
const MOST_TIMES: f64 = 1.5;

#[tokio::main]
async fn main() -> Answer<()> {
    let mut arguments = env::args().skip(1);
    let usage = "name an empty database, and how many records it is to hold, a multiple of twenty";
    let (url, many) = (arguments.next(), arguments.next());
    let (url, many): (String, u32) = (url.ok_or(usage)?, many.ok_or(usage)?.parse()?);
    let folder = env::temp_dir().join(format!("assessments-rate-{}", std::process::id()));
    let db = Db::open(&url).await?;
    db.migrate().await?;
    let book = Sources::built_in().book(PACK)?;
    let mut services = Services::new(db, FileStore::local(&folder)?, Keys::random()?);
    let mut library = Library::default();
    library.add(PackLabel::new(&book.pack, String::new()), book.pack.clone());
    services.packs.library = Arc::new(library);
    let mut sender = Sender::new(&services, &book).await?;

    let empty = sender.rate().await?;
    println!("nothing stored before: {empty:.0} records/s from receipt to report");
    let providers = stored::providers(&services.db, sender.agency).await?;
    let few = Stored::new(0, FEW);
    few.store(&services.db, &providers).await?;
    stored::run_in(&url).await?;
    let before = looking_up::all(&services.db, &few, &providers).await?;
    let many = Stored::new(FEW, many);
    let began = Stopwatch::now();
    many.store(&services.db, &providers).await?;
    stored::run_in(&url).await?;
    println!("{} stored in {} s", many.count, began.elapsed().as_secs());
    let after = looking_up::all(&services.db, &many, &providers).await?;
    let mut worst = 0.0_f64;
    for (LookUp { what, micros }, LookUp { micros: slower, .. }) in before.iter().zip(&after) {
        let times = slower / micros;
        println!("{what}: {micros:.0} µs, then {slower:.0} µs, {times:.2} times");
        worst = worst.max(times);
    }
    let full = sender.rate().await?;
    let share = 100.0 * full / empty;
    println!(
        "{} stored before: {full:.0} records/s from receipt to report, {share:.0} % of what it was",
        many.count
    );
    fs::remove_dir_all(folder)?;
    if worst > MOST_TIMES {
        return Err("over its bar".into());
    }
    Ok(())
}

fn now() -> Now {
    Now {
        system: clock::system(),
        rules: Instant::from_eastern(TODAY.at(12, 0, 0, 0)),
    }
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}
