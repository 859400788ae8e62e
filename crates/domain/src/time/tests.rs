use jiff::civil::date;

use super::{Instant, Now};

#[test]
fn a_deadline_minute_follows_daylight_saving_time() {
    let winter = Instant::from_eastern(date(2026, 2, 14).at(23, 59, 0, 0));
    let summer = Instant::from_eastern(date(2026, 8, 14).at(23, 59, 0, 0));
    assert_eq!(winter.iso(), "2026-02-15T04:59:00Z");
    assert_eq!(summer.iso(), "2026-08-15T03:59:00Z");
}

#[test]
fn moments_are_shown_in_eastern_time_with_twelve_hours() {
    let noon = Instant::from_eastern(date(2026, 11, 22).at(12, 5, 0, 0));
    let midnight = Instant::from_eastern(date(2026, 11, 22).at(0, 0, 0, 0));
    assert_eq!(noon.display(), "11/22/2026 12:05 PM ET");
    assert_eq!(midnight.display(), "11/22/2026 12:00 AM ET");
}

#[test]
fn today_is_the_eastern_date_even_when_utc_is_already_tomorrow() {
    let late = Instant::from_eastern(date(2026, 11, 14).at(22, 0, 0, 0));
    let now = Now {
        system: late,
        rules: late,
    };
    assert_eq!(now.today(), date(2026, 11, 14));
    assert!(late.iso().starts_with("2026-11-15"));
}
