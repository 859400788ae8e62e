use serde::{Deserialize, Serialize};

use super::SubmissionNumber;

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
    /// Anything else: send it again.
    Failed,
}

impl SentFile {
    const BEFORE: &'static str = "before-";

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
            _ => match key.strip_prefix(Self::BEFORE) {
                Some(text) => number(text).map(Self::SentBefore),
                None => number(key).map(Self::Received),
            },
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
        list.split(',').filter_map(Self::from_key).collect()
    }
}
