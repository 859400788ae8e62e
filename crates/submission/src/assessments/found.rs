use domain::submissions::Severity;

use super::{Breach, Decision, Pack, Slip};
use crate::finding::{Finding, Place};

/// What the sentences of a finding speak of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Subject<'a> {
    pub file: &'a str,
    /// The item's id; empty when it is the record as a whole.
    pub item: &'a str,
    /// What people call the item.
    pub name: &'a str,
    pub value: &'a str,
    pub allowed: &'a str,
    /// The target dates of the record's version.
    pub in_force: &'a str,
    /// The record's target date.
    pub target: &'a str,
    /// Line and column, both from 1; 0 for the record as a whole.
    pub place: (u32, u32),
}

impl Subject<'_> {
    pub fn slipped(&self, slip: Slip) -> Finding {
        self.told(
            slip.code().to_owned(),
            slip.severity(),
            slip.message(),
            slip.fix(),
        )
    }

    /// Where no other advice is written, the rule says what to do.
    pub fn broke(&self, pack: &Pack, breach: Breach) -> Finding {
        let edit = &pack.edits[usize::from(breach.edit)];
        let code = edit.number.to_string();
        if let Some(swapped) = breach.swapped {
            let (says, fix) = pack.disorder(swapped);
            return self.told(code, edit.severity, &says, &fix);
        }
        let fix = match (&edit.fix, &edit.decision) {
            (Some(fix), _) => fix.clone(),
            (None, Decision::Rules(rules)) => {
                pack.words(&rules[usize::from(breach.rule)], Some(breach.item))
            }
            (None, _) => String::new(),
        };
        self.told(code, edit.severity, &edit.says, &fix)
    }

    pub fn told(&self, code: String, severity: Severity, message: &str, fix: &str) -> Finding {
        let shown = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (line, column) = self.place;
        Finding {
            code,
            severity,
            message: self.fill(message),
            fix: self.fill(fix),
            item: self.item.to_owned(),
            value: shown(&cut(self.value)),
            allowed: shown(self.allowed),
            place: Place {
                file: self.file.to_owned(),
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

    fn fill(&self, text: &str) -> String {
        let shown = cut(self.value);
        let value = if shown.is_empty() { "(empty)" } else { &shown };
        text.replace("{item}", self.item)
            .replace("{name}", self.name)
            .replace("{allowed}", self.allowed)
            .replace("{in force}", self.in_force)
            .replace("{target}", self.target)
            .replace("{value}", value)
    }
}

/// Values are shown for recognition.
fn cut(value: &str) -> String {
    value.chars().take(64).collect()
}
