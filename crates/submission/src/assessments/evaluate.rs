//! Holds a record against the rules. What is not active, or cannot be compared, is neither true nor false (`None`).

use std::cmp::Ordering;

use jiff::civil::Date;

use super::{
    Condition, Count, Decision, Edit, Item, ItemKind, ItemSpan, Order, Pack, Record, Rule,
    ServerCheck, Term, Value, Values, date, number,
    value::{BLANK, DASH},
};
use crate::sorted;

/// An edit that a record breaks, on one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// By their indices in the pack.
    pub edit: u16,
    pub rule: u16,
    pub item: u16,
    /// Where the rule is an order of days: the two that break it.
    pub swapped: Option<Swapped>,
}

/// Two days that are not in the order in which they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swapped {
    pub left: Placed,
    /// How the left one should stand to the right one.
    pub order: Order,
    pub right: Placed,
}

/// A day of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// None for the day of submission.
    pub item: Option<u16>,
    pub date: Date,
}

impl Pack {
    /// Finds the edits that a record breaks: each once for an item, items in the order of the file, edits in that of the pack.
    pub fn check(&self, record: &Record, found: &mut Vec<Breach>) {
        found.clear();
        let target = record.target(self);
        for (index, edit) in (0..).zip(&self.edits) {
            if let Decision::Rules(rules) = &edit.decision
                && edit.holds_on(target)
            {
                for (rule, at) in rules.iter().zip(0..) {
                    self.ask(record, edit, rule, &mut |item, swapped| {
                        found.push(Breach {
                            edit: index,
                            rule: at,
                            item,
                            swapped,
                        });
                    });
                }
            }
        }
        *found = sorted::by_key(found.drain(..), |breach| {
            (
                record.place(breach.item),
                breach.item,
                breach.edit,
                breach.rule,
            )
        });
        found.dedup_by_key(|breach| (breach.item, breach.edit));
    }

    /// Whether some rule of the edit had something to ask of the record.
    #[must_use]
    pub fn applies<'a>(&'a self, record: &'a Record, edit: &'a Edit) -> bool {
        let Decision::Rules(rules) = &edit.decision else {
            return false;
        };
        rules.iter().any(|rule| {
            let asked = Asked {
                pack: self,
                record,
                it: None,
            };
            let on = rule.on.as_ref().unwrap_or(&edit.on);
            let calls = |asked: Asked<'a>| {
                rule.when
                    .as_ref()
                    .is_none_or(|when| asked.holds(when) == Some(true))
                    && asked.holds(&rule.then).is_some()
            };
            if rule.each {
                record.active(on).any(|item| {
                    calls(Asked {
                        it: Some(item),
                        ..asked
                    })
                })
            } else {
                calls(asked)
            }
        })
    }

    /// The edit that a check of the server decides, where it has something to ask of the record.
    #[must_use]
    pub fn asked_of<'a>(&'a self, record: &'a Record, check: ServerCheck) -> Option<&'a Edit> {
        let edit = self.server_edit(check)?;
        let when = edit.on_server().and_then(|part| part.when.as_ref());
        let asked = Asked {
            pack: self,
            record,
            it: None,
        };
        when.is_none_or(|when| asked.holds(when) == Some(true))
            .then_some(edit)
    }

    fn ask<'a>(
        &'a self,
        record: &'a Record,
        edit: &'a Edit,
        rule: &'a Rule,
        found: &mut dyn FnMut(u16, Option<Swapped>),
    ) {
        let asked = Asked {
            pack: self,
            record,
            it: None,
        };
        let on = rule.on.as_ref().unwrap_or(&edit.on);
        if rule.each {
            for item in record.active(on) {
                if (Asked {
                    it: Some(item),
                    ..asked
                })
                .breaks(rule)
                {
                    found(item, None);
                }
            }
        } else if asked.breaks(rule) {
            let swapped = asked.swapped(&rule.then);
            if swapped.is_empty() {
                record.active(on).for_each(|item| found(item, None));
            }
            for pair in swapped {
                let items = [pair.left.item, pair.right.item].into_iter().flatten();
                items.for_each(|item| found(item, Some(pair)));
            }
        }
    }
}

