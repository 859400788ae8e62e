//! Invented records, for the demonstration, for tests and for benchmarks: the base record of a subset, with some items changed.

use std::fmt::Write;

use jiff::{ToSpan as _, civil::Date};
use submission::assessments::{BLANK, ItemKind, Key, Record};

use crate::Book;

impl Book {
    /// The file of a subset's base record, all of whose days but the birth lie so many days later, and in which these items are otherwise. None
    /// when there is no such subset or item.
    #[must_use]
    pub fn file(&self, subset: &str, days: i32, changes: &[(&str, &str)]) -> Option<String> {
        let subset = self.pack.subsets.iter().position(|code| code == subset)?;
        let mut record = self.base.record(&self.pack, subset, self.base.today);
        let births: Vec<u16> = self.pack.keyed(Key::Birth).collect();
        for (index, item) in (0..).zip(&self.pack.items) {
            let day = record
                .submitted(index)
                .and_then(|value| Date::strptime("%Y%m%d", value).ok());
            if let Some(day) = day
                && item.kind == ItemKind::Date
                && !births.contains(&index)
            {
                let moved = day.saturating_add(days.days()).strftime("%Y%m%d");
                record.set(index, &moved.to_string(), (0, 0));
            }
        }
        for (id, value) in changes {
            record.set(self.pack.item(id)?, value, (0, 0));
        }
        Some(self.xml(&record))
    }

    /// The file of a record that breaks no edit: of each subset in turn, and each of another person.
    #[must_use]
    pub fn invented(&self, number: usize) -> String {
        let subset = number % self.pack.subsets.len();
        let mut record = self.base.record(&self.pack, subset, self.base.today);
        let keyed = |record: &Record, key| -> Vec<u16> {
            let items = self.pack.keyed(key);
            items
                .filter(|item| record.submitted(*item).is_some_and(|value| value != BLANK))
                .collect()
        };
        for key in [Key::FirstName, Key::LastName] {
            for item in keyed(&record, key) {
                record.set(item, &name(number), (0, 0));
            }
        }
        for item in keyed(&record, Key::SocialSecurityNumber) {
            record.set(item, &format!("219{:06}", number % 1_000_000), (0, 0));
        }
        self.xml(&record)
    }

    fn xml(&self, record: &Record) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ASSESSMENT>\n");
        for (index, item) in (0..).zip(&self.pack.items) {
            if let Some(value) = record.submitted(index) {
                let value = value.replace('&', "&amp;").replace('<', "&lt;");
                let _ = writeln!(xml, "  <{0}>{value}</{0}>", item.id);
            }
        }
        xml.push_str("</ASSESSMENT>\n");
        xml
    }
}

/// A name of letters that nobody bears.
fn name(number: usize) -> String {
    let mut letters = String::from("Invented");
    let mut rest = number;
    while rest > 0 {
        letters.push(char::from(
            b'a' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        rest /= 26;
    }
    letters.chars().take(12).collect()
}
