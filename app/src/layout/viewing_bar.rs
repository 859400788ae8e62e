//! The red bar of whoever views as a role, on every page and on paper.

use crate::paths;
use domain::listing::Query;
use domain::support::Viewing;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

#[component]
pub fn ViewingBar(viewing: Viewing) -> impl IntoView {
    let words = format!(
        "Viewing as {}, {}. Read only. Reason: {} ({}). Ends {}.",
        viewing.role,
        viewing.place,
        viewing.reason,
        viewing.ticket,
        viewing.ends()
    );
    let identifiers = if viewing.is_revealed {
        view! { <p>"Identifiers are shown."</p> }.into_any()
    } else {
        view! { <RevealLink/> }.into_any()
    };
    view! {
        <section class="q-viewing" aria-label="Viewing as another role">
            <p>{words}</p>
            {identifiers}
            <form method="post" action=crate::sent_from(paths::STOP_VIEWING.to_owned()) aria-label="Stop viewing as">
                <button type="submit">"Stop viewing as"</button>
            </form>
        </section>
    }
}

/// Leads from any page to the one that asks for the reason, which leads back to it.
#[component]
fn RevealLink() -> impl IntoView {
    let Location {
        pathname, search, ..
    } = use_location();
    let href =
        move || search.with(|search| paths::reveal(came_from(&pathname.get(), search).as_deref()));
    view! { <a href=href>"Reveal identifiers"</a> }
}

/// The page that one came from: this one, unless it is the asking page itself, which says so in its address, or an error's.
fn came_from(path: &str, search: &str) -> Option<String> {
    let words = Query::parse(search);
    match path {
        paths::REVEAL => words.get("next").map(str::to_owned),
        paths::ERROR => None,
        _ => Some(words.after(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revealing_leads_back_to_the_page_with_its_filters_and_never_to_itself_or_an_error() {
        let list = "/submissions?state=rejected&page=2";
        assert_eq!(
            came_from("/submissions", "?state=rejected&page=2").as_deref(),
            Some(list)
        );
        assert_eq!(came_from("/dashboard", "").as_deref(), Some("/dashboard"));
        let asking = paths::reveal(Some(list));
        let (path, words) = asking.split_once('?').unwrap();
        assert_eq!(came_from(path, words).as_deref(), Some(list));
        assert_eq!(came_from(paths::REVEAL, ""), None);
        assert_eq!(came_from(paths::ERROR, "status=409"), None);
    }
}
