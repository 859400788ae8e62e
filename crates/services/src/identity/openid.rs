//! Log-in through an agency's own identity provider (OpenID Connect Core 1.0, authorization code flow; ADR 0019).
//!
//! A browser goes away to the provider under a [`Ticket`] and comes back with a code; what the provider says about the
//! person is then kept under a new ticket for some minutes. Nothing follows from it by itself: the person consents and
//! logs in with the account that is linked, or links the account that they are logged in with.

mod provider;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    audit::{Act, Event},
    identity::{Arrival, ProviderLink, SessionStage, UserId, UserName},
    messages::Words,
    time::Instant,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Tx, exec, fetch};

use super::{
    Entered, Holder, Visitor, confirmed,
    log_in::{self, Proven},
};
use crate::{
    ServiceError, Services, audit,
    keys::Purpose,
    limits,
    messages::{self, To},
    token::Token,
};

pub use provider::{Issuer, Provider, ProviderFault, Settings, UnsafeIssuer};

/// How long a log-in may be underway: once to the provider and back, and once from there to its end.
pub const UNDERWAY_SECONDS: i64 = 10 * 60;

/// Where a link is removed.
const PROFILE_PAGE: &str = "/profile";

store::sql! {
    KEEP = "insert into openid_log_in (token_hash, stage, sealed, expires_at) values ($1, $2, $3, $4)";
    /// Served by the primary key. Gone with the first who comes.
    TAKE = "delete from openid_log_in where token_hash = $1 and stage = $2 and expires_at > $3 returning sealed";
    /// Served by the primary key.
    LOOK = "select sealed from openid_log_in where token_hash = $1 and stage = $2 and expires_at > $3";
    /// Served by the primary key.
    THROW_AWAY = "delete from openid_log_in where token_hash = $1";
    /// Served by openid_log_in_expires.
    FORGET = "delete from openid_log_in where expires_at <= $1";
    /// Served by the primary keys.
    LINKED = "select u.user_name from openid_link l join user_account u on u.id = l.user_id
        where l.issuer = $1 and l.subject = $2";
    /// Served by openid_link_user.
    LINKED_AT = "select linked_at from openid_link where user_id = $1 and issuer = $2";
    /// Locked, so that of two changes at the same time the second sees what the first has left.
    LOCK_OWNER = "update user_account set user_name = user_name where id = $1 returning email";
    /// Served by openid_link_user.
    UNLINK = "delete from openid_link where user_id = $1 and issuer = $2";
    /// Served by openid_link_user.
    UNLINK_ALL = "delete from openid_link where user_id = $1";
    LINK = "insert into openid_link (issuer, subject, user_id, linked_at) values ($1, $2, $3, $4)
        on conflict (issuer, subject) do nothing";
}

/// What a browser holds while a log-in through the provider is underway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket(pub Token);

impl Ticket {
    /// What goes along to the provider and comes back from there in the address.
    #[must_use]
    pub fn state(&self) -> String {
        self.secret("openid state")
    }

    /// What the provider writes into its token, which then is for this log-in alone.
    fn nonce(&self) -> String {
        self.secret("openid nonce")
    }

    /// What redeems the code (RFC 7636). The provider has seen its hash alone.
    fn verifier(&self) -> String {
        self.secret("openid verifier")
    }

    fn secret(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.0.derive(purpose))
    }
}

/// Where a log-in is that is underway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Away,
    Back,
}

impl Stage {
    const fn key(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Back => "back",
        }
    }
}

/// Whom the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    pub subject: String,
    /// Only one that the provider has verified.
    pub email: Option<String>,
    /// Whether the provider has checked more than one factor (`mfa` in `amr`, RFC 8176), and that for this log-in.
    pub by_several_factors: bool,
}

/// A browser that has left for the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// The page to show afterwards; may be empty.
    pub next: String,
    left_at: Instant,
}

#[derive(Serialize, Deserialize)]
struct Back {
    vouched: Vouched,
    /// The page to show afterwards; may be empty.
    next: String,
}

const CORRUPT: ServiceError = ServiceError::Corrupt {
    what: "log-in through the provider",
};

