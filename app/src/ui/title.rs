//! The document's title: the page's, and the name of the site.
//!
//! The server writes it into the head of the document. In the browser it is written here and not by `leptos_meta`, whose
//! title is empty while a page wakes and between two pages, until the next page's own has come.

#[cfg(not(feature = "ssr"))]
pub use in_browser::{name_page, name_site, provide_title};
#[cfg(feature = "ssr")]
pub use on_server::{name_page, name_site, provide_title};

#[cfg(feature = "ssr")]
mod on_server {
    use leptos_meta::{Title, TitleProps, provide_meta_context};

    /// Called once, at the root.
    pub fn provide_title() {
        provide_meta_context();
    }

    /// What a page is called.
    pub fn name_page(title: String) {
        drop(Title(TitleProps::builder().text(title).build()));
    }

    /// The name of the site, which stands behind that of each page.
    pub fn name_site(site: String) {
        let full = move |page: String| format!("{page} - {site}");
        drop(Title(TitleProps::builder().formatter(full).build()));
    }
}

#[cfg(not(feature = "ssr"))]
mod in_browser {
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
}
