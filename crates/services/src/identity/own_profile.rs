//! My Profile: how a person is reached, where they live, and in which zone they see moments. A new e-mail address counts
//! once a link that was mailed there is used, and the old one is told both times.

use domain::{
    audit::{Act, Event, Fact, Who},
    identity::{ContactForm, EmailForm, NewEmail, Profile, SessionStage, UserId},
    messages::Words,
    objection::Objection,
    time::{Instant, Zone},
};
use serde::{Deserialize, Serialize};
use store::{Tx, exec, fetch};

use super::{
    Holder, Session, confirmed, grants,
    mail_links::{self, Link, LinkPurpose},
    openid,
    registration::{has_account, take_turn},
};
use crate::{
    ServiceError, Services,
    access::lost,
    audit,
    messages::{self, To},
    token::Token,
};

/// The page of the mailed link.
const LINK_PAGE: &str = "/profile/email/link";

store::sql! {
    /// Served by the primary keys.
    ACCOUNT = "select u.email, u.time_zone, u.last_log_in_at, p.phone, p.address, p.city, p.state_code, p.zip
        from user_account u left join account_profile p on p.user_id = u.id where u.id = $1";
    /// Served by the primary key.
    TIME_ZONE = "select time_zone from user_account where id = $1";
    SAVE_TIME_ZONE = "update user_account set time_zone = $2 where id = $1";
    /// Accounts that came without a profile get one.
    SAVE_CONTACT = "insert into account_profile
        (user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip, personal_email,
            updated_at)
        values ($1, $2, '', $3, '', $4, $5, $6, $7, $8, $9, $10)
        on conflict (user_id) do update set phone = $4, address = $5, city = $6, state_code = $7, zip = $8,
            updated_at = $10";
    /// Served by the primary key.
    EMAIL = "select email from user_account where id = $1 and state = 'active'";
    SAVE_EMAIL = "update user_account set email = $2 where id = $1";
    SAVE_PERSONAL = "update account_profile set personal_email = $2, updated_at = $3 where user_id = $1";
}

#[derive(store::FromRow)]
struct AccountRow {
    email: String,
    time_zone: String,
    last_log_in_at: Option<i64>,
    phone: Option<String>,
    address: Option<String>,
    city: Option<String>,
    state_code: Option<String>,
    zip: Option<String>,
}

impl AccountRow {
    fn contact(&mut self) -> Option<ContactForm> {
        Some(ContactForm {
            // Empty where the account was imported.
            phone: self.phone.take().filter(|phone| !phone.is_empty())?,
            address: self.address.take()?,
            city: self.city.take()?,
            state: self.state_code.take()?,
            zip: self.zip.take()?,
            time_zone: self.time_zone.clone(),
        })
    }
}

/// The account of whoever is logged in.
///
/// # Errors
/// The database's.
pub async fn profile(services: &Services, session: &Session) -> Result<Profile, ServiceError> {
    let mut tx = services.db.read().await?;
    let user = session.actor.user;
    let mut row = fetch!(fetch_one, AccountRow, tx, ACCOUNT, user.0)?;
    Ok(Profile {
        person: session.person.clone(),
        elsewhere: grants::outside(&mut tx, user, session.person.category).await?,
        lost: lost::of(&mut tx, user, session.actor.now.system).await?,
        contact: row.contact(),
        email: row.email,
        time_zone: Zone::from_key(&row.time_zone).unwrap_or_default(),
        last_log_in_at: row.last_log_in_at.map(Instant),
        provider: openid::provider_link(services, &mut tx, user).await?,
    })
}

/// The zone in which a person sees moments.
///
/// # Errors
/// The database's.
pub async fn time_zone(services: &Services, user: UserId) -> Result<Zone, ServiceError> {
    zone_of(&mut services.db.read().await?, user).await
}

/// The zone in which a person sees moments; the usual one for whoever has no account of their own, as who views as a role.
pub(crate) async fn zone_of(tx: &mut Tx, user: UserId) -> Result<Zone, ServiceError> {
    let key = fetch!(fetch_optional, (String,), tx, TIME_ZONE, user.0)?;
    let zone = key.and_then(|(key,)| Zone::from_key(&key));
    Ok(zone.unwrap_or_default())
}

