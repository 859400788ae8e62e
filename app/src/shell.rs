//! The HTML document around the app; rendered on the server only.

use crate::App;
use crate::error::ApiError;
use crate::paths;
use crate::server::held::document_drawn_for;
use domain::access::called_roles;
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

/// Until the page is awake its links work as they do without script.
/// When the page's program stops (a part of it is gone from the server or cannot be reached, or a fault), the page lives
/// on as plain HTML: a move under way is finished by loading its address, once the server can be reached, and from then on
/// links and forms work as they do without script. A page that stops before it was ever awake loads nothing, so nothing reloads in a circle.
const RECOVERY: &str = include_str!("recovery.js");

/// Tabs of one browser share a session: what is sent from a page says for whom it was drawn, and other tabs are told.
const TABS: &str = include_str!("tabs.js");

/// The whole document. Its scripts carry the nonce found in the context.
#[must_use]
pub fn shell(build: &Build) -> impl IntoView + use<> {
    // An error in place of an answer stands at an address that is no page: the router would not find
    // it there, so this page stays plain HTML.
    let scripts = ApiError::in_place_of_answer().is_none().then(|| {
        view! {
            <script nonce=use_nonce()>{RECOVERY}</script>
            <script nonce=use_nonce()>{TABS}</script>
            <HydrationScripts options=build.options.clone()/>
        }
    });
    let no_connection = scripts.is_some().then(no_connection);
    let drawn_for = document_drawn_for();
    let notices = drawn_for.is_some().then(|| (stale_tab(), another_person()));
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=build.file("openqies.css")/>
                {scripts}
                <MetaTags/>
            </head>
            <body data-worker=build.file("worker-start.js") data-roles=called_roles() data-drawn-for=drawn_for>
                <App/>
                {no_connection}
                {notices}
            </body>
        </html>
    }
}

/// What `tabs.js` opens over a page that was drawn for another category than what another tab goes on in.
fn stale_tab() -> impl IntoView {
    view! {
        <dialog
            id="stale-tab"
            class="q-dialog"
            role="alertdialog"
            aria-labelledby="stale-tab-heading"
            aria-describedby="stale-tab-words"
        >
            <h2 id="stale-tab-heading">"You went on in another tab"</h2>
            <p id="stale-tab-words">
                "Another category is active in this browser now. What you typed on this page is still here: copy it, or
                send it and choose what becomes of it."
            </p>
            <div class="q-dialog__choices">
                // What keeps the typed words stands first, and so has the focus.
                <form method="dialog">
                    <button type="submit" class="usa-button">"Stay on this page"</button>
                </form>
                <a class="usa-button usa-button--outline" href="" rel="external">"Load this page again"</a>
            </div>
        </dialog>
    }
}

/// What `tabs.js` opens over a page of another person than the one who is logged in now, who is to see nothing of it. It goes
/// away when its person is back.
fn another_person() -> impl IntoView {
    view! {
        <dialog
            id="another-person"
            class="q-dialog"
            role="alertdialog"
            aria-labelledby="another-person-heading"
            aria-describedby="another-person-words"
        >
            <h2 id="another-person-heading">"Somebody else is logged in now"</h2>
            <p id="another-person-words">
                "Another person has logged in with this browser in another tab. What stands on this page is kept, and hidden from
                them. If it is yours, log in again in a new tab: then this page comes back."
            </p>
            <div class="q-dialog__choices">
                <a class="usa-button" href=paths::LOG_IN target="_blank" rel="external">"Log in in a new tab"</a>
                <a class="usa-button usa-button--outline" href="" rel="external">"Load this page for who is logged in"</a>
            </div>
        </dialog>
    }
}

/// What `recovery.js` opens where a page could not be loaded for want of a connection.
fn no_connection() -> impl IntoView {
    view! {
        <dialog
            id="no-connection"
            class="q-dialog"
            role="alertdialog"
            aria-labelledby="no-connection-heading"
            aria-describedby="no-connection-words"
        >
            <h2 id="no-connection-heading">"There is no connection"</h2>
            <p id="no-connection-words">
                "The page that you asked for could not be loaded. What stands on this one can still be read and copied. Check
                your connection, then try again."
            </p>
            <div class="q-dialog__choices">
                <a class="usa-button" href="" rel="external">"Try again"</a>
                <form method="dialog">
                    <button type="submit" class="usa-button usa-button--outline">"Stay here"</button>
                </form>
            </div>
        </dialog>
    }
}
