//! How a form begins: new, for a patient, or as the correction of a stored record. Which items are meant, the pack says
//! ([`Key`], its locator, and the rules about the item subset).

use jiff::civil::Date;

use super::{Entry, Questionnaire, skips};
use crate::assessments::keys::{INSTRUMENT, ITEM_SET, NO, SPECIFICATION};
use crate::assessments::{
    Condition, Decision, Key, Located, Pack, Record, Rule, Term, Value, evaluate::Asked,
};

/// A new record.
const NEW: &str = "1";
/// One that takes the place of another.
const MODIFICATION: &str = "2";

/// What is known of a record before anything is asked.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub key: Key,
    pub value: &'a str,
}

/// What a correction does to a stored record.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// As the stored record's `ID=value` lines.
    pub stored: &'a str,
    /// 2 modification, 3 inactivation.
    pub transaction: &'a str,
    /// Counted from 1.
    pub number: i32,
}

impl Questionnaire {
    /// The items by which the kind of a record is decided, in item order; not that which says whether it is new.
    #[must_use]
    pub fn deciders(&self) -> Vec<u16> {
        let transaction: Vec<u16> = self.pack.keyed(Key::Transaction).collect();
        let mut deciders: Vec<u16> = kinds(&self.pack)
            .flat_map(|(rule, _)| skips::needed(rule, self.pack.subset_item))
            .filter(|item| !transaction.contains(item))
            .collect();
        deciders.sort_unstable();
        deciders.dedup();
        deciders
    }
}

