//! Random files that keep every rule, the same with one thing wrong, and random bytes.

use std::ops::ControlFlow;

use domain::staffing::{FiscalQuarter, TotalHours};
use proptest::prelude::*;

use super::{FILE, TODAY, checked, codes};
use crate::{Limits, Options, check};

/// One employee's day: hundredths of an hour, job title, pay type.
type Day = Vec<(u16, u8, u8)>;

/// Any staff with any hours that keep every rule.
fn staff() -> impl Strategy<Value = Vec<Vec<Day>>> {
    let day = prop::collection::vec((0_u16..=750, 1_u8..=40, 1_u8..=3), 1..=3);
    prop::collection::vec(prop::collection::vec(day, 1..8), 1..6)
}

fn written(staff: &[Vec<Day>], quarter: FiscalQuarter, pretty: bool) -> String {
    let mut hours = String::new();
    let mut employees = String::new();
    for (person, days) in staff.iter().enumerate() {
        employees += &format!("<employee>\n<employeeId>E-{person}</employeeId>\n</employee>\n");
        hours += &format!("<staffHours>\n<employeeId>E-{person}</employeeId>\n<workDays>\n");
        for (index, day) in (0..).zip(days) {
            hours += &format!(
                "<workDay>\n<date>{}</date>\n<hourEntries>\n",
                quarter.day(index).unwrap()
            );
            for (hundredths, title, pay) in day {
                let amount = format!("{}.{:02}", hundredths / 100, hundredths % 100);
                hours += &format!(
                    "<hourEntry>\n<hours>{amount}</hours>\n<jobTitleCode>{title}</jobTitleCode>\n<payTypeCode>{pay}</payTypeCode>\n</hourEntry>\n"
                );
            }
            hours += "</hourEntries>\n</workDay>\n";
        }
        hours += "</workDays>\n</staffHours>\n";
    }
    let file = format!(
        "<nursingHomeData>\n<header fileSpecVersion=\"4.10.0\">\n<facilityId>T1</facilityId>\n<stateCode>IA</stateCode>\n\
         <reportQuarter>{}</reportQuarter>\n<federalFiscalYear>{}</federalFiscalYear>\n</header>\n<employees>\n{employees}</employees>\n\
         <staffingHours processType=\"replace\">\n{hours}</staffingHours>\n</nursingHomeData>",
        quarter.quarter(),
        quarter.fiscal_year(),
    );
    if pretty { file } else { file.replace('\n', "") }
}

proptest! {
    #[test]
    fn any_valid_file_is_accepted_and_counted(staff in staff(), year in 2017_i16..2026, number in 1_u8..=4, pretty: bool) {
        let file = checked(&written(&staff, FiscalQuarter::new(year, number).unwrap(), pretty));
        prop_assert_eq!(codes(&file), [""; 0]);
        let summary = file.summary.unwrap();
        let sum: i64 = staff.iter().flatten().flatten().map(|entry| i64::from(entry.0)).sum();
        prop_assert_eq!(summary.total, TotalHours(sum));
        prop_assert_eq!(summary.employees as usize, staff.len());
    }

    #[test]
    fn one_wrong_item_gives_exactly_its_edit(staff in staff(), pretty: bool, which in 0_usize..1000, change in 0_usize..11) {
        let (element, wrong, expected) = [
            ("hours", "23", "-3679"), ("hours", "1.234", "-3679"), ("jobTitleCode", "41", "-3676"), ("payTypeCode", "0", "-3676"),
            ("date", "2026-09-31", "-3677"), ("date", "2026-06-30", "-1010"), ("employeeId", "E#", "-4018"),
            ("employeeId", "", "-400"), ("stateCode", "XX", "-3676"), ("facilityId", "", "-3702"), ("federalFiscalYear", "2015", "-3679"),
        ][change];
        let file = written(&staff, FiscalQuarter::new(2026, 4).unwrap(), pretty);
        let open = format!("<{element}>");
        let places: Vec<_> = file.match_indices(&open).map(|(at, _)| at + open.len()).collect();
        let start = places[which % places.len()];
        let end = start + file[start..].find('<').unwrap();
        let found = codes(&checked(&[&file[..start], wrong, &file[end..]].concat()));
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert!(found[0].starts_with(expected), "{:?}", found);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..2000, cut in 0_usize..2000) {
        let options = Options { today: TODAY, limits: Limits::default() };
        let mut file = FILE.as_bytes()[..FILE.len().min(cut)].to_vec();
        let place = file.len().min(at);
        file.splice(place..place, bytes);
        for name in ["a.xml", "a.zip"] {
            prop_assert!(check(&mut &file[..], name, &options, &mut (), &mut |_| ControlFlow::Continue(())).is_ok());
        }
    }
}
