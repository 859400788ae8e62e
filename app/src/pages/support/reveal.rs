//! Having identifiers shown while one views as a role.

use crate::api::viewing::find_reveal_form;
use crate::paths;
use crate::ui::{Button, Loaded, Page, PostForm, TextArea, load, use_query};
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::support::NewViewing;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct RevealPage;

#[lazy_route]
impl LazyRoute for RevealPage {
    fn data() -> Self {
        Self
    }

    fn view(RevealPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, find_reveal_form);
        view! {
            <Loaded resource=found let:form>
                <Reveal form next=query.with_untracked(|query| query.get("next").unwrap_or_default().to_owned())/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Reveal(form: ReturnedForm, next: String) -> impl IntoView {
    view! {
        <Page heading="Reveal identifiers" errors=form.errors.clone()>
            <p>
                "They are shown until you stop viewing as this role. That they were is recorded, and the organization's security
                officials read of it. Your reason is read by auditors and Production Control, and by no official."
            </p>
            <PostForm action=paths::REVEAL label="Reveal identifiers" has_required=true>
                <input type="hidden" name="next" value=next/>
                <TextArea
                    name="words"
                    label="Reason"
                    hint="Why you need to see them, at most 500 characters. No names of people."
                    value=form.value("words")
                    error=form.error("words").map(str::to_owned)
                    max_length=as_count(NewViewing::LONGEST)
                    required=true
                />
                <Button>"Reveal identifiers"</Button>
            </PostForm>
        </Page>
    }
}
