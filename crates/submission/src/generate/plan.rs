use std::io::{self, Write};

use domain::{
    providers::StateCode,
    staffing::{FiscalQuarter, JobTitle, ProcessType},
};
use jiff::civil::Date;

use crate::generate::random::Random;

/// What an invented file is to say.
#[derive(Debug, Clone)]
pub struct Plan {
    pub facility_id: String,
    pub state: StateCode,
    pub quarter: FiscalQuarter,
    /// The last day with hours: the quarter's, or today while it runs.
    pub through: Date,
    pub process_type: ProcessType,
    pub seed: u64,
    /// How many posts the home has, spread over its kinds of work; [`Plan::WHOLE_STAFF`] of a large one.
    pub posts: usize,
    /// How much to write: at least all posts for the quarter, then more staff until the file
    /// has this many bytes.
    pub bytes: u64,
    pub mistakes: Mistakes,
}

/// What is wrong with an invented file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mistakes {
    #[default]
    None,
    /// One problem each of twelve different edits.
    Twelve,
    /// Hours on the day before the quarter: a warning, and they are left out (edit -1010).
    DayOutside,
    /// Hours of an employee whom no file lists: only the server can know (edit -4016).
    UnknownEmployee,
}

/// Who works in an invented home: job title, letters of the ID, how many. The first of the registered
/// nurses are there every day, others on five days of seven.
const STAFF: [(i64, &str, u32); 12] = [
    (5, "DON", 1),
    (1, "ADM", 1),
    (7, "RN", 6),
    (9, "LPN", 8),
    (10, "CNA", 22),
    (12, "MED", 3),
    (16, "DIET", 1),
    (18, "OT", 1),
    (21, "PT", 1),
    (28, "ACT", 1),
    (30, "SW", 1),
    (40, "OTH", 4),
];

/// The director of nursing: every home has one.
const FIRST_PERSON: &str = "DON-000-01";

/// Room for what follows the last person.
const END_BYTES: u64 = 4_096;

/// Lengths of shifts that occur, in the file's own words.
const SHIFTS: [&str; 6] = ["8.00", "7.50", "7.75", "8.25", "4.00", "6.5"];

struct Person {
    id: String,
    title: JobTitle,
    pay: u8,
    hired: Date,
    /// Shifts the days off, so that not all are free on the same.
    turn: usize,
    random: Random,
}

impl Plan {
    /// The posts of a large home.
    pub const WHOLE_STAFF: usize = 50;

    /// A large home's whole quarter without a mistake, in place of what is stored; others differ from it.
    #[must_use]
    pub fn new(facility_id: impl Into<String>, state: StateCode, quarter: FiscalQuarter) -> Self {
        Self {
            facility_id: facility_id.into(),
            state,
            quarter,
            through: quarter.last_day(),
            process_type: ProcessType::Replace,
            seed: 1,
            posts: Self::WHOLE_STAFF,
            bytes: 0,
            mistakes: Mistakes::None,
        }
    }

