//! Links in mails: each is for one purpose, works once, and only for a while.
//!
//! Whoever asks for one learns nothing by asking, neither by words nor by time: the request only writes down what was
//! asked. A job looks up whom it concerns, and mails a link, an explanation, or nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{audit::Event, identity::UserId, time::Instant};
use serde::Deserialize;
use serde_json::json;
use store::{
    DbError, Tx, exec, fetch,
    jobs::{self, Finished, Job, JobError, NewJob},
};
use uuid::Uuid;

use super::{own_profile, recovery, registration};
use crate::{
    Clock, ServiceError, Services, audit,
    keys::{Keys, Purpose},
    limits,
    token::Token,
};

store::sql! {
    ADD = "insert into mail_link (token_hash, purpose, user_id, sealed, expires_at) values ($1, $2, $3, $4, $5)";
    /// Served by the primary key.
    FIND = "select sealed from mail_link where token_hash = $1 and purpose = $2 and expires_at > $3";
    /// Served by the primary key. Of two that use a link at the same time, one finds it.
    TAKE = "delete from mail_link where token_hash = $1 and purpose = $2 and expires_at > $3
        returning user_id, sealed";
    /// Served by the primary key.
    TAKE_REQUEST = "delete from mail_link where token_hash = $1 and expires_at > $2 returning purpose, sealed";
    /// Reads the table, which holds the links of a day.
    FORGET_OF = "delete from mail_link where user_id = $1 and purpose = $2";
    /// Served by mail_link_expires.
    FORGET = "delete from mail_link where expires_at <= $1";
}

/// The kind of the job that finds out whom a request concerns.
pub(crate) const MAIL: &str = "mail_link";

/// What a mailed link goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkPurpose {
    Register,
    Recover,
    ChangeEmail,
}

impl LinkPurpose {
    const fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Recover => "recover",
            Self::ChangeEmail => "change_email",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        let all = [Self::Register, Self::Recover, Self::ChangeEmail];
        all.into_iter().find(|purpose| purpose.key() == key)
    }

    /// A recovery is at hand when it is asked for; a registration may wait for the evening.
    const fn seconds(self) -> i64 {
        match self {
            Self::Register | Self::ChangeEmail => 24 * 60 * 60,
            Self::Recover => 30 * 60,
        }
    }
}

/// The row's name is a secret's hash, and nobody is told the secret before [`issue`].
#[derive(Deserialize)]
struct Payload {
    link: String,
}

/// What a link is about.
#[derive(Debug)]
pub(super) struct Link {
    pub user: Option<UserId>,
    pub content: Vec<u8>,
}

/// Counts a request for a link, by who asks and by whom it is for.
///
/// # Errors
/// [`ServiceError::TooMany`], or the database's.
pub(super) async fn count(
    services: &Services,
    address: &str,
    recipient: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let limit = services.rules.limits.mailed_link;
    limits::count(services, limit, &format!("address:{address}"), now).await?;
    let recipient = services.keys.hash(Purpose::Link, recipient.as_bytes());
    let recipient = URL_SAFE_NO_PAD.encode(recipient);
    limits::count(services, limit, &format!("for:{recipient}"), now).await
}

/// Writes down what was asked for, and the job that looks after it. `event` tells of whoever asks as much as is known of
/// them: of who is not logged in, only from where.
///
/// # Errors
/// The database's.
pub(super) async fn request(
    services: &Services,
    purpose: LinkPurpose,
    content: &[u8],
    event: Event,
    now: Instant,
) -> Result<(), ServiceError> {
    let name = Token::new()?.hash();
    let mut tx = services.db.write().await?;
    forget(&mut tx, now).await?;
    add(&mut tx, &services.keys, &name, purpose, None, content, now).await?;
    let payload = json!({ "link": URL_SAFE_NO_PAD.encode(name) });
    jobs::enqueue(&mut tx, NewJob::new(MAIL, payload), now).await?;
    Ok(audit::commit(tx, services, event).await?)
}

/// Forgets the links whose time is over, with what was asked for.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, now.0)?;
    Ok(())
}

