//! Assessments that are entered by hand: a form made from a pack, what was answered, which items a skip pattern closes, what is wrong and
//! what is still missing, and the file that is sent in the end. The same code in the browser and on the server.

mod answers;
mod begin;
mod certain;
mod outline;
mod skips;
mod standing;
mod waiting;
mod written;
mod xml;

use std::{collections::HashSet, sync::Arc};

use jiff::civil::Date;

pub use answers::Answers;
pub use begin::{Correction, Known};
pub use outline::{Choice, Control, Field, Question, SectionLabel, section_title};
pub use skips::{Closer, Skips};
pub use standing::{Problem, SectionProblems, Shut, Standing, Unanswered};
pub use written::{answer_of, shown};

use super::{
    Breach, Pack, PackLabel, Record, Subsets,
    evaluate::Asked,
    value::{BLANK, Value},
};

/// A pack with what a form made of it needs besides.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    pub pack: Arc<Pack>,
    pub skips: Skips,
    /// What the codes mean; none in a browser, whose page has them from the server.
    pub answers: Answers,
}

/// What was answered so far, of one record.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    form: &'a Questionnaire,
    subset: Subsets,
    /// By item; none where nothing was answered yet.
    values: Vec<Option<String>>,
    /// The day of submission.
    today: Date,
    /// Items of which no finding says what stands in them.
    hidden: HashSet<u16>,
}

/// What the answers come to.
#[derive(Debug, Clone)]
pub struct Settled {
    /// By item: what closes it.
    closed: Vec<Option<Closer>>,
    /// What is known: answers, and what closed items hold.
    known: Record,
    /// What would be sent: where nothing was answered, it is blank.
    sent: Record,
}

/// The forms of all packs.
#[derive(Debug, Clone, Default)]
pub struct Questionnaires(Vec<(PackLabel, Questionnaire)>);

impl Questionnaires {
    pub fn add(&mut self, label: PackLabel, form: Questionnaire) {
        self.0.push((label, form));
    }

    /// Those that new records are entered in on a day, in the order of their instruments.
    pub fn in_force(&self, today: Date) -> impl Iterator<Item = &(PackLabel, Questionnaire)> {
        self.0
            .iter()
            .filter(move |(_, form)| form.pack.in_force.covers(today))
    }

    /// That of an instrument in a version of its data specifications: `3.02.0`.
    #[must_use]
    pub fn of_version(
        &self,
        instrument: &str,
        version: &str,
    ) -> Option<&(PackLabel, Questionnaire)> {
        self.of(instrument)
            .find(|(_, form)| form.pack.version == version)
    }

    /// That by which records of an instrument are checked that name their version by this code.
    #[must_use]
    pub fn of_code(&self, instrument: &str, code: &str) -> Option<&Questionnaire> {
        self.of(instrument)
            .map(|(_, form)| form)
            .find(|form| form.pack.specifications.iter().any(|own| own == code))
    }

    fn of(&self, instrument: &str) -> impl Iterator<Item = &(PackLabel, Questionnaire)> {
        self.0
            .iter()
            .filter(move |(_, form)| form.pack.instrument == instrument)
    }
}

impl Questionnaire {
    #[must_use]
    pub fn new(pack: Arc<Pack>, answers: Answers) -> Self {
        Self {
            skips: Skips::of(&pack),
            pack,
            answers,
        }
    }
}

impl<'a> Entry<'a> {
    /// Nothing is answered.
    #[must_use]
    pub fn new(form: &'a Questionnaire, today: Date) -> Self {
        Self {
            form,
            subset: Subsets::default(),
            values: vec![None; form.pack.items.len()],
            today,
            hidden: HashSet::new(),
        }
    }

    /// The same with findings that do not say what stands in these items.
    #[must_use]
    pub fn hiding(self, hidden: HashSet<u16>) -> Self {
        Self { hidden, ..self }
    }

    /// Reads `ID=value` lines, as stored; what is no item of the pack is passed over.
    #[must_use]
    pub fn read(form: &'a Questionnaire, lines: &str, today: Date) -> Self {
        let mut entry = Self::new(form, today);
        for (id, value) in lines.lines().filter_map(|line| line.split_once('=')) {
            if let Some(item) = form.pack.item(id) {
                entry.answer(item, value);
            }
        }
        entry
    }

