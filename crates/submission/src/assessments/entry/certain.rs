//! What is certain before everything is answered: rules leave some items without an answer one value alone.

use domain::submissions::Severity;

use super::{Entry, Settled, skips};
use crate::{
    assessments::{
        Breach, Condition, Decision, Edit, ItemSpan, Record, Rule, Value, evaluate::Asked,
    },
    sorted,
};

impl Entry<'_> {
    /// What the answers break: between them, or together with what they leave to items without one.
    pub(super) fn broken(&self, settled: &Settled) -> Vec<Breach> {
        let pack = &self.form.pack;
        let among_answers = Settled::breaches(pack, &settled.known);
        let certain = self.certain(settled);
        let is_new = |breach: &Breach| {
            let is_same = |one: &Breach| (one.edit, one.item) == (breach.edit, breach.item);
            self.is_given(settled, breach.item)
                && !among_answers.iter().any(is_same)
                && self.is_final(*breach, &certain)
        };
        let all = Settled::breaches(pack, &certain);
        let more: Vec<Breach> = all.into_iter().filter(is_new).collect();
        sorted::by_key(among_answers.into_iter().chain(more), |breach| {
            (breach.item, breach.edit)
        })
    }

    /// The answers, and of items without one the only value that fatal rules leave them: any other breaks these.
    fn certain(&self, settled: &Settled) -> Record {
        let pack = &self.form.pack;
        let mut certain = settled.known.clone();
        // An item may be closed because another that has no answer yet may be blank.
        for item in self.asked().filter(|item| !self.is_given(settled, *item)) {
            certain.remove(item);
        }
        let target = certain.target(pack);
        let fatal = |edit: &&Edit| edit.severity == Severity::Fatal && edit.holds_on(target);
        loop {
            let mut is_more = false;
            for edit in pack.edits.iter().filter(fatal) {
                let Decision::Rules(rules) = &edit.decision else {
                    continue;
                };
                for rule in rules {
                    let on = rule.on.as_ref().unwrap_or(&edit.on);
                    is_more |= self.conclude(rule, on, &mut certain);
                }
            }
            if !is_more {
                return certain;
            }
        }
    }

    /// Whether an item is answered, and not closed.
    fn is_given(&self, settled: &Settled, item: u16) -> bool {
        settled.closed(item).is_none() && self.answered(item).is_some()
    }

    /// Gives items that have no value the one that a rule leaves them; whether there were any.
    fn conclude(&self, rule: &Rule, on: &[ItemSpan], certain: &mut Record) -> bool {
        let mut demanded = Vec::new();
        skips::demanded(&rule.then, on, rule.each, &mut demanded);
        let mut is_more = false;
        for (item, value) in demanded {
            if !is_known(certain, item)
                && let Some(value) = written(value)
                && self.is_asked_of(rule, item, certain)
            {
                certain.set(item, value, (0, 0));
                is_more = true;
            }
        }
        is_more
    }

    /// Whether the rule's condition holds, and no answer that is missing can change that.
    fn is_asked_of(&self, rule: &Rule, item: u16, record: &Record) -> bool {
        let asked = Asked {
            pack: &self.form.pack,
            record,
            it: rule.each.then_some(item),
        };
        let needs = skips::needed(rule, item);
        needs.iter().all(|need| is_known(record, *need))
            && rule
                .when
                .as_ref()
                .is_none_or(|when| asked.holds(when) == Some(true))
    }

    /// Whether no answer that is missing can mend it. Days that are out of order stay so, whatever comes between them.
    fn is_final(&self, breach: Breach, record: &Record) -> bool {
        let Some(rule) = self.form.pack.rule(breach.edit, breach.rule) else {
            return false;
        };
        let ruled = || skips::ruled(rule, breach.item);
        self.is_asked_of(rule, breach.item, record)
            && (matches!(rule.then, Condition::InOrder { .. })
                || ruled().iter().all(|item| is_known(record, *item)))
    }
}

/// Whether the record says what the item holds, or does not have it.
fn is_known(record: &Record, item: u16) -> bool {
    !record.is_active(item) || record.submitted(item).is_some()
}

/// As records have it; none where a value stands for several.
fn written(value: &Value) -> Option<&str> {
    match value {
        Value::Code(code) => Some(code),
        _ => skips::special(value),
    }
}
