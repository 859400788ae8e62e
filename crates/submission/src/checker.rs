//! What a page and the checker in its Web Worker say to each other, in Postcard. The page takes these
//! types from here without pulling in the readers.

mod enclosed;
mod part;

pub use enclosed::Enclosed;
pub use part::PartTold;

use domain::{staffing::FileFigures, submissions::Severity};
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    assessments::{Assessments, Catalogue, PackLabel, RulesUsed, entry::Standing},
    check::{self, Archive, FileCheck, NotChecked, Opened, Options, Reading},
    fact::Fact,
    finding::CodeCount,
    findings::Query,
    source::{Input, ReadAt},
};

/// How the check of an upload goes on.
pub enum Begun {
    /// What cannot be opened at all: there is the answer.
    Checked(check::Checked),
    /// A ZIP, which waits to be checked part by part.
    Opened(Archive),
    /// One XML file, which waits to be read.
    Reading(Box<Reading<'static>>),
}

/// [`check`](crate::check::check) for findings and figures alone; but an XML file is left for the caller to read, who can then wait for
/// its pieces, and a ZIP for the caller to check part by part. It is compiled here once, for speed; the program around it
/// is compiled for size.
///
/// # Errors
/// As `check`.
pub fn begin(
    source: &mut dyn ReadAt,
    file_name: &str,
    options: &Options,
    assessments: Assessments<'_>,
) -> Result<Begun, NotChecked> {
    let mut input = Input::new(source)?;
    let length = input.len();
    match check::open(&mut input, file_name, &options.limits) {
        Ok(Opened::Xml) => {
            let keep = options.limits.findings;
            // It has no size, so nothing is ever allocated for it.
            let receiver = Box::leak(Box::new(()));
            let reading = Reading::new(file_name, length, options, assessments, keep, receiver);
            Ok(Begun::Reading(Box::new(reading)))
        }
        Ok(Opened::Zip(archive)) => Ok(Begun::Opened(archive)),
        Ok(Opened::Refused(container, refusal)) => Ok(Begun::Checked(check::Checked {
            container,
            files: vec![FileCheck::refused(file_name, length, options, refusal)],
        })),
        Err(broken) => Err(broken.of(input)),
    }
}

/// From the page. The file to check travels beside it, as the browser's own object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Every answer to it carries this number; from 1.
    pub number: u32,
    pub request: Request,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Reads and checks the file; assessments by the packs of this catalogue, which are fetched when one is wanted. None where they are not taken.
    Check(Options, Option<Enclosed<Catalogue>>),
    /// How often each edit was found.
    Edits(List),
    /// The findings of one page, counted from 1, when `size` of them are on each.
    Page { list: List, page: u32, size: u32 },
    /// How a form stands that is being filled in; no file goes with it.
    Form(Enclosed<FormQuestion>),
}

/// The answers that a form has so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormQuestion {
    pub pack: PackLabel,
    /// `ID=value` lines.
    pub answers: String,
    /// Today by the rules' clock.
    #[serde(with = "domain::time::wire")]
    pub today: Date,
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
pub enum Reply {
    Progress(Progress),
    Checked(Box<Checked>),
    /// The browser could not read the file on: it was moved, changed or taken away.
    Unreadable,
    Edits(Vec<EditFound>),
    Page(Page),
    Form(Enclosed<Standing>),
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
    /// Bytes of the checker's WASM memory. It stands in front, with the next, for programs that measure.
    pub memory: u64,
    /// Findings whose place was kept; the others are counted only.
    pub kept: u64,
    /// Why the file could not be opened at all. The server will not open it either.
    pub refusal: Option<Fact>,
    /// The XML files: the file itself, or the members of the ZIP.
    pub members: Vec<Member>,
}

/// One XML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    pub counts: Vec<CodeCount>,
    /// What it would do to the stored quarter; none when its header does not say whose it is.
    pub figures: Option<FileFigures>,
    /// Employees of the staffing hours section whom the file itself does not list. Only the server knows
    /// whether earlier files did (edit -4016).
    pub employees_not_listed: u32,
    /// Of an assessment: the rules that it was checked by.
    pub rules: Option<RulesUsed>,
    /// Of an assessment: whose it says to be.
    pub facility: Option<SaidFacility>,
}

/// A facility as a record names it, and the record's instrument; empty where it does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidFacility {
    pub instrument: String,
    pub state: String,
    /// The state's own number for it.
    pub number: String,
}

impl Member {
    /// Whether it is payroll beyond doubt: what could not be read as an assessment is read as payroll, too.
    #[must_use]
    pub const fn is_payroll(&self) -> bool {
        self.figures.is_some()
    }
}

/// The findings of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub facts: Vec<Fact>,
    /// Findings of the whole list, as far as they were kept.
    pub total: u32,
}

impl Page {
    /// Findings on a page of a table.
    pub const SIZE: u32 = 100;

    /// The number of the last page, at least 1.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.total.div_ceil(Self::SIZE).max(1)
    }
}

/// How often one edit was found, with the first of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditFound {
    pub code: String,
    pub severity: Severity,
    pub count: u64,
    /// Of those, the ones whose place was kept.
    pub kept: u32,
    pub example: Option<Fact>,
}

/// What crosses from one to the other.
pub trait Message: Serialize + DeserializeOwned {
    fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads [`Self::to_bytes`]; none when it says something else.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Message for Question {}
impl Message for Answer {}
impl Message for Catalogue {}
impl Message for FormQuestion {}
impl Message for Standing {}
impl Message for PartTold {}

#[cfg(test)]
mod tests;
