//! The page of an error: of one that its address names, or in place of an answer that is no page.

use crate::error::ApiError;
use crate::ui::{Problem, use_query};
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
        view! { {move || view! { <Problem error=error()/> }} }.into_any()
    }
}