/// Sends a browser away: its ticket, and the provider's address. `next` is the page to show afterwards, `address` the
/// client's, for the limit.
///
/// # Errors
/// [`ServiceError::NotFound`] where no provider is configured; [`ServiceError::TooMany`]; [`ServiceError::Provider`]
/// while it cannot be reached; the database's.
pub async fn depart(
    services: &Services,
    next: &str,
    address: &str,
    now: Instant,
) -> Result<(Ticket, String), ServiceError> {
    let provider = configured(services)?;
    let subject = format!("address:{address}");
    limits::count(
        services,
        services.rules.limits.provider_log_in,
        &subject,
        now,
    )
    .await?;
    let ticket = Ticket(Token::new()?);
    let to = provider.address(&ticket, now).await?;
    let away = Away {
        next: next.to_owned(),
        left_at: now,
    };
    let mut tx = services.db.write().await?;
    keep(&mut tx, services, Stage::Away, &ticket, &away, now).await?;
    tx.commit().await?;
    Ok((ticket, to))
}

/// Takes a browser back that brings `state`. Each ticket comes back once, and only from the browser that holds it.
///
/// # Errors
/// [`ServiceError::NotFound`] for another's state, a second time or too late; the database's.
pub async fn come_back(
    services: &Services,
    ticket: &Ticket,
    state: &str,
    now: Instant,
) -> Result<Away, ServiceError> {
    configured(services)?;
    // Before the ticket is used up: other sites could send the browser here with any state.
    if state != ticket.state() {
        return Err(ServiceError::NotFound);
    }
    let mut tx = services.db.write().await?;
    let away = take(&mut tx, services, Stage::Away, ticket, now).await?;
    tx.commit().await?;
    Ok(away)
}

/// What a browser brings back from the provider.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brought<'a> {
    /// None when the provider has not logged the person in.
    pub code: Option<&'a str>,
    /// Why it has not.
    pub error: Option<&'a str>,
}

/// Asks the provider whom it vouches for, and keeps that under a new ticket. `ticket` has come back.
///
/// # Errors
/// [`ServiceError::Provider`] when it vouches for nobody; the database's.
pub async fn redeem(
    services: &Services,
    ticket: &Ticket,
    away: &Away,
    brought: Brought<'_>,
    now: Instant,
) -> Result<Ticket, ServiceError> {
    let provider = configured(services)?;
    let code = brought
        .code
        .ok_or_else(|| ProviderFault::declined(brought.error))?;
    let vouched = provider.redeem(code, ticket, away.left_at, now).await?;
    arrive(services, vouched, away.next.clone(), now).await
}

/// Keeps what the provider says under a new ticket.
///
/// # Errors
/// The database's.
pub async fn arrive(
    services: &Services,
    vouched: Vouched,
    next: String,
    now: Instant,
) -> Result<Ticket, ServiceError> {
    let back = Back { vouched, next };
    let ticket = Ticket(Token::new()?);
    let mut tx = services.db.write().await?;
    keep(&mut tx, services, Stage::Back, &ticket, &back, now).await?;
    tx.commit().await?;
    Ok(ticket)
}

/// Throws a ticket away: somebody else may sit at the browser from here on.
///
/// # Errors
/// The database's.
pub async fn throw_away(services: &Services, ticket: &Ticket) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, THROW_AWAY, ticket.0.hash().as_slice())?;
    Ok(tx.commit().await?)
}

/// What the holder of a ticket can do from here, and the page to show afterwards (may be empty). Whether another account
/// has the e-mail address, it does not tell.
///
/// # Errors
/// [`ServiceError::NotFound`] where no provider is configured; the database's.
pub async fn arrival(
    services: &Services,
    ticket: Option<&Ticket>,
    now: Instant,
) -> Result<(Arrival, String), ServiceError> {
    let over = (Arrival::Over, String::new());
    let provider = configured(services)?;
    let Some(ticket) = ticket else {
        return Ok(over);
    };
    let mut tx = services.db.read().await?;
    let (hash, stage) = (ticket.0.hash(), Stage::Back.key());
    let row = fetch!(
        fetch_optional,
        (Vec<u8>,),
        tx,
        LOOK,
        hash.as_slice(),
        stage,
        now.0
    )?;
    let Some((sealed,)) = row else {
        return Ok(over);
    };
    let Back { vouched, next } = open(services, ticket, &sealed)?;
    let arrival = match linked(&mut tx, provider, &vouched).await? {
        Some(user_name) => Arrival::Linked {
            user_name: UserName::parse(&user_name).map_err(|_| CORRUPT)?,
        },
        None => vouched
            .email
            .map_or(Arrival::Unverified, |email| Arrival::Unlinked { email }),
    };
    Ok((arrival, next))
}

