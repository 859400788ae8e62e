//! The reports that one may run, each with a line of what it tells.

use crate::api::reports::list_reports;
use crate::paths;
use crate::ui::{Loaded, Page, load};
use domain::reports::{ReportKind, ReportParameters};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct ReportsPage;

#[lazy_route]
impl LazyRoute for ReportsPage {
    fn data() -> Self {
        Self
    }

    fn view(ReportsPage: Self) -> AnyView {
        let kinds = load(|| (), async |()| list_reports().await);
        view! { <Loaded resource=kinds let:kinds><Reports kinds/></Loaded> }.into_any()
    }
}

#[component]
fn Reports(kinds: Vec<ReportKind>) -> impl IntoView {
    let lines = kinds
        .into_iter()
        .map(|kind| {
            let href = paths::report_table(kind, &ReportParameters::default());
            view! {
                <dt><a class="usa-link" href=href>{kind.title()}</a></dt>
                <dd>{kind.explanation()}</dd>
            }
        })
        .collect_view();
    view! {
        <Page heading="Reports">
            <dl class="q-facts">{lines}</dl>
            <p>
                "Reports of a whole state or the nation are made in the background and kept for 30 days in "
                <a class="usa-link" href=paths::KEPT_REPORTS>"My Reports"</a>
                "."
            </p>
        </Page>
    }
}
