//! User Management: people with the roles that they hold and ask for, a row for each role and place.

use serde::{Deserialize, Serialize};

use super::{GrantAt, RequestId, Role, SurveyorAnswer, SurveyorId, request::role_of};
use crate::{
    audit::Organization,
    identity::{UserId, UserName},
    listing::{Direction, Listed, PageRequest, Query, SealedSearch, Sorted},
    time::Instant,
};

/// How far somebody has a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    Active,
    /// Taken away until it is given back.
    Suspended,
    /// Asked for.
    Pending,
}

impl Holding {
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Pending];

    /// As in addresses and in the list's SQL.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Pending => "pending",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|holding| holding.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Suspended => "Suspended",
            Self::Pending => "Pending",
        }
    }
}

/// Which of them a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    #[default]
    All,
    /// What is held, or was until it was suspended.
    Held,
    Only(Holding),
}

impl Shown {
    pub const ALL: [Self; 5] = [
        Self::All,
        Self::Held,
        Self::Only(Holding::Active),
        Self::Only(Holding::Suspended),
        Self::Only(Holding::Pending),
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Held => "held",
            Self::Only(holding) => holding.key(),
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shown| shown.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::All => "Held and asked for",
            Self::Held => "Held",
            Self::Only(holding) => holding.title(),
        }
    }

    #[must_use]
    pub const fn lets_through(self, holding: Holding) -> bool {
        match self {
            Self::All => true,
            Self::Held => matches!(holding, Holding::Active | Holding::Suspended),
            Self::Only(one) => one as u8 == holding as u8,
        }
    }
}

/// When somebody logged in last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastLogIn {
    Never,
    /// Not in the last [`LastLogIn::DAYS`] days: roles end after 60 (ARS AC-2(3)).
    LongAgo,
}

impl LastLogIn {
    pub const ALL: [Self; 2] = [Self::Never, Self::LongAgo];
    pub const DAYS: i64 = 30;

    /// As in addresses and in the list's SQL.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::LongAgo => "long_ago",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|last| last.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Never => "Never",
            Self::LongAgo => "Not in the last 30 days",
        }
    }
}

/// How far a surveyor's number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surveying {
    ToVerify,
    Verified,
}

impl Surveying {
    pub const ALL: [Self; 2] = [Self::ToVerify, Self::Verified];

    /// As in addresses and in the list's SQL.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ToVerify => "to_verify",
            Self::Verified => "verified",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|surveying| surveying.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::ToVerify => "To be verified",
            Self::Verified => "Verified",
        }
    }
}

/// The columns by which the list sorts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserSort {
    #[default]
    Name,
    Role,
    Place,
    Since,
    LastLogIn,
    Recertification,
}

impl UserSort {
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Role,
        Self::Place,
        Self::Since,
        Self::LastLogIn,
        Self::Recertification,
    ];

    /// As in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Role => "role",
            Self::Place => "organization",
            Self::Since => "since",
            Self::LastLogIn => "last_log_in",
            Self::Recertification => "recertification",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    /// The heading of the column.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Role => "User Role",
            Self::Place => "Organization",
            Self::Since => "Since",
            Self::LastLogIn => "Last log-in",
            Self::Recertification => "Recertification",
        }
    }
}

/// The address of the list. It names no person: what is searched for is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    pub search: Option<SealedSearch>,
    pub organization: Option<Organization>,
    pub role: Option<Role>,
    pub shown: Shown,
    pub last_log_in: Option<LastLogIn>,
    pub surveying: Option<Surveying>,
    /// Only roles that wait to be confirmed.
    pub unconfirmed: bool,
    /// Only security officials who are the only ones of their place.
    pub alone: bool,
    pub sort: UserSort,
    pub direction: Direction,
    pub page: PageRequest,
}

impl UserFilter {
    /// Rows that the list's file has at most.
    pub const EXPORT_ROWS: i64 = 50_000;

    /// Security officials who are the only ones of their place.
    #[must_use]
    pub fn only_officials() -> Self {
        Self {
            alone: true,
            ..Self::default()
        }
    }

