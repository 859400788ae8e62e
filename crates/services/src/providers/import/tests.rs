use std::fs::File;

use domain::{
    providers::{Ccn, NotACcn},
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, fetch};

use super::{ImportError, ImportReport, WhyRefused, import};
use crate::{
    Services,
    providers::record::{self, ProviderRecord},
};

fn now() -> Now {
    let at = Instant::from_eastern(date(2026, 11, 10).at(12, 0, 0, 0));
    Now {
        system: at,
        rules: at,
    }
}

async fn read(services: &Services, text: &[u8]) -> ImportReport {
    import(services, text, "test.csv", now()).await.unwrap()
}

fn counts(report: &ImportReport) -> [u64; 5] {
    [
        report.lines,
        report.added,
        report.changed,
        report.unchanged,
        report.refused.len() as u64,
    ]
}

async fn kept(services: &Services, ccn: &str) -> ProviderRecord {
    let mut tx = services.db.read().await.unwrap();
    record::of_ccn(&mut tx, &Ccn::parse(ccn).unwrap())
        .await
        .unwrap()
        .unwrap()
        .1
}

async fn changes(services: &Services) -> Vec<(String, Option<String>, Option<String>, String)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select field, before_value, after_value, source from provider_change order by field";
    fetch!(
        fetch_all,
        (String, Option<String>, Option<String>, String),
        tx,
        sql
    )
    .unwrap()
}

const HOMES: &str = "ccn,name,address,city,state,zip,lat,certified_beds,ownership_type\n\
    165001,Oak Hollow,1  MAIN   ST,Ashton,IA,50001,41.1,60,Non profit - Corporation\n\
    365001,Elm Point,2 MAIN ST,Corby,OH,43001,40.0,80,\n";

#[db_test]
async fn the_same_file_twice_is_as_once(db: Db) {
    let services = crate::tests::services(db);
    assert_eq!(
        counts(&read(&services, HOMES.as_bytes()).await),
        [2, 2, 0, 0, 0]
    );
    assert_eq!(
        counts(&read(&services, HOMES.as_bytes()).await),
        [2, 0, 0, 2, 0]
    );
    assert_eq!(changes(&services).await, []);
    let oak = kept(&services, "165001").await;
    assert_eq!(
        (oak.address.as_str(), oak.certified_beds),
        ("1 MAIN ST", Some(60))
    );
}

#[db_test]
async fn each_changed_field_is_kept_with_the_file_as_its_source(db: Db) {
    let services = crate::tests::services(db);
    read(&services, HOMES.as_bytes()).await;
    let later = HOMES
        .replace(",60,", ",64,")
        .replace("Elm Point", "Elm Ridge")
        .replace("Ashton", "");
    assert_eq!(
        counts(&read(&services, later.as_bytes()).await),
        [2, 0, 2, 0, 0]
    );
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        changes(&services).await,
        [
            (
                "Certified beds".to_owned(),
                some("60"),
                some("64"),
                "test.csv".to_owned()
            ),
            (
                "Provider name".to_owned(),
                some("Elm Point"),
                some("Elm Ridge"),
                "test.csv".to_owned()
            ),
        ]
    );
    assert_eq!(kept(&services, "165001").await.city, "Ashton");
}

#[db_test]
async fn wrong_lines_are_refused_with_their_number_and_the_good_ones_go_in(db: Db) {
    let services = crate::tests::services(db);
    let file = "CCN,NURSING HOME PROVIDER NAME,STATE\n\
        245381B,Suffixed,MN\n\
        335506001,Long,NY\n\
        165001,Good,IA\n\
        16-5001,Again,IA\n\
        165002,Nowhere,ZZ\n\
        162501,Dialysis,IA\n\
        ,Blank,IA\n";
    let report = read(&services, file.as_bytes()).await;
    assert_eq!(counts(&report), [7, 1, 0, 0, 6]);
    let refused: Vec<_> = report
        .refused
        .iter()
        .map(|refusal| (refusal.line, refusal.about.as_str(), refusal.why.clone()))
        .collect();
    assert_eq!(
        refused,
        [
            (2, "245381B", WhyRefused::Ccn(NotACcn::Length)),
            (3, "335506001", WhyRefused::Ccn(NotACcn::Shape)),
            (5, "16-5001", WhyRefused::Repeated { first: 4 }),
            (6, "165002", WhyRefused::State(domain::providers::NotAState)),
            (7, "162501", WhyRefused::Kind),
            (8, "", WhyRefused::Ccn(NotACcn::Length)),
        ]
    );
    let text = report.to_string();
    assert!(
        text.starts_with("line 2, \"245381B\": Enter a CCN"),
        "{text}"
    );
    assert!(
        text.ends_with("7 lines read: 1 added, 0 changed, 0 unchanged, 6 refused"),
        "{text}"
    );
}

