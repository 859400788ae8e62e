//! Dates, moments and numbers as every screen shows them.

use domain::count::as_count;
use domain::listing::Total;
use domain::time::{Instant, Zone, display_date};
use jiff::civil::Date;
use leptos::prelude::*;

/// `11/22/2026`, readable by machines as well.
#[component]
pub fn DateText(date: Date) -> impl IntoView {
    view! { <time datetime=date.to_string()>{display_date(date)}</time> }
}

/// `11/22/2026 2:32 PM ET`, in the zone that the reader chose ([`Loaded`](super::Loaded) knows it). Deadlines are
/// never shown by it: they are in Eastern Time for everyone.
#[component]
pub fn Moment(at: Instant) -> impl IntoView {
    let zone = use_context::<Zone>().unwrap_or_default();
    view! { <time datetime=at.iso()>{at.display_in(zone)}</time> }
}

/// `1,203`.
#[must_use]
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 Provider`, `1,203 Providers`: of words whose plural ends in s.
#[must_use]
pub fn counted(count: impl TryInto<i64>, one: &str) -> String {
    let count = as_count(count);
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {one}{ending}", number(count))
}

/// One of those that a plural names: of `providers`, `provider`; of `facilities`, `facility`.
#[must_use]
pub fn singular(plural: &str) -> String {
    plural.strip_suffix("ies").map_or_else(
        || plural.strip_suffix('s').unwrap_or(plural).to_owned(),
        |stem| format!("{stem}y"),
    )
}

/// `1,203` or `more than 10,000`.
#[must_use]
pub fn how_many(total: Total) -> String {
    match total {
        Total::Exactly(rows) => number(rows),
        Total::MoreThan(rows) => format!("more than {}", number(rows)),
    }
}
