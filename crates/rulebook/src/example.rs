//! Records that prove the edits: each passes all of them, or breaks one.

use std::{collections::HashMap, fmt};

use jiff::civil::Date;
use submission::assessments::{Breach, ItemSpan, Pack, Record, Subsets};

use crate::{Book, Mistake, What, items::Table};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passes,
    Breaks,
}

/// An item, or all that the subset has from one to another, and the value that they are given; without one they are left out.
#[derive(Debug, Clone)]
pub struct Change {
    items: ItemSpan,
    value: Option<String>,
}

pub type Changes = Vec<Change>;

/// Changes by name.
pub type Samples = HashMap<String, Changes>;

/// A base record with some changes.
#[derive(Debug)]
pub struct Example {
    pub edit: usize,
    pub outcome: Outcome,
    file: String,
    line: usize,
    subset: usize,
    today: Option<Date>,
    changes: Changes,
    /// Other edits that the same change breaks.
    also: Vec<i16>,
}

impl Example {
    /// `01 on 2026-05-01 A=1 B="two words" C= also -3070`.
    pub fn read(
        text: &str,
        table: &Table,
        samples: &Samples,
        edit: usize,
        outcome: Outcome,
        (file, line): (&str, usize),
    ) -> Result<Self, What> {
        let mut words = words(text)?.into_iter().peekable();
        let code = words.next().unwrap_or_default();
        let subset = table
            .subsets
            .iter()
            .position(|known| *known == code)
            .ok_or(What::UnknownSubset(code))?;
        let mut example = Self {
            edit,
            outcome,
            file: file.to_owned(),
            line,
            subset,
            today: None,
            changes: Vec::new(),
            also: Vec::new(),
        };
        if words.next_if_eq("on").is_some() {
            let date = words.next().unwrap_or_default();
            example.today = Some(date.parse().map_err(|_| What::Date(date))?);
        }
        while let Some(word) = words.next() {
            if word == "also" {
                for word in words.by_ref() {
                    let number = word.trim_end_matches(',');
                    example.also.push(
                        number
                            .parse()
                            .map_err(|_| What::Number(number.to_owned()))?,
                    );
                }
            } else {
                example.changes.extend(changes(&word, table, samples)?);
            }
        }
        Ok(example)
    }

    fn record(&self, book: &Book) -> Record {
        let today = self.today.unwrap_or(book.base.today);
        let mut record = book.base.record(&book.pack, self.subset, today);
        for Change { items, value } in &self.changes {
            let is_range = items.first < items.last;
            for item in items.first..=items.last {
                let subsets = book.pack.items[usize::from(item)].subsets;
                if is_range && !subsets.overlaps(Subsets::of(self.subset)) {
                    continue;
                }
                match value {
                    Some(value) => record.set(item, value, (0, 0)),
                    None => record.remove(item),
                }
            }
        }
        record.classify(&book.pack);
        record
    }
}

/// Splits at spaces outside of quotation marks, which are taken away.
fn words(text: &str) -> Result<Vec<String>, What> {
    let (mut words, mut word, mut is_quoted, mut is_begun) =
        (Vec::new(), String::new(), false, false);
    for sign in text.chars() {
        match sign {
            '"' => {
                is_quoted = !is_quoted;
                is_begun = true;
            }
            ' ' if !is_quoted => {
                if is_begun {
                    words.push(std::mem::take(&mut word));
                }
                is_begun = false;
            }
            sign => {
                word.push(sign);
                is_begun = true;
            }
        }
    }
    if is_begun {
        words.push(word);
    }
    if is_quoted {
        Err(What::Unclosed)
    } else {
        Ok(words)
    }
}

/// `NAME A=1 B=2`.
pub fn sample(text: &str, table: &Table, samples: &Samples) -> Result<(String, Changes), What> {
    let mut words = words(text)?.into_iter();
    let name = words.next().unwrap_or_default();
    let mut all = Changes::new();
    for word in words {
        all.extend(changes(&word, table, samples)?);
    }
    Ok((name, all))
}

