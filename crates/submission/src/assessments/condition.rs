use serde::{Deserialize, Serialize};

use super::{Items, Term, Values};

/// Something that a record meets, does not meet, or says nothing about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// A term is one of some values; or, when `not`, none of them.
    Is {
        term: Term,
        values: Values,
        not: bool,
    },
    /// So many of some items are one of some values; or, when `not`, none of them.
    Counted {
        count: Count,
        items: Items,
        values: Values,
        not: bool,
    },
    Compare(Term, Order, Term),
    /// Each against the next that can be compared.
    InOrder {
        first: Term,
        rest: Vec<(Order, Term)>,
    },
    /// No value twice, blank ones aside.
    NoTwoEqual(Items),
    /// A form of the pack.
    HasForm(Term, u16),
    /// One of the values that the item's table lists.
    Listed(Term),
    /// The record's subset has the item.
    Active(u16),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

impl Condition {
    /// Whether it has to do with how a value is written.
    pub(super) fn asks_for_form(&self) -> bool {
        match self {
            Self::HasForm(..) => true,
            Self::All(all) | Self::Any(all) => all.iter().any(Self::asks_for_form),
            Self::Not(not) => not.asks_for_form(),
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    All,
    Some,
    None,
    AtLeast(u16),
    AtMost(u16),
    Exactly(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

impl Order {
    pub const ALL: [Self; 6] = [
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Equal,
        Self::NotEqual,
    ];

    /// As the rule language writes it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }

    pub(super) const fn holds(self, found: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => found.is_lt(),
            Self::LessOrEqual => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::GreaterOrEqual => found.is_ge(),
            Self::Equal => found.is_eq(),
            Self::NotEqual => found.is_ne(),
        }
    }

    /// Two steps of a chain taken together, where what stands between them is passed over.
    pub(super) const fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Less, _) | (_, Self::Less) => Self::Less,
            (Self::Equal, Self::Equal) => Self::Equal,
            _ => Self::LessOrEqual,
        }
    }
}
