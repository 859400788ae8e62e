//! The rows of a report: a cell for each column; of messages, which have too many of them for a screen or a paper, a cell for some together.

use crate::paths;
use crate::ui::{DataTable, DateText, Moment, number};
use domain::reports::{Cell, ReportKind};
use leptos::prelude::*;

/// Columns that stand together in one cell, under its heading. The column that is called like it says so without its name.
type Together = (&'static str, &'static [&'static str]);

const MESSAGE: &str = "Message";

/// What a message says comes first, for it is read most.
const OF_MESSAGES: [Together; 6] = [
    ("Edit", &["Edit", "Severity"]),
    (MESSAGE, &[MESSAGE]),
    ("Item and value", &["Item", "Submitted value"]),
    (
        "Record",
        &[
            "Record",
            "Instrument",
            "Reason",
            "Target date",
            "Document",
            "Patient ID",
            "Assessment ID",
        ],
    ),
    ("Sent", &["File", "Submission ID", "Received", "Submitter"]),
    ("Facility", &["Facility", "CCN"]),
];

#[component]
pub(super) fn ReportRows(
    kind: ReportKind,
    #[prop(into)] caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
) -> impl IntoView {
    let is_of_messages = matches!(
        kind,
        ReportKind::SubmitterValidation | ReportKind::FacilityValidation | ReportKind::ErrorDetail
    );
    let (headings, body) = if is_of_messages {
        let headings = OF_MESSAGES.map(|(heading, _)| heading.to_owned());
        let rows = rows.into_iter().map(|cells| together(&columns, &cells));
        (headings.to_vec(), rows.collect_view())
    } else {
        let rows = rows.into_iter().map(|cells| {
            let cells = cells.into_iter().map(|cell| view! { <CellText cell/> });
            view! { <tr>{cells.collect_view()}</tr> }.into_any()
        });
        let rows = rows.collect_view();
        (columns, rows)
    };
    let headings = headings
        .into_iter()
        .map(|name| view! { <th scope="col">{name}</th> })
        .collect_view();
    view! {
        <div class="q-report">
            <DataTable id="report" caption>
                <thead><tr>{headings}</tr></thead>
                <tbody>{body}</tbody>
            </DataTable>
        </div>
    }
}

/// A row of messages. What is empty is left out.
fn together(columns: &[String], cells: &[Cell]) -> AnyView {
    let line = |heading: &str, name: &str| {
        let place = columns.iter().position(|column| column == name)?;
        let cell = cells.get(place).filter(|cell| !cell.plain().is_empty())?;
        let label = (name != heading).then(|| format!("{name}: "));
        Some(view! { <div>{label}{said(cell.clone())}</div> })
    };
    let cells = OF_MESSAGES
        .into_iter()
        .map(|(heading, names)| {
            let class = (heading == MESSAGE).then_some("q-message");
            let lines = names.iter().copied().filter_map(|name| line(heading, name));
            view! { <td class=class>{lines.collect_view()}</td> }
        })
        .collect_view();
    view! { <tr>{cells}</tr> }.into_any()
}

#[component]
fn CellText(cell: Cell) -> impl IntoView {
    let class = match cell {
        Cell::Number(_) => Some("q-number"),
        Cell::File(..) => Some("q-long"),
        _ => None,
    };
    view! { <td class=class>{said(cell)}</td> }
}

/// What a cell says, with a link where that has a page.
fn said(cell: Cell) -> AnyView {
    let link = |href: String, words: String| view! { <a class="usa-link" href=href>{words}</a> };
    match cell {
        Cell::Text(text) => text.into_any(),
        Cell::Number(value) => number(value).into_any(),
        Cell::Day(date) => date.map(|date| view! { <DateText date/> }).into_any(),
        Cell::Moment(at) => view! { <Moment at/> }.into_any(),
        Cell::Submission(number) => link(paths::submission(number), number.to_string()).into_any(),
        Cell::File(number, ordinal, name) => {
            let href = paths::report(number, ordinal);
            let whose = format!(": report of submission {number}, file {ordinal}");
            view! {
                <a class="usa-link" href=href>{name}<span class="usa-sr-only">{whose}</span></a>
            }
            .into_any()
        }
        Cell::Assessment(number) => link(paths::assessment(number), number.to_string()).into_any(),
    }
}
