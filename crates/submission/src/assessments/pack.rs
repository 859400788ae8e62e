use domain::submissions::Severity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Condition, Form, Key, Located, ServerPart, Span, Values};
use crate::{sorted, xml::is_same};

/// One instrument in one version of its data specifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// As `ASMT_SYS_CD` has it: `OASIS`, `MDS`.
    pub instrument: String,
    /// `3.02.0`.
    pub version: String,
    /// The item set version codes that its records carry.
    pub item_sets: Vec<String>,
    /// The specification version codes that its records carry.
    pub specifications: Vec<String>,
    pub in_force: Span,
    /// The item that names the subset.
    pub subset_item: u16,
    /// Which item holds the target date; the first whose condition holds.
    pub targets: Vec<Target>,
    /// Which item holds the day of the event where that is not the target date; the first whose condition holds.
    pub effective: Vec<Target>,
    /// The items that repeat what the patient's record before says, where the condition holds.
    pub carries: Vec<Target>,
    /// Which items say whose record it is and what it is about.
    pub keys: Vec<(Key, u16)>,
    /// The items by which a correction finds its record.
    pub locator: Vec<Located>,
    /// Item subset codes, at most 16.
    pub subsets: Vec<String>,
    /// In the order of the item master.
    pub items: Vec<Item>,
    pub forms: Vec<Form>,
    pub edits: Vec<Edit>,
    /// The items in the order of their ids, to find them by.
    #[serde(skip)]
    pub by_id: Vec<u16>,
}

/// An item, of those records for which a condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub when: Option<Condition>,
    pub item: u16,
}

/// An item, as the item master has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub kind: ItemKind,
    /// The most characters of a value.
    pub length: u16,
    /// Its first byte in the fixed-format record, from 1; 0 when it has none.
    pub byte: u16,
    pub section: String,
    pub subsets: Subsets,
    /// Those in which a state may ask for it: it is active where the file has it.
    pub optional: Subsets,
    pub values: Values,
    /// CMS's short name of it.
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemKind {
    Code,
    Checklist,
    Date,
    Number,
    Text,
    Icd,
}

impl ItemKind {
    pub const ALL: [Self; 6] = [
        Self::Code,
        Self::Checklist,
        Self::Date,
        Self::Number,
        Self::Text,
        Self::Icd,
    ];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Checklist => "checklist",
            Self::Date => "date",
            Self::Number => "number",
            Self::Text => "text",
            Self::Icd => "icd",
        }
    }
}

/// Some subsets of a pack: bit n is the nth of [`Pack::subsets`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subsets(pub u16);

impl Subsets {
    #[must_use]
    pub const fn of(index: usize) -> Self {
        Self(1 << index)
    }

    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Items as they were written: one by one, or from one through another in item order.
pub type Items = Vec<ItemSpan>;

/// The indices of the first and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSpan {
    pub first: u16,
    pub last: u16,
}

impl ItemSpan {
    #[must_use]
    pub const fn one(item: u16) -> Self {
        Self {
            first: item,
            last: item,
        }
    }
}

/// An edit of the data specifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// CMS's number, negative.
    pub number: i16,
    pub kind: EditType,
    pub severity: Severity,
    /// First and last target date for which it holds.
    #[serde(with = "domain::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "domain::time::wire")]
    pub until: Option<Date>,
    pub text: Option<OfficialText>,
    /// What is wrong, in our words, with `{item}`, `{name}`, `{value}` and `{allowed}`.
    pub says: String,
    /// What to do; without it the rule speaks for itself.
    pub fix: Option<String>,
    /// The items it is reported on.
    pub on: Items,
    pub decision: Decision,
    /// What only the server can decide, of an edit with rules.
    pub rest: Option<ServerPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditType {
    Format,
    Consistency,
    Skip,
    NoneOfAbove,
    Information,
}

impl EditType {
    pub const ALL: [Self; 5] = [
        Self::Format,
        Self::Consistency,
        Self::Skip,
        Self::NoneOfAbove,
        Self::Information,
    ];

    /// As the rule language writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Consistency => "consistency",
            Self::Skip => "skip",
            Self::NoneOfAbove => "none-of-above",
            Self::Information => "information",
        }
    }
}

/// Which official text an edit was written from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialText {
    /// The version of the specifications it stood in.
    pub version: String,
    pub state: TextState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextState {
    Whole,
    /// Its end was not seen.
    Cut,
    /// There is a newer one, which was not seen.
    Older,
}

/// Where an edit is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Decision {
    /// From the record alone, in the browser and on the server.
    Rules(Vec<Rule>),
    /// Needs what is stored.
    Server(ServerPart),
    /// It describes; there is nothing to check.
    Information(String),
    /// CMS has deleted it, in this version.
    Deleted(String),
    /// Its items are not in this version.
    Gone(String),
}

/// Where `when` holds, `then` must.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub letter: Option<char>,
    /// The items it is reported on, where they are not those of the edit.
    pub on: Option<Items>,
    /// It is asked of each of those by itself.
    pub each: bool,
    pub when: Option<Condition>,
    pub then: Condition,
}

impl Pack {
    /// Makes its items findable; done once, when it is complete.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        let items = (0..).zip(&self.items);
        let by_id = sorted::by_key(items, |(_, item)| item.id.as_str());
        self.by_id = by_id.into_iter().map(|(index, _)| index).collect();
        self
    }

    /// What a browser fetches.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.compact()).unwrap_or_default()
    }

    /// Reads [`Self::to_bytes`]; none when it says something else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok().map(Self::indexed)
    }

    /// The index of an item.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<u16> {
        let found = self
            .by_id
            .binary_search_by(|item| self.items[usize::from(*item)].id.as_str().cmp(id));
        found.ok().map(|at| self.by_id[at])
    }

    /// A rule of an edit, by their indices.
    #[must_use]
    pub fn rule(&self, edit: u16, rule: u16) -> Option<&Rule> {
        match &self.edits.get(usize::from(edit))?.decision {
            Decision::Rules(rules) => rules.get(usize::from(rule)),
            _ => None,
        }
    }

    /// Every subset of it.
    #[must_use]
    pub fn all_subsets(&self) -> Subsets {
        Subsets((0..self.subsets.len()).fold(0, |all, index| all | Subsets::of(index).0))
    }

    /// The same, where it is likely to be this one or one of the next few.
    #[must_use]
    pub fn item_after(&self, next: u16, id: &str) -> Option<u16> {
        const NEAR: u16 = 8;
        let near = (next..next.saturating_add(NEAR)).find(|item| {
            self.items
                .get(usize::from(*item))
                .is_some_and(|item| is_same(item.id.as_bytes(), id.as_bytes()))
        });
        near.or_else(|| self.item(id))
    }

    /// The subset of this code.
    #[must_use]
    pub fn subset(&self, code: &str) -> Option<Subsets> {
        self.subsets
            .iter()
            .position(|known| known == code)
            .map(Subsets::of)
    }

    /// The same without what only readers of the rules need: reasons, and edits that are decided elsewhere.
    #[must_use]
    pub fn compact(&self) -> Self {
        let mut pack = self.clone();
        pack.edits
            .retain(|edit| matches!(edit.decision, Decision::Rules(_)));
        for edit in &mut pack.edits {
            edit.text = None;
            edit.rest = None;
        }
        pack
    }
}