/// Begins the session of the account that is linked; gives the page to show afterwards, too.
///
/// # Errors
/// [`ServiceError::Refused`] at `consent` without it, and for an account that is locked or switched off;
/// [`ServiceError::NotFound`] when the ticket is over or no account is linked; the database's.
pub async fn enter(
    services: &Services,
    ticket: &Ticket,
    consent: bool,
    visitor: Visitor<'_>,
    now: Instant,
) -> Result<(Entered, String), ServiceError> {
    let provider = configured(services)?;
    if !consent {
        return Err(ServiceError::Refused(vec![log_in::no_consent()]));
    }
    let mut tx = services.db.write().await?;
    let back: Back = take(&mut tx, services, Stage::Back, ticket, now).await?;
    let user_name = linked(&mut tx, provider, &back.vouched).await?;
    let user_name = user_name.ok_or(ServiceError::NotFound)?;
    let proven = if provider.trusts_second_factor() && back.vouched.by_several_factors {
        Proven::SecondFactor
    } else {
        Proven::Password
    };
    let entered =
        log_in::enter_vouched(services, &mut tx, &user_name, proven, visitor, now).await?;
    let event = entered.event("identity_provider", now);
    audit::commit(tx, services, event).await?;
    Ok((entered, back.next))
}

/// Links the account of whoever is logged in, a moment after their second factor, in place of an earlier link; gives the
/// page to show afterwards. The provider must have verified the account's own e-mail address.
///
/// # Errors
/// [`ServiceError::Refused`] when it has not; [`ServiceError::Unconfirmed`]; [`ServiceError::NotFound`] when the ticket
/// is over, somebody is linked already, or at another stage; the database's.
pub async fn link(
    services: &Services,
    ticket: &Ticket,
    holder: &Holder,
    now: Instant,
) -> Result<String, ServiceError> {
    let provider = configured(services)?;
    may_change(services, holder, now)?;
    let mut tx = services.db.write().await?;
    let Back { vouched, next } = take(&mut tx, services, Stage::Back, ticket, now).await?;
    let email = lock_owner(&mut tx, holder.user).await?;
    let is_theirs = |verified: &str| verified.eq_ignore_ascii_case(&email);
    if !vouched.email.as_deref().is_some_and(is_theirs) {
        return Err(ServiceError::field("", not_theirs(provider.name())));
    }
    let user = holder.user.0;
    exec!(tx, UNLINK, user, provider.issuer())?;
    let subject = vouched.subject.as_str();
    if exec!(tx, LINK, provider.issuer(), subject, user, now.0)? == 0 {
        return Err(ServiceError::NotFound);
    }
    let words = linked_words(provider.name(), now);
    let to = To::mail(Some(holder.user), &email);
    messages::post(&mut tx, &services.keys, to, &words, now).await?;
    let event = Event::own(Act::ProviderLinked, holder.user, now);
    audit::commit(tx, services, event).await?;
    Ok(next)
}

