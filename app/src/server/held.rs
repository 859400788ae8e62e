//! The page of a form that was kept.

use axum::http::StatusCode;
use domain::{
    access::Category,
    forms::HeldForm,
    identity::{DrawnFor, Person},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use uuid::Uuid;

use crate::{
    error::ApiError,
    view::identity::{HeldStanding, HeldView},
};

/// The form of this id, with status 409 while it is out of place where the person is now.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::NotFound`], the database's.
pub async fn held_form(id: &str) -> Result<HeldView, ApiError> {
    let session = super::session().ok_or(ApiError::Unauthenticated)?;
    let user = session.actor.user;
    let form =
        services::held_forms::find(&super::services(), user, id, super::now().system).await?;
    let then = form.drawn_for.as_deref().and_then(DrawnFor::parse);
    let now = DrawnFor::now(&session.actor);
    let standing = match then {
        Some(then) if !then.is_of(user) => HeldStanding::OfAnother {
            now: session.person.full_name,
        },
        Some(then) if then.is_stale(now) => elsewhere(then, &session.person),
        _ => HeldStanding::Ready,
    };
    if standing != HeldStanding::Ready
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(StatusCode::CONFLICT);
    }
    Ok(HeldView {
        typed: typed(&form),
        form,
        standing,
    })
}

fn elsewhere(then: DrawnFor, person: &Person) -> HeldStanding {
    let then = then.category.unwrap_or(person.category);
    HeldStanding::Elsewhere {
        then: then.name().to_owned(),
        now: person.category.name().to_owned(),
        back: (person.others.contains(&then)).then(|| Category::key(then).to_owned()),
    }
}

/// Without the ids that a form carries along unseen.
fn typed(form: &HeldForm) -> Vec<(String, String)> {
    let fields = form.values.iter();
    let fields = fields.filter(|(_, value)| !value.is_empty() && Uuid::parse_str(value).is_err());
    fields
        .map(|(name, value)| (in_words(name), value.clone()))
        .collect()
}

/// `state_code` as `State code`.
fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// Adds to a form's address for whom its page is drawn, where somebody is logged in.
#[must_use]
pub fn sent_from(action: String) -> String {
    let Some(session) = super::session() else {
        return action;
    };
    let joint = if action.contains('?') { '&' } else { '?' };
    let here = DrawnFor::now(&session.actor);
    format!("{action}{joint}{}={here}", DrawnFor::QUERY)
}

/// For whom the document is drawn: its script says so of what the browser draws later.
#[must_use]
pub fn document_drawn_for() -> Option<String> {
    let session = super::session()?;
    Some(DrawnFor::now(&session.actor).to_string())
}

/// Whether the document is drawn for somebody.
#[must_use]
pub fn is_for_somebody() -> bool {
    super::session().is_some()
}
