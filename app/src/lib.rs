//! The web app: compiled natively with `ssr` for the server and to WASM with `hydrate` for the browser.

mod app;
mod pages;
#[cfg(feature = "ssr")]
mod shell;

pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::{Build, shell};
