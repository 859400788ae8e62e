//! A form that was sent after its session had ended: it is all there, and goes on with one press.

use crate::api::identity::find_held_form;
use crate::paths;
use crate::ui::{Alert, AlertKind, Button, Loaded, Page, PostForm, load};
use domain::forms::HeldForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct HeldPage;

#[lazy_route]
impl LazyRoute for HeldPage {
    fn data() -> Self {
        Self
    }

    fn view(HeldPage: Self) -> AnyView {
        let params = use_params_map();
        let id = move || params.with(|params| params.get("id").unwrap_or_default());
        let form = load(id, find_held_form);
        view! {
            <Loaded resource=form let:form>
                <Held form id=params.with_untracked(|params| params.get("id").unwrap_or_default())/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Held(form: HeldForm, id: String) -> impl IntoView {
    let fields = form
        .values
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let page = form.page.map(|page| {
        view! { <p>"You wrote it on "<a href=page.clone()>"this page"</a>"."</p> }
    });
    view! {
        <Page heading="Your form was kept">
            <Alert kind=AlertKind::Info>
                "Your session had ended when you sent a form. It was kept for you and was not carried out. Send it now, or
                throw it away. It is kept for a quarter of an hour."
            </Alert>
            {page}
            <PostForm action=form.action label="Send it now">
                {fields}
                <Button>"Send it now"</Button>
            </PostForm>
            <PostForm action=paths::HELD_DROP label="Throw it away">
                <input type="hidden" name="id" value=id/>
                <button type="submit" class="usa-button usa-button--outline">"Throw it away"</button>
            </PostForm>
        </Page>
    }
}
