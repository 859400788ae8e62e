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
    pub hours: HoursByDay,
}

/// The header of a PBJ file, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub file_spec_version: String,
    pub facility_id: String,
    pub state: Option<StateCode>,
    pub quarter: Option<FiscalQuarter>,
    pub software_vendor: String,
    pub software_product: String,
}

/// Hours by job title and day of the quarter, in hundredths. Empty when the quarter is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursByDay {
    quarter: Option<FiscalQuarter>,
    /// One row of 40 job titles per day.
    cells: Vec<u32>,
}

const TITLES: usize = JobTitle::COUNT as usize;

impl HoursByDay {
    #[must_use]
    pub fn new(quarter: FiscalQuarter) -> Self {
        Self {
            quarter: Some(quarter),
            cells: vec![0; usize::from(quarter.days()) * TITLES],
        }
    }

    /// Adds the hours of one entry, in hundredths; days outside the quarter change nothing.
    pub fn add(&mut self, day: u8, title: JobTitle, hundredths: u32) {
        if let Some(cell) = self.cells.get_mut(Self::index(day, title)) {
            *cell = cell.saturating_add(hundredths);
        }
    }

    #[must_use]
    pub fn on(&self, day: u8, title: JobTitle) -> TotalHours {
        TotalHours(
            self.cells
                .get(Self::index(day, title))
                .copied()
                .unwrap_or_default()
                .into(),
        )
    }

    /// The days of the quarter with their index.
    pub fn days(&self) -> impl Iterator<Item = (u8, Date)> + '_ {
        self.quarter.into_iter().flat_map(|quarter| {
            (0..quarter.days()).filter_map(move |day| Some((day, quarter.day(day)?)))
        })
    }

    /// Hours of one job title over the quarter.
    #[must_use]
    pub fn of_title(&self, title: JobTitle) -> TotalHours {
        self.days().map(|(day, _)| self.on(day, title)).sum()
    }

    /// Days on which no registered nurse (codes 5, 6, 7) has hours.
    pub fn days_without_registered_nurse(&self) -> impl Iterator<Item = Date> + '_ {
        self.days()
            .filter(|(day, _)| {
                JobTitle::all()
                    .filter(|title| title.is_registered_nurse())
                    .all(|title| self.on(*day, title) == TotalHours::ZERO)
            })
            .map(|(_, date)| date)
    }

    fn index(day: u8, title: JobTitle) -> usize {
        usize::from(day) * TITLES + usize::from(title.code()) - 1
    }
}
