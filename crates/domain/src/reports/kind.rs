use serde::{Deserialize, Serialize};

use crate::access::{Action, Actor};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    SubmitterValidation,
    FacilityValidation,
    ErrorDetail,
    ErrorSummary,
    Roster,
    Movements,
    LateAndMissing,
    Statistics,
}

/// What a report may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parameter {
    Facility,
    State,
    Instrument,
    /// First and last day.
    Days,
    /// The number of an edit.
    Edit,
}

impl ReportKind {
    pub const ALL: [Self; 8] = [
        Self::SubmitterValidation,
        Self::FacilityValidation,
        Self::ErrorDetail,
        Self::ErrorSummary,
        Self::Roster,
        Self::Movements,
        Self::LateAndMissing,
        Self::Statistics,
    ];

    /// Days back to which Late and Missing Assessments tell of what came too late.
    pub const TOLD_DAYS: i64 = 365;

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SubmitterValidation => "submitter-final-validation",
            Self::FacilityValidation => "facility-final-validation",
            Self::ErrorDetail => "error-detail",
            Self::ErrorSummary => "error-number-summary",
            Self::Roster => "roster",
            Self::Movements => "admissions-discharges",
            Self::LateAndMissing => "late-missing",
            Self::Statistics => "submission-statistics",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The names of CASPER and iQIES.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SubmitterValidation => "Submitter Final Validation",
            Self::FacilityValidation => "Agency/Facility Final Validation",
            Self::ErrorDetail => "Error Detail by Facility",
            Self::ErrorSummary => "Error Number Summary by Facility",
            Self::Roster => "Roster",
            Self::Movements => "Admissions/Discharges",
            Self::LateAndMissing => "Late and Missing Assessments",
            Self::Statistics => "Submission Statistics",
        }
    }

    /// A line for whoever chooses.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::SubmitterValidation => {
                "Every record that you sent yourself, accepted or rejected, with each message about it."
            }
            Self::FacilityValidation => {
                "Every record that was sent for a facility, whoever sent it, with each message about it."
            }
            Self::ErrorDetail => {
                "Each message about a facility's records: edit, severity, item and submitted value."
            }
            Self::ErrorSummary => {
                "How often each edit was found, and in how many records, for each facility."
            }
            Self::Roster => {
                "The patients whose last record says that they are still with the facility."
            }
            Self::Movements => {
                "Who came and who left: admissions, entries, transfers, discharges and deaths between two days, each on its own day, whenever its assessment was completed."
            }
            Self::LateAndMissing => {
                "Assessments whose day has passed without them, for as long as they are missing, once where nothing more has come of a home health patient; and of the last 365 days those that came after it, and records and corrections that were sent too late."
            }
            Self::Statistics => {
                "Records sent, accepted and rejected, for each state, instrument and month."
            }
        }
    }

    /// The right whose scope it has.
    #[must_use]
    pub const fn right(self) -> Action {
        match self {
            Self::Roster | Self::Movements | Self::LateAndMissing => Action::ViewAssessments,
            _ => Action::ViewAssessmentSubmissions,
        }
    }

    /// Whether somebody may run it: that of one's own submissions is of use to those who send.
    #[must_use]
    pub fn is_offered(self, actor: &Actor) -> bool {
        let sends = || {
            [
                Action::SubmitAssessments,
                Action::EnterAssessments,
                Action::CorrectAssessments,
            ]
            .into_iter()
            .any(|action| actor.sees_form(action))
        };
        actor.sees_form(self.right()) && (self != Self::SubmitterValidation || sends())
    }

    /// What it asks for.
    #[must_use]
    pub const fn parameters(self) -> &'static [Parameter] {
        use Parameter::{Days, Edit, Facility, Instrument, State};
        match self {
            Self::SubmitterValidation | Self::FacilityValidation | Self::ErrorDetail => {
                &[Facility, State, Instrument, Days, Edit]
            }
            Self::ErrorSummary | Self::Movements => &[Facility, State, Instrument, Days],
            Self::Roster | Self::LateAndMissing => &[Facility, State, Instrument],
            Self::Statistics => &[State, Instrument, Days],
        }
    }

    #[must_use]
    pub fn asks_for(self, parameter: Parameter) -> bool {
        self.parameters().contains(&parameter)
    }

    /// The days before today with which it begins where nothing is said.
    #[must_use]
    pub const fn usual_days(self) -> i64 {
        match self {
            Self::Statistics => 365,
            Self::Movements => 30,
            _ => 90,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReportKind;

    #[test]
    fn keys_read_back() {
        for kind in ReportKind::ALL {
            assert_eq!(ReportKind::from_key(kind.key()), Some(kind));
        }
    }
}