/// Changes telephone, address and time zone of whoever is logged in.
///
/// # Errors
/// [`ServiceError::Refused`] with the form's problems; the database's.
pub async fn save_contact(
    services: &Services,
    session: &Session,
    form: &ContactForm,
    now: Instant,
) -> Result<(), ServiceError> {
    let contact = form.read().map_err(ServiceError::Refused)?;
    let user = session.actor.user.0;
    let name = &session.person.full_name;
    let (first_name, last_name) = name.rsplit_once(' ').unwrap_or(("", name));
    let mut tx = services.db.write().await?;
    exec!(tx, SAVE_TIME_ZONE, user, contact.time_zone.key())?;
    exec!(
        tx,
        SAVE_CONTACT,
        user,
        first_name,
        last_name,
        contact.phone.as_str(),
        contact.address.as_str(),
        contact.city.as_str(),
        contact.state.as_str(),
        contact.zip.as_str(),
        false,
        now.0
    )?;
    let who = Who::logged_in(&session.actor);
    let fields = vec!["telephone", "address", "time_zone"];
    let event = Event::new(Act::ProfileChanged, who, now)
        .of(session.actor.user)
        .with("fields", Fact::Words(fields));
    Ok(audit::commit(tx, services, event).await?)
}

/// A new address, and whose.
#[derive(Serialize, Deserialize)]
struct Asked {
    user: UserId,
    new: NewEmail,
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "address" };

/// Asks for another e-mail address. A link goes there, and a notice to the old one; whether the new one has an account
/// already, only its owner hears.
///
/// # Errors
/// [`ServiceError::Unconfirmed`]; [`ServiceError::Refused`] at `email`; [`ServiceError::TooMany`];
/// [`ServiceError::NotFound`] at another stage; the database's.
pub async fn ask_for_email(
    services: &Services,
    holder: &Holder,
    form: &EmailForm,
    now: Instant,
) -> Result<(), ServiceError> {
    if holder.stage != SessionStage::Open {
        return Err(ServiceError::NotFound);
    }
    confirmed(services, holder, now)?;
    let new = form
        .read(&services.rules.registration.personal_domains)
        .map_err(ServiceError::Refused)?;
    let mut tx = services.db.read().await?;
    let (old,) = fetch!(fetch_one, (String,), tx, EMAIL, holder.user.0)?;
    drop(tx);
    if old == new.email.as_str() {
        let message = "This is the e-mail address that you have now. Enter another one.";
        return Err(ServiceError::field("email", message));
    }
    let whose = holder.user.0.to_string();
    mail_links::count(services, &whose, &new.email.key(), now).await?;
    let user = holder.user;
    let content = serde_json::to_vec(&Asked { user, new }).map_err(|_| CORRUPT)?;
    let event = Event::own(Act::EmailAsked, user, now);
    mail_links::request(services, LinkPurpose::ChangeEmail, &content, event, now).await
}

/// The job: mails the link to the new address, and tells the old one.
pub(super) async fn mail_new_address(
    services: &Services,
    tx: &mut Tx,
    content: &[u8],
    now: Instant,
) -> Result<(), ServiceError> {
    let Asked { user, new } = serde_json::from_slice(content).map_err(|_| CORRUPT)?;
    let old = fetch!(fetch_optional, (String,), tx, EMAIL, user.0)?;
    let Some((old,)) = old else {
        // It was disabled meanwhile.
        return Ok(());
    };
    let words = if is_anothers(tx, &new, &old).await? {
        has_an_account(services)
    } else {
        let link = Link {
            user: Some(user),
            content: content.to_vec(),
        };
        let purpose = LinkPurpose::ChangeEmail;
        let token = mail_links::issue(tx, &services.keys, purpose, link, now).await?;
        confirm(services, &token)
    };
    let to = To::mail(None, new.email.as_str());
    messages::post(tx, &services.keys, to, &words, now).await?;
    let to = To::mail(Some(user), &old);
    messages::post(tx, &services.keys, to, &asked_for(services), now).await
}

