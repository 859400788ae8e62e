//! All findings of one file, in a form small enough for 100,000 of them in a browser.

mod told;

pub use told::Told;

use std::{cmp::Ordering, collections::BinaryHeap, sync::Arc};

use domain::{
    staffing::FiscalQuarter,
    submissions::{FileState, Severity},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    fact::{Broken, Fact},
    finding::{CodeCount, Finding},
    intake::Refusal,
    pbj::Item,
    rule::Rule,
};

/// The findings of one file: all counted, the first of them kept ([`crate::Limits::findings`]).
#[derive(Debug, Clone)]
pub struct Findings {
    file: String,
    today: Date,
    quarter: Option<FiscalQuarter>,
    refusal: Option<Refusal>,
    limit: usize,
    kept: Vec<Kept>,
    /// Values and employee IDs of the kept findings, one after the other.
    texts: String,
    counts: [u64; Rule::ALL.len()],
    /// Those of an assessment; a file is one or the other.
    told: Option<Arc<dyn Told>>,
}

/// One finding without its words.
#[derive(Debug, Clone, Copy)]
struct Kept {
    rule: Rule,
    item: Item,
    line: u32,
    column: u32,
    date: Option<Date>,
    value: Text,
    employee: Text,
}

/// A stretch of [`Findings::texts`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Text {
    start: u32,
    length: u8,
}

/// What a check met, before it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Met<'a> {
    pub rule: Rule,
    pub item: Item,
    pub value: &'a str,
    pub employee: &'a str,
    pub date: Option<Date>,
    /// Line and column, both from 1; 0 for the file as a whole.
    pub place: (u32, u32),
}

/// Which findings to show, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    pub severity: Option<Severity>,
    pub code: Option<String>,
    pub sort: Sort,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// As they stand in the file, and the files in their order.
    #[default]
    Line,
    Severity,
    Code,
    Item,
    Employee,
    Date,
}

/// Values are shown for recognition; the longest that an item may have is 50.
const VALUE_BYTES: usize = 64;

/// Text or number to sort by, as bytes. The longest that passes, an employee ID, has 30.
type Key = [u8; 32];

/// A finding as it is sorted: its key, then the file among several, then its index in the file.
#[derive(PartialEq, Eq)]
struct Row(Key, u32, u32);

impl Ord for Row {
    // Once, and not at each place of the sorting that compares: the browser loads this code.
    #[inline(never)]
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |row: &Self| u64::from(row.1) << 32 | u64::from(row.2);
        self.0
            .cmp(&other.0)
            .then_with(|| place(self).cmp(&place(other)))
    }
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn key(bytes: &[u8]) -> Key {
    let mut key = Key::default();
    for (to, from) in key.iter_mut().zip(bytes) {
        *to = *from;
    }
    key
}

/// Earlier days before later ones.
fn day_bytes(date: Date) -> [u8; 4] {
    let [high, low] = date.year().to_be_bytes();
    [
        high,
        low,
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    ]
}

/// The findings of several files that a query asks for, in its order: the place of the file among `files`, and the
/// index of the finding in it. [`Findings::fact`] gives each, a page at a time.
#[must_use]
pub fn select(files: &[&Findings], query: &Query) -> Vec<(u32, u32)> {
    let mut rows = Vec::new();
    for (file, findings) in (0..).zip(files) {
        findings.add_rows(file, query, &mut rows);
    }
    if query.sort != Sort::Line {
        // A heap sorts in a tenth of the code, and the browser loads this code.
        rows = BinaryHeap::from(rows).into_sorted_vec();
    }
    if query.descending {
        rows.reverse();
    }
    rows.into_iter()
        .map(|Row(_, file, index)| (file, index))
        .collect()
}

impl Findings {
    #[must_use]
    pub fn new(file: &str, today: Date, limit: usize) -> Self {
        Self {
            file: file.to_owned(),
            today,
            quarter: None,
            refusal: None,
            limit,
            kept: Vec::new(),
            texts: String::new(),
            counts: [0; Rule::ALL.len()],
            told: None,
        }
    }

    pub(crate) fn set_quarter(&mut self, quarter: FiscalQuarter) {
        self.quarter = Some(quarter);
    }

