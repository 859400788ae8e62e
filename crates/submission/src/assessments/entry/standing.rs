use domain::{masking::HIDDEN, submissions::Severity};
use serde::{Deserialize, Serialize};

use super::{Entry, SectionLabel, Settled, section_title, shown};
use crate::{
    assessments::{Breach, EditType, Item, ItemKind, Value, found::Subject},
    sorted,
};

/// How a form stands: what is closed, what is wrong, and what is missing. Items are named by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub closed: Vec<Shut>,
    /// In item order.
    pub problems: Vec<Problem>,
    /// Items without an answer that need one.
    pub missing: Vec<String>,
    /// Items without an answer of which a missing one decides whether they need one.
    pub waiting: Vec<String>,
}

/// Items that a rule closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shut {
    pub items: Vec<String>,
    /// What they hold: `^`, mostly.
    pub value: String,
    /// Since what; empty where it is always so.
    pub since: String,
}

/// An edit that the answers break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub item: String,
    /// The item's section.
    pub section: String,
    /// The edit's number.
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub fix: String,
}

/// What is wrong with a section of the record as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionProblems {
    pub section: SectionLabel,
    /// What answers break, in item order.
    pub wrong: Vec<Problem>,
    /// In item order.
    pub unanswered: Vec<Unanswered>,
}

/// An item without an answer, as which it breaks an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    pub item: String,
    /// What people call it.
    pub name: String,
    /// That of the gravest edit that it breaks.
    pub severity: Severity,
}

impl SectionProblems {
    /// For how many reasons the record would be rejected.
    #[must_use]
    pub fn fatal(&self) -> usize {
        let wrong = self.wrong.iter().map(|problem| problem.severity);
        let unanswered = self.unanswered.iter().map(|item| item.severity);
        wrong
            .chain(unanswered)
            .filter(|severity| *severity == Severity::Fatal)
            .count()
    }

    fn lacks(&mut self, item: &Item, severity: Severity) {
        match self
            .unanswered
            .last_mut()
            .filter(|last| last.item == item.id)
        {
            Some(last) if severity == Severity::Fatal => last.severity = severity,
            Some(_) => {}
            None => self.unanswered.push(Unanswered {
                item: item.id.clone(),
                name: item.name.clone(),
                severity,
            }),
        }
    }
}