    /// Roles that are asked for by surveyors whose number nobody has verified.
    #[must_use]
    pub fn surveyors_to_verify() -> Self {
        Self {
            surveying: Some(Surveying::ToVerify),
            ..Self::default()
        }
    }

    /// Roles of people who did not log in of late, and lose them if they do not ([`LastLogIn::LongAgo`]).
    #[must_use]
    pub fn held_unused() -> Self {
        Self {
            shown: Shown::Only(Holding::Active),
            last_log_in: Some(LastLogIn::LongAgo),
            ..Self::default()
        }
    }

    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let is_true = |name| query.get(name) == Some("true");
        Self {
            search: SealedSearch::from_query(query),
            organization: query.get("organization").and_then(Organization::parse),
            role: role_of(query),
            shown: query
                .get("show")
                .and_then(Shown::from_key)
                .unwrap_or_default(),
            last_log_in: query.get("last_log_in").and_then(LastLogIn::from_key),
            surveying: query.get("surveyor").and_then(Surveying::from_key),
            unconfirmed: is_true("unconfirmed"),
            alone: is_true("alone"),
            sort: query
                .get("sort")
                .and_then(UserSort::from_key)
                .unwrap_or_default(),
            direction: query.direction(),
            page: query.page(),
        }
    }

    /// Writes the address that [`Self::from_query`] reads. What stands for itself is left out.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let is_true = |on: bool| on.then_some("true");
        let place = self.organization.as_ref();
        Query::default()
            .with("search", self.search.as_ref().map(SealedSearch::as_str))
            .with("organization", place.map(Organization::as_str))
            .with("role", self.role.map(Role::key))
            .with(
                "show",
                (self.shown != Shown::default()).then(|| self.shown.key()),
            )
            .with("last_log_in", self.last_log_in.map(LastLogIn::key))
            .with("surveyor", self.surveying.map(Surveying::key))
            .with("unconfirmed", is_true(self.unconfirmed))
            .with("alone", is_true(self.alone))
            .with(
                "sort",
                (self.sort != UserSort::default()).then(|| self.sort.key()),
            )
            .with_direction(self.direction)
            .with_page(self.page)
    }

    /// What the form of filters sends along unseen: the search, sorting and page size.
    #[must_use]
    pub fn beside_the_form(&self) -> Query {
        Self {
            search: self.search.clone(),
            alone: self.alone,
            sort: self.sort,
            direction: self.direction,
            page: self.page.first(),
            ..Self::default()
        }
        .to_query()
    }
}

impl Listed for UserFilter {
    fn rewind(&mut self) {
        self.page = self.page.first();
    }
}

impl Sorted for UserFilter {
    type Column = UserSort;

    fn sorting(&mut self) -> (&mut UserSort, &mut Direction) {
        (&mut self.sort, &mut self.direction)
    }
}

/// What a row of the list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Grant(GrantAt),
    Request(RequestId),
}

/// Somebody's role at one place, held or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLine {
    pub entry: Entry,
    pub user: UserId,
    pub person: String,
    pub user_name: UserName,
    pub role: Role,
    /// A provider's name and number, a state's name, or `Nationwide`.
    pub place: String,
    /// The place as forms name it: a CCN, the letters of a state, or the key of a jurisdiction; none nationwide.
    pub organization: Option<String>,
    pub holding: Holding,
    /// When it was given, or asked for.
    pub since: Instant,
    /// Of one that is asked for: days since then, by the calendar in the reader's zone.
    pub pending_days: Option<i64>,
    pub last_log_in: Option<Instant>,
    /// When it was last confirmed, if it was.
    pub confirmed_at: Option<Instant>,
    /// While it waits to be confirmed: by when.
    pub due_at: Option<Instant>,
    /// Of roles that ask for it.
    pub surveyor_id: Option<SurveyorId>,
    pub surveying: Option<Surveying>,
    /// Nobody else is a security official there.
    pub is_last_official: bool,
    /// Whether it is the reader's own.
    pub is_own: bool,
}

