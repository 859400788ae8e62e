//! The side navigation: what the server says that this person's roles open.

use crate::paths;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

/// Each link with its words; nothing while nobody is logged in.
#[component]
pub fn SideNav(links: Vec<(String, String)>) -> impl IntoView {
    (!links.is_empty()).then(|| {
        view! { <nav class="q-side-nav" aria-label="Main"><NavLinks links/></nav> }
    })
}

#[component]
pub fn NavLinks(links: Vec<(String, String)>) -> impl IntoView {
    let Location {
        pathname, search, ..
    } = use_location();
    let addresses = StoredValue::new(
        links
            .iter()
            .map(|(_, href)| href.clone())
            .collect::<Vec<_>>(),
    );
    let here = move || {
        let path = pathname.get();
        let is_assessments = search.with(|search| search.contains("kind=assessments"));
        if path == paths::SUBMISSIONS && is_assessments {
            paths::ASSESSMENT_SUBMISSIONS.to_owned()
        } else {
            path
        }
    };
    let links = links
        .into_iter()
        .map(|(label, href)| {
            let to = href.clone();
            let current = move || addresses.with_value(|all| current(&here(), &to, all));
            view! { <li><a href=href aria-current=current>{label}</a></li> }
        })
        .collect_view();
    view! { <ul class="q-nav">{links}</ul> }
}

/// How `aria-current` marks a link: the page itself, or the list that the page came from, unless the page has a link of its own.
fn current(here: &str, href: &str, all: &[String]) -> Option<&'static str> {
    if here == href {
        return Some("page");
    }
    let is_below = here
        .strip_prefix(href)
        .is_some_and(|rest| rest.starts_with('/'));
    let has_its_own = all.iter().any(|one| one == here);
    (is_below && !has_its_own).then_some("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_navigation_marks_the_page_and_the_list_above_it() {
        let all = [paths::PROVIDERS, paths::STAFFING, paths::STAFFING_STATUS].map(str::to_owned);
        let current = |here, href| current(here, href, &all);
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
