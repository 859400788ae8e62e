//! New passwords: what each must be, and the two ways to one, after a recovery and from one's profile.

use domain::{
    access::Scope,
    audit::{Act, Event, Who},
    identity::{
        LONG_PASSWORD, PasswordRules, SessionEnd, SessionStage, UserId, own_words,
        shortest_password,
    },
    messages::Words,
    providers::StateCode,
    time::Instant,
};
use store::{Tx, exec, fetch};
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

use super::{
    Holder, access_tokens, confirmed, grants,
    lock_out::{self, Counted, Guess},
    log_in, mail_links, openid,
    passwords::Verified,
    sessions,
};
use crate::{
    ServiceError, Services, audit, limits,
    messages::{self, To},
};

/// What a guesser of passwords for this system tries first (NIST SP 800-63B-4, 3.1.1.2).
const WORDS_OF_THE_PLACE: [&str; 8] = [
    "iqies", "qies", "openqies", "harp", "cms", "medicare", "medicaid", "nursing",
];

/// Shorter ones stand in too many others.
const SHORTEST_WORD: usize = 3;

const TOO_EASY: &str = "This password is too easy to guess. Use several words that do not belong together, or let a \
                        password manager make one.";

store::sql! {
    /// Served by the primary keys.
    OWNER = "select u.user_name, u.full_name, u.email, u.password_hash, p.middle_name, p.state_code
        from user_account u left join account_profile p on p.user_id = u.id where u.id = $1";
    CHANGE = "update user_account set password_hash = $2, long_password = $3, password_changed_at = $4 where id = $1";
    /// Served by the primary key.
    IS_LONG = "select long_password from user_account where id = $1";
    /// Served by role_grant_user and the primary keys.
    FACILITIES = "select p.name, coalesce(p.ccn, '') from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        join provider p on p.id = gp.provider_id
        where g.user_id = $1 and g.ended_at is null";
    /// Served by the primary key.
    END_THIS = "delete from session where token_hash = $1 and ends_at > $2";
}

/// What may not make up a password, and how long it must be.
#[derive(Debug, Clone)]
pub(super) struct Requirements {
    pub rules: PasswordRules,
    /// What is easy to guess here: names of the site, the state, the facilities.
    pub place: Vec<String>,
}

impl Requirements {
    /// What a password must be of someone who holds no role yet.
    pub fn new(services: &Services, own: Vec<String>, state: Option<StateCode>) -> Self {
        let mut requirements = Self {
            rules: PasswordRules {
                shortest: shortest_password([]),
                own,
            },
            place: WORDS_OF_THE_PLACE.map(str::to_owned).into(),
        };
        requirements.is_of(&services.site.name);
        if let Some(state) = state {
            requirements.is_of(state.name());
        }
        requirements
    }

    /// A name of the place, whole and by its words.
    fn is_of(&mut self, name: &str) {
        let squeezed = name.chars().filter(|c| c.is_alphanumeric());
        self.place.push(squeezed.collect::<String>().to_lowercase());
        self.place.extend(own_words([name]));
    }

    /// What is left of a password when its words of the place count for nothing.
    fn without_the_place(&self, password: &str) -> String {
        let mut words: Vec<&str> = self.place.iter().map(String::as_str).collect();
        words.retain(|word| word.chars().count() >= SHORTEST_WORD);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let lower = password.to_lowercase();
        let rest = words
            .iter()
            .fold(lower.clone(), |rest, word| rest.replace(word, ""));
        if rest == lower {
            password.to_owned()
        } else {
            rest
        }
    }
}

/// A new password as it is kept.
#[derive(Debug)]
pub(super) struct NewHash {
    pub hash: String,
    /// Whether it is long enough for every role.
    pub is_long: bool,
}

/// The hash of a new password.
///
/// # Errors
/// [`ServiceError::Refused`] at `password` when it keeps a rule not; a fault of the hashing.
pub(super) async fn accept(
    services: &Services,
    password: &str,
    requirements: Requirements,
) -> Result<NewHash, ServiceError> {
    // As it is hashed.
    let normal: String = password.nfkc().collect();
    if normal.is_empty() {
        return Err(ServiceError::field("password", "Enter a password."));
    }
    let rules = &requirements.rules;
    let remedies: Vec<String> = rules
        .broken(&normal)
        .map(|rule| rule.remedy(rules))
        .collect();
    if !remedies.is_empty() {
        return Err(ServiceError::field("password", remedies.join(" ")));
    }
    let is_long = normal.chars().count() >= LONG_PASSWORD;
    let score = spawn_blocking(move || {
        let own: Vec<&str> = requirements.rules.own.iter().map(String::as_str).collect();
        zxcvbn(&requirements.without_the_place(&normal), &own).score()
    })
    .await
    .map_err(|_| ServiceError::Corrupt { what: "password" })?;
    if score < Score::Three {
        return Err(ServiceError::field("password", TOO_EASY));
    }
    let hash = services.passwords.hash(password).await?;
    Ok(NewHash { hash, is_long })
}

