mod hours;

use domain::staffing::{EmployeeId, JobTitle, NotAnEmployeeId, PayType, ProcessType};
use jiff::civil::Date;

use crate::{
    intake::Refused,
    limits::Limits,
    pbj::{
        Employee, Receiver,
        calendar::{Day, InQuarter, QuarterDays},
        day_totals::DayTotals,
        header::Draft,
        item::Item,
        outline::{Log, Values},
        roster::{EmployeeNumber, Roster},
        values,
    },
    rule::Rule,
    summary::{NurseDays, Summary},
    xml::Here,
};

/// Days of a quarter without a registered nurse that lower a home's rating.
const DAYS_WITHOUT_NURSE: usize = 4;

/// The dates of an employee.
#[derive(Default)]
struct Dates {
    hired: Option<Date>,
    terminated: Option<Date>,
}

/// One employee's date, as its hours are read.
#[derive(Default)]
struct WorkDay {
    /// Set when its hours are processed: a day of the quarter, not after today.
    date: Option<(Date, InQuarter)>,
    /// Hundredths on this date, earlier ones of the file included.
    total: u32,
    /// Hundredths that this element adds.
    added: u32,
    /// Where the total passed its limit.
    over_at: Option<(u32, u32)>,
}

#[derive(Default)]
struct Entry {
    hours: Option<u32>,
    job_title: Option<JobTitle>,
    pay_type: Option<PayType>,
}

/// The edits that a file alone can answer, and its figures.
pub struct Edits<'a> {
    receiver: &'a mut dyn Receiver,
    today: Date,
    employee_limit: usize,
    draft: Draft,
    quarter: Option<QuarterDays>,
    summary: Summary,
    roster: Roster,
    day_totals: DayTotals,
    /// The employee being read; none when its ID did not pass.
    employee: Option<EmployeeNumber>,
    dates: Dates,
    day: WorkDay,
    entry: Entry,
    has_sections: bool,
    has_staff_hours: bool,
    buffer: Vec<u8>,
}

impl<'a> Edits<'a> {
    pub fn new(receiver: &'a mut dyn Receiver, today: Date, limits: &Limits) -> Self {
        Self {
            receiver,
            today,
            employee_limit: limits.employees,
            draft: Draft::default(),
            quarter: None,
            summary: Summary::default(),
            roster: Roster::default(),
            day_totals: DayTotals::default(),
            employee: None,
            dates: Dates::default(),
            day: WorkDay::default(),
            entry: Entry::default(),
            has_sections: false,
            has_staff_hours: false,
            buffer: Vec::new(),
        }
    }

    /// The figures, once the file has ended.
    pub fn finish(mut self) -> Summary {
        self.summary.header = self.draft.header;
        self.summary.employees = self.roster.listed();
        self.summary.employees_with_hours = self.roster.worked();
        self.summary.employees_not_listed = self.roster.named_unlisted();
        self.summary
    }

    fn header_item(&mut self, item: Item, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let value = values::token(text, &mut self.buffer);
        let rule = match item {
            Item::FileSpecVersion => self.draft.set_version(value, self.today),
            _ => self.draft.set(item, value),
        };
        self.draft.stands(item, here);
        if let Some(rule) = rule {
            log.add(rule, item, value.as_bytes(), here);
        }
        check_length(item, value, here, log);
    }

    fn process_type(&mut self, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let value = values::token(text, &mut self.buffer);
        self.summary.process_type = ProcessType::parse(value);
        if self.summary.process_type.is_none() {
            log.add(Rule::NotInList, Item::ProcessType, value.as_bytes(), here);
        }
    }

    fn employee_id(
        &mut self,
        item: Item,
        text: &[u8],
        here: &mut Here<'_>,
        log: &mut Log,
    ) -> Result<(), Refused> {
        let id = values::token(text, &mut self.buffer);
        let looks_like_ssn = values::is_like_ssn(id);
        log.employee.clear();
        log.employee.push_str(id);
        self.employee = None;
        match EmployeeId::check(id) {
            Ok(()) => self.employee = Some(self.roster.number(id, self.employee_limit)?),
            Err(NotAnEmployeeId::Blank) if item == Item::EmployeeId => {
                log.add(Rule::RequiredForEmployee, item, b"", here);
            }
            Err(NotAnEmployeeId::Blank) => log.add(Rule::RequiredForHours, item, b"", here),
            Err(NotAnEmployeeId::Character) => {
                log.add(Rule::EmployeeIdCharacters, item, id.as_bytes(), here);
                check_length(item, id, here, log);
            }
            Err(NotAnEmployeeId::TooLong) => check_length(item, id, here, log),
        }
        if let (Some(employee), Item::StaffEmployeeId) = (self.employee, item) {
            self.roster.name(employee);
            self.receiver.staff(id, here);
        }
        if item == Item::EmployeeId {
            if self
                .employee
                .is_some_and(|employee| self.roster.list(employee))
            {
                log.add(Rule::DuplicateEmployee, item, id.as_bytes(), here);
            }
            if looks_like_ssn {
                // Told without the number itself.
                let employee = std::mem::take(&mut log.employee);
                log.add(Rule::IdLikeSsn, item, b"", here);
                log.employee = employee;
            }
        }
        Ok(())
    }

