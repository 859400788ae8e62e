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
pub mod ui;

pub use app::App;

/// Calls roles as the page's document does, in what its `<body data-roles>` says: before anything is shown.
#[cfg(feature = "hydrate")]
pub use domain::access::call_roles;

#[cfg(feature = "ssr")]
pub use shell::{Build, shell};
