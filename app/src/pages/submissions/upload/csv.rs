//! The problems of a file as a CSV file (RFC 4180, UTF-8), a piece at a time: the checker tells some of what it
//! found, the page words them, and the browser keeps the piece outside of the page's memory.

use super::picked::PickedFile;
use domain::spreadsheet::would_run;
use domain::time::display_date;
use js_sys::Array;
use leptos::prelude::{GetValue, document, set_timeout};
use std::time::Duration;
use submission::checker::{List, Reply, Request};
use submission::{Fact, Finding};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

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

/// Rows of a piece: wording them holds up the page for a few milliseconds.
const ROWS: u32 = 1_000;

/// Gathers a list's problems, and has the browser save the file.
pub fn save(file: PickedFile, list: List) {
    let mut headings = String::from("\u{feff}");
    push_row(&mut headings, &HEADINGS);
    gather(file, list, 1, Array::of1(&headings.into()));
}

/// Asks for one piece after the other until there is no more.
fn gather(file: PickedFile, list: List, page: u32, pieces: Array) {
    let request = Request::Page {
        list: list.clone(),
        page,
        size: ROWS,
    };
    file.ask(request, move |reply| {
        let Reply::Page(found) = reply else { return };
        if found.facts.is_empty() {
            let name = format!("{}.problems.csv", file.name.get_value());
            drop(blob(&pieces).map(|blob| download(&blob, &name)));
        } else if let Ok(piece) = blob(&Array::of1(&rows(&found.facts).into())) {
            pieces.push(&piece);
            gather(file, list.clone(), page + 1, pieces.clone());
        }
    });
}

fn rows(facts: &[Fact]) -> String {
    let mut rows = String::new();
    for fact in facts {
        push_finding(&mut rows, &fact.told());
    }
    rows
}

fn blob(parts: &Array) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    Blob::new_with_str_sequence_and_options(parts, &options)
}

fn download(blob: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser has taken hold of the file by then; an address that is not given back keeps it in memory.
    set_timeout(
        move || drop(Url::revoke_object_url(&address)),
        Duration::from_mins(1),
    );
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
    if would_run(cell) && !is_number {
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
