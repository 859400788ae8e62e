//! The provider at the other end: what it tells about itself (OpenID Connect Discovery 1.0), where it asks people, and
//! what its code is worth.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant as Clock},
};

use domain::time::Instant;
use openidconnect::{
    AccessToken, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse as _, UserInfoError,
    core::{
        CoreAuthPrompt, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType, CoreTokenResponse,
        CoreUserInfoClaims,
    },
};
use tokio::task::spawn_blocking;
use ureq::{
    Agent,
    http::{Method, Request, Response, Uri},
};

use super::{Ticket, Vouched};
use crate::identity::proofing::is_safe;

/// A page waits for all that is asked, and has 30 seconds itself.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long before somebody left here they may have logged in there: two clocks never agree.
const CLOCK_SECONDS: u32 = 60;
const MOST_BYTES: u64 = 256 * 1024;
/// What the provider tells about itself is asked for anew after so long, and after every fault: its keys change.
const KNOWN_SECONDS: i64 = 60 * 60;
/// The longest subject (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;
/// The longest e-mail address that can be delivered to (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// The errors that providers name (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6).
const ERRORS: [&str; 19] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "login_required",
    "registration_not_supported",
    "request_not_supported",
    "request_uri_not_supported",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// Signatures by the provider's own keys, whatever it says that it supports: nobody else can make them.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider's name for itself: an `https` address without query, or `http` on this machine alone. Kept to the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(IssuerUrl);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identity provider is at an https address without a query (http on this machine alone)")]
pub struct UnsafeIssuer;

impl Issuer {
    /// # Errors
    /// [`UnsafeIssuer`] when what comes from there could be changed on the way.
    pub fn parse(text: &str) -> Result<Self, UnsafeIssuer> {
        let uri: Uri = text.parse().map_err(|_| UnsafeIssuer)?;
        if !is_safe(&uri) || uri.query().is_some() || text.contains('#') {
            return Err(UnsafeIssuer);
        }
        IssuerUrl::new(text.to_owned())
            .map(Self)
            .map_err(|_| UnsafeIssuer)
    }
}

/// What an installation is told about its provider.
#[derive(Clone)]
pub struct Settings {
    pub issuer: Issuer,
    pub client_id: String,
    /// None for a client that the provider knows by its address alone.
    pub client_secret: Option<String>,
    /// What people call the provider.
    pub name: String,
    /// Whether a second factor that the provider has checked takes the place of ours.
    pub trusts_second_factor: bool,
}