    /// The answers as `ID=value` lines, in item order.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for (item, value) in self.form.pack.items.iter().zip(&self.values) {
            if let Some(value) = value {
                lines.push_str(&item.id);
                lines.push('=');
                lines.push_str(value);
                lines.push('\n');
            }
        }
        lines
    }

    /// An item is answered; an empty answer takes back the one that was there.
    pub fn answer(&mut self, item: u16, value: &str) {
        let value: String = value
            .trim()
            .chars()
            .map(|sign| if sign.is_control() { ' ' } else { sign })
            .collect();
        if let Some(place) = self.values.get_mut(usize::from(item)) {
            *place = (!value.is_empty()).then_some(value);
        }
        if item == self.form.pack.subset_item {
            let code = self.answered(item);
            self.subset = code
                .and_then(|code| self.form.pack.subset(code))
                .unwrap_or_default();
        }
    }

    #[must_use]
    pub fn answered(&self, item: u16) -> Option<&str> {
        self.values.get(usize::from(item))?.as_deref()
    }

    #[must_use]
    pub const fn form(&self) -> &'a Questionnaire {
        self.form
    }

    #[must_use]
    pub const fn subset(&self) -> Subsets {
        self.subset
    }

    /// Whether the form asks for it: the subset has it, or a state asked for it and it was answered.
    #[must_use]
    pub fn is_asked(&self, item: u16) -> bool {
        let of = &self.form.pack.items[usize::from(item)];
        of.subsets.overlaps(self.subset)
            || of.optional.overlaps(self.subset) && self.answered(item).is_some()
    }

    /// The items that the form asks for, in item order.
    pub fn asked(&self) -> impl Iterator<Item = u16> {
        (0..)
            .zip(&self.form.pack.items)
            .map(|(item, _)| item)
            .filter(|item| self.is_asked(*item))
    }

    /// Decides which items are closed, and what the others hold.
    #[must_use]
    pub fn settle(&self) -> Settled {
        let pack: &Pack = &self.form.pack;
        let mut looked_at = Record::new(pack, self.today);
        for item in self.asked() {
            let blank = || self.may_be_blank(item).then_some(BLANK);
            if let Some(value) = self.answered(item).or_else(blank) {
                looked_at.set(item, value, (0, 0));
            }
        }
        looked_at.classify(pack);
        let target = looked_at.target(pack);
        let mut shut = vec![None; pack.items.len()];
        for item in self.form.skips.order().filter(|item| self.is_asked(*item)) {
            let closer = self.form.skips.of_item(item).iter().find(|closer| {
                pack.edits[usize::from(closer.edit)].holds_on(target)
                    && closes(pack, &looked_at, **closer, item)
            });
            if let Some(closer) = closer {
                looked_at.set(item, closer.value, (0, 0));
                shut[usize::from(item)] = Some(*closer);
            }
        }
        Settled {
            known: self.record(&shut, None),
            sent: self.record(&shut, Some(BLANK)),
            closed: shut,
        }
    }

    fn record(&self, closed: &[Option<Closer>], otherwise: Option<&str>) -> Record {
        let mut record = Record::new(&self.form.pack, self.today);
        for item in self.asked() {
            let value = closed[usize::from(item)]
                .map(|closer| closer.value)
                .or_else(|| self.answered(item))
                .or(otherwise);
            if let Some(value) = value {
                record.set(item, value, (0, 0));
            }
        }
        record.classify(&self.form.pack);
        record
    }

    fn may_be_blank(&self, item: u16) -> bool {
        self.form.pack.items[usize::from(item)]
            .values
            .contains(&Value::Blank)
    }
}

impl Settled {
    /// What closes an item.
    #[must_use]
    pub fn closed(&self, item: u16) -> Option<Closer> {
        self.closed.get(usize::from(item)).copied().flatten()
    }

    /// The record as it would be sent.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.sent
    }

    fn breaches(pack: &Pack, record: &Record) -> Vec<Breach> {
        let mut found = Vec::new();
        pack.check(record, &mut found);
        found
    }
}

fn closes(pack: &Pack, record: &Record, closer: Closer, item: u16) -> bool {
    let Some(rule) = pack.rule(closer.edit, closer.rule) else {
        return false;
    };
    let asked = Asked {
        pack,
        record,
        it: rule.each.then_some(item),
    };
    rule.when
        .as_ref()
        .is_none_or(|when| asked.holds(when) == Some(true))
}