impl Edit {
    /// Whether it holds for records of a target date, or of none.
    pub(super) fn holds_on(&self, target: Option<Date>) -> bool {
        let Some(target) = target else {
            return true;
        };
        self.from.is_none_or(|from| from <= target)
            && self.until.is_none_or(|until| target <= until)
    }
}

/// A record, asked about one of its items or about none.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub pack: &'a Pack,
    pub record: &'a Record,
    pub it: Option<u16>,
}

/// The value of a term.
enum Known<'a> {
    Text(Said<'a>),
    Number(f64),
    Date(Date),
}

/// A term of an order, with its value.
type Step<'a> = (&'a Term, Known<'a>);

/// What stands in an item, or is written in a rule.
#[derive(Clone, Copy)]
struct Said<'a> {
    text: &'a str,
    kind: ItemKind,
    /// The day that it names. Of a birth date alone a part may be unknown: the first day that it can be.
    day: Option<Date>,
}

impl<'a> Said<'a> {
    fn in_item(text: &'a str, item: &Item) -> Self {
        let day = match item.kind {
            ItemKind::Date if item.values.contains(&Value::Year) => date::first(text),
            ItemKind::Date => date::day(text),
            _ => None,
        };
        Self {
            text,
            kind: item.kind,
            day,
        }
    }

    fn number(self) -> Option<f64> {
        number::read(self.text)
    }
}

impl<'a> Asked<'a> {
    fn breaks(self, rule: &'a Rule) -> bool {
        rule.when
            .as_ref()
            .is_none_or(|when| self.holds(when) == Some(true))
            && self.holds(&rule.then) == Some(false)
    }

    pub fn holds(self, condition: &'a Condition) -> Option<bool> {
        match condition {
            Condition::Is { term, values, not } => Some(is(&self.term(term)?, values) != *not),
            Condition::Counted {
                count,
                items,
                values,
                not,
            } => self.counted(*count, items, values, *not),
            Condition::Compare(left, order, right) => self.compare(left, *order, right),
            Condition::InOrder { first, rest } => self.in_order(first, rest),
            Condition::NoTwoEqual(items) => self.no_two_equal(items),
            Condition::HasForm(term, form) => match self.term(term)? {
                Known::Text(said) => Some(self.pack.forms[usize::from(*form)].admits(said.text)),
                _ => None,
            },
            Condition::Listed(term) => self.listed(term),
            Condition::Active(item) => Some(self.record.is_active(*item)),
            Condition::All(all) => self.all(all),
            Condition::Any(any) => self.any(any),
            Condition::Not(not) => self.holds(not).map(|held| !held),
        }
    }

    /// False as soon as one is; otherwise true only when all are.
    fn all(self, conditions: &'a [Condition]) -> Option<bool> {
        let mut held = Some(true);
        for condition in conditions {
            match self.holds(condition) {
                Some(false) => return Some(false),
                None => held = None,
                Some(true) => {}
            }
        }
        held
    }

    /// True as soon as one is; otherwise false only when all are.
    fn any(self, conditions: &'a [Condition]) -> Option<bool> {
        let mut held = Some(false);
        for condition in conditions {
            match self.holds(condition) {
                Some(true) => return Some(true),
                None => held = None,
                Some(false) => {}
            }
        }
        held
    }

    fn counted(self, count: Count, items: &[ItemSpan], values: &Values, not: bool) -> Option<bool> {
        let (mut met, mut all) = (0, 0);
        for item in self.record.active(items) {
            if let Some(text) = self.record.submitted(item) {
                let said = Said::in_item(text, &self.pack.items[usize::from(item)]);
                all += 1;
                met += u16::from(is(&Known::Text(said), values) != not);
            }
        }
        (all > 0).then_some(match count {
            Count::All => met == all,
            Count::Some => met > 0,
            Count::None => met == 0,
            Count::AtLeast(least) => met >= least,
            Count::AtMost(most) => met <= most,
            Count::Exactly(exactly) => met == exactly,
        })
    }

    fn compare(self, left: &'a Term, order: Order, right: &'a Term) -> Option<bool> {
        let (left, right) = (self.term(left)?, self.term(right)?);
        if let Some(found) = compared(&left, &right) {
            return Some(order.holds(found));
        }
        // One of them is blank, say: not ordered, but certainly not the same.
        match (order, left, right) {
            (Order::Equal, Known::Text(left), Known::Text(right)) => Some(left.text == right.text),
            (Order::NotEqual, Known::Text(left), Known::Text(right)) => {
                Some(left.text != right.text)
            }
            (Order::Equal, ..) => Some(false),
            (Order::NotEqual, ..) => Some(true),
            _ => None,
        }
    }

