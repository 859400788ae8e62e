//! Registration (seeds 001 and 004): profile, account, terms; then identity proofing and the second factor. Each step is
//! written down when it is done, so that whoever leaves comes back to the next one by logging in.

use domain::{
    audit::{Act, Event, Who},
    identity::{
        EmailAddress, NewProfile, ProfileForm, Registration, SessionStage, UserId, UserName,
        own_words,
    },
    messages::Words,
    objection::Objection,
    time::{Instant, Now},
};
use store::{DbError, Tx, exec, fetch, row::Day, turn};
use uuid::Uuid;

use super::{
    Holder, Visitor,
    mail_links::{self, Link, LinkPurpose},
    new_password::{self, NewHash, Requirements},
    sessions,
};
use crate::{
    ServiceError, Services, audit, limits,
    messages::{self, To},
    token::Token,
};

/// The page of the second step; the link in the mail leads there.
const ACCOUNT_PAGE: &str = "/register/account";
const LOG_IN_PAGE: &str = "/login";

/// In letters. Shorter beginnings of a facility's name are anybody's, and so are facilities' shorter names.
const SHORTEST_FACILITY_NAME: usize = 6;

const TAKEN: &str = "This user ID is taken. Choose another one.";

store::sql! {
    /// Served by user_account_email.
    HAS_ACCOUNT = "select count(*) from user_account where lower(email) = $1";
    /// Served by the unique user name.
    IS_TAKEN = "select count(*) from user_account where user_name = $1";
    /// Reads every provider's name, once for each account that is made.
    NAMES = "select name from provider order by name";
    ADD_ACCOUNT = "insert into user_account
        (id, user_name, full_name, email, password_hash, long_password, state, registration, password_changed_at,
            created_at)
        values ($1, $2, $3, $4, $5, $6, 'active', 'terms', $7, $7)";
    ADD_PROFILE = "insert into account_profile
        (user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip, born_on,
            personal_email, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    ACCEPT_TERMS = "update account_profile set terms_at = $2 where user_id = $1";
    /// The next step, if this one is it.
    STEP = "update user_account set registration = $3 where id = $1 and registration = $2";
}

/// What an installation asks and says at registration and log-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRules {
    /// Hosts whose mailboxes anybody may have, in lower case.
    pub personal_domains: Vec<String>,
    /// The terms, paragraph by paragraph.
    pub terms: Vec<String>,
    /// The privacy and security notice of the log-in page; without paragraphs it is the page's own.
    pub notice: Vec<String>,
}

impl Default for RegistrationRules {
    fn default() -> Self {
        Self {
            personal_domains: PERSONAL_DOMAINS.map(str::to_owned).into(),
            terms: Self::paragraphs(include_str!("terms.txt")),
            notice: Vec::new(),
        }
    }
}

impl RegistrationRules {
    /// The paragraphs of a text, which empty lines part.
    #[must_use]
    pub fn paragraphs(text: &str) -> Vec<String> {
        let text = text.replace("\r\n", "\n");
        let paragraphs = text.split("\n\n").map(str::trim);
        let filled = paragraphs.filter(|paragraph| !paragraph.is_empty());
        filled.map(str::to_owned).collect()
    }
}

/// The large hosts of personal mailboxes in the United States.
pub const PERSONAL_DOMAINS: [&str; 24] = [
    "aim.com",
    "aol.com",
    "att.net",
    "bellsouth.net",
    "charter.net",
    "comcast.net",
    "cox.net",
    "fastmail.com",
    "gmail.com",
    "gmx.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sbcglobal.net",
    "verizon.net",
    "yahoo.com",
    "ymail.com",
];

/// Step 1: the profile. What comes by mail depends on whether the address has an account; what is answered, and when,
/// does not.
///
/// # Errors
/// [`ServiceError::Refused`] with the form's problems; [`ServiceError::TooMany`]; the database's.
pub async fn register(
    services: &Services,
    form: &ProfileForm,
    address: &str,
    now: Now,
) -> Result<(), ServiceError> {
    let profile = form
        .read(&services.rules.registration.personal_domains, now.today())
        .map_err(ServiceError::Refused)?;
    let now = now.system;
    mail_links::count(services, address, &profile.email.key(), now).await?;
    let content = serde_json::to_vec(&profile).map_err(|_| CORRUPT)?;
    let event = Event::new(Act::RegistrationAsked, Who::Unknown, now);
    mail_links::request(services, LinkPurpose::Register, &content, event, now).await
}

const CORRUPT: ServiceError = ServiceError::Corrupt { what: "profile" };