/// The new address that a mailed link is for. The link stays good.
///
/// # Errors
/// [`ServiceError::NotFound`] when the link was used or is too old; the database's.
pub async fn email_of_link(
    services: &Services,
    link: &str,
    now: Instant,
) -> Result<String, ServiceError> {
    let mut tx = services.db.read().await?;
    let (purpose, token) = (LinkPurpose::ChangeEmail, Token::sent(link));
    let content = mail_links::look(&mut tx, &services.keys, purpose, &token, now).await?;
    let asked: Asked = serde_json::from_slice(&content).map_err(|_| CORRUPT)?;
    Ok(asked.new.email.as_str().to_owned())
}

/// Uses a mailed link up: the account has the new address from here on. Whoever has the link asked for it with a second
/// factor and has the new mailbox; no session is needed.
///
/// # Errors
/// [`ServiceError::NotFound`] when the link was used or is too old; [`ServiceError::Conflict`] when the address has got
/// an account since; the database's.
pub async fn use_email_link(
    services: &Services,
    link: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let (purpose, token) = (LinkPurpose::ChangeEmail, Token::sent(link));
    let link = mail_links::take(&mut tx, &services.keys, purpose, &token, now).await?;
    let Asked { user, new } = serde_json::from_slice(&link.content).map_err(|_| CORRUPT)?;
    take_turn(&mut tx, &new.email).await?;
    let old = fetch!(fetch_optional, (String,), tx, EMAIL, user.0)?;
    let (old,) = old.ok_or(ServiceError::NotFound)?;
    if is_anothers(&mut tx, &new, &old).await? {
        return Err(Objection::AddressIsAnothers.into());
    }
    exec!(tx, SAVE_EMAIL, user.0, new.email.as_str())?;
    exec!(tx, SAVE_PERSONAL, user.0, new.is_personal, now.0)?;
    let to = To::mail(Some(user), &old);
    messages::post(&mut tx, &services.keys, to, &changed(services), now).await?;
    let event = Event::own(Act::EmailChanged, user, now);
    Ok(audit::commit(tx, services, event).await?)
}

/// Whether the new address is that of an account, and no other spelling of this one's.
async fn is_anothers(tx: &mut Tx, new: &NewEmail, old: &str) -> Result<bool, ServiceError> {
    Ok(new.email.key() != old.to_ascii_lowercase() && has_account(tx, &new.email).await?)
}

fn confirm(services: &Services, token: &Token) -> Words {
    let path = format!("{LINK_PAGE}?link={}", token.as_str());
    Words::new("Confirm your new e-mail address")
        .say(format!(
            "Somebody, most likely you, asked for this e-mail address to be that of an account at {}.",
            services.site.name
        ))
        .say("Open the link within 24 hours to confirm it. It works once.")
        .link("Confirm the e-mail address", path)
        .say("If that was not you, do nothing. Without the link nothing changes.")
}

fn has_an_account(services: &Services) -> Words {
    Words::new("Your e-mail address stays as it is")
        .say(format!(
            "Somebody asked for this e-mail address to be that of another account at {}. It has an account already, so \
             nothing has changed.",
            services.site.name
        ))
        .say("If that was you, log in with the account that this address has, or choose another address for the other one.")
}

fn asked_for(services: &Services) -> Words {
    Words::new("A new e-mail address was asked for")
        .say(format!(
            "Somebody who was logged in with your user ID at {} asked for another e-mail address. Once that one is confirmed, \
             mails go there and no longer here.",
            services.site.name
        ))
        .say(if_not_you(services))
}

fn changed(services: &Services) -> Words {
    Words::new("The e-mail address of your account was changed")
        .say("Mails about your account go to another address from now on. This is the last one that comes here.")
        .say(if_not_you(services))
}

fn if_not_you(services: &Services) -> String {
    format!(
        "If that was not you, tell the Service Center at once: {}.",
        services.site.service_center_phone
    )
}
