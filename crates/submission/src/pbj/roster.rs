use std::collections::HashMap;

use crate::intake::Refused;

/// An employee of this file, counted from 0 in the order met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmployeeNumber(pub u32);

/// The different employees of a file.
#[derive(Default)]
pub struct Roster {
    numbers: HashMap<Box<str>, EmployeeNumber>,
    marks: Vec<Mark>,
}

#[derive(Default)]
struct Mark {
    listed: bool,
    /// Named in the staffing hours section.
    named: bool,
    /// Has hours that are processed.
    worked: bool,
    /// Hundredths of hours in each month of the quarter.
    months: [u32; 3],
}

impl Roster {
    /// The number of an employee, new ones included.
    pub fn number(&mut self, id: &str, limit: usize) -> Result<EmployeeNumber, Refused> {
        if let Some(number) = self.numbers.get(id) {
            return Ok(*number);
        }
        if self.marks.len() >= limit {
            return Err(Refused::EmployeeCount);
        }
        let number =
            EmployeeNumber(u32::try_from(self.marks.len()).map_err(|_| Refused::EmployeeCount)?);
        self.numbers.insert(id.into(), number);
        self.marks.push(Mark::default());
        Ok(number)
    }

    /// Notes that the employees section lists this employee. Returns whether it did so before.
    pub fn list(&mut self, employee: EmployeeNumber) -> bool {
        self.mark(employee)
            .is_some_and(|mark| std::mem::replace(&mut mark.listed, true))
    }

    /// Notes that the staffing hours section names this employee.
    pub fn name(&mut self, employee: EmployeeNumber) {
        if let Some(mark) = self.mark(employee) {
            mark.named = true;
        }
    }

    /// Notes that this employee has hours that are processed.
    pub fn work(&mut self, employee: EmployeeNumber) {
        if let Some(mark) = self.mark(employee) {
            mark.worked = true;
        }
    }

    /// Adds the hours of a day to its month, in hundredths, and returns the sums before and after.
    pub fn add_to_month(
        &mut self,
        employee: EmployeeNumber,
        month: u8,
        hundredths: u32,
    ) -> (u32, u32) {
        let Some(sum) = self
            .mark(employee)
            .and_then(|mark| mark.months.get_mut(usize::from(month)))
        else {
            return (0, 0);
        };
        let before = *sum;
        *sum = before.saturating_add(hundredths);
        (before, *sum)
    }

    pub fn listed(&self) -> u32 {
        self.count(|mark| mark.listed)
    }

    pub fn worked(&self) -> u32 {
        self.count(|mark| mark.worked)
    }

    /// Those of the staffing hours section whom the employees section does not list (edit -4016).
    pub fn named_unlisted(&self) -> u32 {
        self.count(|mark| mark.named && !mark.listed)
    }

    fn count(&self, rule: fn(&Mark) -> bool) -> u32 {
        u32::try_from(self.marks.iter().filter(|mark| rule(mark)).count()).unwrap_or(u32::MAX)
    }

    fn mark(&mut self, employee: EmployeeNumber) -> Option<&mut Mark> {
        self.marks.get_mut(employee.0 as usize)
    }
}
