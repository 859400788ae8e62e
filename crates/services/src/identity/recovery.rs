//! Recovery of a user ID or a password: a mailed link, the second factor, a new password (ASVS 6.4.3). No hints, no
//! secret questions (6.4.2).

use domain::{
    audit::{Act, Event, Who},
    identity::{AccountState, EmailAddress, Registration, SessionStage, UserId, UserName},
    messages::Words,
    objection::Objection,
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    Visitor,
    mail_links::{self, Link, LinkPurpose},
    sessions,
};
use crate::{
    ServiceError, Services, audit,
    messages::{self, To},
    token::Token,
};

/// The page with the button that uses the link.
const LINK_PAGE: &str = "/recover/link";
const LOG_IN_PAGE: &str = "/login";

store::sql! {
    /// Served by the unique user name and user_account_email: no user ID has an `@`. Imported accounts may share an
    /// address.
    BY_KEY = "select id, user_name, email, state, registration, legacy, last_log_in_at,
            (select count(*) from proofing_restart r where r.user_id = u.id) as restarts,
            (select count(*) from device d where d.user_id = u.id and d.confirmed_at is not null) as devices
        from user_account u where user_name = $1 or lower(email) = $1 order by created_at, id limit 5";
    /// Served by the primary key.
    BY_ID = "select id, user_name, email, state, registration, legacy, last_log_in_at,
            (select count(*) from proofing_restart r where r.user_id = u.id) as restarts,
            (select count(*) from device d where d.user_id = u.id and d.confirmed_at is not null) as devices
        from user_account u where id = $1";
    /// There is no second factor to prove yet.
    CONFIRM = "update session set confirmed_at = $2 where token_hash = $1";
}

#[derive(store::FromRow)]
struct AccountRow {
    id: Uuid,
    user_name: String,
    email: String,
    #[row(try_from = String)]
    state: AccountState,
    registration: String,
    legacy: bool,
    last_log_in_at: Option<i64>,
    restarts: i64,
    devices: i64,
}

/// What stands between the mailbox and a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    SecondFactor,
    /// The registration was left before there was one; the mailbox is all that was proven so far.
    None,
    /// An account that is switched off, or whose second factor is not set up or was taken off: a mailbox alone is not
    /// enough for it, so people decide.
    ServiceCenter,
}

impl AccountRow {
    fn guard(&self) -> Guard {
        let left = Registration::from_key(&self.registration)
            .is_some_and(|step| step != Registration::Complete);
        // Whoever was logged in, or lost their devices at the Help Desk, had a second factor.
        let never_had_one = self.last_log_in_at.is_none() && self.restarts == 0;
        match (self.state.is_usable(), self.devices > 0) {
            (true, true) => Guard::SecondFactor,
            (true, false) if left && !self.legacy && never_had_one => Guard::None,
            _ => Guard::ServiceCenter,
        }
    }
}

/// Asks for a recovery by user ID or e-mail address. Answers alike, and as fast, whether there is such an account.
///
/// # Errors
/// [`ServiceError::Refused`] when it can be neither; [`ServiceError::TooMany`]; the database's.
pub async fn recover(
    services: &Services,
    typed: &str,
    address: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let wanted = Wanted::read(typed)?;
    mail_links::count(services, address, &wanted.key(), now).await?;
    let content = wanted.key().into_bytes();
    let event = Event::new(Act::RecoveryAsked, Who::Unknown, now);
    mail_links::request(services, LinkPurpose::Recover, &content, event, now).await
}

/// Whose account is to be recovered.
enum Wanted {
    UserName(UserName),
    Email(EmailAddress),
}

impl Wanted {
    fn read(typed: &str) -> Result<Self, ServiceError> {
        if typed.trim().is_empty() {
            let message = "Enter your user ID or your e-mail address.";
            return Err(ServiceError::field("who", message));
        }
        let read = if typed.contains('@') {
            EmailAddress::parse(typed)
                .map(Self::Email)
                .map_err(|error| error.to_string())
        } else {
            UserName::parse(typed)
                .map(Self::UserName)
                .map_err(|error| error.to_string())
        };
        read.map_err(|message| ServiceError::field("who", message))
    }

    /// One text for all spellings.
    fn key(&self) -> String {
        match self {
            Self::UserName(name) => name.as_str().to_owned(),
            Self::Email(email) => email.key(),
        }
    }
}

/// Mails what helps to each account that was meant; nobody else gets a mail. Gives an event for each account.
pub(super) async fn mail(
    services: &Services,
    tx: &mut Tx,
    content: &[u8],
    now: Instant,
) -> Result<Vec<Event>, ServiceError> {
    let key = String::from_utf8_lossy(content);
    let accounts = fetch!(fetch_all, AccountRow, tx, BY_KEY, key.as_ref())?;
    let mut events = Vec::new();
    for account in accounts {
        let words = match account.guard() {
            Guard::ServiceCenter => call_us(services, &account),
            guard => {
                let link = Link {
                    user: Some(UserId(account.id)),
                    content: Vec::new(),
                };
                let purpose = LinkPurpose::Recover;
                let token = mail_links::issue(tx, &services.keys, purpose, link, now).await?;
                choose_anew(services, &account, guard, &token)
            }
        };
        let to = To::mail(Some(UserId(account.id)), &account.email);
        messages::post(tx, &services.keys, to, &words, now).await?;
        let event = Event::new(Act::RecoveryMailed, Who::Program, now);
        events.push(event.of(UserId(account.id)));
    }
    Ok(events)
}

