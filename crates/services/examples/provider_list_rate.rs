//! What the list of providers takes somebody of one state while that state's providers are stored, and while the nation's are: in
//! turns, medians.
//!
//! `cargo run --release -p services --example provider_list_rate -- sqlite:FILE|postgres://… sqlite:FILE|postgres://…` (two empty databases)

#[path = "shared/clock.rs"]
mod clock;
#[path = "shared/nation.rs"]
mod nation;

use std::{env, error::Error, time::Instant as Stopwatch};

use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::UserId,
    providers::{ProviderFilter, StateCode},
    time::Now,
};
use services::{Services, keys::Keys, providers};
use store::{Db, files::FileStore};
use uuid::Uuid;

type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

const TURNS: usize = 301;
/// What is asked of the list (issue 4): so many times what it takes with one state's providers.
const MOST_TIMES: f64 = 1.5;

#[tokio::main]
async fn main() -> Answer<()> {
    let mut urls = env::args().skip(1);
    let usage = "name two empty databases";
    let (one, all) = (urls.next().ok_or(usage)?, urls.next().ok_or(usage)?);
    let state = StateCode::parse("IA")?;
    let one = filled(&one, Some(state)).await?;
    let all = filled(&all, None).await?;
    let coordinator = coordinator(state);
    let mut worst = 0.0_f64;
    for (what, word) in [
        ("first page", None),
        ("with a search word", Some("home 12")),
    ] {
        let filter = ProviderFilter {
            search: word.map(str::to_owned),
            ..ProviderFilter::default()
        };
        let (mut of_one, mut of_all) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            of_one.push(micros(&one, &coordinator, &filter).await?);
            of_all.push(micros(&all, &coordinator, &filter).await?);
        }
        let (of_one, of_all) = (median(of_one), median(of_all));
        let times = of_all / of_one;
        println!("{what}: one state {of_one:.0} µs, the nation {of_all:.0} µs, {times:.2} times");
        worst = worst.max(times);
    }
    if worst > MOST_TIMES {
        return Err("over its bar".into());
    }
    Ok(())
}

async fn filled(url: &str, of: Option<StateCode>) -> Answer<Services> {
    let db = Db::open(url).await?;
    db.migrate().await?;
    nation::store(&db, of).await?;
    Ok(Services::new(db, FileStore::in_memory(), Keys::random()?))
}

fn coordinator(state: StateCode) -> Actor {
    let role = Role::StateAgencyAssessmentCoordinator;
    let now = clock::system();
    Actor {
        user: UserId(Uuid::nil()),
        user_name: "COORDINATOR".to_owned(),
        category: role.category(),
        grants: vec![Grant {
            role,
            scope: Scope::State(state),
        }],
        now: Now {
            system: now,
            rules: now,
        },
        viewing: None,
    }
}

async fn micros(services: &Services, actor: &Actor, filter: &ProviderFilter) -> Answer<f64> {
    let began = Stopwatch::now();
    providers::list(services, actor, filter).await?;
    Ok(began.elapsed().as_secs_f64() * 1_000_000.0)
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}
