//! The form itself: sections, questions and items, and how each is answered.

use serde::{Deserialize, Serialize};

use super::{Entry, Questionnaire};
use crate::assessments::{
    Item, ItemKind, Key, number,
    value::{BLANK, DASH, DASHES, Value},
};

/// A section of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionLabel {
    /// As in the item master: `A`, `GG`, `Control`.
    pub code: String,
    pub title: String,
}

/// Items that belong together: A1005A to A1005Y are one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What their ids begin with: `A1005`.
    pub id: String,
    pub fields: Vec<Field>,
}

/// An item, as the form asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub id: String,
    pub name: String,
    pub control: Control,
    /// The most characters of a value.
    pub length: u16,
    /// Values to choose from, or beside what may be written.
    pub choices: Vec<Choice>,
    /// What it may hold, in words.
    pub allowed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// How an item is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// One of few choices.
    Radio,
    /// One of many.
    Select,
    /// A box to tick: 1, or 0. Where it may be a dash instead, that is a choice beside it.
    Tick,
    Date,
    Number,
    Text,
    /// A number by which others know the patient; people write its parts with dashes or spaces between them.
    Identifier,
    Icd,
}

/// More choices than these are in a list that opens.
const MOST_RADIOS: usize = 9;

impl Entry<'_> {
    /// The sections that have items for this record, in the order of the item master.
    #[must_use]
    pub fn sections(&self) -> Vec<SectionLabel> {
        let mut sections: Vec<SectionLabel> = Vec::new();
        for item in self.asked() {
            let code = &self.form.pack.items[usize::from(item)].section;
            if !sections.iter().any(|section| section.code == *code) {
                sections.push(SectionLabel {
                    code: code.clone(),
                    title: section_title(code),
                });
            }
        }
        sections
    }

    /// What a section asks, in the order of the item master.
    #[must_use]
    pub fn questions(&self, section: &str) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for item in self.asked() {
            let of = &self.form.pack.items[usize::from(item)];
            if of.section != section {
                continue;
            }
            let id = question(&of.id);
            let field = self.form.field(of);
            match questions.last_mut().filter(|last| last.id == id) {
                Some(last) => last.fields.push(field),
                None => questions.push(Question {
                    id: id.to_owned(),
                    fields: vec![field],
                }),
            }
        }
        questions
    }
}

impl Questionnaire {
    /// Items, as the form asks for them.
    #[must_use]
    pub fn fields(&self, items: &[u16]) -> Vec<Field> {
        let field = |item: &u16| self.field(&self.pack.items[usize::from(*item)]);
        items.iter().map(field).collect()
    }

    /// How an item is answered.
    #[must_use]
    pub fn control(&self, item: u16) -> Control {
        let item = &self.pack.items[usize::from(item)];
        self.control_of(item, choices(item).count())
    }

    fn control_of(&self, item: &Item, choices: usize) -> Control {
        match item.kind {
            ItemKind::Code | ItemKind::Checklist if self.is_box(item) => Control::Tick,
            ItemKind::Code | ItemKind::Checklist if choices <= MOST_RADIOS => Control::Radio,
            ItemKind::Code | ItemKind::Checklist => Control::Select,
            ItemKind::Date => Control::Date,
            ItemKind::Number => Control::Number,
            ItemKind::Text if self.is_identifier(item) => Control::Identifier,
            ItemKind::Text => Control::Text,
            ItemKind::Icd => Control::Icd,
        }
    }

    fn is_identifier(&self, item: &Item) -> bool {
        let keys = [Key::SocialSecurityNumber, Key::Medicare, Key::Medicaid];
        keys.into_iter()
            .flat_map(|key| self.pack.keyed(key))
            .any(|index| self.pack.items[usize::from(index)].id == item.id)
    }

    /// CMS calls some boxes codes; what their 0 means tells.
    fn is_box(&self, item: &Item) -> bool {
        let lists = |code| item.values.contains(&Value::Code(String::from(code)));
        let not_checked = |label: &str| label.to_ascii_lowercase().starts_with("not checked");
        let is_called_one = item.kind == ItemKind::Checklist
            || self.answers.label(&item.id, "0").is_some_and(not_checked);
        is_called_one && lists("0") && lists("1")
    }

    fn field(&self, item: &Item) -> Field {
        let choices: Vec<Choice> = choices(item)
            .map(|value| Choice {
                label: self.meaning(item, &value),
                value,
            })
            .collect();
        Field {
            id: item.id.clone(),
            name: item.name.clone(),
            control: self.control_of(item, choices.len()),
            length: item.length,
            choices,
            allowed: item.allowed(),
        }
    }

    fn meaning(&self, item: &Item, value: &str) -> String {
        let known = self.answers.label(&item.id, value);
        known.map_or_else(
            || {
                match value {
                    BLANK => "Blank: nothing to say here",
                    DASH | DASHES => "Not assessed, or no information",
                    _ => "",
                }
                .to_owned()
            },
            str::to_owned,
        )
    }
}

fn choices(item: &Item) -> impl Iterator<Item = String> {
    item.values.iter().flat_map(|value| codes(value, item))
}

/// The values that can be chosen by name. A number is written, not chosen.
fn codes(value: &Value, item: &Item) -> Vec<String> {
    match value {
        Value::Code(code) => vec![code.clone()],
        // What is written is blank when nothing is.
        Value::Blank if matches!(item.kind, ItemKind::Code | ItemKind::Checklist) => {
            vec![BLANK.to_owned()]
        }
        Value::Dash => vec![DASH.to_owned()],
        Value::Dashes => vec![DASHES.to_owned()],
        Value::Range(low, high) if item.kind == ItemKind::Code => numbers(*low, *high, item.length),
        _ => Vec::new(),
    }
}

/// Whole numbers of a code's length, with zeros before them.
fn numbers(low: f64, high: f64, length: u16) -> Vec<String> {
    let width = usize::from(length);
    let mut all = Vec::new();
    let mut number = low;
    while number <= high && all.len() < 100 {
        all.push(format!("{:0>width$}", number::written(number)));
        number += 1.0;
    }
    all
}

/// The letters and digits that an id begins with: `M0150` of `M0150_CPAY_NONE`, `GG0130` of `GG0130A1`.
fn question(id: &str) -> &str {
    let letters = id.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = id[letters..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        id
    } else {
        &id[..letters + digits]
    }
}

/// What CMS calls a section.
#[must_use]
pub fn section_title(section: &str) -> String {
    let title = match section {
        "Control" => return "About the record".to_owned(),
        "Calc" => return "Calculated by the software".to_owned(),
        "A" => "Administrative information",
        "B" => "Hearing, speech, and vision",
        "C" => "Cognitive patterns",
        "D" => "Mood",
        "E" => "Behavior",
        "F" => "Preferences and living situation",
        "G" => "Functional status",
        "GG" => "Functional abilities",
        "H" => "Bladder and bowel",
        "I" => "Active diagnoses",
        "J" => "Health conditions",
        "K" => "Swallowing and nutritional status",
        "L" => "Oral and dental status",
        "M" => "Skin conditions",
        "N" => "Medications",
        "O" => "Special treatments, procedures, and programs",
        "P" => "Restraints and alarms",
        "Q" => "Participation in assessment and goal setting",
        "R" => "Health-related social needs",
        "S" => "Items of the state",
        "V" => "Care area assessment summary",
        "X" => "Correction request",
        "Z" => "Assessment administration",
        _ => "",
    };
    format!("Section {section}: {title}")
        .trim_end_matches([':', ' '])
        .to_owned()
}
