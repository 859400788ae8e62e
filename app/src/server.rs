//! What server functions find on the server: the services, who asks, and the clocks. The server's
//! middleware put them into the request's extensions.

use std::sync::{Arc, OnceLock};

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts,
};
use domain::{
    access::{Actor, Role},
    forms::{FieldError, ReturnedForm},
    identity::{
        ContactForm, EmailForm, PasswordRules, Profile, Registration, SessionEnd, shortest_password,
    },
    listing::Query,
    site::{SessionClock, Visit},
    submissions::SubmissionKind,
    time::{Now, Zone},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use services::{
    ServiceError, Services,
    identity::{
        Holder, Session, Underway,
        openid::{self, Ticket},
    },
};

use crate::{
    error::ApiError,
    paths,
    view::{
        access_tokens::{TokenStep, TokensData},
        identity::{DemoChoice, DemoData, NoticeData, SessionLeft},
        openid::ArrivalView,
        own_profile::EmailView,
        registration::{AccountView, PasswordView, RegistrationView},
    },
};

pub mod access;
pub mod dashboards;
pub mod drafts;
pub mod held;
pub mod inbox;
pub mod patients;
pub mod penalties;
pub mod people;
pub mod recertification;
pub mod role_matrix;
pub mod search;
mod side_nav;
pub mod tickets;
pub mod title;
pub mod users;
pub mod viewing;

/// Tells the router in the browser to follow `Location` (the header's name is `server_fn`'s).
const FOLLOW: HeaderName = HeaderName::from_static(server_fn::redirect::REDIRECT_HEADER);

/// More than any field takes; what is longer comes back cut off.
const LONGEST_VALUE: usize = 1_000;

/// What the services work on.
///
/// # Panics
/// Outside a request: the middleware is missing.
#[must_use]
pub fn services() -> Services {
    extension().expect("the middleware puts the services into every request")
}

/// The two clocks, as they stood when the request came.
///
/// # Panics
/// Outside a request: the middleware is missing.
#[must_use]
pub fn now() -> Now {
    extension().expect("the middleware puts the clocks into every request")
}

/// The session, when someone is logged in.
#[must_use]
pub fn session() -> Option<Session> {
    extension()
}

/// Whoever holds a session, at whatever stage it is.
///
/// # Errors
/// [`ApiError::Unauthenticated`] when nobody does.
pub fn holder() -> Result<Holder, ApiError> {
    session()
        .map(|session| session.holder)
        .or_else(|| extension::<Underway>().map(|underway| underway.holder))
        .ok_or(ApiError::Unauthenticated)
}

/// Whether the session's second factor was proven a moment ago, as dangerous acts need.
#[must_use]
pub fn is_confirmed() -> bool {
    let now = now().system;
    let services = services();
    session().is_some_and(|session| {
        services::identity::confirmed(&services, &session.holder, now).is_ok()
    })
}

/// Who asks.
///
/// # Errors
/// [`ApiError::Unauthenticated`] when nobody is logged in.
pub fn actor() -> Result<Actor, ApiError> {
    session()
        .map(|session| session.actor)
        .ok_or(ApiError::Unauthenticated)
}

/// The error that stands in the request's extensions: the server makes a page of an answer that is none.
#[must_use]
pub fn error_in_place_of_answer() -> Option<ApiError> {
    extension()
}

/// The form that came back to the page under `?flash=`, and the status 422 for it; an empty one otherwise.
///
/// # Errors
/// The database's.
pub async fn returned_form(flash: Option<&str>) -> Result<ReturnedForm, ApiError> {
    let Some(flash) = flash else {
        return Ok(ReturnedForm::default());
    };
    let owner = holder().ok().map(|holder| holder.token_hash);
    let form = services::flash::take(&services(), owner.as_ref(), flash, now().system).await?;
    if form.as_ref().is_some_and(|form| !form.errors.is_empty())
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(form.unwrap_or_default())
}

/// Sends the browser back to the form's page, which fills itself from `form` ([`returned_form`]). The page's address
/// may have words of its own.
///
/// # Errors
/// The database's.
pub async fn send_back(page: &str, form: &ReturnedForm) -> Result<(), ApiError> {
    let owner = holder().ok().map(|holder| holder.token_hash);
    let flash = services::flash::keep(&services(), owner.as_ref(), form, now().system).await?;
    let (path, words) = page.split_once('?').unwrap_or((page, ""));
    let query = Query::parse(words).with("flash", Some(&flash));
    leptos_axum::redirect(&query.after(path));
    Ok(())
}

/// The step of registration that comes next for whoever holds the session.
///
/// # Errors
/// [`ApiError::Unauthenticated`] when nobody does.
pub fn registration() -> Result<Registration, ApiError> {
    match extension::<Underway>() {
        Some(underway) => Ok(underway.registration),
        None => session()
            .map(|_| Registration::Complete)
            .ok_or(ApiError::Unauthenticated),
    }
}

/// The second step of a registration, for whoever has the mail's link.
///
/// # Errors
/// The database's.
pub async fn account_step(link: String, form: ReturnedForm) -> Result<RegistrationView, ApiError> {
    let found = services::identity::profile_of_link(&services(), &link, now().system).await;
    let profile = match found {
        Err(ServiceError::NotFound) => return Ok(RegistrationView::LinkIsOver),
        found => found?,
    };
    Ok(RegistrationView::Account(AccountView {
        form,
        link,
        full_name: profile.full_name(),
        email: profile.email.as_str().to_owned(),
        rules: PasswordRules {
            shortest: shortest_password([]),
            own: profile.own_words(),
        },
    }))
}

/// The page of a new password, where the session may choose one now.
///
/// # Errors
/// [`ApiError::Unconfirmed`] where the second factor comes first; the database's.
pub async fn password_view(
    holder: &Holder,
    flash: Option<String>,
) -> Result<PasswordView, ApiError> {
    let services = services();
    let rules = services::identity::password_rules(&services, holder, now().system).await?;
    Ok(PasswordView {
        form: returned_form(flash.as_deref()).await?,
        rules,
        is_too_short: services::identity::needs_longer_password(&services, holder.user).await?,
    })
}

/// A page of one's access tokens.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Unconfirmed`] on the way to a new one, the database's.
pub async fn tokens_view(step: TokenStep, flash: Option<String>) -> Result<TokensData, ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    let services = services();
    if step == TokenStep::New && !is_confirmed() {
        return Err(ApiError::Unconfirmed);
    }
    let tokens = match step {
        TokenStep::List => {
            services::identity::list_tokens(&services, &session, now().system).await?
        }
        TokenStep::New | TokenStep::Made => Vec::new(),
    };
    Ok(TokensData {
        form: returned_form(flash.as_deref()).await?,
        tokens,
        rights: services::identity::token_rights(&session.actor),
    })
}

