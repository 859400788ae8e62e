//! The first step of a log-in: user ID and password, or in the demonstration one click.

use std::iter;

use domain::{
    audit::{Act, Event, Who},
    forms::FieldError,
    identity::{AccountState, DeviceKind, Registration, SessionStage, UserId, UserName},
    messages::Words,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    lock_out::{self, Attempt, Counted, Guess},
    passwords::Verified,
    sessions,
};
use crate::{
    ServiceError, Services, audit, demo, limits,
    messages::{self, To},
    token::Token,
};

/// Said of a wrong user ID and of a wrong password alike.
const NO_MATCH: &str =
    "This user ID and password do not belong together. Check both and try again.";

const SWITCHED_OFF: &str = "This account is switched off. The security official of your organization can have it switched on.";

const NO_CONSENT: &str = "Select the check box to consent to the privacy and security notice.";

store::sql! {
    /// Served by the unique user name.
    FIND = "select id, email, password_hash, state, registration from user_account where user_name = $1";
    /// Served by device_user.
    DEVICES = "select count(*) from device where user_id = $1 and confirmed_at is not null and kind <> $2";
    /// Served by the primary key, and locks the row. The hash that was checked stays or gives way to one of today's
    /// work, unless the password was changed or the account switched off meanwhile.
    KEEP_HASH = "update user_account set password_hash = $3
        where id = $1 and password_hash = $2 and state = 'active'";
    LOGGED_IN = "update user_account set last_log_in_at = $2 where id = $1";
}

/// The log-in form, and what the browser came with.
#[derive(Debug)]
pub struct LogIn<'a> {
    pub user_name: &'a str,
    pub password: &'a str,
    /// The privacy and security notice was read (ARS AC-8).
    pub consent: bool,
    pub visitor: Visitor<'a>,
}

/// What is known of a browser before anybody is logged in.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// The client's address, for the limit.
    pub address: &'a str,
    /// As the browser calls itself.
    pub agent: &'a str,
    /// The session that the browser already has; it ends.
    pub before: Option<&'a Token>,
}

/// A session that begins, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    pub user: UserId,
    pub token: Token,
    pub stage: SessionStage,
    /// The step that comes next while `stage` is [`SessionStage::Registering`].
    pub registration: Registration,
}

#[derive(store::FromRow)]
struct AccountRow {
    id: Uuid,
    email: String,
    password_hash: Option<String>,
    #[row(try_from = String)]
    state: AccountState,
    registration: String,
}

/// Checks a user ID and password and begins a session, which asks for the second factor next. Takes the same time and
/// says the same whether the user ID or the password is wrong (ASVS 6.3.8).
///
/// # Errors
/// [`ServiceError::Refused`] with the form's problems, [`ServiceError::TooMany`], or the database's.
pub async fn log_in(
    services: &Services,
    form: LogIn<'_>,
    now: Instant,
) -> Result<Entered, ServiceError> {
    let missing = missing(&form);
    if !missing.is_empty() {
        return Err(ServiceError::Refused(missing));
    }
    let counted = Counted::password(&services.keys, form.user_name);
    let address = format!("address:{}", form.visitor.address);
    for subject in [address, format!("account:{}", counted.name())] {
        limits::count(services, services.rules.limits.log_in, &subject, now).await?;
    }
    let (services, browser) = (services.clone(), Browser::of(form.visitor));
    // What can be no user ID is nobody's, and PostgreSQL takes no text with a NUL in it.
    let typed = UserName::parse(form.user_name).map_or_else(|_| String::new(), String::from);
    let password = form.password.to_owned();
    // To its end, also when the browser hangs up: an attempt that was counted is taken back when it was right.
    tokio::spawn(async move {
        let attempt = lock_out::attempt(&services, counted, "user_name", now).await?;
        let checked = check(&services, &typed, &password, attempt, now).await?;
        admit(&services, &checked, browser.visitor(), now).await
    })
    .await
    .map_err(|_| ServiceError::Corrupt { what: "log-in" })?
}

/// A [`Visitor`] that outlives its request.
struct Browser {
    address: String,
    agent: String,
    before: Option<Token>,
}

impl Browser {
    fn of(visitor: Visitor<'_>) -> Self {
        Self {
            address: visitor.address.to_owned(),
            agent: visitor.agent.to_owned(),
            before: visitor.before.cloned(),
        }
    }

    fn visitor(&self) -> Visitor<'_> {
        Visitor {
            address: &self.address,
            agent: &self.agent,
            before: self.before.as_ref(),
        }
    }
}

