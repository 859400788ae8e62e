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
    let here = move || search.with(|search| place(pathname.get(), search));
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

/// The address by which a page is looked for in the navigation: its own, unless it belongs to a list that it does not stand below.
fn place(path: String, search: &str) -> String {
    match path.as_str() {
        paths::SUBMISSIONS if search.contains("kind=assessments") => {
            paths::ASSESSMENT_SUBMISSIONS.to_owned()
        }
        paths::NEW_DRAFT => format!("{}/new", paths::DRAFTS),
        _ => path,
    }
}

/// How `aria-current` marks a link: the page itself, or the list that the page came from: of several, the nearest.
fn current(here: &str, href: &str, all: &[String]) -> Option<&'static str> {
    if here == href {
        return Some("page");
    }
    let is_at_or_below = |list: &str| {
        here.strip_prefix(list)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let has_a_nearer_one = all
        .iter()
        .any(|one| one.len() > href.len() && is_at_or_below(one));
    (is_at_or_below(href) && !has_a_nearer_one).then_some("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_navigation_marks_the_page_and_the_list_above_it() {
        let all = [
            paths::PROVIDERS,
            paths::STAFFING,
            paths::STAFFING_STATUS,
            paths::ASSESSMENTS,
            paths::INBOX,
            paths::DRAFTS,
        ]
        .map(str::to_owned);
        let current = |here, href| current(here, href, &all);
        assert_eq!(current("/providers", paths::PROVIDERS), Some("page"));
        assert_eq!(current("/providers/16E724", paths::PROVIDERS), Some("true"));
        assert_eq!(current("/providers-old", paths::PROVIDERS), None);
        assert_eq!(current("/staffing/status", paths::STAFFING), None);
        assert_eq!(
            current("/staffing/status", paths::STAFFING_STATUS),
            Some("page")
        );
        assert_eq!(
            current("/assessments/3000001", paths::ASSESSMENTS),
            Some("true")
        );
        let record = "/assessments/inbox/1000001/1";
        assert_eq!(current(record, paths::ASSESSMENTS), None);
        assert_eq!(current(record, paths::INBOX), Some("true"));
        let new = place(paths::NEW_DRAFT.to_owned(), "facility=16E724");
        assert_eq!(current(&new, paths::ASSESSMENTS), None);
        assert_eq!(current(&new, paths::DRAFTS), Some("true"));
    }
}
