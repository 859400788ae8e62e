use super::*;
use jiff::civil::date;

fn hours(text: &str) -> Result<Hundredths, NotHours> {
    Hundredths::parse(text.as_bytes())
}

#[test]
fn deadline_is_forty_five_days_after_the_quarter() {
    let deadline = |quarter| FiscalQuarter::new(2026, quarter).unwrap().deadline();
    assert_eq!(deadline(1), date(2026, 2, 14));
    assert_eq!(deadline(2), date(2026, 5, 15));
    assert_eq!(deadline(3), date(2026, 8, 14));
    assert_eq!(deadline(4), date(2026, 11, 14));
}

#[test]
fn quarter_is_open_from_its_first_day_to_its_deadline() {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    assert!(!quarter.is_open(date(2026, 6, 30)));
    assert!(quarter.is_open(date(2026, 7, 1)));
    assert!(quarter.is_open(date(2026, 11, 14)));
    assert!(!quarter.is_open(date(2026, 11, 15)));
}

#[test]
fn first_quarter_lies_in_the_calendar_year_before() {
    let quarter = FiscalQuarter::containing(date(2025, 10, 1)).unwrap();
    assert_eq!(quarter, FiscalQuarter::new(2026, 1).unwrap());
    assert_eq!(quarter.first_day(), date(2025, 10, 1));
    assert_eq!(quarter.last_day(), date(2025, 12, 31));
}

#[test]
fn days_of_a_quarter_are_its_first_to_its_last() {
    for year in [2016, 2023, 2024, 9999] {
        for number in 1..=4 {
            let quarter = FiscalQuarter::new(year, number).unwrap();
            assert_eq!(quarter.day(0), Some(quarter.first_day()));
            assert_eq!(quarter.day(quarter.days() - 1), Some(quarter.last_day()));
            assert_eq!(quarter.day(quarter.days()), None);
            assert_eq!(FiscalQuarter::containing(quarter.last_day()), Some(quarter));
            assert!(
                quarter
                    .previous()
                    .is_none_or(|before| before.next() == Some(quarter))
            );
        }
    }
    assert!(FiscalQuarter::new(2015, 4).is_err());
    assert!(FiscalQuarter::new(2026, 5).is_err());
}

#[test]
fn hours_are_read_as_hundredths() {
    assert_eq!(hours("7.5"), Ok(Hundredths(750)));
    assert_eq!(hours("22.50"), Ok(Hundredths(2250)));
    assert_eq!(hours("8"), Ok(Hundredths(800)));
    assert_eq!(hours("+07.500"), Ok(Hundredths(750)));
    assert_eq!(hours("-0.25"), Ok(Hundredths(-25)));
    assert_eq!(hours("7.123"), Err(NotHours::TooManyDecimals));
    assert_eq!(hours("99999999"), Err(NotHours::TooLarge));
    for text in ["", ".", "-", "7,5", "1e1", "7.5.0", " 7", "NaN"] {
        assert_eq!(hours(text), Err(NotHours::NotANumber), "{text}");
    }
}

#[test]
fn hours_are_shown_with_two_decimals() {
    assert_eq!(Hundredths(750).to_string(), "7.50");
    assert_eq!(Hundredths(-5).to_string(), "-0.05");
    assert_eq!(TotalHours(3_820_450).to_string(), "38204.50");
    let sum: TotalHours = [Hundredths(i32::MAX), Hundredths(i32::MAX)]
        .into_iter()
        .sum();
    assert_eq!(sum, TotalHours(2 * i64::from(i32::MAX)));
}

#[test]
fn registered_nurse_hours_are_codes_five_to_seven() {
    let codes = |rule: fn(JobTitle) -> bool| -> Vec<u8> {
        JobTitle::all()
            .filter(|title| rule(*title))
            .map(JobTitle::code)
            .collect()
    };
    assert_eq!(codes(JobTitle::is_registered_nurse), [5, 6, 7]);
    assert_eq!(JobTitle::all().count(), 40);
    assert_eq!(JobTitle::from_code(0), None);
    assert_eq!(JobTitle::from_code(41), None);
    assert_eq!(
        JobTitle::from_code(40).unwrap().title(),
        "Other Service Worker"
    );
}

#[test]
fn employee_id_allows_what_edit_4018_lists() {
    assert!(EmployeeId::parse("PBJ EMP1").is_ok());
    assert!(EmployeeId::parse("a_b,c.d-e\\f").is_ok());
    assert_eq!(EmployeeId::parse(""), Err(NotAnEmployeeId::Blank));
    assert_eq!(EmployeeId::parse("A/1"), Err(NotAnEmployeeId::Character));
    assert_eq!(EmployeeId::parse("É1"), Err(NotAnEmployeeId::Character));
    assert!(EmployeeId::parse(&"x".repeat(30)).is_ok());
    assert_eq!(
        EmployeeId::parse(&"x".repeat(31)),
        Err(NotAnEmployeeId::TooLong)
    );
}

#[test]
fn quarter_crosses_the_wire_as_year_and_number() {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let json = serde_json::to_string(&quarter).unwrap();
    assert_eq!(json, "[2026,4]");
    assert_eq!(
        serde_json::from_str::<FiscalQuarter>(&json).unwrap(),
        quarter
    );
    assert!(serde_json::from_str::<FiscalQuarter>("[2026,5]").is_err());
}

