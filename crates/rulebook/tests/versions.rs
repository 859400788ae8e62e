//! What a record is told whose version is not one that is held, or not that of its date.

mod checked;

use std::sync::LazyLock;

use checked::{checked, library};
use domain::submissions::Severity::{Fatal, Warning};
use jiff::civil::{Date, date};
use rulebook::{Book, Sources};
use submission::{
    Finding,
    assessments::{Library, Span},
};

const TODAY: Date = date(2026, 5, 1);

static LIBRARY: LazyLock<Library> = LazyLock::new(library);

fn book(pack: &str) -> Book {
    Sources::built_in()
        .book(pack)
        .unwrap_or_else(|mistake| panic!("{mistake}"))
}

/// What is found in the base record of a pack with some items changed, and the rules that it was checked by.
fn told(pack: &str, subset: &str, changes: &[(&str, &str)]) -> (Vec<Finding>, Option<String>) {
    let file = book(pack).file(subset, 0, changes);
    told_of_file(&file.expect("it has these items"))
}

fn told_of_file(file: &str) -> (Vec<Finding>, Option<String>) {
    let [file] = &checked(&LIBRARY, "a.xml", file.as_bytes(), TODAY)[..] else {
        panic!("one file was given");
    };
    let rules = file
        .record
        .as_ref()
        .and_then(|record| record.rules.as_ref());
    (
        file.findings.iter().collect(),
        rules.map(|rules| rules.name.clone()),
    )
}

fn oasis(version: &str, completed: &str) -> (Vec<Finding>, Option<String>) {
    let items = [
        ("SPEC_VRSN_CD", version),
        ("M0090_INFO_COMPLETED_DT", completed),
    ];
    told("oasis-3.02.0", "01", &items)
}

