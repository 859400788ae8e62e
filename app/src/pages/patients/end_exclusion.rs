//! *End* of an exclusion: its last day.

use super::error;
use crate::api::patients::{EndExclusion, list_exclusions};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DateText, Loaded, LookOnly, Moment, Page, PostForm, TextField, load,
    use_query,
};
use crate::view::patients::ExclusionsView;
use domain::forms::ReturnedForm;
use domain::patients::ExclusionLine;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct EndExclusionPage;

#[lazy_route]
impl LazyRoute for EndExclusionPage {
    fn data() -> Self {
        Self
    }

    fn view(EndExclusionPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(asked, async |flash| list_exclusions(None, flash).await);
        let id = move || params.with_untracked(|params| params.get("exclusion"));
        view! {
            <Loaded resource=found let:found>
                <End found id=id()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn End(
    found: ExclusionsView,
    /// The one that the address names.
    id: Option<String>,
) -> impl IntoView {
    let ExclusionsView { exclusions, form } = found;
    let errors = form.errors.clone();
    let named = exclusions
        .lines
        .into_iter()
        .find(|line| line.may_end && is_named(line, id.as_deref()));
    let act = match named {
        Some(line) => {
            let read_only = exclusions.read_only;
            view! { <LookOnly read_only><EndForm line form/></LookOnly> }.into_any()
        }
        None => view! { <Alert kind=AlertKind::Info>"There is no exclusion here that you may end."</Alert> }
            .into_any(),
    };
    view! {
        <Page heading="End an exclusion" errors>
            {act}
            <p><a href=paths::EXCLUSIONS>"Back to the excluded codes"</a></p>
        </Page>
    }
}

/// Whether it is the exclusion that an address names.
pub(super) fn is_named(line: &ExclusionLine, id: Option<&str>) -> bool {
    id == Some(line.id.0.to_string().as_str())
}

/// By which it is known, so that nobody ends or deletes another one.
#[component]
pub(super) fn ExclusionFacts(line: ExclusionLine) -> impl IntoView {
    let until = match line.until {
        Some(date) => view! { <DateText date/> }.into_any(),
        None => view! { "None yet" }.into_any(),
    };
    let by = format!(" by {}", line.added_by);
    view! {
        <dl class="q-facts">
            <dt>"Code"</dt><dd>{line.code.words()}</dd>
            <dt>"State"</dt><dd>{line.state.name()}</dd>
            <dt>"First day"</dt><dd><DateText date=line.from/></dd>
            <dt>"Last day"</dt><dd>{until}</dd>
            <dt>"Added"</dt><dd><Moment at=line.added_at/>{by}</dd>
        </dl>
    }
}

#[component]
fn EndForm(line: ExclusionLine, form: ReturnedForm) -> impl IntoView {
    view! {
        <ExclusionFacts line=line.clone()/>
        <PostForm action=EndExclusion::url() label="End the exclusion" has_required=true>
            <input type="hidden" name="exclusion" value=line.id.0.to_string()/>
            <TextField
                name="last_day"
                label="Last day"
                hint="MM/DD/YYYY. What was taken out of records until then stays out."
                value=form.value("last_day")
                error=error(&form, "last_day")
                required=true
            />
            <Button>"Save the last day"</Button>
        </PostForm>
    }
}
