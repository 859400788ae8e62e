use domain::submissions::Severity;
use serde::{Deserialize, Serialize};

use super::{Entry, Settled};
use crate::{
    assessments::{Breach, ItemKind, found::Subject},
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

impl Entry<'_> {
    /// How the form stands while it is filled in: wrong is what the answers break between them, and not what the missing ones will.
    #[must_use]
    pub fn standing(&self, settled: &Settled) -> Standing {
        let pack = &self.form.pack;
        let is_open = |item: u16| settled.closed(item).is_none() && self.answered(item).is_none();
        let missing = Settled::breaches(pack, &settled.sent)
            .into_iter()
            .filter(|breach| is_open(breach.item))
            .filter(|breach| pack.edits[usize::from(breach.edit)].severity == Severity::Fatal)
            .map(|breach| breach.item);
        let problems = Settled::breaches(pack, &settled.known)
            .into_iter()
            .filter(|breach| !is_open(breach.item))
            .map(|breach| self.problem(settled, breach))
            .collect();
        Standing {
            closed: self.shut(settled),
            problems,
            missing: sorted::distinct(missing)
                .into_iter()
                .map(|item| self.id(item))
                .collect(),
        }
    }

    /// Everything that is wrong with the record as it would be sent.
    #[must_use]
    pub fn problems_if_sent(&self, settled: &Settled) -> Vec<Problem> {
        Settled::breaches(&self.form.pack, &settled.sent)
            .into_iter()
            .map(|breach| self.problem(settled, breach))
            .collect()
    }

    fn problem(&self, settled: &Settled, breach: Breach) -> Problem {
        let item = &self.form.pack.items[usize::from(breach.item)];
        let allowed = if item.kind == ItemKind::Text {
            String::new()
        } else {
            item.allowed()
        };
        let subject = Subject {
            item: &item.id,
            name: &item.name,
            value: settled.sent.submitted(breach.item).unwrap_or_default(),
            allowed: &allowed,
            ..Subject::default()
        };
        let finding = subject.broke(&self.form.pack, breach);
        Problem {
            item: item.id.clone(),
            section: item.section.clone(),
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            fix: finding.fix,
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

    fn id(&self, item: u16) -> String {
        self.form.pack.items[usize::from(item)].id.clone()
    }
}
