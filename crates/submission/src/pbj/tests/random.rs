//! Random files that keep every rule, the same with one thing wrong, and random bytes.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use domain::staffing::{FiscalQuarter, ProcessType, TotalHours};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{FILE, TODAY, checked, checked_on, codes};
use crate::assessments::Assessments;
use crate::edits::{Checked, EDITS};
use crate::{Limits, Options, check};

/// In the middle of quarter 4 of 2026, some days after those that the random staff works on.
const MID_QUARTER: Date = date(2026, 8, 15);

/// What a random file says, all of it within the rules.
#[derive(Debug, Clone)]
struct Plan {
    process_type: ProcessType,
    vendor_name: Option<String>,
    vendor_email: Option<String>,
    product_name: Option<String>,
    product_version: Option<String>,
    staff: Vec<Person>,
}

#[derive(Debug, Clone)]
struct Person {
    hired: Employment,
    terminated: Employment,
    days: Vec<Day>,
}

/// A date of hire or termination, which may be left out.
#[derive(Debug, Clone, Copy)]
enum Employment {
    Absent,
    Nil,
    On(Date),
}

/// One employee's day: hundredths of an hour, job title, pay type.
type Day = Vec<(u16, u8, u8)>;

fn plan() -> impl Strategy<Value = Plan> {
    let process_type = prop_oneof![Just(ProcessType::Merge), Just(ProcessType::Replace)];
    // As token: no space at either end and never two together.
    let name = "[A-Za-z0-9&@'/+,._-]{1,14}( [A-Za-z0-9&@'/+,._-]{1,15})?";
    let version = "[A-Za-z0-9@'/+,._-]{1,20}";
    let email = "[A-Za-z0-9.!#$%&*+/=?^_`|~-]{1,20}@[A-Za-z0-9.-]{1,20}\\.[A-Za-z0-9]{2,3}";
    let software = (option(name), option(email), option(name), option(version));
    let staff = prop::collection::vec(person(), 1..6);
    (process_type, software, staff).prop_map(|(process_type, software, staff)| {
        let (vendor_name, vendor_email, product_name, product_version) = software;
        Plan {
            process_type,
            vendor_name,
            vendor_email,
            product_name,
            product_version,
            staff,
        }
    })
}

fn option(form: &'static str) -> impl Strategy<Value = Option<String>> {
    prop::option::of(form)
}

fn person() -> impl Strategy<Value = Person> {
    let day = prop::collection::vec((0_u16..=750, 1_u8..=40, 1_u8..=3), 1..=3);
    let days = prop::collection::vec(day, 1..8);
    (employment(), employment(), days).prop_map(|(hired, terminated, days)| Person {
        hired,
        terminated,
        days,
    })
}

/// Any day that edits -1009 and -4019 let pass.
fn employment() -> impl Strategy<Value = Employment> {
    let any_day = (1895_i16..=2050, 1_i8..=12, 1_i8..=28);
    prop_oneof![
        Just(Employment::Absent),
        Just(Employment::Nil),
        any_day.prop_map(|(year, month, day)| Employment::On(date(year, month, day))),
    ]
}

fn written(plan: &Plan, quarter: FiscalQuarter, pretty: bool) -> String {
    let mut software = String::new();
    for (item, value) in [
        ("softwareVendorName", &plan.vendor_name),
        ("softwareVendorEmail", &plan.vendor_email),
        ("softwareProductName", &plan.product_name),
        ("softwareProductVersion", &plan.product_version),
    ] {
        if let Some(value) = value {
            let value = value.replace('&', "&amp;");
            writeln!(software, "<{item}>{value}</{item}>").unwrap();
        }
    }
    let (mut employees, mut hours) = (String::new(), String::new());
    for (number, person) in plan.staff.iter().enumerate() {
        let id = format!("<employeeId>E-{number}</employeeId>\n");
        employees += &format!("<employee>\n{id}");
        put_employment(&mut employees, "hireDate", person.hired);
        put_employment(&mut employees, "terminationDate", person.terminated);
        employees += "</employee>\n";
        hours += &format!("<staffHours>\n{id}<workDays>\n");
        for (index, day) in (0..).zip(&person.days) {
            put_day(&mut hours, quarter.day(index).unwrap(), day);
        }
        hours += "</workDays>\n</staffHours>\n";
    }
    let file = format!(
        "<nursingHomeData xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<header fileSpecVersion=\"4.10.0\">\n\
         <facilityId>T1</facilityId>\n<stateCode>IA</stateCode>\n<reportQuarter>{}</reportQuarter>\n\
         <federalFiscalYear>{}</federalFiscalYear>\n{software}</header>\n<employees>\n{employees}</employees>\n\
         <staffingHours processType=\"{}\">\n{hours}</staffingHours>\n</nursingHomeData>",
        quarter.quarter(),
        quarter.fiscal_year(),
        plan.process_type.as_str(),
    );
    if pretty { file } else { file.replace('\n', "") }
}

