//! Reading a submission: the same check as in the browser, and what each file holds.

use std::{collections::HashMap, fs::File, ops::ControlFlow};

use domain::staffing::ProcessType;
use jiff::civil::Date;
use submission::{
    Findings, Header, Limits, NotChecked, Options, Receiver, Summary,
    assessments::Assessments,
    pbj::{Employee, HourEntry},
    xml::Here,
};

use crate::staffing::hours::{HoursBuilder, QuarterHours};

/// One XML file: the submission itself or a member of its ZIP.
#[derive(Debug)]
pub struct ReadFile {
    pub name: String,
    pub findings: Findings,
    /// The header alone, as far as it was read, when the file could not be read to its end.
    pub summary: Summary,
    /// In the order of their IDs, each once: the last word of the file about an employee holds.
    pub employees: Vec<SentEmployee>,
    /// The employees of the staffing hours section, also without hours that are processed, each with the line that
    /// names it first.
    pub staff: HashMap<Box<str>, u32>,
    /// None when the file has no staffing hours.
    pub hours: Option<(ProcessType, QuarterHours)>,
}

/// An employee of the employees section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentEmployee {
    pub id: Box<str>,
    pub hired_on: Option<Date>,
    pub terminated_on: Option<Date>,
}

/// Reads all files of a submission. It computes for as long as they are large: not for an async thread.
///
/// # Errors
/// When the bytes cannot be read, which says nothing about the files.
pub fn read(
    mut bytes: File,
    name: &str,
    today: Date,
    limits: &Limits,
) -> Result<Vec<ReadFile>, NotChecked> {
    let mut gathering = Gathering::default();
    let options = Options {
        today,
        limits: *limits,
    };
    // Assessments have a submission of their own kind.
    let checked = submission::check(
        &mut bytes,
        name,
        &options,
        Assessments::Refused,
        &mut gathering,
        &mut |_| ControlFlow::Continue(()),
    )?;
    // A ZIP that cannot be opened is one file of which nothing was gathered.
    gathering
        .files
        .resize_with(checked.files.len(), Gathered::default);
    let files = checked.files.into_iter().zip(gathering.files);
    Ok(files
        .map(|(file, gathered)| {
            let summary = file.summary.unwrap_or(Summary {
                header: gathered.header,
                ..Summary::default()
            });
            let hours = gathered.hours.map(HoursBuilder::finish);
            ReadFile {
                name: file.file_name,
                findings: file.findings,
                employees: each_once(gathered.employees),
                staff: gathered.staff,
                hours: summary.process_type.zip(hours),
                summary,
            }
        })
        .collect())
}

/// Gathers the files' employees and hours in a small form while they are checked.
#[derive(Default)]
struct Gathering {
    files: Vec<Gathered>,
}

#[derive(Default)]
struct Gathered {
    header: Header,
    employees: Vec<SentEmployee>,
    staff: HashMap<Box<str>, u32>,
    hours: Option<HoursBuilder>,
}

impl Receiver for Gathering {
    fn begin_file(&mut self, _name: &str) {
        self.files.push(Gathered::default());
    }

    fn header(&mut self, header: &Header) {
        if let Some(file) = self.files.last_mut() {
            file.header.clone_from(header);
            file.hours = header.quarter.map(HoursBuilder::new);
        }
    }

    fn employee(&mut self, employee: &Employee<'_>) {
        if let Some(file) = self.files.last_mut() {
            file.employees.push(SentEmployee {
                id: employee.id.into(),
                hired_on: employee.hire_date,
                terminated_on: employee.termination_date,
            });
        }
    }

    fn staff(&mut self, employee: &str, here: &mut Here<'_>) {
        if let Some(file) = self.files.last_mut()
            && !file.staff.contains_key(employee)
        {
            file.staff.insert(employee.into(), here.place().0);
        }
    }

    fn hours(&mut self, entry: &HourEntry<'_>) {
        if let Some(hours) = self.files.last_mut().and_then(|file| file.hours.as_mut()) {
            hours.add(
                entry.employee,
                entry.date,
                entry.job_title,
                entry.pay_type,
                entry.hours,
            );
        }
    }
}

fn each_once(mut employees: Vec<SentEmployee>) -> Vec<SentEmployee> {
    // Stable, and turned round, so that of equal IDs the one that came last stands first and stays.
    employees.reverse();
    employees.sort_by(|a, b| a.id.cmp(&b.id));
    employees.dedup_by(|next, kept| next.id == kept.id);
    employees
}