/// What step 1 leads to: the link to step 2 for a new address, an explanation for one that has an account.
pub(super) async fn mail(
    services: &Services,
    tx: &mut Tx,
    content: Vec<u8>,
    now: Instant,
) -> Result<(), ServiceError> {
    let profile = read_profile(&content)?;
    let words = if has_account(tx, &profile.email).await? {
        has_one_already(services)
    } else {
        let link = Link {
            user: None,
            content,
        };
        let purpose = LinkPurpose::Register;
        let token = mail_links::issue(tx, &services.keys, purpose, link, now).await?;
        go_on(services, &token)
    };
    let to = To::mail(None, profile.email.as_str());
    messages::post(tx, &services.keys, to, &words, now).await
}

fn go_on(services: &Services, token: &Token) -> Words {
    let path = format!("{ACCOUNT_PAGE}?link={}", token.as_str());
    Words::new("Go on with your registration")
        .say(format!(
            "Somebody, most likely you, began to register at {} with this e-mail address.",
            services.site.name
        ))
        .say("Open the link within 24 hours to choose a user ID and a password. It works once.")
        .link("Go on with the registration", path)
        .say("If that was not you, do nothing. Without the link there will be no account.")
}

/// Seed 001, step 1.
pub(super) fn has_one_already(services: &Services) -> Words {
    let site = &services.site;
    Words::new("You have an account already")
        .say(format!(
            "Somebody, most likely you, began to register at {} with this e-mail address. It already exists there, so no \
             second account was made.",
            site.name
        ))
        .say(format!(
            "This most likely means that you have completed some level of identity proofing in the past and that you have \
             an EIDM account. If this is the case, log in with your EIDM user ID and password, set up two-factor \
             authentication, and log in a second time; then you can request a role. If you do not remember your log-in \
             information, contact the Service Center: {}.",
            site.service_center_phone
        ))
        .say(
            "If you registered here yourself, log in with that account. If you have forgotten the user ID or the password, \
             select \"Forgot your user ID or password?\" on the log-in page. If you did not end your registration, the \
             log-in leads you back to it.",
        )
        .link("Log in", LOG_IN_PAGE)
        .say("If that was not you, do nothing. Nothing has changed.")
}

fn read_profile(content: &[u8]) -> Result<NewProfile, ServiceError> {
    serde_json::from_slice(content).map_err(|_| CORRUPT)
}

pub(super) async fn has_account(tx: &mut Tx, email: &EmailAddress) -> Result<bool, ServiceError> {
    let (accounts,) = fetch!(fetch_one, (i64,), tx, HAS_ACCOUNT, email.key())?;
    Ok(accounts > 0)
}

/// Makes whoever gives an account this address wait for others who do, so that [`has_account`] says what will be so.
pub(super) async fn take_turn(tx: &mut Tx, email: &EmailAddress) -> Result<(), ServiceError> {
    Ok(turn::take(tx, &format!("email {}", email.key())).await?)
}

/// What step 1 asked, for the page of step 2. The link stays good.
///
/// # Errors
/// [`ServiceError::NotFound`] when the link was used or is too old; the database's.
pub async fn profile_of_link(
    services: &Services,
    link: &str,
    now: Instant,
) -> Result<NewProfile, ServiceError> {
    let mut tx = services.db.read().await?;
    let token = Token::sent(link);
    let purpose = LinkPurpose::Register;
    let content = mail_links::look(&mut tx, &services.keys, purpose, &token, now).await?;
    read_profile(&content)
}

/// The form of step 2.
#[derive(Debug)]
pub struct AccountForm<'a> {
    /// The secret of the mailed link.
    pub link: &'a str,
    pub user_name: &'a str,
    pub password: &'a str,
    /// The box that says that the user ID is a person's name, although a facility has it, too.
    pub is_own_name: bool,
    pub visitor: Visitor<'a>,
}

/// Step 2: makes the account, uses the link up, and begins a session for the steps that follow.
///
/// # Errors
/// [`ServiceError::Refused`] with the form's problems; [`ServiceError::NotFound`] when the link was used or is too old;
/// [`ServiceError::Conflict`] when the address has got an account since; [`ServiceError::TooMany`]; the database's.
pub async fn create_account(
    services: &Services,
    form: &AccountForm<'_>,
    now: Instant,
) -> Result<Token, ServiceError> {
    let subject = format!("address:{}", form.visitor.address);
    limits::count(services, services.rules.limits.log_in, &subject, now).await?;
    let profile = profile_of_link(services, form.link, now).await?;
    let user_name = choose_user_name(services, form).await;
    let mut own = profile.own_words();
    own.extend(own_words([form.user_name]));
    let requirements = Requirements::new(services, own, Some(profile.state));
    let password = new_password::accept(services, form.password, requirements).await;
    let (user_name, password) = both(user_name, password)?;

    let mut tx = services.db.write().await?;
    let token = Token::sent(form.link);
    mail_links::take(&mut tx, &services.keys, LinkPurpose::Register, &token, now).await?;
    take_turn(&mut tx, &profile.email).await?;
    if has_account(&mut tx, &profile.email).await? {
        return Err(Objection::AddressHasAccount.into());
    }
    let user = UserId(Uuid::now_v7());
    add_account(&mut tx, user, &user_name, &profile, &password, now).await?;
    let beginning = sessions::Beginning {
        user,
        stage: SessionStage::Registering,
        before: form.visitor.before,
        agent: form.visitor.agent,
    };
    let token = sessions::begin(services, &mut tx, beginning, now).await?;
    let event = Event::own(Act::AccountCreated, user, now).in_session(&token.hash());
    audit::commit(tx, services, event).await?;
    Ok(token)
}