/// A list, and what its address alone does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    pub lines: crate::listing::Page<UserLine>,
    /// What is searched for; empty where nothing is.
    pub search: String,
    /// Those that can be among them, for the filter.
    pub roles: Vec<Role>,
    /// Whether the reader may change roles.
    pub decides: bool,
    /// Whether the reader steps in where there is no security official.
    pub steps_in: bool,
}

/// Whether a federal surveyor ID was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyorOrigin {
    Verified,
    Created,
}

impl SurveyorOrigin {
    pub const ALL: [Self; 2] = [Self::Verified, Self::Created];

    /// As stored and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Created => "created",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::Created => "Created",
        }
    }
}

/// A federal surveyor ID that a security official has looked up, or made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyorRecord {
    pub id: SurveyorId,
    pub origin: SurveyorOrigin,
    /// The user ID of whoever did.
    pub by: String,
    pub at: Instant,
}

/// What is known of somebody as a surveyor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyorFacts {
    pub record: Option<SurveyorRecord>,
    /// As the person answered a request that waits.
    pub answer: Option<SurveyorAnswer>,
    pub given: Option<SurveyorId>,
}

/// Somebody, as those see them in whose scope they hold or ask for a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    pub user: UserId,
    pub person: String,
    pub user_name: UserName,
    pub email: String,
    /// Whether the account can be used.
    pub is_usable: bool,
    pub created_at: Instant,
    pub last_log_in: Option<Instant>,
    /// What they hold and ask for in the reader's scope.
    pub roles: Vec<UserLine>,
    /// Of whoever holds or asks for a role of surveyors there.
    pub surveyor: Option<SurveyorFacts>,
    /// Whether the reader may change roles, and is not looking at themselves.
    pub may_change: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_list_reads_back_as_the_same_filter() {
        for shown in Shown::ALL {
            for (last_log_in, surveying) in [
                (None, None),
                (Some(LastLogIn::Never), Some(Surveying::ToVerify)),
                (Some(LastLogIn::LongAgo), Some(Surveying::Verified)),
            ] {
                let filter = UserFilter {
                    search: SealedSearch::parse("c2VhbGVk"),
                    organization: Organization::parse("16E724"),
                    role: Some(Role::PbjSubmitter),
                    shown,
                    last_log_in,
                    surveying,
                    unconfirmed: true,
                    alone: true,
                    sort: UserSort::LastLogIn,
                    direction: Direction::Desc,
                    page: PageRequest::new(3, 50),
                };
                assert_eq!(UserFilter::from_query(&filter.to_query()), filter);
            }
        }
        let none =
            Query::parse("show=shoe&last_log_in=x&surveyor=x&sort=x&organization=+&search=a+b");
        assert_eq!(UserFilter::from_query(&none), UserFilter::default());
        // What was typed stays, and says what is wrong with it.
        let typed = UserFilter::from_query(&Query::parse("organization=IOWA"));
        assert_eq!(typed.to_query().get("organization"), Some("IOWA"));
        assert!(typed.organization.unwrap().wrong().is_some());
        assert_eq!(UserFilter::default().to_query().after("/x"), "/x");
    }

    #[test]
    fn what_is_held_is_active_or_suspended() {
        let of = |shown: Shown| Holding::ALL.map(|holding| shown.lets_through(holding));
        assert_eq!(of(Shown::All), [true; 3]);
        assert_eq!(of(Shown::Held), [true, true, false]);
        assert_eq!(of(Shown::Only(Holding::Pending)), [false, false, true]);
        assert_eq!(of(Shown::Only(Holding::Active)), [true, false, false]);
    }

    #[test]
    fn keys_read_back() {
        for origin in SurveyorOrigin::ALL {
            assert_eq!(SurveyorOrigin::from_key(origin.key()), Some(origin));
        }
        for sort in UserSort::ALL {
            assert_eq!(UserSort::from_key(sort.key()), Some(sort));
        }
    }
}
