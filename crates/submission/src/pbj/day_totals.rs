use crate::pbj::roster::EmployeeNumber;

/// Days of the longest quarter.
const DAYS: usize = 92;

/// Hundredths of hours by employee and day of the quarter (edit -4025), over the whole file, which
/// may come back to a day that it has left. At 655.35 hours a day the count stands still.
#[derive(Default)]
pub struct DayTotals {
    rows: Vec<[u16; DAYS]>,
}

impl DayTotals {
    /// What the file has said so far of this employee and day.
    pub fn get(&self, employee: EmployeeNumber, day: u8) -> u32 {
        let row = self.rows.get(employee.0 as usize);
        row.and_then(|row| row.get(usize::from(day)))
            .copied()
            .unwrap_or_default()
            .into()
    }

    pub fn set(&mut self, employee: EmployeeNumber, day: u8, total: u32) {
        let index = employee.0 as usize;
        if index >= self.rows.len() {
            self.rows.resize(index + 1, [0; DAYS]);
        }
        let row = self.rows.get_mut(index);
        if let Some(cell) = row.and_then(|row| row.get_mut(usize::from(day))) {
            *cell = u16::try_from(total).unwrap_or(u16::MAX);
        }
    }
}
