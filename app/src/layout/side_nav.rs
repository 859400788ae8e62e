//! The side navigation: what the server says that this person's roles open.

use crate::paths;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Each link with its words; nothing while nobody is logged in.
#[component]
pub fn SideNav(links: Vec<(String, String)>) -> impl IntoView {
    (!links.is_empty()).then(|| {
        view! { <nav class="q-side-nav" aria-label="Main"><NavLinks links/></nav> }
    })
}

#[component]
pub fn NavLinks(links: Vec<(String, String)>) -> impl IntoView {
    let path = use_location().pathname;
    let links = links
        .into_iter()
        .map(|(label, href)| {
            let to = href.clone();
            let current = move || path.with(|path| current(path, &to));
            view! { <li><a href=href aria-current=current>{label}</a></li> }
        })
        .collect_view();
    view! { <ul class="q-nav">{links}</ul> }
}

/// How `aria-current` marks a link: the page itself, or the list that the page came from.
fn current(path: &str, href: &str) -> Option<&'static str> {
    if path == href {
        return Some("page");
    }
    // Who has submitted is a page of its own, not a part of the staffing hours above it.
    let is_below = path
        .strip_prefix(href)
        .is_some_and(|rest| rest.starts_with('/'));
    (is_below && path != paths::STAFFING_STATUS).then_some("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_navigation_marks_the_page_and_the_list_above_it() {
        assert_eq!(current("/providers", paths::PROVIDERS), Some("page"));
        assert_eq!(current("/providers/16E724", paths::PROVIDERS), Some("true"));
        assert_eq!(current("/providers-old", paths::PROVIDERS), None);
        assert_eq!(current("/staffing/status", paths::STAFFING), None);
        assert_eq!(
            current("/staffing/status", paths::STAFFING_STATUS),
            Some("page")
        );
    }
}
