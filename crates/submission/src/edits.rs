//! The 33 edits of the PBJ data specifications 4.10.0, and where each is checked.

use domain::submissions::Severity::{self, Fatal, Warning};

/// Where an edit is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// From the file alone: in the browser, and by the same code on the server.
    BrowserAndServer,
    /// Needs what is stored.
    ServerOnly,
    /// CMS no longer applies it.
    Retired,
    /// It describes an item rather than forbids something, or belongs to a kind of file
    /// that is not taken here.
    NeverEmitted,
}

impl Checked {
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BrowserAndServer => "browser and server",
            Self::ServerOnly => "server only",
            Self::Retired => "retired",
            Self::NeverEmitted => "never emitted",
        }
    }
}

/// One edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    pub number: i16,
    pub severity: Severity,
    pub checked: Checked,
    /// What it asks, and why it is checked where it is.
    pub reason: &'static str,
}

/// The edit of this number.
#[must_use]
pub fn edit(number: i16) -> Option<&'static Edit> {
    EDITS.iter().find(|edit| edit.number == number)
}

const fn row(number: i16, severity: Severity, checked: Checked, reason: &'static str) -> Edit {
    Edit {
        number,
        severity,
        checked,
        reason,
    }
}

use Checked::{BrowserAndServer, NeverEmitted, Retired, ServerOnly};

pub static EDITS: [Edit; 33] = [
    row(
        -1009,
        Fatal,
        BrowserAndServer,
        "A date's year is 1895 or later.",
    ),
    row(
        -1010,
        Warning,
        BrowserAndServer,
        "A work date lies in the file's quarter; hours outside it are not processed.",
    ),
    row(
        -1018,
        Warning,
        Retired,
        "Suspended in 4.00.1, deleted in 4.10.0.",
    ),
    row(
        -1019,
        Fatal,
        Retired,
        "Suspended in 4.00.1, deleted in 4.10.0.",
    ),
    row(
        -1020,
        Warning,
        BrowserAndServer,
        "File version 2.00.0, 2.00.3 or 4.00.0 before April 1, 2026; today's date decides.",
    ),
    row(
        -1021,
        Fatal,
        BrowserAndServer,
        "File version 2.00.0, 2.00.3 or 4.00.0 on or after April 1, 2026; today's date decides.",
    ),
    row(
        -3676,
        Fatal,
        BrowserAndServer,
        "A coded value is in its list: version, state, quarter, process type, job title, pay type.",
    ),
    row(
        -3677,
        Fatal,
        BrowserAndServer,
        "A date is written YYYY-MM-DD and exists.",
    ),
    row(
        -3679,
        Fatal,
        BrowserAndServer,
        "A number lies in its range: federal fiscal year, hours.",
    ),
    row(
        -3690,
        Fatal,
        BrowserAndServer,
        "Characters of the software product version.",
    ),
    row(
        -3692,
        Fatal,
        BrowserAndServer,
        "Form of the software vendor's e-mail address.",
    ),
    row(
        -3693,
        Fatal,
        ServerOnly,
        "The facility ID is known, and the sender may submit for it: both need the stored providers and grants.",
    ),
    row(
        -3702,
        Fatal,
        BrowserAndServer,
        "The facility ID is not blank.",
    ),
    row(
        -3793,
        Fatal,
        BrowserAndServer,
        "A text is not longer than its item allows.",
    ),
    row(
        -3802,
        Fatal,
        BrowserAndServer,
        "Characters of the software vendor's and product's names.",
    ),
    row(
        -4002,
        Fatal,
        BrowserAndServer,
        "A work date is not after today (Eastern Time).",
    ),
    row(
        -4003,
        Fatal,
        BrowserAndServer,
        "The header has its required items.",
    ),
    row(
        -4004,
        Fatal,
        BrowserAndServer,
        "An employee of the employees section has an ID.",
    ),
    row(
        -4005,
        Warning,
        NeverEmitted,
        "Says that hire and termination dates are optional; nothing can break it.",
    ),
    row(
        -4006,
        Fatal,
        BrowserAndServer,
        "Staffing hours have employee ID, date, hours, job title and pay type.",
    ),
    row(
        -4008,
        Fatal,
        BrowserAndServer,
        "The staffing hours section has a process type.",
    ),
    row(
        -4010,
        Warning,
        NeverEmitted,
        "Says that the software items of the header are optional; nothing can break it.",
    ),
    row(
        -4015,
        Fatal,
        Retired,
        "Deleted in 4.10.0; edit -4025 took its place.",
    ),
    row(
        -4016,
        Fatal,
        ServerOnly,
        "An employee ID of the staffing hours section was submitted now or earlier, also where its hours are not processed: earlier files are on the server. The browser counts the IDs that this file does not list.",
    ),
    row(
        -4017,
        Warning,
        NeverEmitted,
        "Says that an item is an attribute rather than an element; nothing can break it.",
    ),
    row(
        -4018,
        Fatal,
        BrowserAndServer,
        "Characters of an employee ID.",
    ),
    row(
        -4019,
        Fatal,
        BrowserAndServer,
        "The year of a hire or termination date is 2050 or earlier.",
    ),
    row(
        -4020,
        Fatal,
        NeverEmitted,
        "For Employee Link files, which are not taken here: their file structure is not published.",
    ),
    row(
        -4021,
        Fatal,
        NeverEmitted,
        "For Employee Link files, which are not taken here.",
    ),
    row(
        -4022,
        Fatal,
        NeverEmitted,
        "For Employee Link files, which are not taken here.",
    ),
    row(
        -4023,
        Fatal,
        NeverEmitted,
        "For Employee Link files, which are not taken here.",
    ),
    row(
        -4024,
        Fatal,
        NeverEmitted,
        "For Employee Link files, which are not taken here.",
    ),
    row(
        -4025,
        Fatal,
        BrowserAndServer,
        "At most 22.50 hours of one employee on one date: within the file in the browser, across stored and new hours on the server.",
    ),
];

#[cfg(test)]
mod tests;