/// What people call the identity provider, where one is configured.
#[must_use]
pub fn provider() -> Option<String> {
    let services = services();
    let provider = services.partners.openid.as_ref()?;
    Some(provider.name().to_owned())
}

/// The page that the identity provider's answer leads to.
///
/// # Errors
/// [`ApiError::NotFound`] where no provider is configured; the database's.
pub async fn arrival_view(flash: Option<String>) -> Result<ArrivalView, ApiError> {
    let ticket: Option<Ticket> = extension();
    let services = services();
    let (arrival, next) = openid::arrival(&services, ticket.as_ref(), now().system).await?;
    Ok(ArrivalView {
        form: returned_form(flash.as_deref()).await?,
        provider: provider().ok_or(ApiError::NotFound)?,
        arrival,
        logged_in: session().map(|session| session.person.user_name),
        next,
        notice: notice(),
    })
}

/// What people consent to at log-in.
#[must_use]
pub fn notice() -> NoticeData {
    let services = services();
    NoticeData {
        paragraphs: services.rules.registration.notice.clone(),
        idle_seconds: services.rules.sessions.idle_seconds,
        lasting_seconds: services.rules.sessions.lasting_seconds,
    }
}

/// The form of the contact details, as the profile has them.
#[must_use]
pub fn contact_form(profile: Profile) -> ReturnedForm {
    let form = profile.contact.unwrap_or_else(|| ContactForm {
        time_zone: profile.time_zone.key().to_owned(),
        ..ContactForm::default()
    });
    returned(&form.values(), Vec::new())
}

fn returned(values: &[(&str, &str)], errors: Vec<FieldError>) -> ReturnedForm {
    let cut = |value: &str| value.chars().take(LONGEST_VALUE).collect();
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), cut(value)));
    ReturnedForm {
        values: values.collect(),
        errors,
    }
}

/// Saves the contact details and shows the profile, or sends the form back.
///
/// # Errors
/// [`ApiError::Unauthenticated`], the database's.
pub async fn save_contact(form: &ContactForm) -> Result<(), ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    match services::identity::save_contact(&services(), &session, form, now().system).await {
        Err(ServiceError::Refused(errors)) => {
            return send_back(paths::CONTACT, &returned(&form.values(), errors)).await;
        }
        done => done?,
    }
    leptos_axum::redirect(&paths::profile_done("contact"));
    Ok(())
}

