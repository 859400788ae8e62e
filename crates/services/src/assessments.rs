//! Assessments: from a record in a file that was sent to a stored one (ADR 29), and the forms in which they are entered ([`drafts`]).
//!
//! One way in: [`check`] settles the files of a submission. A record is held against the rules of its pack when the file is read, then
//! against what is stored; what passes becomes a version in the table `assessment`, and nothing else writes that table.

pub(crate) mod check;
pub mod drafts;
mod edits;
mod exclusions;
pub(crate) mod facility;
pub mod inbox;
pub mod locate;
pub mod pdpm;
pub(crate) mod read;
pub(crate) mod settle;
pub mod stored;
mod written;

pub use read::not_an_assessment;

#[cfg(test)]
pub(crate) mod tests;
