//! Request User Role, STEP 1: the category of one's organization (seed 003, figure 7).

use super::role::done_before;
use super::step_form::{Described, DoneBefore, StepForm};
use crate::api::access::list_offered_roles;
use crate::paths::{self, Before};
use crate::ui::{Loaded, Page, load, use_query};
use domain::access::{Category, Role};
use domain::forms::FieldError;
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct RequestRolePage;

#[lazy_route]
impl LazyRoute for RequestRolePage {
    fn data() -> Self {
        Self
    }

    fn view(RequestRolePage: Self) -> AnyView {
        let query = use_query();
        let offered = load(|| (), |()| list_offered_roles());
        view! {
            <Loaded resource=offered let:offered>
                <SelectCategory
                    offered
                    chosen=query.with_untracked(category_of)
                    before=query.with_untracked(done_before)
                />
            </Loaded>
        }
        .into_any()
    }
}

/// The category that an address names.
pub(super) fn category_of(query: &Query) -> Option<Category> {
    query.get("category").and_then(Category::from_key)
}

/// The categories of this environment: ADO is one of the training environment alone (seed 002).
fn categories(offered: &[Role]) -> impl Iterator<Item = Category> {
    let has_ado = offered.iter().any(|role| role.category() == Category::Ado);
    Category::ALL
        .into_iter()
        .filter(move |category| has_ado || *category != Category::Ado)
}

#[component]
pub(super) fn SelectCategory(
    /// The roles that may be asked for.
    offered: Vec<Role>,
    #[prop(optional_no_strip)] chosen: Option<Category>,
    /// Of the third step, before one went back.
    before: Before,
    /// Whether the next step was asked for without a choice.
    #[prop(optional)]
    is_missing: bool,
) -> impl IntoView {
    let error = is_missing.then(|| FieldError::new("category", "Select a user category."));
    let message = error.as_ref().map(|error| error.message.clone());
    let choices = categories(&offered)
        .map(|category| Described {
            key: category.key(),
            name: category.name(),
            description: category.description(),
            caution: None,
        })
        .collect();
    view! {
        <Page heading="Select a User Category" errors=error.into_iter().collect()>
            <p class="q-step">"STEP 1"</p>
            <StepForm
                action=paths::SELECT_ROLE
                label="Select a User Category"
                name="category"
                legend="Select the category of your organization to begin the role request process."
                choices
                chosen=chosen.map_or("", Category::key)
                not_yet="Select a user category first."
                error=message
            >
                <DoneBefore before/>
                <a href=paths::PROFILE>"Cancel"</a>
            </StepForm>
        </Page>
    }
}
