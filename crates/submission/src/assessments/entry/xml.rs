//! The file of a record.

use std::fmt::Write as _;

use super::{Entry, Settled};

impl Entry<'_> {
    /// The XML of the record as it would be sent: the items of its kind and no others, in item order; what is closed or was not answered
    /// holds its blank.
    #[must_use]
    pub fn xml(&self, settled: &Settled) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ASSESSMENT>\n");
        for item in self.asked() {
            let id = &self.form.pack.items[usize::from(item)].id;
            let value = settled.sent.submitted(item).unwrap_or_default();
            // Writing to a text cannot fail.
            let _ = writeln!(xml, "  <{id}>{}</{id}>", escaped(value));
        }
        xml.push_str("</ASSESSMENT>\n");
        xml
    }
}

fn escaped(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
