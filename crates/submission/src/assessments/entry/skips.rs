//! Which rules close which items: where a rule's condition holds and it demands that an item is blank (or unknown), there is nothing to ask.

use domain::submissions::Severity;

use crate::{
    assessments::{
        Condition, Count, Decision, ItemSpan, Pack, Rule, Term, Value,
        value::{BLANK, DASH, DASHES},
    },
    sorted,
};

/// The skip patterns of a pack.
#[derive(Debug, Clone, Default)]
pub struct Skips {
    /// By item.
    closers: Vec<Vec<Closer>>,
    /// Items behind those on which it depends whether they are closed.
    order: Vec<u16>,
}

/// A rule that closes an item, by its indices in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closer {
    pub edit: u16,
    pub rule: u16,
    /// What the item then holds.
    pub value: &'static str,
}

/// A closer, and the items that its condition looks at.
struct Wish {
    closer: Closer,
    needs: Vec<u16>,
}

impl Skips {
    /// Only fatal edits close: what merely is warned of may be answered.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        let mut wishes: Vec<Vec<Wish>> = pack.items.iter().map(|_| Vec::new()).collect();
        for (edit, at) in pack.edits.iter().zip(0..) {
            let Decision::Rules(rules) = &edit.decision else {
                continue;
            };
            if edit.severity != Severity::Fatal {
                continue;
            }
            for (rule, number) in rules.iter().zip(0..) {
                let on = rule.on.as_ref().unwrap_or(&edit.on);
                let mut shut = Vec::new();
                demanded(&rule.then, on, rule.each, &mut shut);
                for (item, value) in shut {
                    let Some(value) = special(value) else {
                        continue;
                    };
                    let needs = needed(rule, item);
                    if !needs.contains(&item) {
                        let closer = Closer {
                            edit: at,
                            rule: number,
                            value,
                        };
                        wishes[usize::from(item)].push(Wish { closer, needs });
                    }
                }
            }
        }
        Sorted::of(&wishes).skips()
    }

    /// The rules that close an item.
    #[must_use]
    pub fn of_item(&self, item: u16) -> &[Closer] {
        self.closers
            .get(usize::from(item))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn order(&self) -> impl Iterator<Item = u16> {
        self.order.iter().copied()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Underway,
    Done,
}

/// Puts items behind those that they depend on. Where two close each other, the later one in the form gives way: one answers from
/// the front to the end.
struct Sorted<'a> {
    wishes: &'a [Vec<Wish>],
    marks: Vec<Mark>,
    kept: Vec<Vec<Closer>>,
    order: Vec<u16>,
}

impl<'a> Sorted<'a> {
    fn of(wishes: &'a [Vec<Wish>]) -> Self {
        let mut sorted = Self {
            wishes,
            marks: vec![Mark::New; wishes.len()],
            kept: vec![Vec::new(); wishes.len()],
            order: Vec::new(),
        };
        for item in (0..wishes.len()).rev() {
            sorted.visit(item);
        }
        sorted
    }

    fn visit(&mut self, item: usize) {
        if self.marks[item] != Mark::New {
            return;
        }
        self.marks[item] = Mark::Underway;
        let wishes = self.wishes;
        for wish in &wishes[item] {
            let mut is_circle = false;
            for need in wish.needs.iter().map(|need| usize::from(*need)) {
                self.visit(need);
                is_circle |= self.marks[need] == Mark::Underway;
            }
            if !is_circle {
                self.kept[item].push(wish.closer);
            }
        }
        self.marks[item] = Mark::Done;
        self.order.extend(u16::try_from(item));
    }

    fn skips(self) -> Skips {
        Skips {
            closers: self.kept,
            order: self.order,
        }
    }
}

/// The items that a condition demands to hold one value and nothing else.
pub(super) fn demanded<'a>(
    then: &'a Condition,
    on: &[ItemSpan],
    each: bool,
    found: &mut Vec<(u16, &'a Value)>,
) {
    match then {
        Condition::Is {
            term,
            values,
            not: false,
        } => {
            let [value] = values.as_slice() else { return };
            match term {
                Term::Item(item) => found.push((*item, value)),
                Term::It if each => found.extend(items(on).map(|item| (item, value))),
                _ => {}
            }
        }
        Condition::Counted {
            count: Count::All,
            items: of,
            values,
            not: false,
        } => {
            if let [value] = values.as_slice() {
                found.extend(items(of).map(|item| (item, value)));
            }
        }
        Condition::All(all) => {
            for condition in all {
                demanded(condition, on, each, found);
            }
        }
        _ => {}
    }
}

pub(super) const fn special(value: &Value) -> Option<&'static str> {
    match value {
        Value::Blank => Some(BLANK),
        Value::Dash => Some(DASH),
        Value::Dashes => Some(DASHES),
        _ => None,
    }
}

fn items(spans: &[ItemSpan]) -> impl Iterator<Item = u16> {
    spans.iter().flat_map(|span| span.first..=span.last)
}

/// The items that the condition of a rule looks at, when it is asked of `it`.
pub(super) fn needed(rule: &Rule, it: u16) -> Vec<u16> {
    let mut needs = Vec::new();
    if let Some(when) = &rule.when {
        of_condition(when, it, &mut needs);
    }
    sorted::distinct(needs)
}

/// Those that a rule demands something of, when it is asked of `it`.
pub(super) fn ruled(rule: &Rule, it: u16) -> Vec<u16> {
    let mut ruled = Vec::new();
    of_condition(&rule.then, it, &mut ruled);
    ruled
}

fn of_condition(condition: &Condition, it: u16, needs: &mut Vec<u16>) {
    match condition {
        Condition::Is { term, .. } | Condition::HasForm(term, _) | Condition::Listed(term) => {
            of_term(term, it, needs);
        }
        Condition::Counted { items: of, .. } | Condition::NoTwoEqual(of) => needs.extend(items(of)),
        Condition::Compare(left, _, right) => {
            of_term(left, it, needs);
            of_term(right, it, needs);
        }
        Condition::InOrder { first, rest } => {
            of_term(first, it, needs);
            for (_, term) in rest {
                of_term(term, it, needs);
            }
        }
        Condition::Active(_) => {}
        Condition::All(all) | Condition::Any(all) => {
            for condition in all {
                of_condition(condition, it, needs);
            }
        }
        Condition::Not(not) => of_condition(not, it, needs),
    }
}

fn of_term(term: &Term, it: u16, needs: &mut Vec<u16>) {
    match term {
        Term::Item(item) => needs.push(*item),
        Term::It => needs.push(it),
        Term::Sum(of) | Term::Latest(of) | Term::Earliest(of) => needs.extend(items(of)),
        Term::Days { from, to } | Term::Years { from, to } => {
            of_term(from, it, needs);
            of_term(to, it, needs);
        }
        Term::Length(of)
        | Term::MaximumLength(of)
        | Term::Characters { of, .. }
        | Term::Rounded(of) => of_term(of, it, needs),
        Term::Arithmetic(left, _, right) => {
            of_term(left, it, needs);
            of_term(right, it, needs);
        }
        Term::Number(_) | Term::Text(_) | Term::Today | Term::Day(_) => {}
    }
}
