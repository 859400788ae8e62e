//! Requests for roles, who decides on them, and what a decider may take away again
//! (seeds 001 to 003; `docs/adr/0020-role-requests.md`).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Category, Jurisdiction, Recertified, Role, SurveyorOrigin};
use crate::{
    audit::Organization,
    identity::{RoleHeld, UserName},
    listing::{Listed, PageRequest, Query, SealedSearch},
    objection::Objection,
    providers::{Ccn, FacilityId, ProviderId, ProviderType, StateCode},
    time::Instant,
};

/// A row of a role request: one role at one organization (seed 003, figure 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// Reads it from an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

/// As in addresses.
impl core::fmt::Display for RequestId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&self.0, f)
    }
}

/// A role that somebody was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GrantId(pub Uuid);

impl GrantId {
    /// Reads it from a form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

/// As in forms.
impl core::fmt::Display for GrantId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&self.0, f)
    }
}

/// How far a request has come. The first decision is the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    Pending,
    Approved,
    Rejected,
    Withdrawn,
}

impl RequestState {
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// What the third step of a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organizations {
    /// One provider or more.
    Providers,
    /// One state.
    State,
    /// One CMS region.
    Region,
    /// One accrediting organization.
    Accreditation,
    /// One contract, or jurisdiction of a contractor.
    Contract,
    /// The role holds nationwide.
    Nothing,
}

impl Role {
    /// What a request for this role names (seeds 001 to 003).
    #[must_use]
    pub const fn organizations(self) -> Organizations {
        match self.category() {
            Category::Provider | Category::Vendor => Organizations::Providers,
            Category::StateAgency => Organizations::State,
            Category::Qio => Organizations::Region,
            Category::AccreditingOrganization => Organizations::Accreditation,
            Category::Contractor => Organizations::Contract,
            _ => Organizations::Nothing,
        }
    }

    /// Whether the third step asks "Are you a Surveyor?" (seeds 000 and 002).
    #[must_use]
    pub const fn asks_surveyor(self) -> bool {
        matches!(self, Self::StateAgencyGeneralUser | Self::CmsGeneralUser)
    }

    /// Whether it surveys the providers of the state that it is for.
    #[must_use]
    pub const fn surveys_its_state(self) -> bool {
        matches!(self, Self::StateAgencyGeneralUser)
    }

    /// Whether it decides on the requests of others by what it is for, and so must not die out at an organization.
    #[must_use]
    pub const fn is_security_official(self) -> bool {
        matches!(
            self,
            Self::ProviderSecurityOfficial
                | Self::StateAgencySecurityOfficial
                | Self::CmsSecurityOfficial
                | Self::AoSecurityOfficial
                | Self::MacSecurityOfficial
                | Self::QioSecurityOfficial
        )
    }

    /// Whether CMS decides on it beside the officials that its place has: the officials of states, accrediting
    /// organizations, contractors and QIOs.
    #[must_use]
    pub const fn is_decided_by_cms_too(self) -> bool {
        self.is_security_official() && !matches!(self, Self::ProviderSecurityOfficial)
    }

    /// Whether only Production Control begins the identity proofing of whoever holds it anew: of those who decide, help and
    /// audit, and of those who record payments (ARS AC-5).
    #[must_use]
    pub const fn is_guarded(self) -> bool {
        matches!(self, Self::FinancialManagementUser)
            || matches!(self.recertified(), Recertified::Privileged)
    }

    /// What stands beside roles that few people are meant to choose (seed 000's note).
    #[must_use]
    pub const fn caution(self) -> Option<&'static str> {
        match self {
            Self::CmsSecurityOfficial => Some(
                "Do not select this role. It applies only to specific staff at CMS Headquarters.",
            ),
            Self::HelpDesk | Self::HelpDeskProductionControl => {
                Some("Do not select this role. It applies only to a select group of individuals.")
            }
            _ => None,
        }
    }

    /// The roles that nobody holds together with this one: who imposes penalties does not collect them, and who decides
    /// on roles, helps accounts or views as a role does not audit it (ARS AC-5).
    #[must_use]
    pub const fn excludes(self) -> &'static [Self] {
        match self {
            Self::FinancialManagementUser => &[Self::CmsGeneralUser],
            Self::CmsGeneralUser => &[Self::FinancialManagementUser],
            Self::Auditor => &[
                Self::ProviderSecurityOfficial,
                Self::StateAgencySecurityOfficial,
                Self::CmsSecurityOfficial,
                Self::HelpDesk,
                Self::HelpDeskProductionControl,
                Self::AoSecurityOfficial,
                Self::MacSecurityOfficial,
                Self::QioSecurityOfficial,
            ],
            Self::ProviderSecurityOfficial
            | Self::StateAgencySecurityOfficial
            | Self::CmsSecurityOfficial
            | Self::HelpDesk
            | Self::HelpDeskProductionControl
            | Self::AoSecurityOfficial
            | Self::MacSecurityOfficial
            | Self::QioSecurityOfficial => &[Self::Auditor],
            _ => &[],
        }
    }

    /// Why nobody who holds `other` may get this role as well, if so. The other way round a vendor's role is not forbidden:
    /// whoever decides on it is told.
    #[must_use]
    pub fn forbidden_beside(self, other: Self) -> Option<Objection> {
        let of_vendor =
            self == Self::ProviderSecurityOfficial && other.category() == Category::Vendor;
        let excluded = self.excludes().contains(&other);
        if excluded && [self, other].contains(&Self::Auditor) {
            Some(Objection::AuditsAndAdministers)
        } else if excluded {
            Some(Objection::ImposesAndCollects)
        } else if of_vendor {
            Some(Objection::WorksForProvider)
        } else {
            None
        }
    }
}

