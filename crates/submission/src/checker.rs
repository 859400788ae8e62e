//! What a page and the checker in its Web Worker say to each other: questions like the query of an
//! address, answers as JSON. The page takes these types from here without pulling in the readers.

use std::ops::ControlFlow;

use domain::{listing::Query as Words, staffing::FileFigures, submissions::Severity};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    check::{self, NotChecked, Options},
    finding::{CodeCount, Finding},
    findings::{Query, Sort},
    limits::Limits,
    source::ReadAt,
};

/// [`check`](crate::check::check) for findings and figures alone. It is compiled here once, for speed; the program
/// around it is compiled for size.
///
/// # Errors
/// As `check`.
pub fn inspect(
    mut source: &mut dyn ReadAt,
    file_name: &str,
    options: &Options,
    progress: &mut dyn FnMut(check::Progress) -> ControlFlow<()>,
) -> Result<check::Checked, NotChecked> {
    check::check(&mut source, file_name, options, &mut (), progress)
}

/// From the page, written like the query of an address. The file to check travels beside it, as
/// the browser's own object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Every answer to it carries this number; from 1.
    pub number: u32,
    pub request: Request,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Reads and checks the file.
    Check(Options),
    /// How often each edit was found.
    Edits(List),
    /// The findings of one page, counted from 1.
    Page { list: List, page: u32 },
    /// All findings that were kept, as a CSV file.
    Csv(List),
}

/// The findings of one member, or of all of them in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    pub member: Option<usize>,
    pub query: Query,
}

const SORTS: [(Sort, &str); 6] = [
    (Sort::Line, "line"),
    (Sort::Severity, "severity"),
    (Sort::Code, "code"),
    (Sort::Item, "item"),
    (Sort::Employee, "employee"),
    (Sort::Date, "date"),
];

impl Question {
    /// `ask=page&number=7&code=-4025&page=2`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let (ask, words) = match &self.request {
            Request::Check(options) => ("check", options_to_words(options)),
            Request::Edits(list) => ("edits", list.to_words()),
            Request::Page { list, page } => (
                "page",
                list.to_words().with("page", Some(&page.to_string())),
            ),
            Request::Csv(list) => ("csv", list.to_words()),
        };
        let number = self.number.to_string();
        words
            .with("ask", Some(ask))
            .with("number", Some(&number))
            .to_string()
    }

    /// Reads [`Self::to_text`]; none when it says something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let words = Words::parse(text);
        let request = match words.get("ask")? {
            "check" => Request::Check(options_from_words(&words)?),
            "edits" => Request::Edits(List::from_words(&words)),
            "page" => Request::Page {
                list: List::from_words(&words),
                page: number(&words, "page")?,
            },
            "csv" => Request::Csv(List::from_words(&words)),
            _ => return None,
        };
        Some(Self {
            number: number(&words, "number")?,
            request,
        })
    }
}

impl List {
    fn to_words(&self) -> Words {
        let Query {
            severity,
            code,
            sort,
            descending,
        } = &self.query;
        let sort = SORTS
            .iter()
            .find(|(known, _)| known == sort)
            .map(|(_, key)| *key);
        Words::default()
            .with(
                "member",
                self.member.map(|member| member.to_string()).as_deref(),
            )
            .with("severity", severity.map(Severity::as_str))
            .with("code", code.as_deref())
            .with("sort", sort)
            .with("descending", descending.then_some("true"))
    }

    fn from_words(words: &Words) -> Self {
        let sort = words
            .get("sort")
            .and_then(|key| SORTS.iter().find(|(_, known)| *known == key));
        Self {
            member: number(words, "member").map(|member| member as usize),
            query: Query {
                severity: words.get("severity").and_then(Severity::parse),
                code: words.get("code").map(str::to_owned),
                sort: sort.map(|(sort, _)| *sort).unwrap_or_default(),
                descending: words.get("descending").is_some(),
            },
        }
    }
}

/// The limits that an operator may set; the others stand as they are.
fn options_to_words(options: &Options) -> Words {
    let Options { today, limits } = options;
    let day = [
        i64::from(today.year()),
        today.month().into(),
        today.day().into(),
    ];
    let [year, month, day] = day.map(|part| part.to_string());
    Words::default()
        .with("year", Some(&year))
        .with("month", Some(&month))
        .with("day", Some(&day))
        .with("zip_bytes", Some(&limits.zip_bytes.to_string()))
        .with("xml_bytes", Some(&limits.xml_bytes.to_string()))
        .with("events", Some(&limits.events.to_string()))
}

fn options_from_words(words: &Words) -> Option<Options> {
    let part = |name| words.get(name)?.parse().ok();
    let limit = |name, usual| {
        words
            .get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let usual = Limits::default();
    Some(Options {
        today: Date::new(
            words.get("year")?.parse().ok()?,
            part("month")?,
            part("day")?,
        )
        .ok()?,
        limits: Limits {
            zip_bytes: limit("zip_bytes", usual.zip_bytes),
            xml_bytes: limit("xml_bytes", usual.xml_bytes),
            events: limit("events", usual.events),
            ..usual
        },
    })
}

fn number(words: &Words, name: &str) -> Option<u32> {
    words.get(name)?.parse().ok()
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

#[cfg(test)]
mod tests;