#[derive(store::FromRow)]
struct OwnerRow {
    user_name: String,
    full_name: String,
    email: String,
    password_hash: Option<String>,
    middle_name: Option<String>,
    state_code: Option<String>,
}

impl OwnerRow {
    fn own_words(&self) -> Vec<String> {
        let local_part = self.email.split('@').next().unwrap_or_default();
        let middle_name = self.middle_name.as_deref().unwrap_or_default();
        own_words([&self.user_name, &self.full_name, local_part, middle_name])
    }
}

/// What the owner's next password must be, and the account's row.
async fn requirements(
    services: &Services,
    user: UserId,
) -> Result<(Requirements, OwnerRow), ServiceError> {
    let mut tx = services.db.read().await?;
    let owner = fetch!(fetch_one, OwnerRow, tx, OWNER, user.0)?;
    let held = grants::of(&mut tx, user).await?;
    let state = owner.state_code.as_deref();
    let state = state.and_then(|code| StateCode::parse(code).ok());
    let mut requirements = Requirements::new(services, owner.own_words(), state);
    requirements.rules.shortest = shortest_password(held.iter().map(|held| held.grant.role));
    for held in &held {
        if let Scope::State(state) = held.grant.scope {
            requirements.is_of(state.name());
        }
    }
    let facilities = fetch!(fetch_all, (String, String), tx, FACILITIES, user.0)?;
    for (name, ccn) in &facilities {
        requirements.is_of(name);
        requirements.is_of(ccn);
    }
    Ok((requirements, owner))
}

/// The rules for the holder's next password: after a recovery, once the second factor is proven, or in an open session
/// that is confirmed.
///
/// # Errors
/// [`ServiceError::Unconfirmed`], [`ServiceError::NotFound`] at another stage, or the database's.
pub async fn password_rules(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<PasswordRules, ServiceError> {
    may_change(services, holder, now)?;
    let (requirements, _) = requirements(services, holder.user).await?;
    Ok(requirements.rules)
}

/// Whether one of a person's roles asks for a longer password than theirs is known to be: a role may have come after it.
///
/// # Errors
/// The database's.
pub async fn needs_longer_password(
    services: &Services,
    user: UserId,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    let held = grants::of(&mut tx, user).await?;
    if shortest_password(held.iter().map(|held| held.grant.role)) < LONG_PASSWORD {
        return Ok(false);
    }
    let (is_long,) = fetch!(fetch_one, (bool,), tx, IS_LONG, user.0)?;
    Ok(!is_long)
}

/// The end of a recovery. Every session of the person ends, this one too, access tokens are revoked, a link to the
/// identity provider is removed, and a lock is taken away: whoever is here has the mailbox and the second factor.
///
/// # Errors
/// [`ServiceError::Refused`] at `password`; [`ServiceError::Unconfirmed`] before the second factor is proven;
/// [`ServiceError::NotFound`] at another stage.
pub async fn recover_password(
    services: &Services,
    holder: &Holder,
    password: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    if holder.stage != SessionStage::Recovering {
        return Err(ServiceError::NotFound);
    }
    may_change(services, holder, now)?;
    let (requirements, owner) = requirements(services, holder.user).await?;
    let new = accept(services, password, requirements).await?;
    let counted = Counted::password(&services.keys, holder.user_name.as_str());
    let mut tx = services.db.write().await?;
    if exec!(tx, END_THIS, holder.token_hash.as_slice(), now.0)? == 0 {
        // Another request was here first.
        return Err(ServiceError::NotFound);
    }
    let new = Change {
        user: holder.user,
        hash: &new,
        email: &owner.email,
        revokes_tokens: true,
    };
    let revoked = change(services, &mut tx, new, now).await?;
    openid::unlink_all(&mut tx, holder.user).await?;
    lock_out::forgive(&mut tx, counted).await?;
    sessions::end_all(&mut tx, holder.user, SessionEnd::PasswordChanged, now).await?;
    let event = Event::own(Act::PasswordChanged, holder.user, now).word("by", "recovery");
    let events = [event].into_iter().chain(revoked);
    Ok(audit::commit_all(tx, services, events).await?)
}

/// The form on one's profile.
#[derive(Debug)]
pub struct ChangePassword<'a> {
    pub old_password: &'a str,
    pub password: &'a str,
    /// Ends every other session of the person, and revokes their access tokens.
    pub ends_others: bool,
}