/// The job: mails what was asked for, once.
///
/// # Errors
/// The database's, and [`JobError::Hopeless`].
pub(crate) async fn mail(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let now = clock().system;
    let Payload { link } = job.payload()?;
    let name = URL_SAFE_NO_PAD.decode(link).unwrap_or_default();
    let mut tx = services.db.write().await?;
    let answered = answer(services, &mut tx, &name, now).await;
    let events = answered.map_err(|error| JobError::Failed(error.into()))?;
    let finished = jobs::finish(&mut tx, job, now).await?;
    audit::commit_all(tx, services, events).await?;
    Ok(finished)
}

/// Gives what is to be recorded of it.
async fn answer(
    services: &Services,
    tx: &mut Tx,
    name: &[u8],
    now: Instant,
) -> Result<Vec<Event>, ServiceError> {
    let row = fetch!(
        fetch_optional,
        (String, Option<Vec<u8>>),
        tx,
        TAKE_REQUEST,
        name,
        now.0
    )?;
    let Some((purpose, sealed)) = row else {
        // Done already, or too old to be of use.
        return Ok(Vec::new());
    };
    let content = open(&services.keys, name, sealed)?;
    match LinkPurpose::from_key(&purpose) {
        Some(LinkPurpose::Register) => registration::mail(services, tx, content, now).await?,
        Some(LinkPurpose::ChangeEmail) => {
            own_profile::mail_new_address(services, tx, &content, now).await?;
        }
        Some(LinkPurpose::Recover) => return recovery::mail(services, tx, &content, now).await,
        None => return Err(ServiceError::Corrupt { what: "link" }),
    }
    Ok(Vec::new())
}

/// A new link: what the mail's address ends with.
///
/// # Errors
/// The database's.
pub(super) async fn issue(
    tx: &mut Tx,
    keys: &Keys,
    purpose: LinkPurpose,
    link: Link,
    now: Instant,
) -> Result<Token, ServiceError> {
    let token = Token::new()?;
    add(
        tx,
        keys,
        &token.hash(),
        purpose,
        link.user,
        &link.content,
        now,
    )
    .await?;
    Ok(token)
}

/// What a link goes on with, and leaves it as it is: programs that read mails open links, too.
///
/// # Errors
/// [`ServiceError::NotFound`] when it was used or is too old, or was never one.
pub(super) async fn look(
    tx: &mut Tx,
    keys: &Keys,
    purpose: LinkPurpose,
    token: &Token,
    now: Instant,
) -> Result<Vec<u8>, ServiceError> {
    let name = token.hash();
    let found = fetch!(
        fetch_optional,
        (Option<Vec<u8>>,),
        tx,
        FIND,
        name.as_slice(),
        purpose.key(),
        now.0
    )?;
    let (sealed,) = found.ok_or(ServiceError::NotFound)?;
    open(keys, &name, sealed)
}

/// Uses a link up.
///
/// # Errors
/// As [`look`].
pub(super) async fn take(
    tx: &mut Tx,
    keys: &Keys,
    purpose: LinkPurpose,
    token: &Token,
    now: Instant,
) -> Result<Link, ServiceError> {
    let name = token.hash();
    let row = fetch!(
        fetch_optional,
        (Option<Uuid>, Option<Vec<u8>>),
        tx,
        TAKE,
        name.as_slice(),
        purpose.key(),
        now.0
    )?;
    let (user, sealed) = row.ok_or(ServiceError::NotFound)?;
    Ok(Link {
        user: user.map(UserId),
        content: open(keys, &name, sealed)?,
    })
}

/// A password was chosen: links to choose another are of no use any more.
pub(super) async fn forget_recoveries(tx: &mut Tx, user: UserId) -> Result<(), ServiceError> {
    exec!(tx, FORGET_OF, user.0, LinkPurpose::Recover.key())?;
    Ok(())
}

async fn add(
    tx: &mut Tx,
    keys: &Keys,
    name: &[u8; 32],
    purpose: LinkPurpose,
    user: Option<UserId>,
    content: &[u8],
    now: Instant,
) -> Result<(), ServiceError> {
    let sealed = keys.seal(Purpose::Link, name, content)?;
    exec!(
        tx,
        ADD,
        name.as_slice(),
        purpose.key(),
        user.map(|user| user.0),
        sealed,
        now.plus_seconds(purpose.seconds()).0
    )?;
    Ok(())
}

fn open(keys: &Keys, name: &[u8], sealed: Option<Vec<u8>>) -> Result<Vec<u8>, ServiceError> {
    let sealed = sealed.ok_or(ServiceError::Corrupt { what: "link" })?;
    keys.open(Purpose::Link, name, &sealed)
}
