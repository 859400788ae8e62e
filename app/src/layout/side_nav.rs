//! The side navigation: what this person's roles may do.

use super::may;
use crate::paths;
use domain::{access::Action, identity::Person};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What may be in the navigation, and the right that puts it there.
const ITEMS: [(&str, &str, Option<Action>); 14] = [
    ("Dashboard", paths::DASHBOARD, None),
    ("Providers", paths::PROVIDERS, Some(Action::ViewProviders)),
    (
        "Upload PBJ Files",
        paths::UPLOAD,
        Some(Action::SubmitStaffing),
    ),
    (
        "Submissions",
        paths::SUBMISSIONS,
        Some(Action::ViewStaffingSubmissions),
    ),
    (
        "Staffing Hours",
        paths::STAFFING,
        Some(Action::ViewStaffing),
    ),
    (
        "Who Has Submitted",
        paths::STAFFING_STATUS,
        Some(Action::ViewStaffingStatus),
    ),
    ("Background Jobs", paths::JOBS, Some(Action::ManageJobs)),
    (
        "Identity Proofing",
        paths::PROOFING_CASES,
        Some(Action::DecideProofing),
    ),
    (
        "Role Requests",
        paths::ROLE_REQUESTS,
        Some(Action::DecideRequests),
    ),
    (
        "People and Roles",
        paths::GRANTS,
        Some(Action::DecideRequests),
    ),
    (
        "Recertification",
        paths::RECERTIFICATION,
        Some(Action::DecideRequests),
    ),
    (
        "Penalty Cases",
        paths::PENALTIES,
        Some(Action::ViewPenaltyCases),
    ),
    ("Audit Trail", paths::AUDIT, Some(Action::ViewAudit)),
    (
        "Who Saw This",
        paths::ACCESS_RECORD,
        Some(Action::ViewAccessRecord),
    ),
];

/// Nothing while nobody is logged in.
#[component]
pub fn SideNav(person: Option<Person>) -> impl IntoView {
    person.map(|person| {
        view! { <nav class="q-side-nav" aria-label="Main"><NavLinks person/></nav> }
    })
}

#[component]
pub fn NavLinks(person: Person) -> impl IntoView {
    let path = use_location().pathname;
    let links = ITEMS
        .into_iter()
        .filter(|(_, _, right)| right.is_none_or(|action| may(&person, action)))
        .map(|(label, href, _)| {
            let current = move || path.with(|path| current(path, href));
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
