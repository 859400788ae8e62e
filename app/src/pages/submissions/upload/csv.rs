//! The problems of a file as a CSV file (RFC 4180, UTF-8), a piece at a time: the checker tells some of what it
//! found, the page words them, and the browser keeps the piece outside of the page's memory.

use super::picked::PickedFile;
use domain::site::Site;
use domain::spreadsheet::would_run;
use domain::time::display_date;
use js_sys::Array;
use leptos::prelude::{GetValue, document, set_timeout};
use std::rc::Rc;
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

/// Rows of a piece: wording them holds up the page for a few milliseconds.
const ROWS: u32 = 1_000;

/// A sheet in the making.
#[derive(Clone)]
struct Sheet {
    file: PickedFile,
    list: List,
    /// Every row says it, for a sheet travels without its page.
    note: Rc<str>,
    pieces: Array,
}

/// Gathers a list's problems, and has the browser save the file.
pub fn save(file: PickedFile, list: List, site: &Site) {
    let mut headings = String::from("\u{feff}");
    push_row(&mut headings, &HEADINGS);
    let sheet = Sheet {
        file,
        list,
        note: note(site).into(),
        pieces: Array::of1(&headings.into()),
    };
    sheet.gather(1);
}

/// Who checked; and that CMS has not had it, unless CMS itself runs the site.
fn note(site: &Site) -> String {
    let not_sent = if site.is_not_cms() {
        " Not sent to CMS."
    } else {
        ""
    };
    format!("Checked in the browser by {}.{not_sent}", site.name)
}

impl Sheet {
    /// Asks for one piece after the other until there is no more.
    fn gather(self, page: u32) {
        let request = Request::Page {
            list: self.list.clone(),
            page,
            size: ROWS,
        };
        self.file.ask(request, move |reply| {
            let Reply::Page(found) = reply else { return };
            if found.facts.is_empty() {
                let name = format!("{}.problems.csv", self.file.name.get_value());
                drop(blob(&self.pieces).map(|blob| download(&blob, &name)));
            } else if let Ok(piece) = blob(&Array::of1(&rows(&found.facts, &self.note).into())) {
                self.pieces.push(&piece);
                self.clone().gather(page + 1);
            }
        });
    }
}

fn rows(facts: &[Fact], note: &str) -> String {
    let mut rows = String::new();
    for fact in facts {
        push_finding(&mut rows, &fact.told(), note);
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

fn push_finding(out: &mut String, finding: &Finding, note: &str) {
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
            note,
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

/// Quoted, and with an apostrophe before what a spreadsheet would take for a formula.
fn push_cell(out: &mut String, cell: &str) {
    out.push('"');
    if would_run(cell) {
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
    use super::{note, push_row};
    use domain::site::{Site, SiteMode};

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
    #[test]
    fn each_row_says_who_checked_and_that_cms_has_not_had_it_unless_it_is_cms() {
        let mut site = Site {
            mode: SiteMode::Agency,
            name: String::from("Iowa QIES"),
            ..Site::default()
        };
        assert_eq!(
            note(&site),
            "Checked in the browser by Iowa QIES. Not sent to CMS."
        );
        site.mode = SiteMode::Gov;
        assert_eq!(note(&site), "Checked in the browser by Iowa QIES.");
    }
}