impl<'a> Entry<'a> {
    /// A new record of the kind that `reasons` decide; none where the rules know no such kind.
    #[must_use]
    pub fn begin(
        form: &'a Questionnaire,
        today: Date,
        reasons: &[(u16, String)],
        known: &[Known<'_>],
    ) -> Option<Self> {
        let mut entry = Self::new(form, today);
        entry.say(Key::Transaction, NEW);
        for (item, value) in reasons {
            entry.answer(*item, value);
        }
        entry.classify()?;
        entry.name_version();
        for Known { key, value } in known {
            entry.say(*key, value);
        }
        // Where it may not stay blank, a new record's number says that it corrects nothing.
        for item in form.pack.keyed(Key::Correction) {
            if !entry.may_be_blank(item) {
                entry.answer(item, "00");
            }
        }
        Some(entry)
    }

    /// Takes over from the patient's record before, as its `ID=value` lines, what this one repeats of it and nobody has said yet; when the
    /// stay began, where both are of one stay. Tells whether it took over anything.
    pub fn carry_over(&mut self, before: &str, is_same_stay: bool) -> bool {
        let pack = &self.form.pack;
        let is_start = |item: u16| pack.keyed(Key::Start).any(|start| start == item);
        let mut repeated = self.repeated(before);
        repeated.retain(|(item, _)| {
            self.answered(*item).is_none() && (is_same_stay || !is_start(*item))
        });
        for (item, value) in &repeated {
            self.answer(*item, value);
        }
        !repeated.is_empty()
    }

    /// The items that stand as they were taken over from a record.
    #[must_use]
    pub fn carried(&self, before: &str) -> Vec<u16> {
        let mut repeated = self.repeated(before);
        repeated.retain(|(item, value)| self.answered(*item) == Some(value.as_str()));
        repeated.into_iter().map(|(item, _)| item).collect()
    }

    /// What this record repeats of the one before, as that says it.
    fn repeated(&self, before: &str) -> Vec<(u16, String)> {
        let pack = &self.form.pack;
        let before = Self::read(self.form, before, self.today);
        let record = self.record(&vec![None; pack.items.len()], None);
        let items = record.carried(pack).filter(|item| self.is_asked(*item));
        items
            .filter_map(|item| Some((item, before.answered(item)?.to_owned())))
            .filter(|(_, value)| value != super::BLANK)
            .collect()
    }

    /// The correction of a stored record: a modification has all of it but what it says of an earlier correction, an inactivation what
    /// finds it; both have the items of the correction filled in. None where the rules know no such kind.
    #[must_use]
    pub fn correct(
        form: &'a Questionnaire,
        today: Date,
        correction: Correction<'_>,
    ) -> Option<Self> {
        let stored = Entry::read(form, correction.stored, today);
        let mut entry = stored.clone();
        entry.say(Key::Transaction, correction.transaction);
        entry.classify()?;
        // What its kind of record does not have goes.
        for item in (0..).zip(&form.pack.items).map(|(item, _)| item) {
            if !entry.is_asked(item) {
                entry.answer(item, "");
            }
        }
        entry.forget_correction(&stored);
        entry.mend_version(&stored);
        for located in &form.pack.locator {
            match located {
                Located::Item { stored: of, said } => {
                    if entry.is_asked(*said) {
                        let value = stored.answered(*of).or_else(|| entry.no(*said));
                        entry.answer(*said, value.unwrap_or_default());
                    }
                }
                Located::Target(items) => entry.say_target(&stored, items),
            }
        }
        entry.say(Key::Correction, &format!("{:02}", correction.number));
        entry.ask_again(&stored);
        Some(entry)
    }

    /// The stored record may be a correction itself, whose reasons, attestation and locator are not this one's: all that a new record
    /// leaves blank.
    fn forget_correction(&mut self, stored: &Entry<'_>) {
        let mut new = stored.clone();
        new.say(Key::Transaction, NEW);
        let (new, before) = (new.settle(), stored.settle());
        for item in self.asked().collect::<Vec<_>>() {
            if new.closed(item).is_some() && before.closed(item).is_none() {
                self.answer(item, "");
            }
        }
    }

    /// A stored record may name a version that is not that of its date, which nobody can change in a form: the correction names the right
    /// one.
    fn mend_version(&mut self, stored: &Entry<'_>) {
        let pack = &self.form.pack;
        let before = stored.record(&vec![None; pack.items.len()], None);
        if !before
            .target(pack)
            .is_some_and(|day| pack.in_force.covers(day))
        {
            return;
        }
        for (id, own) in [
            (ITEM_SET, &pack.item_sets),
            (SPECIFICATION, &pack.specifications),
        ] {
            if let (Some(item), Some(last)) = (pack.item(id), own.last())
                && !own
                    .iter()
                    .any(|code| self.answered(item) == Some(code.as_str()))
            {
                self.answer(item, last);
            }
        }
    }

    /// The code for no, of an item that has one: what a record does not have, its locator denies.
    fn no(&self, item: u16) -> Option<&'static str> {
        let values = &self.form.pack.items[usize::from(item)].values;
        let is_no = |value: &Value| matches!(value, Value::Code(code) if code == NO);
        values.iter().any(is_no).then_some(NO)
    }

    /// Repeats the stored record's target date in that one of these items in which the pack looks for it.
    fn say_target(&mut self, stored: &Entry<'_>, items: &[u16]) {
        let pack = &self.form.pack;
        let nothing_closed = vec![None; pack.items.len()];
        let (before, now) = (
            stored.record(&nothing_closed, None),
            self.record(&nothing_closed, None),
        );
        let in_item = pack.targets.iter().find(|target| {
            let here = |when: &Condition| met(pack, &now, when);
            items.contains(&target.item) && target.when.as_ref().is_none_or(here)
        });
        if let (Some(target), Some(date)) = (in_item, before.target(pack)) {
            self.answer(target.item, &date.strftime("%Y%m%d").to_string());
        }
    }

    /// What was skipped in the stored record and is open here waits for an answer.
    fn ask_again(&mut self, stored: &Entry<'_>) {
        let (before, now) = (stored.settle(), self.settle());
        for item in self.asked().collect::<Vec<_>>() {
            let opens = before.closed(item).is_some() && now.closed(item).is_none();
            if opens && self.answered(item) == Some(super::BLANK) {
                self.answer(item, "");
            }
        }
    }

    /// Answers the item of a key, the first that this record has; before its kind is known, the first.
    fn say(&mut self, key: Key, value: &str) {
        let items: Vec<u16> = self.form.pack.keyed(key).collect();
        let asked = items.iter().find(|item| self.is_asked(**item));
        if let Some(item) = asked.or(items.first()) {
            self.answer(*item, value);
        }
    }

