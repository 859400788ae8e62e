//! What every page has: a title, one heading, and the summary of what was wrong with its form.

use crate::title::name_page;
use domain::forms::FieldError;
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::hooks::use_location;

/// Where one has come to.
#[derive(PartialEq, Eq)]
struct Place {
    path: String,
    heading: String,
    /// What the address names of the page; nothing where it names no part.
    part: Option<(String, String)>,
}

/// The place that was last arrived at; none before the first page.
#[derive(Clone, Copy)]
struct Arrived(StoredValue<Option<Place>>);

impl Place {
    /// Whether one has moved to it, and not only sees its list anew.
    fn is_reached_from(&self, before: &Self) -> bool {
        let is_same_page = (&self.path, &self.heading) == (&before.path, &before.heading);
        !is_same_page || self.part.is_some() && self.part != before.part
    }
}

/// Called once, at the root.
pub fn provide_page_focus() {
    provide_context(Arrived(StoredValue::new(None)));
}

/// A page: its heading (also its title), the error summary when its form came back, and its content.
///
/// After a move inside the app the heading takes the focus, so that the keyboard and screen readers
/// are where the eyes are, or the part that the address names, also in the page where one is; not on the first load, and not
/// when the same page only shows its list anew.
#[component]
pub fn Page(
    #[prop(into)] heading: String,
    /// What tells the page apart from others of the same heading, for its title: browsers keep titles, so that no person is named.
    #[prop(optional, into)]
    part: Option<String>,
    /// What the form of this page said back.
    #[prop(optional)]
    errors: Vec<FieldError>,
    children: Children,
) -> impl IntoView {
    let has_errors = !errors.is_empty();
    let error = if has_errors { "Error: " } else { "" };
    let part = part.map(|part| format!(": {part}")).unwrap_or_default();
    name_page(format!("{error}{heading}{part}"));
    let element = NodeRef::<html::H1>::new();
    let location = use_location();
    let arrived = use_context::<Arrived>();
    let named = heading.clone();
    Effect::new(move || {
        let (Some(element), Some(Arrived(last))) = (element.get(), arrived) else {
            return;
        };
        let hash = location.hash.get_untracked();
        let here = Place {
            path: location.pathname.get_untracked(),
            heading: named.clone(),
            part: (!hash.is_empty()).then(|| (location.search.get_untracked(), hash)),
        };
        let moved = last.try_update_value(|last| {
            let moved = last.as_ref().is_some_and(|last| here.is_reached_from(last));
            *last = Some(here);
            moved
        });
        if moved == Some(true) && !has_errors {
            // The next frame: until then the heading may stand outside the document.
            request_animation_frame(move || show_named_part(&element));
        }
    });
    view! {
        <h1 id="heading" tabindex="-1" node_ref=element>{heading}</h1>
        {has_errors.then(|| view! { <ErrorSummary errors/> })}
        {children()}
    }
}

/// The part of the page that the address names, for which the browser has looked before the page came; else the heading.
fn show_named_part(heading: &HtmlElement) {
    let hash = window().location().hash().unwrap_or_default();
    let named = hash
        .strip_prefix('#')
        .and_then(|id| document().get_element_by_id(id));
    if let Some(part) = &named {
        part.scroll_into_view();
    }
    let part = named.and_then(|part| part.dyn_into::<HtmlElement>().ok());
    drop(part.as_ref().unwrap_or(heading).focus());
}

/// What is wrong with a form, below the heading: a link to each field (external to the router, so that
/// the browser itself moves the focus there), with the same words as there. It takes the focus.
#[component]
fn ErrorSummary(errors: Vec<FieldError>) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(element) = element.get() {
            request_animation_frame(move || drop(element.focus()));
        }
    });
    let heading = match errors.len() {
        1 => "There is a problem".to_owned(),
        count => format!("There are {count} problems"),
    };
    let items = errors
        .into_iter()
        .map(|error| match error.field.as_str() {
            "" => view! { <li>{error.message}</li> }.into_any(),
            field => {
                view! { <li><a href=format!("#{field}") rel="external">{error.message}</a></li> }
                    .into_any()
            }
        })
        .collect_view();
    view! {
        <div
            class="usa-alert usa-alert--error"
            role="alert"
            aria-labelledby="error-summary"
            tabindex="-1"
            autofocus
            node_ref=element
        >
            <div class="usa-alert__body">
                <h2 class="usa-alert__heading" id="error-summary">{heading}</h2>
                <ul class="usa-alert__text">{items}</ul>
            </div>
        </div>
    }
}

/// The yellow bar that opens a section of a page. One that links lead to has an id, and takes the focus then.
#[component]
pub fn SectionBar(
    #[prop(into)] heading: String,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let tabindex = id.is_some().then_some("-1");
    view! { <h2 class="q-section-bar" id=id tabindex=tabindex>{heading}</h2> }
}
