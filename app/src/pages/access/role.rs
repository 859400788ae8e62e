//! Request User Role, STEP 2: a role of the category (seed 003, figure 8).

use super::category::{SelectCategory, category_of};
use super::step_form::{Described, DoneBefore, StepForm};
use crate::api::access::list_offered_roles;
use crate::paths::{self, Before};
use crate::ui::{Alert, AlertKind, Loaded, Page, load, use_query};
use crate::view::access::slugs_of;
use domain::access::{Category, Role};
use domain::forms::FieldError;
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct SelectRolePage;

#[lazy_route]
impl LazyRoute for SelectRolePage {
    fn data() -> Self {
        Self
    }

    fn view(SelectRolePage: Self) -> AnyView {
        let query = use_query();
        let offered = load(|| (), |()| list_offered_roles());
        let step = move |offered: Vec<Role>| {
            let (category, role, before) = query
                .with_untracked(|query| (category_of(query), role_of(query), done_before(query)));
            match category {
                Some(category) => {
                    view! { <SelectRole offered category chosen=role before/> }.into_any()
                }
                None => view! { <SelectCategory offered before is_missing=true/> }.into_any(),
            }
        };
        view! {
            <Loaded resource=offered let:offered>
                {step(offered)}
            </Loaded>
        }
        .into_any()
    }
}

/// The role that an address names.
pub(super) fn role_of(query: &Query) -> Option<Role> {
    query.get("role").and_then(|key| Role::from_key(key).ok())
}

/// What an address says of the third step: what was done there before one went back.
pub(super) fn done_before(query: &Query) -> Before {
    Before {
        slugs: slugs_of(query.get("ccn").unwrap_or_default()),
        flash: query.get("flash").map(str::to_owned),
    }
}

#[component]
pub(super) fn SelectRole(
    /// The roles that may be asked for.
    offered: Vec<Role>,
    category: Category,
    #[prop(optional_no_strip)] chosen: Option<Role>,
    /// Of the third step, before one went back.
    before: Before,
    /// Whether the next step was asked for without a choice.
    #[prop(optional)]
    is_missing: bool,
) -> impl IntoView {
    let error = is_missing.then(|| FieldError::new("role", "Select a user role."));
    let message = error.as_ref().map(|error| error.message.clone());
    let choices: Vec<Described> = category
        .roles()
        .filter(|role| offered.contains(role))
        .map(described)
        .collect();
    let previous = paths::request_role(category, &before);
    let content = if choices.is_empty() {
        view! {
            <Alert kind=AlertKind::Info>"This installation offers no role of this category."</Alert>
            <p><a href=previous>"Previous"</a></p>
        }
        .into_any()
    } else {
        view! {
            <StepForm
                action=paths::ADD_ORGANIZATIONS
                label="Select a User Role"
                name="role"
                legend="Select the user role that best fits your needs."
                choices
                chosen=chosen.filter(|role| role.category() == category).map_or("", Role::key)
                not_yet="Select a user role first."
                error=message
            >
                <input type="hidden" name="category" value=category.key()/>
                <DoneBefore before/>
                <a href=previous>"Previous"</a>
            </StepForm>
        }
        .into_any()
    };
    view! {
        <Page heading="Select a User Role" part=category.name() errors=error.into_iter().collect()>
            <p class="q-step">"STEP 2"</p>
            {content}
            <p><a href=paths::roles_matrix(Some(category))>"User Roles Matrix: what each role may do"</a></p>
        </Page>
    }
}

fn described(role: Role) -> Described {
    Described {
        key: role.key(),
        name: role.name(),
        description: role.description(),
        caution: role.caution(),
    }
}
