//! Treasury's rates, each valid until the next.

use std::io::Read;

use domain::{
    audit::Act,
    penalties::Rate,
    time::{Instant, day_of},
};
use jiff::civil::Date;
use store::{Tx, exec, fetch, row::Day};

use crate::{ServiceError, Services, audit};

store::sql! {
    /// Reads the table, which has a row for each notice.
    RATES = "select valid_from, thousandths from penalty_interest_rate order by valid_from";
    PUT = "insert into penalty_interest_rate (valid_from, thousandths) values ($1, $2)
        on conflict (valid_from) do update set thousandths = $2";
}

/// Why a file of rates was not taken; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    #[error(
        "line {line}: a line has a date, MM/DD/YYYY or YYYY-MM-DD, and a percentage such as 11.5."
    )]
    Line { line: u64 },
    #[error("This is not a CSV file that can be read.")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

pub(crate) async fn rates(tx: &mut Tx) -> Result<Vec<Rate>, ServiceError> {
    let rows = fetch!(fetch_all, (Day, i64), tx, RATES)?;
    let rate = |(from, thousandths): (Day, i64)| Rate {
        from: from.to_jiff(),
        thousandths,
    };
    Ok(rows.into_iter().map(rate).collect())
}

/// Reads a CSV file of `Valid From,Percent`, whole or not at all; a day that has a rate already gets the new one. Gives
/// the number of lines.
///
/// # Errors
/// [`RatesError`].
pub async fn import_rates(
    services: &Services,
    reader: impl Read,
    now: Instant,
) -> Result<u64, RatesError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let mut read = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        read.push(rate_of(&record).ok_or(RatesError::Line { line })?);
    }
    let mut tx = services.db.write().await.map_err(ServiceError::from)?;
    let mut count = 0;
    for (from, thousandths) in read {
        let put = exec!(tx, PUT, Day::from(from), thousandths);
        count += put.map_err(ServiceError::from)?;
    }
    audit::commit_import(
        tx,
        services,
        Act::InterestRatesImported,
        ("rates", count),
        now,
    )
    .await?;
    Ok(count)
}

fn rate_of(record: &csv::StringRecord) -> Option<(Date, i64)> {
    let from = day_of(record.get(0)?.trim())?;
    Some((from, thousandths(record.get(1)?)?))
}

/// `11.5` or `11.5%` as 11,500; none with more than three decimals, or above 100.
fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || decimals.len() > 3 {
        return None;
    }
    if !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let value: i64 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 100_000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn a_percentage_is_read_to_the_thousandth() {
        for (text, read) in [
            ("11.5", Some(11_500)),
            ("12.125 %", Some(12_125)),
            ("10", Some(10_000)),
            ("100", Some(100_000)),
            ("100.1", None),
            ("-1", None),
            ("1.2345", None),
            ("", None),
            ("11 1/2", None),
        ] {
            assert_eq!(thousandths(text), read, "{text}");
        }
    }
}