/// An account whose password was typed.
pub(super) struct Checked {
    user_name: String,
    account: AccountRow,
    attempt: Attempt,
    /// The hash that the password was checked against.
    hash: String,
    /// One of today's work, where that was another's.
    new_hash: Option<String>,
}

/// Whether this is the password of that user ID.
pub(super) async fn check(
    services: &Services,
    user_name: &str,
    password: &str,
    attempt: Attempt,
    now: Instant,
) -> Result<Checked, ServiceError> {
    let mut tx = services.db.read().await?;
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, user_name)?;
    drop(tx);
    let hash = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let verified = services.passwords.verify(password, hash.clone()).await?;
    let (Some(account), Some(hash), true) = (account, hash, verified != Verified::Wrong) else {
        return Err(refuse(services, attempt.counted, user_name, now).await?);
    };
    if !account.state.is_usable() {
        let mut tx = services.db.write().await?;
        lock_out::take_back(&mut tx, attempt).await?;
        let event = Event::new(Act::LogInFailed, Who::Unknown, now)
            .of(UserId(account.id))
            .word("why", "switched_off")
            .failed();
        audit::commit(tx, services, event).await?;
        return Err(ServiceError::field("user_name", SWITCHED_OFF));
    }
    let new_hash = match verified {
        Verified::RightButOtherWork => Some(services.passwords.hash(password).await?),
        _ => None,
    };
    Ok(Checked {
        user_name: user_name.to_owned(),
        account,
        attempt,
        hash,
        new_hash,
    })
}

/// Begins the session of whoever typed the right password, if it still is the right one.
pub(super) async fn admit(
    services: &Services,
    checked: &Checked,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<Entered, ServiceError> {
    let Checked {
        user_name,
        account,
        attempt,
        hash,
        new_hash,
    } = checked;
    let mut tx = services.db.write().await?;
    let new_hash = new_hash.as_ref().unwrap_or(hash);
    if exec!(tx, KEEP_HASH, account.id, hash.as_str(), new_hash.as_str())? == 0 {
        drop(tx);
        return Err(refuse(services, attempt.counted, user_name, now).await?);
    }
    lock_out::take_back(&mut tx, *attempt).await?;
    let entered = enter(services, &mut tx, account, Proven::Password, visitor, now).await?;
    audit::commit(tx, services, entered.event("password", now)).await?;
    Ok(entered)
}

impl Entered {
    /// What is recorded of a log-in that has come so far. `by` is what was shown for it.
    pub(super) fn event(&self, by: &'static str, now: Instant) -> Event {
        let act = match self.stage {
            SessionStage::Open => Act::LogIn,
            _ => Act::FirstFactorProven,
        };
        Event::own(act, self.user, now)
            .in_session(&self.token.hash())
            .word("by", by)
            .word("next", self.stage.key())
    }
}

/// What whoever enters has shown already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proven {
    /// The password, or what an identity provider says in its place.
    Password,
    /// The second factor as well, to a provider whose word counts for that.
    SecondFactor,
}

/// Begins the session of an account that an identity provider vouches for.
///
/// # Errors
/// [`ServiceError::Refused`] at `consent` when the account is locked or switched off; the database's.
pub(super) async fn enter_vouched(
    services: &Services,
    tx: &mut Tx,
    user_name: &str,
    proven: Proven,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<Entered, ServiceError> {
    let counted = Counted::password(&services.keys, user_name);
    lock_out::not_locked(tx, services.rules.lock_out, counted, "consent", now).await?;
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, user_name)?;
    let account = account.ok_or(ServiceError::NotFound)?;
    if !account.state.is_usable() {
        return Err(ServiceError::field("consent", SWITCHED_OFF));
    }
    enter(services, tx, &account, proven, visitor, now).await
}

