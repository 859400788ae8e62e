//! Which files come before another to the same quarter. They are sent one after the other, in the order in which their buttons were
//! pressed, and until then in the order of the list.

use super::sending::Sending;
use crate::ui::counted;
use domain::providers::StateCode;
use domain::staffing::{Figures, FileFigures, FiscalQuarter, ProcessType};
use std::collections::BTreeMap;

/// A checked file, or one of a ZIP, with what it brings to its quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub name: String,
    pub file: FileFigures,
    /// Whether the server will reject it for its facility or quarter: then it changes nothing.
    pub is_rejected: bool,
}

/// Where a picked file is on its way into what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Unsent,
    /// On its way, or waiting for those that are.
    Pressed,
    /// The server has it. Once it has had its answer: how many of the page had had theirs then.
    Received(Option<u32>),
    /// Its bytes came before, by another act of sending.
    Elsewhere,
}

impl Turn {
    #[must_use]
    pub const fn of(sending: &Sending, settled: Option<u32>) -> Self {
        match sending {
            Sending::NotSent | Sending::Unreachable | Sending::LoggedOut | Sending::Refused(_) => {
                Self::Unsent
            }
            Sending::Waiting | Sending::Underway(_) | Sending::TryingAgain { .. } => Self::Pressed,
            Sending::Received(_) => Self::Received(settled),
            Sending::SentBefore(_) => Self::Elsewhere,
        }
    }

    /// Whether its person has sent it from here.
    #[must_use]
    pub const fn is_pressed(self) -> bool {
        matches!(self, Self::Pressed | Self::Received(_))
    }

    /// Whether it comes before a file that waits for its button, and is not in what that was compared with: files of the page had had their
    /// answer then, `compared` of them.
    #[must_use]
    pub fn is_before(self, compared: u32, stands_above: bool) -> bool {
        match self {
            Self::Unsent => stands_above,
            Self::Pressed => true,
            Self::Received(settled) => settled.is_none_or(|settled| settled > compared),
            Self::Elsewhere => false,
        }
    }
}

/// What comes to a quarter before a file: since the last that replaces it, for what came before that is gone by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    files: i64,
    last: String,
    figures: Figures,
}

impl Ahead {
    /// In words, for the person who is about to send the file behind it.
    #[must_use]
    pub fn words(&self, of_file: ProcessType) -> String {
        let does = match of_file {
            ProcessType::Replace => "takes the place of",
            ProcessType::Merge => "merges into",
        };
        let Self {
            files,
            last,
            figures,
        } = self;
        if *files == 1 {
            let figures = figures.words();
            format!(
                "In the order of this page it comes after {last}, and {does} what that brings: {figures}."
            )
        } else {
            let files = counted(*files, "file");
            format!(
                "In the order of this page it comes after {files} for this quarter, the last of them {last}, and {does} what they bring."
            )
        }
    }
}

/// What is ahead of each file of `own`, with `before` all of them, when they come in this order.
#[must_use]
pub fn ahead_of_each(
    before: impl IntoIterator<Item = Brought>,
    own: &[Brought],
) -> Vec<Option<Ahead>> {
    let mut quarters = Quarters::default();
    for brought in before {
        quarters.add(&brought);
    }
    own.iter()
        .map(|brought| {
            let ahead = quarters.0.get(&quarter_of(brought)).cloned();
            quarters.add(brought);
            ahead
        })
        .collect()
}

type Quarter = (StateCode, String, FiscalQuarter);

#[derive(Default)]
struct Quarters(BTreeMap<Quarter, Ahead>);

impl Quarters {
    fn add(&mut self, brought: &Brought) {
        if brought.is_rejected {
            return;
        }
        let place = quarter_of(brought);
        let stays = match brought.file.process_type {
            ProcessType::Replace => 0,
            ProcessType::Merge => self.0.get(&place).map_or(0, |ahead| ahead.files),
        };
        let ahead = Ahead {
            files: stays + 1,
            last: brought.name.clone(),
            figures: brought.file.figures,
        };
        self.0.insert(place, ahead);
    }
}

/// Letters of a facility's ID may be small.
fn quarter_of(brought: &Brought) -> Quarter {
    let file = &brought.file;
    let facility = file.facility_id.to_ascii_uppercase();
    (file.state, facility, file.quarter)
}
