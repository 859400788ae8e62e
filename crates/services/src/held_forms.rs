//! Forms that could not be carried out when they were sent: kept, encrypted, until the same person is back. Nobody loses
//! what they wrote.

use domain::{forms::HeldForm, identity::UserId, time::Instant};
use store::{DbError, Tx, exec, fetch};

use crate::{ServiceError, Services, keys::Purpose, token::Token};

/// Long enough to log in again, or to prove a second factor.
const SECONDS_KEPT: i64 = 15 * 60;

/// More than anybody has open; a program that posts on with an ended session fills no disk.
const MOST_KEPT: i64 = 20;

store::sql! {
    /// Reads the table, which holds the forms of a quarter of an hour.
    DROP_OLDEST = "delete from held_form where user_id = $1 and id_hash not in
        (select id_hash from held_form where user_id = $1 order by expires_at desc, id_hash limit $2)";
    KEEP = "insert into held_form (id_hash, user_id, sealed, expires_at) values ($1, $2, $3, $4)";
    /// Served by the primary key.
    FIND = "select sealed from held_form where id_hash = $1 and user_id = $2 and expires_at > $3";
    /// Served by the primary key.
    DROP = "delete from held_form where id_hash = $1 and user_id = $2";
    /// Reads the table, which holds the forms of a quarter of an hour.
    FORGET = "delete from held_form where expires_at <= $1";
}

/// Keeps a form for whose session it was sent; gives the word in the address of its page.
///
/// # Errors
/// The database's.
pub async fn keep(
    services: &Services,
    user: UserId,
    form: &HeldForm,
    now: Instant,
) -> Result<String, ServiceError> {
    let id = Token::new()?;
    let plain = serde_json::to_vec(form).map_err(|_| ServiceError::Corrupt { what: "form" })?;
    let sealed = services
        .keys
        .seal(Purpose::HeldForm, &about(user, &id), &plain)?;
    let mut tx = services.db.write().await?;
    forget(&mut tx, now).await?;
    let expires_at = now.plus_seconds(SECONDS_KEPT).0;
    exec!(tx, DROP_OLDEST, user.0, MOST_KEPT - 1)?;
    exec!(tx, KEEP, id.hash().as_slice(), user.0, sealed, expires_at)?;
    tx.commit().await?;
    Ok(id.as_str().to_owned())
}

/// Throws away the forms that nobody came back for.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.0)?;
    Ok(())
}

/// The form of this id, if it is this person's and not too old.
///
/// # Errors
/// [`ServiceError::NotFound`], or the database's.
pub async fn find(
    services: &Services,
    user: UserId,
    id: &str,
    now: Instant,
) -> Result<HeldForm, ServiceError> {
    let id = Token::sent(id);
    let mut tx = services.db.read().await?;
    let row = fetch!(
        fetch_optional,
        (Vec<u8>,),
        tx,
        FIND,
        id.hash().as_slice(),
        user.0,
        now.0
    )?;
    let (sealed,) = row.ok_or(ServiceError::NotFound)?;
    let plain = services
        .keys
        .open(Purpose::HeldForm, &about(user, &id), &sealed)?;
    serde_json::from_slice(&plain).map_err(|_| ServiceError::Corrupt { what: "form" })
}

/// Throws a form away, once it was sent again or is not wanted.
///
/// # Errors
/// The database's.
pub async fn drop_form(services: &Services, user: UserId, id: &str) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, DROP, Token::sent(id).hash().as_slice(), user.0)?;
    Ok(tx.commit().await?)
}

fn about(user: UserId, id: &Token) -> Vec<u8> {
    [user.0.as_bytes().as_slice(), id.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests;
