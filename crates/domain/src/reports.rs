//! Reports about assessments and their submissions: which there are, what they ask for, and the tables they answer with.

mod due;
mod kind;
mod movement;
mod parameters;
mod run;
mod table;

pub use due::{Due, DueKind, DueRules, Lateness, Visit, sent_late};
pub use kind::{Parameter, ReportKind};
pub use movement::{Movement, in_order};
pub use parameters::ReportParameters;
pub use run::{ReportRun, RunId, RunState};
pub use table::{ASSESSMENT_ID, Cell, KeptTable, ReportTable, SUBMISSION_ID};
