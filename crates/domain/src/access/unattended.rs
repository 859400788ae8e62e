//! Organizations where nobody decides on requests.

use serde::{Deserialize, Serialize};

use super::{Jurisdiction, RequestFilter, RequestId};
use crate::{
    audit::Organization,
    identity::UserName,
    listing::{Listed, PageRequest, Query, searched},
    providers::StateCode,
    time::Instant,
};

/// Why an organization has no security official who can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyUnattended {
    /// It never had one.
    Never,
    Suspended,
    Removed,
    /// The role ended because nobody used it.
    Unused,
    /// The account cannot be used.
    Account,
}

impl WhyUnattended {
    pub const ALL: [Self; 5] = [
        Self::Never,
        Self::Suspended,
        Self::Removed,
        Self::Unused,
        Self::Account,
    ];

    /// As in addresses and in the list's SQL.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
            Self::Unused => "unused",
            Self::Account => "account",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Never => "Never had one",
            Self::Suspended => "Role suspended",
            Self::Removed => "Role removed",
            Self::Unused => "Role unused for 60 days",
            Self::Account => "Account cannot be used",
        }
    }
}

/// The address of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnattendedFilter {
    /// Part of a provider's name, or its CCN; all while it is empty.
    pub search: String,
    pub state: Option<StateCode>,
    pub why: Option<WhyUnattended>,
    /// Only where requests wait.
    pub waiting: bool,
    pub page: PageRequest,
}

impl UnattendedFilter {
    /// Rows that its file has at most.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let state = query.get("state").map(StateCode::parse);
        Self {
            search: query.get("q").and_then(searched).unwrap_or_default(),
            state: state.and_then(Result::ok),
            why: query.get("why").and_then(WhyUnattended::from_key),
            waiting: query.get("waiting") == Some("true"),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("q", Some(self.search.as_str()).filter(|q| !q.is_empty()))
            .with("state", self.state.map(StateCode::as_str))
            .with("why", self.why.map(WhyUnattended::key))
            .with("waiting", self.waiting.then_some("true"))
            .with_page(self.page)
    }
}

impl Listed for UnattendedFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

/// An organization without a security official who can act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnattendedLine {
    /// A provider's name and number, a state agency, or a region, an accrediting organization or a contract.
    pub name: String,
    /// As the filters of User Management and of Role Requests know it; none of a provider without a CCN, a region, an
    /// accrediting organization or a contract.
    pub organization: Option<Organization>,
    /// A region, an accrediting organization or a contract.
    pub jurisdiction: Option<Jurisdiction>,
    /// Of a provider, or a state agency.
    pub state: Option<StateCode>,
    pub why: WhyUnattended,
    /// Since when nobody decides there; none of an account that was switched off past the command that does it.
    pub since: Option<Instant>,
    /// Name and user ID of the last one.
    pub last: Option<(String, UserName)>,
    /// How many roles are held there.
    pub roles: i64,
    /// How many requests wait there, and since when the oldest does.
    pub requests: i64,
    pub oldest: Option<(RequestId, Instant)>,
}

impl UnattendedLine {
    /// The queue with the requests that wait there alone; none where nobody asks, and of a provider without a CCN, by which
    /// the queue is narrowed.
    #[must_use]
    pub fn queue(&self) -> Option<RequestFilter> {
        let named = self.organization.is_some() || self.jurisdiction.is_some();
        (named && self.requests > 0).then(|| RequestFilter {
            organization: self.organization.clone(),
            jurisdiction: self.jurisdiction,
            ..RequestFilter::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_list_reads_back_as_the_same_filter() {
        for why in WhyUnattended::ALL {
            assert_eq!(WhyUnattended::from_key(why.key()), Some(why));
            let filter = UnattendedFilter {
                search: "oak".into(),
                state: StateCode::parse("IA").ok(),
                why: Some(why),
                waiting: true,
                page: PageRequest::new(2, 50),
            };
            assert_eq!(UnattendedFilter::from_query(&filter.to_query()), filter);
        }
        let none = UnattendedFilter::from_query(&Query::parse("why=shoe&state=shoe&waiting=1"));
        assert_eq!(none, UnattendedFilter::default());
    }
}
