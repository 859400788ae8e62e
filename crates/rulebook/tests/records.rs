//! Records that others made, checked by the packs that come with the program.

mod checked;

use std::collections::{BTreeMap, BTreeSet};

use checked::{checked, library, library_where};
use domain::submissions::Severity;
use jiff::civil::{Date, date};
use rulebook::Sources;
use submission::{
    FileCheck,
    assessments::{ExtraItems, Library},
    checker::{Message as _, PartTold},
};

/// The day on which CMS's tool gave the answer that is recorded.
const RECORDED: Date = date(2019, 11, 20);

/// Number and item of each finding.
fn found(name: &str) -> Option<Vec<(String, String)>> {
    let bytes = public_data::read(&format!("oasis/vut/{name}"))?;
    let files = checked(&library(), name, &bytes, RECORDED);
    Some(
        files[0]
            .findings
            .iter()
            .map(|finding| (finding.code, finding.item))
            .collect(),
    )
}

#[test]
fn the_recorded_answer_of_cms_is_given_again() {
    let Some(found) = found("VUT-TEST-OASIS-BAD-2.xml") else {
        return;
    };
    let recorded = [
        ("-3110", "M0064_SSN"),
        ("-3010", "M0064_SSN"),
        ("-3080", "M0066_PAT_BIRTH_DT"),
        ("-3060", "M0069_PAT_GENDER"),
    ];
    // In this order: by the place in the file, and on one item by the place of the edit in the pack.
    let recorded = recorded.map(|(code, item)| (code.to_owned(), item.to_owned()));
    assert_eq!(found, recorded);
}

#[test]
fn the_good_record_has_nothing_fatal() {
    let name = "VUT-TEST-OASIS-GOOD.xml";
    let Some(bytes) = public_data::read(&format!("oasis/vut/{name}")) else {
        return;
    };
    let files = checked(&library(), name, &bytes, RECORDED);
    let fatal: Vec<_> = files[0]
        .findings
        .iter()
        .filter(|finding| finding.severity == domain::submissions::Severity::Fatal)
        .map(|finding| (finding.code, finding.item))
        .collect();
    assert_eq!(fatal, []);
}

/// Partial records of CMS's groupers: most items are not there. None of them may break the check.
#[test]
fn the_records_of_the_groupers_pass_through() {
    let library = library();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut records = 0;
    for name in ["oasis-c1-c2-records.zip", "oasis-d-records-v8119.zip"] {
        let Some(bytes) = public_data::read(&format!("oasis/grouper-records/{name}")) else {
            return;
        };
        for file in checked(&library, name, &bytes, date(2019, 12, 31)) {
            records += 1;
            assert!(
                file.refusal().is_none(),
                "{} could not be read",
                file.file_name
            );
            for finding in file.findings.iter() {
                *counts.entry(finding.code).or_default() += 1;
            }
        }
    }
    println!("{records} records: {counts:?}");
    assert_eq!(records, 3_291);
}

/// Groupers leave diagnoses empty. That is no way to say that there is none, and yet no diagnosis that stands twice.
#[test]
fn two_empty_diagnoses_are_not_the_same_one() {
    let book = Sources::built_in().book("oasis-2.30");
    let book = book.unwrap_or_else(|mistake| panic!("{mistake}"));
    let empty = [("M1023_OTH_DIAG4_ICD", ""), ("M1023_OTH_DIAG5_ICD", " ")];
    let file = book.file("01", 0, &empty).expect("it has these items");
    let files = checked(&library(), "a.xml", file.as_bytes(), book.today());
    let found: Vec<_> = files[0]
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(found.iter().all(|code| code != "-5000"), "{found:?}");
    assert_eq!(
        found.iter().filter(|code| *code == "-4885").count(),
        2,
        "{found:?}"
    );
}

#[test]
fn a_record_of_unknown_kind_is_not_told_to_leave_out_its_items() {
    let book = Sources::built_in().book("oasis-3.02.0");
    let book = book.unwrap_or_else(|mistake| panic!("{mistake}"));
    let codes = |subset: &str| -> Vec<(String, String)> {
        let file = book.file("01", 0, &[("ITM_SBST_CD", subset)]);
        let file = file.expect("it has this item");
        let files = checked(&library(), "a.xml", file.as_bytes(), book.today());
        let findings = files[0].findings.iter();
        findings
            .map(|finding| (finding.code, finding.item))
            .collect()
    };
    let is_inactive = |(code, _): &(String, String)| code == "structure:inactive-item";
    assert!(codes("08").iter().any(is_inactive));
    let unknown = codes("02");
    assert!(!unknown.iter().any(is_inactive), "{unknown:?}");
    assert!(
        unknown.contains(&("-3060".to_owned(), "ITM_SBST_CD".to_owned())),
        "{unknown:?}"
    );
}

/// Of what is found by one edit: item, message and advice.
fn told(
    pack: &str,
    subset: &str,
    changes: &[(&str, &str)],
    late: bool,
    edit: &str,
) -> Vec<[String; 3]> {
    let book = Sources::built_in().book(pack);
    let book = book.unwrap_or_else(|mistake| panic!("{mistake}"));
    let file = book.file(subset, 0, changes).expect("it has these items");
    let today = if late {
        date(2026, 12, 1)
    } else {
        book.today()
    };
    let files = checked(&library(), "a.xml", file.as_bytes(), today);
    let findings = files[0].findings.iter();
    let of_edit = findings.filter(|finding| finding.code == edit);
    of_edit
        .map(|finding| [finding.item, finding.message, finding.fix])
        .collect()
}

