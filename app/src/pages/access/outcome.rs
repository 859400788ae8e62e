//! What became of several requests that were decided together.

use super::StateTag;
use super::several::{WhoAsks, becomes};
use crate::paths;
use crate::ui::{DataTable, Page, SuccessBanner};
use domain::access::{BulkLine, Decision, RequestId};
use leptos::prelude::*;

#[component]
pub(super) fn Outcome(
    decision: Decision,
    lines: Vec<BulkLine>,
    /// It came through the address, so it counts only where it is true.
    done: Vec<RequestId>,
) -> impl IntoView {
    let state = becomes(decision);
    let is_done = move |line: &BulkLine| line.line.state == state && done.contains(&line.line.id);
    let count = lines.iter().filter(|line| is_done(line)).count();
    let verb = match decision {
        Decision::Approve => "approved",
        Decision::Reject => "rejected",
    };
    let total = lines.len();
    let rows = lines
        .into_iter()
        .map(|line| {
            let now = is_done(&line);
            view! { <OutcomeRow line is_done=now/> }
        })
        .collect_view();
    let banner = (count > 0).then(|| {
        let done = format!("{count} of {total} requests {verb}");
        view! { <SuccessBanner done next="An e-mail tells each person so."/> }
    });
    view! {
        <Page heading="What became of the requests">
            {banner}
            <DataTable id="several" caption="What became of each request">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"User Role"</th>
                        <th scope="col">"Where"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"What happened"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            <p><a href=paths::ROLE_REQUESTS>"All role requests"</a></p>
        </Page>
    }
}

#[component]
fn OutcomeRow(line: BulkLine, is_done: bool) -> impl IntoView {
    let what = match (is_done, line.obstacle) {
        (true, _) => "Decided now.".to_owned(),
        (false, Some(obstacle)) => obstacle,
        (false, None) if line.warnings.is_empty() => {
            "It stays as it is. Look at it again.".to_owned()
        }
        (false, None) => {
            "It stays as it is: a warning speaks against it, and you have not ticked that you have read it."
                .to_owned()
        }
    };
    let line = line.line;
    view! {
        <tr>
            <th scope="row"><WhoAsks line=line.clone()/></th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td><StateTag state=line.state/></td>
            <td>{what}</td>
        </tr>
    }
}
