//! What a stored record says, in the words of its pack.

use std::collections::HashSet;

use domain::{
    assessments::{AnswerLine, ItemChange},
    masking::{HIDDEN, masked},
};
use submission::assessments::{
    ItemKind, Key, Located,
    entry::{Questionnaire, shown},
};

/// The items of a record as they are stored, `ID=value` line by line.
pub(super) struct Said<'a>(Vec<(&'a str, &'a str)>);

/// How much of who the patient is somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    All,
    /// All but the numbers by which others know the patient: they are masked (ADR 34).
    NumbersMasked,
    Nothing,
}

/// What the items mean, as far as the rules of the record's version are held here.
pub(super) struct Explained<'a> {
    form: Option<&'a Questionnaire>,
    shown: Shown,
    /// The items that say who the patient is.
    telling: HashSet<u16>,
    /// Those of them that are numbers by which others know the patient.
    numbers: HashSet<u16>,
}

/// An answer, with the section it stands in.
pub(super) struct Answered {
    pub section: String,
    pub line: AnswerLine,
}

/// The section of items that no pack tells of.
const UNKNOWN_SECTION: &str = "Items";

/// Items about the record, not about the patient.
const ABOUT_THE_RECORD: &str = "Control";

impl<'a> Said<'a> {
    pub fn read(items: &'a str) -> Self {
        Self(
            items
                .lines()
                .filter_map(|line| line.split_once('='))
                .collect(),
        )
    }

    fn value(&self, id: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(known, _)| *known == id);
        found.map(|(_, value)| *value)
    }
}

impl<'a> Explained<'a> {
    pub fn new(form: Option<&'a Questionnaire>, shown: Shown) -> Self {
        Self {
            telling: form.map(telling).unwrap_or_default(),
            numbers: form.map(|form| said_of(form, &NUMBERS)).unwrap_or_default(),
            form,
            shown,
        }
    }

    /// Whether this value stands masked here, for the patient's profile to show.
    fn masks(&self, id: &str, value: &str) -> bool {
        let item = self.form.and_then(|form| form.pack.item(id));
        // Without the rules of the version nothing says which items are such numbers. Codes in their place have no digits.
        item.is_none_or(|item| self.numbers.contains(&item))
            && self.shown == Shown::NumbersMasked
            && value.bytes().any(|sign| sign.is_ascii_digit())
    }

    /// Whether any of these stands masked, as [`Self::masks`] says.
    pub fn masks_some(&self, said: &Said<'_>) -> bool {
        said.0.iter().any(|(id, value)| self.masks(id, value))
    }

    pub const fn is_known(&self) -> bool {
        self.form.is_some()
    }

    /// The item subset in words.
    pub fn subset(&self, code: &str) -> String {
        let label = self.form.and_then(|form| {
            let item = usize::from(form.pack.subset_item);
            form.answers.label(&form.pack.items[item].id, code)
        });
        label.map_or_else(|| code.to_owned(), |label| format!("{code}: {label}"))
    }

    /// All answers in the order of the item master; those of items that it does not know come last.
    pub fn answers(&self, said: &Said<'_>) -> Vec<Answered> {
        let place = |id: &str| self.form.and_then(|form| form.pack.item(id));
        let mut answers: Vec<(Option<u16>, Answered)> = said
            .0
            .iter()
            .map(|(id, value)| (place(id), self.answer(id, value)))
            .collect();
        answers.sort_by_key(|(item, _)| item.map_or(u16::MAX, |item| item));
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    fn answer(&self, id: &str, value: &str) -> Answered {
        let (value, words) = self.meaning(id, value);
        let item = self.form.and_then(|form| {
            let item = form.pack.item(id)?;
            form.pack.items.get(usize::from(item))
        });
        Answered {
            section: item.map_or_else(|| UNKNOWN_SECTION.to_owned(), |item| item.section.clone()),
            line: AnswerLine {
                item: id.to_owned(),
                name: item.map(|item| item.name.clone()).unwrap_or_default(),
                value,
                words,
            },
        }
    }

    /// The value as people write it, and what it means.
    fn meaning(&self, id: &str, value: &str) -> (String, String) {
        const BLANK: &str = "^";
        if self.masks(id, value) {
            return (masked(value), String::new());
        }
        let Some((form, item)) = self.form.and_then(|form| Some((form, form.pack.item(id)?)))
        else {
            let value = if self.shown == Shown::Nothing {
                HIDDEN.to_owned()
            } else {
                value.to_owned()
            };
            return (value, String::new());
        };
        let label = form.answers.label(id, value).map(str::to_owned);
        let words = label.unwrap_or_else(|| {
            let is_dashes = !value.is_empty() && value.bytes().all(|sign| sign == b'-');
            if value == BLANK {
                "Blank".to_owned()
            } else if is_dashes {
                "Not assessed, or no information".to_owned()
            } else {
                String::new()
            }
        });
        let tells = value != BLANK && self.shown == Shown::Nothing && self.telling.contains(&item);
        if tells {
            return (HIDDEN.to_owned(), String::new());
        }
        (shown(form.control(item), value), words)
    }

    /// What one version says otherwise than the one before it.
    pub fn changes(&self, before: &Said<'_>, after: &Said<'_>) -> Vec<ItemChange> {
        let now = after.0.iter().filter_map(|(id, value)| {
            let old = before.value(id);
            (old != Some(*value)).then(|| self.change(id, old, Some(value)))
        });
        let gone = before
            .0
            .iter()
            .filter(|(id, _)| after.value(id).is_none())
            .map(|(id, value)| self.change(id, Some(value), None));
        now.chain(gone).collect()
    }

    fn change(&self, id: &str, before: Option<&str>, after: Option<&str>) -> ItemChange {
        let words = |value: Option<&str>| {
            value.map_or_else(String::new, |value| {
                let (value, words) = self.meaning(id, value);
                if words.is_empty() {
                    value
                } else {
                    format!("{value} ({words})")
                }
            })
        };
        ItemChange {
            item: id.to_owned(),
            name: self.answer(id, "").line.name,
            before: words(before),
            after: words(after),
        }
    }
}

/// The numbers by which others know a patient.
const NUMBERS: [Key; 3] = [Key::SocialSecurityNumber, Key::Medicare, Key::Medicaid];

/// The items that say who somebody is: what the pack calls so, what a correction repeats of these, and what is written freely,
/// such as names of those who signed.
pub(crate) fn telling(form: &Questionnaire) -> HashSet<u16> {
    const OTHERS: [Key; 4] = [Key::FirstName, Key::LastName, Key::Birth, Key::Document];
    let mut items = said_of(form, &OTHERS);
    items.extend(said_of(form, &NUMBERS));
    let written = (0..)
        .zip(&form.pack.items)
        .filter(|(_, item)| item.kind == ItemKind::Text && item.section != ABOUT_THE_RECORD);
    items.extend(written.map(|(item, _)| item));
    items
}

/// The items that the pack calls so, and what a correction repeats of these.
fn said_of(form: &Questionnaire, keys: &[Key]) -> HashSet<u16> {
    let pack = &form.pack;
    let mut items: HashSet<u16> = keys.iter().flat_map(|key| pack.keyed(*key)).collect();
    let repeated = pack.locator.iter().filter_map(|located| match located {
        Located::Item { stored, said } => items.contains(stored).then_some(*said),
        Located::Target(_) => None,
    });
    let repeated: Vec<u16> = repeated.collect();
    items.extend(repeated);
    items
}
