//! What a package of CMS's data specifications says: pages of HTML, one for each edit, or a table.

use std::{
    borrow::Cow,
    io::{Cursor, Read as _},
};

use encoding_rs::WINDOWS_1252;
use html5gum::{Token, Tokenizer};
use zip::ZipArchive;

use super::{Line, PackageFacts, PackageText, SpecificationFamily};
use crate::ServiceError;

/// Bytes of one page; CMS's have a few thousand.
const PAGE_BYTES: u64 = 1024 * 1024;
/// Files of a package; CMS's have about two thousand.
const MOST_FILES: usize = 20_000;
/// Characters of one text; CMS's longest has about six thousand.
const LONGEST_TEXT: usize = 20_000;
const ZIP_MARK: &[u8] = b"PK\x03\x04";

const NO_VERSION: &str = "it does not say of which version of the specifications it is";
const NO_FAMILY: &str = "it does not say of which instrument it is";
const NO_NUMBER: &str = "its number is none of an edit";
const NO_TEXT: &str = "there is no text";
const TOO_LONG: &str = "the text is longer than any of CMS's";
const NO_PAGE: &str = "the page has no \"Edit Text\"";
const NOT_UNPACKED: &str = "it cannot be unpacked, or is too large for a page";

/// Why a package was not taken; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("This ZIP cannot be opened.")]
    Zip(#[from] zip::result::ZipError),
    #[error("This ZIP has more than {MOST_FILES} files.")]
    TooManyFiles,
    #[error("There is no page of an edit in this ZIP (oe_3060.html, me_3503.html, pe_4025.html).")]
    NoPages,
    #[error(
        "The table's first line names no columns that could be the number (edit_id, number) and the text (edit_text, text), \
         and has not two columns."
    )]
    NoColumns,
    #[error("This is no table that can be read.")]
    Table(#[from] csv::Error),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    facts: &PackageFacts,
) -> Result<Vec<Line>, PackageError> {
    if bytes.starts_with(ZIP_MARK) {
        archive(bytes, facts)
    } else if let Some(page) = Page::named(name) {
        Ok(vec![page.line(bytes, facts)])
    } else {
        table(&decoded(bytes), facts)
    }
}

/// CMS's files are UTF-8 or Windows-1252.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Err(_) => WINDOWS_1252.decode(bytes).0,
    }
}

/// The pages of the edits; whatever else the package holds is left alone.
fn archive(bytes: &[u8], facts: &PackageFacts) -> Result<Vec<Line>, PackageError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MOST_FILES {
        return Err(PackageError::TooManyFiles);
    }
    let mut lines = Vec::new();
    for place in 0..archive.len() {
        let file = archive.by_index(place)?;
        let named = file.name().ok().and_then(|name| Page::named(&name));
        let Some(page) = named else {
            continue;
        };
        let mut bytes = Vec::new();
        let read = file.take(PAGE_BYTES + 1).read_to_end(&mut bytes);
        let is_whole = read.is_ok() && bytes.len() as u64 <= PAGE_BYTES;
        lines.push(if is_whole {
            page.line(&bytes, facts)
        } else {
            page.unread(NOT_UNPACKED)
        });
    }
    if lines.is_empty() {
        return Err(PackageError::NoPages);
    }
    Ok(lines)
}

/// The page of one edit, by its file's name.
struct Page {
    name: String,
    family: SpecificationFamily,
    number: String,
}

impl Page {
    /// `…/oe_3060.html`
    fn named(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        let stem = name.strip_suffix(".html").or(name.strip_suffix(".htm"))?;
        let (letter, number) = stem.split_once("e_")?;
        let family = SpecificationFamily::ALL
            .into_iter()
            .find(|family| letter.chars().eq([family.letter()]))?;
        Some(Self {
            family,
            number: number_of(number)?,
            name,
        })
    }

    fn line(self, bytes: &[u8], facts: &PackageFacts) -> Line {
        let text = match (text_of_page(&decoded(bytes)), &facts.version) {
            (None, _) => Err(NO_PAGE),
            (_, None) => Err(NO_VERSION),
            (Some(text), Some(version)) => checked(self.family, version, &self.number, &text),
        };
        Line {
            place: self.name,
            text,
        }
    }

    fn unread(self, why: &'static str) -> Line {
        Line {
            place: self.name,
            text: Err(why),
        }
    }
}

/// `-3060` of `3060`, `-3060` and `-3060a`, whose letter names a part.
fn number_of(text: &str) -> Option<String> {
    let digits = text.trim().trim_start_matches('-');
    let is_number = (2..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("-{digits}"))
}

fn checked(
    family: SpecificationFamily,
    version: &str,
    number: &str,
    text: &str,
) -> Result<PackageText, &'static str> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let is_version = !version.is_empty() && version.len() <= 20;
    if !is_version || version.contains(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
        return Err(NO_VERSION);
    }
    let text: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let text = text.join("\n");
    match text.chars().count() {
        0 => Err(NO_TEXT),
        1..=LONGEST_TEXT => Ok(PackageText {
            family,
            version: version.to_owned(),
            number: number_of(number).ok_or(NO_NUMBER)?,
            text,
        }),
        _ => Err(TOO_LONG),
    }
}

