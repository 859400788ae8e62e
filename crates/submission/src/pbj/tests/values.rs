//! The edits of single values: codes, dates, numbers, texts.

use jiff::civil::date;

use super::{FILE, checked, checked_on, codes, codes_with, with};

#[test]
fn edits_minus_1020_and_minus_1021_refuse_retired_versions_from_april_2026() {
    for version in ["2.00.0", "2.00.3", "4.00.0"] {
        let file = with("4.10.0", version);
        assert_eq!(
            codes(&checked_on(&file, date(2026, 4, 1))).first().unwrap(),
            "-1021"
        );
        assert_eq!(
            codes(&checked_on(&file, date(2026, 3, 31)))
                .first()
                .unwrap(),
            "-1020"
        );
    }
    let file = with("4.10.0", "2.00.0").replace("7.5", "77");
    assert_eq!(
        codes(&checked(&file)),
        ["-1021", "-3679"],
        "the rest is checked by 4.10.0"
    );
}

#[test]
fn edit_minus_3676_asks_for_a_listed_code() {
    for version in ["1.00.0", "4.00.1", "5.00.0", ""] {
        assert_eq!(codes_with("4.10.0", version), ["-3676"], "{version}");
    }
    for (from, to) in [
        ("OH", "oh"),
        ("OH", "GU"),
        ("OH", ""),
        (">4<", ">5<"),
        (">4<", ">04<"),
        ("merge", "update"),
        ("merge", ""),
        (">7<", ">41<"),
        (">7<", ">0<"),
        (">7<", "><"),
        (">1</pay", ">4</pay"),
        (">1</pay", ">x</pay"),
    ] {
        assert_eq!(codes_with(from, to), ["-3676"], "{to}");
    }
    for (from, to) in [
        (">7<", ">07<"),
        (">7<", ">+7<"),
        (">7<", "> 7 <"),
        ("merge", " replace "),
        ("OH", " PR\n"),
    ] {
        assert_eq!(codes_with(from, to), [""; 0], "{to}");
    }
}

#[test]
fn edit_minus_3677_asks_for_a_date_of_ten_characters_that_exists() {
    for wrong in [
        "2026-02-30",
        "2026-7-01",
        "07/01/2026",
        "2026-07-01Z",
        " 2026-07-01",
        "2026-13-01",
        "2026-00-10",
        "",
        "2023-02-29",
    ] {
        assert_eq!(
            codes_with(">2026-07-01<", &format!(">{wrong}<")),
            ["-3677"],
            "{wrong}"
        );
        assert_eq!(
            codes_with(">2020-02-29<", &format!(">{wrong}<")),
            ["-3677"],
            "{wrong}"
        );
    }
}

#[test]
fn edit_minus_3679_keeps_numbers_in_their_range() {
    for wrong in ["22.51", "-0.01", "8.123", "8,5", "", "1e1", "999999999999"] {
        assert_eq!(
            codes_with(">7.5<", &format!(">{wrong}<")),
            ["-3679"],
            "{wrong}"
        );
    }
    for right in ["0", "7.50", "07.500", "+7.5", " 7.5\n", "-0", ".5", "7."] {
        assert_eq!(
            codes_with(">7.5<", &format!(">{right}<")),
            [""; 0],
            "{right}"
        );
    }
    for wrong in ["2015", "10000", "", "FY26"] {
        assert_eq!(
            codes_with(">2026</f", &format!(">{wrong}</f")),
            ["-3679"],
            "{wrong}"
        );
    }
}

#[test]
fn dates_before_1895_are_edit_minus_1009_and_after_2050_edit_minus_4019() {
    assert_eq!(codes_with("2020-02-29", "1894-12-31"), ["-1009"]);
    assert_eq!(codes_with("2020-02-29", "1895-01-01"), [""; 0]);
    assert_eq!(codes_with("2020-02-29", "2050-12-31"), [""; 0]);
    assert_eq!(codes_with("2020-02-29", "2051-01-01"), ["-4019"]);
    assert_eq!(codes_with("2026-07-01", "1894-07-01"), ["-1009", "-1010"]);
}

#[test]
fn text_items_keep_their_characters_and_lengths() {
    assert_eq!(codes_with("TEST01", ""), ["-3702"]);
    assert_eq!(codes_with("TEST01", "12345678901234567"), ["-3793"]);
    assert_eq!(codes_with(">Vendor", ">Vendor;"), ["-3802"]);
    assert_eq!(
        codes_with(">Vendor", ">Vendor of the Longest Kind There Is"),
        ["-3793"]
    );
    assert_eq!(codes_with(">Payroll", ">Pay=roll"), ["-3802"]);
    assert_eq!(codes_with("9.1", "9.1 &amp; more"), ["-3690"]);
    assert_eq!(
        codes_with("9.1", ""),
        ["-3690"],
        "what is there must not be empty"
    );
    assert_eq!(codes_with("9.1", "123456789 123456789 1"), ["-3793"]);
    for wrong in [
        "help at vendor.com",
        "help@vendor",
        "a(b)@vendor.com",
        "@vendor.com",
        "help@vendor.info",
        "",
    ] {
        assert_eq!(codes_with("help@vendor.com", wrong), ["-3692"], "{wrong}");
    }
    assert_eq!(
        codes_with(
            ">RN 1</employeeId>\n      <hire",
            ">RN/1</employeeId>\n      <hire"
        ),
        ["-4018"]
    );
    assert_eq!(
        codes_with(
            ">RN 1</employeeId>\n      <work",
            ">RN#1</employeeId>\n      <work"
        ),
        ["-4018"]
    );
    let long = format!(">{}</employeeId>\n      <work", "x".repeat(31));
    assert_eq!(
        codes_with(">RN 1</employeeId>\n      <work", &long),
        ["-3793"]
    );
}

#[test]
fn white_space_inside_a_text_is_one_space() {
    let file = checked(&FILE.replace("Vendor &amp; Sons", " Vendor\r\n\t of   <!-- the --> West "));
    assert_eq!(codes(&file), [""; 0]);
    assert_eq!(
        file.summary.unwrap().header.software_vendor,
        "Vendor of West"
    );
}
