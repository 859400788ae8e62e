//! Access tokens: what programs say in place of a log-in (ADR 31). Here their owner makes, lists and revokes them;
//! [`bearer`] is whoever comes with one.

pub(crate) mod bearer;

use domain::{
    access::{Actor, Category, Scope},
    audit::{Act, Event, Object, Who},
    forms::FieldError,
    identity::{
        AccessTokenForm, AccessTokenId, AccessTokenLine, TOKEN_DAYS, TOKEN_PREFIX, TokenRight,
        TokenState, UserId,
    },
    messages::Words,
    providers::{Ccn, ProviderId},
    submissions::SubmissionKind,
    time::Instant,
};
use store::{DbError, Tx, exec, fetch};
use uuid::Uuid;

use super::{Session, confirmed};
use crate::{
    ServiceError, Services, audit, error::or_set_aside, messages, scope::listed, token::Token,
};

/// As many as one person's programs need, and a list that can be read.
const MOST_TOKENS: i64 = 20;
const LONGEST_NAME: usize = 40;
/// Facilities of one token; a vendor with more has tokens of all of them.
const MOST_FACILITIES: usize = 500;
/// What ended or was revoked stays in the list for so many days.
const LISTED_DAYS: i64 = 90;
/// Characters at the end of a token that its list shows.
const TAIL: usize = 4;