    /// The reason why the file could not be read to its end.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
    }

    pub(crate) fn add(&mut self, met: &Met<'_>) {
        self.counts[met.rule as usize] += 1;
        if self.kept.len() < self.limit {
            let employee = self.employee_text(met.employee);
            let value = self.text(met.value);
            let (line, column) = met.place;
            self.kept.push(Kept {
                rule: met.rule,
                item: met.item,
                line,
                column,
                date: met.date,
                value,
                employee,
            });
        }
    }

    /// What is wrong with the assessment that the file holds, in the place of what was said of it before. There are never so many that
    /// some would not be kept.
    pub fn set_told(&mut self, findings: Arc<dyn Told>) {
        self.told = Some(findings);
    }

    /// Neighbours mostly share their employee, and then its text.
    fn employee_text(&mut self, employee: &str) -> Text {
        match self.kept.last() {
            Some(last) if self.resolve(last.employee) == employee => last.employee,
            _ => self.text(employee),
        }
    }

    fn text(&mut self, text: &str) -> Text {
        let mut length = text.len().min(VALUE_BYTES);
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        let start = self.texts.len();
        self.texts.push_str(text.get(..length).unwrap_or_default());
        let mut kept = Text {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            length: 0,
        };
        kept.length = u8::try_from(length).unwrap_or(0);
        kept
    }

    fn resolve(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.texts
            .get(start..start + usize::from(text.length))
            .unwrap_or_default()
    }

    /// Why the file could not be read, if so. It is the last finding.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// All findings, also those not kept.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.told_len() as u64 + u64::from(self.refusal.is_some())
    }

    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        let of_rules: u64 = Rule::ALL
            .iter()
            .filter(|rule| rule.severity() == severity)
            .map(|rule| self.counts[*rule as usize])
            .sum();
        let told = self.told.as_ref().map_or(0, |told| told.count(severity));
        of_rules + told + u64::from(severity == Severity::Fatal && self.refusal.is_some())
    }

    /// Each code that was found, gravest and then most frequent first.
    #[must_use]
    pub fn counts(&self) -> Vec<CodeCount> {
        let mut counts: Vec<CodeCount> = Vec::new();
        let mut add = |code: String, severity, count| {
            let after = |row: &CodeCount| (row.severity, row.count) < (severity, count);
            let place = counts.iter().position(after).unwrap_or(counts.len());
            counts.insert(
                place,
                CodeCount {
                    code,
                    severity,
                    count,
                },
            );
        };
        let found = |rule: &&Rule| self.counts[**rule as usize] > 0;
        for (index, rule) in Rule::ALL.iter().enumerate() {
            if !found(&rule) {
                continue;
            }
            let same = |other: &&Rule| found(other) && other.code() == rule.code();
            let count: u64 = Rule::ALL
                .iter()
                .filter(same)
                .map(|other| self.counts[*other as usize])
                .sum();
            if !Rule::ALL[..index].iter().any(|other| same(&other)) {
                add(rule.code().to_owned(), rule.severity(), count);
            }
        }
        if let Some(told) = &self.told {
            told.each_code(&mut add);
        }
        if let Some(refusal) = &self.refusal {
            add(refusal.reason.code().to_owned(), Severity::Fatal, 1);
        }
        counts
    }

    #[must_use]
    pub fn state(&self) -> FileState {
        FileState::decided(self.count(Severity::Fatal), self.count(Severity::Warning))
    }

    /// How many are kept with place and wording.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.told_len() + usize::from(self.refusal.is_some())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A kept finding with its words.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Finding> {
        self.fact(index).map(|fact| fact.told())
    }

    /// The same without words.
    #[must_use]
    pub fn fact(&self, index: usize) -> Option<Fact> {
        if let Some(kept) = self.kept.get(index) {
            return Some(Fact::Broken(self.broken(kept)));
        }
        if let Some(told) = self.told(index, Told::fact) {
            return Some(told);
        }
        let refusal = self.refusal.filter(|_| index + 1 == self.len())?;
        Some(Fact::Refused {
            file: self.file.clone(),
            refusal,
        })
    }

    fn told_len(&self) -> usize {
        self.told.as_ref().map_or(0, |told| told.total())
    }

    /// Those of an assessment stand behind the others.
    fn told<'a, T>(
        &'a self,
        index: usize,
        read: impl FnOnce(&'a dyn Told, usize) -> Option<T>,
    ) -> Option<T> {
        let index = index.checked_sub(self.kept.len())?;
        read(self.told.as_deref()?, index)
    }

    pub fn iter(&self) -> impl Iterator<Item = Finding> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Adds what the query asks for of this file, which is the `file`th of several.
    fn add_rows(&self, file: u32, query: &Query, rows: &mut Vec<Row>) {
        let asked = (0..)
            .zip(0..self.len())
            .filter(|(_, index)| {
                query
                    .severity
                    .is_none_or(|severity| self.severity_at(*index) == severity)
            })
            .filter(|(_, index)| {
                query
                    .code
                    .as_deref()
                    .is_none_or(|code| self.code_at(*index) == code)
            });
        rows.extend(asked.map(|(number, index)| Row(self.key(query.sort, index), file, number)));
    }

    /// What a row is sorted by; equal ones stay as they stand in the files. The refusal has no
    /// item, employee or date.
    fn key(&self, sort: Sort, index: usize) -> Key {
        let kept = self.kept.get(index);
        match sort {
            Sort::Line => Key::default(),
            // The gravest first.
            Sort::Severity => key(&[u8::MAX - self.severity_at(index) as u8]),
            Sort::Code => key(self.code_at(index).as_bytes()),
            Sort::Item => key(self.item_at(index).as_bytes()),
            Sort::Employee => key(kept
                .map_or("", |kept| self.resolve(kept.employee))
                .as_bytes()),
            Sort::Date => key(&kept.and_then(|kept| kept.date).map_or([0; 4], day_bytes)),
        }
    }

    fn severity_at(&self, index: usize) -> Severity {
        match self.kept.get(index) {
            Some(kept) => kept.rule.severity(),
            None => self.told(index, Told::severity).unwrap_or(Severity::Fatal),
        }
    }

    fn code_at(&self, index: usize) -> &str {
        let of_refusal = || self.refusal.map_or("", |refusal| refusal.reason.code());
        match self.kept.get(index) {
            Some(kept) => kept.rule.code(),
            None => self.told(index, Told::code).unwrap_or_else(of_refusal),
        }
    }

    fn item_at(&self, index: usize) -> &str {
        match self.kept.get(index) {
            Some(kept) => kept.item.name(),
            None => self.told(index, Told::item).unwrap_or_default(),
        }
    }

    fn broken(&self, kept: &Kept) -> Broken {
        Broken {
            rule: kept.rule,
            item: kept.item,
            place: (kept.line, kept.column),
            value: self.resolve(kept.value).to_owned(),
            employee: self.resolve(kept.employee).to_owned(),
            date: kept.date,
            file: self.file.clone(),
            quarter: self.quarter,
            today: self.today,
        }
    }
}

#[cfg(test)]
mod tests;
