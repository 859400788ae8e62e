//! What programs that check one ZIP together say to each other.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    assessments::{RecordSummary, RulesUsed},
    check::FileCheck,
    finding::Finding,
    findings::Findings,
};

/// What was found in some files of a ZIP, all of which hold assessments that could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartTold(Vec<FileTold>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FileTold {
    name: String,
    bytes: u64,
    findings: Vec<Finding>,
    rules: Option<RulesUsed>,
    instrument: String,
    state: String,
    facility_id: String,
}

impl PartTold {
    /// None when one of the files holds something else, or could not be read: whoever asked checks that part again, and then has all that
    /// is to be known of it.
    #[must_use]
    pub fn of(files: &[FileCheck]) -> Option<Self> {
        files
            .iter()
            .map(FileTold::of)
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The files again, for lists of their findings.
    #[must_use]
    pub fn into_files(self, today: Date) -> Vec<FileCheck> {
        let again = |file: FileTold| file.into_file(today);
        self.0.into_iter().map(again).collect()
    }
}

impl FileTold {
    fn of(file: &FileCheck) -> Option<Self> {
        let record = file.record.as_ref()?;
        if file.refusal().is_some() {
            return None;
        }
        Some(Self {
            name: file.file_name.clone(),
            bytes: file.bytes,
            findings: file.findings.iter().collect(),
            rules: record.rules.clone(),
            instrument: record.instrument.clone(),
            state: record.state.clone(),
            facility_id: record.facility_id.clone(),
        })
    }

    fn into_file(self, today: Date) -> FileCheck {
        let mut findings = Findings::new(&self.name, today, 0);
        findings.set_told(Arc::new(self.findings));
        FileCheck {
            file_name: self.name,
            bytes: self.bytes,
            findings,
            summary: None,
            record: Some(RecordSummary {
                rules: self.rules,
                instrument: self.instrument,
                state: self.state,
                facility_id: self.facility_id,
                ..RecordSummary::default()
            }),
        }
    }
}
