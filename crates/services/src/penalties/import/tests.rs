use std::fs::File;

use domain::{
    providers::NotACcn,
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, fetch};

use super::{ImportError, ImportReport, WhyRefused, import};
use crate::{
    Services,
    penalties::{RatesError, import_rates, rates::rates},
    providers,
};

fn now() -> Now {
    let at = Instant::from_eastern(date(2026, 11, 10).at(12, 0, 0, 0));
    Now {
        system: at,
        rules: at,
    }
}

const HOMES: &str = "ccn,name,address,city,state,zip\n\
    165001,Oak Hollow,1 MAIN ST,Ashton,IA,50001\n\
    365001,Elm Point,2 MAIN ST,Corby,OH,43001\n";

const PENALTIES: &str = "ccn,state,penalty_date,penalty_type,fine_amount,payment_denial_start_date,payment_denial_length_days\n\
    165001,IA,2025-09-30,Fine,98865.0,,\n\
    165001,IA,2025-10-01,Fine,10358.5,,\n\
    165001,IA,2025-10-01,Fine,10358.5,,\n\
    365001,OH,2025-03-17,Payment Denial,,2025-04-01,30\n\
    365001,OH,2024-11-05,Fine,7950.0,,\n\
    365001,OH,2024-11-05,Fine,,,\n\
    365001,OH,2024-11-05,Fine,0,,\n\
    365001,OH,someday,Fine,5.00,,\n\
    365001,OH,2024-11-05,Warning,5.00,,\n\
    165002,IA,2024-11-05,Fine,7950.0,,\n\
    1234567,IA,2024-11-05,Fine,7950.0,,\n";

async fn installation(db: Db) -> Services {
    let services = crate::tests::services(db);
    let read = providers::import(&services, HOMES.as_bytes(), "homes.csv", now()).await;
    assert_eq!(read.unwrap().added, 2);
    services
}

async fn read(services: &Services, text: &str) -> ImportReport {
    import(services, text.as_bytes(), "penalties.csv", now())
        .await
        .unwrap()
}

/// Number, cents, state and origin of every case.
async fn cases(services: &Services) -> Vec<(String, i64, String, String)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select number, gross_cents, state, origin from penalty_case order by number";
    fetch!(fetch_all, (String, i64, String, String), tx, sql).unwrap()
}

#[db_test]
async fn fines_become_cases_and_denials_of_payment_are_counted_and_left_out(db: Db) {
    let services = installation(db).await;
    let report = read(&services, PENALTIES).await;
    assert_eq!((report.lines, report.added, report.denials), (11, 4, 1));
    let refused: Vec<_> = report
        .refused
        .iter()
        .map(|refusal| (refusal.line, refusal.why.clone()))
        .collect();
    assert_eq!(
        refused,
        [
            (7, WhyRefused::Amount(domain::money::NotMoney::NotANumber)),
            (8, WhyRefused::Nothing),
            (9, WhyRefused::Date),
            (10, WhyRefused::Kind),
            (11, WhyRefused::Unknown),
            (12, WhyRefused::Ccn(NotACcn::Length)),
        ]
    );
    let said = report.to_string();
    assert!(
        said.contains("4 cases added") && said.contains("1 payment denials"),
        "{said}"
    );
    let found = cases(&services).await;
    let numbers: Vec<_> = found
        .iter()
        .map(|(number, cents, ..)| (number.as_str(), *cents))
        .collect();
    // A fiscal year begins in October; Iowa is in region 7, Ohio in region 5.
    assert_eq!(
        numbers,
        [
            ("2025-05-LTC-0001", 795_000),
            ("2025-07-LTC-0001", 9_886_500),
            ("2026-07-LTC-0001", 1_035_850),
            ("2026-07-LTC-0002", 1_035_850),
        ]
    );
    for (number, _, state, origin) in &found {
        assert_eq!(
            (state.as_str(), origin.as_str()),
            ("imposed", "public_file"),
            "{number}"
        );
    }
}