/// Gives both, or what is wrong with either.
fn both<A, B>(
    first: Result<A, ServiceError>,
    second: Result<B, ServiceError>,
) -> Result<(A, B), ServiceError> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(ServiceError::Refused(mut errors)), Err(ServiceError::Refused(more))) => {
            errors.extend(more);
            Err(ServiceError::Refused(errors))
        }
        (Err(error), Ok(_) | Err(ServiceError::Refused(_))) | (_, Err(error)) => Err(error),
    }
}

/// User IDs must be unique: this is the one place that says of one that somebody has it.
async fn choose_user_name(
    services: &Services,
    form: &AccountForm<'_>,
) -> Result<UserName, ServiceError> {
    let user_name = UserName::parse(form.user_name)
        .map_err(|error| ServiceError::field("user_name", error.to_string()))?;
    let mut tx = services.db.read().await?;
    let (taken,) = fetch!(fetch_one, (i64,), tx, IS_TAKEN, user_name.as_str())?;
    if taken > 0 {
        return Err(ServiceError::field("user_name", TAKEN));
    }
    if form.is_own_name {
        return Ok(user_name);
    }
    let typed = letters(user_name.as_str());
    let names = fetch!(fetch_all, (String,), tx, NAMES)?;
    let mut names = names.into_iter().map(|(name,)| name);
    match names.find(|name| begin_alike(&typed, &letters(name))) {
        None => Ok(user_name),
        Some(name) => Err(ServiceError::field(
            "own_name",
            format!(
                "The user ID looks like the name of a facility: {name}. It is yours and stays when your work changes. \
                 Choose another one, or tick this box if it is your own name."
            ),
        )),
    }
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_uppercase).collect()
}

/// Whether one begins with the other, as long as both are names.
fn begin_alike(one: &str, other: &str) -> bool {
    let is_name = |letters: &str| letters.chars().count() >= SHORTEST_FACILITY_NAME;
    is_name(one) && is_name(other) && (one.starts_with(other) || other.starts_with(one))
}

async fn add_account(
    tx: &mut Tx,
    user: UserId,
    user_name: &UserName,
    profile: &NewProfile,
    password: &NewHash,
    now: Instant,
) -> Result<(), ServiceError> {
    let added = exec!(
        tx,
        ADD_ACCOUNT,
        user.0,
        user_name.as_str(),
        profile.full_name(),
        profile.email.as_str(),
        password.hash.as_str(),
        password.is_long,
        now.0
    );
    added.map_err(|error: DbError| match error {
        error if error.is_taken("user_account.user_name") => {
            ServiceError::field("user_name", TAKEN)
        }
        error => error.into(),
    })?;
    exec!(
        tx,
        ADD_PROFILE,
        user.0,
        profile.first_name.as_str(),
        profile.middle_name.as_str(),
        profile.last_name.as_str(),
        profile.suffix.as_str(),
        profile.phone.as_str(),
        profile.address.as_str(),
        profile.city.as_str(),
        profile.state.as_str(),
        profile.zip.as_str(),
        Day::from(profile.born_on),
        profile.personal_email,
        now.0
    )?;
    Ok(())
}

/// Step 3: the terms. Identity proofing comes next.
///
/// # Errors
/// [`ServiceError::Refused`] while the box is not ticked; [`ServiceError::Conflict`] when another step comes next;
/// [`ServiceError::NotFound`] for a session of another stage.
pub async fn accept_terms(
    services: &Services,
    holder: &Holder,
    accepted: bool,
    now: Instant,
) -> Result<(), ServiceError> {
    if holder.stage != SessionStage::Registering {
        return Err(ServiceError::NotFound);
    }
    if !accepted {
        let message = "Tick the box to accept the terms and conditions.";
        return Err(ServiceError::field("terms", message));
    }
    let mut tx = services.db.write().await?;
    let (from, to) = (Registration::Terms, Registration::Proofing);
    if exec!(tx, STEP, holder.user.0, from.key(), to.key())? == 0 {
        return Err(Objection::AnotherStepFirst.into());
    }
    exec!(tx, ACCEPT_TERMS, holder.user.0, now.0)?;
    let event = Event::own(Act::TermsAccepted, holder.user, now);
    Ok(audit::commit(tx, services, event).await?)
}
