mod outline;
mod random;

use std::ops::ControlFlow;

use domain::staffing::{FiscalQuarter, ProcessType, TotalHours};
use domain::submissions::{FileState, Severity};
use jiff::civil::{Date, date};

use super::{Employee, HourEntry, Receiver};
use crate::{FileCheck, Finding, Limits, Options, check};

const TODAY: Date = date(2026, 11, 10);

/// A small file in which everything is right.
const FILE: &str = r#"<?xml version="1.0" encoding="ASCII"?>
<nursingHomeData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="nhpbj_4_10_0.xsd">
  <header fileSpecVersion="4.10.0">
    <facilityId>TEST01</facilityId>
    <stateCode>OH</stateCode>
    <reportQuarter>4</reportQuarter>
    <federalFiscalYear>2026</federalFiscalYear>
    <softwareVendorName>Vendor &amp; Sons</softwareVendorName>
    <softwareVendorEmail>help@vendor.com</softwareVendorEmail>
    <softwareProductName>Payroll</softwareProductName>
    <softwareProductVersion>9.1</softwareProductVersion>
  </header>
  <employees>
    <employee>
      <employeeId>RN 1</employeeId>
      <hireDate>2020-02-29</hireDate>
      <terminationDate xsi:nil="true"/>
    </employee>
  </employees>
  <staffingHours processType="merge">
    <staffHours>
      <employeeId>RN 1</employeeId>
      <workDays>
        <workDay>
          <date>2026-07-01</date>
          <hourEntries>
            <hourEntry>
              <hours>7.5</hours>
              <jobTitleCode>7</jobTitleCode>
              <payTypeCode>1</payTypeCode>
            </hourEntry>
            <hourEntry>
              <hours>15.00</hours>
              <jobTitleCode>10</jobTitleCode>
              <payTypeCode>3</payTypeCode>
            </hourEntry>
          </hourEntries>
        </workDay>
      </workDays>
    </staffHours>
  </staffingHours>
</nursingHomeData>
"#;

fn checked_on(file: &str, today: Date) -> FileCheck {
    let options = Options {
        today,
        limits: Limits::default(),
    };
    let mut checked = check(
        &mut file.as_bytes(),
        "a.xml",
        &options,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    checked.files.remove(0)
}

fn checked(file: &str) -> FileCheck {
    checked_on(file, TODAY)
}

/// The file with one place changed, which must be there.
fn with(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    FILE.replacen(from, to, 1)
}

/// Codes without the hints beyond CMS's edits.
fn codes(file: &FileCheck) -> Vec<String> {
    file.findings
        .iter()
        .map(|finding| finding.code)
        .filter(|code| !code.starts_with("note:"))
        .collect()
}

fn codes_with(from: &str, to: &str) -> Vec<String> {
    codes(&checked(&with(from, to)))
}

fn only(file: &FileCheck) -> Finding {
    let findings: Vec<_> = file
        .findings
        .iter()
        .filter(|finding| !finding.code.starts_with("note:"))
        .collect();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.into_iter().next().unwrap()
}

#[test]
fn a_right_file_has_no_finding() {
    let file = checked(FILE);
    assert_eq!(codes(&file), [""; 0]);
    assert_eq!(file.state(), FileState::Accepted);
}

#[test]
fn the_summary_counts_what_is_processed() {
    let summary = checked(FILE).summary.unwrap();
    assert_eq!(summary.header.facility_id, "TEST01");
    assert_eq!(summary.header.state.unwrap().as_str(), "OH");
    assert_eq!(summary.header.quarter, FiscalQuarter::new(2026, 4).ok());
    assert_eq!(summary.header.software_vendor, "Vendor & Sons");
    assert_eq!(summary.process_type, Some(ProcessType::Merge));
    assert_eq!(
        (
            summary.employees,
            summary.employees_with_hours,
            summary.employees_not_listed
        ),
        (1, 1, 0)
    );
    assert_eq!((summary.entries, summary.total), (2, TotalHours(2250)));
    let nurse = domain::staffing::JobTitle::from_code(7).unwrap();
    assert_eq!(summary.hours.on(0, nurse), TotalHours(750));
    assert_eq!(summary.hours.of_title(nurse), TotalHours(750));
    assert_eq!(summary.hours.days_without_registered_nurse().count(), 91);
}

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

#[test]
fn a_finding_says_what_where_and_how() {
    let finding = only(&checked(&with(">7<", ">77<")));
    assert_eq!(finding.code, "-3676");
    assert_eq!(finding.severity, Severity::Fatal);
    assert_eq!(finding.item, "jobTitleCode");
    assert_eq!(finding.value.as_deref(), Some("77"));
    assert_eq!(finding.allowed.as_deref(), Some("1 to 40"));
    assert_eq!(
        finding.message,
        "\"77\" is not one of the codes for jobTitleCode."
    );
    assert_eq!(finding.fix, "Enter one of the codes of jobTitleCode.");
    assert_eq!(
        (
            finding.place.file.as_str(),
            finding.place.line,
            finding.place.column
        ),
        ("a.xml", Some(29), Some(29))
    );
    assert_eq!(
        finding.place.path,
        "/nursingHomeData/staffingHours/staffHours/workDays/workDay/hourEntries/hourEntry/jobTitleCode"
    );
    assert_eq!(finding.place.employee.as_deref(), Some("RN 1"));
    assert_eq!(finding.place.date, Some(date(2026, 7, 1)));
}

/// Keeps what arrives.
#[derive(Default)]
struct Kept {
    employees: Vec<String>,
    entries: Vec<(String, Date, u8, i32)>,
}

impl Receiver for Kept {
    fn employee(&mut self, employee: &Employee<'_>) {
        self.employees.push(employee.id.to_owned());
    }

    fn hours(&mut self, entry: &HourEntry<'_>) {
        self.entries.push((
            entry.employee.to_owned(),
            entry.date,
            entry.job_title.code(),
            entry.hours.0,
        ));
    }
}

#[test]
fn only_what_passed_is_handed_on() {
    let file = FILE.replace(">10<", ">99<");
    let mut kept = Kept::default();
    let options = Options {
        today: TODAY,
        limits: Limits::default(),
    };
    check(
        &mut file.as_bytes(),
        "a.xml",
        &options,
        &mut kept,
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(kept.employees, ["RN 1"]);
    assert_eq!(
        kept.entries,
        [("RN 1".to_owned(), date(2026, 7, 1), 7, 750)]
    );
}

#[test]
fn every_edit_that_is_checked_here_can_be_found() {
    use crate::edits::{Checked, EDITS};
    use crate::rule::Rule;
    for edit in &EDITS {
        let number = edit.number.to_string();
        let rules: Vec<_> = Rule::ALL
            .iter()
            .filter(|rule| rule.code() == number)
            .collect();
        assert_eq!(
            edit.checked == Checked::BrowserAndServer,
            !rules.is_empty(),
            "{number}"
        );
        assert!(
            rules.iter().all(|rule| rule.severity() == edit.severity),
            "{number}"
        );
    }
}
