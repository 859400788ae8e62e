//! Invented records, for benchmarks and for trying things out: the base record of a subset under another name.

use std::fmt::Write;

use crate::Book;

/// The items in which one person differs from another: names, and numbers of the length that they are shown with.
const NAMES: [&str; 4] = ["M0040_PAT_FNAME", "M0040_PAT_LNAME", "A0500A", "A0500C"];
const NUMBERS: [&str; 2] = ["M0064_SSN", "A0600A"];

impl Book {
    /// The file of a record that breaks no edit: of each subset in turn, and each of another person.
    #[must_use]
    pub fn invented(&self, number: usize) -> String {
        let subset = number % self.pack.subsets.len();
        let record = self.base.record(&self.pack, subset, self.base.today);
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ASSESSMENT>\n");
        for (index, item) in (0..).zip(&self.pack.items) {
            let Some(value) = record.submitted(index) else {
                continue;
            };
            let value = match item.id.as_str() {
                id if NAMES.contains(&id) && value != "^" => name(number),
                id if NUMBERS.contains(&id) && value != "^" => {
                    format!("219{:06}", number % 1_000_000)
                }
                _ => value.replace('&', "&amp;").replace('<', "&lt;"),
            };
            let _ = writeln!(xml, "  <{0}>{value}</{0}>", item.id);
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
