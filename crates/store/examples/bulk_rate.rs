//! How many rows a second go through `bulk`, beside one bare transaction of the driver's own.
//!
//! `cargo run --release -p store --example bulk_rate -- sqlite:rate.db 500000`

use std::{env, error::Error, fmt::Write, time::Instant};

use jiff::{ToSpan, civil::date};
use sqlx::{Connection as _, QueryBuilder};
use store::{
    Connection, Db,
    bulk::{Target, Value},
    exec,
    row::Day,
};

const HOURS: Target<6> = Target {
    table: "rate",
    columns: [
        "generation_id",
        "employee_id",
        "work_date",
        "job_title",
        "pay_type",
        "hours",
    ],
};
const ROWS_A_STATEMENT: usize = 1_000;

/// One person's day, in the order of the key.
#[derive(Clone)]
struct Hour {
    employee: String,
    day: jiff::civil::Date,
    hours: i32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("give the address of an empty database")?;
    let count: i32 = arguments
        .next()
        .map_or(Ok(500_000), |count| count.parse())?;
    let first = date(2026, 7, 1);
    let hours: Vec<Hour> = (0..count)
        .map(|at| Hour {
            employee: format!("E{:08}", at / 92),
            day: first + (at % 92).days(),
            hours: 800,
        })
        .collect();
    let db = Db::open(&url).await?;
    for round in 1..=3 {
        let bare = timed(&db, async |db| bare(db, &hours).await).await?;
        let ours = timed(&db, async |db| {
            HOURS.load(db, hours.iter().map(row)).await?;
            Ok(())
        })
        .await?;
        let rate = |seconds: f64| f64::from(count) / seconds;
        println!(
            "round {round}: bare {:.0} rows/s, bulk {:.0} rows/s, {:.0} %",
            rate(bare),
            rate(ours),
            100.0 * bare / ours
        );
    }
    Ok(())
}

/// Seconds on an empty table.
async fn timed(
    db: &Db,
    work: impl AsyncFnOnce(&Db) -> Result<(), Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    let mut tx = db.write().await?;
    exec!(tx, "drop table if exists rate")?;
    let create = match tx.connection {
        Connection::Sqlite(_) => {
            "create table rate (generation_id integer not null, employee_id text not null, work_date text not null, job_title integer not null, pay_type integer not null, hours integer not null, primary key (generation_id, employee_id, work_date, job_title, pay_type)) strict"
        }
        Connection::Postgres(_) => {
            "create table rate (generation_id bigint not null, employee_id text not null, work_date date not null, job_title integer not null, pay_type integer not null, hours integer not null, primary key (generation_id, employee_id, work_date, job_title, pay_type))"
        }
    };
    exec!(tx, create)?;
    tx.commit().await?;
    let began = Instant::now();
    work(db).await?;
    Ok(began.elapsed().as_secs_f64())
}

fn row(hour: &Hour) -> [Value<'_>; 6] {
    [
        Value::Bigint(1),
        Value::Text(&hour.employee),
        Value::Day(hour.day),
        Value::Integer(5),
        Value::Integer(1),
        Value::Integer(hour.hours),
    ]
}

/// Everything in one transaction that keeps everybody else out.
async fn bare(db: &Db, hours: &[Hour]) -> Result<(), Box<dyn Error>> {
    let mut tx = db.write().await?;
    match &mut tx.connection {
        Connection::Sqlite(tx) => {
            for hours in hours.chunks(ROWS_A_STATEMENT) {
                let mut insert = QueryBuilder::new("insert into rate ");
                insert.push_values(hours, |mut values, hour| {
                    values
                        .push_bind(1_i64)
                        .push_bind(&hour.employee)
                        .push_bind(Day::from(hour.day));
                    values.push_bind(5).push_bind(1).push_bind(hour.hours);
                });
                insert.build().execute(&mut **tx).await?;
            }
        }
        Connection::Postgres(tx) => {
            let mut copy = tx.begin().await?;
            let mut text = String::new();
            for hour in hours {
                writeln!(
                    text,
                    "1\t{}\t{}\t5\t1\t{}",
                    hour.employee, hour.day, hour.hours
                )?;
            }
            let mut into = copy.copy_in_raw("copy rate from stdin").await?;
            into.send(text.into_bytes()).await?;
            into.finish().await?;
            copy.commit().await?;
        }
    }
    Ok(tx.commit().await?)
}
