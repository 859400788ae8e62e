//! One live region for the whole page, there from the start, for what screen readers are to say.

use leptos::prelude::*;

/// Says things to screen readers, politely. Taken with [`announcer`] in a component's body and
/// used in its handlers.
#[derive(Debug, Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Announces `text`, also when it is what was said last.
    pub fn say(self, text: impl Into<String>) {
        let text = text.into();
        self.0.set(String::new());
        request_animation_frame(move || self.0.set(text));
    }
}

/// Called once, at the root.
pub fn provide_announcer() {
    provide_context(Announcer(RwSignal::new(String::new())));
}

/// The page's announcer.
///
/// # Panics
/// Outside of the app's root, which provides it.
#[must_use]
pub fn announcer() -> Announcer {
    expect_context()
}

/// The region itself.
#[component]
pub fn Announcements() -> impl IntoView {
    let Announcer(text) = announcer();
    view! { <div id="announcements" class="usa-sr-only" role="status" aria-live="polite">{text}</div> }
}
