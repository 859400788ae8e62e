//! What the pages of identity proofing show: one's own, and those of whoever decides.

use domain::{
    forms::ReturnedForm,
    identity::{ProofingCase, ProofingCaseLine, ProofingOutcome, ProofingView},
    listing::Page,
};
use serde::{Deserialize, Serialize};

/// The page of one's own proofing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingData {
    pub view: ProofingView,
    pub form: ReturnedForm,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingCases {
    pub cases: Page<ProofingCaseLine>,
    pub counts: Vec<(ProofingOutcome, i64)>,
    /// Whether the second factor was proven a moment ago, as whoever acts must.
    pub is_confirmed: bool,
    /// The user ID of whoever's proofing was just begun anew; empty where nobody's was.
    pub restarted: String,
    /// The form that begins somebody's proofing anew, when it came back.
    pub form: ReturnedForm,
}

/// The page of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingCaseData {
    pub case: ProofingCase,
    /// Whether the second factor was proven a moment ago, as whoever decides must.
    pub is_confirmed: bool,
    pub form: ReturnedForm,
}
