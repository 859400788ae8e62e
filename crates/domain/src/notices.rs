//! What people are told by mail without asking for it, and which of it they may switch off.

use serde::{Deserialize, Serialize};

use crate::{
    access::Role,
    providers::{ProviderId, StateCode},
    time::Instant,
};

/// A kind of mail that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    StaffingFile,
    StaffingDeadline,
    UnusedAccount,
    Security,
}

impl Notice {
    pub const ALL: [Self; 4] = [
        Self::StaffingFile,
        Self::StaffingDeadline,
        Self::UnusedAccount,
        Self::Security,
    ];

    /// As stored, and as the form says it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::StaffingFile => "staffing_file",
            Self::StaffingDeadline => "staffing_deadline",
            Self::UnusedAccount => "unused_account",
            Self::Security => "security",
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StaffingFile => "A payroll file was rejected, or entries of it were left out",
            Self::StaffingDeadline => {
                "A payroll deadline comes near, and no file has been accepted"
            }
            Self::UnusedAccount => "Your roles are about to end",
            Self::Security => "Something about your log-in has changed",
        }
    }

    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::StaffingFile => {
                "For facilities of which you hold a PBJ role, whoever sent the file. A PBJ Submitter (Vendor) hears of \
                 the files that they sent themselves."
            }
            Self::StaffingDeadline => {
                "14, 7, 3 and 1 days before the last day of a quarter, for each facility of which you hold a PBJ role."
            }
            Self::UnusedAccount => {
                "10, 3 and 1 days before, when nobody has logged in with your user ID for nearly 60 days."
            }
            Self::Security => {
                "A new password, a device added or removed, a log-in that is locked: if it was not you, you should know."
            }
        }
    }

    /// Whether a person may do without it.
    #[must_use]
    pub const fn may_be_switched_off(self) -> bool {
        matches!(self, Self::StaffingFile | Self::StaffingDeadline)
    }
}

/// The notices that a person may switch off, and whether they want them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoices {
    pub staffing_file: bool,
    pub staffing_deadline: bool,
}

/// Everything is sent until somebody says otherwise.
impl Default for NoticeChoices {
    fn default() -> Self {
        Self {
            staffing_file: true,
            staffing_deadline: true,
        }
    }
}

/// The roles that somebody lost because nobody logged in with their user ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedRoles {
    pub ended_at: Instant,
    pub roles: Vec<EndedRole>,
}

/// One of them, with what its request needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedRole {
    pub role: Role,
    /// The role and where it held, in words.
    pub what: String,
    pub providers: Vec<ProviderId>,
    pub state: Option<StateCode>,
    /// The key of its region, accrediting organization or contract.
    pub jurisdiction: Option<String>,
}
