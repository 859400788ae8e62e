//! Identity proofing (ARS IA-12): who asks, what is kept, and where it leads.
//!
//! A configured [`IdentityProofing`] asks; two failed attempts lead to a person who decides ([`cases`]). The database
//! knows of an attempt its method, outcome, times and reference number. Answers and social security numbers pass through.

pub(crate) mod attempts;
pub(crate) mod cases;
pub(crate) mod documents;
mod manual;
pub(crate) mod restart;
mod service;
mod simulated;
mod social_security_number;
pub(crate) mod undecided;

use std::fmt;

use domain::identity::{ProofingMethod, ProofingQuestion, ProofingReference};
use futures::future::BoxFuture;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

pub use attempts::{answer, begin, field_of, standing};
pub use cases::{Decision, count_waiting, decide, find_case, list_cases};
pub use documents::{
    Content, Document, HandedOut, ask_for_video_call, document, handlers, may_send_documents,
    send_documents,
};
pub use manual::Manual;
pub use restart::{Restart, reproof};
pub(super) use service::is_safe;
pub use service::{ProofingService, ServiceAddress, UnsafeAddress};
pub use simulated::Simulated;
pub use social_security_number::{NotASocialSecurityNumber, SocialSecurityNumber};

/// Asks a person what only they can know, and judges the answers.
///
/// `session` is what [`begin`](Self::begin) gave; it is kept encrypted until the attempt has ended. No function is
/// called within a transaction: a service may take seconds.
pub trait IdentityProofing: fmt::Debug + Send + Sync {
    fn method(&self) -> ProofingMethod;

    /// Whether [`Applicant::social_security_number`] is wanted.
    fn asks_social_security_number(&self) -> bool {
        false
    }

    /// Opens a session for an attempt.
    fn begin<'a>(&'a self, applicant: &'a Applicant)
    -> BoxFuture<'a, Result<Begun, ProofingFault>>;

    /// How far a session has come.
    fn look<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<Step, ProofingFault>>;

    /// Judges the answers to all questions of a session.
    fn answer<'a>(
        &'a self,
        session: &'a str,
        answers: &'a [Answer],
    ) -> BoxFuture<'a, Result<Step, ProofingFault>>;
}

/// Who is to be proofed, as registration was told. Never logged, and never stored with the attempt.
#[derive(Debug, Clone, Serialize)]
pub struct Applicant {
    /// Ours; people say it on the telephone.
    #[serde(skip)]
    pub reference: ProofingReference,
    pub full_name: String,
    pub email: String,
    /// None for accounts that came from elsewhere.
    #[serde(flatten)]
    pub profile: Option<ApplicantProfile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub social_security_number: Option<SocialSecurityNumber>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ApplicantProfile {
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub suffix: String,
    pub phone: String,
    pub address: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    /// `1980-02-29`.
    #[serde(serialize_with = "iso_date")]
    pub date_of_birth: Date,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference over"
)]
fn iso_date<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// A session that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub session: String,
    pub step: Step,
}

/// How far a session has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To be answered here. `facts` are what a simulation has invented.
    Questions {
        facts: Vec<String>,
        questions: Vec<ProofingQuestion>,
    },
    /// To be answered on pages of the service, at this address.
    Elsewhere { address: String },
    Ended {
        passed: bool,
        /// The service's own number for it.
        service_reference: Option<String>,
    },
}

/// An answer that was chosen: the ids of the question and of the choice.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub question: String,
    pub choice: String,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(…)")
    }
}

/// Why an attempt could not be held. Says nothing of what was sent or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofingFault {
    #[error("the proofing service does not answer")]
    Unreachable,
    #[error("the proofing service answers with status {status}")]
    Status { status: u16 },
    /// Not what docs/identity-proofing.md says.
    #[error("the proofing service's answer cannot be read")]
    Unreadable,
    /// The session is none, or is over without an outcome.
    #[error("the proofing service does not know the session")]
    UnknownSession,
    /// Manual proofing has no questions.
    #[error("this installation's proofing asks nothing: a person decides")]
    AsksNothing,
}

#[cfg(test)]
mod tests;
