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
#[cfg(feature = "ssr")]
pub use shell::{Build, shell};
