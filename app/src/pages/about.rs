//! What this system is, and what it is not.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

pub struct AboutPage;

#[lazy_route]
impl LazyRoute for AboutPage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let AboutPage = this;
        view! {
            <Title text="About | OpenQIES"/>
            <div>
                <h1>"About this system"</h1>
                <p>"OpenQIES is an open system. It is not operated by CMS, and nothing sent here reaches CMS."</p>
                <a href="/">"Back to the first page"</a>
            </div>
        }
        .into_any()
    }
}