#[db_test]
async fn the_same_file_twice_is_as_once_and_a_later_one_adds(db: Db) {
    let services = installation(db).await;
    read(&services, PENALTIES).await;
    let before = cases(&services).await;
    let again = read(&services, PENALTIES).await;
    assert_eq!((again.added, again.unchanged, again.denials), (0, 4, 1));
    assert_eq!(cases(&services).await, before);
    let events =
        "select count(*), max(detail) from audit_event where act = 'data_penalties_imported'";
    let mut tx = services.db.read().await.unwrap();
    let recorded = fetch!(fetch_one, (i64, String), tx, events).unwrap();
    assert_eq!(recorded, (1, r#"{"added":4}"#.to_owned()));
    drop(tx);
    let later = format!("{PENALTIES}165001,IA,2025-10-01,Fine,10358.5,,\n");
    assert_eq!(read(&services, &later).await.added, 1);
}

#[db_test]
async fn a_file_without_its_columns_is_refused_by_the_one_that_is_missing(db: Db) {
    let services = installation(db).await;
    let text = "CMS Certification Number (CCN),Penalty Date,Penalty Type\n";
    let refused = import(&services, text.as_bytes(), "x.csv", now()).await;
    assert!(matches!(
        refused,
        Err(ImportError::NoColumn {
            column: "Fine Amount"
        })
    ));
}

#[db_test]
async fn what_is_due_is_not_invented_for_a_case_from_the_public_file(db: Db) {
    let services = installation(db).await;
    read(&services, PENALTIES).await;
    let mut tx = services.db.read().await.unwrap();
    let sql =
        "select count(*) from penalty_case where due_on is not null or payable_on is not null";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (0,));
    let sql = "select count(*) from penalty_entry";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (0,));
    let sql = "select count(*) from penalty_balance where balance_cents > 0";
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (4,));
}

#[db_test]
async fn rates_are_read_whole_or_not_at_all_and_replace_those_of_their_day(db: Db) {
    let services = crate::tests::services(db);
    let text = "Valid From,Percent\n07/19/2023,11.25\n2026-10-20,12.125%\n";
    let kept = import_rates(&services, text.as_bytes(), now().system).await;
    assert_eq!(kept.unwrap(), 2);
    let text = "Valid From,Percent\n2027-01-20,9\nsomeday,9\n";
    let refused = import_rates(&services, text.as_bytes(), now().system).await;
    assert!(matches!(refused, Err(RatesError::Line { line: 3 })));
    let mut tx = services.db.read().await.unwrap();
    let kept: Vec<_> = rates(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|rate| (rate.from, rate.thousandths))
        .collect();
    assert_eq!(
        kept,
        [
            (date(2015, 11, 3), 10_000),
            (date(2023, 7, 19), 11_250),
            (date(2026, 10, 20), 12_125),
        ]
    );
}

/// 14,074 fines and 2,392 denials, of homes that CMS's list of nursing homes has, or had.
#[db_test]
async fn the_public_file_is_read_to_its_end_and_every_line_counts_once(db: Db) {
    let (Some(homes), Some(file)) = (
        public_data::path("providers/nh_facilities.csv"),
        public_data::path("citations/nh_penalties.csv"),
    ) else {
        return;
    };
    let services = crate::tests::services(db);
    providers::import(&services, File::open(homes).unwrap(), "homes.csv", now())
        .await
        .unwrap();
    let first = import(&services, File::open(&file).unwrap(), "p.csv", now());
    let first = first.await.unwrap();
    let refused = u64::try_from(first.refused.len()).unwrap();
    assert_eq!((first.lines, first.denials), (16_466, 2_392));
    assert_eq!(first.added + refused, 14_074);
    assert!(first.added > 13_000, "{refused} are refused");
    let unknown = |why: &WhyRefused| matches!(why, WhyRefused::Unknown);
    assert!(first.refused.iter().all(|refusal| unknown(&refusal.why)));
    let again = import(&services, File::open(&file).unwrap(), "p.csv", now());
    let again = again.await.unwrap();
    assert_eq!((again.added, again.unchanged), (0, first.added));
}
