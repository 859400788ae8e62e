use domain::submissions::Severity;

use super::{Breach, Decision, Edit, Pack, Slip};
use crate::finding::{Finding, Place};

/// Something wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFinding {
    pub found: Found,
    /// The item's id; empty when it is the record as a whole.
    pub item: String,
    pub value: String,
    pub allowed: String,
    /// Line and column, both from 1; 0 for the record as a whole.
    pub place: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Slip(Slip),
    Breach(Breach),
}

impl RecordFinding {
    pub(super) fn new(slip: Slip, item: &str, value: &str, place: (u32, u32)) -> Self {
        Self {
            found: Found::Slip(slip),
            item: item.to_owned(),
            value: value.to_owned(),
            allowed: String::new(),
            place,
        }
    }

    /// The official edit number, or our own code.
    #[must_use]
    pub fn code(&self, pack: Option<&Pack>) -> String {
        match (self.found, pack) {
            (Found::Slip(slip), _) => slip.code().to_owned(),
            (Found::Breach(breach), Some(pack)) => edit(pack, breach).number.to_string(),
            (Found::Breach(_), None) => String::new(),
        }
    }

    #[must_use]
    pub fn severity(&self, pack: Option<&Pack>) -> Severity {
        match (self.found, pack) {
            (Found::Slip(slip), _) => slip.severity(),
            (Found::Breach(breach), Some(pack)) => edit(pack, breach).severity,
            (Found::Breach(_), None) => Severity::Fatal,
        }
    }

    /// The finding with its words.
    #[must_use]
    pub fn told(&self, file: &str, pack: Option<&Pack>) -> Finding {
        let (message, fix) = self.words(pack);
        let shown = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (line, column) = self.place;
        Finding {
            code: self.code(pack),
            severity: self.severity(pack),
            message: self.fill(&message, pack),
            fix: self.fill(&fix, pack),
            item: self.item.clone(),
            value: shown(&cut(&self.value)),
            allowed: shown(&self.allowed),
            place: Place {
                file: file.to_owned(),
                line: (line > 0).then_some(line),
                column: (column > 0).then_some(column),
                path: if self.item.is_empty() {
                    String::new()
                } else {
                    format!("/ASSESSMENT/{}", self.item)
                },
                employee: None,
                date: None,
            },
        }
    }

    fn words(&self, pack: Option<&Pack>) -> (String, String) {
        match (self.found, pack) {
            (Found::Slip(slip), _) => (slip.message().to_owned(), slip.fix().to_owned()),
            (Found::Breach(breach), Some(pack)) => {
                let edit = edit(pack, breach);
                let fix = edit
                    .fix
                    .clone()
                    .unwrap_or_else(|| in_words(pack, edit, breach));
                (edit.says.clone(), fix)
            }
            (Found::Breach(_), None) => (String::new(), String::new()),
        }
    }

    fn fill(&self, text: &str, pack: Option<&Pack>) -> String {
        let name = match (self.found, pack) {
            (Found::Breach(breach), Some(pack)) => {
                pack.items[usize::from(breach.item)].name.as_str()
            }
            _ => self.item.as_str(),
        };
        text.replace("{item}", &self.item)
            .replace("{name}", name)
            .replace("{allowed}", &self.allowed)
            .replace("{value}", &cut(&self.value))
    }
}

fn edit(pack: &Pack, breach: Breach) -> &Edit {
    &pack.edits[usize::from(breach.edit)]
}

fn in_words(pack: &Pack, edit: &Edit, breach: Breach) -> String {
    match &edit.decision {
        Decision::Rules(rules) => pack.words(&rules[usize::from(breach.rule)], Some(breach.item)),
        _ => String::new(),
    }
}

/// Values are shown for recognition.
fn cut(value: &str) -> String {
    value.chars().take(64).collect()
}