/// One change, or those of a sample.
fn changes(word: &str, table: &Table, samples: &Samples) -> Result<Changes, What> {
    match samples.get(word) {
        Some(changes) => Ok(changes.clone()),
        None => Ok(vec![change(word, table)?]),
    }
}

/// `A0310A=01` or `C0200..C0600=^`.
fn change(word: &str, table: &Table) -> Result<Change, What> {
    let (ids, value) = word
        .split_once('=')
        .ok_or_else(|| What::Cell("ITEM=value", word.to_owned()))?;
    let find = |id: &str| {
        table
            .find(id)
            .ok_or_else(|| What::UnknownItem(id.to_owned()))
    };
    let items = match ids.split_once("..") {
        Some((first, last)) => ItemSpan {
            first: find(first)?,
            last: find(last)?,
        },
        None => ItemSpan::one(find(ids)?),
    };
    Ok(Change {
        items,
        value: (!value.is_empty()).then(|| value.to_owned()),
    })
}

/// Records that break no edit, one for each subset.
#[derive(Debug)]
pub struct Base {
    pub today: Date,
    /// By subset, by item.
    values: Vec<Vec<Option<String>>>,
    /// Changes of it that examples use by their names.
    pub samples: Samples,
}

impl Base {
    pub fn read(file: &str, text: &str, table: &Table) -> Result<Self, Mistake> {
        let mut base = Self {
            today: Date::constant(2026, 1, 1),
            values: vec![vec![None; table.items.len()]; table.subsets.len()],
            samples: Samples::new(),
        };
        let mut of = 0..table.subsets.len();
        for (line, text) in text.lines().enumerate() {
            base.line(text.trim(), table, &mut of)
                .map_err(|what| Mistake {
                    file: file.to_owned(),
                    line: line + 1,
                    column: 1,
                    what,
                })?;
        }
        Ok(base)
    }

    fn line(
        &mut self,
        line: &str,
        table: &Table,
        of: &mut std::ops::Range<usize>,
    ) -> Result<(), What> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(date) = line.strip_prefix("today ") {
            self.today = date.parse().map_err(|_| What::Date(date.to_owned()))?;
            return Ok(());
        }
        if let Some(text) = line.strip_prefix("sample ") {
            let (name, changes) = sample(text, table, &self.samples)?;
            self.samples.insert(name, changes);
            return Ok(());
        }
        if let Some(code) = line.strip_prefix("subset ") {
            let subset = table.subsets.iter().position(|known| known == code);
            let subset = subset.ok_or_else(|| What::UnknownSubset(code.to_owned()))?;
            *of = subset..subset + 1;
            return Ok(());
        }
        let Change { items, value } = change(line, table)?;
        for values in &mut self.values[of.clone()] {
            for item in items.first..=items.last {
                values[usize::from(item)].clone_from(&value);
            }
        }
        Ok(())
    }

    /// The record of a subset: the items that it has.
    pub fn record(&self, pack: &Pack, subset: usize, today: Date) -> Record {
        let mut record = Record::new(pack, today);
        let mask = Subsets::of(subset);
        for ((index, item), value) in (0..).zip(&pack.items).zip(&self.values[subset]) {
            if let Some(value) = value
                && item.subsets.overlaps(mask)
            {
                record.set(index, value, (0, 0));
            }
        }
        record.classify(pack);
        record
    }
}

