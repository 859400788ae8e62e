mod accounts;
mod work;

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::Action,
    providers::Ccn,
    staffing::FiscalQuarter,
    submissions::SubmissionKind,
    time::{Instant, Now},
};
use jiff::civil::date;
use sha2::{Digest, Sha256};
use store::{Db, db_test, fetch, testing};

use super::{Seeded, history, lay_out, providers, seed_demo, story};
use crate::{
    ServiceError, Services,
    submissions::{Incoming, receive},
    tests::services,
};

/// Enough of the story for a test: the running quarter and the one before.
const QUARTERS: usize = 2;

fn noon(year: i16, month: i8, day: i8) -> Now {
    let rules = Instant::from_eastern(date(year, month, day).at(12, 0, 0, 0));
    Now {
        system: rules.plus_seconds(-86_400),
        rules,
    }
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

/// What people see of a demonstration, without the ids inside.
async fn digest(services: &Services) -> Vec<(&'static str, String)> {
    let mut tx = services.db.read().await.unwrap();
    let mut digests = Vec::new();
    for (what, sql) in [
        (
            "providers",
            "select ccn || '|' || facility_id || '|' || search_key || '|' || address || '|' || zip || '|' || coalesce(cast(terminated_on as text), '') from provider order by ccn",
        ),
        (
            "changes",
            "select p.ccn || '|' || c.field || '|' || coalesce(c.before_value, '') || '|' || cast(c.changed_at as text) from provider_change c join provider p on p.id = c.provider_id order by 1",
        ),
        (
            "certifications",
            "select p.ccn || '|' || cast(c.from_date as text) || '|' || c.action from provider_certification c join provider p on p.id = c.provider_id order by 1",
        ),
        (
            "grants",
            "select u.user_name || '|' || g.role || '|' || cast(g.granted_at as text) || '|' || coalesce(g.state_code, '') || '|' || (select count(*) from role_grant_provider gp where gp.grant_id = g.id) from role_grant g join user_account u on u.id = g.user_id order by 1",
        ),
        (
            "submissions",
            "select cast(s.number as text) || '|' || s.file_name || '|' || cast(s.byte_count as text) || '|' || cast(s.received_at as text) || '|' || s.state || '|' || u.user_name from submission s join user_account u on u.id = s.user_id order by 1",
        ),
        (
            "files",
            "select cast(s.number as text) || '|' || cast(f.ordinal as text) || '|' || f.facility_id || '|' || f.state || '|' || cast(f.hours as text) || '|' || cast(f.fatal_count as text) from submission_file f join submission s on s.id = f.submission_id order by 1",
        ),
        (
            "findings",
            "select cast(s.number as text) || '|' || c.edit || '|' || cast(c.occurrences as text) from finding_count c join submission_file f on f.id = c.file_id join submission s on s.id = f.submission_id order by 1",
        ),
        (
            "penalties",
            "select c.number || '|' || c.state || '|' || cast(c.gross_cents as text) || '|' || cast(b.balance_cents as text) || '|' || (select count(*) from penalty_entry e where e.case_id = c.id) from penalty_case c join penalty_balance b on b.case_id = c.id order by 1",
        ),
        (
            "quarters",
            "select p.ccn || '|' || cast(q.fiscal_year as text) || '|' || cast(q.quarter as text) || '|' || cast(g.hours as text) || '|' || cast(g.employees as text) from staffing_quarter q join staffing_generation g on g.id = q.generation_id join provider p on p.id = q.provider_id order by 1",
        ),
    ] {
        let mut rows: Vec<(String,)> = fetch!(fetch_all, (String,), tx, sql).unwrap();
        // The databases sort letters differently.
        rows.sort();
        let mut hash = Sha256::new();
        for (row,) in &rows {
            hash.update(row);
        }
        digests.push((
            what,
            format!("{} rows {:x?}", rows.len(), &hash.finalize()[..8]),
        ));
    }
    digests
}

#[db_test]
async fn the_same_seed_and_day_give_the_same_demonstration_also_after_an_interruption(db: Db) {
    let now = noon(2026, 11, 10);
    let whole = services(db);
    assert_eq!(
        lay_out(&whole, 1, now, QUARTERS).await.unwrap(),
        Seeded::Now
    );

    let folder = tempfile::tempdir().unwrap();
    let other = Db::open(&format!(
        "sqlite:{}",
        folder.path().join("other.db").display()
    ))
    .await
    .unwrap();
    other.migrate().await.unwrap();
    let other = services(other);
    lay_out(&other, 1, now, 0).await.unwrap();
    let invented = providers::invent(1, now);
    let mut half = story::tell(1, now.today(), &invented, QUARTERS);
    half.truncate(half.len() / 2);
    history::happen(&other, half, now).await.unwrap();
    let mut tx = other.db.write().await.unwrap();
    store::exec!(tx, "update demo set complete = $1", false).unwrap();
    tx.commit().await.unwrap();
    let later = Now {
        system: now.system.plus_seconds(60),
        rules: now.rules.plus_seconds(60),
    };
    assert_eq!(
        lay_out(&other, 1, later, QUARTERS).await.unwrap(),
        Seeded::Now
    );

    assert_eq!(digest(&whole).await, digest(&other).await);
    assert_eq!(
        lay_out(&other, 1, later, QUARTERS).await.unwrap(),
        Seeded::Already
    );
    other.db.close().await;
}

#[db_test]
async fn a_demonstration_goes_into_an_empty_database_only(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for (seed, now) in [(2, now), (1, noon(2026, 11, 11))] {
        let refused = seed_demo(&services, seed, now).await;
        assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    }
}

#[db_test]
async fn the_demonstration_has_the_providers_that_stories_are_told_about(db: Db) {
    type Printed = (String, String, String, String, String, String);
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), 0).await.unwrap();
    assert_eq!(count(&services, "select count(*) from provider").await, 160);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select ccn, facility_id, name, address, city, zip from provider where ccn in ('16E724', '366400') order by ccn";
    let rows = fetch!(fetch_all, Printed, tx, sql).unwrap();
    assert_eq!(
        rows[0],
        [
            "16E724",
            "IA1077",
            "DAVIS COUNTY HOSPITAL",
            "509 NORTH MADISON STREET",
            "BLOOMFIELD",
            "52537"
        ]
        .map(str::to_owned)
        .into()
    );
    assert_eq!(rows[1].1, "SRDEMO01");
    for (ccn,) in fetch!(fetch_all, (String,), tx, "select ccn from provider").unwrap() {
        assert!(Ccn::parse(&ccn).unwrap().provider_type().is_some());
    }
    drop(tx);
    let twice =
        "select count(*) from (select name from provider group by name having count(*) > 1) twice";
    assert_eq!(count(&services, twice).await, 1);
    assert_eq!(
        count(
            &services,
            "select count(*) from provider where terminated_on is not null"
        )
        .await,
        1
    );
    let states = "select count(*) from (select distinct state_code from provider) states";
    assert_eq!(count(&services, states).await, 12);
}

