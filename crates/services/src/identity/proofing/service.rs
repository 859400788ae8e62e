//! A proofing service over HTTPS; docs/identity-proofing.md says what goes over the wire.

use std::{fmt, sync::Arc, time::Duration};

use domain::identity::{ProofingChoice, ProofingMethod, ProofingQuestion, ProofingReference};
use futures::{FutureExt as _, future::BoxFuture};
use serde::{Deserialize, Serialize};
use ureq::{
    Agent,
    http::{Uri, header},
};

use super::{Answer, Applicant, Begun, IdentityProofing, ProofingFault, Step};

/// A page waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_BYTES: u64 = 64 * 1024;
const MOST_QUESTIONS: usize = 10;
const MOST_CHOICES: usize = 10;
/// Characters of what is shown to people, and of ids.
const LONGEST_TEXT: usize = 500;
const LONGEST_ID: usize = 200;

/// Where a service is: an `https` address without query, or `http` on this machine alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAddress(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a proofing service is at an https address without a query (http on this machine alone)")]
pub struct UnsafeAddress;

impl ServiceAddress {
    /// # Errors
    /// [`UnsafeAddress`] when what is sent there could be read on the way.
    pub fn parse(text: &str) -> Result<Self, UnsafeAddress> {
        let uri: Uri = text.parse().map_err(|_| UnsafeAddress)?;
        if !is_safe(&uri) || uri.query().is_some() || text.contains('#') {
            return Err(UnsafeAddress);
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

/// Whether nobody on the way reads what is sent to this address.
pub(in crate::identity) fn is_safe(uri: &Uri) -> bool {
    let is_plain = uri
        .authority()
        .is_some_and(|authority| !authority.as_str().contains('@'));
    let is_here = matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match uri.scheme_str() {
        Some("https") => is_plain,
        Some("http") => is_plain && is_here,
        _ => false,
    }
}

/// A service that asks for us.
#[derive(Clone)]
pub struct ProofingService {
    agent: Agent,
    address: ServiceAddress,
    /// `Bearer …`
    authorization: Option<Arc<str>>,
    asks_social_security_number: bool,
    /// The page that a service with pages of its own sends people back to.
    return_to: String,
}

impl fmt::Debug for ProofingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProofingService")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl ProofingService {
    /// `token` is what the service knows us by; `return_to` the whole address of the proofing page.
    #[must_use]
    pub fn new(
        address: ServiceAddress,
        token: Option<&str>,
        asks_social_security_number: bool,
        return_to: String,
    ) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // What is meant for the service goes nowhere else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self {
            agent: config.new_agent(),
            address,
            authorization: token.map(|token| format!("Bearer {token}").into()),
            asks_social_security_number,
            return_to,
        }
    }

    async fn ask(&self, path: String, body: Option<Vec<u8>>) -> Result<Vec<u8>, ProofingFault> {
        let service = self.clone();
        tokio::task::spawn_blocking(move || service.ask_and_wait(&path, body.as_deref()))
            .await
            .map_err(|_| ProofingFault::Unreachable)?
    }

    fn ask_and_wait(&self, path: &str, body: Option<&[u8]>) -> Result<Vec<u8>, ProofingFault> {
        let address = format!("{}{path}", self.address.0);
        // An error of the client may quote what it read: only its kind goes on.
        let answered = if let Some(body) = body {
            let mut request = self.agent.post(address);
            if let Some(authorization) = &self.authorization {
                request = request.header(header::AUTHORIZATION, &**authorization);
            }
            request
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::ACCEPT, "application/json")
                .send(body)
        } else {
            let mut request = self.agent.get(address);
            if let Some(authorization) = &self.authorization {
                request = request.header(header::AUTHORIZATION, &**authorization);
            }
            request.header(header::ACCEPT, "application/json").call()
        };
        let mut answer = answered.map_err(|_| ProofingFault::Unreachable)?;
        match answer.status().as_u16() {
            200 | 201 => {}
            status => return Err(ProofingFault::Status { status }),
        }
        let body = answer.body_mut().with_config().limit(MOST_BYTES);
        body.read_to_vec().map_err(|_| ProofingFault::Unreadable)
    }
}

impl IdentityProofing for ProofingService {
    fn method(&self) -> ProofingMethod {
        ProofingMethod::Service
    }

