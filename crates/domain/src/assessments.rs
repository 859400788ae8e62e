//! Assessments of patients (OASIS, MDS): the records that were accepted, and the patients whom they are about.

mod clock;
mod diagnosis;
mod draft;
mod filter;
mod inbox;
mod patient;
mod reason;
mod sequence;
mod state;
mod view;

pub use clock::{days_to_accept, days_to_send};
pub use diagnosis::{DiagnosisCode, NotADiagnosisCode};
pub use draft::{
    CarriedOver, ChangedAnswer, Clash, Draft, DraftEnd, DraftId, DraftLine, DraftState, EntersFor,
    NewDraft, Saved,
};
pub use filter::{AssessmentFilter, AssessmentSort, INSTRUMENTS, Versions};
pub use inbox::{
    DoneWhy, Inbox, InboxCounts, InboxDone, InboxDue, InboxFilter, InboxLine, InboxPart,
    InboxRecord,
};
pub use patient::{PatientId, PatientNumber};
pub use reason::{NotAReason, ReasonKey, reasons_in_words};
pub use sequence::{Neighbour, Neighbours, NotASequence, Sequence};
pub use state::{AssessmentState, NotAnAssessmentWord, Transaction};
pub use view::{
    AnswerLine, AssessmentDetail, AssessmentLine, AssessmentList, ItemChange, SectionLink,
    VersionLine,
};

use serde::{Deserialize, Serialize};

/// The Assessment ID, by which people speak of one version of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssessmentNumber(pub i64);

impl core::fmt::Display for AssessmentNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}
