use serde::{Deserialize, Serialize};

use super::SubmissionNumber;
use crate::support::Incident;

/// What became of one of several files that were sent together, as the results page's address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentFile {
    Received(SubmissionNumber),
    /// The same bytes came before; nothing was received.
    SentBefore(SubmissionNumber),
    TooLarge,
    Empty,
    /// Beyond what one act of sending may bring.
    TooMany,
    /// Something else with this file: send it again.
    Failed,
    /// This and the next ones end what was sent: neither this file nor any after it was received. Here because
    /// the person has sent as many as the hour takes.
    TooOften,
    /// All files of the act of sending have more bytes than it may bring.
    TogetherTooLarge,
    /// The request ended before this file did.
    CutOff,
    /// The server had no room for it.
    NoRoom,
    /// A fault of ours.
    Fault(Option<Incident>),
}

/// The same, as the results page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLine {
    pub file: SentFile,
    /// What it was called; none of a file that is stored nowhere once that is forgotten.
    pub name: Option<String>,
}

impl SentFile {
    /// What all files of one act of sending may have together, unless one alone may have more.
    pub const BYTES_AT_ONCE: u64 = 100 * 1024 * 1024;
    /// What one act of sending is told: of twenty files, and that there were more.
    const MOST: usize = 21;
    const BEFORE: &'static str = "before-";
    const FAULT: &'static str = "fault";

    /// `1000124`, `before-1000003`, `too-large`.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Received(number) => number.to_string(),
            Self::SentBefore(number) => format!("{}{number}", Self::BEFORE),
            Self::TooLarge => "too-large".to_owned(),
            Self::Empty => "empty".to_owned(),
            Self::TooMany => "too-many".to_owned(),
            Self::Failed => "failed".to_owned(),
            Self::TooOften => "too-often".to_owned(),
            Self::TogetherTooLarge => "together-too-large".to_owned(),
            Self::CutOff => "cut-off".to_owned(),
            Self::NoRoom => "no-room".to_owned(),
            Self::Fault(None) => Self::FAULT.to_owned(),
            Self::Fault(Some(incident)) => format!("{}-{incident}", Self::FAULT),
        }
    }

    /// Reads what [`Self::key`] writes.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok().map(SubmissionNumber);
        match key {
            "too-large" => Some(Self::TooLarge),
            "empty" => Some(Self::Empty),
            "too-many" => Some(Self::TooMany),
            "failed" => Some(Self::Failed),
            "too-often" => Some(Self::TooOften),
            "together-too-large" => Some(Self::TogetherTooLarge),
            "cut-off" => Some(Self::CutOff),
            "no-room" => Some(Self::NoRoom),
            _ => {
                if let Some(text) = key.strip_prefix(Self::BEFORE) {
                    number(text).map(Self::SentBefore)
                } else if let Some(text) = key.strip_prefix(Self::FAULT) {
                    let incident = text.strip_prefix('-').and_then(Incident::parse);
                    Some(Self::Fault(incident))
                } else {
                    number(key).map(Self::Received)
                }
            }
        }
    }

    /// The words of an address: the files in their order.
    #[must_use]
    pub fn list(files: &[Self]) -> String {
        let keys: Vec<_> = files.iter().map(|file| file.key()).collect();
        keys.join(",")
    }

    /// Reads what [`Self::list`] writes; words that say nothing are left out.
    #[must_use]
    pub fn from_list(list: &str) -> Vec<Self> {
        let files = list.split(',').filter_map(Self::from_key);
        files.take(Self::MOST).collect()
    }

    /// The submission that it is.
    #[must_use]
    pub const fn number(self) -> Option<SubmissionNumber> {
        match self {
            Self::Received(number) | Self::SentBefore(number) => Some(number),
            _ => None,
        }
    }
}
