use jiff::civil::date;

use super::*;

#[test]
fn a_deadline_counts_the_days_until_it_closes() {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let words = |today| Deadline::new(quarter, today).words();
    assert_eq!(
        words(date(2026, 11, 10)),
        "4 days left, until 11/14/2026, 11:59 PM Eastern Time"
    );
    assert_eq!(
        words(date(2026, 11, 13)),
        "1 day left, until 11/14/2026, 11:59 PM Eastern Time"
    );
    assert_eq!(
        words(date(2026, 11, 14)),
        "Today is the last day, until 11:59 PM Eastern Time"
    );
    assert_eq!(
        words(date(2026, 11, 15)),
        "Closed since 11/14/2026, 11:59 PM Eastern Time"
    );
    assert!(!Deadline::new(quarter, date(2026, 11, 14)).has_passed());
    assert!(Deadline::new(quarter, date(2026, 11, 15)).has_passed());
}

#[test]
fn a_dashboard_s_address_reads_back() {
    let filter = DashboardFilter {
        facility: Ccn::parse("16E724").ok(),
        state: StateCode::parse("IA").ok(),
    };
    let address = filter.to_query().to_string();
    assert_eq!(address, "facility=16E724&state=IA");
    assert_eq!(DashboardFilter::from_query(&Query::parse(&address)), filter);
    let nonsense = DashboardFilter::from_query(&Query::parse("facility=zzz&state=12"));
    assert_eq!(nonsense, DashboardFilter::default());
}
