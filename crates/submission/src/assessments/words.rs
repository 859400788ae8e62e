//! Rules in words, for whoever must meet them.

use std::cmp::Ordering;

use super::{
    Condition, Count, Item, ItemKind, ItemSpan, Operator, Order, Pack, Placed, Rule, Swapped, Term,
    Value, Values, number,
};

impl Pack {
    /// `At least one of K0520A1 through K0520D1 must be 1, since K0520Z1 is 0.` `it` is the item that a rule for each of several is about.
    #[must_use]
    pub fn words(&self, rule: &Rule, it: Option<u16>) -> String {
        let words = Words { pack: self, it };
        let then = words.condition(&rule.then, Mood::Demand);
        let mut sentence = match &rule.when {
            None => format!("{then}."),
            Some(when) => format!("{then}, since {}.", words.condition(when, Mood::Statement)),
        };
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sentence
    }

    /// Which two days are the wrong way round, and how they should stand: `Resumption of care date (M0032_ROC_DT, 11/01/2026) is before
    /// Start of care date (M0030_START_CARE_DT, 11/09/2026).` A birth date is not written, for it says who somebody is.
    #[must_use]
    pub fn disorder(&self, swapped: Swapped) -> (String, String) {
        let Swapped { left, order, right } = swapped;
        let words = Words {
            pack: self,
            it: None,
        };
        let is = match left.date.cmp(&right.date) {
            Ordering::Less => "is before",
            Ordering::Equal => "is the same day as",
            Ordering::Greater => "is after",
        };
        let says = format!("{} {is} {}.", words.day(left), words.day(right));
        let must = words.compare(&left.term(), order, &right.term(), Mood::Demand);
        (says, format!("{must}."))
    }

    /// The condition of a rule: `A0310B is 99`; none where it always holds.
    #[must_use]
    pub fn since(&self, rule: &Rule) -> Option<String> {
        let words = Words {
            pack: self,
            it: None,
        };
        rule.when
            .as_ref()
            .map(|when| words.condition(when, Mood::Statement))
    }
}

impl Item {
    /// What it may hold, in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        let values = listed(&self.values, ", ");
        if self.values.contains(&Value::Text) {
            format!("{values}, at most {} characters", self.length)
        } else {
            values
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Statement,
    Demand,
}

#[derive(Clone, Copy)]
struct Words<'a> {
    pack: &'a Pack,
    it: Option<u16>,
}

impl Placed {
    fn term(self) -> Term {
        self.item.map_or(Term::Today, Term::Item)
    }
}