/// Elements between whose contents a reader sees the end of a line.
const BLOCKS: [&[u8]; 18] = [
    b"br", b"dd", b"div", b"dt", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"hr", b"li", b"ol",
    b"p", b"table", b"td", b"th", b"tr",
];

/// What a page says, line by line, without its markup.
fn lines_of(html: &str) -> Vec<String> {
    let (mut text, mut hidden) = (String::new(), 0_usize);
    for Ok(token) in Tokenizer::new(html) {
        let (name, depth) = match &token {
            Token::StartTag(tag) if !tag.self_closing => (Some(tag.name.as_slice()), 1),
            Token::StartTag(tag) => (Some(tag.name.as_slice()), 0),
            Token::EndTag(tag) => (Some(tag.name.as_slice()), -1),
            Token::String(words) if hidden == 0 => {
                // A line's end in the source is a blank.
                text.push_str(&String::from_utf8_lossy(words).replace(['\r', '\n'], " "));
                (None, 0)
            }
            _ => (None, 0),
        };
        match name {
            Some(b"script" | b"style" | b"title") => hidden = hidden.saturating_add_signed(depth),
            Some(name) if BLOCKS.contains(&name) => text.push('\n'),
            _ => {}
        }
    }
    let lines = text.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect()
}

const TEXT: &str = "edit text";
/// What may stand after the text.
const LABELS: [&str; 13] = [
    "edit id",
    "edit type",
    "type",
    "edit severity",
    "severity",
    "item",
    "items",
    "items affected",
    "edit version notes",
    "version notes",
    "notes",
    "edit notes",
    "related items",
];

/// The label that a line is or begins with, and the rest of it.
fn label(line: &str) -> Option<(String, &str)> {
    let (label, rest) = line.split_once(':').unwrap_or((line, ""));
    let label = label.trim().to_ascii_lowercase();
    let is_label = label == TEXT || LABELS.contains(&label.as_str());
    is_label.then(|| (label, rest.trim()))
}

/// What stands under "Edit Text" on the page of an edit, up to the next label.
fn text_of_page(html: &str) -> Option<String> {
    let lines = lines_of(html);
    let labels = lines.iter().map(|line| label(line));
    let (at, first) = labels.enumerate().find_map(|(at, label)| {
        label
            .filter(|(label, _)| label == TEXT)
            .map(|(_, rest)| (at, rest))
    })?;
    let rest = lines.get(at + 1..)?.iter().map(String::as_str);
    let rest = rest.take_while(|line| label(line).is_none());
    let text: Vec<&str> = [first]
        .into_iter()
        .chain(rest)
        .filter(|line| !line.is_empty())
        .collect();
    Some(text.join("\n"))
}

/// Which columns of a table say what.
struct Columns {
    number: usize,
    text: usize,
    family: Option<usize>,
    version: Option<usize>,
    has_headings: bool,
}

impl Columns {
    fn of(first: &csv::StringRecord) -> Option<Self> {
        let named = |names: &[&str]| {
            first.iter().position(|cell| {
                let cell = cell.trim().to_ascii_lowercase().replace(' ', "_");
                names.contains(&cell.as_str())
            })
        };
        match (
            named(&["edit_id", "number", "edit"]),
            named(&["edit_text", "text"]),
        ) {
            (Some(number), Some(text)) => Some(Self {
                number,
                text,
                family: named(&["instrument", "sys_cd", "system"]),
                version: named(&["version", "data_spec_version", "data_specs_version"]),
                has_headings: true,
            }),
            _ if first.len() == 2 && number_of(&first[0]).is_some() => Some(Self {
                number: 0,
                text: 1,
                family: None,
                version: None,
                has_headings: false,
            }),
            _ => None,
        }
    }

    fn text(
        &self,
        record: &csv::StringRecord,
        facts: &PackageFacts,
    ) -> Result<PackageText, &'static str> {
        let cell = |column: Option<usize>| {
            let cell = record.get(column?)?.trim();
            (!cell.is_empty()).then_some(cell)
        };
        let family = cell(self.family).and_then(|family| family.parse().ok());
        let family = family.or(facts.family).ok_or(NO_FAMILY)?;
        let version = cell(self.version).or(facts.version.as_deref());
        let number = cell(Some(self.number)).ok_or(NO_NUMBER)?;
        let text = cell(Some(self.text)).ok_or(NO_TEXT)?;
        checked(family, version.ok_or(NO_VERSION)?, number, text)
    }
}

/// A table whose columns are apart by `|`, or by commas.
fn table(text: &str, facts: &PackageFacts) -> Result<Vec<Line>, PackageError> {
    let first = text.lines().next().unwrap_or_default();
    let is_piped = first.contains('|');
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true);
    if is_piped {
        // Sentences in such a file have quotation marks of their own.
        reader.delimiter(b'|').quoting(false);
    }
    let mut reader = reader.from_reader(text.as_bytes());
    let mut records = reader.records();
    let first = records.next().transpose()?.unwrap_or_default();
    let columns = Columns::of(&first).ok_or(PackageError::NoColumns)?;
    let line = |record: &csv::StringRecord| Line {
        place: format!("line {}", record.position().map_or(0, csv::Position::line)),
        text: columns.text(record, facts),
    };
    let mut lines = Vec::new();
    if !columns.has_headings {
        lines.push(line(&first));
    }
    for record in records {
        lines.push(line(&record?));
    }
    Ok(lines)
}