/// A quarter's fiscal year and number; homes with stored hours, files, those rejected, and those late.
type Told = (i64, i64, i64, i64, i64, i64);

/// How many of a hundred.
fn share(some: i64, all: i64) -> i64 {
    (100 * some + all / 2) / all
}

/// One database will do: the same demonstration is in both, as another test shows.
#[test]
fn two_years_of_files_are_accepted_rejected_and_late_in_the_proportions_that_the_story_intends() {
    testing::on_sqlite(async |db| {
        let services = services(db);
        let now = noon(2026, 11, 10);
        seed_demo(&services, 1, now).await.unwrap();
        let mut tx = services.db.read().await.unwrap();
        let sql = "select f.fiscal_year, f.quarter, \
                   (select count(*) from staffing_quarter q where q.fiscal_year = f.fiscal_year and q.quarter = f.quarter), \
                   count(*), sum(f.state = 'rejected'), sum(not f.on_time) from submission_file f \
                   where f.state <> 'received' group by f.fiscal_year, f.quarter order by f.fiscal_year desc, f.quarter desc";
        let told = fetch!(fetch_all, Told, tx, sql).unwrap();
        drop(tx);
        let homes = "select count(*) from provider where kind = 'nursing_home'";
        let homes = count(&services, homes).await;

        let quarters = FiscalQuarter::latest(now.today()).take(story::QUARTERS);
        let quarters: Vec<_> = quarters
            .map(|quarter| {
                (
                    i64::from(quarter.fiscal_year()),
                    i64::from(quarter.quarter()),
                )
            })
            .collect();
        let covered: Vec<_> = told.iter().map(|of| (of.0, of.1)).collect();
        assert_eq!(covered, quarters);
        let [running, open, closed @ ..] = told.as_slice() else {
            panic!("{told:?}");
        };
        for (of, intended) in [(running, 20..=45), (open, 35..=65)] {
            assert!(intended.contains(&share(of.2, homes)), "{homes} {of:?}");
        }
        for of in closed {
            assert!((80..=97).contains(&share(of.2, homes)), "{homes} {of:?}");
        }
        // Of a hundred homes 88 bring a closed quarter in, 80 of them at once and 8 after a rejected file; 18 of them
        // in two files. 5 are late and so rejected, and 7 send nothing.
        let sum = |figure: fn(&Told) -> i64| closed.iter().map(figure).sum::<i64>();
        let (stored, files) = (sum(|of| of.2), sum(|of| of.3));
        let (rejected, late) = (sum(|of| of.4), sum(|of| of.5));
        let expected = homes * sum(|_| 1);
        let shares = (
            share(stored, expected),
            share(rejected, files),
            share(late, expected),
        );
        assert!((85..=93).contains(&shares.0), "stored: {shares:?}");
        assert!((8..=14).contains(&shares.1), "rejected: {shares:?}");
        assert!((3..=8).contains(&shares.2), "late: {shares:?}");
    });
}

#[db_test]
async fn the_public_sample_file_of_srdemo01_is_accepted_while_its_quarter_is_open(db: Db) {
    let Some(bytes) = public_data::read("pbj/pbj-pass.xml") else {
        return;
    };
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, QUARTERS).await.unwrap();
    let owen = history::sender(&services, "OWEN.SANDOVAL", now)
        .await
        .unwrap();
    let incoming = Incoming {
        kind: SubmissionKind::Staffing,
        right: Action::SubmitStaffing,
        key: "sample".to_owned(),
        file_name: "pbj-pass.xml".to_owned(),
        again: false,
        started_at: now.rules,
    };
    let stream = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
    receive(&services, &owen, incoming, stream, || now)
        .await
        .unwrap();
    history::work(&services, now).await.unwrap();
    let sql =
        "select count(*) from submission where file_name = 'pbj-pass.xml' and state = 'accepted'";
    assert_eq!(count(&services, sql).await, 1);
}