/// An example, or a base record, that does not turn out as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub file: String,
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl Book {
    /// The records that pass all edits: those of the base, and the examples of which it is said.
    pub fn passing(&self) -> impl Iterator<Item = Record> {
        let base = (0..self.pack.subsets.len())
            .map(|subset| self.base.record(&self.pack, subset, self.base.today));
        let passes = |example: &&Example| example.outcome == Outcome::Passes;
        let examples = self.examples.iter().filter(passes);
        base.chain(examples.map(|example| example.record(self)))
    }

    /// Tries every base record and every example.
    #[must_use]
    pub fn complaints(&self) -> Vec<Complaint> {
        let examples = self.examples.iter();
        let complaints = examples.filter_map(|example| self.complaint(example));
        self.base_complaints()
            .into_iter()
            .chain(complaints)
            .collect()
    }

    /// Tries the examples that break an edit.
    #[must_use]
    pub fn breaking_complaints(&self, edit: usize) -> Vec<Complaint> {
        let breaks =
            |example: &&Example| example.edit == edit && example.outcome == Outcome::Breaks;
        let examples = self.examples.iter().filter(breaks);
        examples
            .filter_map(|example| self.complaint(example))
            .collect()
    }

    fn complaint(&self, example: &Example) -> Option<Complaint> {
        let record = example.record(self);
        let mut found = Vec::new();
        self.pack.check(&record, &mut found);
        let edit = &self.pack.edits[example.edit];
        let what = match example.outcome {
            Outcome::Passes if !found.is_empty() => {
                Some(format!("does not pass: {}", self.listed(&found, &record)))
            }
            Outcome::Passes if !self.pack.applies(&record, edit) => {
                Some("passes, but the edit asks nothing of it".to_owned())
            }
            Outcome::Passes => None,
            Outcome::Breaks => self.broken(example, &found, &record),
        };
        what.map(|what| Complaint {
            file: example.file.clone(),
            line: example.line,
            what: format!("edit {}: {what}", edit.number),
        })
    }

    fn base_complaints(&self) -> Vec<Complaint> {
        let mut found = Vec::new();
        let mut complaints = Vec::new();
        for (subset, code) in self.pack.subsets.iter().enumerate() {
            let record = self.base.record(&self.pack, subset, self.base.today);
            let mask = Subsets::of(subset);
            let mut wrong = Vec::new();
            for (index, item) in (0..).zip(&self.pack.items) {
                if item.subsets.overlaps(mask) && record.submitted(index).is_none() {
                    wrong.push(format!("{} is missing", item.id));
                }
            }
            self.pack.check(&record, &mut found);
            if !found.is_empty() {
                wrong.push(format!("does not pass: {}", self.listed(&found, &record)));
            }
            complaints.extend(wrong.into_iter().map(|what| Complaint {
                file: format!("base.record, subset {code}"),
                line: 1,
                what,
            }));
        }
        complaints
    }

    fn broken(&self, example: &Example, found: &[Breach], record: &Record) -> Option<String> {
        let number = |breach: &Breach| self.pack.edits[usize::from(breach.edit)].number;
        let own = self.pack.edits[example.edit].number;
        if !found.iter().any(|breach| number(breach) == own) {
            return Some(format!(
                "is not broken; found: {}",
                self.listed(found, record)
            ));
        }
        // An edit that this pack shares may break others along with it that are not in each pack.
        let is_here = |also: &&i16| self.pack.edits.iter().any(|edit| edit.number == **also);
        let mut also = example.also.iter().filter(is_here);
        if let Some(missing) =
            also.find(|also| !found.iter().any(|breach| number(breach) == **also))
        {
            return Some(format!("does not break {missing}"));
        }
        let other: Vec<Breach> = found
            .iter()
            .copied()
            .filter(|breach| number(breach) != own && !example.also.contains(&number(breach)))
            .collect();
        (!other.is_empty()).then(|| format!("breaks others too: {}", self.listed(&other, record)))
    }

    fn listed(&self, found: &[Breach], record: &Record) -> String {
        let one = |breach: &Breach| {
            let number = self.pack.edits[usize::from(breach.edit)].number;
            let value = record.submitted(breach.item).unwrap_or_default();
            format!(
                "{number} on {}={value}",
                self.pack.items[usize::from(breach.item)].id
            )
        };
        found.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
