//! Patient assessments: what a record may hold and which edits it must meet, as data.
//!
//! A [`Pack`] is one instrument in one version of its data specifications; the text that it is read from is described in
//! `docs/RULES.md`, and read by the crate `rulebook`. A [`Record`] is what one file says. [`Pack::check`] holds one against the other.

mod condition;
mod date;
pub mod entry;
mod evaluate;
mod fields;
mod form;
mod found;
mod judge;
mod keys;
mod library;
mod number;
mod pack;
mod record;
mod slip;
mod span;
mod term;
mod value;
mod words;

pub use condition::{Condition, Count, Order};
pub use evaluate::{Breach, Placed, Swapped};
pub use fields::{Fields, Submitted};
pub use form::{Atom, Form, Row};
pub use judge::{Assessments, Checked, Intake, Judge, Judged, RecordSummary, RulesUsed};
pub use keys::{BLANK, Key, Located, Remark, ServerCheck, ServerPart};
pub use library::{
    Catalogue, ExtraItems, Library, NoWordForExtraItems, PackLabel, Published, Wanted,
};
pub use pack::{
    Decision, Edit, EditType, Item, ItemKind, ItemSpan, Items, OfficialText, Pack, Rule, Subsets,
    Target, TextState,
};
pub use record::{Field, Record};
pub use slip::Slip;
pub use span::Span;
pub use term::{Operator, Term};
pub use value::{Value, Values};
