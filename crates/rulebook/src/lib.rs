//! The rule language of assessment edits, as `docs/RULES.md` describes it: text in, packs out.
//!
//! A [`Book`] is a folder of text that has been read: the [`Pack`](submission::assessments::Pack) that checks records, and the
//! examples that prove it. What is wrong with the text is a [`Mistake`], with its place.

mod book;
mod example;
mod form;
mod head;
mod invent;
mod items;
mod layout;
mod mistake;
mod page;
mod parser;
mod published;
mod token;

pub use book::{Book, Source, Sources};
pub use example::{Complaint, Outcome};
pub use layout::lay_out;
pub use mistake::{Mistake, What};
pub use page::page;

#[cfg(test)]
mod tests;