    /// Writes the file, in many small pieces.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let days: Vec<Date> = (0..self.quarter.days())
            .filter_map(|day| self.quarter.day(day))
            .filter(|day| *day <= self.through)
            .collect();
        let staff = self.staff(&days)?;
        self.write_header(out)?;
        writeln!(out, "  <employees>")?;
        for person in &staff {
            person.write_employee(out)?;
        }
        self.write_mistaken_employees(out)?;
        writeln!(out, "  </employees>")?;
        writeln!(
            out,
            "  <staffingHours processType=\"{}\">",
            self.process_type.as_str()
        )?;
        for person in &staff {
            person.write_hours(out, &days)?;
        }
        self.write_mistaken_hours(out, &days)?;
        writeln!(out, "  </staffingHours>\n</nursingHomeData>")
    }

    /// The file in memory.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.write(&mut bytes) {
            Ok(()) => bytes,
            // Writing to memory does not fail.
            Err(_) => Vec::new(),
        }
    }

    /// Who fills each post, and then as many more as the size has room for.
    fn staff(&self, days: &[Date]) -> io::Result<Vec<Person>> {
        let posts = self.posts();
        let mut written = Counted(0);
        self.write_header(&mut written)?;
        let mut staff = Vec::new();
        for index in 0_u64.. {
            let post = usize::try_from(index).unwrap_or(0);
            let (title, letters, number) = posts[post % posts.len()];
            let mut random =
                Random::new(self.seed.wrapping_add(index.wrapping_mul(0x0100_0000_01B3)));
            let person = Person {
                id: format!("{letters}-{:03}-{number:02}", post / posts.len()),
                title: JobTitle::from_code(title)
                    .ok_or_else(|| io::Error::other("not a job title"))?,
                pay: random.pick(&[1, 2, 2, 2, 3], 2),
                hired: hired(&mut random),
                turn: post,
                random,
            };
            person.write_employee(&mut written)?;
            person.write_hours(&mut written, days)?;
            if staff.len() >= posts.len() && written.0 + END_BYTES > self.bytes {
                break;
            }
            staff.push(person);
        }
        Ok(staff)
    }

    /// Job title, letters and number of each post.
    fn posts(&self) -> Vec<(i64, &'static str, u32)> {
        let all: Vec<_> = STAFF
            .iter()
            .flat_map(|(title, letters, count)| {
                (1..=*count).map(move |number| (*title, *letters, number))
            })
            .collect();
        let posts = self.posts.clamp(1, all.len());
        (0..posts)
            .map(|post| all[post * all.len() / posts])
            .collect()
    }

    fn write_header(&self, out: &mut impl Write) -> io::Result<()> {
        let (year, quarter) = (self.quarter.fiscal_year(), self.quarter.quarter());
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Invented: no real facility, person or payroll. -->\n<nursingHomeData>"
        )?;
        writeln!(
            out,
            "  <header fileSpecVersion=\"4.10.0\">\n    <facilityId>{}</facilityId>",
            self.facility_id
        )?;
        writeln!(
            out,
            "    <stateCode>{}</stateCode>\n    <reportQuarter>{quarter}</reportQuarter>",
            self.state
        )?;
        writeln!(out, "    <federalFiscalYear>{year}</federalFiscalYear>")?;
        if self.mistakes == Mistakes::Twelve {
            writeln!(
                out,
                "    <softwareVendorName>Invented; Payroll</softwareVendorName>"
            )?;
            writeln!(
                out,
                "    <softwareVendorEmail>payroll at example.com</softwareVendorEmail>"
            )?;
            writeln!(
                out,
                "    <softwareProductVersion>1.0 build 20260701 final</softwareProductVersion>"
            )?;
        } else {
            writeln!(
                out,
                "    <softwareVendorName>Invented Payroll</softwareVendorName>"
            )?;
        }
        writeln!(out, "  </header>")
    }

    fn write_mistaken_employees(&self, out: &mut impl Write) -> io::Result<()> {
        if self.mistakes != Mistakes::Twelve {
            return Ok(());
        }
        for (id, date) in [
            ("TEMP#1", ""),
            ("TEMP-2", "<hireDate>07/01/2026</hireDate>"),
            ("TEMP-3", "<hireDate>1823-05-01</hireDate>"),
            ("TEMP-4", "<terminationDate>2205-01-31</terminationDate>"),
        ] {
            writeln!(
                out,
                "    <employee>\n      <employeeId>{id}</employeeId>\n      {date}\n    </employee>"
            )?;
        }
        Ok(())
    }

    fn write_mistaken_hours(&self, out: &mut impl Write, days: &[Date]) -> io::Result<()> {
        let Some(day) = days.first().copied() else {
            return Ok(());
        };
        let before = self.quarter.first_day().yesterday().unwrap_or(day);
        let last = format!(
            "    <staffHours>\n      <employeeId>{}</employeeId>\n      <workDays>",
            match self.mistakes {
                Mistakes::None => return Ok(()),
                Mistakes::DayOutside => FIRST_PERSON,
                Mistakes::Twelve => "TEMP-2",
                Mistakes::UnknownEmployee => "AGENCY-77",
            }
        );
        writeln!(out, "{last}")?;
        if self.mistakes == Mistakes::UnknownEmployee {
            write_day(out, day, &[("8.00", 10, 3)])?;
        } else if self.mistakes == Mistakes::DayOutside {
            write_day(out, before, &[("8.00", 5, 1)])?;
        } else {
            write_day(out, day, &[("14.00", 9, 2), ("9.50", 10, 2)])?;
            write_day(out, before, &[("8.00", 10, 2)])?;
            if let Some(day) = days.get(1) {
                write_day(out, *day, &[("24", 10, 2), ("8.00", 41, 2)])?;
            }
            if let Some(day) = days.get(2) {
                writeln!(
                    out,
                    "        <workDay>\n          <date>{day}</date>\n          <hourEntries>\n            <hourEntry>"
                )?;
                writeln!(
                    out,
                    "              <hours>8.00</hours>\n              <jobTitleCode>10</jobTitleCode>"
                )?;
                writeln!(
                    out,
                    "            </hourEntry>\n          </hourEntries>\n        </workDay>"
                )?;
            }
        }
        writeln!(out, "      </workDays>\n    </staffHours>")
    }
}

/// Some day of the years 2012 to 2024.
fn hired(random: &mut Random) -> Date {
    let part = |number: u64| i8::try_from(number).unwrap_or(1);
    let year = 2012 + i16::from(part(random.below(13)));
    jiff::civil::date(year, 1 + part(random.below(12)), 1 + part(random.below(28)))
}

impl Person {
    fn write_employee(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { id, hired, .. } = self;
        writeln!(
            out,
            "    <employee>\n      <employeeId>{id}</employeeId>\n      <hireDate>{hired}</hireDate>\n    </employee>"
        )
    }

    fn write_hours(&self, out: &mut impl Write, days: &[Date]) -> io::Result<()> {
        writeln!(
            out,
            "    <staffHours>\n      <employeeId>{}</employeeId>\n      <workDays>",
            self.id
        )?;
        let mut random = self.random.clone();
        let (title, pay) = (self.title.code(), self.pay);
        // Some registered nurse is there on every day: the first of each staff is.
        let is_always_there = self.title.is_registered_nurse() && self.id.ends_with("-01");
        for (number, day) in days.iter().enumerate() {
            let is_free = (number + self.turn) % 7 >= 5;
            if is_free && !is_always_there {
                continue;
            }
            let shift = random.pick(&SHIFTS, "8.00");
            match random.below(12) {
                0 => write_day(out, *day, &[("4.00", title, pay), ("3.50", 40, pay)])?,
                _ => write_day(out, *day, &[(shift, title, pay)])?,
            }
        }
        writeln!(out, "      </workDays>\n    </staffHours>")
    }
}

fn write_day(out: &mut impl Write, day: Date, entries: &[(&str, u8, u8)]) -> io::Result<()> {
    writeln!(
        out,
        "        <workDay>\n          <date>{day}</date>\n          <hourEntries>"
    )?;
    for (hours, title, pay) in entries {
        writeln!(
            out,
            "            <hourEntry>\n              <hours>{hours}</hours>"
        )?;
        writeln!(
            out,
            "              <jobTitleCode>{title}</jobTitleCode>\n              <payTypeCode>{pay}</payTypeCode>"
        )?;
        writeln!(out, "            </hourEntry>")?;
    }
    writeln!(out, "          </hourEntries>\n        </workDay>")
}

/// Counts what would be written.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
