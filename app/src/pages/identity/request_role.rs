//! Request User Role: the categories and roles in the seeds' words (003, figures 7 and 8), and how
//! roles are granted until requests can be made here.

use crate::api::identity::check_logged_in;
use crate::ui::{Alert, AlertKind, Loaded, Page, SectionBar, load};
use domain::access::{Category, Role};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct RequestRolePage;

#[lazy_route]
impl LazyRoute for RequestRolePage {
    fn data() -> Self {
        Self
    }

    fn view(RequestRolePage: Self) -> AnyView {
        let logged_in = load(|| (), |()| check_logged_in());
        view! {
            <Loaded resource=logged_in let:_done>
                <RequestRole/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn RequestRole() -> impl IntoView {
    let categories = Category::ALL
        .into_iter()
        .map(|category| view! { <OneCategory category/> })
        .collect_view();
    view! {
        <Page heading="Request User Role">
            <Alert kind=AlertKind::Info heading="Requests come with a later release">
                "Nothing can be sent from this page yet. Ask whoever decides on the role, which each role below names; whoever
                runs this site then grants it, you are told by mail, and it stands on My Profile."
            </Alert>
            <SectionBar heading="Select a User Category"/>
            <p>"The category is the one of your organization. Open it to see its roles."</p>
            {categories}
        </Page>
    }
}

#[component]
fn OneCategory(category: Category) -> impl IntoView {
    let roles = category
        .roles()
        .map(|role| view! { <OneRole role/> })
        .collect_view();
    let content = if category.roles().next().is_none() {
        view! { <p>"The roles of this category come with a later release."</p> }.into_any()
    } else {
        view! { <dl>{roles}</dl> }.into_any()
    };
    view! {
        <details class="q-details">
            <summary>{category.name()}</summary>
            <p>{category.description()}</p>
            {content}
        </details>
    }
}

#[component]
fn OneRole(role: Role) -> impl IntoView {
    view! {
        <dt>{role.name()}</dt>
        <dd>{role.description()}" Decided by "{role.granted_by()}"."</dd>
    }
}