    fn name_version(&mut self) {
        let pack = &self.form.pack;
        let last = |codes: &[String]| codes.last().cloned().unwrap_or_default();
        let named = [
            (INSTRUMENT, pack.instrument.clone()),
            (ITEM_SET, last(&pack.item_sets)),
            (SPECIFICATION, last(&pack.specifications)),
        ];
        for (id, value) in named {
            if let Some(item) = pack.item(id) {
                self.answer(item, &value);
            }
        }
        // What can hold one code alone needs no question.
        for item in self.asked().collect::<Vec<_>>() {
            if let [Value::Code(only)] = pack.items[usize::from(item)].values.as_slice() {
                self.answer(item, only);
            }
        }
    }

    /// Finds the kind of record that its answers decide, and says it.
    fn classify(&mut self) -> Option<()> {
        let pack = &self.form.pack;
        for code in &pack.subsets {
            self.answer(pack.subset_item, code);
            let record = self.record(&vec![None; pack.items.len()], None);
            if kinds(pack).any(|(rule, of)| of == code && holds(pack, &record, rule)) {
                return Some(());
            }
        }
        self.answer(pack.subset_item, "");
        None
    }

    /// Whether the program says it and nobody answers it: what kind of record it is, of which provider, and what finds the record that a
    /// correction is about.
    #[must_use]
    pub fn is_fixed(&self, item: u16) -> bool {
        const SAID: [Key; 5] = [
            Key::State,
            Key::Facility,
            Key::Ccn,
            Key::Transaction,
            Key::Correction,
        ];
        let pack = &self.form.pack;
        let id = pack.items[usize::from(item)].id.as_str();
        item == pack.subset_item
            || [INSTRUMENT, ITEM_SET, SPECIFICATION].contains(&id)
            || SAID.iter().any(|key| pack.keyed(*key).any(|of| of == item))
            || if self.is_new() {
                self.form.deciders().contains(&item)
            } else {
                pack.locator.iter().any(|located| match located {
                    Located::Item { said, .. } => *said == item,
                    Located::Target(items) => items.contains(&item),
                })
            }
    }

    /// Whether a modification finds its record by this very item, and so cannot change it: OASIS has no items of its own for that, as
    /// Section X of MDS is.
    #[must_use]
    pub fn finds_record(&self, item: u16) -> bool {
        let said = self.form.pack.keyed(Key::Transaction).next();
        let itself = Located::Item {
            stored: item,
            said: item,
        };
        said.and_then(|item| self.answered(item)) == Some(MODIFICATION)
            && self.form.pack.locator.contains(&itself)
    }

    fn is_new(&self) -> bool {
        let said = self.form.pack.keyed(Key::Transaction).next();
        said.and_then(|item| self.answered(item)) == Some(NEW)
    }

    /// What the record says of itself, so far.
    #[must_use]
    pub fn said(&self, key: Key) -> Option<&str> {
        let says = |item| self.answered(item).filter(|value| *value != super::BLANK);
        self.form.pack.keyed(key).find_map(says)
    }
}

/// The rules that demand an item subset, with its code.
fn kinds(pack: &Pack) -> impl Iterator<Item = (&Rule, &str)> {
    let rules = pack.edits.iter().flat_map(|edit| match &edit.decision {
        Decision::Rules(rules) => rules.as_slice(),
        _ => &[],
    });
    rules.filter_map(|rule| match &rule.then {
        Condition::Is {
            term: Term::Item(item),
            values,
            not: false,
        } if *item == pack.subset_item => match values.as_slice() {
            [Value::Code(code)] => Some((rule, code.as_str())),
            _ => None,
        },
        _ => None,
    })
}

fn holds(pack: &Pack, record: &Record, rule: &Rule) -> bool {
    rule.when
        .as_ref()
        .is_some_and(|when| met(pack, record, when))
}

fn met(pack: &Pack, record: &Record, condition: &Condition) -> bool {
    let asked = Asked {
        pack,
        record,
        it: None,
    };
    asked.holds(condition) == Some(true)
}
