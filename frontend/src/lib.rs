//! The page's program: it takes over the HTML that the server sent.

use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Wakes the page: fetches the code of the route that is shown, then marks `<body data-hydrated="true">`, which
/// says that the page answers to clicks. `recovery.js` and the browser tests read that mark.
///
/// # Panics
/// When the document has no body, which no HTML document lacks.
#[wasm_bindgen]
pub fn hydrate() {
    // What is shipped says by its page that it stopped (`recovery.js`), and not why: every visit would load the words.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    spawn_local(async {
        let body = document().body().expect("an HTML page has a body");
        if let Some(roles) = body.get_attribute("data-roles") {
            app::call_roles(roles);
        }
        hydrate_from_async(body.clone(), app::App).await.forget();
        body.set_attribute("data-hydrated", "true")
            .expect("the name is well-formed");
    });
}
