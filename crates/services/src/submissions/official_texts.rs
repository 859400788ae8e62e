//! CMS's own sentences about its edits. They are not part of this program: an operator imports them from a package of
//! CMS's, and pages show them beside our words.

mod package;

use std::{fmt, str::FromStr};

use domain::{
    audit::{Act, Event},
    submissions::{OfficialText, SubmissionKind},
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use crate::{ServiceError, Services, audit};

pub use package::PackageError;

store::sql! {
    /// Served by the primary key.
    FIND = "select text from official_text where instrument = $1 and version = $2 and number = $3";
    PUT = "insert into official_text (instrument, version, number, text, imported_at) values ($1, $2, $3, $4, $5)
        on conflict (instrument, number, version) do update set text = $4, imported_at = $5";
    /// What was found in a file, with every version of its text. Served by the primary keys.
    OF_FILE = "select t.number, t.version, t.text from official_text t
        where t.instrument = $1 and t.number in (select c.edit from finding_count c where c.file_id = $2)
        order by t.number, t.version";
    /// Served by the primary key.
    RECORD = "select instrument, specification from sent_record where file_id = $1";
}

/// Whose edits: data specifications have one numbering each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecificationFamily {
    Oasis,
    Mds,
    Staffing,
}

impl SpecificationFamily {
    pub const ALL: [Self; 3] = [Self::Oasis, Self::Mds, Self::Staffing];

    /// As stored and typed.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Oasis => "OASIS",
            Self::Mds => "MDS",
            Self::Staffing => "PBJ",
        }
    }

    /// The first letter of the pages in CMS's packages: `oe_3060.html`.
    const fn letter(self) -> char {
        match self {
            Self::Oasis => 'o',
            Self::Mds => 'm',
            Self::Staffing => 'p',
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it is OASIS, MDS or PBJ")]
pub struct NotAFamily;

impl FromStr for SpecificationFamily {
    type Err = NotAFamily;

    fn from_str(typed: &str) -> Result<Self, NotAFamily> {
        Self::ALL
            .into_iter()
            .find(|family| family.key().eq_ignore_ascii_case(typed))
            .ok_or(NotAFamily)
    }
}

/// What the operator says about a package, where it does not say so itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageFacts {
    pub family: Option<SpecificationFamily>,
    /// Of the data specifications: `3.02.0`.
    pub version: Option<String>,
}

/// A text of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PackageText {
    family: SpecificationFamily,
    version: String,
    /// `-3060`
    number: String,
    text: String,
}

/// A line of a package, or a page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// `line 12`, `oe_3060.html`
    place: String,
    /// The text, or why there is none.
    text: Result<PackageText, &'static str>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOutcome {
    New,
    Changed,
    Same,
    Unread(&'static str),
}

/// What became of a package, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextsReport {
    /// The place of the line, the edit if it names one, and what became of it.
    pub lines: Vec<(String, Option<String>, LineOutcome)>,
}

impl TextsReport {
    /// How many lines came to this.
    #[must_use]
    pub fn count(&self, is: impl Fn(LineOutcome) -> bool) -> usize {
        self.lines
            .iter()
            .filter(|(_, _, outcome)| is(*outcome))
            .count()
    }
}

impl fmt::Display for TextsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, number, outcome) in &self.lines {
            let number = number.as_deref().unwrap_or("no edit");
            match outcome {
                LineOutcome::New => writeln!(f, "{place}: {number}, new")?,
                LineOutcome::Changed => writeln!(f, "{place}: {number}, changed")?,
                LineOutcome::Same => writeln!(f, "{place}: {number}, as before")?,
                LineOutcome::Unread(why) => writeln!(f, "{place}: not taken: {why}")?,
            }
        }
        let of = |outcome| self.count(|one| one == outcome);
        let (new, changed, same) = (
            of(LineOutcome::New),
            of(LineOutcome::Changed),
            of(LineOutcome::Same),
        );
        let unread = self.lines.len() - new - changed - same;
        write!(
            f,
            "{new} new, {changed} changed, {same} as before, {unread} not taken."
        )
    }
}