    /// As the edit asks, ten characters: white space around them is not taken off.
    fn employment_date(&mut self, item: Item, text: &[u8], here: &mut Here<'_>, log: &mut Log) {
        let day = Day::parse(text);
        let rule = match day {
            None => Some(Rule::NotADate),
            Some(day) if day.year() < 1895 => Some(Rule::YearBefore1895),
            Some(day) if day.year() > 2050 => Some(Rule::YearAfter2050),
            Some(_) => None,
        };
        if let Some(rule) = rule {
            log.add(rule, item, text, here);
            return;
        }
        let date = day.and_then(Day::date);
        if item == Item::HireDate {
            self.dates.hired = date;
        } else {
            self.dates.terminated = date;
        }
    }

    fn end_employee(&mut self, here: &mut Here<'_>, log: &mut Log) {
        let Dates { hired, terminated } = std::mem::take(&mut self.dates);
        if hired
            .zip(terminated)
            .is_some_and(|(hired, terminated)| terminated < hired)
        {
            log.add(Rule::DateOrder, Item::TerminationDate, b"", here);
        }
        if self.employee.is_some() {
            let id = &log.employee;
            self.receiver.employee(&Employee {
                id,
                hire_date: hired,
                termination_date: terminated,
            });
        }
        self.leave_employee(log);
    }

    fn leave_employee(&mut self, log: &mut Log) {
        self.employee = None;
        log.employee.clear();
    }

    fn end_header(&mut self, log: &mut Log) {
        if let Some(quarter) = self.draft.finish() {
            self.quarter = Some(QuarterDays::new(quarter));
            self.summary.nurse_days = NurseDays::new(quarter);
            log.findings.set_quarter(quarter);
        }
        self.receiver.header(&self.draft.header);
    }

    /// What only the whole file shows.
    fn end_file(&self, log: &mut Log) {
        let whole_file = (0, 0);
        if !self.has_sections {
            log.add_at(Rule::NoSection, Item::NursingHomeData, b"", whole_file);
        }
        if self.summary.process_type == Some(ProcessType::Replace) && !self.has_staff_hours {
            log.add_at(Rule::EmptyReplace, Item::StaffingHours, b"", whole_file);
        }
        let days = self
            .summary
            .nurse_days
            .missing()
            .filter(|day| *day <= self.today)
            .count();
        if self.summary.entries > 0 && days >= DAYS_WITHOUT_NURSE {
            log.add_at(
                Rule::DaysWithoutRegisteredNurse,
                Item::StaffingHours,
                days.to_string().as_bytes(),
                whole_file,
            );
        }
    }
}

/// Edit -3793, in characters.
fn check_length(item: Item, value: &str, here: &mut Here<'_>, log: &mut Log) {
    let is_text = matches!(
        item,
        Item::FacilityId
            | Item::SoftwareVendorName
            | Item::SoftwareVendorEmail
            | Item::SoftwareProductName
            | Item::SoftwareProductVersion
            | Item::EmployeeId
            | Item::StaffEmployeeId
    );
    if is_text && value.chars().count() > item.max_length() {
        log.add(Rule::TooLong, item, value.as_bytes(), here);
    }
}

impl Values for Edits<'_> {
    fn begin(&mut self, item: Item) {
        match item {
            Item::Employees | Item::StaffingHours => self.has_sections = true,
            Item::StaffHours => self.has_staff_hours = true,
            _ => {}
        }
    }

    fn value(
        &mut self,
        item: Item,
        text: &[u8],
        here: &mut Here<'_>,
        log: &mut Log,
    ) -> Result<(), Refused> {
        match item {
            Item::Hours => self.hours(text, here, log),
            Item::JobTitleCode | Item::PayTypeCode => self.code(item, text, here, log),
            Item::Date => self.work_date(text, here, log),
            Item::EmployeeId | Item::StaffEmployeeId => self.employee_id(item, text, here, log)?,
            Item::HireDate | Item::TerminationDate => self.employment_date(item, text, here, log),
            Item::ProcessType => self.process_type(text, here, log),
            _ => self.header_item(item, text, here, log),
        }
        Ok(())
    }

    fn end(&mut self, item: Item, here: &mut Here<'_>, log: &mut Log) {
        match item {
            Item::HourEntry => self.end_entry(log),
            Item::WorkDay => self.end_day(here, log),
            Item::StaffHours => self.leave_employee(log),
            Item::Employee => self.end_employee(here, log),
            Item::Header => self.end_header(log),
            Item::NursingHomeData => self.end_file(log),
            _ => {}
        }
    }
}
