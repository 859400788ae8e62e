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
            <main id="main-content">
                <h1>"OpenQIES"</h1>
                <a href="/about">"About this system"</a>
            </main>
        }
        .into_any()
    }
}