fn put_employment(employees: &mut String, item: &str, employment: Employment) {
    match employment {
        Employment::Absent => {}
        Employment::Nil => writeln!(employees, "<{item} xsi:nil=\"true\"/>").unwrap(),
        Employment::On(date) => writeln!(employees, "<{item}>{date}</{item}>").unwrap(),
    }
}

fn put_day(hours: &mut String, date: Date, day: &Day) {
    *hours += &format!("<workDay>\n<date>{date}</date>\n<hourEntries>\n");
    for (hundredths, title, pay) in day {
        let amount = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        *hours += &format!(
            "<hourEntry>\n<hours>{amount}</hours>\n<jobTitleCode>{title}</jobTitleCode>\n<payTypeCode>{pay}</payTypeCode>\n</hourEntry>\n"
        );
    }
    *hours += "</hourEntries>\n</workDay>\n";
}

/// What is done to one item of a file.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// It gets this value instead of its own.
    To(&'static str),
    Out,
}

use Change::{Out, To};

const CHARACTERS_17: &str = "12345678901234567";
const CHARACTERS_21: &str = "123456789012345678901";
const CHARACTERS_31: &str = "1234567890123456789012345678901";
const CHARACTERS_51: &str = "123456789012345678901234567890123456789012345678901";
const EMAIL_51: &str = "123456789012345678901234567890123456789012345@v.com";

/// Section, item (an attribute with `@`), what is done to it, and the edits that this alone brings about. A work date
/// may have two, as docs/pbj-edits.md says.
const MUTATIONS: &[(&str, &str, Change, &[&str])] = &[
    ("header", "@fileSpecVersion", To("4.00.0"), &["-1021"]),
    ("header", "@fileSpecVersion", To("5.00.0"), &["-3676"]),
    ("header", "@fileSpecVersion", Out, &["-4003"]),
    ("header", "facilityId", To(" "), &["-3702"]),
    ("header", "facilityId", To(CHARACTERS_17), &["-3793"]),
    ("header", "facilityId", Out, &["-4003"]),
    ("header", "stateCode", To("XX"), &["-3676"]),
    ("header", "stateCode", Out, &["-4003"]),
    ("header", "reportQuarter", To("5"), &["-3676"]),
    ("header", "reportQuarter", Out, &["-4003"]),
    ("header", "federalFiscalYear", To("2015"), &["-3679"]),
    ("header", "federalFiscalYear", Out, &["-4003"]),
    ("header", "softwareVendorName", To("Pay;roll"), &["-3802"]),
    (
        "header",
        "softwareVendorName",
        To(CHARACTERS_31),
        &["-3793"],
    ),
    ("header", "softwareVendorEmail", To("v.com"), &["-3692"]),
    ("header", "softwareVendorEmail", To(EMAIL_51), &["-3793"]),
    ("header", "softwareProductName", To("Pay=roll"), &["-3802"]),
    (
        "header",
        "softwareProductName",
        To(CHARACTERS_51),
        &["-3793"],
    ),
    (
        "header",
        "softwareProductVersion",
        To("9&amp;1"),
        &["-3690"],
    ),
    (
        "header",
        "softwareProductVersion",
        To(CHARACTERS_21),
        &["-3793"],
    ),
    ("employees", "employeeId", To("E#"), &["-4018"]),
    ("employees", "employeeId", To(CHARACTERS_31), &["-3793"]),
    ("employees", "employeeId", To(""), &["-4004"]),
    ("employees", "employeeId", Out, &["-4004"]),
    ("employees", "hireDate", To("1894-12-31"), &["-1009"]),
    ("employees", "hireDate", To("2051-01-01"), &["-4019"]),
    ("employees", "hireDate", To("2026-02-29"), &["-3677"]),
    ("employees", "terminationDate", To("1894-12-31"), &["-1009"]),
    ("employees", "terminationDate", To("2051-01-01"), &["-4019"]),
    ("employees", "terminationDate", To("01/31/2026"), &["-3677"]),
    ("staffingHours", "@processType", To("update"), &["-3676"]),
    ("staffingHours", "@processType", Out, &["-4008"]),
    ("staffingHours", "employeeId", To("E#"), &["-4018"]),
    ("staffingHours", "employeeId", To(CHARACTERS_31), &["-3793"]),
    ("staffingHours", "employeeId", To(""), &["-4006"]),
    ("staffingHours", "employeeId", Out, &["-4006"]),
    ("staffingHours", "date", To("2026-09-31"), &["-3677"]),
    ("staffingHours", "date", To("2026-06-30"), &["-1010"]),
    ("staffingHours", "date", To("2026-08-16"), &["-4002"]),
    (
        "staffingHours",
        "date",
        To("1894-07-01"),
        &["-1009", "-1010"],
    ),
    (
        "staffingHours",
        "date",
        To("2027-07-01"),
        &["-4002", "-1010"],
    ),
    ("staffingHours", "date", Out, &["-4006"]),
    ("staffingHours", "hours", To("23"), &["-3679"]),
    ("staffingHours", "hours", To("1.234"), &["-3679"]),
    ("staffingHours", "hours", Out, &["-4006"]),
    ("staffingHours", "jobTitleCode", To("41"), &["-3676"]),
    ("staffingHours", "jobTitleCode", Out, &["-4006"]),
    ("staffingHours", "payTypeCode", To("0"), &["-3676"]),
    ("staffingHours", "payTypeCode", Out, &["-4006"]),
];

