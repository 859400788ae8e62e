//! The document's title, which the server writes into its head: the page's, and the name of the site.

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
