//! Registration, its first three steps: profile, account, terms. Identity proofing and the second factor have pages of
//! their own.

mod account;
mod profile;
mod sent;
mod steps;
mod terms;

use crate::api::registration::find_registration;
use crate::error::ApiError;
use crate::ui::{Loaded, load, use_query};
use crate::view::registration::{RegistrationStep, RegistrationView};
use account::{Account, LinkIsOver};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use profile::Profile;
use sent::Sent;
use terms::Terms;

pub use profile::{Form, Home, PERSONAL, Text};
pub use sent::Mailbox;
pub use steps::{RegistrationSteps, Step};

pub struct RegistrationPage;

#[lazy_route]
impl LazyRoute for RegistrationPage {
    fn data() -> Self {
        Self
    }

    fn view(RegistrationPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let step = params.with(|params| RegistrationStep::parse(params.get_str("step")));
            let word = |name| query.with(|query| query.get(name).map(str::to_owned));
            (step, word("link"), word("flash"))
        };
        let found = load(asked, async |(step, link, flash)| match step {
            Some(step) => find_registration(step, link, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=found let:view>{page(view)}</Loaded> }.into_any()
    }
}

fn page(view: RegistrationView) -> AnyView {
    match view {
        RegistrationView::Profile(form) => view! { <Profile form/> }.into_any(),
        RegistrationView::Sent { is_demo } => view! { <Sent is_demo/> }.into_any(),
        RegistrationView::Account(account) => view! { <Account account/> }.into_any(),
        RegistrationView::LinkIsOver => view! { <LinkIsOver/> }.into_any(),
        RegistrationView::Terms(terms) => view! { <Terms terms/> }.into_any(),
    }
}