/// Why the provider vouches for nobody, as the log may say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    #[error("the identity provider cannot be reached")]
    Unreachable,
    #[error("the identity provider answers with something that cannot be read")]
    Unreadable,
    #[error("the identity provider sent somebody back without having logged them in: {0}")]
    Declined(&'static str),
    #[error("the identity provider does not take the code or the client's secret: {0}")]
    Refused(&'static str),
    #[error("the identity provider's token is not for this log-in: {0}")]
    Untrue(&'static str),
}

impl ProviderFault {
    /// The fault of a browser's coming back without a code, by the error that is told. Other words than the known ones are
    /// not repeated: anybody could have written them.
    pub(super) fn declined(error: Option<&str>) -> Self {
        Self::Declined(error.map_or("no error named", known_error))
    }
}

/// What the provider told about itself, and when.
struct Known {
    metadata: CoreProviderMetadata,
    at: Instant,
}

struct Inner {
    agent: Agent,
    settings: Settings,
    return_to: RedirectUrl,
    known: Mutex<Option<Known>>,
}

/// An identity provider. Cheap to clone; asked for the first time when somebody logs in.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("issuer", &self.issuer())
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// `return_to` is the whole address that it sends people back to.
    ///
    /// # Errors
    /// When that is no address.
    pub fn new(settings: Settings, return_to: String) -> Result<Self, url::ParseError> {
        Ok(Self(Arc::new(Inner {
            agent: agent(),
            settings,
            return_to: RedirectUrl::new(return_to)?,
            known: Mutex::default(),
        })))
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    pub(super) fn issuer(&self) -> &str {
        self.0.settings.issuer.0.as_str()
    }

    pub(super) fn trusts_second_factor(&self) -> bool {
        self.0.settings.trusts_second_factor
    }

    /// Where a browser with this ticket is asked to log in.
    ///
    /// # Errors
    /// [`ProviderFault::Unreachable`], [`ProviderFault::Unreadable`].
    pub(super) async fn address(
        &self,
        ticket: &Ticket,
        now: Instant,
    ) -> Result<String, ProviderFault> {
        let (provider, ticket) = (self.clone(), ticket.clone());
        spawn_blocking(move || provider.address_and_wait(&ticket, now))
            .await
            .map_err(|_| ProviderFault::Unreachable)?
    }

    /// Whom the provider vouches for, by the code that the browser of this ticket came back with after it had left at
    /// `left_at`. A code is good once.
    ///
    /// # Errors
    /// [`ProviderFault`].
    pub(super) async fn redeem(
        &self,
        code: &str,
        ticket: &Ticket,
        left_at: Instant,
        now: Instant,
    ) -> Result<Vouched, ProviderFault> {
        let (provider, ticket) = (self.clone(), ticket.clone());
        let code = AuthorizationCode::new(code.to_owned());
        spawn_blocking(move || {
            let redeemed = provider.redeem_and_wait(code, &ticket, left_at, now);
            if redeemed.is_err() {
                *provider.known() = None;
            }
            redeemed
        })
        .await
        .map_err(|_| ProviderFault::Unreachable)?
    }

    fn address_and_wait(&self, ticket: &Ticket, now: Instant) -> Result<String, ProviderFault> {
        let client = self.client(&self.calls(), now)?;
        let verifier = PkceCodeVerifier::new(ticket.verifier());
        let (state, nonce) = (ticket.state(), ticket.nonce());
        let (address, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            // Whoever sits at the browser logs in, also where somebody is logged in at the provider still; and the token
            // says when that was.
            .add_prompt(CoreAuthPrompt::Login)
            .set_max_age(Duration::from_secs(CLOCK_SECONDS.into()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            // Never a form that posts itself: our security policy is against it, and it takes script.
            .add_extra_param("response_mode", "query")
            .url();
        Ok(address.into())
    }

    fn redeem_and_wait(
        &self,
        code: AuthorizationCode,
        ticket: &Ticket,
        left_at: Instant,
        now: Instant,
    ) -> Result<Vouched, ProviderFault> {
        let calls = self.calls();
        let mut client = self.client(&calls, now)?;
        let answer: CoreTokenResponse = client
            .exchange_code(code)
            .map_err(|_| ProviderFault::Unreadable)?
            .set_pkce_verifier(PkceCodeVerifier::new(ticket.verifier()))
            .request(&|request: HttpRequest| calls.send(request))
            // An error may quote what it read: only its kind goes on.
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(told) => {
                    ProviderFault::Refused(known_error(told.error().as_ref()))
                }
                RequestTokenError::Request(fault) => fault,
                _ => ProviderFault::Unreadable,
            })?;
        let id_token = answer.id_token().ok_or(ProviderFault::Unreadable)?;
        let nonce = Nonce::new(ticket.nonce());
        let mut claims = verified_claims(&client, id_token, &nonce);
        if let Err(ClaimsVerificationError::SignatureVerification(_)) = claims {
            // It may have new keys since it told about them.
            *self.known() = None;
            client = self.client(&calls, now)?;
            claims = verified_claims(&client, id_token, &nonce);
        }
        let claims = claims.map_err(|error| ProviderFault::Untrue(untruth(&error)))?;
        let subject = claims.subject().as_str();
        if !is_subject(subject) {
            return Err(ProviderFault::Unreadable);
        }
        let mut factors = claims.auth_method_refs().into_iter().flatten();
        let earliest = left_at.plus_seconds(-i64::from(CLOCK_SECONDS)).0 / 1_000_000;
        let is_fresh = claims
            .auth_time()
            .is_some_and(|at| at.timestamp() >= earliest);
        Ok(Vouched {
            subject: subject.to_owned(),
            email: verified_email(&calls, &client, claims, answer.access_token())?,
            by_several_factors: is_fresh && factors.any(|factor| factor.as_str() == "mfa"),
        })
    }

    fn calls(&self) -> Calls<'_> {
        Calls {
            agent: &self.0.agent,
            until: Clock::now() + PATIENCE,
        }
    }

    fn client(&self, calls: &Calls<'_>, now: Instant) -> Result<Client, ProviderFault> {
        let Inner {
            settings,
            return_to,
            ..
        } = &*self.0;
        let secret = settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(settings.client_id.clone());
        let metadata = self.metadata(calls, now)?;
        let auth_type = auth_type(&metadata);
        let client = CoreClient::from_provider_metadata(metadata, id, secret);
        Ok(client
            .set_auth_type(auth_type)
            .set_redirect_uri(return_to.clone()))
    }

    /// What the provider tells about itself, as it told a short time ago or tells now.
    fn metadata(
        &self,
        calls: &Calls<'_>,
        now: Instant,
    ) -> Result<CoreProviderMetadata, ProviderFault> {
        if let Some(known) = &*self.known()
            && now.seconds_since(known.at) < KNOWN_SECONDS
        {
            return Ok(known.metadata.clone());
        }
        let issuer = &self.0.settings.issuer.0;
        let metadata =
            CoreProviderMetadata::discover(issuer, &|request: HttpRequest| calls.send(request))
                .map_err(|error| match error {
                    DiscoveryError::Request(fault) => fault,
                    _ => ProviderFault::Unreadable,
                })?;
        let asks = metadata.authorization_endpoint().as_str().parse::<Uri>();
        if !asks.is_ok_and(|uri| is_safe(&uri)) {
            return Err(ProviderFault::Unreadable);
        }
        *self.known() = Some(Known {
            metadata: metadata.clone(),
            at: now,
        });
        Ok(metadata)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        // What is meant for the provider goes nowhere else.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .new_agent()
}

/// What is asked for one page: all of it is over at the same time.
struct Calls<'a> {
    agent: &'a Agent,
    until: Clock,
}

impl Calls<'_> {
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, ProviderFault> {
        if !is_safe(request.uri()) {
            return Err(ProviderFault::Unreadable);
        }
        let left = self.until.saturating_duration_since(Clock::now());
        if left.is_zero() {
            return Err(ProviderFault::Unreachable);
        }
        let timed = self.agent.configure_request(request);
        let (head, body) = timed.timeout_global(Some(left)).build().into_parts();
        let answered = if head.method == Method::GET {
            self.agent.run(Request::from_parts(head, ()))
        } else {
            self.agent.run(Request::from_parts(head, body))
        };
        let (head, mut body) = answered
            .map_err(|_| ProviderFault::Unreachable)?
            .into_parts();
        let body = body.with_config().limit(MOST_BYTES).read_to_vec();
        let body = body.map_err(|_| ProviderFault::Unreadable)?;
        Ok(Response::from_parts(head, body))
    }
}

/// How the client says who it is: in a header, unless the provider takes its secret in the form alone (OpenID Connect
/// Discovery 1.0, section 3).
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
    if takes(CoreClientAuthMethod::ClientSecretPost)
        && !takes(CoreClientAuthMethod::ClientSecretBasic)
    {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

fn verified_claims<'a>(
    client: &Client,
    id_token: &'a CoreIdToken,
    nonce: &Nonce,
) -> Result<&'a CoreIdTokenClaims, ClaimsVerificationError> {
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
    id_token.claims(&verifier, nonce)
}