/// Changes the password of whoever is logged in. A wrong old one counts as a failed log-in: a session that was left
/// open is no place to guess it.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields; [`ServiceError::Unconfirmed`]; [`ServiceError::TooMany`].
pub async fn change_password(
    services: &Services,
    holder: &Holder,
    form: &ChangePassword<'_>,
    now: Instant,
) -> Result<(), ServiceError> {
    if holder.stage != SessionStage::Open {
        return Err(ServiceError::NotFound);
    }
    may_change(services, holder, now)?;
    if form.old_password.is_empty() {
        let message = "Enter the password that you have now.";
        return Err(ServiceError::field("old_password", message));
    }
    let subject = format!("user:{}", holder.user.0);
    limits::count(services, services.rules.limits.log_in, &subject, now).await?;
    let (requirements, owner) = requirements(services, holder.user).await?;
    verify(
        services,
        holder,
        form.old_password,
        owner.password_hash,
        now,
    )
    .await?;
    if form.password == form.old_password {
        let message = "This is the password that you have now. Choose another one.";
        return Err(ServiceError::field("password", message));
    }
    let new = accept(services, form.password, requirements).await?;
    let mut tx = services.db.write().await?;
    let new = Change {
        user: holder.user,
        hash: &new,
        email: &owner.email,
        revokes_tokens: form.ends_others,
    };
    let revoked = change(services, &mut tx, new, now).await?;
    if form.ends_others {
        let why = SessionEnd::PasswordChanged;
        sessions::end_others(&mut tx, holder.user, &holder.token_hash, why, now).await?;
    }
    let event = Event::own(Act::PasswordChanged, holder.user, now).word("by", "password");
    let events = [event].into_iter().chain(revoked);
    Ok(audit::commit_all(tx, services, events).await?)
}

/// Whether the old password is the right one.
async fn verify(
    services: &Services,
    holder: &Holder,
    password: &str,
    hash: Option<String>,
    now: Instant,
) -> Result<(), ServiceError> {
    let counted = Counted::password(&services.keys, holder.user_name.as_str());
    let attempt = lock_out::attempt(services, counted, "old_password", now).await?;
    let verified = services.passwords.verify(password, hash).await?;
    let mut tx = services.db.write().await?;
    if verified != Verified::Wrong {
        lock_out::take_back(&mut tx, attempt).await?;
        return Ok(tx.commit().await?);
    }
    let locked = lock_out::failed(&mut tx, services.rules.lock_out, counted, now).await?;
    if locked {
        let user_name = holder.user_name.as_str();
        log_in::tell_locked(services, &mut tx, Guess::Password, user_name, now).await?;
    }
    let answer = Event::own(Act::PasswordChangeFailed, holder.user, now);
    audit::commit_all(tx, services, log_in::failures(answer, locked)).await?;
    let message = "This is not the password that you have now.";
    Err(ServiceError::field("old_password", message))
}

fn may_change(services: &Services, holder: &Holder, now: Instant) -> Result<(), ServiceError> {
    match holder.stage {
        SessionStage::Open => confirmed(services, holder, now),
        // It lasts a quarter of an hour.
        SessionStage::Recovering if holder.confirmed_at.is_some() => Ok(()),
        SessionStage::Recovering => Err(ServiceError::Unconfirmed),
        SessionStage::SecondFactor | SessionStage::Registering => Err(ServiceError::NotFound),
    }
}

/// A new password, and what goes with the old one.
struct Change<'a> {
    user: UserId,
    hash: &'a NewHash,
    email: &'a str,
    revokes_tokens: bool,
}

/// Writes the new hash, and tells the owner by mail. Gives the events of the tokens that were revoked.
async fn change(
    services: &Services,
    tx: &mut Tx,
    new: Change<'_>,
    now: Instant,
) -> Result<Vec<Event>, ServiceError> {
    let (user, new_hash) = (new.user, new.hash);
    exec!(
        tx,
        CHANGE,
        user.0,
        new_hash.hash.as_str(),
        new_hash.is_long,
        now.0
    )?;
    mail_links::forget_recoveries(tx, user).await?;
    let revoked = if new.revokes_tokens {
        access_tokens::revoke_all(tx, user, &Who::Owner(user), now).await?
    } else {
        Vec::new()
    };
    let words = changed(revoked.len(), now).say(format!(
            "If that was not you, choose a new one at once with \"Forgot your user ID or password?\" on the log-in \
             page, and tell the Service Center: {}.",
            services.site.service_center_phone
        ));
    let to = To::mail(Some(user), new.email);
    messages::post(tx, &services.keys, to, &words, now).await?;
    Ok(revoked)
}

fn changed(tokens: usize, now: Instant) -> Words {
    let at = now.display();
    let words = Words::new("Your password was changed")
        .say(format!("The password of your account was changed on {at}."));
    match tokens {
        0 => words,
        1 => words.say("The access token of your account was revoked with it: the program that used it needs a new one."),
        many => words.say(format!(
            "The {many} access tokens of your account were revoked with it: programs that used them need new ones."
        )),
    }
}
