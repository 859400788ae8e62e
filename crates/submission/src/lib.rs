//! ZIP and XML in, findings out: the same code in the browser, on the server and at the
//! command line. No I/O beyond the bytes it is given, no clock, no panic.
//!
//! [`check`] reads an upload in layers, each a module: [`ReadAt`] gives the bytes, `zip` unpacks,
//! `xml` splits and checks well-formedness, [`intake`] decides what is read at all, [`pbj`] knows
//! the outline and the edits of a PBJ file. What they find is a [`Finding`].

pub mod assessments;
mod check;
pub mod checker;
pub mod edits;
mod fact;
mod finding;
mod findings;
pub mod generate;
pub mod intake;
mod limits;
pub mod pbj;
mod rule;
mod siblings;
mod sorted;
mod source;
mod summary;
mod wording;
pub mod xml;
mod zip;

pub use check::{
    Archive, Checked, Container, FileCheck, NotChecked, Options, Progress, Reading, check,
};
pub use fact::Fact;
pub use finding::{CodeCount, Finding, Place};
pub use findings::{Findings, Query, Sort, Told, select};
pub use limits::Limits;
pub use pbj::Receiver;
pub use siblings::replaces_sibling;
pub use source::ReadAt;
pub use summary::{Header, NurseDays, Summary};
