//! Logging in with a password, and in the demonstration with one click.

use domain::{
    forms::FieldError,
    identity::{UserId, UserName},
    time::Instant,
};
use store::{Tx, exec, fetch, sqlx};
use uuid::Uuid;

use super::sessions;
use crate::{ServiceError, Services, demo, limits, token::Token};

/// Said of a wrong user ID and of a wrong password alike.
const NO_MATCH: &str =
    "This user ID and password do not belong together. Check both and try again.";

store::sql! {
    /// Served by the unique user name.
    FIND = "select id, password_hash, state from user_account where user_name = $1";
    LOGGED_IN = "update user_account set last_log_in_at = $2 where id = $1";
}

/// The log-in form, and what the browser came with.
#[derive(Debug)]
pub struct LogIn<'a> {
    pub user_name: &'a str,
    pub password: &'a str,
    /// The privacy and security notice was read (ARS AC-8).
    pub consent: bool,
    /// The client's address, for the limit.
    pub address: &'a str,
    /// The session that the browser already has; it ends.
    pub before: Option<Token>,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    password_hash: Option<String>,
    state: String,
}

/// Checks a log-in and begins a session. Takes the same time and says the same whether the user ID
/// or the password is wrong (ASVS 6.3.8).
///
/// # Errors
/// [`ServiceError::Refused`] with the form's problems, [`ServiceError::TooMany`], or the database's.
pub async fn log_in(
    services: &Services,
    form: LogIn<'_>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let missing = missing(&form);
    if !missing.is_empty() {
        return Err(ServiceError::Refused(missing));
    }
    let typed = form.user_name.trim().to_ascii_uppercase();
    let limit = services.limits.log_in;
    limits::count(services, limit, &format!("address:{}", form.address), now).await?;
    // A name that can be no account's is counted under one word, so that nobody fills the table.
    let name = UserName::parse(&typed).map_or("none", |_| typed.as_str());
    limits::count(services, limit, &format!("account:{name}"), now).await?;

    let mut tx = services.db.read().await?;
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, name)?;
    drop(tx);
    let hash = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let matches = services.passwords.verify(form.password, hash).await?;
    let account = account
        .filter(|_| matches)
        .ok_or_else(|| ServiceError::field("user_name", NO_MATCH))?;
    if account.state != "active" {
        return Err(ServiceError::field(
            "user_name",
            "This account is switched off. The security official of your organization can have it switched on.",
        ));
    }
    let mut tx = services.db.write().await?;
    let token = begin(&mut tx, UserId(account.id), form.before.as_ref(), now).await?;
    tx.commit().await?;
    Ok(token)
}

/// Logs a demonstration's person in on one click, from an address.
///
/// # Errors
/// [`ServiceError::NotFound`] for anyone else and outside the demonstration; [`ServiceError::TooMany`].
pub async fn demo_log_in(
    services: &Services,
    user_name: &str,
    address: &str,
    before: Option<&Token>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let person = demo::PEOPLE
        .iter()
        .find(|person| person.user_name == user_name);
    let person = person
        .filter(|_| services.site.is_demo())
        .ok_or(ServiceError::NotFound)?;
    limits::count(services, services.limits.demo_log_in, address, now).await?;
    let mut tx = services.db.write().await?;
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, person.user_name)?;
    let account = account.ok_or(ServiceError::NotFound)?;
    let token = begin(&mut tx, UserId(account.id), before, now).await?;
    tx.commit().await?;
    Ok(token)
}

async fn begin(
    tx: &mut Tx,
    user: UserId,
    before: Option<&Token>,
    now: Instant,
) -> Result<Token, ServiceError> {
    exec!(tx, LOGGED_IN, user.0, now.0)?;
    sessions::begin(tx, user, before, now).await
}

fn missing(form: &LogIn<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if form.user_name.trim().is_empty() {
        errors.push(FieldError::new("user_name", "Enter your user ID."));
    }
    if form.password.is_empty() {
        errors.push(FieldError::new("password", "Enter your password."));
    }
    if !form.consent {
        errors.push(FieldError::new(
            "consent",
            "Select the check box to consent to the privacy and security notice.",
        ));
    }
    errors
}
