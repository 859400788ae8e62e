//! What a page and the checker in its Web Worker say to each other: short JSON texts. The page
//! takes these types from here without pulling in the readers.

use domain::{staffing::FileFigures, submissions::Severity};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    finding::{CodeCount, Finding},
    findings::Query,
    limits::Limits,
};

/// From the page. The file to check travels beside the text, as the browser's own object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Every answer to it carries this number; from 1.
    pub number: u32,
    pub request: Request,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Reads and checks the file; `today` is the day of the rules' clock.
    Check { today: Date, limits: Limits },
    /// How often each edit was found.
    Edits(List),
    /// The findings of one page, counted from 1.
    Page { list: List, page: u32 },
    /// All findings that were kept, as a CSV file.
    Csv(List),
}

/// The findings of one member, or of all of them in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub member: Option<usize>,
    pub query: Query,
}

/// From the checker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's, or 0 before any question.
    pub number: u32,
    pub reply: Reply,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The program listens.
    Ready,
    Progress(Progress),
    Checked(Box<Checked>),
    /// The browser could not read the file on: it was moved, changed or taken away.
    Unreadable,
    Edits(Vec<EditFound>),
    Page(Page),
    /// The file travels beside the text.
    Csv,
}

/// Bytes checked, unpacked, over all files of a ZIP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// What the checker says of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Why the file could not be opened at all. Such a file is not worth sending.
    pub refusal: Option<Finding>,
    /// The XML files: the file itself, or the members of the ZIP.
    pub members: Vec<Member>,
    /// Findings whose place and wording were kept; the others are counted only.
    pub kept: u64,
    /// Bytes of the checker's WASM memory.
    pub memory: u64,
}

/// One XML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    pub counts: Vec<CodeCount>,
    /// What it would do to the stored quarter; none when its header does not say whose it is.
    pub figures: Option<FileFigures>,
    /// Employees with hours whom the file itself does not list. Only the server knows whether
    /// earlier files did (edit -4016).
    pub employees_not_listed: u32,
}

/// The findings of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub findings: Vec<Finding>,
    /// Findings of the whole list, as far as they were kept.
    pub total: u32,
}

impl Page {
    /// Findings on a page.
    pub const SIZE: u32 = 100;

    /// The number of the last page, at least 1.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.total.div_ceil(Self::SIZE).max(1)
    }
}

/// How often one edit was found, with one of its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditFound {
    pub code: String,
    pub severity: Severity,
    pub count: u64,
    /// Of those, the ones whose place and wording were kept.
    pub kept: u32,
    pub example: String,
}