/// A federal surveyor ID: [`Self::LENGTH`] digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SurveyorId(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "A federal surveyor ID has {} digits, for example 12345.",
    SurveyorId::LENGTH
)]
pub struct NotASurveyorId;

impl SurveyorId {
    /// No stored source says how long it is; this is the one place that does.
    pub const LENGTH: usize = 5;

    /// # Errors
    /// [`NotASurveyorId`] for another length or another character than a digit.
    pub fn parse(text: &str) -> Result<Self, NotASurveyorId> {
        let text = text.trim();
        if text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASurveyorId)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SurveyorId {
    type Error = NotASurveyorId;
    fn try_from(text: String) -> Result<Self, NotASurveyorId> {
        Self::parse(&text)
    }
}

impl From<SurveyorId> for String {
    fn from(id: SurveyorId) -> Self {
        id.0
    }
}

/// The answer to "Are you a Surveyor?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyorAnswer {
    Yes,
    No,
    Skip,
}

impl SurveyorAnswer {
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Skip];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Skip => "skip",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.key() == key)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::Skip => "Skip Question",
        }
    }
}

/// By which number the third step finds a provider (seed 003, figure 9).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SearchBy {
    #[default]
    Ccn,
    FacilityId,
}

impl SearchBy {
    pub const ALL: [Self; 2] = [Self::Ccn, Self::FacilityId];

    /// As in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ccn => "ccn",
            Self::FacilityId => "facility_id",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.key() == key)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ccn => "CCN",
            Self::FacilityId => "Facility ID",
        }
    }
}

/// An organization that the third step lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLine {
    pub id: ProviderId,
    /// The word for it in an address: its CCN, or its own id while it has none.
    pub slug: String,
    pub name: String,
    /// The street.
    pub address: String,
    /// `CITY, ST ZIP`.
    pub place: String,
    pub kind: ProviderType,
    pub ccn: Option<Ccn>,
    pub facility_id: Option<FacilityId>,
}

impl OrganizationLine {
    /// Its row in the list, to which what is wrong with asking there belongs.
    #[must_use]
    pub fn field(&self) -> String {
        format!("provider-{}", self.slug)
    }
}

/// What the third step sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRequest {
    pub role: Role,
    /// The slugs of [`OrganizationLine`].
    pub organizations: Vec<String>,
    pub state: Option<StateCode>,
    /// Region, accrediting organization or contract, for the roles that ask for one.
    pub jurisdiction: Option<Jurisdiction>,
    pub surveyor: Option<SurveyorAnswer>,
    pub surveyor_id: Option<SurveyorId>,
}

/// Who decides, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decider {
    pub name: String,
    pub contact: String,
}

/// A row of Pending Requests on My Profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRequest {
    pub id: RequestId,
    pub role: Role,
    pub state: RequestState,
    pub organization: Option<OrganizationLine>,
    pub state_code: Option<StateCode>,
    pub requested_at: Instant,
    /// The words for its region, accrediting organization or contract.
    pub jurisdiction: Option<String>,
    /// Of one that is pending.
    pub deciders: Vec<Decider>,
    /// It is pending, and three days have passed since it was asked for or last reminded of.
    pub may_remind: bool,
    /// The training environment granted it at once: nobody decided.
    pub granted_at_once: bool,
    /// Of a rejection.
    pub reason: Option<String>,
    pub decided_at: Option<Instant>,
    /// None while it waits, and where the training environment granted it.
    pub decided_by: Option<Decider>,
}