/// Edits of the file alone that need more than another value: a day before April 2026, and a sum.
const OF_THEIR_OWN: [&str; 2] = ["-1020", "-4025"];

/// The file with one of these items changed; none where the file has no such item.
fn changed(file: &str, section: &str, item: &str, change: Change, which: usize) -> Option<String> {
    let section =
        file.find(&format!("<{section}")).unwrap()..file.find(&format!("</{section}>")).unwrap();
    let (open, close) = match item.strip_prefix('@') {
        Some(name) => (format!(" {name}=\""), String::from("\"")),
        None => (format!("<{item}>"), format!("</{item}>")),
    };
    let places: Vec<_> = file[section.clone()].match_indices(&open).collect();
    let (start, _) = places.get(which % places.len().max(1))?;
    let start = section.start + start;
    let value = start + open.len();
    let end = value + file[value..].find(&close)?;
    Some(match change {
        To(wrong) => [&file[..value], wrong, &file[end..]].concat(),
        Out => [&file[..start], &file[end + close.len()..]].concat(),
    })
}

fn quarter_4_of_2026() -> FiscalQuarter {
    FiscalQuarter::new(2026, 4).unwrap()
}

proptest! {
    #[test]
    fn any_valid_file_is_accepted_and_counted(plan in plan(), year in 2017_i16..2026, number in 1_u8..=4, pretty: bool) {
        let file = checked(&written(&plan, FiscalQuarter::new(year, number).unwrap(), pretty));
        prop_assert_eq!(codes(&file), [""; 0]);
        let summary = file.summary.unwrap();
        let entries = plan.staff.iter().flat_map(|person| &person.days).flatten();
        let sum: i64 = entries.map(|entry| i64::from(entry.0)).sum();
        prop_assert_eq!(summary.total, TotalHours(sum));
        prop_assert_eq!(summary.employees as usize, plan.staff.len());
        prop_assert_eq!(summary.process_type, Some(plan.process_type));
        prop_assert_eq!(summary.header.software_vendor, plan.vendor_name.unwrap_or_default());
        prop_assert_eq!(summary.header.software_product, plan.product_name.unwrap_or_default());
    }

    #[test]
    fn one_wrong_item_gives_exactly_its_edit(plan in plan(), pretty: bool, which in 0_usize..1000, mutation in 0..MUTATIONS.len()) {
        let (section, item, change, edits) = MUTATIONS[mutation];
        let file = written(&plan, quarter_4_of_2026(), pretty);
        let wrong = changed(&file, section, item, change, which);
        prop_assume!(wrong.is_some());
        prop_assert_eq!(codes(&checked_on(&wrong.unwrap(), MID_QUARTER)), edits);
    }

    #[test]
    fn one_entry_too_many_for_a_day_gives_exactly_edit_4025(plan in plan(), pretty: bool, person in 0_usize..6, day in 0_usize..8, more in 1_u16..=750) {
        let mut plan = plan;
        let people = plan.staff.len();
        let days = &mut plan.staff[person % people].days;
        let count = days.len();
        let day = &mut days[day % count];
        let worked: u16 = day.iter().map(|entry| entry.0).sum();
        // Each entry is within the limit, and only their sum is beyond it.
        day.push((2_250 - worked, 7, 1));
        day.push((more, 10, 1));
        prop_assert_eq!(codes(&checked(&written(&plan, quarter_4_of_2026(), pretty))), ["-4025"]);
    }

    #[test]
    fn a_version_that_will_be_retired_gives_exactly_edit_1020_until_it_is(plan in plan(), pretty: bool) {
        let file = written(&plan, FiscalQuarter::new(2026, 1).unwrap(), pretty);
        let old = changed(&file, "header", "@fileSpecVersion", To("4.00.0"), 0).unwrap();
        prop_assert_eq!(codes(&checked_on(&old, date(2026, 3, 31))), ["-1020"]);
        prop_assert_eq!(codes(&checked_on(&old, date(2026, 4, 1))), ["-1021"]);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..2000, cut in 0_usize..2000) {
        let options = Options { today: TODAY, limits: Limits::default() };
        let mut file = FILE.as_bytes()[..FILE.len().min(cut)].to_vec();
        let place = file.len().min(at);
        file.splice(place..place, bytes);
        for name in ["a.xml", "a.zip"] {
            prop_assert!(check(&mut &file[..], name, &options, Assessments::Refused, &mut (), &mut |_| ControlFlow::Continue(())).is_ok());
        }
    }
}

#[test]
fn each_edit_that_the_file_alone_decides_is_brought_about_above() {
    for edit in EDITS
        .iter()
        .filter(|edit| edit.checked == Checked::BrowserAndServer)
    {
        let number = edit.number.to_string();
        let brought = MUTATIONS
            .iter()
            .any(|(.., edits)| edits.contains(&number.as_str()));
        assert!(
            brought || OF_THEIR_OWN.contains(&number.as_str()),
            "{number}"
        );
    }
}
