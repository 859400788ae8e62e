//! How far the sending of a file is, in words.

use super::pace::Pace;
use crate::error::ApiError;
use domain::submissions::{Receiving, SubmissionNumber};

/// From "not sent" to a receipt. Only [`Self::Received`] means that the server has the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sending {
    #[default]
    NotSent,
    /// Its button was pressed while another was on its way: they go one after the other, so that each counts in that order.
    Waiting,
    Underway(Pace),
    /// The network broke; the same key makes a second try harmless.
    TryingAgain {
        seconds: u32,
    },
    /// Every try failed.
    Unreachable,
    /// The same bytes came before: the person decides.
    SentBefore(SubmissionNumber),
    /// The session ended. The file stays here until the person has logged in again.
    LoggedOut,
    /// The server does not take it, in its own words.
    Refused(String),
    Received(SubmissionNumber),
}

impl Sending {
    /// Whether a press on "Send" may start it.
    #[must_use]
    pub const fn may_start(&self) -> bool {
        matches!(
            self,
            Self::NotSent
                | Self::Unreachable
                | Self::SentBefore(_)
                | Self::LoggedOut
                | Self::Refused(_)
        )
    }

    /// Whether the server does not have the file, as far as this page knows.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        !matches!(self, Self::SentBefore(_) | Self::Received(_))
    }

    /// What the live region says when it comes to this.
    #[must_use]
    pub fn announcement(&self) -> Option<String> {
        match self {
            Self::NotSent => None,
            Self::Waiting => Some(String::from("waits for the file that is being sent.")),
            Self::Underway(pace) => (pace.done == 0).then(|| String::from("sending.")),
            Self::TryingAgain { seconds } => Some(format!(
                "the connection was lost. Trying again in {seconds} seconds."
            )),
            Self::Unreachable => Some(String::from("not sent. The server could not be reached.")),
            Self::SentBefore(number) => Some(format!(
                "sent already as submission {number}. Send it again?"
            )),
            Self::LoggedOut => Some(String::from("not sent. Your session has ended.")),
            Self::Refused(reason) => Some(format!("not taken. {reason}")),
            Self::Received(number) => Some(format!("received as submission {number}.")),
        }
    }
}

/// What an answer of the server means for the file.
#[must_use]
pub fn of_answer(status: u16, text: &str) -> Sending {
    match (status, serde_json::from_str(text)) {
        (401, _) => Sending::LoggedOut,
        (_, Ok(Receiving::Received(number))) => Sending::Received(number),
        (_, Ok(Receiving::SentBefore(number))) => Sending::SentBefore(number),
        (_, Err(_)) => {
            let error = serde_json::from_str(text).unwrap_or(ApiError::Internal { incident: None });
            Sending::Refused(error.to_string())
        }
    }
}

/// Seconds to wait before the next try, after this many failed ones; none when it is time to give up.
#[must_use]
pub const fn pause_after(failures: u32) -> Option<u32> {
    match failures {
        0 | 1 => Some(2),
        2 => Some(5),
        3 => Some(15),
        _ => None,
    }
}
