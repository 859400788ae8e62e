//! What stands inside what, and what a file says of itself.

use domain::submissions::{FileState, Severity};

use super::{FILE, checked, codes, codes_with, only, with};

#[test]
fn the_outline_is_that_of_the_xsd() {
    assert_eq!(
        codes_with("<nursingHomeData", "<NursingHomeData"),
        ["intake:syntax"]
    );
    let renamed = FILE.replace("nursingHomeData", "ASSESSMENT");
    assert_eq!(codes(&checked(&renamed)), ["structure:root"]);
    assert_eq!(
        codes_with("</header>", "<census/></header>"),
        ["structure:unexpected-element"]
    );
    assert_eq!(
        codes_with(">7.5<", "><b>7.5</b><"),
        ["structure:unexpected-element", "-3679"]
    );
    assert_eq!(
        codes_with(
            "<stateCode>OH</stateCode>",
            "<stateCode>OH</stateCode><stateCode>OH</stateCode>"
        ),
        ["structure:repeated-element"]
    );
    assert_eq!(
        codes_with(
            "<hours>7.5</hours>\n              <jobTitleCode>7</jobTitleCode>",
            "<jobTitleCode>7</jobTitleCode><hours>7.5</hours>"
        ),
        ["structure:element-order"]
    );
    assert_eq!(
        codes_with("</employees>", "and others</employees>"),
        ["structure:unexpected-text"]
    );
    assert_eq!(
        codes_with("<hours>", "<hours unit=\"h\">"),
        ["structure:unexpected-attribute"]
    );
    assert_eq!(
        codes_with("<hours>7.5</hours>", "<hours xsi:nil=\"true\"/>"),
        ["structure:nil-not-allowed", "-3679"]
    );
    assert_eq!(
        codes_with(
            "xsi:nil=\"true\"/>",
            "xsi:nil=\"true\">2026-01-01</terminationDate>"
        ),
        ["structure:nil-with-value"]
    );
    assert_eq!(
        codes_with("<employees>", "<employees xmlns=\"urn:x\">")[0],
        "structure:unexpected-element"
    );
    let no_days = FILE.replace(
        &FILE[FILE.find("<workDay>").unwrap()..FILE.find("</workDays>").unwrap()],
        "",
    );
    assert_eq!(codes(&checked(&no_days)), ["structure:missing-element"]);
}

#[test]
fn an_element_that_differs_in_its_namespace_alone_is_told_so() {
    let told = |file: &str| {
        let mut found = checked(file).findings.iter().collect::<Vec<_>>();
        found.retain(|finding| finding.code.starts_with("structure:"));
        let first = found.swap_remove(0);
        (first.code, format!("{} {}", first.message, first.fix))
    };
    for (name, code) in [
        ("nursingHomeData", "structure:root"),
        ("employees", "structure:unexpected-element"),
    ] {
        let file = FILE.replacen(&format!("<{name}"), &format!("<{name} xmlns=\"urn:x\""), 1);
        let words = format!(
            "The element {name} is in a namespace (xmlns). The elements of a PBJ file are in none. \
             Leave out xmlns where it stands: on {name}, or on an element around it."
        );
        assert_eq!(told(&file), (code.to_owned(), words));
    }
    let (_, words) = told(&with("<stateCode>", "<county/><stateCode>"));
    assert!(
        words.starts_with("The element county does not belong in header."),
        "{words}"
    );
}

#[test]
fn a_header_alone_is_nothing_to_store() {
    let start = FILE.find("  <employees>").unwrap();
    let file = checked(&[&FILE[..start], "</nursingHomeData>"].concat());
    assert_eq!(codes(&file), ["structure:no-section"]);
    assert_eq!(file.state(), FileState::AcceptedWithWarnings);
}

#[test]
fn a_character_beyond_ascii_under_ascii_is_a_warning() {
    let file = checked(&FILE.replace("<header", "<!-- \u{e9} --><header"));
    let finding = only(&file);
    assert_eq!(
        (finding.code.as_str(), finding.severity, finding.place.line),
        ("intake:non-ascii", Severity::Warning, Some(3))
    );
    let utf8 = FILE
        .replace("ASCII", "UTF-8")
        .replace("<header", "<!-- \u{e9} --><header");
    assert_eq!(codes(&checked(&utf8)), [""; 0]);
}