impl Words<'_> {
    fn day(self, placed: Placed) -> String {
        let day = domain::time::display_date(placed.date);
        let Some(item) = placed.item else {
            return format!("{} ({day})", self.term(&Term::Today));
        };
        let Item {
            id, name, values, ..
        } = &self.pack.items[usize::from(item)];
        if values.contains(&Value::Year) {
            format!("{name} ({id})")
        } else {
            format!("{name} ({id}, {day})")
        }
    }

    fn condition(self, condition: &Condition, mood: Mood) -> String {
        match condition {
            Condition::Is { term, values, not } => {
                format!(
                    "{} {} {}",
                    self.term(term),
                    is(mood, *not, false),
                    choice(values)
                )
            }
            Condition::Counted {
                count,
                items,
                values,
                not,
            } => {
                let (subject, many) = self.counted(*count, items);
                format!("{subject} {} {}", is(mood, *not, many), choice(values))
            }
            Condition::Compare(left, order, right) => self.compare(left, *order, right, mood),
            Condition::InOrder { first, rest } => self.in_order(first, rest, mood),
            Condition::NoTwoEqual(items) => {
                let are = match mood {
                    Mood::Demand => "may be",
                    Mood::Statement => "are",
                };
                format!("no two of {} {are} the same", self.items(items))
            }
            Condition::HasForm(term, form) => self.has_form(term, *form, mood),
            Condition::Listed(term) => self.listed(term, mood, false),
            Condition::Active(item) => format!("{} is part of the record", self.id(*item)),
            Condition::All(all) => self.joined(all, mood, " and "),
            Condition::Any(any) => self.joined(any, mood, " or "),
            Condition::Not(not) if let Condition::Listed(term) = &**not => {
                self.listed(term, mood, true)
            }
            Condition::Not(not) => match mood {
                Mood::Demand => format!(
                    "it must not be so that {}",
                    self.condition(not, Mood::Statement)
                ),
                Mood::Statement => {
                    format!("it is not so that {}", self.condition(not, Mood::Statement))
                }
            },
        }
    }

    fn compare(self, left: &Term, order: Order, right: &Term, mood: Mood) -> String {
        if let Term::Length(of) = left
            && !matches!(right, Term::MaximumLength(of) if self.item(of).is_none())
        {
            return self.has_length(of, order, right, mood);
        }
        let dates = self.is_date(left) || self.is_date(right);
        let (left, right) = (self.term(left), self.term(right));
        let is = is(mood, false, false);
        format!("{left} {is} {} {right}", compared(order, dates))
    }

    fn has_length(self, of: &Term, order: Order, length: &Term, mood: Mood) -> String {
        let has = match mood {
            Mood::Demand => "must have",
            Mood::Statement => "has",
        };
        let many = match order {
            Order::Equal => String::new(),
            order => format!("{} ", compared(order, false)),
        };
        format!(
            "{} {has} {many}{} characters",
            self.term(of),
            self.term(length)
        )
    }

    fn has_form(self, term: &Term, form: u16, mood: Mood) -> String {
        let has = match mood {
            Mood::Demand => "must have",
            Mood::Statement => "has",
        };
        let form = self.pack.forms[usize::from(form)].name.replace('-', " ");
        format!("{} {has} the form “{form}”", self.term(term))
    }

    fn joined(self, conditions: &[Condition], mood: Mood, word: &str) -> String {
        let one = |condition: &Condition| match condition {
            Condition::Any(_) | Condition::All(_) => {
                format!("({})", self.condition(condition, mood))
            }
            _ => self.condition(condition, mood),
        };
        let said = conditions
            .iter()
            .filter(|condition| !self.is_never(condition));
        said.map(one).collect::<Vec<_>>().join(word)
    }

    /// That it is one of the listed values, or none. Where any text or date may stand, those are what else may.
    fn listed(self, term: &Term, mood: Mood, not: bool) -> String {
        let subject = self.term(term);
        match self.special_values(term) {
            None => format!(
                "{subject} {} one of the values listed for it",
                is(mood, not, false)
            ),
            Some(none) if none.is_empty() => format!("{subject} {} empty", is(mood, not, false)),
            Some(values) => format!("{subject} {} {}", is(mood, not, false), choice(&values)),
        }
    }

    /// Whether it asks for one of the listed values where there are none beside any text or date.
    fn is_never(self, condition: &Condition) -> bool {
        let Condition::Listed(term) = condition else {
            return false;
        };
        self.special_values(term)
            .is_some_and(|values| values.is_empty())
    }

    /// What is listed beside any text or date; none where the item is not known.
    fn special_values(self, term: &Term) -> Option<Values> {
        let values = self.item(term)?.values.iter();
        Some(values.filter(|value| !value.is_open()).cloned().collect())
    }

    /// The item that a term is about; none where that is not known.
    fn item(&self, term: &Term) -> Option<&Item> {
        let item = match term {
            Term::Item(item) => *item,
            _ => self.it?,
        };
        self.pack.items.get(usize::from(item))
    }

    fn counted(self, count: Count, items: &[ItemSpan]) -> (String, bool) {
        let list = self.items(items);
        match count {
            Count::All => (list, true),
            Count::Some => (format!("at least one of {list}"), false),
            Count::None => (format!("none of {list}"), false),
            Count::AtLeast(least) => (format!("at least {least} of {list}"), true),
            Count::AtMost(most) => (format!("at most {most} of {list}"), true),
            Count::Exactly(exactly) => (format!("exactly {exactly} of {list}"), true),
        }
    }

    fn in_order(self, first: &Term, rest: &[(Order, Term)], mood: Mood) -> String {
        let steps = rest.iter().map(|(order, term)| {
            let step = match order {
                Order::Less => "then, later,",
                Order::Equal => "the same as",
                _ => "then",
            };
            format!(", {step} {}", self.term(term))
        });
        let start = if mood == Mood::Demand {
            "what is filled in must follow this order"
        } else {
            "this is in order"
        };
        format!("{start}: {}{}", self.term(first), steps.collect::<String>())
    }

    fn is_date(self, term: &Term) -> bool {
        match term {
            Term::Item(item) => self.pack.items[usize::from(*item)].kind == ItemKind::Date,
            Term::It => self
                .it
                .is_some_and(|item| self.pack.items[usize::from(item)].kind == ItemKind::Date),
            Term::Today | Term::Day(_) | Term::Latest(_) | Term::Earliest(_) => true,
            _ => false,
        }
    }

    fn term(self, term: &Term) -> String {
        match term {
            Term::Item(item) => self.id(*item).to_owned(),
            Term::It => self.it.map_or("it", |item| self.id(item)).to_owned(),
            Term::Number(number) => number::written(*number),
            Term::Text(text) => text.clone(),
            Term::Today => "the day of submission".to_owned(),
            Term::Day(day) => domain::time::display_date(*day),
            Term::Sum(items) => format!("the sum of {}", self.items(items)),
            Term::Latest(items) => format!("the latest of {}", self.items(items)),
            Term::Earliest(items) => format!("the earliest of {}", self.items(items)),
            Term::Days { from, to } => {
                format!("the days from {} to {}", self.term(from), self.term(to))
            }
            Term::Years { from, to } => {
                format!("the years from {} to {}", self.term(from), self.term(to))
            }
            Term::Length(of) => format!("the length of {}", self.term(of)),
            Term::MaximumLength(of) => match self.item(of) {
                Some(item) => item.length.to_string(),
                None => format!("the length that {} may have", self.term(of)),
            },
            Term::Characters {
                first: 1,
                last: 1,
                of,
            } => format!("the first character of {}", self.term(of)),
            Term::Characters { first, last, of } if first == last => {
                format!("character {first} of {}", self.term(of))
            }
            Term::Characters { first, last, of } => {
                format!("characters {first} to {last} of {}", self.term(of))
            }
            Term::Arithmetic(left, operator, right) => {
                let sign = match operator {
                    Operator::Plus => "+",
                    Operator::Minus => "−",
                    Operator::Times => "×",
                    Operator::DividedBy => "÷",
                };
                format!("{} {sign} {}", self.term(left), self.term(right))
            }
            Term::Rounded(of) => format!("{}, rounded", self.term(of)),
        }
    }

    fn items(self, items: &[ItemSpan]) -> String {
        let span = |span: &ItemSpan| match span.last - span.first {
            0 => self.id(span.first).to_owned(),
            _ => format!("{} through {}", self.id(span.first), self.id(span.last)),
        };
        items.iter().map(span).collect::<Vec<_>>().join(", ")
    }

    fn id(&self, item: u16) -> &str {
        &self.pack.items[usize::from(item)].id
    }
}