/// Takes in the texts of a package: a ZIP of CMS's pages, one such page, or a table with a number and a text in each line.
/// What cannot be read is reported and left out; the same package twice changes nothing.
///
/// # Errors
/// [`PackageError`] for what is no package at all, or does not say of which instrument and version it is; the database's.
pub async fn import_texts(
    services: &Services,
    name: &str,
    bytes: &[u8],
    facts: &PackageFacts,
    now: Instant,
) -> Result<TextsReport, PackageError> {
    let lines = package::read(name, bytes, facts)?;
    let mut tx = services.db.write().await.map_err(ServiceError::from)?;
    let mut report = TextsReport::default();
    for line in lines {
        let (number, outcome) = match line.text {
            Ok(text) => {
                let outcome = put(&mut tx, &text, now).await?;
                (Some(text.number), outcome)
            }
            Err(why) => (None, LineOutcome::Unread(why)),
        };
        report.lines.push((line.place, number, outcome));
    }
    let taken = report.count(|one| matches!(one, LineOutcome::New | LineOutcome::Changed));
    let event = (taken > 0).then(|| {
        let operator = audit::operator(services);
        Event::new(Act::EditTextsImported, operator, now).count("texts", taken)
    });
    let recorded = audit::commit_all(tx, services, event).await;
    recorded.map_err(ServiceError::from)?;
    Ok(report)
}

async fn put(tx: &mut Tx, text: &PackageText, now: Instant) -> Result<LineOutcome, ServiceError> {
    let (family, version, number) = (text.family.key(), &text.version, &text.number);
    let before = fetch!(fetch_optional, (String,), tx, FIND, family, version, number)?;
    let outcome = match before {
        Some((before,)) if before == text.text => return Ok(LineOutcome::Same),
        Some(_) => LineOutcome::Changed,
        None => LineOutcome::New,
    };
    exec!(tx, PUT, family, version, number, &text.text, now.0)?;
    Ok(outcome)
}

/// The texts of the edits that were found in a file: of the version that it was checked by, else of the latest one.
pub(super) async fn texts_of(
    tx: &mut Tx,
    kind: SubmissionKind,
    file: Uuid,
) -> Result<Vec<OfficialText>, ServiceError> {
    let (family, version) = match kind {
        SubmissionKind::Staffing => (Some(SpecificationFamily::Staffing.key().to_owned()), None),
        SubmissionKind::Assessments => {
            let row = fetch!(
                fetch_optional,
                (Option<String>, Option<String>),
                tx,
                RECORD,
                file
            )?;
            row.unwrap_or_default()
        }
    };
    let Some(family) = family else {
        return Ok(Vec::new());
    };
    let rows = fetch!(
        fetch_all,
        (String, String, String),
        tx,
        OF_FILE,
        family,
        file
    )?;
    let mut texts: Vec<OfficialText> = Vec::new();
    for (edit, of_version, text) in rows {
        let next = OfficialText {
            edit,
            version: of_version,
            text,
        };
        match texts.last_mut().filter(|last| last.edit == next.edit) {
            Some(last) if is_nearer(&next.version, &last.version, version.as_deref()) => {
                *last = next;
            }
            Some(_) => {}
            None => texts.push(next),
        }
    }
    Ok(texts)
}

/// Whether one version's text is to be shown rather than another's.
fn is_nearer(one: &str, other: &str, wanted: Option<&str>) -> bool {
    let rank = |version: &str| {
        let parts = version.split('.').map(|part| part.parse().unwrap_or(0));
        (Some(version) == wanted, parts.collect::<Vec<u32>>())
    };
    rank(one) > rank(other)
}

#[cfg(test)]
mod tests;