    fn in_order(self, first: &'a Term, rest: &'a [(Order, Term)]) -> Option<bool> {
        let mut held = None;
        self.steps(first, rest, &mut |_, _, _, holds| {
            held = Some(held.unwrap_or(true) && holds);
        });
        held
    }

    /// The neighbours of an order of days that break it.
    fn swapped(self, condition: &'a Condition) -> Vec<Swapped> {
        let mut swapped = Vec::new();
        if let Condition::InOrder { first, rest } = condition {
            self.steps(first, rest, &mut |left, order, right, holds| {
                if let (false, Some(left), Some(right)) = (holds, placed(left), placed(right)) {
                    swapped.push(Swapped { left, order, right });
                }
            });
        }
        swapped
    }

    /// Looks at each two neighbours of an order that can be compared: how they should stand to each other, and whether they do.
    fn steps(
        self,
        first: &'a Term,
        rest: &'a [(Order, Term)],
        look: &mut dyn FnMut(&Step<'a>, Order, &Step<'a>, bool),
    ) {
        let mut before = self.comparable(first).map(|known| (first, known));
        let mut order = None;
        for (next, term) in rest {
            order = Some(order.map_or(*next, |order: Order| order.then(*next)));
            let Some(here) = self.comparable(term).map(|known| (term, known)) else {
                continue;
            };
            if let (Some(before), Some(order)) = (&before, order)
                && let Some(found) = compared(&before.1, &here.1)
            {
                look(before, order, &here, order.holds(found));
            }
            before = Some(here);
            order = None;
        }
    }

    /// A term that stands for a date or a number.
    fn comparable(self, term: &'a Term) -> Option<Known<'a>> {
        match self.term(term)? {
            Known::Text(said) if said.kind == ItemKind::Date => said.day.map(Known::Date),
            Known::Text(said) => said.number().map(Known::Number),
            known => Some(known),
        }
    }

    fn no_two_equal(self, items: &[ItemSpan]) -> Option<bool> {
        let mut seen: Vec<&str> = Vec::new();
        for item in self.record.active(items) {
            let says = |text: &&str| *text != BLANK && !text.trim_ascii().is_empty();
            let Some(text) = self.record.submitted(item).filter(says) else {
                continue;
            };
            if seen.iter().any(|seen| seen.eq_ignore_ascii_case(text)) {
                return Some(false);
            }
            seen.push(text);
        }
        (!seen.is_empty()).then_some(true)
    }

    fn listed(self, term: &'a Term) -> Option<bool> {
        let Known::Text(Said { text, .. }) = self.term(term)? else {
            return None;
        };
        let item = self.asked_item(term)?;
        let fits = item.kind != ItemKind::Number || text.len() <= usize::from(item.length);
        Some(
            fits && item
                .values
                .iter()
                .any(|value| !value.is_open() && value.admits(text, item.kind)),
        )
    }

    /// The item that a term is.
    fn asked_item(self, term: &Term) -> Option<&'a Item> {
        let item = match term {
            Term::Item(item) => *item,
            Term::It => self.it?,
            _ => return None,
        };
        self.pack.items.get(usize::from(item))
    }

