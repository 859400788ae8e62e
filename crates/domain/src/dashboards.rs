//! What the dashboard of the active category shows. A dashboard is made of boards, and each right
//! brings its own; every number is that of a list, found by the filter of that list's address.

mod deadline;

pub use deadline::Deadline;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    access::{RequestState, Role},
    assessments::InboxCounts,
    listing::Query,
    penalties::PenaltyBoard,
    providers::{Ccn, ProviderType, StateCode},
    staffing::{FiscalQuarter, NurseWeek, StatusCounts, StatusLine, TotalHours},
    submissions::{Facility, SubmissionLine},
    support::JobState,
};

/// The dashboard's address: one facility, or one state, instead of all in the person's reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardFilter {
    pub facility: Option<Ccn>,
    pub state: Option<StateCode>,
}

impl DashboardFilter {
    /// Reads an address. A word that names nothing is as if it were not there.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        Self {
            facility: query.get("facility").and_then(|text| Ccn::parse(text).ok()),
            state: query
                .get("state")
                .and_then(|code| StateCode::parse(code).ok()),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        Query::default()
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with("state", self.state.map(StateCode::as_str))
    }
}

/// A role whose work is not built yet, in words: those of all roles are not loaded for a dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterRole {
    pub name: String,
    /// What it will do.
    pub text: String,
}

/// What waits for somebody who decides on roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBoard {
    /// How many requests there are of each state.
    pub counts: Vec<(RequestState, i64)>,
    /// How many roles are to be confirmed.
    pub unconfirmed: i64,
    /// At how many places there is only one security official; not for those who decide nationwide.
    pub alone: Option<i64>,
    /// How many organizations have no security official; for those who decide nationwide.
    pub unattended: Option<i64>,
    /// How many federal surveyor IDs are to be verified; for those who decide for a state, or nationwide.
    pub surveyors: Option<i64>,
    /// How many roles are held by people who did not log in of late.
    pub unused: i64,
}

/// A person's dashboard: the boards that the rights of the active category bring. None of them, and
/// no role either, is the welcome of someone new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    pub submissions: Option<SubmissionBoard>,
    pub oversight: Option<OversightBoard>,
    /// How many background jobs there are of each state.
    pub jobs: Option<Vec<(JobState, i64)>>,
    /// What is theirs to decide on roles.
    pub requests: Option<RequestBoard>,
    /// How many roles of each kind their people hold.
    pub grants: Option<Vec<(Role, i64)>>,
    /// How many cases of identity proofing wait for somebody to decide.
    pub proofing: Option<i64>,
    /// How many tickets wait for the Help Desk.
    pub tickets: Option<i64>,
    /// Records that were rejected or warned of, of those who see them for some facilities.
    pub inbox: Option<InboxCounts>,
    /// Civil money penalties, of those who collect them.
    pub penalties: Option<PenaltyBoard>,
    /// Roles of the person whose work is not built yet.
    pub later: Vec<LaterRole>,
    /// Whether the person reads the audit trail.
    pub audits: bool,
}

/// Files and hours of the person's facilities, or of a vendor's clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionBoard {
    /// The facilities to choose from, by name; at most [`Self::FACILITIES`].
    pub facilities: Vec<Facility>,
    /// The one that all figures are of; none for all of them.
    pub facility: Option<Facility>,
    /// A vendor's: only what the person sent.
    pub own_only: bool,
    /// Whether the person may send files.
    pub may_send: bool,
    /// The quarter that is due or closed last, and the one that runs.
    pub deadlines: Vec<Deadline>,
    /// The first day of receipt that the counts go back to.
    #[serde(with = "crate::time::wire")]
    pub since: Date,
    pub received: i64,
    pub checked: i64,
    pub accepted: i64,
    pub accepted_with_warnings: i64,
    pub rejected: i64,
    /// The latest rejected files since then; at most [`Self::TO_FIX`].
    pub to_fix: Vec<ToFix>,
    /// Each facility for the quarter that is due; empty for vendors, who do not see it.
    pub statuses: Vec<StatusLine>,
    /// Files sent since then for each facility; for vendors.
    pub clients: Vec<(Facility, i64)>,
    pub hours: Option<HoursBoard>,
}

impl SubmissionBoard {
    pub const FACILITIES: usize = 50;
    pub const TO_FIX: usize = 10;
    /// The counts go back this many days.
    pub const DAYS: i32 = 90;
}

/// A file to be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToFix {
    pub line: SubmissionLine,
    /// Of the file's quarter, if it names one.
    pub deadline: Option<Deadline>,
    /// Whether a later file of the facility and quarter was accepted.
    pub replaced: bool,
}

/// Nurse hours week by week of the open quarter whose files are due first; of the latest one with stored
/// hours when that has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursBoard {
    pub quarter: FiscalQuarter,
    pub weeks: Vec<NurseWeek>,
}

/// Providers of a state or of the nation: who they are, what changed, who has submitted. No files
/// and no employees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OversightBoard {
    /// None: the nation.
    pub state: Option<StateCode>,
    /// The states to choose from, when there are several.
    pub states: Vec<StateCode>,
    /// Of the quarter that is due, or that closed last.
    pub deadline: Deadline,
    pub figures: PlaceFigures,
    /// Active providers by type, those without any left out.
    pub kinds: Vec<(ProviderType, i64)>,
    /// Each state with providers, by region; the nation only.
    pub places: Vec<(StateCode, PlaceFigures)>,
    pub latest_certifications: Vec<CertificationLine>,
    /// Active nursing homes whose last certification lies back the longest.
    pub oldest_certifications: Vec<CertificationLine>,
}

/// Numbers of one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceFigures {
    /// Active providers.
    pub providers: i64,
    /// Providers whose record changed in the last 30 days.
    pub changed: i64,
    /// Nursing homes by what was received for the quarter.
    pub status: StatusCounts,
    /// Hours stored for the quarter.
    pub hours: TotalHours,
}

impl core::ops::AddAssign for PlaceFigures {
    fn add_assign(&mut self, other: Self) {
        self.providers += other.providers;
        self.changed += other.changed;
        self.status.accepted += other.status.accepted;
        self.status.rejected_only += other.status.rejected_only;
        self.status.missing += other.status.missing;
        self.hours = TotalHours(self.hours.0.saturating_add(other.hours.0));
    }
}

/// A certification of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationLine {
    pub name: String,
    /// The word for the provider in an address.
    pub slug: String,
    pub state: StateCode,
    #[serde(with = "crate::time::wire")]
    pub date: Date,
    pub action: String,
}

#[cfg(test)]
mod tests;
