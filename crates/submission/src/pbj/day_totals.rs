use crate::pbj::roster::EmployeeNumber;

/// Hundredths of hours by employee and day of the quarter (edit -4025), over the whole file, which
/// may come back to a day that it has left. At 655.35 hours a day the count stands still.
///
/// Only days that the file names take room, 8 bytes each: it may name 100,000 employees.
#[derive(Default)]
pub struct DayTotals {
    employees: Vec<Days>,
    totals: Vec<Total>,
}

/// The days of one employee.
#[derive(Clone)]
struct Days {
    /// One bit per day of the quarter that the file has named.
    named: [u32; 3],
    /// The last of them, as a place in [`DayTotals::totals`].
    last: u32,
}

impl Days {
    const NONE: Self = Self {
        named: [0; 3],
        last: NOWHERE,
    };
}

struct Total {
    hundredths: u16,
    day: u8,
    /// The one named before it, of the same employee; [`NOWHERE`] before the first.
    before: u32,
}

const NOWHERE: u32 = u32::MAX;

impl DayTotals {
    /// What the file has said so far of this employee and day.
    pub fn get(&self, employee: EmployeeNumber, day: u8) -> u32 {
        let place = self.place(employee, day);
        let total = place.and_then(|place| self.totals.get(place));
        total.map_or(0, |total| total.hundredths.into())
    }

    pub fn set(&mut self, employee: EmployeeNumber, day: u8, total: u32) {
        let hundredths = u16::try_from(total).unwrap_or(u16::MAX);
        if let Some(place) = self.place(employee, day) {
            self.totals[place].hundredths = hundredths;
            return;
        }
        let index = employee.0 as usize;
        if index >= self.employees.len() {
            self.employees.resize(index + 1, Days::NONE);
        }
        let days = &mut self.employees[index];
        let (word, bit) = bit(day);
        days.named[word] |= bit;
        let before = days.last;
        days.last = u32::try_from(self.totals.len()).unwrap_or(NOWHERE);
        self.totals.push(Total {
            hundredths,
            day,
            before,
        });
    }

    /// A file mostly names a day once, so this mostly ends with a look at one bit.
    fn place(&self, employee: EmployeeNumber, day: u8) -> Option<usize> {
        let days = self.employees.get(employee.0 as usize)?;
        let (word, bit) = bit(day);
        if days.named[word] & bit == 0 {
            return None;
        }
        let mut place = days.last as usize;
        loop {
            let total = self.totals.get(place)?;
            if total.day == day {
                return Some(place);
            }
            place = total.before as usize;
        }
    }
}

/// Where the bit of a day lies, 0 to 91.
const fn bit(day: u8) -> (usize, u32) {
    (day as usize / 32 % 3, 1 << (day % 32))
}

#[cfg(test)]
mod tests {
    use super::{DayTotals, EmployeeNumber};

    #[test]
    fn each_employee_has_a_total_of_each_day() {
        let mut totals = DayTotals::default();
        for round in 1..3 {
            for day in 0..92 {
                for employee in [7, 0, 3] {
                    let employee = EmployeeNumber(employee);
                    let before = totals.get(employee, day);
                    totals.set(employee, day, before + employee.0 * 100 + u32::from(day));
                    let expected = round * (employee.0 * 100 + u32::from(day));
                    assert_eq!(totals.get(employee, day), expected);
                }
            }
        }
        assert_eq!(totals.get(EmployeeNumber(3), 91), 2 * 391);
        assert_eq!(totals.get(EmployeeNumber(4), 91), 0);
        assert_eq!(totals.get(EmployeeNumber(8), 0), 0);
    }
}