    fn item(self, item: u16) -> Option<Known<'a>> {
        let text = self.record.value(item)?;
        let item = &self.pack.items[usize::from(item)];
        Some(Known::Text(Said::in_item(text, item)))
    }

    fn term(self, term: &'a Term) -> Option<Known<'a>> {
        match term {
            Term::Item(item) => self.item(*item),
            Term::It => self.item(self.it?),
            Term::Text(text) => Some(Known::Text(Said {
                text,
                kind: ItemKind::Text,
                day: None,
            })),
            Term::Day(day) => Some(Known::Date(*day)),
            Term::Today => Some(Known::Date(self.record.today())),
            Term::Latest(items) => self.dates(items).max().map(Known::Date),
            Term::Earliest(items) => self.dates(items).min().map(Known::Date),
            Term::Characters { first, last, of } => match self.term(of)? {
                Known::Text(said) => {
                    let (first, last) = (usize::from(*first) - 1, usize::from(*last));
                    let text = said.text.get(first..last.min(said.text.len()))?;
                    Some(Known::Text(Said {
                        text,
                        day: None,
                        ..said
                    }))
                }
                _ => None,
            },
            _ => self.number(term).map(Known::Number),
        }
    }

    fn number(self, term: &'a Term) -> Option<f64> {
        match term {
            Term::Number(number) => Some(*number),
            Term::Sum(items) => self.sum(items),
            Term::Days { from, to } => Some(date::days(self.date(from)?, self.date(to)?).into()),
            Term::Years { from, to } => {
                Some(date::years(self.age_day(from)?, self.age_day(to)?).into())
            }
            Term::Length(of) => match self.term(of)? {
                Known::Text(said) => u32::try_from(said.text.chars().count()).ok().map(f64::from),
                _ => None,
            },
            Term::MaximumLength(of) => self.asked_item(of).map(|item| item.length.into()),
            Term::Arithmetic(left, operator, right) => {
                Some(operator.of(self.number(left)?, self.number(right)?))
            }
            Term::Rounded(of) => Some((self.number(of)? + 0.5).floor()),
            _ => match self.term(term)? {
                Known::Text(said) => said.number(),
                Known::Number(number) => Some(number),
                Known::Date(_) => None,
            },
        }
    }

    /// Nothing where none of them is active.
    fn sum(self, items: &'a [ItemSpan]) -> Option<f64> {
        let mut texts = self.texts(items).peekable();
        texts.peek()?;
        Some(texts.filter_map(number::read).sum())
    }

    fn date(self, term: &'a Term) -> Option<Date> {
        match self.term(term)? {
            Known::Text(said) => said.day,
            Known::Date(date) => Some(date),
            Known::Number(_) => None,
        }
    }

    /// The day from which an age is counted, or to which.
    fn age_day(self, term: &'a Term) -> Option<Date> {
        match self.term(term)? {
            Known::Text(said) => said.day.and_then(|_| date::middle(said.text)),
            Known::Date(date) => Some(date),
            Known::Number(_) => None,
        }
    }

    fn texts(self, items: &'a [ItemSpan]) -> impl Iterator<Item = &'a str> {
        self.record
            .active(items)
            .filter_map(move |item| self.record.submitted(item))
    }

    fn dates(self, items: &'a [ItemSpan]) -> impl Iterator<Item = Date> {
        self.texts(items).filter_map(date::day)
    }
}

/// A day of an order; none where it is a number, or a day that the rule itself names.
fn placed((term, known): &Step<'_>) -> Option<Placed> {
    let item = match term {
        Term::Item(item) => Some(*item),
        Term::Today => None,
        _ => return None,
    };
    match known {
        Known::Date(date) => Some(Placed { item, date: *date }),
        _ => None,
    }
}

fn is(known: &Known<'_>, values: &Values) -> bool {
    match known {
        Known::Text(said) => values
            .iter()
            .any(|value| value.admits(said.text, said.kind)),
        Known::Number(number) => {
            let text = number::written(*number);
            values
                .iter()
                .any(|value| value.admits(&text, ItemKind::Number))
        }
        Known::Date(_) => values.contains(&Value::Date),
    }
}

/// Two dates or two numbers; nothing else has an order.
fn compared(left: &Known<'_>, right: &Known<'_>) -> Option<Ordering> {
    match (left, right) {
        (Known::Date(left), Known::Date(right)) => Some(left.cmp(right)),
        (Known::Date(left), Known::Text(right)) => Some(left.cmp(&right.day?)),
        (Known::Text(left), Known::Date(right)) => Some(left.day?.cmp(right)),
        (Known::Text(left), Known::Text(right)) if left.kind == ItemKind::Date => {
            Some(left.day?.cmp(&right.day?))
        }
        (left, right) => numeric(left)?.partial_cmp(&numeric(right)?),
    }
}

fn numeric(known: &Known<'_>) -> Option<f64> {
    match known {
        Known::Text(said) if said.text != DASH => said.number(),
        Known::Number(number) => Some(*number),
        _ => None,
    }
}