store::sql! {
    ADD = "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ADD_PROVIDER = "insert into access_token_provider (token_id, provider_id) values ($1, $2)";
    /// Served by access_token_user.
    COUNT = "select count(*) from access_token where user_id = $1 and revoked_at is null and ends_at > $2";
    /// Served by access_token_user.
    LIST = "select id, category, name, tail, rights, is_limited, created_at, ends_at, last_used_at, revoked_at from access_token
        where user_id = $1 and coalesce(revoked_at, ends_at) > $2 order by created_at desc, id";
    /// Served by access_token_user and the primary keys.
    PROVIDERS = "select l.token_id, p.ccn from access_token t join access_token_provider l on l.token_id = t.id
        join provider p on p.id = l.provider_id where t.user_id = $1 and p.ccn is not null order by p.ccn";
    /// Served by the primary key.
    REVOKE = "update access_token set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null";
    /// Served by access_token_user.
    REVOKE_ALL = "update access_token set revoked_at = $2 where user_id = $1 and revoked_at is null and ends_at > $2
        returning id";
    /// Locked, so that of two tokens at the same time the second sees the first.
    LOCK_OWNER = "update user_account set user_name = user_name where id = $1";
    /// Served by the index `provider(ccn)`.
    PROVIDER = "select id from provider where ccn = $1";
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    category: String,
    name: String,
    tail: String,
    rights: String,
    is_limited: bool,
    created_at: i64,
    ends_at: i64,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

/// What somebody may make a token for: checking is everybody's who is logged in.
#[must_use]
pub fn token_rights(actor: &Actor) -> Vec<TokenRight> {
    let kinds = SubmissionKind::ALL;
    let may = |right: &TokenRight| match right {
        TokenRight::Check => true,
        TokenRight::Submit => kinds.iter().any(|kind| actor.may(kind.sent_by())),
        TokenRight::ReadReports => kinds.iter().any(|kind| actor.may(kind.seen_by())),
    };
    TokenRight::ALL.into_iter().filter(may).collect()
}

/// One's tokens, the newest first.
///
/// # Errors
/// [`ServiceError::NotFound`] while one views as a role; the database's.
pub async fn list_tokens(
    services: &Services,
    session: &Session,
    now: Instant,
) -> Result<Vec<AccessTokenLine>, ServiceError> {
    not_viewing(session)?;
    let user = session.holder.user.0;
    let mut tx = services.db.read().await?;
    let since = now.plus_days(-LISTED_DAYS);
    let rows = fetch!(fetch_all, Row, tx, LIST, user, since.0)?;
    let providers = fetch!(fetch_all, (Uuid, String), tx, PROVIDERS, user)?;
    rows.into_iter()
        .map(|row| row.line(&providers, now))
        .collect()
}

impl Row {
    fn line(
        self,
        providers: &[(Uuid, String)],
        now: Instant,
    ) -> Result<AccessTokenLine, ServiceError> {
        let of_this = providers.iter().filter(|(token, _)| *token == self.id);
        let facilities = of_this
            .filter_map(|(_, ccn)| Ccn::parse(ccn).ok())
            .collect();
        let state = if self.revoked_at.is_some() {
            TokenState::Revoked
        } else if self.ends_at <= now.0 {
            TokenState::Ended
        } else {
            TokenState::Good
        };
        Ok(AccessTokenLine {
            id: AccessTokenId(self.id),
            name: self.name,
            hint: format!("{TOKEN_PREFIX}…{}", self.tail),
            rights: rights_of(&self.rights),
            facilities: self.is_limited.then_some(facilities),
            category: category_of(&self.category)?.name().to_owned(),
            made_at: Instant(self.created_at),
            ends_at: Instant(self.ends_at),
            last_used_at: self.last_used_at.map(Instant),
            state,
        })
    }
}

/// Makes a token for the roles of the active category. It is told here and nowhere again.
///
/// # Errors
/// [`ServiceError::Unconfirmed`] unless the second factor was proven a moment ago; [`ServiceError::Refused`] at the
/// fields; [`ServiceError::NotFound`] while one views as a role; the database's.
pub async fn make_token(
    services: &Services,
    session: &Session,
    form: &AccessTokenForm,
    now: Instant,
) -> Result<Token, ServiceError> {
    not_viewing(session)?;
    confirmed(services, &session.holder, now)?;
    let user = session.holder.user;
    let mut tx = services.db.write().await?;
    exec!(tx, LOCK_OWNER, user.0)?;
    let new = New::read(&mut tx, &session.actor, form).await?;
    let (tokens,) = fetch!(fetch_one, (i64,), tx, COUNT, user.0, now.0)?;
    if tokens >= MOST_TOKENS {
        let message = format!("You have {MOST_TOKENS} tokens. Revoke one before you make another.");
        return Err(ServiceError::field("name", message));
    }
    let token = Token::prefixed(TOKEN_PREFIX)?;
    let id = new.write(&mut tx, &session.actor, &token, now).await?;
    tell(services, &mut tx, session, &new.name, now).await?;
    let rights = new.rights.iter().map(|right| right.key()).collect();
    let event = Event::by_oneself(Act::TokenMade, &session.actor)
        .about(Object::AccessToken(id))
        .at(new.facilities.iter().flatten().copied())
        .with("rights", domain::audit::Fact::Words(rights));
    audit::commit(tx, services, event).await?;
    Ok(token)
}

/// Takes a token back: it is good for nothing from the next request on. Another's is left alone.
///
/// # Errors
/// [`ServiceError::NotFound`] where there is none of one's own that could be revoked; the database's.
pub async fn revoke_token(
    services: &Services,
    session: &Session,
    id: AccessTokenId,
    now: Instant,
) -> Result<(), ServiceError> {
    not_viewing(session)?;
    let mut tx = services.db.write().await?;
    if exec!(tx, REVOKE, id.0, session.holder.user.0, now.0)? == 0 {
        return Err(ServiceError::NotFound);
    }
    let event = Event::by_oneself(Act::TokenRevoked, &session.actor).about(Object::AccessToken(id));
    Ok(audit::commit(tx, services, event).await?)
}

/// Takes all tokens of a person back in the caller's transaction, with an event for each: whoever gets rid of a thief is rid
/// of what the thief made, too.
pub(super) async fn revoke_all(
    tx: &mut Tx,
    user: UserId,
    who: &Who,
    now: Instant,
) -> Result<Vec<Event>, DbError> {
    let revoked = fetch!(fetch_all, (Uuid,), tx, REVOKE_ALL, user.0, now.0)?;
    let event = |(id,)| {
        let token = Object::AccessToken(AccessTokenId(id));
        Event::new(Act::TokenRevoked, who.clone(), now)
            .of(user)
            .about(token)
    };
    Ok(revoked.into_iter().map(event).collect())
}

/// Tokens are of the person who views, and not of the role.
fn not_viewing(session: &Session) -> Result<(), ServiceError> {
    match session.viewing {
        Some(_) => Err(ServiceError::NotFound),
        None => Ok(()),
    }
}

/// A token in the making, as its form was understood.
struct New {
    name: String,
    days: u16,
    rights: Vec<TokenRight>,
    facilities: Option<Vec<ProviderId>>,
}

impl New {
    async fn read(
        tx: &mut Tx,
        actor: &Actor,
        form: &AccessTokenForm,
    ) -> Result<Self, ServiceError> {
        let mut errors = Vec::new();
        let name = form.name.trim().to_owned();
        let is_name = (1..=LONGEST_NAME).contains(&name.chars().count());
        if !is_name || name.contains(char::is_control) {
            errors.push(FieldError::new(
                "name",
                "Enter a name of at most 40 characters, such as the program that uses the token.",
            ));
        }
        let days = form
            .days
            .parse()
            .ok()
            .filter(|days| TOKEN_DAYS.contains(days));
        if days.is_none() {
            errors.push(FieldError::new("days", "Select when the token ends."));
        }
        let offered = token_rights(actor);
        let asked = form.rights.iter().map(|key| TokenRight::from_key(key));
        let asked: Option<Vec<_>> = asked.collect();
        let rights = asked.filter(|asked| asked.iter().all(|right| offered.contains(right)));
        let rights = rights.unwrap_or_default();
        if rights.is_empty() {
            errors.push(FieldError::new("rights", "Select what the token may do."));
        }
        let facilities = facilities_of(tx, actor, &form.facilities).await;
        let facilities = or_set_aside(facilities, &mut errors)?.flatten();
        match days {
            Some(days) if errors.is_empty() => Ok(Self {
                name,
                days,
                rights,
                facilities,
            }),
            _ => Err(ServiceError::Refused(errors)),
        }
    }

    async fn write(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        token: &Token,
        now: Instant,
    ) -> Result<AccessTokenId, ServiceError> {
        let id = Uuid::now_v7();
        let text = token.as_str();
        let tail = text
            .get(text.len().saturating_sub(TAIL)..)
            .unwrap_or_default();
        let rights = TokenRight::ALL
            .into_iter()
            .filter(|right| self.rights.contains(right));
        exec!(
            tx,
            ADD,
            id,
            actor.user.0,
            actor.category.key(),
            &self.name,
            token.hash().as_slice(),
            tail,
            listed(rights.map(TokenRight::key)),
            self.facilities.is_some(),
            now.0,
            now.plus_days(i64::from(self.days)).0
        )?;
        for facility in self.facilities.iter().flatten() {
            exec!(tx, ADD_PROVIDER, id, facility.0)?;
        }
        Ok(AccessTokenId(id))
    }
}

/// The facilities that somebody typed, each among those of their roles; none where nothing was typed. A number that is
/// nobody's and one that is another's are refused alike.
async fn facilities_of(
    tx: &mut Tx,
    actor: &Actor,
    typed: &str,
) -> Result<Option<Vec<ProviderId>>, ServiceError> {
    let wrong = |message: String| Err(ServiceError::field("facilities", message));
    let words = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.len() > MOST_FACILITIES {
        return wrong(format!(
            "Enter at most {MOST_FACILITIES} CCNs, or none for all of your facilities."
        ));
    }
    let own = own_facilities(actor);
    let mut found = Vec::new();
    for word in words {
        let Ok(ccn) = Ccn::parse(word) else {
            return wrong(
                "Enter the CCNs of your facilities, apart by blanks or commas.".to_owned(),
            );
        };
        let row = fetch!(fetch_optional, (Uuid,), tx, PROVIDER, ccn.as_str())?;
        match row
            .map(|(id,)| ProviderId(id))
            .filter(|id| own.contains(id))
        {
            Some(id) if !found.contains(&id) => found.push(id),
            Some(_) => {}
            None => {
                let ccn = ccn.as_str();
                return wrong(format!(
                    "None of your roles is at a facility with the CCN {ccn}."
                ));
            }
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

/// The providers that somebody's grants list.
fn own_facilities(actor: &Actor) -> Vec<ProviderId> {
    let of_grant = |scope: &Scope| match scope {
        Scope::Providers(ids) => ids.clone(),
        _ => Vec::new(),
    };
    actor
        .grants
        .iter()
        .flat_map(|grant| of_grant(&grant.scope))
        .collect()
}

/// Mails the owner that there is a token, so that a thief does not go unseen.
async fn tell(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    name: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let words = Words::new("An access token was made for your account")
        .say(format!("The access token \"{name}\" was made for your account, on {}.", now.display()))
        .say("If that was not you, revoke it under My Profile, choose a new password at once and tell the Service Center.");
    messages::mail_owner(tx, services, session.holder.user, &words, now).await
}

fn rights_of(stored: &str) -> Vec<TokenRight> {
    stored.split(',').filter_map(TokenRight::from_key).collect()
}

fn category_of(key: &str) -> Result<Category, ServiceError> {
    Category::from_key(key).ok_or(ServiceError::Corrupt { what: "category" })
}
