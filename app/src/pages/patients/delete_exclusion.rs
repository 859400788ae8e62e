//! *Delete* of an exclusion, once more before it is done.

use super::end_exclusion::{ExclusionFacts, is_named};
use crate::api::patients::{DeleteExclusion, list_exclusions};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, Loaded, LookOnly, Moment, Page, PostForm, load,
};
use crate::view::patients::ExclusionsView;
use domain::patients::ExclusionLine;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct DeleteExclusionPage;

#[lazy_route]
impl LazyRoute for DeleteExclusionPage {
    fn data() -> Self {
        Self
    }

    fn view(DeleteExclusionPage: Self) -> AnyView {
        let params = use_params_map();
        let found = load(|| (), async |()| list_exclusions(None, None).await);
        let id = move || params.with_untracked(|params| params.get("exclusion"));
        view! {
            <Loaded resource=found let:found>
                <Delete found id=id()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Delete(
    found: ExclusionsView,
    /// The one that the address names.
    id: Option<String>,
) -> impl IntoView {
    let exclusions = found.exclusions;
    let named = exclusions
        .lines
        .into_iter()
        .find(|line| is_named(line, id.as_deref()));
    let act = match named {
        Some(line) => view! { <Named line read_only=exclusions.read_only/> }.into_any(),
        None => view! { <Alert kind=AlertKind::Info>"There is no exclusion here that you may delete."</Alert> }
            .into_any(),
    };
    view! {
        <Page heading="Delete an exclusion">
            {act}
            <p><a href=paths::EXCLUSIONS>"Back to the excluded codes"</a></p>
        </Page>
    }
}

#[component]
fn Named(line: ExclusionLine, read_only: bool) -> impl IntoView {
    let id = line.id.0.to_string();
    let act = match line.applied_at {
        Some(at) => {
            let end = line.may_end.then(|| {
                view! { " "<a href=paths::end_exclusion(line.id)>"End it"</a> }
            });
            view! {
                <Alert kind=AlertKind::Info>
                    "It has taken codes out of records since "<Moment at/>", so it is not deleted: it can be ended, and stays in the list."{end}
                </Alert>
            }
            .into_any()
        }
        None => view! {
            <LookOnly read_only>
                <p>"It has taken nothing out of a record so far. Once it is deleted, it is as if it had never been added."</p>
                <PostForm action=DeleteExclusion::url() label="Delete the exclusion">
                    <input type="hidden" name="exclusion" value=id/>
                    <Button kind=ButtonKind::Danger>"Delete the exclusion"</Button>
                </PostForm>
            </LookOnly>
        }
        .into_any(),
    };
    view! {
        <ExclusionFacts line/>
        {act}
    }
}
