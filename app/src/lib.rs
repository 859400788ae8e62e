//! The web app: compiled natively with `ssr` for the server and to WASM with `hydrate` for the browser.

pub mod api;
mod app;
pub mod error;
pub mod layout;
mod pages;
pub mod paths;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(not(feature = "ssr"))]
mod title;
pub mod ui;
pub mod view;

pub use app::App;

/// The address that a plain form is sent to, which says for whom its page was drawn. The server writes it there, for
/// browsers without script; of a form that the browser draws, `tabs.js` adds it when it is sent.
#[cfg(feature = "ssr")]
pub(crate) use server::held::sent_from;

#[cfg(not(feature = "ssr"))]
pub(crate) fn sent_from(action: String) -> String {
    action
}

/// Whether the page's document was drawn for somebody who is logged in.
#[cfg(feature = "ssr")]
pub(crate) use server::held::is_for_somebody;

#[cfg(not(feature = "ssr"))]
pub(crate) fn is_for_somebody() -> bool {
    let body = leptos::prelude::document().body();
    body.is_some_and(|body| body.has_attribute("data-drawn-for"))
}

/// Calls roles as the page's document does, in what its `<body data-roles>` says: before anything is shown.
#[cfg(feature = "hydrate")]
pub use domain::access::call_roles;

#[cfg(feature = "ssr")]
pub(crate) use server::title;
#[cfg(feature = "ssr")]
pub use shell::{Build, shell};
