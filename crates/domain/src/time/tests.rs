use jiff::{civil::date, tz};

use super::{Instant, Now, Zone, day_of, fiscal_year};

#[test]
fn a_deadline_minute_follows_daylight_saving_time() {
    let winter = Instant::from_eastern(date(2026, 2, 14).at(23, 59, 0, 0));
    let summer = Instant::from_eastern(date(2026, 8, 14).at(23, 59, 0, 0));
    assert_eq!(winter.iso(), "2026-02-15T04:59:00Z");
    assert_eq!(summer.iso(), "2026-08-15T03:59:00Z");
}

#[test]
fn days_are_counted_by_the_calendar_of_a_zone() {
    let evening = Instant::from_eastern(date(2026, 10, 31).at(23, 0, 0, 0));
    let days = |hours: i64, zone| evening.plus_seconds(hours * 3600).days_since(evening, zone);
    assert_eq!(
        [0, 2, 24, 26].map(|hours| days(hours, Zone::Eastern)),
        [0, 1, 1, 2]
    );
    // There it is five in the afternoon.
    assert_eq!([2, 8].map(|hours| days(hours, Zone::Hawaii)), [0, 1]);
}

#[test]
fn moments_are_shown_in_eastern_time_with_twelve_hours() {
    let noon = Instant::from_eastern(date(2026, 11, 22).at(12, 5, 0, 0));
    let midnight = Instant::start_of(date(2026, 11, 22));
    assert_eq!(noon.display(), "11/22/2026 12:05 PM ET");
    assert_eq!(midnight.display(), "11/22/2026 12:00 AM ET");
}

#[test]
fn a_day_begins_at_midnight_by_the_clock_and_twenty_four_hours_may_end_at_another_time() {
    let [changing, next] = [date(2026, 3, 8), date(2026, 3, 9)].map(Instant::start_of);
    assert_eq!(next.seconds_since(changing), 23 * 60 * 60);
    assert_eq!(next.full_days_since(changing), 0);
    let later = changing.plus_days(1);
    assert_eq!(later.display(), "03/09/2026 1:00 AM ET");
    assert_eq!(later.full_days_since(changing), 1);
    assert_eq!(later.plus_days(-1), changing);
}

#[test]
fn each_zone_shows_a_moment_by_its_own_clock_and_name() {
    let summer = Instant::from_eastern(date(2026, 7, 1).at(12, 30, 0, 0));
    let winter = Instant::from_eastern(date(2026, 12, 1).at(12, 30, 0, 0));
    for (zone, in_summer, in_winter) in [
        (Zone::Atlantic, "12:30 PM AST", "1:30 PM AST"),
        (Zone::Eastern, "12:30 PM ET", "12:30 PM ET"),
        (Zone::Central, "11:30 AM CT", "11:30 AM CT"),
        (Zone::Mountain, "10:30 AM MT", "10:30 AM MT"),
        (Zone::Arizona, "9:30 AM MST", "10:30 AM MST"),
        (Zone::Pacific, "9:30 AM PT", "9:30 AM PT"),
        (Zone::Alaska, "8:30 AM AKT", "8:30 AM AKT"),
        (Zone::Hawaii, "6:30 AM HST", "7:30 AM HST"),
        (Zone::Samoa, "5:30 AM SST", "6:30 AM SST"),
    ] {
        assert_eq!(summer.display_in(zone), format!("07/01/2026 {in_summer}"));
        assert_eq!(winter.display_in(zone), format!("12/01/2026 {in_winter}"));
    }
    assert_eq!(summer.display_in(Zone::Chamorro), "07/02/2026 2:30 AM ChST");
    for zone in Zone::ALL {
        assert_eq!(Zone::from_key(zone.key()), Some(zone));
    }
    assert_eq!(Zone::from_key("Europe/Paris"), None);
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

/// Of thirty years, every half hour of the months in which clocks change, and of each other month's first day.
#[test]
fn clocks_show_what_the_tables_of_their_zones_say() {
    let tables = [
        (Zone::Eastern, tz::get!("America/New_York")),
        (Zone::Central, tz::get!("America/Chicago")),
        (Zone::Mountain, tz::get!("America/Denver")),
        (Zone::Pacific, tz::get!("America/Los_Angeles")),
        (Zone::Alaska, tz::get!("America/Anchorage")),
        (Zone::Arizona, tz::get!("America/Phoenix")),
        (Zone::Atlantic, tz::get!("America/Puerto_Rico")),
        (Zone::Hawaii, tz::get!("Pacific/Honolulu")),
        (Zone::Samoa, tz::get!("Pacific/Pago_Pago")),
        (Zone::Chamorro, tz::get!("Pacific/Guam")),
    ];
    let days = date(2007, 1, 1)
        .series(jiff::Span::new().days(1))
        .take_while(|day| day.year() < 2037)
        .filter(|day| matches!(day.month(), 3 | 11) || day.day() == 1);
    let half_hours = days.flat_map(|day| {
        let begin = Instant::start_of(day);
        (0..48).map(move |half_hour| begin.plus_seconds(half_hour * 1_800).timestamp())
    });
    for moment in half_hours {
        for (zone, table) in &tables {
            let local = table.to_datetime(moment);
            assert_eq!(zone.local(moment), local, "{moment} {zone:?}");
            let back = table.to_ambiguous_timestamp(local).compatible().ok();
            assert_eq!(zone.moment(local), back, "{local} {zone:?}");
        }
    }
}

#[test]
fn an_hour_that_spring_skips_is_the_one_after_it() {
    let skipped = Instant::from_eastern(date(2026, 3, 8).at(2, 30, 0, 0));
    assert_eq!(skipped.display(), "03/08/2026 3:30 AM ET");
}

#[test]
fn a_fiscal_year_begins_in_october() {
    assert_eq!(fiscal_year(date(2026, 9, 30)), 2026);
    assert_eq!(fiscal_year(date(2026, 10, 1)), 2027);
}

#[test]
fn a_year_of_two_figures_is_no_year() {
    assert_eq!(day_of("1/1/2026"), Some(date(2026, 1, 1)));
    assert_eq!(day_of("2026-01-01"), Some(date(2026, 1, 1)));
    for typed in ["1/1/26", "1/1/0", "26-01-01"] {
        assert_eq!(day_of(typed), None, "{typed}");
    }
}

#[test]
fn a_moment_is_no_day() {
    for typed in [
        "2026-01-01T10:00",
        "2026-01-01T10:00:00+00:00",
        "2026-01-01T10:00:00-05:00",
        "2026-01-01T10:00:00Z",
        "2026-01-01 10:00",
        "20260101",
    ] {
        assert_eq!(day_of(typed), None, "{typed}");
    }
}
