//! The document's title, in the browser: the page's, and the name of the site. It is not written by `leptos_meta`, whose title
//! is empty while a page wakes and between two pages, until the next page's own has come.

use leptos::prelude::*;

/// What the page that is shown is called; nothing before the first.
#[derive(Clone, Copy)]
struct PageTitle(RwSignal<Option<String>>);

/// Called once, at the root.
pub fn provide_title() {
    provide_context(PageTitle(RwSignal::new(None)));
}

/// What a page is called, from when it is drawn until the next one is.
pub fn name_page(title: String) {
    if let Some(PageTitle(shown)) = use_context() {
        shown.set(Some(title));
    }
}

/// The name of the site, which stands behind that of each page.
pub fn name_site(site: String) {
    let Some(PageTitle(shown)) = use_context() else {
        return;
    };
    Effect::new(move || {
        if let Some(page) = shown.get() {
            document().set_title(&format!("{page} - {site}"));
        }
    });
}
