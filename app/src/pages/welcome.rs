//! The first page.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct WelcomePage;

#[lazy_route]
impl LazyRoute for WelcomePage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let WelcomePage = this;
        view! {
            <div>
                <h1>"OpenQIES"</h1>
                <a href="/about">"About this system"</a>
            </div>
        }
        .into_any()
    }
}