/// The page that asks for another e-mail address, a moment after the second factor.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Unconfirmed`], the database's.
pub async fn ask_for_email_view(flash: Option<String>) -> Result<EmailView, ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    if !is_confirmed() {
        return Err(ApiError::Unconfirmed);
    }
    let profile = services::identity::profile(&services(), &session).await?;
    Ok(EmailView::Ask {
        form: returned_form(flash.as_deref()).await?,
        email: profile.email,
    })
}

/// The page of the link that was mailed to another e-mail address.
///
/// # Errors
/// The database's.
pub async fn email_link_view(link: String) -> Result<EmailView, ApiError> {
    match services::identity::email_of_link(&services(), &link, now().system).await {
        Err(ServiceError::NotFound) => Ok(EmailView::LinkIsOver),
        found => Ok(EmailView::Link {
            email: found?,
            link,
        }),
    }
}

/// Asks for another e-mail address and says that a mail is on its way, or sends the form back.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Unconfirmed`], [`ApiError::TooManyRequests`], the database's.
pub async fn ask_for_email(form: EmailForm) -> Result<(), ApiError> {
    let session = session().ok_or(ApiError::Unauthenticated)?;
    let (services, now) = (services(), now().system);
    match services::identity::ask_for_email(&services, &session.holder, &form, now).await {
        Err(ServiceError::Refused(errors)) => {
            let values = [
                ("email", form.email.as_str()),
                ("personal_email", form.personal_email.as_str()),
            ];
            return send_back(paths::EMAIL, &returned(&values, errors)).await;
        }
        done => done?,
    }
    leptos_axum::redirect(paths::EMAIL_SENT);
    Ok(())
}

/// Whom the demonstration's log-in page offers; none elsewhere.
#[must_use]
pub fn demo() -> Option<DemoData> {
    let choice = |person: &services::demo::DemoPerson| DemoChoice {
        user_name: person.user_name.to_owned(),
        full_name: person.full_name.to_owned(),
        good_for: person.good_for.to_owned(),
    };
    let unfinished = |account: &services::demo::DemoAccount| DemoChoice {
        user_name: account.user_name.to_owned(),
        full_name: format!("{} {}", account.first_name, account.last_name),
        good_for: account.good_for.to_owned(),
    };
    let site = services().site;
    site.is_demo().then(|| DemoData {
        people: services::demo::people(&site).map(choice).collect(),
        unfinished: services::demo::UNFINISHED.iter().map(unfinished).collect(),
        password: services::demo::PASSWORD.to_owned(),
    })
}

/// What the frame of every page shows.
///
/// # Errors
/// The database's.
///
/// # Panics
/// Outside a request: the middleware is missing.
pub async fn visit() -> Result<Visit, ApiError> {
    let (now, session) = (now(), session());
    let time_zone = match &session {
        Some(session) => services::identity::time_zone(&services(), session.holder.user).await?,
        None => Zone::default(),
    };
    Ok(Visit {
        site: services().site.as_ref().clone(),
        today: now.today(),
        clock_is_shifted: now.rules != now.system,
        links: session
            .as_ref()
            .map_or_else(Vec::new, |session| side_nav::links(&session.actor)),
        submission: match &session {
            Some(session) => submission_asked_for(&session.actor).await,
            None => None,
        },
        person: session.map(|session| session.person),
        time_zone,
        session: session_clock(),
        viewing: viewing::shown(),
    })
}

/// The kind of the submission whose page is asked for. Where it is not to be seen, its page says why.
async fn submission_asked_for(actor: &Actor) -> Option<SubmissionKind> {
    let asked = use_context::<Parts>()?;
    let number = paths::submission_in(asked.uri.path())?;
    let kind = services::submissions::kind_of(&services(), actor, number).await;
    kind.ok()
}

/// How long the session lasts; none without a session.
fn session_clock() -> Option<SessionClock> {
    Some(SessionClock {
        seconds: session_seconds()?,
        warning: u32::try_from(services().rules.sessions.warning_seconds()).ok()?,
    })
}

fn session_seconds() -> Option<u32> {
    let left = session()?.ends_at.seconds_since(now().system);
    u32::try_from(left).ok()
}

