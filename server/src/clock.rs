//! The one place that reads the time.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::count::as_count;
use domain::time::{Instant, Now};
use jiff::civil::Date;
use services::Clock;

/// Both clocks as the system has them; with `today`, the rules' clock begins on that day at this
/// time of day, and ticks on.
#[must_use]
pub fn clock(today: Option<Date>) -> Clock {
    let shift = today.map_or(0, |today| shift_to(today, system()));
    Arc::new(move || {
        let system = system();
        Now {
            system,
            rules: system.plus_micros(shift),
        }
    })
}

fn shift_to(today: Date, system: Instant) -> i64 {
    Instant::from_eastern(today.to_datetime(system.eastern().time())).0 - system.0
}

fn system() -> Instant {
    // Before 1970 every session has ended and every deadline is far away: safe, if useless.
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Instant(as_count(since.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn today_moves_the_rules_clock_alone_and_it_ticks_on() {
        let clock = clock(Some(date(2026, 11, 10)));
        let first = clock();
        assert_eq!(first.today(), date(2026, 11, 10));
        let second = clock();
        assert_eq!(
            second.rules.0 - first.rules.0,
            second.system.0 - first.system.0
        );
    }

    #[test]
    fn without_a_day_both_clocks_are_one() {
        let now = clock(None)();
        assert_eq!(now.system, now.rules);
    }
}
