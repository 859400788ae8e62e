//! The page of an error: of one that its address names, or in place of an answer that is no page.

use crate::error::ApiError;
use crate::paths;
use crate::ui::{Problem, use_query};
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct ErrorPage;

#[lazy_route]
impl LazyRoute for ErrorPage {
    fn data() -> Self {
        Self
    }

    fn view(ErrorPage: Self) -> AnyView {
        let query = use_query();
        let error = move || {
            ApiError::in_place_of_answer().unwrap_or_else(|| query.with(ApiError::from_query))
        };
        let back = move || query.with(back_of);
        view! { {move || view! { <Problem error=error() back=back()/> }} }.into_any()
    }
}

/// The page to which this one leads back. It came through the address, so only a page of ours counts.
fn back_of(query: &Query) -> Option<String> {
    let page = query.get("from")?;
    paths::is_of_this_site(page).then(|| page.to_owned())
}
