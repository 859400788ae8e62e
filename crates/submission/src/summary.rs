//! What a PBJ file says in plain figures. The upload page and the server compare it with the
//! stored quarter; both count only what was processed (edit -1010 leaves rows out).

use domain::{
    providers::StateCode,
    staffing::{FiscalQuarter, JobTitle, ProcessType, TotalHours},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub header: Header,
    /// None when the file has no staffing hours, or no readable processType.
    pub process_type: Option<ProcessType>,
    /// Different employees in the employees section.
    pub employees: u32,
    /// Different employees with hours that are processed.
    pub employees_with_hours: u32,
    /// Different employees of the staffing hours section whom this file's employees section does not list.
    /// Whether they are known from earlier files is for the server to say (edit -4016).
    pub employees_not_listed: u32,
    /// Hour entries processed.
    pub entries: u64,
    /// Hour entries left out: outside the quarter, or with a finding that rejects the file.
    pub entries_left_out: u64,
    pub total: TotalHours,
    pub nurse_days: NurseDays,
}

/// The header of a PBJ file, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub file_spec_version: String,
    pub facility_id: String,
    /// Counted from 1.
    pub facility_id_line: Option<u32>,
    pub state: Option<StateCode>,
    pub quarter: Option<FiscalQuarter>,
    /// Counted from 1.
    pub report_quarter_line: Option<u32>,
    pub software_vendor: String,
    pub software_product: String,
}

/// The days of the quarter on which a registered nurse (codes 5, 6, 7) has hours. Without any day when the
/// quarter is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NurseDays {
    quarter: Option<FiscalQuarter>,
    /// One bit per day.
    covered: u128,
}

impl NurseDays {
    #[must_use]
    pub const fn new(quarter: FiscalQuarter) -> Self {
        Self {
            quarter: Some(quarter),
            covered: 0,
        }
    }

    /// Takes the hours of one entry, in hundredths, on a day counted from 0.
    pub fn add(&mut self, day: u8, title: JobTitle, hundredths: u32) {
        if hundredths > 0 && title.is_registered_nurse() {
            self.covered |= 1 << day.min(127);
        }
    }

    /// The other days.
    pub fn missing(&self) -> impl Iterator<Item = Date> + '_ {
        self.quarter.into_iter().flat_map(|quarter| {
            (0..quarter.days())
                .filter(|day| self.covered & (1 << day) == 0)
                .filter_map(move |day| quarter.day(day))
        })
    }
}
