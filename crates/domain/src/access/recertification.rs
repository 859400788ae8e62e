//! Recertification: roles that are held are confirmed, or taken away, once a year or each quarter
//! (ARS AC-2 j, AC-6(7); `docs/adr/0022-recertification.md`).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Decider, GrantId, Role, request::role_of};
use crate::{
    identity::UserName,
    listing::{Listed, PageRequest, Query, SealedSearch},
    providers::ProviderId,
    time::Instant,
};

/// How often a role is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recertified {
    Yearly,
    /// Those who decide, help and audit: each quarter.
    Privileged,
}

impl Recertified {
    pub const ALL: [Self; 2] = [Self::Yearly, Self::Privileged];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yearly => "yearly",
            Self::Privileged => "privileged",
        }
    }
}

impl Role {
    /// How often somebody confirms that a person still needs this role.
    #[must_use]
    pub const fn recertified(self) -> Recertified {
        match self {
            Self::HelpDesk | Self::HelpDeskProductionControl | Self::Auditor => {
                Recertified::Privileged
            }
            role if role.is_security_official() => Recertified::Privileged,
            _ => Recertified::Yearly,
        }
    }
}

/// A grant at one of its places, as forms and addresses name it: `GRANT`, or `GRANT.PROVIDER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GrantAt {
    pub id: GrantId,
    pub provider: Option<ProviderId>,
}

impl GrantAt {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, provider) = match text.split_once('.') {
            Some((id, provider)) => (id, Some(ProviderId(Uuid::try_parse(provider).ok()?))),
            None => (text, None),
        };
        let id = GrantId::parse(id)?;
        Some(Self { id, provider })
    }
}

impl core::fmt::Display for GrantAt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.provider {
            Some(provider) => write!(f, "{}.{}", self.id, provider.0),
            None => write!(f, "{}", self.id),
        }
    }
}

/// The address of the list of roles to confirm. It names no person: what is searched for is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecertificationFilter {
    /// Part of a name or of a user ID.
    pub search: Option<SealedSearch>,
    pub role: Option<Role>,
    /// Of those who decide nationwide: also what the officials of a place are asked to confirm.
    pub everywhere: bool,
    pub page: PageRequest,
}

impl RecertificationFilter {
    /// Reads an address. A word that is no role is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            search: SealedSearch::from_query(query),
            role: role_of(query),
            everywhere: query.get("everywhere") == Some("true"),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with("role", self.role.map(Role::key))
            .with("everywhere", self.everywhere.then_some("true"))
            .with_page(self.page)
    }

    /// What the form of filters sends along unseen: the search, and the page size.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            search: self.search.clone(),
            page: self.page.first(),
            ..Self::default()
        }
        .to_query()
    }
}

impl Listed for RecertificationFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

/// A role that is to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecertificationLine {
    pub grant: GrantAt,
    pub role: Role,
    pub person: String,
    pub user_name: UserName,
    /// A provider's name and number, a state's name, or `Nationwide`.
    pub place: String,
    pub granted_at: Instant,
    /// When it was last confirmed, if it was.
    pub confirmed_at: Option<Instant>,
    /// The last log-in of the account.
    pub used_at: Option<Instant>,
    /// What nobody has confirmed is suspended then.
    pub due_at: Instant,
    /// Nobody else is a security official there.
    pub is_last_official: bool,
}

/// A list of roles to confirm, and what its address alone does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recertifications {
    pub lines: crate::listing::Page<RecertificationLine>,
    /// What is searched for; empty where nothing is.
    pub search: String,
    /// Those that can be among them, for the filter.
    pub roles: Vec<Role>,
    /// Whether the reader decides nationwide.
    pub nationwide: bool,
}

/// How far a role of one's own is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnConfirmation {
    /// The role's name.
    pub role: String,
    pub place: String,
    /// When it was confirmed last, since it was given; none of a role that never was.
    pub confirmed_at: Option<Instant>,
    /// By when it is to be confirmed next.
    pub due_at: Instant,
    /// While it is underway: those who confirm it.
    pub deciders: Vec<Decider>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_decide_help_and_audit_are_confirmed_each_quarter() {
        let privileged: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| role.recertified() == Recertified::Privileged)
            .collect();
        assert_eq!(
            privileged,
            [
                Role::ProviderSecurityOfficial,
                Role::StateAgencySecurityOfficial,
                Role::HelpDesk,
                Role::HelpDeskProductionControl,
                Role::CmsSecurityOfficial,
                Role::Auditor,
                Role::AoSecurityOfficial,
                Role::MacSecurityOfficial,
                Role::QioSecurityOfficial,
            ]
        );
    }

    #[test]
    fn a_grant_at_a_place_reads_back() {
        let id = GrantId(Uuid::from_u128(7));
        for provider in [None, Some(ProviderId(Uuid::from_u128(8)))] {
            let grant = GrantAt { id, provider };
            assert_eq!(GrantAt::parse(&grant.to_string()), Some(grant));
        }
        for wrong in ["", "7", "a.b"] {
            assert_eq!(GrantAt::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_of_the_list_reads_back_as_the_same_filter() {
        let filter = RecertificationFilter {
            search: SealedSearch::parse("c2VhbGVk"),
            role: Some(Role::PbjSubmitter),
            everywhere: true,
            page: PageRequest::new(3, 50),
        };
        assert_eq!(
            RecertificationFilter::from_query(&filter.to_query()),
            filter
        );
    }
}
