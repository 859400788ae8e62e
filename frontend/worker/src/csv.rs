//! The findings as a CSV file (RFC 4180, UTF-8), a piece at a time: a browser keeps the pieces outside
//! the worker's memory.

use domain::time::display_date;
use js_sys::Array;
use submission::Finding;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

const HEADINGS: [&str; 13] = [
    "File",
    "Line",
    "Edit",
    "Severity",
    "Problem",
    "What to change",
    "Item",
    "Submitted value",
    "Allowed values",
    "Employee ID",
    "Work date",
    "Path",
    "Note",
];

/// Every row says it, for a sheet travels without its page.
const NOTE: &str = "Checked in the browser by OpenQIES. Not sent to CMS.";

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// # Errors
/// When the browser makes no file.
pub fn file(findings: impl Iterator<Item = Finding>) -> Result<Blob, JsValue> {
    let pieces = Array::new();
    let mut text = String::from("\u{feff}");
    push_row(&mut text, &HEADINGS);
    for finding in findings {
        push_finding(&mut text, &finding);
        if text.len() >= PIECE {
            pieces.push(&piece(&text)?.into());
            text.clear();
        }
    }
    pieces.push(&piece(&text)?.into());
    blob(&pieces)
}

fn piece(text: &str) -> Result<Blob, JsValue> {
    blob(&Array::of1(&text.into()))
}

fn blob(parts: &Array) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    Blob::new_with_str_sequence_and_options(parts, &options)
}

fn push_finding(out: &mut String, finding: &Finding) {
    let place = &finding.place;
    let line = place.line.map(|line| line.to_string()).unwrap_or_default();
    let date = place.date.map(display_date).unwrap_or_default();
    push_row(
        out,
        &[
            &place.file,
            &line,
            &finding.code,
            finding.severity.title(),
            &finding.message,
            &finding.fix,
            &finding.item,
            finding.value.as_deref().unwrap_or_default(),
            finding.allowed.as_deref().unwrap_or_default(),
            place.employee.as_deref().unwrap_or_default(),
            &date,
            &place.path,
            NOTE,
        ],
    );
}

fn push_row(out: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

/// Quoted, and with an apostrophe before what a spreadsheet would take for a formula; an edit's number stays one.
fn push_cell(out: &mut String, cell: &str) {
    out.push('"');
    let is_number = cell
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number {
        out.push('\'');
    }
    for (index, part) in cell.split('"').enumerate() {
        if index > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::push_row;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_inert() {
        let mut out = String::new();
        push_row(
            &mut out,
            &["=HYPERLINK(\"x\")", "-4025", "-4025+1", "Oak, \"Hill\"", ""],
        );
        assert_eq!(
            out,
            "\"'=HYPERLINK(\"\"x\"\")\",\"-4025\",\"'-4025+1\",\"Oak, \"\"Hill\"\"\",\"\"\r\n"
        );
    }
}