/// The address of the queue of those who decide. It names no person: what is searched for is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFilter {
    /// None for requests of every state.
    pub state: Option<RequestState>,
    pub role: Option<Role>,
    /// A provider, or a state's agency.
    pub organization: Option<Organization>,
    /// A region, an accrediting organization or a contract.
    pub jurisdiction: Option<Jurisdiction>,
    /// Part of a name or of a user ID.
    pub search: Option<SealedSearch>,
    pub page: PageRequest,
}

/// What waits.
impl Default for RequestFilter {
    fn default() -> Self {
        Self {
            state: Some(RequestState::Pending),
            role: None,
            organization: None,
            jurisdiction: None,
            search: None,
            page: PageRequest::default(),
        }
    }
}

/// The word in an address for requests of every state.
const EVERY_STATE: &str = "all";

impl RequestFilter {
    /// Reads an address. A word that is no state or role is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let word = query.get("state");
        let state = word.and_then(RequestState::from_key);
        Self {
            state: if word == Some(EVERY_STATE) {
                None
            } else {
                state.or(Some(RequestState::Pending))
            },
            role: role_of(query),
            organization: query.get("organization").and_then(Organization::parse),
            jurisdiction: query
                .get("jurisdiction")
                .and_then(|key| Jurisdiction::parse(key).ok()),
            search: SealedSearch::from_query(query),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let state = match self.state {
            Some(RequestState::Pending) => None,
            Some(state) => Some(state.key()),
            None => Some(EVERY_STATE),
        };
        let organization = self.organization.as_ref().map(Organization::as_str);
        let jurisdiction = self.jurisdiction.map(Jurisdiction::key);
        Query::default()
            .with("state", state)
            .with("role", self.role.map(Role::key))
            .with("organization", organization)
            .with("jurisdiction", jurisdiction.as_deref())
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with_page(self.page)
    }

    /// What the form of filters sends along unseen: the search, the region or contract that a link led to, and the page size.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            jurisdiction: self.jurisdiction,
            search: self.search.clone(),
            page: self.page.first(),
            ..Self::default()
        }
        .to_query()
    }
}

impl Listed for RequestFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

/// A request in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    pub id: RequestId,
    pub role: Role,
    pub state: RequestState,
    /// Who asks.
    pub person: String,
    pub user_name: UserName,
    /// A provider's name and number, a state's name, or `Nationwide`.
    pub place: String,
    pub requested_at: Instant,
    pub decided_at: Option<Instant>,
    /// The user ID of whoever decided.
    pub decided_by: Option<String>,
}

/// A request with what someone needs to decide on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDetail {
    pub line: RequestLine,
    pub email: String,
    pub organization: Option<OrganizationLine>,
    pub state_code: Option<StateCode>,
    pub surveyor: Option<SurveyorAnswer>,
    /// As the person gave it, or as it was verified.
    pub surveyor_id: Option<SurveyorId>,
    pub surveyor_verified: bool,
    /// What the person holds already where the reader decides, but for what this request brought.
    pub held: Vec<RoleHeld>,
    /// What speaks against it without forbidding it.
    pub warnings: Vec<String>,
    /// Whether it is the reader's own: nobody decides on their own request.
    pub is_own: bool,
    /// Who decides instead, where it is the reader's own.
    pub deciders: Vec<Decider>,
    /// Of a rejection.
    pub reason: Option<String>,
    /// How many security officials the organization has.
    pub others: usize,
}

/// What whoever approves a request says with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// The federal surveyor ID, and how they know it; none where one was written down before.
    pub surveyor: Option<(SurveyorId, SurveyorOrigin)>,
    /// That they have read what warns against it.
    pub has_read: bool,
}

