//! Payroll-Based Journal staffing: who worked, as what, how long, in which quarter
//! (42 CFR 483.70(p); PBJ data specifications 4.10.0).

mod employee;
mod hours;
mod job_title;
mod quarter;
mod status;
mod view;

pub use employee::{EmployeeId, NotAnEmployeeId};
pub use hours::{Hundredths, NotHours, TotalHours};
pub use job_title::{JobTitle, NotAJobTitle, StaffGroup};
pub use quarter::{FiscalQuarter, NotAQuarter};
pub use status::{
    StatusCounts, StatusFilter, StatusLine, StatusList, StatusSort, SubmissionStatus,
};
pub use view::{
    Comparison, Figures, FileChange, FileFigures, NurseWeek, QuarterChange, QuarterFilter,
    StaffingPage, StoredQuarter, TitleHours,
};

use serde::{Deserialize, Serialize};

/// How a person is paid (item payTypeCode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayType {
    Exempt,
    NonExempt,
    Contract,
}

impl PayType {
    pub const ALL: [Self; 3] = [Self::Exempt, Self::NonExempt, Self::Contract];

    /// The pay type of a payTypeCode, 1 to 3.
    #[must_use]
    #[inline]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Exempt),
            2 => Some(Self::NonExempt),
            3 => Some(Self::Contract),
            _ => None,
        }
    }

    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Exempt => 1,
            Self::NonExempt => 2,
            Self::Contract => 3,
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Exempt => "Exempt",
            Self::NonExempt => "Non-exempt",
            Self::Contract => "Contract",
        }
    }
}

/// What the hours of a file do to the hours stored for that facility and quarter
/// (attribute processType).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessType {
    /// Hours of the same employee, date, job title and pay type are replaced; others are added.
    Merge,
    /// All stored hours of the quarter give way to those of the file.
    Replace,
}

impl ProcessType {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Replace => "replace",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "merge" => Some(Self::Merge),
            "replace" => Some(Self::Replace),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
