//! Many rows at once: statements of many rows on SQLite, `COPY` on PostgreSQL (one statement when they are few).

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use jiff::civil::Date;
use sqlx::{AssertSqlSafe, Postgres, QueryBuilder, Sqlite, Transaction};
use uuid::Uuid;

use crate::{Connection, Db, DbError, Tx, db::to_its_end, row::Day};

/// After this long a batch commits, so that others may write; with its commit it stays under 100 ms.
const BATCH: Duration = Duration::from_millis(50);
/// Rows handed to the database at a time, between looks at the clock.
const CHUNK_ROWS: usize = 4_096;
/// More rows in one SQLite statement gain nothing.
const STATEMENT_ROWS: usize = 256;
/// Up to here a statement is quicker than `COPY`, whose last packet waits 40 ms for the one before to be
/// acknowledged (the driver leaves Nagle's algorithm on).
const FEW_ROWS: usize = 200;
/// What SQLite takes in one statement.
const STATEMENT_PARAMETERS: usize = 32_766;

/// A column's value, as `row` maps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i32),
    Bigint(i64),
    Text(&'a str),
    Uuid(Uuid),
    Day(Date),
    Bytes(&'a [u8]),
}

/// The table and columns to fill.
#[derive(Debug, Clone, Copy)]
pub struct Target<const N: usize> {
    pub table: &'static str,
    pub columns: [&'static str; N],
}

impl<const N: usize> Target<N> {
    /// Inserts rows in the caller's transaction and gives it back; for up to a few thousand.
    ///
    /// # Errors
    /// What the database answered; nothing of the transaction is left then.
    pub async fn insert(&self, mut tx: Tx, rows: &[[Value<'_>; N]]) -> Result<Tx, DbError> {
        if rows.is_empty() {
            return Ok(tx);
        }
        tx.connection = match tx.connection {
            Connection::Sqlite(mut connection) => {
                for rows in rows.chunks(STATEMENT_ROWS.min(STATEMENT_PARAMETERS / N)) {
                    self.insert_values(&mut connection, rows).await?;
                }
                Connection::Sqlite(connection)
            }
            Connection::Postgres(mut connection) if rows.len() <= FEW_ROWS => {
                self.insert_few(&mut connection, rows).await?;
                Connection::Postgres(connection)
            }
            Connection::Postgres(connection) => Connection::Postgres(
                to_its_end(copy(
                    connection,
                    self.copy_statement(),
                    copy_text(rows).into_bytes(),
                ))
                .await?,
            ),
        };
        Ok(tx)
    }

    /// Inserts any number of rows in transactions of its own, each under 100 ms. Rows in the order
    /// of the table's index go in fastest. Gives their number.
    ///
    /// # Errors
    /// What the database answered; the batches before that one stay.
    pub async fn load<'a>(
        &self,
        db: &Db,
        rows: impl IntoIterator<Item = [Value<'a>; N]>,
    ) -> Result<u64, DbError> {
        let mut rows = rows.into_iter();
        let mut chunk = Vec::with_capacity(CHUNK_ROWS);
        let mut open: Option<(Tx, Instant)> = None;
        let mut total = 0;
        loop {
            chunk.clear();
            chunk.extend(rows.by_ref().take(CHUNK_ROWS));
            if let Some((tx, began)) = open.take() {
                if chunk.is_empty() || began.elapsed() >= BATCH {
                    tx.commit().await?;
                } else {
                    open = Some((tx, began));
                }
            }
            if chunk.is_empty() {
                return Ok(total);
            }
            let (tx, began) = match open.take() {
                Some(open) => open,
                None => (db.write().await?, Instant::now()),
            };
            open = Some((self.insert(tx, &chunk).await?, began));
            total += chunk.len() as u64;
        }
    }

    async fn insert_values(
        &self,
        tx: &mut Transaction<'static, Sqlite>,
        rows: &[[Value<'_>; N]],
    ) -> Result<(), DbError> {
        let mut sql = format!(
            "insert into {} ({}) values ",
            self.table,
            self.columns.join(", ")
        );
        // A bare `?` binds in order; of `$1` the driver would read the name each time.
        let row = format!("({})", ["?"; N].join(", "));
        for at in 0..rows.len() {
            sql.push_str(if at == 0 { "" } else { ", " });
            sql.push_str(&row);
        }
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in rows.iter().flatten() {
            query = match *value {
                Value::Null => query.bind(None::<i64>),
                Value::Bool(value) => query.bind(value),
                Value::Integer(value) => query.bind(value),
                Value::Bigint(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Uuid(value) => query.bind(value),
                Value::Day(value) => query.bind(Day::from(value)),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query.execute(&mut **tx).await?;
        Ok(())
    }

    async fn insert_few(
        &self,
        tx: &mut Transaction<'static, Postgres>,
        rows: &[[Value<'_>; N]],
    ) -> Result<(), DbError> {
        let start = format!("insert into {} ({}) ", self.table, self.columns.join(", "));
        let mut query = QueryBuilder::<Postgres>::new(start);
        query.push_values(rows, |mut row, values| {
            for value in values {
                match *value {
                    // A parameter would need the column's type.
                    Value::Null => row.push("null"),
                    Value::Bool(value) => row.push_bind(value),
                    Value::Integer(value) => row.push_bind(value),
                    Value::Bigint(value) => row.push_bind(value),
                    Value::Text(value) => row.push_bind(value),
                    Value::Uuid(value) => row.push_bind(value),
                    Value::Day(value) => row.push_bind(Day::from(value)),
                    Value::Bytes(value) => row.push_bind(value),
                };
            }
        });
        // Its text is seldom the same again.
        let statement = query.build().persistent(false);
        statement.execute(&mut **tx).await?;
        Ok(())
    }

    fn copy_statement(&self) -> String {
        format!(
            "copy {} ({}) from stdin",
            self.table,
            self.columns.join(", ")
        )
    }
}

async fn copy(
    mut tx: Transaction<'static, Postgres>,
    statement: String,
    text: Vec<u8>,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut copy = tx.copy_in_raw(&statement).await?;
    copy.send(text).await?;
    copy.finish().await?;
    Ok(tx)
}

/// PostgreSQL's text format: tabs between columns, a line per row, `\N` for null.
fn copy_text<const N: usize>(rows: &[[Value<'_>; N]]) -> String {
    let mut text = String::with_capacity(rows.len() * N * 12);
    for row in rows {
        for (at, value) in row.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "\t" });
            push_value(&mut text, value);
        }
        text.push('\n');
    }
    text
}

fn push_value(text: &mut String, value: &Value<'_>) {
    // Writing to a String never fails.
    let written = match *value {
        Value::Null => text.write_str("\\N"),
        Value::Bool(value) => text.write_str(if value { "t" } else { "f" }),
        Value::Integer(value) => write!(text, "{value}"),
        Value::Bigint(value) => write!(text, "{value}"),
        Value::Text(value) => value.chars().try_for_each(|character| match character {
            '\\' => text.write_str("\\\\"),
            '\n' => text.write_str("\\n"),
            '\r' => text.write_str("\\r"),
            '\t' => text.write_str("\\t"),
            character => text.write_char(character),
        }),
        Value::Uuid(value) => write!(text, "{value}"),
        Value::Day(day) => {
            write!(
                text,
                "{:04}-{:02}-{:02}",
                day.year(),
                day.month(),
                day.day()
            )
        }
        Value::Bytes(bytes) => text
            .write_str("\\\\x")
            .and_then(|()| bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))),
    };
    debug_assert!(written.is_ok());
}

#[cfg(test)]
mod tests;