fn one<'a>(findings: &'a [Finding], code: &str) -> &'a Finding {
    let mut found = findings.iter().filter(|finding| finding.code == code);
    match (found.next(), found.next()) {
        (Some(finding), None) => finding,
        _ => panic!("{code} should stand once among {findings:?}"),
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn a_version_that_cms_published_and_that_is_not_held_is_told_with_its_dates() {
    let (findings, rules) = oasis("2.12", "20160501");
    assert_eq!(codes(&findings), ["record:version-not-held"]);
    assert_eq!(rules, None);
    let told = &findings[0];
    assert_eq!((told.severity, told.item.as_str()), (Fatal, "SPEC_VRSN_CD"));
    assert!(told.message.contains("2.12"), "{}", told.message);
    assert!(
        told.message.contains("10/01/2015 through 12/31/2016"),
        "{}",
        told.message
    );
    assert!(told.place.line.is_some());
    assert_eq!(told.allowed.as_deref(), Some("2.30, 3.02"));

    let dated = [("SPEC_VRSN_CD", "3.02"), ("A2300", "20250401")];
    let (findings, rules) = told_of_mds(&dated);
    assert_eq!(codes(&findings), ["record:version-not-held"]);
    assert_eq!(rules, None);
    assert!(
        findings[0]
            .message
            .contains("10/01/2024 through 09/30/2025")
    );
}

fn told_of_mds(changes: &[(&str, &str)]) -> (Vec<Finding>, Option<String>) {
    told("mds-3.10.0", "NC", changes)
}

#[test]
fn every_published_version_is_held_or_told_as_not_held() {
    let published = Sources::built_in()
        .published()
        .unwrap_or_else(|mistake| panic!("{mistake}"));
    assert_eq!(published.len(), 26);
    for version in published {
        let day = version.in_force.from.strftime("%Y%m%d").to_string();
        let (findings, rules) = if version.instrument == "MDS" {
            told_of_mds(&[("SPEC_VRSN_CD", &version.specification), ("A2300", &day)])
        } else {
            oasis(&version.specification, &day)
        };
        let codes = codes(&findings);
        assert!(!codes.contains(&"record:unknown-version"), "{version:?}");
        assert!(!codes.contains(&"record:wrong-version"), "{version:?}");
        assert_eq!(
            codes.contains(&"record:version-not-held"),
            rules.is_none(),
            "{version:?}"
        );
    }
}

#[test]
fn a_version_that_nobody_published_is_unknown() {
    for version in ["9.99", "2.1", "2.12.0", "^", ""] {
        let (findings, rules) = oasis(version, "20160501");
        assert_eq!(codes(&findings), ["record:unknown-version"], "{version}");
        assert_eq!(rules, None);
        assert_eq!(findings[0].severity, Fatal);
    }
}

/// What a wrong version is worth, the edits say: OASIS refuses it (-5460), MDS warns (-3807).
#[test]
fn a_version_that_nobody_published_is_checked_by_the_rules_of_its_date() {
    let (findings, rules) = told("oasis-3.02.0", "01", &[("SPEC_VRSN_CD", "9.99")]);
    assert_eq!(rules.as_deref(), Some("OASIS 3.02.0"));
    assert!(
        codes(&findings).iter().all(|code| *code == "-5460"),
        "{findings:?}"
    );
    assert!(!findings.is_empty());
    for version in ["3.10.0", "3.1", "3.00.1"] {
        let (findings, rules) = told_of_mds(&[("SPEC_VRSN_CD", version), ("A1200", "7")]);
        assert_eq!(rules.as_deref(), Some("MDS 3.10.0"), "{version}");
        assert_eq!(one(&findings, "-3807").severity, Warning);
        assert_eq!(one(&findings, "-3676").item, "A1200", "the rest is checked");
        assert_eq!(findings.len(), 2, "{findings:?}");
    }
}

/// The optional state assessment has specifications of its own since October 2023, which are not held.
#[test]
fn a_kind_of_record_that_the_rules_do_not_know_is_not_passed() {
    let (findings, _) = told_of_mds(&[("ITM_SBST_CD", "OSA"), ("A0900", "junk")]);
    let unknown = one(&findings, "record:unknown-kind");
    assert_eq!(
        (unknown.severity, unknown.item.as_str()),
        (Fatal, "ITM_SBST_CD")
    );
    assert_eq!(unknown.value.as_deref(), Some("OSA"));
    let (findings, _) = told_of_mds(&[("ITM_SBST_CD", "QQ")]);
    assert!(codes(&findings).contains(&"-3676"));
    assert!(
        !codes(&findings).contains(&"record:unknown-kind"),
        "once is enough"
    );
}

/// It is checked by the rules of its date, as CMS would.
#[test]
fn a_version_outside_of_its_dates_is_wrong_and_the_right_one_named() {
    for (version, rules_of) in [("2.12", "OASIS 2.30"), ("3.02", "OASIS 2.30")] {
        let (findings, rules) = oasis(version, "20190501");
        assert_eq!(rules.as_deref(), Some(rules_of), "{version}");
        let wrong = one(&findings, "record:wrong-version");
        assert_eq!(wrong.severity, Warning);
        assert_eq!(wrong.value.as_deref(), Some(version));
        assert_eq!(wrong.allowed.as_deref(), Some("2.30"));
        assert!(wrong.message.contains("05/01/2019"), "{}", wrong.message);
    }
    let (findings, rules) = told_of_mds(&[("SPEC_VRSN_CD", "3.00")]);
    assert_eq!(rules.as_deref(), Some("MDS 3.10.0"));
    let wrong = one(&findings, "record:wrong-version");
    assert_eq!(wrong.allowed.as_deref(), Some("3.10"));
}

/// It stands in a record beside the right version of the specifications.
#[test]
fn an_item_set_of_other_dates_is_warned_of() {
    let of_mds = told_of_mds(&[("ITM_SET_VRSN_CD", "1.17")]);
    let of_oasis = told("oasis-3.02.0", "01", &[("ITM_SET_VRSN_CD", "D-012019")]);
    for ((findings, _), right) in [(of_mds, "1.20"), (of_oasis, "E2-042026")] {
        assert_eq!(codes(&findings), ["record:wrong-item-set"]);
        let wrong = &findings[0];
        assert_eq!(
            (wrong.severity, wrong.item.as_str()),
            (Warning, "ITM_SET_VRSN_CD")
        );
        assert_eq!(wrong.allowed.as_deref(), Some(right));
    }
    // What no table lists, the edits tell alone.
    let (findings, _) = told_of_mds(&[("ITM_SET_VRSN_CD", "1.99")]);
    assert_eq!(codes(&findings), ["-3807"]);
    // Of what is checked by the rules of another date, these cannot say which item set is right.
    let (findings, _) = oasis("2.31", "20210501");
    assert!(!codes(&findings).contains(&"record:wrong-item-set"));
}

#[test]
fn a_version_that_is_empty_or_left_out_is_told_once_and_in_whole_sentences() {
    let whole = book("mds-3.10.0").file("NC", 0, &[]);
    let whole = whole.expect("it has these items");
    let line = "<SPEC_VRSN_CD>3.10</SPEC_VRSN_CD>";
    let (findings, _) = told_of_file(&whole.replace(line, ""));
    assert_eq!(codes(&findings), ["structure:missing-item"]);
    let (findings, _) = told_of_mds(&[("SPEC_VRSN_CD", "")]);
    let unknown = one(&findings, "-3807");
    assert!(
        unknown.message.starts_with("(empty)"),
        "{}",
        unknown.message
    );
    let (findings, _) = oasis("", "20160501");
    let unknown = one(&findings, "record:unknown-version");
    assert!(unknown.message.ends_with("(empty)"), "{}", unknown.message);
}

#[test]
fn a_wrong_version_of_a_date_without_rules_is_told_both() {
    let (findings, rules) = oasis("2.12", "20180501");
    assert_eq!(rules, None);
    assert_eq!(
        codes(&findings),
        ["record:wrong-version", "record:version-not-held"]
    );
    assert_eq!(findings[0].allowed.as_deref(), Some("2.21"));

    let (findings, rules) = oasis("2.30", "20210501");
    assert_eq!(rules.as_deref(), Some("OASIS 2.30"));
    assert_eq!(
        one(&findings, "record:wrong-version").allowed.as_deref(),
        Some("2.31")
    );
    assert!(
        one(&findings, "record:date-not-held")
            .message
            .contains("05/01/2021")
    );
}

/// As in a record of fixed format: the rules are found, and say what such a value is worth.
#[test]
fn a_version_that_is_filled_up_with_blanks_is_found_and_reported() {
    let (findings, rules) = oasis("3.02      ", "20260415");
    assert_eq!(rules.as_deref(), Some("OASIS 3.02.0"));
    assert!(findings.iter().any(|finding| finding.item == "SPEC_VRSN_CD"
        && finding.code == "-5460"
        && finding.severity == Fatal));

    let (findings, rules) = told_of_mds(&[("SPEC_VRSN_CD", "3.10      ")]);
    assert_eq!(rules.as_deref(), Some("MDS 3.10.0"));
    assert_eq!(codes(&findings), ["-3807"]);

    let (findings, _) = oasis("2.20      ", "20170501");
    assert_eq!(codes(&findings), ["record:version-not-held"]);
}

#[test]
fn a_pack_is_in_force_as_long_as_its_version() {
    let sources = Sources::built_in();
    let published = sources
        .published()
        .unwrap_or_else(|mistake| panic!("{mistake}"));
    for name in sources.packs() {
        let pack = book(name).pack;
        for code in &pack.specifications {
            let version = published
                .iter()
                .find(|one| one.instrument == pack.instrument && one.specification == *code);
            let in_force = version.map(|version| version.in_force);
            assert_eq!(in_force, Some(pack.in_force), "{name} {code}");
        }
    }
    let of = |code: &str| {
        let found = published
            .iter()
            .find(|one| one.instrument == "OASIS" && one.specification == code);
        found.map(|version| version.in_force)
    };
    // As CMS writes them out.
    let short = Span {
        from: date(2015, 1, 1),
        until: Some(date(2015, 9, 30)),
    };
    let last = Span {
        from: date(2026, 4, 1),
        until: None,
    };
    assert_eq!((of("2.11"), of("3.02")), (Some(short), Some(last)));
}
