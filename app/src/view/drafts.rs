//! What the pages show on which assessments are entered: a new form, those underway, one of them, and what will be sent.

use domain::{
    assessments::{AnswerLine, CarriedOver, Draft, DraftLine, EntersFor},
    forms::ReturnedForm,
    listing::Page,
    patients::PatientLine,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use submission::assessments::{
    PackLabel,
    entry::{Field, Question, SectionLabel, SectionProblems, Standing, shown},
};

/// *Enter an assessment*: whose, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraftView {
    /// By name, as far as they are few.
    pub facilities: Vec<EntersFor>,
    /// Whether there are more, of which one is named by its CCN.
    pub has_more: bool,
    pub chosen: Option<EntersFor>,
    /// What the facility's patients are searched for.
    pub search: String,
    /// Whom that finds; none while nothing is searched for.
    pub patients: Option<Page<PatientLine>>,
    /// Whom the address or the form that came back names, if the facility has them.
    pub patient: Option<PatientLine>,
    /// What says why, of the chosen facility's instrument.
    pub reasons: Vec<Field>,
    /// Whether it is shown to somebody who views as the role, and begins nothing.
    pub read_only: bool,
    pub form: ReturnedForm,
}

/// *Assessment Forms*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsView {
    pub drafts: Vec<DraftLine>,
    /// Days without being saved after which one is deleted.
    pub kept_days: i64,
    /// Days before that, in which its day is told.
    pub told_days: i64,
    /// Whether new records are theirs to enter, or corrections alone.
    pub may_begin: bool,
}

/// A form that is being filled in: one of its sections, and how all of it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    pub draft: Draft,
    pub sections: Vec<SectionLabel>,
    /// The section that is shown.
    pub section: SectionLabel,
    pub questions: Vec<Question>,
    /// Items of it that the program says and nobody answers.
    pub fixed: Vec<String>,
    /// Those of them by which a modification finds its record.
    pub finding: Vec<String>,
    /// What stands in the section as it was taken over from the patient's record before.
    pub carried: Option<CarriedOver>,
    pub standing: Standing,
    /// Each item that the form asks for, and its section.
    pub places: Vec<(String, String)>,
    /// The rules, which a browser fetches.
    pub pack: PackLabel,
    #[serde(with = "domain::time::wire")]
    pub today: Date,
    /// Whether it can be changed: it is not underway or accepted.
    pub is_open: bool,
    /// Whether it is shown to somebody who views as the role, and changes nothing.
    pub read_only: bool,
    /// The section's form, when it came back.
    pub form: ReturnedForm,
}

/// An answer in the words of the form, as far as it asks for the item.
#[must_use]
pub fn answer_line(item: &str, answer: &str, field: Option<&Field>) -> AnswerLine {
    let Some(field) = field else {
        return AnswerLine {
            item: item.to_owned(),
            name: String::new(),
            value: answer.to_owned(),
            words: String::new(),
        };
    };
    let mut choices = field.choices.iter();
    let chosen = choices.find(|choice| choice.value == answer);
    AnswerLine {
        item: item.to_owned(),
        name: field.name.clone(),
        value: shown(field.control, answer),
        words: chosen.map_or_else(String::new, |choice| choice.label.clone()),
    }
}

/// A form before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReviewView {
    pub line: DraftLine,
    pub version: i32,
    /// By section: what will be sent, without what is blank.
    pub answers: Vec<(SectionLabel, Vec<AnswerLine>)>,
    /// Items that will be sent blank.
    pub blank: u32,
    /// By section, without those that nothing is wrong with.
    pub problems: Vec<SectionProblems>,
    /// What is stored that stands against it, in words.
    pub obstacle: Option<String>,
    pub is_open: bool,
    /// As in [`DraftView`].
    pub read_only: bool,
    pub form: ReturnedForm,
}