/// The e-mail address that the provider has verified, from its token or from where it tells more.
fn verified_email(
    calls: &Calls<'_>,
    client: &Client,
    claims: &CoreIdTokenClaims,
    access: &AccessToken,
) -> Result<Option<String>, ProviderFault> {
    if let Some(email) = claims.email() {
        return Ok(verified(email.as_str(), claims.email_verified()));
    }
    let Ok(request) = client.user_info(access.clone(), Some(claims.subject().clone())) else {
        return Ok(None);
    };
    let told: CoreUserInfoClaims = request
        .request(&|request: HttpRequest| calls.send(request))
        .map_err(|error| match error {
            UserInfoError::Request(fault) => fault,
            UserInfoError::ClaimsVerification(error) => ProviderFault::Untrue(untruth(&error)),
            _ => ProviderFault::Unreadable,
        })?;
    let email = told.email().map(|email| email.as_str());
    Ok(email.and_then(|email| verified(email, told.email_verified())))
}

fn known_error(error: &str) -> &'static str {
    let known = ERRORS.into_iter().find(|known| *known == error);
    known.unwrap_or("an error of its own")
}

/// What of a token does not hold. Its name alone: the rest quotes the token.
fn untruth(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "Expired",
        ClaimsVerificationError::InvalidAudience(_) => "InvalidAudience",
        ClaimsVerificationError::InvalidIssuer(_) => "InvalidIssuer",
        ClaimsVerificationError::InvalidNonce(_) => "InvalidNonce",
        ClaimsVerificationError::InvalidSubject(_) => "InvalidSubject",
        ClaimsVerificationError::Unsupported(_) => "Unsupported",
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::AmbiguousKeyId(_) => "AmbiguousKeyId",
            SignatureVerificationError::CryptoError(_) => "CryptoError",
            SignatureVerificationError::DisallowedAlg(_) => "DisallowedAlg",
            SignatureVerificationError::InvalidKey(_) => "InvalidKey",
            SignatureVerificationError::NoMatchingKey => "NoMatchingKey",
            SignatureVerificationError::NoSignature => "NoSignature",
            SignatureVerificationError::UnsupportedAlg(_) => "UnsupportedAlg",
            _ => "SignatureVerification",
        },
        _ => "Other",
    }
}

fn is_subject(text: &str) -> bool {
    (1..=LONGEST_SUBJECT).contains(&text.len()) && !text.contains(char::is_control)
}

fn verified(email: &str, is_verified: Option<bool>) -> Option<String> {
    let fits = email.len() <= LONGEST_EMAIL && !email.contains(char::is_control);
    (is_verified == Some(true) && fits).then(|| email.to_owned())
}

#[cfg(test)]
mod tests;