pub(super) fn role_of(query: &Query) -> Option<Role> {
    query.get("role").and_then(|key| Role::from_key(key).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surveyor_id_is_five_digits() {
        assert_eq!(SurveyorId::parse(" 01234 ").unwrap().as_str(), "01234");
        for wrong in ["", "1234", "123456", "12a45", "١٢٣٤٥"] {
            assert_eq!(SurveyorId::parse(wrong), Err(NotASurveyorId), "{wrong}");
        }
        assert_eq!(
            NotASurveyorId.to_string(),
            "A federal surveyor ID has 5 digits, for example 12345."
        );
    }

    #[test]
    fn the_third_step_asks_for_what_the_role_holds_at() {
        use Organizations::{Accreditation, Contract, Nothing, Providers, Region, State};
        for (role, asks) in [
            (Role::AssessmentSubmitter, Providers),
            (Role::ProviderSecurityOfficial, Providers),
            (Role::VendorPbjSubmitter, Providers),
            (Role::StateAgencyGeneralUser, State),
            (Role::StateAgencySecurityOfficial, State),
            (Role::CmsGeneralUser, Nothing),
            (Role::FinancialManagementUser, Nothing),
            (Role::FederalAgencyUser, Nothing),
            (Role::QioUser, Region),
            (Role::AoViewOnlyUser, Accreditation),
            (Role::MacUser, Contract),
            (Role::ContractSurveyor, Contract),
        ] {
            assert_eq!(role.organizations(), asks, "{role:?}");
        }
    }

    #[test]
    fn only_the_two_general_users_are_asked_whether_they_are_surveyors() {
        let asked: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| role.asks_surveyor())
            .collect();
        assert_eq!(asked, [Role::StateAgencyGeneralUser, Role::CmsGeneralUser]);
    }

    #[test]
    fn three_roles_carry_the_note_not_to_select_them() {
        let with_note: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| role.caution().is_some())
            .collect();
        assert_eq!(
            with_note,
            [
                Role::HelpDesk,
                Role::HelpDeskProductionControl,
                Role::CmsSecurityOfficial
            ]
        );
    }

    #[test]
    fn roles_exclude_each_other_both_ways() {
        let excluding: Vec<_> = Role::ALL
            .into_iter()
            .flat_map(|role| role.excludes().iter().map(move |other| (role, *other)))
            .collect();
        assert_eq!(excluding.len(), 18);
        for (role, other) in excluding {
            assert!(other.excludes().contains(&role), "{role:?} and {other:?}");
        }
    }

    #[test]
    fn whoever_decides_helps_audits_or_records_payments_is_guarded() {
        use crate::access::{Action, roles_that_may};
        for action in [
            Action::DecideRequests,
            Action::HelpPeople,
            Action::DecideProofing,
            Action::ViewAudit,
            Action::RecordPayments,
        ] {
            for role in roles_that_may(action) {
                assert!(role.is_guarded(), "{role:?}");
            }
        }
        assert!(!Role::PbjSubmitter.is_guarded() && !Role::CmsGeneralUser.is_guarded());
    }

    #[test]
    fn nobody_who_decides_on_roles_or_helps_accounts_or_views_audits_it() {
        use crate::access::{Action, roles_that_may};
        for action in [
            Action::DecideRequests,
            Action::HelpPeople,
            Action::DecideProofing,
            Action::ViewAs,
        ] {
            for role in roles_that_may(action) {
                assert!(Role::Auditor.excludes().contains(&role), "{role:?}");
            }
        }
    }

    #[test]
    fn keys_read_back() {
        for state in RequestState::ALL {
            assert_eq!(RequestState::from_key(state.key()), Some(state));
        }
        for answer in SurveyorAnswer::ALL {
            assert_eq!(SurveyorAnswer::from_key(answer.key()), Some(answer));
        }
        for by in SearchBy::ALL {
            assert_eq!(SearchBy::from_key(by.key()), Some(by));
        }
        let id = RequestId(Uuid::from_u128(7));
        assert_eq!(RequestId::parse(&id.to_string()), Some(id));
        assert_eq!(RequestId::parse("7"), None);
    }

    #[test]
    fn the_queue_shows_what_waits_unless_its_address_says_otherwise() {
        let of = |address| RequestFilter::from_query(&Query::parse(address));
        assert_eq!(of(""), RequestFilter::default());
        assert_eq!(
            of("state=shoe&role=shoe&jurisdiction=shoe"),
            RequestFilter::default()
        );
        assert_eq!(of("state=all").state, None);
        assert_eq!(of("state=rejected").state, Some(RequestState::Rejected));
        assert_eq!(
            RequestFilter::default()
                .to_query()
                .after("/access/requests"),
            "/access/requests"
        );
    }

    #[test]
    fn addresses_of_the_lists_read_back_as_the_same_filter() {
        let page = PageRequest::new(3, 50);
        for state in RequestState::ALL.map(Some).into_iter().chain([None]) {
            let filter = RequestFilter {
                state,
                role: Some(Role::PbjViewer),
                organization: Organization::parse("16E724"),
                jurisdiction: Jurisdiction::parse("ao-tjc").ok(),
                search: SealedSearch::parse("c2VhbGVk"),
                page,
            };
            assert_eq!(RequestFilter::from_query(&filter.to_query()), filter);
        }
        let readable = RequestFilter::from_query(&Query::parse("q=dana&search=dana+whitlock"));
        assert_eq!(readable.search, None);
    }
}
