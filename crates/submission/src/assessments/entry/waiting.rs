//! Which questions wait for others: whether they need an answer hangs on one that is still to be given.

use domain::submissions::Severity;

use super::{Entry, Settled};
use crate::{
    assessments::{Condition, Decision, Edit, Record, Rule, evaluate::Asked},
    sorted,
};

/// An item that a rule demands an answer of, should the rule's condition come to hold.
struct Hanging<'a> {
    item: u16,
    when: &'a Condition,
    /// The item that the condition is asked about.
    it: Option<u16>,
}

impl<'a> Entry<'a> {
    /// The items without an answer that need one or not, as the answers that are missing turn out: these decide it themselves, or by way of
    /// others that wait for them. In item order.
    pub(super) fn waiting(&self, settled: &Settled, missing: &[u16]) -> Vec<u16> {
        let mut hanging = self.hanging(settled);
        let mut known = settled.sent.clone();
        for item in missing {
            known.remove(*item);
        }
        let mut waiting = Vec::new();
        loop {
            hanging.retain(|one| known.submitted(one.item).is_some());
            // It may also hold of what is known, and not of the blanks beside it.
            let may_hold = |one: &&Hanging<'a>| one.holds(self, &known) != Some(false);
            let more: Vec<u16> = hanging
                .iter()
                .filter(may_hold)
                .map(|one| one.item)
                .collect();
            if more.is_empty() {
                return sorted::distinct(waiting);
            }
            for item in more {
                known.remove(item);
                waiting.push(item);
            }
        }
    }

    /// What rules whose condition does not hold of the record as it would be sent demand of items that have no answer.
    fn hanging(&self, settled: &Settled) -> Vec<Hanging<'a>> {
        let pack = &self.form.pack;
        let target = settled.sent.target(pack);
        let mut hanging = Vec::new();
        let fatal = |edit: &&Edit| edit.severity == Severity::Fatal && edit.holds_on(target);
        for edit in pack.edits.iter().filter(fatal) {
            if let Decision::Rules(rules) = &edit.decision {
                for rule in rules {
                    self.of_rule(settled, edit, rule, &mut hanging);
                }
            }
        }
        hanging
    }

    fn of_rule(
        &self,
        settled: &Settled,
        edit: &'a Edit,
        rule: &'a Rule,
        hanging: &mut Vec<Hanging<'a>>,
    ) {
        let Some(when) = &rule.when else { return };
        let on = rule.on.as_ref().unwrap_or(&edit.on);
        let (pack, record) = (&*self.form.pack, &settled.sent);
        for item in record
            .active(on)
            .filter(|item| self.is_open(settled, *item))
        {
            let it = rule.each.then_some(item);
            let asked = Asked { pack, record, it };
            if asked.holds(when) == Some(false) && asked.holds(&rule.then) == Some(false) {
                hanging.push(Hanging { item, when, it });
            }
        }
    }
}

impl Hanging<'_> {
    /// Whether the condition holds of a record.
    fn holds(&self, entry: &Entry<'_>, record: &Record) -> Option<bool> {
        let (pack, it) = (&*entry.form.pack, self.it);
        Asked { pack, record, it }.holds(self.when)
    }
}
