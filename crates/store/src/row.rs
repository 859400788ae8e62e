//! Column types that both databases store, compare and sort alike.
//!
//! | in Rust | SQLite (STRICT) | PostgreSQL |
//! |---|---|---|
//! | `Uuid` (v7) | `blob` | `uuid` |
//! | `String`, codes, enum words | `text` | `text` |
//! | `i64`: instants in microseconds, cents, counts | `integer` | `bigint` |
//! | `i32`: hundredths, small numbers | `integer` | `integer` |
//! | `bool` | `integer` | `boolean` |
//! | [`Day`] | `text`, `2026-11-22` | `date` |
//! | [`Json<T>`] | `text` | `jsonb` |
//! | `Vec<u8>` | `blob` | `bytea` |
//!
//! A row struct holds these and turns into the domain's type; the domain knows no database. Bind
//! booleans, never write `= 1` or `is true`. Sum into `i64`: `cast(sum(x) as bigint)`.
//!
//! ```
//! use domain::time::Instant;
//! use jiff::civil::Date;
//! use store::{DbError, Tx, fetch, row::Day, sqlx};
//!
//! struct Survey { due: Date, posted_at: Option<Instant> }
//!
//! #[derive(store::FromRow)]
//! struct SurveyRow { due: Day, posted_at: Option<i64> }
//!
//! impl From<SurveyRow> for Survey {
//!     fn from(row: SurveyRow) -> Self {
//!         Self { due: row.due.to_jiff(), posted_at: row.posted_at.map(Instant) }
//!     }
//! }
//!
//! store::sql! {
//!     /// Served by the index `survey(due)`.
//!     DUE_BY = "select due, posted_at from survey where due <= $1 order by due";
//! }
//!
//! async fn due_by(tx: &mut Tx, date: Date) -> Result<Vec<Survey>, DbError> {
//!     let rows = fetch!(fetch_all, SurveyRow, tx, DUE_BY, Day::from(date))?;
//!     Ok(rows.into_iter().map(Survey::from).collect())
//! }
//! # fn main() {}
//! ```

use futures::{StreamExt, stream::BoxStream};
/// A calendar date in a row; `Day::from(date)` binds one, `day.to_jiff()` gives it back.
pub use jiff_sqlx::Date as Day;
pub use sqlx::types::Json;
use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};

use crate::DbError;

/// A row that either database gives: a tuple, or what derives `FromRow`.
pub trait Row: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl<R> Row for R where R: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>
{}

#[doc(hidden)]
#[must_use]
pub fn stream<'a, R: Send + 'a>(
    rows: BoxStream<'a, Result<R, sqlx::Error>>,
) -> BoxStream<'a, Result<R, DbError>> {
    rows.map(|row| row.map_err(DbError::from)).boxed()
}
