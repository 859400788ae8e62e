//! What only several values together show: dates beside the quarter and today, sums, what is missing, hints.

use domain::staffing::TotalHours;
use domain::submissions::FileState;
use jiff::civil::date;

use super::{FILE, checked, checked_on, codes, codes_with, only, with};

#[test]
fn edit_minus_4002_keeps_work_dates_out_of_the_future() {
    let file = with("2026-07-01", "2026-08-16");
    assert_eq!(codes(&checked_on(&file, date(2026, 8, 16))), [""; 0]);
    assert_eq!(codes(&checked_on(&file, date(2026, 8, 15))), ["-4002"]);
    assert_eq!(codes_with("2026-07-01", "2027-07-01"), ["-4002", "-1010"]);
}

#[test]
fn edit_minus_1010_warns_and_leaves_the_hours_out() {
    for outside in ["2026-06-30", "2026-10-01"] {
        let file = checked(&with("2026-07-01", outside));
        assert_eq!(codes(&file), ["-1010"]);
        assert_eq!(file.state(), FileState::AcceptedWithWarnings);
        let summary = file.summary.unwrap();
        assert_eq!(
            (summary.entries, summary.entries_left_out, summary.total),
            (0, 2, TotalHours(0))
        );
    }
}

#[test]
fn edit_minus_4025_adds_up_the_hours_of_one_employee_on_one_date() {
    let finding = only(&checked(&with("15.00", "15.01")));
    assert_eq!(
        (finding.code.as_str(), finding.value.as_deref()),
        ("-4025", Some("22.51"))
    );
    assert_eq!(finding.place.employee.as_deref(), Some("RN 1"));
    assert_eq!(finding.place.date, Some(date(2026, 7, 1)));
    assert_eq!(
        finding.place.line,
        Some(33),
        "where the sum passes the limit"
    );
    // The same date once more, in another section of the same employee.
    let section =
        &FILE[FILE.find("    <staffHours>").unwrap()..FILE.find("  </staffingHours>").unwrap()];
    let twice = FILE.replace(section, &[section, section].concat());
    assert_eq!(codes(&checked(&twice)), ["-4025"]);
    let other = twice.replacen(
        "<employeeId>RN 1</employeeId>\n      <workDays>",
        "<employeeId>RN 2</employeeId>\n      <workDays>",
        1,
    );
    assert_eq!(codes(&checked(&other)), [""; 0]);
}

#[test]
fn required_items_are_edits_minus_4003_4004_4006_and_4008() {
    for item in [
        "facilityId",
        "stateCode",
        "reportQuarter",
        "federalFiscalYear",
    ] {
        let (start, end) = (
            FILE.find(&format!("<{item}>")).unwrap(),
            FILE.find(&format!("</{item}>")).unwrap(),
        );
        let without = [&FILE[..start], &FILE[end + item.len() + 3..]].concat();
        let finding = only(&checked(&without));
        assert_eq!(
            (finding.code.as_str(), finding.item.as_str()),
            ("-4003", item)
        );
    }
    assert_eq!(codes_with(" fileSpecVersion=\"4.10.0\"", ""), ["-4003"]);
    assert_eq!(
        codes_with(
            "      <employeeId>RN 1</employeeId>\n      <hire",
            "      <hire"
        ),
        ["-4004"]
    );
    assert_eq!(
        codes_with(
            "      <employeeId>RN 1</employeeId>\n      <work",
            "      <work"
        ),
        ["-4006"]
    );
    assert_eq!(codes_with("<date>2026-07-01</date>", ""), ["-4006"]);
    assert_eq!(codes_with("<hours>7.5</hours>", ""), ["-4006"]);
    assert_eq!(codes_with("<jobTitleCode>7</jobTitleCode>", ""), ["-4006"]);
    assert_eq!(codes_with("<payTypeCode>1</payTypeCode>", ""), ["-4006"]);
    assert_eq!(codes_with(" processType=\"merge\"", ""), ["-4008"]);
    assert_eq!(
        codes_with(
            "<employeeId>RN 1</employeeId>\n      <hire",
            "<employeeId> </employeeId>\n      <hire"
        ),
        ["-4004"]
    );
}

#[test]
fn hints_beyond_the_edits_never_reject() {
    let notes = |file: &str| {
        let file = checked(file);
        assert!(file.state().is_accepted());
        file.findings
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(notes(FILE), ["note:days-without-rn"]);
    let start = FILE.find("    <staffHours>").unwrap();
    let empty = [&FILE[..start], "</staffingHours></nursingHomeData>"]
        .concat()
        .replace("merge", "replace");
    assert_eq!(notes(&empty), ["note:empty-replace"]);
    let employee = "<employee><employeeId>RN 1</employeeId><hireDate>2020-01-02</hireDate><terminationDate>2020-01-01</terminationDate></employee>";
    let listed_twice = FILE.replace("</employees>", &[employee, "</employees>"].concat());
    assert_eq!(
        notes(&listed_twice)[..2],
        ["note:duplicate-employee", "note:date-order"]
    );
    let ssn = checked(&FILE.replace("RN 1", "123-45-6789"));
    let finding = ssn
        .findings
        .iter()
        .find(|finding| finding.code == "note:id-like-ssn")
        .unwrap();
    assert!(
        !format!("{finding:?}").contains("6789"),
        "told without the number"
    );
}
