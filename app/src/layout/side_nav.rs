//! The side navigation: what the server says that this person's roles open.

use crate::paths;
use domain::submissions::SubmissionKind;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

/// Of which kind the submission is that is shown: its address does not say.
#[derive(Clone, Copy)]
struct ShownSubmission(RwSignal<Option<SubmissionKind>>);

/// Called once, at the root.
pub fn provide_shown_submission() {
    provide_context(ShownSubmission(RwSignal::new(None)));
}

/// For pages about a submission, once they know of which kind it is. In the browser alone: the server draws the navigation
/// with what was asked for, and on another thread, which may not read what this one is just setting.
pub fn shows_submission(kind: SubmissionKind) {
    if let Some(ShownSubmission(shown)) = use_context() {
        Effect::new(move || shown.set(Some(kind)));
    }
}

/// Each link with its words; nothing while nobody is logged in.
#[component]
pub fn SideNav(
    links: Vec<(String, String)>,
    /// Of which kind the submission is that was asked for, until a page shows one.
    submission: Option<SubmissionKind>,
) -> impl IntoView {
    (!links.is_empty()).then(|| {
        view! { <nav class="q-side-nav" aria-label="Main"><NavLinks links submission/></nav> }
    })
}

#[component]
pub fn NavLinks(links: Vec<(String, String)>, submission: Option<SubmissionKind>) -> impl IntoView {
    let shown = use_context::<ShownSubmission>();
    let kind = move || {
        let shown = shown.and_then(|ShownSubmission(shown)| shown.get());
        shown.or(submission).unwrap_or_default()
    };
    let Location {
        pathname, search, ..
    } = use_location();
    let addresses = StoredValue::new(
        links
            .iter()
            .map(|(_, href)| href.clone())
            .collect::<Vec<_>>(),
    );
    let here = move || search.with(|search| place(pathname.get(), search, kind()));
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
/// `kind` is that of the submission that is shown.
fn place(path: String, search: &str, kind: SubmissionKind) -> String {
    match path.as_str() {
        paths::SUBMISSIONS if search.contains("kind=assessments") => {
            paths::ASSESSMENT_SUBMISSIONS.to_owned()
        }
        paths::NEW_DRAFT => format!("{}/new", paths::DRAFTS),
        _ => match kind {
            SubmissionKind::Assessments => {
                paths::among_assessment_submissions(&path).unwrap_or(path)
            }
            SubmissionKind::Staffing => path,
        },
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
        let new = place(
            paths::NEW_DRAFT.to_owned(),
            "facility=16E724",
            SubmissionKind::Assessments,
        );
        assert_eq!(current(&new, paths::ASSESSMENTS), None);
        assert_eq!(current(&new, paths::DRAFTS), Some("true"));
    }

    #[test]
    fn a_submission_belongs_to_the_list_of_its_kind() {
        use SubmissionKind::{Assessments, Staffing};
        let all = [paths::SUBMISSIONS, paths::ASSESSMENT_SUBMISSIONS].map(str::to_owned);
        let marked = |path: &str, kind| {
            let here = place(path.to_owned(), "edit=-4075", kind);
            all.each_ref().map(|href| current(&here, href, &all))
        };
        for path in ["/submissions/1000001", "/submissions/1000001/files/2"] {
            assert_eq!(marked(path, Staffing), [Some("true"), None], "{path}");
            assert_eq!(marked(path, Assessments), [None, Some("true")], "{path}");
        }
        // What was shown before does not matter in the list itself, nor elsewhere.
        assert_eq!(marked("/submissions", Assessments), [Some("page"), None]);
        assert_eq!(marked("/submissions-old/1", Assessments), [None, None]);
    }
}
