//! Tables that a person downloads as CSV (RFC 4180, UTF-8).

use std::borrow::Cow;

use domain::{listing::Total, spreadsheet::would_run};

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
    pub fn tell_cut(&mut self, most: i64, total: impl Into<Total>, rows: &str) {
        let total = total.into();
        if total.least() > most {
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
    use domain::listing::Total;

    use super::CsvTable;

    #[test]
    fn a_table_that_is_cut_says_so() {
        let last = |total: Total| {
            let mut table = CsvTable::new(&["Provider"]);
            table.tell_cut(50_000, total, "rows");
            String::from_utf8(table.finish()).unwrap()
        };
        assert_eq!(last(Total::Exactly(50_000)), "Provider\r\n");
        assert!(last(Total::Exactly(50_001)).contains("the first 50000 of 50001 rows"));
        assert!(last(Total::MoreThan(50_000)).contains("of more than 50000 rows"));
    }

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
