use std::io::Write as _;

use domain::{audit::Act, submissions::SubmissionKind, time::Instant};
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    LineOutcome, PackageError, PackageFacts, SpecificationFamily, TextsReport, import_texts,
    is_nearer, texts_of,
};
use crate::Services;

const NOW: Instant = Instant(1_795_348_800_000_000);

/// Pages in the manner of CMS's packages, with invented sentences.
fn package() -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let pages = [
        (
            "specs/oe_3060.html",
            "<html><head><title>Edit</title><style>p { color: red }</style></head><body><table>\
             <tr><td>Edit ID:</td><td>-3060</td></tr><tr><td>Edit Severity:</td><td>Fatal</td></tr>\
             <tr><td>Edit Text:</td><td>VALUES<br>Only the codes &lt;listed&gt; may\n be sent.</td></tr>\
             <tr><td>Items</td><td>M0100</td></tr></table></body></html>",
        ),
        (
            "specs/OE_4000.HTM",
            "<p>Edit Text: A date &amp; a time.</p><p>Severity: Warning</p>",
        ),
        ("specs/oe_4010.html", "<p>Nothing of use.</p>"),
        ("specs/oi_m0100.html", "<p>An item, and no edit.</p>"),
        ("specs/itm_mstr.csv", "itm_id"),
    ];
    for (name, content) in pages {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn of_version(version: &str) -> PackageFacts {
    PackageFacts {
        family: None,
        version: Some(version.to_owned()),
    }
}

async fn import(
    services: &Services,
    name: &str,
    bytes: &[u8],
    facts: &PackageFacts,
) -> TextsReport {
    import_texts(services, name, bytes, facts, NOW)
        .await
        .unwrap()
}

async fn stored(services: &Services) -> Vec<(String, String, String, String)> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select instrument, version, number, text from official_text order by instrument, number, version";
    fetch!(fetch_all, (String, String, String, String), tx, sql).unwrap()
}

fn outcomes(report: &TextsReport) -> Vec<LineOutcome> {
    report
        .lines
        .iter()
        .map(|(_, _, outcome)| *outcome)
        .collect()
}

#[db_test]
async fn a_package_of_pages_is_taken_in_and_twice_is_once(db: Db) {
    let services = crate::tests::services(db);
    let (package, facts) = (package(), of_version("V3.02.0"));
    let first = import(&services, "specs.zip", &package, &facts).await;
    assert_eq!(
        first.to_string(),
        "oe_3060.html: -3060, new\noe_4000.htm: -4000, new\noe_4010.html: not taken: the page has no \"Edit Text\"\n\
         2 new, 0 changed, 0 as before, 1 not taken."
    );
    let text = |number: &str, text: &str| {
        (
            "OASIS".to_owned(),
            "3.02.0".to_owned(),
            number.to_owned(),
            text.to_owned(),
        )
    };
    let there = [
        text("-3060", "VALUES\nOnly the codes <listed> may be sent."),
        text("-4000", "A date & a time."),
    ];
    assert_eq!(stored(&services).await, there);
    let second = import(&services, "specs.zip", &package, &facts).await;
    assert_eq!(outcomes(&second)[..2], [LineOutcome::Same; 2]);
    assert_eq!(stored(&services).await, there);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from audit_event where act = $1";
    let (events,) = fetch!(fetch_one, (i64,), tx, sql, Act::EditTextsImported.key()).unwrap();
    assert_eq!(events, 1);
}

#[db_test]
async fn a_table_is_taken_in_line_by_line(db: Db) {
    let services = crate::tests::services(db);
    let mds = PackageFacts {
        family: Some(SpecificationFamily::Mds),
        version: None,
    };
    let table = "edit_id|type|data_specs_version|edit_text\n-3503|x|V3.02.1|If \"a\" then b.\n-3504|x||c\n12x|x|3.1|d\n-3505|x|3.1|\n";
    let report = import(&services, "edits.psv", table.as_bytes(), &mds).await;
    let [first, no_version, no_number, no_text] = outcomes(&report)[..] else {
        panic!("{report}");
    };
    assert_eq!(first, LineOutcome::New);
    for line in [no_version, no_number, no_text] {
        assert!(matches!(line, LineOutcome::Unread(_)), "{report}");
    }
    assert_eq!(stored(&services).await[0].3, "If \"a\" then b.");
    // Without headings, apart by commas, and in the encoding that CMS uses.
    let facts = PackageFacts {
        family: Some(SpecificationFamily::Oasis),
        version: Some("3.02.0".to_owned()),
    };
    let report = import(
        &services,
        "texts.csv",
        b"3060,\"Codes, \x93listed\x94\"\n",
        &facts,
    )
    .await;
    assert_eq!(outcomes(&report), [LineOutcome::New]);
    let changed = import(&services, "texts.csv", b"-3060,Codes\n", &facts).await;
    assert_eq!(outcomes(&changed), [LineOutcome::Changed]);
    let none = import_texts(&services, "x.csv", b"a,b,c\n", &facts, NOW).await;
    assert!(matches!(none, Err(PackageError::NoColumns)));
    let broken = import_texts(&services, "x.zip", b"PK\x03\x04broken", &facts, NOW).await;
    assert!(matches!(broken, Err(PackageError::Zip(_))));
}

#[db_test]
async fn a_report_has_the_text_of_its_version_or_else_the_latest(db: Db) {
    let mut world = crate::submissions::tests::world::World::new(db).await;
    let facts = |version: &str| PackageFacts {
        family: Some(SpecificationFamily::Staffing),
        version: Some(version.to_owned()),
    };
    for version in ["4.9.0", "4.10.0"] {
        let table = format!("-3693,Facility of {version}\n-1234,Never found\n");
        import(&world.services, "x.csv", table.as_bytes(), &facts(version)).await;
    }
    let file = crate::submissions::tests::world::Pbj {
        facility: "NOBODY",
        ..Default::default()
    };
    let receipt = world.submit(&file).await;
    let report = world.report(receipt.number, 1).await;
    let [official] = report.official.as_slice() else {
        panic!("{:?}", report.official);
    };
    assert_eq!(
        (official.edit.as_str(), official.version.as_str()),
        ("-3693", "4.10.0")
    );
    // An assessment's is that of its own version.
    let mut tx = world.services.db.write().await.unwrap();
    let (id,) = fetch!(fetch_one, (Uuid,), tx, "select id from submission_file").unwrap();
    exec!(
        tx,
        "insert into sent_record (file_id, instrument, specification, is_test) values ($1, 'PBJ', '4.9.0', $2)",
        id,
        false
    )
    .unwrap();
    let texts = texts_of(&mut tx, SubmissionKind::Assessments, id)
        .await
        .unwrap();
    assert_eq!(texts[0].version, "4.9.0");
}

#[test]
fn versions_are_compared_by_their_numbers() {
    assert!(is_nearer("4.10.0", "4.9.0", None));
    assert!(!is_nearer("4.10.0", "4.9.0", Some("4.9.0")));
}
