//! Assessments of patients (OASIS, MDS).

pub mod drafts;
pub mod inbox;
pub mod stored;
