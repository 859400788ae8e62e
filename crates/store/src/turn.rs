//! Turns, where no row could be waited for yet: of two transactions that would make the same thing, the second looks
//! only once the first has ended.

use crate::{Connection, DbError, Tx, exec};

crate::sql! { in postgres
    TAKE = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
}

/// Waits until no other transaction has the turn of `what`, and has it until it ends. Nothing to do on SQLite, which
/// has one writer. To be taken after locks on rows that only this transaction asks for.
///
/// # Errors
/// [`DbError::Busy`] when it takes too long.
pub async fn take(tx: &mut Tx, what: &str) -> Result<(), DbError> {
    if matches!(tx.connection, Connection::Postgres(_)) {
        exec!(tx, TAKE, what)?;
    }
    Ok(())
}