    fn asks_social_security_number(&self) -> bool {
        self.asks_social_security_number
    }

    fn begin<'a>(
        &'a self,
        applicant: &'a Applicant,
    ) -> BoxFuture<'a, Result<Begun, ProofingFault>> {
        async {
            let body = written(&Beginning {
                reference: &applicant.reference,
                return_to: &self.return_to,
                person: applicant,
            })?;
            let answer = self.ask("/sessions".to_owned(), Some(body)).await?;
            let WireBegun { session, state } = read(&answer)?;
            if !is_word(&session) {
                return Err(ProofingFault::Unreadable);
            }
            Ok(Begun {
                session,
                step: state.step()?,
            })
        }
        .boxed()
    }

    fn look<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        async move {
            let answer = self.ask(format!("/sessions/{session}"), None).await;
            read::<WireState>(&of_session(answer)?)?.step()
        }
        .boxed()
    }

    fn answer<'a>(
        &'a self,
        session: &'a str,
        answers: &'a [Answer],
    ) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        async move {
            let body = written(&Answering { answers })?;
            let path = format!("/sessions/{session}/answers");
            let answer = self.ask(path, Some(body)).await;
            read::<WireState>(&of_session(answer)?)?.step()
        }
        .boxed()
    }
}

#[derive(Serialize)]
struct Beginning<'a> {
    reference: &'a ProofingReference,
    return_to: &'a str,
    person: &'a Applicant,
}

#[derive(Serialize)]
struct Answering<'a> {
    answers: &'a [Answer],
}

#[derive(Deserialize)]
struct WireBegun {
    session: String,
    #[serde(flatten)]
    state: WireState,
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum WireState {
    Questions { questions: Vec<ProofingQuestion> },
    Redirect { address: String },
    Passed { reference: Option<String> },
    Failed { reference: Option<String> },
}

impl WireState {
    /// What a service says is shown to people and followed by their browsers, so it is checked like any input.
    fn step(self) -> Result<Step, ProofingFault> {
        let ended = |passed, service_reference: Option<String>| {
            let fits = service_reference.as_deref().is_none_or(is_text);
            fits.then_some(Step::Ended {
                passed,
                service_reference,
            })
        };
        let step = match self {
            Self::Questions { questions } => are_questions(&questions).then_some(Step::Questions {
                facts: Vec::new(),
                questions,
            }),
            Self::Redirect { address } => {
                is_address(&address).then_some(Step::Elsewhere { address })
            }
            Self::Passed { reference } => ended(true, reference),
            Self::Failed { reference } => ended(false, reference),
        };
        step.ok_or(ProofingFault::Unreadable)
    }
}

fn are_questions(questions: &[ProofingQuestion]) -> bool {
    let is_choice = |choice: &ProofingChoice| is_word(&choice.id) && is_text(&choice.text);
    (1..=MOST_QUESTIONS).contains(&questions.len())
        && questions.iter().all(|question| {
            is_word(&question.id)
                && is_text(&question.text)
                && (2..=MOST_CHOICES).contains(&question.choices.len())
                && question.choices.iter().all(is_choice)
        })
}

fn is_address(text: &str) -> bool {
    let fits = text.len() <= 2_000 && text.chars().all(|c| c.is_ascii_graphic());
    fits && text.parse().is_ok_and(|uri| is_safe(&uri))
}

/// An id that can stand in an address as it is.
fn is_word(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.chars().any(|c| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

fn is_text(text: &str) -> bool {
    (1..=LONGEST_TEXT).contains(&text.chars().count()) && !text.contains(char::is_control)
}

/// A session that is not there is over.
fn of_session(answer: Result<Vec<u8>, ProofingFault>) -> Result<Vec<u8>, ProofingFault> {
    answer.map_err(|fault| match fault {
        ProofingFault::Status { status: 404 | 410 } => ProofingFault::UnknownSession,
        fault => fault,
    })
}

fn written(body: &impl Serialize) -> Result<Vec<u8>, ProofingFault> {
    serde_json::to_vec(body).map_err(|_| ProofingFault::Unreadable)
}

fn read<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, ProofingFault> {
    serde_json::from_slice(answer).map_err(|_| ProofingFault::Unreadable)
}
