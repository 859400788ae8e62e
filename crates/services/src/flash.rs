//! Forms that come back: what was typed and what is wrong, kept for the page that is shown next.
//!
//! The key is made from the one-time id in the page's address, and the database knows only the
//! id's hash: whoever reads the database reads no form. Each key seals one form, so its nonce is fixed.

use chacha20poly1305::{
    ChaCha20Poly1305, Key, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use domain::{forms::ReturnedForm, time::Instant};
use store::{DbError, Tx, exec, fetch};

use crate::{ServiceError, Services, token::Token};

/// Long enough to be sent back, short enough to be forgotten.
const SECONDS_KEPT: i64 = 15 * 60;

/// Before log-in a form belongs to nobody: only its id opens it.
const NOBODY: [u8; 32] = [0; 32];

store::sql! {
    KEEP = "insert into flash (id_hash, session_hash, sealed, expires_at) values ($1, $2, $3, $4)";
    /// Served by the primary key. Gone with the first look, whether it was meant for this session or not.
    TAKE = "delete from flash where id_hash = $1 returning session_hash, sealed, expires_at";
    /// Served by flash_expires. With each form that is kept: anybody may send one, and the table is not to grow until the night.
    FORGET = "delete from flash where expires_at < $1";
}

/// Keeps a form for the page that the browser is sent back to; gives the word for `?flash=`.
///
/// # Errors
/// The database's.
pub async fn keep(
    services: &Services,
    session: Option<&[u8; 32]>,
    form: &ReturnedForm,
    now: Instant,
) -> Result<String, ServiceError> {
    let id = Token::new()?;
    let session = session.unwrap_or(&NOBODY);
    let plain = serde_json::to_vec(form).map_err(|_| ServiceError::Corrupt { what: "form" })?;
    let sealed = cipher(&id)
        .encrypt(
            &Nonce::default(),
            Payload {
                msg: &plain,
                aad: session,
            },
        )
        .map_err(|_| ServiceError::Corrupt { what: "form" })?;
    let mut tx = services.db.write().await?;
    forget(&mut tx, now).await?;
    let expires_at = now.plus_seconds(SECONDS_KEPT).0;
    exec!(
        tx,
        KEEP,
        id.hash().as_slice(),
        session.as_slice(),
        sealed,
        expires_at
    )?;
    tx.commit().await?;
    Ok(id.as_str().to_owned())
}

/// The form of this id, once; none for another session, when it was read before, or too late.
///
/// # Errors
/// The database's.
pub async fn take(
    services: &Services,
    session: Option<&[u8; 32]>,
    id: &str,
    now: Instant,
) -> Result<Option<ReturnedForm>, ServiceError> {
    let id = Token::sent(id);
    let session = session.unwrap_or(&NOBODY);
    // Also where one only looks: a form of the viewing itself comes back, too.
    let mut tx = services.db.record().await?;
    let row = fetch!(
        fetch_optional,
        (Vec<u8>, Vec<u8>, i64),
        tx,
        TAKE,
        id.hash().as_slice()
    )?;
    tx.commit().await?;
    let Some((owner, sealed, expires_at)) = row else {
        return Ok(None);
    };
    if owner != session || expires_at < now.0 {
        return Ok(None);
    }
    let plain = cipher(&id)
        .decrypt(
            &Nonce::default(),
            Payload {
                msg: &sealed,
                aad: session,
            },
        )
        .map_err(|_| ServiceError::Corrupt { what: "form" })?;
    serde_json::from_slice(&plain)
        .map(Some)
        .map_err(|_| ServiceError::Corrupt { what: "form" })
}

/// Forgets the forms that nobody came back for.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.0)?;
    Ok(())
}

fn cipher(id: &Token) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(id.derive("flash")))
}

#[cfg(test)]
mod tests;
