use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::pbj::{calendar::Day, roster::EmployeeNumber};

/// Hundredths of hours by employee and date (edit -4025). A file may come back to a date that it
/// has left, so all of them are kept, in some 17 bytes each.
#[derive(Default)]
pub struct DayTotals {
    totals: HashMap<u64, u32, BuildHasherDefault<Spread>>,
}

impl DayTotals {
    /// What the file has said so far of this employee and date.
    pub fn get(&self, employee: EmployeeNumber, day: Day) -> u32 {
        self.totals
            .get(&key(employee, day))
            .copied()
            .unwrap_or_default()
    }

    pub fn set(&mut self, employee: EmployeeNumber, day: Day, total: u32) {
        self.totals.insert(key(employee, day), total);
    }
}

fn key(employee: EmployeeNumber, day: Day) -> u64 {
    u64::from(employee.0) << 32 | u64::from(day.number())
}

/// Numbers that we count ourselves need no hash against chosen keys, only spreading.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