impl Entry<'_> {
    /// How the form stands while it is filled in: wrong is what the answers break, however the missing ones turn out.
    #[must_use]
    pub fn standing(&self, settled: &Settled) -> Standing {
        let pack = &self.form.pack;
        let is_open = |item| self.is_open(settled, item);
        let missing = Settled::breaches(pack, &settled.sent)
            .into_iter()
            .filter(|breach| is_open(breach.item))
            .filter(|breach| pack.edits[usize::from(breach.edit)].severity == Severity::Fatal)
            .map(|breach| breach.item);
        let missing = sorted::distinct(missing);
        let problems = self
            .broken(settled)
            .into_iter()
            .filter(|breach| !is_open(breach.item))
            .map(|breach| self.problem(settled, breach))
            .collect();
        Standing {
            closed: self.shut(settled),
            problems,
            waiting: self.ids(&self.waiting(settled, &missing)),
            missing: self.ids(&missing),
        }
    }

    /// Everything that is wrong with the record as it would be sent, by section. An item without an answer is named once, whatever it
    /// breaks.
    #[must_use]
    pub fn problems_if_sent(&self, settled: &Settled) -> Vec<SectionProblems> {
        let pack = &self.form.pack;
        let mut sections: Vec<SectionProblems> = Vec::new();
        for breach in Settled::breaches(pack, &settled.sent) {
            let item = &pack.items[usize::from(breach.item)];
            let section = section_of(&mut sections, &item.section);
            if self.is_open(settled, breach.item) {
                section.lacks(item, pack.edits[usize::from(breach.edit)].severity);
            } else {
                section.wrong.push(self.problem(settled, breach));
            }
        }
        sections
    }

    /// Whether an item waits for an answer.
    pub(super) fn is_open(&self, settled: &Settled, item: u16) -> bool {
        settled.closed(item).is_none() && self.answered(item).is_none()
    }

    fn problem(&self, settled: &Settled, breach: Breach) -> Problem {
        let item = &self.form.pack.items[usize::from(breach.item)];
        let allowed = if item.kind == ItemKind::Text {
            String::new()
        } else {
            item.allowed()
        };
        let answer = settled.sent.submitted(breach.item).unwrap_or_default();
        // As it was typed.
        let value = if self.hidden.contains(&breach.item) {
            HIDDEN.to_owned()
        } else {
            shown(self.form.control(breach.item), answer)
        };
        let subject = Subject {
            item: &item.id,
            name: &item.name,
            value: &value,
            allowed: &allowed,
            ..Subject::default()
        };
        let edit = &self.form.pack.edits[usize::from(breach.edit)];
        let rule = self.form.pack.rule(breach.edit, breach.rule);
        let is_of_form = rule.is_some_and(|rule| rule.then.asks_for_form());
        let told = |message: &str, fix: &str| {
            let code = edit.number.to_string();
            subject.told(code, edit.severity, message, fix)
        };
        let finding = if edit.kind == EditType::Format && is_no_day(item, answer) {
            told(
                "{value} is no day of the calendar.",
                how_to_write_a_day(item),
            )
        } else if is_of_form && item.kind == ItemKind::Icd {
            told("{value} is no diagnosis code.", HOW_TO_WRITE_A_CODE)
        } else if is_of_form && edit.fix.is_none() {
            // What forms are called in the rules says nothing to people.
            told(&edit.says, "")
        } else {
            subject.broke(&self.form.pack, breach)
        };
        Problem {
            item: item.id.clone(),
            section: item.section.clone(),
            code: finding.code,
            severity: finding.severity,
            message: without_signs(&finding.message),
            fix: without_signs(&finding.fix),
        }
    }

    /// The closed items, those of one reason together.
    fn shut(&self, settled: &Settled) -> Vec<Shut> {
        let pack = &self.form.pack;
        let mut shut: Vec<(super::Closer, Shut)> = Vec::new();
        for item in self.asked() {
            let Some(closer) = settled.closed(item) else {
                continue;
            };
            if let Some((_, same)) = shut.iter_mut().find(|(known, _)| *known == closer) {
                same.items.push(self.id(item));
                continue;
            }
            let since = pack
                .rule(closer.edit, closer.rule)
                .and_then(|rule| pack.since(rule))
                .unwrap_or_default();
            let first = Shut {
                items: vec![self.id(item)],
                value: closer.value.to_owned(),
                since,
            };
            shut.push((closer, first));
        }
        shut.into_iter().map(|(_, shut)| shut).collect()
    }

    fn ids(&self, items: &[u16]) -> Vec<String> {
        items.iter().map(|item| self.id(*item)).collect()
    }

    fn id(&self, item: u16) -> String {
        self.form.pack.items[usize::from(item)].id.clone()
    }
}

/// The record has eight signs of it.
const HOW_TO_WRITE_A_CODE: &str =
    "Write it as it is said, such as E11.9 or I10, and leave the item empty where there is none.";

/// A form has empty items where a record has a sign for them.
fn without_signs(text: &str) -> String {
    text.replace(" (^)", "")
}

/// Whether a date is asked for, and this is none that may stand there.
fn is_no_day(item: &Item, answer: &str) -> bool {
    let is_listed = |listed: &Value| listed.admits(answer, item.kind);
    item.kind == ItemKind::Date && !item.values.iter().any(is_listed)
}

/// As the form takes it; the record has it otherwise.
fn how_to_write_a_day(item: &Item) -> &'static str {
    if item.values.contains(&Value::Year) {
        "Write it as MM/DD/YYYY, or as MM/YYYY or YYYY where no more is known."
    } else {
        "Write it as MM/DD/YYYY."
    }
}

fn section_of<'a>(sections: &'a mut Vec<SectionProblems>, code: &str) -> &'a mut SectionProblems {
    let at = sections.iter().position(|known| known.section.code == code);
    let at = at.unwrap_or_else(|| {
        sections.push(SectionProblems {
            section: SectionLabel {
                code: code.to_owned(),
                title: section_title(code),
            },
            wrong: Vec::new(),
            unanswered: Vec::new(),
        });
        sections.len() - 1
    });
    &mut sections[at]
}