/// Where the right password leads: to the second factor, or back into the registration that is not complete.
async fn enter(
    services: &Services,
    tx: &mut Tx,
    account: &AccountRow,
    proven: Proven,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<Entered, ServiceError> {
    let mut registration =
        Registration::from_key(&account.registration).ok_or(ServiceError::Corrupt {
            what: "registration",
        })?;
    let backup = DeviceKind::BackupCodes.key();
    let (devices,) = fetch!(fetch_one, (i64,), tx, DEVICES, account.id, backup)?;
    if registration == Registration::Complete && devices == 0 {
        registration = Registration::Device;
    }
    let stage = match (registration, proven) {
        (Registration::Complete, Proven::Password) => SessionStage::SecondFactor,
        (Registration::Complete, Proven::SecondFactor) => SessionStage::Open,
        _ => SessionStage::Registering,
    };
    if stage == SessionStage::Open {
        logged_in(tx, UserId(account.id), now).await?;
    }
    let beginning = sessions::Beginning {
        user: UserId(account.id),
        stage,
        before: visitor.before,
        agent: visitor.agent,
    };
    Ok(Entered {
        user: beginning.user,
        token: sessions::begin(services, tx, beginning, now).await?,
        stage,
        registration,
    })
}

/// Writes down that a log-in failed; whoever it locks out is told by mail.
async fn refuse(
    services: &Services,
    counted: Counted,
    user_name: &str,
    now: Instant,
) -> Result<ServiceError, ServiceError> {
    let mut tx = services.db.write().await?;
    let locked = lock_out::failed(&mut tx, services.rules.lock_out, counted, now).await?;
    if locked {
        tell_locked(services, &mut tx, Guess::Password, user_name, now).await?;
    }
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, user_name)?;
    let answer = Event {
        // What was typed as user ID is not recorded, for it may be a password.
        account: account.map(|account| UserId(account.id)),
        ..Event::new(Act::LogInFailed, Who::Unknown, now)
    };
    audit::commit_all(tx, services, failures(answer, locked)).await?;
    Ok(ServiceError::field("user_name", NO_MATCH))
}

/// What is recorded of a wrong answer, and of the lock that it brings.
pub(super) fn failures(answer: Event, locked: bool) -> impl Iterator<Item = Event> {
    let lock = locked.then(|| Event {
        act: Act::LockedOut,
        ..answer.clone()
    });
    iter::once(answer.failed()).chain(lock)
}

/// Mails the account's owner, if there is one, that log-in is locked.
pub(super) async fn tell_locked(
    services: &Services,
    tx: &mut Tx,
    guess: Guess,
    user_name: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let Some(account) = fetch!(fetch_optional, AccountRow, tx, FIND, user_name)? else {
        return Ok(());
    };
    let to = To::mail(Some(UserId(account.id)), &account.email);
    let words = locked(services, guess);
    messages::post(tx, &services.keys, to, &words, now).await
}

fn locked(services: &Services, guess: Guess) -> Words {
    let (failures, minutes) = (
        services.rules.lock_out.failures,
        services.rules.lock_out.locked_seconds / 60,
    );
    match guess {
        Guess::Password => Words::new("Log-in to your account is locked")
            .say(format!(
                "Log-in with your user ID failed {failures} times, so it is locked for {minutes} minutes."
            ))
            .say("If that was not you, somebody may be guessing your password. It was not found out. Tell the Service Center."),
        // Whoever comes to the codes has typed the password, or opened a mailed link.
        Guess::SecurityCode => Words::new("Security codes and passkeys of your account are locked")
            .say(format!(
                "A wrong security code or passkey was used {failures} times, so none is taken for {minutes} minutes."
            ))
            .say(
                "If that was not you, somebody knows your password or reads your mail. Choose a new password at once, \
                 also for your mailbox, and tell the Service Center.",
            ),
    }
}

/// Logs a demonstration's person in on one click, without a second factor.
///
/// # Errors
/// [`ServiceError::NotFound`] for anyone else and outside the demonstration; [`ServiceError::TooMany`].
pub async fn demo_log_in(
    services: &Services,
    user_name: &str,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let person = demo::people(&services.site).find(|person| person.user_name == user_name);
    let person = person
        .filter(|_| services.site.is_demo())
        .ok_or(ServiceError::NotFound)?;
    let limit = services.rules.limits.demo_log_in;
    limits::count(services, limit, visitor.address, now).await?;
    let mut tx = services.db.write().await?;
    let account = fetch!(fetch_optional, AccountRow, tx, FIND, person.user_name)?;
    let account = account.ok_or(ServiceError::NotFound)?;
    let beginning = sessions::Beginning {
        user: UserId(account.id),
        stage: SessionStage::Open,
        before: visitor.before,
        agent: visitor.agent,
    };
    let token = sessions::begin(services, &mut tx, beginning, now).await?;
    logged_in(&mut tx, UserId(account.id), now).await?;
    let event = Event::own(Act::LogIn, UserId(account.id), now)
        .in_session(&token.hash())
        .word("by", "demonstration");
    audit::commit(tx, services, event).await?;
    Ok(token)
}

/// A log-in was completed.
pub(super) async fn logged_in(tx: &mut Tx, user: UserId, now: Instant) -> Result<(), ServiceError> {
    exec!(tx, LOGGED_IN, user.0, now.0)?;
    Ok(())
}

pub(super) fn no_consent() -> FieldError {
    FieldError::new("consent", NO_CONSENT)
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
        errors.push(no_consent());
    }
    errors
}
