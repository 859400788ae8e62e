//! Manual proofing as those who decide see it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DocumentLine, Evidence, ProofingOutcome, ProofingReference};
use crate::{
    identity::UserName,
    listing::{PageRequest, Query},
    time::Instant,
};

/// The queue's address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingFilter {
    pub outcome: Option<ProofingOutcome>,
    pub page: PageRequest,
}

impl ProofingFilter {
    /// Reads an address. A word that is no outcome is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let outcome = query.get("outcome").and_then(ProofingOutcome::from_key);
        Self {
            outcome: outcome.filter(|outcome| ProofingOutcome::OF_CASES.contains(outcome)),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("outcome", self.outcome.map(ProofingOutcome::key))
            .with_page(self.page)
    }
}

/// A case of manual proofing in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingCaseLine {
    pub reference: ProofingReference,
    pub user_name: UserName,
    pub full_name: String,
    pub evidence: Evidence,
    pub outcome: ProofingOutcome,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    /// The user ID of whoever decided.
    pub decided_by: Option<String>,
}

/// A case with what someone needs to decide it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofingCase {
    pub line: ProofingCaseLine,
    pub email: String,
    /// What registration was told; none for accounts that came from elsewhere.
    pub claimed: Option<Claimed>,
    /// Gone once the case is decided.
    pub documents: Vec<DocumentLine>,
    pub reason: Option<String>,
    /// Whether the case is the reader's own: nobody decides about themselves.
    pub is_own: bool,
    /// Whether the reader began this proofing anew: a colleague decides.
    pub begun_by_reader: bool,
}

/// Who a person says they are, to be compared with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    #[serde(with = "crate::time::wire")]
    pub born_on: Date,
    /// In one line.
    pub address: String,
}
