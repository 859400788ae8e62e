//! What accepted payroll files made of their quarters.

use crate::ui::{Alert, AlertKind, DataTable, number};
use domain::staffing::{Figures, FileChange};
use domain::submissions::ReceiptFile;
use leptos::prelude::*;

/// The headings of [`change_cells`].
#[component]
pub fn ChangeHeadings() -> impl IntoView {
    view! {
        <th scope="col">"Process type"</th>
        <th scope="col" class="q-number">"Employees"</th>
        <th scope="col" class="q-number">"Hours"</th>
        <th scope="col" class="q-number">"Entries added"</th>
        <th scope="col" class="q-number">"Entries changed"</th>
        <th scope="col" class="q-number">"Entries removed"</th>
    }
}

/// A row of a table, behind what says which file it is about.
pub fn change_cells(change: &FileChange) -> impl IntoView + use<> {
    let moved = |figure: fn(&Figures) -> String| match &change.before {
        Some(before) => format!("{} \u{2192} {}", figure(before), figure(&change.after)),
        None => figure(&change.after),
    };
    let figures = [
        moved(|figures| number(figures.employees)),
        moved(|figures| figures.hours.grouped()),
        number(change.added),
        number(change.changed),
        number(change.removed),
    ];
    view! {
        <td>{change.process_type.as_str()}</td>
        {figures.map(|figure| view! { <td class="q-number">{figure}</td> })}
    }
}

/// What the accepted files of a submission, or one of them, made of the stored quarters; loud where much went.
#[component]
pub fn Changes(files: Vec<ReceiptFile>) -> impl IntoView {
    let changes: Vec<_> = files
        .into_iter()
        .filter_map(|file| Some((file.name, file.change?)))
        .collect();
    let losses = changes
        .iter()
        .filter_map(|(name, change)| {
            let words = change.taken_away()?;
            let words = format!(
                "{name}: {words} If that was not meant, send the whole quarter again, or what is missing with processType merge."
            );
            Some(view! { <Alert kind=AlertKind::Warning>{words}</Alert> })
        })
        .collect_view();
    let rows = changes
        .iter()
        .map(|(name, change)| {
            view! { <tr><th scope="row" class="q-long">{name.clone()}</th>{change_cells(change)}</tr> }
        })
        .collect_view();
    (!changes.is_empty()).then(|| {
        view! {
            {losses}
            <DataTable id="changes" caption="What each file changed in the stored quarter">
                <thead><tr><th scope="col">"File"</th><ChangeHeadings/></tr></thead>
                <tbody>{rows}</tbody>
            </DataTable>
        }
    })
}