#[db_test]
async fn a_file_of_two_columns_adds_facility_ids(db: Db) {
    let services = crate::tests::services(db);
    read(&services, HOMES.as_bytes()).await;
    let ids = "CCN,Facility ID\n165001,ia1001\n165009,IA1009\n365001,O'H\n";
    let report = read(&services, ids.as_bytes()).await;
    assert_eq!(counts(&report), [3, 0, 1, 0, 2]);
    assert_eq!(report.refused[0].why, WhyRefused::Unknown);
    assert_eq!(
        report.refused[1].why,
        WhyRefused::FacilityId(domain::providers::NotAFacilityId)
    );
    assert_eq!(
        kept(&services, "165001")
            .await
            .facility_id
            .unwrap()
            .as_str(),
        "IA1001"
    );
    assert_eq!(
        counts(&read(&services, ids.as_bytes()).await),
        [3, 0, 0, 1, 2]
    );
}

#[db_test]
async fn a_facility_id_is_given_once_in_a_state(db: Db) {
    let services = crate::tests::services(db);
    read(&services, b"CCN,name\n165001,Oak\n165002,Elm\n365001,Ash\n").await;
    let report = read(
        &services,
        b"CCN,Facility ID\n165001,X1\n165002,X1\n365001,X1\n",
    )
    .await;
    assert_eq!(counts(&report), [3, 0, 2, 0, 1]);
    assert_eq!(
        report.refused[0].why,
        WhyRefused::FacilityIdTaken {
            holder: "165001".to_owned()
        }
    );
}

#[db_test]
async fn windows_1252_dates_zip_codes_and_telephones_are_read(db: Db) {
    let services = crate::tests::services(db);
    let file = b"State,CMS Certification Number (CCN),Provider Name,Address,City/Town,ZIP Code,Telephone Number,Certification Date\n\
        PR,407001,PE\xd1A HOME HEALTH,1 CALLE,PONCE,7171234,7875550142,12/15/2004\n\
        NY,337001,Pe\xc3\xb1a,1 ROAD,TROY,121801234,555-0142,2004-12-15\n\
        NY,337002,Wrong,1 ROAD,TROY,12180,,15.12.2004\n";
    let report = read(&services, file).await;
    assert_eq!(counts(&report), [3, 2, 0, 0, 1]);
    let first = kept(&services, "407001").await;
    assert_eq!(first.name, "PEÑA HOME HEALTH");
    assert_eq!(first.phone.as_deref(), Some("(787) 555-0142"));
    assert_eq!(first.certified_on, Some(date(2004, 12, 15)));
    let second = kept(&services, "337001").await;
    assert_eq!(
        (second.name.as_str(), second.zip.as_str()),
        ("Peña", "12180-1234")
    );
    assert_eq!(second.certified_on, Some(date(2004, 12, 15)));
}

#[db_test]
async fn a_file_without_ccns_is_refused_whole(db: Db) {
    let services = crate::tests::services(db);
    for file in ["", "a,b\n1,2\n", "Facility ID,State\nIA1,IA\n"] {
        let refused = import(&services, file.as_bytes(), "x.csv", now()).await;
        assert!(matches!(refused, Err(ImportError::NoCcnColumn)), "{file}");
    }
    let refused = import(
        &services,
        b"CCN,Stars\n165001,5\n".as_slice(),
        "x.csv",
        now(),
    )
    .await;
    assert!(matches!(refused, Err(ImportError::NothingToRead)));
}

/// Lines, then those that CMS's own file of July to November 2026 has wrong.
const PUBLIC_FILES: [(&str, u64, usize); 5] = [
    ("nh_facilities.csv", 13_550, 0),
    // 169 with a suffix, and 2 in the range of federally qualified health centers.
    ("SNF_Enrollments_2026.07.31.csv", 14_410, 171),
    ("Hospital_General_Information.csv", 5_421, 0),
    ("hha_sample_100.csv", 100, 0),
    ("ny_hha_names.csv", 89, 0),
];

#[db_test]
async fn public_provider_files_of_cms_are_read(db: Db) {
    let Some(folder) = public_data::path("providers") else {
        return;
    };
    let services = crate::tests::services(db);
    for (name, lines, refused) in PUBLIC_FILES {
        let open = || File::open(folder.join(name)).unwrap();
        let first = import(&services, open(), name, now()).await.unwrap();
        assert_eq!(
            (first.lines, first.refused.len()),
            (lines, refused),
            "{name}: {first}"
        );
        let again = import(&services, open(), name, now()).await.unwrap();
        assert_eq!(
            (again.added, again.changed, again.unchanged),
            (0, 0, lines - refused as u64),
            "{name}"
        );
    }
}
