//! Step 3: the terms and conditions, as the installation words them.

use super::steps::Leave;
use super::{RegistrationSteps, Step};
use crate::paths;
use crate::ui::{Button, CheckBox, LinkButton, Page, PostForm};
use crate::view::registration::TermsView;
use domain::identity::Registration;
use leptos::prelude::*;

#[component]
pub fn Terms(terms: TermsView) -> impl IntoView {
    let TermsView {
        form,
        paragraphs,
        next,
    } = terms;
    let error = form.error("terms").map(str::to_owned);
    let paragraphs = paragraphs
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    let end = if next == Registration::Terms {
        view! {
            <PostForm action=paths::ACCEPT_TERMS label="Terms and conditions" has_required=true>
                <CheckBox name="terms" label="I have read the terms and conditions and accept them." error required=true/>
                <Button>"Accept and go on"</Button>
            </PostForm>
            <Leave/>
        }
        .into_any()
    } else {
        view! {
            <p>"You have accepted these terms and conditions."</p>
            <LinkButton href=paths::registration(next)>"Go on"</LinkButton>
        }
        .into_any()
    };
    view! {
        <Page heading="Terms and conditions" errors=form.errors>
            <RegistrationSteps step=Step::Terms/>
            {paragraphs}
            {end}
        </Page>
    }
}
