//! ICD-10 codes that a state's law keeps out (OASIS information edit -9110).

use domain::providers::StateCode;
use jiff::civil::Date;
use store::{DbError, Tx, fetch, row::Day};

store::sql! {
    /// Served by the index `icd_exclusion(state_code, code)`.
    IN_FORCE = "select code from icd_exclusion where state_code = $1 and from_date <= $2 and (until_date is null or until_date >= $2)";
}

/// The beginnings of codes, without dots, that a state excludes on a day.
///
/// # Errors
/// The database's.
pub(crate) async fn in_force(
    tx: &mut Tx,
    state: StateCode,
    date: Date,
) -> Result<Vec<String>, DbError> {
    let rows = fetch!(
        fetch_all,
        (String,),
        tx,
        IN_FORCE,
        state.as_str(),
        Day::from(date)
    )?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}