const fn is(mood: Mood, not: bool, many: bool) -> &'static str {
    match (mood, not, many) {
        (Mood::Demand, false, _) => "must be",
        (Mood::Demand, true, _) => "must not be",
        (Mood::Statement, false, false) => "is",
        (Mood::Statement, true, false) => "is not",
        (Mood::Statement, false, true) => "are",
        (Mood::Statement, true, true) => "are not",
    }
}

const fn compared(order: Order, dates: bool) -> &'static str {
    match (order, dates) {
        (Order::Less, true) => "before",
        (Order::LessOrEqual, true) => "on or before",
        (Order::Greater, true) => "after",
        (Order::GreaterOrEqual, true) => "on or after",
        (Order::Less, false) => "less than",
        (Order::LessOrEqual, false) => "at most",
        (Order::Greater, false) => "more than",
        (Order::GreaterOrEqual, false) => "at least",
        (Order::Equal, _) => "the same as",
        (Order::NotEqual, _) => "other than",
    }
}

/// `0, 1 or blank`.
fn choice(values: &Values) -> String {
    match values.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} or {}", listed(rest, ", "), value(last))
        }
        _ => listed(values, ", "),
    }
}

fn listed(values: &[Value], between: &str) -> String {
    values.iter().map(value).collect::<Vec<_>>().join(between)
}

fn value(value: &Value) -> String {
    match value {
        Value::Code(code) => code.clone(),
        Value::Range(low, high) => {
            format!("{} to {}", number::written(*low), number::written(*high))
        }
        Value::Blank => "blank (^)".to_owned(),
        Value::Dash => "a dash (-)".to_owned(),
        Value::Dashes => "dashes (--------)".to_owned(),
        Value::Number => "a number".to_owned(),
        Value::Date => "a date (YYYYMMDD)".to_owned(),
        Value::Month => "a month (YYYYMM)".to_owned(),
        Value::Year => "a year (YYYY)".to_owned(),
        Value::MonthDayYear => "a date (MMDDYYYY)".to_owned(),
        Value::Text => "text".to_owned(),
    }
}