#[test]
fn quarter_key_reads_back_and_names_nothing_else() {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    assert_eq!(quarter.key(), "2026Q4");
    assert_eq!(FiscalQuarter::from_key("2026Q4"), Ok(quarter));
    for key in ["", "2026", "2026Q5", "2015Q1", "Q4", "2026q4"] {
        assert_eq!(FiscalQuarter::from_key(key), Err(NotAQuarter), "{key}");
    }
}

#[test]
fn days_begun_count_from_the_first_day_and_stop_at_the_last() {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    assert_eq!(quarter.days_begun(date(2026, 6, 30)), 0);
    assert_eq!(quarter.days_begun(date(2026, 7, 1)), 1);
    assert_eq!(quarter.days_begun(date(2026, 9, 30)), 92);
    assert_eq!(quarter.days_begun(date(2027, 9, 30)), 92);
}

#[test]
fn hours_are_grouped_by_thousands_for_reading() {
    for (hundredths, text) in [
        (5, "0.05"),
        (99_999, "999.99"),
        (3_820_450, "38,204.50"),
        (-123_456_789, "-1,234,567.89"),
    ] {
        assert_eq!(TotalHours(hundredths).grouped(), text);
    }
}

fn comparison(process_type: ProcessType, stored: (i64, i64), sent: (i64, i64)) -> Comparison {
    let figures = |(employees, hours)| Figures {
        employees,
        hours: TotalHours(hours),
        days_without_rn: 61,
    };
    Comparison {
        facility: crate::submissions::Facility {
            id: crate::providers::ProviderId(uuid::Uuid::nil()),
            name: "Oak Hill".into(),
            ccn: None,
        },
        quarter: FiscalQuarter::new(2026, 4).unwrap(),
        process_type,
        stored: figures(stored),
        sent: figures(sent),
        today: jiff::civil::date(2026, 11, 14),
    }
}

#[test]
fn a_comparison_foretells_that_a_quarter_is_closed_or_has_not_begun() {
    let on = |year, month, day| Comparison {
        today: jiff::civil::date(year, month, day),
        ..comparison(ProcessType::Replace, (412, 3_820_450), (3, 9600))
    };
    assert_eq!(on(2026, 7, 1).rejection(), None);
    assert_eq!(on(2026, 11, 14).rejection(), None);
    let closed = on(2026, 11, 15);
    assert_eq!(
        closed.rejection().unwrap(),
        "FY 2026 Q4 closed on 11/14/2026 at 11:59 PM ET: the server will reject this file and store none of its hours."
    );
    assert!(!closed.drops_over_a_quarter(), "nothing is taken away");
    let early = on(2026, 6, 30).rejection().unwrap();
    assert!(
        early.starts_with("FY 2026 Q4 begins on 07/01/2026: "),
        "{early}"
    );
}

#[test]
fn comparison_says_what_a_replacement_takes_away() {
    let drop = comparison(ProcessType::Replace, (412, 3_820_450), (3, 9600));
    assert_eq!(
        drop.words(),
        "Replaces 412 employees, 38,204.50 hours with 3 employees, 96.00 hours; \
         61 days would have no registered nurse."
    );
    assert!(drop.drops_over_a_quarter());
    let many = comparison(ProcessType::Replace, (2_539, 119_396_500), (51, 9600));
    assert!(
        many.words()
            .starts_with("Replaces 2,539 employees, 1,193,965.00 hours with 51 employees,"),
        "{}",
        many.words()
    );
    let one = comparison(ProcessType::Replace, (412, 3_820_450), (1, 800));
    assert!(one.words().contains("with 1 employee, 8.00 hours;"));
}

#[test]
fn a_drop_of_a_quarter_or_less_and_a_merge_need_no_tick() {
    let drops = |kind, stored, sent| comparison(kind, stored, sent).drops_over_a_quarter();
    assert!(!drops(ProcessType::Replace, (4, 400), (3, 300)));
    assert!(drops(ProcessType::Replace, (4, 400), (4, 299)));
    assert!(drops(ProcessType::Replace, (8, 400), (5, 400)));
    assert!(!drops(ProcessType::Replace, (0, 0), (3, 300)));
    assert!(!drops(ProcessType::Merge, (412, 3_820_450), (3, 9600)));
}

#[test]
fn the_fewest_hours_are_those_of_a_whole_week() {
    let week = |day: i8, days, registered| NurseWeek {
        from: date(2026, 9, day),
        days,
        registered: TotalHours(registered),
        practical: TotalHours::ZERO,
        aides: TotalHours::ZERO,
    };
    let weeks = [week(16, 7, 30_000), week(23, 7, 28_000), week(30, 1, 3_275)];
    assert_eq!(NurseWeek::fewest_registered(&weeks), Some(weeks[1]));
    let notes = weeks.map(|week| week.shortness());
    assert_eq!(notes, [None, None, Some(String::from("1 day"))]);
    assert_eq!(week(29, 2, 0).shortness().as_deref(), Some("2 days"));
}