/// Takes the link away, a moment after the second factor.
///
/// # Errors
/// [`ServiceError::Unconfirmed`]; [`ServiceError::NotFound`] where no provider is configured or linked, or at another
/// stage; the database's.
pub async fn unlink(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<(), ServiceError> {
    let provider = configured(services)?;
    may_change(services, holder, now)?;
    let mut tx = services.db.write().await?;
    let email = lock_owner(&mut tx, holder.user).await?;
    if exec!(tx, UNLINK, holder.user.0, provider.issuer())? == 0 {
        return Err(ServiceError::NotFound);
    }
    let words = unlinked_words(provider.name(), now);
    let to = To::mail(Some(holder.user), &email);
    messages::post(&mut tx, &services.keys, to, &words, now).await?;
    let event = Event::own(Act::ProviderUnlinked, holder.user, now);
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes every link of a person away: whoever made one may not have been the person.
pub(super) async fn unlink_all(tx: &mut Tx, user: UserId) -> Result<(), ServiceError> {
    exec!(tx, UNLINK_ALL, user.0)?;
    Ok(())
}

/// The provider and a person's link to it; none where no provider is configured.
pub(super) async fn provider_link(
    services: &Services,
    tx: &mut Tx,
    user: UserId,
) -> Result<Option<ProviderLink>, ServiceError> {
    let Some(provider) = &services.partners.openid else {
        return Ok(None);
    };
    let row = fetch!(
        fetch_optional,
        (i64,),
        tx,
        LINKED_AT,
        user.0,
        provider.issuer()
    )?;
    Ok(Some(ProviderLink {
        name: provider.name().to_owned(),
        linked_at: row.map(|(at,)| Instant(at)),
    }))
}

/// Forgets the log-ins that nobody came back from.
pub(crate) async fn forget(tx: &mut Tx, now: Instant) -> Result<(), store::DbError> {
    exec!(tx, FORGET, now.0)?;
    Ok(())
}

fn configured(services: &Services) -> Result<&Provider, ServiceError> {
    services
        .partners
        .openid
        .as_ref()
        .ok_or(ServiceError::NotFound)
}

/// Links change in an open session that has proven its second factor a moment ago.
fn may_change(services: &Services, holder: &Holder, now: Instant) -> Result<(), ServiceError> {
    match holder.stage {
        SessionStage::Open => confirmed(services, holder, now),
        _ => Err(ServiceError::NotFound),
    }
}

async fn keep(
    tx: &mut Tx,
    services: &Services,
    stage: Stage,
    ticket: &Ticket,
    content: &impl Serialize,
    now: Instant,
) -> Result<(), ServiceError> {
    forget(tx, now).await?;
    let hash = ticket.0.hash();
    let plain = serde_json::to_vec(content).map_err(|_| CORRUPT)?;
    let sealed = services.keys.seal(Purpose::OpenId, &hash, &plain)?;
    let expires_at = now.plus_seconds(UNDERWAY_SECONDS).0;
    exec!(tx, KEEP, hash.as_slice(), stage.key(), sealed, expires_at)?;
    Ok(())
}

/// Uses a ticket up. It stays good when the transaction is not committed.
async fn take<T: DeserializeOwned>(
    tx: &mut Tx,
    services: &Services,
    stage: Stage,
    ticket: &Ticket,
    now: Instant,
) -> Result<T, ServiceError> {
    let hash = ticket.0.hash();
    let row = fetch!(
        fetch_optional,
        (Vec<u8>,),
        tx,
        TAKE,
        hash.as_slice(),
        stage.key(),
        now.0
    )?;
    let (sealed,) = row.ok_or(ServiceError::NotFound)?;
    open(services, ticket, &sealed)
}

fn open<T: DeserializeOwned>(
    services: &Services,
    ticket: &Ticket,
    sealed: &[u8],
) -> Result<T, ServiceError> {
    let plain = services
        .keys
        .open(Purpose::OpenId, &ticket.0.hash(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| CORRUPT)
}

/// The user ID of the account that is linked.
async fn linked(
    tx: &mut Tx,
    provider: &Provider,
    vouched: &Vouched,
) -> Result<Option<String>, ServiceError> {
    let subject = vouched.subject.as_str();
    let row = fetch!(
        fetch_optional,
        (String,),
        tx,
        LINKED,
        provider.issuer(),
        subject
    )?;
    Ok(row.map(|(user_name,)| user_name))
}

/// Locks the owner's row until the transaction ends; gives their e-mail address.
async fn lock_owner(tx: &mut Tx, user: UserId) -> Result<String, ServiceError> {
    let (email,) = fetch!(fetch_one, (String,), tx, LOCK_OWNER, user.0)?;
    Ok(email)
}

fn not_theirs(provider: &str) -> String {
    format!(
        "The e-mail address of this account is not the one that {provider} has verified as yours. Change one of them, or log \
         in with another account."
    )
}

fn linked_words(provider: &str, now: Instant) -> Words {
    let subject = format!("Your account was linked to {provider}");
    Words::new(subject.as_str())
        .say(format!("{subject}, on {}.", now.display()))
        .say(format!(
            "If that was not you, somebody can log in through {provider} in your place, also after you change your password. \
             Remove the link on My Profile, under \"Log-in with {provider}\", then choose a new password, and tell the Service \
             Center."
        ))
        .say(
            "If you cannot log in, choose a new password with \"Forgot your user ID or password?\" on the log-in page: that \
             removes the link, too.",
        )
        .link("My Profile", PROFILE_PAGE)
}

fn unlinked_words(provider: &str, now: Instant) -> Words {
    let subject = format!("Your account is no longer linked to {provider}");
    Words::new(subject.as_str())
        .say(format!("{subject}, on {}.", now.display()))
        .say("If that was not you, choose a new password at once and tell the Service Center.")
}