#[test]
fn days_that_are_out_of_order_are_named_and_no_others() {
    let changes = [
        ("M0030_START_CARE_DT", "20260414"),
        ("M0102_PHYSN_ORDRD_SOCROC_DT", "^"),
        ("M1005_INP_DISCHARGE_DT", "^"),
        ("M0032_ROC_DT", "20260413"),
        ("M0090_INFO_COMPLETED_DT", "20260414"),
    ];
    let says = "Start of care date (M0030_START_CARE_DT, 04/14/2026) is after Resumption of care date (M0032_ROC_DT, 04/13/2026).";
    let fix = "M0030_START_CARE_DT must be on or before M0032_ROC_DT.";
    let on = |item: &str| [item, says, fix].map(str::to_owned);
    assert_eq!(
        told("oasis-3.02.0", "03", &changes, false, "-3271"),
        [on("M0030_START_CARE_DT"), on("M0032_ROC_DT")]
    );
}

/// It says who somebody is, and the message about the other day is read by those who may not know.
#[test]
fn a_birth_date_that_is_out_of_order_is_not_written_out() {
    let changes = [
        ("M0066_PAT_BIRTH_DT", "20260429"),
        ("M0090_INFO_COMPLETED_DT", "20260430"),
    ];
    let told = told("oasis-3.02.0", "01", &changes, false, "-3261");
    assert_eq!(told.len(), 2, "{told:?}");
    for [_, says, _] in told {
        assert!(
            says.starts_with("Date of birth (M0066_PAT_BIRTH_DT) is after"),
            "{says}"
        );
        assert!(!says.contains("04/29/2026"), "{says}");
    }
}

#[test]
fn a_late_record_is_one_message_on_the_day_from_which_it_is_late() {
    for (pack, subset, edit, item) in [
        ("oasis-3.02.0", "01", "-3330", "M0090_INFO_COMPLETED_DT"),
        ("mds-3.10.0", "NC", "-3810", "V0200C2"),
        ("mds-3.10.0", "NQ", "-3810", "Z0500B"),
        ("mds-3.10.0", "NT", "-3810", "A1600"),
        ("mds-3.10.0", "XX", "-3810", "X1100E"),
    ] {
        let told = told(pack, subset, &[], true, edit);
        let items: Vec<&str> = told.iter().map(|[item, ..]| item.as_str()).collect();
        assert_eq!(items, [item], "{pack} {subset}");
    }
}

#[test]
fn whether_items_that_a_record_does_not_have_are_ignored_is_a_setting_that_a_browser_is_told() {
    let book = Sources::built_in().book("oasis-3.02.0");
    let book = book.unwrap_or_else(|mistake| panic!("{mistake}"));
    let file = book.file("01", 0, &[("ITM_SBST_CD", "08")]);
    let file = file.expect("it has this item");
    let file = file.replace("</ASSESSMENT>", "<M9999>1</M9999></ASSESSMENT>");
    let codes = ["structure:inactive-item", "structure:unknown-item"];
    let severities = |library: &Library| -> BTreeSet<(String, Severity)> {
        let files = checked(library, "a.xml", file.as_bytes(), book.today());
        let findings = files[0].findings.iter();
        let told = findings.map(|finding| (finding.code, finding.severity));
        told.filter(|(code, _)| codes.contains(&code.as_str()))
            .collect()
    };
    let both = |severity| BTreeSet::from(codes.map(|code| (code.to_owned(), severity)));
    let usual = library();
    assert_eq!(severities(&usual), both(Severity::Warning));
    let strict = library_where(ExtraItems::Refused);
    assert_eq!(severities(&strict), both(Severity::Fatal));
    // A browser has its packs, and is told the rest.
    let mut browser = usual;
    let catalogue = strict.enclosed_catalogue().and_then(|told| told.open());
    browser.know(catalogue.expect("it has packs"));
    assert_eq!(severities(&browser), both(Severity::Fatal));
}

#[test]
fn what_is_told_of_a_part_is_what_was_found_in_it() {
    let Some(bytes) = public_data::read("oasis/vut/VUT-TEST-OASIS-BAD-2.xml") else {
        return;
    };
    let files = checked(&library(), "BAD-2.xml", &bytes, RECORDED);
    let told = PartTold::of(&files).expect("it holds an assessment");
    let heard = PartTold::from_bytes(&told.to_bytes()).expect("it is what was told");
    let again = heard.into_files(RECORDED);
    let lines = |files: &[FileCheck]| -> Vec<_> {
        files
            .iter()
            .map(|file| {
                let found: Vec<_> = file.findings.iter().collect();
                (
                    file.file_name.clone(),
                    file.bytes,
                    file.findings.counts(),
                    found,
                )
            })
            .collect()
    };
    assert_eq!(lines(&files), lines(&again));
    assert!(!again[0].findings.is_empty());

    // Whoever asked must look at this itself.
    let broken = checked(&library(), "broken.xml", b"<ASSESSMENT><A>", RECORDED);
    assert_eq!(PartTold::of(&broken), None);
}
