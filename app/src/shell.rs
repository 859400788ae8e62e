//! The HTML document around the app; rendered on the server only.

use crate::App;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Where the files of the build that this server serves lie, as addresses.
#[derive(Clone, Debug)]
pub struct Build {
    /// Leptos finds the page's WASM, its glue and its chunks by `site_pkg_dir`, `pkg/<hash of the build>`.
    pub options: LeptosOptions,
}

impl Build {
    /// The address of a file of this build.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        format!("/{}/{name}", self.options.site_pkg_dir)
    }
}

/// The whole document. Its scripts carry the nonce found in the context.
#[must_use]
pub fn shell(build: &Build) -> impl IntoView + use<> {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="stylesheet" href=build.file("openqies.css")/>
                <script nonce=use_nonce()>{include_str!("recovery.js")}</script>
                <HydrationScripts options=build.options.clone()/>
                <MetaTags/>
            </head>
            <body data-worker=build.file("worker-start.js")>
                <App/>
            </body>
        </html>
    }
}
