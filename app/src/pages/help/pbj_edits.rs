//! All edits of the PBJ data specifications, as the checker has them.

use crate::api::help::list_pbj_edits;
use crate::paths;
use crate::ui::{DataTable, Loaded, Page, load};
use crate::view::help::EditLine;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct PbjEditsPage;

#[lazy_route]
impl LazyRoute for PbjEditsPage {
    fn data() -> Self {
        Self
    }

    fn view(PbjEditsPage: Self) -> AnyView {
        let edits = load(|| (), |()| list_pbj_edits());
        view! {
            <Loaded resource=edits let:edits>
                <Page heading="PBJ edits">
                    <p>
                        "The rules of the Payroll-Based Journal data specifications, version 4.10.0, by their official "
                        "numbers, and where each is checked. A fatal finding rejects the file; a warning lets it through. "
                        <a href=paths::CHECKER>"Check a file"</a>
                    </p>
                    <DataTable id="edits" caption="PBJ edits">
                        <thead>
                            <tr>
                                <th scope="col">"Edit"</th>
                                <th scope="col">"Severity"</th>
                                <th scope="col">"Checked"</th>
                                <th scope="col">"What it asks, or why it is not checked"</th>
                            </tr>
                        </thead>
                        <tbody>{rows(edits)}</tbody>
                    </DataTable>
                </Page>
            </Loaded>
        }
        .into_any()
    }
}

fn rows(edits: Vec<EditLine>) -> impl IntoView {
    edits
        .into_iter()
        .map(|edit| {
            view! {
                <tr>
                    <th scope="row" class="q-number" id=format!("edit{}", edit.number)>{edit.number}</th>
                    <td>{edit.severity}</td>
                    <td>{edit.checked}</td>
                    <td>{edit.reason}</td>
                </tr>
            }
        })
        .collect_view()
}
