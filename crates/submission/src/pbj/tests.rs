mod outline;
mod random;
mod together;
mod values;

use std::ops::ControlFlow;

use domain::staffing::{FiscalQuarter, ProcessType, TotalHours};
use domain::submissions::{FileState, Severity};
use jiff::civil::{Date, date};

use super::{Employee, HourEntry, Receiver};
use crate::assessments::Assessments;
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
        Assessments::Refused,
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
    let without: Vec<_> = summary.nurse_days.missing().collect();
    assert_eq!(without.len(), 91);
    assert_eq!(without[0], jiff::civil::date(2026, 7, 2));
}

#[test]
fn employees_of_the_staffing_hours_are_counted_also_where_no_hours_are_processed() {
    let file = with(
        "<staffHours>\n      <employeeId>RN 1<",
        "<staffHours>\n      <employeeId>RN 2<",
    )
    .replace("<date>2026-07-01<", "<date>2026-06-30<");
    let summary = checked(&file).summary.unwrap();
    assert_eq!(
        (
            summary.entries,
            summary.employees_with_hours,
            summary.employees_not_listed
        ),
        (0, 0, 1)
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
        Assessments::Refused,
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
