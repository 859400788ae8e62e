//! The latest rejected files, and until when each can be corrected.

use super::submissions::DeadlineTag;
use crate::paths;
use crate::ui::{DataTable, Moment, Tag, Tone, number};
use domain::dashboards::ToFix;
use leptos::prelude::*;

#[component]
pub fn ToFixTable(
    files: Vec<ToFix>,
    /// How many there are in all, and the address of their list.
    total: i64,
    href: String,
) -> impl IntoView {
    if files.is_empty() {
        return view! { <p>"No file was rejected."</p> }.into_any();
    }
    let more = i64::try_from(files.len())
        .is_ok_and(|shown| shown < total)
        .then(|| {
            view! { <p><a href=href>{format!("All {} rejected files", number(total))}</a></p> }
        });
    let rows = files
        .into_iter()
        .map(|file| view! { <FileRow file/> })
        .collect_view();
    view! {
        <DataTable id="to-fix" caption="Rejected files, the latest first">
            <thead>
                <tr>
                    <th scope="col">"Submission ID"</th>
                    <th scope="col">"File"</th>
                    <th scope="col">"Facility"</th>
                    <th scope="col">"Received"</th>
                    <th scope="col" class="q-number">"Fatal problems"</th>
                    <th scope="col">"Due"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        {more}
    }
    .into_any()
}

#[component]
fn FileRow(file: ToFix) -> impl IntoView {
    let line = file.line;
    let report = match line.ordinal {
        Some(ordinal) => paths::report(line.number, ordinal),
        None => paths::submission(line.number),
    };
    let due = match file.deadline {
        _ if file.replaced => {
            view! { <Tag tone=Tone::Good text="Done: a later file was accepted"/> }.into_any()
        }
        Some(deadline) => {
            view! { {deadline.quarter.to_string()} " " <DeadlineTag deadline/> }.into_any()
        }
        None => "The file names no quarter".into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=report.clone()>{line.number.to_string()}</a></th>
            <td>{line.file_name}</td>
            <td>{line.facility.map(|facility| facility.name)}</td>
            <td><Moment at=line.received_at/></td>
            <td class="q-number"><a href=report>{number(line.fatal)}</a></td>
            <td>{due}</td>
        </tr>
    }
}
