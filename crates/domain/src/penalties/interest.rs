use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Cents;

/// A yearly rate, in thousandths of a percent: 11.5 percent is 11,500. It holds until the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    #[serde(with = "crate::time::wire")]
    pub from: Date,
    pub thousandths: i64,
}

impl Rate {
    /// `11.5%`.
    #[must_use]
    pub fn words(self) -> String {
        let decimals = format!("{:03}", self.thousandths % 1_000);
        match decimals.trim_end_matches('0') {
            "" => format!("{}%", self.thousandths / 1_000),
            decimals => format!("{}.{decimals}%", self.thousandths / 1_000),
        }
    }
}

/// Days of a year for which the rate is told. [R?]: no source says 360.
const DAYS_A_YEAR: i128 = 365;
/// Thousandths of a percent in one.
const WHOLE: i128 = 100_000;

/// The rate that holds on a day; none before the first.
#[must_use]
pub fn rate_on(rates: &[Rate], day: Date) -> Option<Rate> {
    let held = rates.iter().filter(|rate| rate.from <= day);
    held.max_by_key(|rate| rate.from).copied()
}

/// All interest from the due date until `until`, for each day that begins in between: simple interest on the unpaid
/// balance (42 CFR 488.442(c)), at the rate of each day. What came in (`receipts`, money that went back being negative)
/// counts from its own day on, and takes away from the penalty before it takes away from interest.
///
/// It is reckoned anew from the beginning each time, in exact cents and rounded once: a payment that comes to light
/// late, or is reversed, so corrects all that lies behind it.
#[must_use]
pub fn accrued(
    net: Cents,
    due_on: Date,
    receipts: &[(Date, Cents)],
    rates: &[Rate],
    until: Date,
) -> Cents {
    if until <= due_on {
        return Cents::ZERO;
    }
    let changes = receipts.iter().map(|(day, _)| *day);
    let changes = changes.chain(rates.iter().map(|rate| rate.from));
    let mut days: Vec<Date> = changes
        .filter(|day| *day > due_on && *day < until)
        .chain([due_on, until])
        .collect();
    days.sort_unstable();
    let spans = days.windows(2).map(|span| {
        let (from, to) = (span[0], span[1]);
        let unpaid = receipts
            .iter()
            .filter(|(day, _)| *day <= from)
            .fold(net, |unpaid, (_, amount)| unpaid.minus(*amount));
        let rate = rate_on(rates, from).map_or(0, |rate| rate.thousandths);
        let count = (to - from).get_days().max(0);
        i128::from(unpaid.0.max(0)) * i128::from(rate) * i128::from(count)
    });
    let sum: i128 = spans.sum();
    let whole = DAYS_A_YEAR * WHOLE;
    Cents(i64::try_from((sum + whole / 2) / whole).unwrap_or(i64::MAX))
}
