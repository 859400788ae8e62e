//! Tables that a person downloads as CSV (RFC 4180, UTF-8).

use std::borrow::Cow;

use domain::spreadsheet::would_run;

/// A table in the making, row by row.
#[derive(Debug)]
pub struct CsvTable(csv::Writer<Vec<u8>>);

impl CsvTable {
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        let mut table = Self::continued();
        table.row(headings);
        table
    }

    /// The next part of a table that has its headings already.
    #[must_use]
    pub fn continued() -> Self {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(Vec::new());
        Self(writer)
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells = cells.iter().map(|cell| inert(cell.as_ref()).into_owned());
        self.0
            .write_record(cells)
            .expect("writing to memory does not fail");
    }

    /// Says that a list has more than the `most` rows that stand here, if it has; `rows` is what people call them.
    pub fn tell_cut(&mut self, most: i64, total: i64, rows: &str) {
        if total > most {
            self.row(&[format!(
                "Only the first {most} of {total} {rows} are here. Filter the list to get the others."
            )]);
        }
    }

    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
            .into_inner()
            .expect("writing to memory does not fail")
    }
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what it would run.
fn inert(cell: &str) -> Cow<'_, str> {
    if would_run(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::CsvTable;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_inert() {
        let mut table = CsvTable::new(&["Provider", "City"]);
        table.row(&["=HYPERLINK(\"x\")", "Bloom, field"]);
        table.row(&["@SUM(1)", "-1"]);
        table.row(&["Oak \"Hill\"", ""]);
        assert_eq!(
            String::from_utf8(table.finish()).unwrap(),
            "Provider,City\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",\"Bloom, field\"\r\n\
             '@SUM(1),-1\r\n\
             \"Oak \"\"Hill\"\"\",\r\n"
        );
    }
}