fn asked_for(services: &Services, account: &AccountRow) -> Words {
    Words::new("Your user ID and password")
        .say(format!(
            "Somebody, most likely you, asked {} for the user ID of this account, or for a new password.",
            services.site.name
        ))
        .say(format!("The user ID is {}.", account.user_name))
}

fn choose_anew(services: &Services, account: &AccountRow, guard: Guard, token: &Token) -> Words {
    let factor = match guard {
        Guard::None => "",
        _ => " You need your second factor as well.",
    };
    let path = format!("{LINK_PAGE}?link={}", token.as_str());
    asked_for(services, account)
        .say(format!(
            "To choose a new password, open the link within 30 minutes. It works once.{factor}"
        ))
        .link("Choose a new password", path)
        .say("If that was not you, do nothing. Nothing has changed.")
}

fn call_us(services: &Services, account: &AccountRow) -> Words {
    asked_for(services, account)
        .say(format!(
            "If you know the password, log in. A new one cannot be chosen by e-mail alone, because the account has no \
             second factor, or is switched off. Call the Service Center: {}.",
            services.site.service_center_phone
        ))
        .link("Log in", LOG_IN_PAGE)
        .say("If that was not you, do nothing. Nothing has changed.")
}

/// Mails somebody the link for a new password because the Help Desk began it.
///
/// # Errors
/// [`ServiceError::Conflict`] where a mailbox is not enough: people decide; [`ServiceError::NotFound`]; the database's.
pub(crate) async fn mail_reset(
    services: &Services,
    tx: &mut Tx,
    user: UserId,
    now: Instant,
) -> Result<(), ServiceError> {
    let account = fetch!(fetch_optional, AccountRow, tx, BY_ID, user.0)?;
    let account = account.ok_or(ServiceError::NotFound)?;
    if account.guard() == Guard::ServiceCenter {
        return Err(Objection::LinkIsNotEnough.into());
    }
    let link = Link {
        user: Some(user),
        content: Vec::new(),
    };
    let purpose = LinkPurpose::Recover;
    let token = mail_links::issue(tx, &services.keys, purpose, link, now).await?;
    let to = To::mail(Some(user), &account.email);
    messages::post(tx, &services.keys, to, &reset(services, &token), now).await
}

fn reset(services: &Services, token: &Token) -> Words {
    let path = format!("{LINK_PAGE}?link={}", token.as_str());
    Words::new("Choose a new password")
        .say(format!(
            "The Help Desk of {} sends you this link, because you, or someone who said to be you, asked for a new password.",
            services.site.name
        ))
        .say("Open the link within 30 minutes. It works once. Where the account has a second factor, you need it as well.")
        .link("Choose a new password", path)
        .say("If that was not you, do nothing, and tell the Service Center. Nothing has changed.")
}

/// A recovery that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovering {
    pub token: Token,
    /// Whether the second factor comes next; else the new password does.
    pub asks_second_factor: bool,
}

/// Uses a mailed link up, and begins a session for the rest of the recovery. A lock against guessers stays until the
/// second factor is proven too: whoever opens the mailbox may be one.
///
/// # Errors
/// [`ServiceError::NotFound`] when the link was used or is too old, or the account has changed since; the database's.
pub async fn use_link(
    services: &Services,
    link: &str,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<Recovering, ServiceError> {
    let token = Token::sent(link);
    let mut tx = services.db.write().await?;
    let purpose = LinkPurpose::Recover;
    let used_up = mail_links::take(&mut tx, &services.keys, purpose, &token, now).await?;
    let user = used_up.user.ok_or(ServiceError::NotFound)?;
    let account = fetch!(fetch_one, AccountRow, tx, BY_ID, user.0)?;
    let guard = account.guard();
    if guard == Guard::ServiceCenter {
        return Err(ServiceError::NotFound);
    }
    let beginning = sessions::Beginning {
        user,
        stage: SessionStage::Recovering,
        before: visitor.before,
        agent: visitor.agent,
    };
    let token = sessions::begin(services, &mut tx, beginning, now).await?;
    if guard == Guard::None {
        exec!(tx, CONFIRM, token.hash().as_slice(), now.0)?;
    }
    let event = Event::own(Act::RecoveryBegun, user, now).in_session(&token.hash());
    audit::commit(tx, services, event).await?;
    Ok(Recovering {
        token,
        asks_second_factor: guard == Guard::SecondFactor,
    })
}
