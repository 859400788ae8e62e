//! Forms that come back: kept sealed for the page that the browser is sent to.

use axum::response::{IntoResponse, Redirect, Response};
use domain::forms::{FieldError, ReturnedForm};
use domain::listing::Query;
use domain::time::Now;
use services::flash;

use crate::problems::Problem;
use crate::session::Held;
use crate::state::AppState;

/// More than any field takes; what is longer comes back cut off.
const LONGEST_VALUE: usize = 1_000;

/// Gives as much of what was typed as comes back.
#[must_use]
pub fn cut(value: &str) -> String {
    value.chars().take(LONGEST_VALUE).collect()
}

/// A form's page, and what its address says besides.
#[derive(Debug, Clone, Default)]
pub struct FormPage {
    pub path: &'static str,
    pub query: Query,
}

impl From<&'static str> for FormPage {
    fn from(path: &'static str) -> Self {
        Self {
            path,
            query: Query::default(),
        }
    }
}

/// Keeps what was typed (no secret is among it) and what is wrong with it, and sends the browser back to the page.
///
/// # Errors
/// The database's.
pub async fn send_back(
    state: &AppState,
    held: Option<&Held>,
    page: FormPage,
    values: &[(&str, &str)],
    errors: Vec<FieldError>,
    now: Now,
) -> Result<Response, Problem> {
    let values = values.iter();
    let form = ReturnedForm {
        values: values
            .map(|(name, value)| ((*name).to_owned(), cut(value)))
            .collect(),
        errors,
    };
    let owner = held.map(|Held(holder)| &holder.token_hash);
    let id = flash::keep(&state.services, owner, &form, now.system).await?;
    let query = page.query.with("flash", Some(&id));
    Ok(Redirect::to(&query.after(page.path)).into_response())
}