/// What is left of the session that the browser has, or had.
#[must_use]
pub fn session_left() -> SessionLeft {
    session_seconds().map_or_else(|| SessionLeft::Ended(extension()), SessionLeft::Seconds)
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound => Self::NotFound,
            ServiceError::TooLarge { limit } => Self::too_large(limit),
            ServiceError::Denied(denial) => {
                let words = |role: Role| format!("{} ({})", role.name(), role.granted_by());
                let roles = denial.roles().map(words).collect();
                Self::forbidden(&denial, roles)
            }
            ServiceError::Unconfirmed => Self::Unconfirmed,
            ServiceError::Refused(fields) => Self::Refused(fields),
            ServiceError::Conflict(objection) => Self::Conflict(objection.into()),
            ServiceError::FormEnded(end) => Self::FormEnded {
                end,
                unsaved: Vec::new(),
            },
            ServiceError::TooMany {
                retry_after_seconds,
            } => Self::TooManyRequests {
                retry_after_seconds,
            },
            fault @ ServiceError::Unrecorded(_) => {
                let _in_the_log = services::incident::report(&fault);
                Self::Unrecorded
            }
            fault if fault.is_full() => {
                let _in_the_log = services::incident::report(&fault);
                Self::NoRoom
            }
            fault => Self::Internal {
                incident: Some(services::incident::report(&fault)),
            },
        }
    }
}

/// By which error a request is answered, where somebody asks: it stands among the request's extensions then.
#[derive(Debug, Clone, Default)]
pub struct Answered(Arc<OnceLock<ApiError>>);

impl Answered {
    /// The first one counts.
    pub fn by(&self, error: &ApiError) {
        drop(self.0.set(error.clone()));
    }

    #[must_use]
    pub fn error(&self) -> Option<&ApiError> {
        self.0.get()
    }
}

/// Gives the answer being made the status of `error`. A browser that shows the answer itself is sent
/// on: to the log-in page when nobody is logged in, and to the error page when its plain form met an error.
pub fn answer(error: &ApiError) {
    let (Some(request), Some(response)) =
        (use_context::<Parts>(), use_context::<ResponseOptions>())
    else {
        return;
    };
    if let Some(answered) = request.extensions.get::<Answered>() {
        answered.by(error);
    }
    let shows_answer = accepts_html(&request.headers);
    let is_server_function =
        request.method == Method::POST && request.uri.path().starts_with("/api/");
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.set_status(status);
    if let Some(seconds) = error.retry_after_seconds() {
        response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let page = match error {
        ApiError::Unauthenticated => {
            log_in_address(&page_asked_for(&request, is_server_function), extension())
        }
        ApiError::Unconfirmed => paths::confirm(&page_asked_for(&request, is_server_function)),
        _ if shows_answer && is_server_function => {
            error_page(error, after_conflict(error, &request.headers).as_deref())
        }
        _ => return,
    };
    let Ok(location) = HeaderValue::try_from(page) else {
        return;
    };
    response.insert_header(header::LOCATION, location);
    if shows_answer {
        response.set_status(StatusCode::SEE_OTHER);
    } else {
        response.insert_header(FOLLOW, HeaderValue::from_static(""));
    }
}

/// The address of an error's page, which leads `back` to where one can go on.
#[must_use]
pub fn error_page(error: &ApiError, back: Option<&str>) -> String {
    error.to_query().with("from", back).after(paths::ERROR)
}

/// After a conflict one goes on at the page of the form, which stands there as things are now.
#[must_use]
pub fn after_conflict(error: &ApiError, asked_with: &HeaderMap) -> Option<String> {
    referrer(asked_with).filter(|page| error.status() == 409 && paths::is_page_of_ours(page))
}

/// Path and query of the page from which something was sent, as its sender says.
#[must_use]
pub fn referrer(asked_with: &HeaderMap) -> Option<String> {
    let referrer = asked_with.get(header::REFERER)?.to_str().ok()?;
    let uri = referrer.parse::<Uri>().ok()?;
    uri.path_and_query().map(ToString::to_string)
}

/// The log-in page that comes back to `page`, and says why the session ended.
#[must_use]
pub fn log_in_address(page: &str, ended: Option<SessionEnd>) -> String {
    Query::default()
        .with("next", Some(page).filter(|page| *page != "/"))
        .with("ended", ended.map(SessionEnd::key))
        .after(paths::LOG_IN)
}

/// Path and query of the page: a server function's is in its referrer.
fn page_asked_for(request: &Parts, is_server_function: bool) -> String {
    if is_server_function {
        referrer(&request.headers).unwrap_or_else(|| "/".to_owned())
    } else {
        request
            .uri
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string)
    }
}

/// Whether a browser asks for something to show.
#[must_use]
pub fn accepts_html(asked_with: &HeaderMap) -> bool {
    let accept = asked_with
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
