use domain::{
    identity::UserName,
    providers::Ccn,
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, fetch};

use super::{PEOPLE, Seeded, seed_demo};
use crate::ServiceError;

fn noon(year: i16, month: i8, day: i8) -> Now {
    let at = Instant::from_eastern(date(year, month, day).at(12, 0, 0, 0));
    Now {
        system: at,
        rules: at,
    }
}

#[db_test]
async fn a_demonstration_is_laid_out_once(db: Db) {
    let services = crate::tests::services(db);
    let now = noon(2026, 11, 10);
    assert_eq!(seed_demo(&services, 1, now).await.unwrap(), Seeded::Now);
    assert_eq!(seed_demo(&services, 1, now).await.unwrap(), Seeded::Already);
    for (seed, now) in [(2, now), (1, noon(2026, 11, 11))] {
        let refused = seed_demo(&services, seed, now).await;
        assert!(matches!(refused, Err(ServiceError::Conflict { .. })));
    }
    let mut tx = services.db.read().await.unwrap();
    let (providers,) = fetch!(fetch_one, (i64,), tx, "select count(*) from provider").unwrap();
    assert_eq!(providers, 160);
    let sql = "select ccn, facility_id, name, address, city, zip from provider where ccn in ('16E724', '366400') order by ccn";
    type Printed = (String, String, String, String, String, String);
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
    let sql =
        "select count(*) from (select name from provider group by name having count(*) > 1) twice";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,));
    let sql = "select count(*) from provider where terminated_on is not null";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,));
    let sql = "select ccn from provider";
    for (ccn,) in fetch!(fetch_all, (String,), tx, sql).unwrap() {
        Ccn::parse(&ccn).unwrap();
    }
}

#[test]
fn every_person_of_the_demonstration_has_a_well_formed_user_id() {
    for person in PEOPLE {
        assert_eq!(
            UserName::parse(person.user_name).unwrap().as_str(),
            person.user_name
        );
    }
}
