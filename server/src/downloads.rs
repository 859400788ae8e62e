//! Files that a browser saves.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A table (RFC 4180, UTF-8) under a name of ASCII letters, digits, `-` and `.`.
pub fn csv(name: &str, bytes: Vec<u8>) -> Response {
    let table = (
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    ([table, saved_as(name)], bytes).into_response()
}

/// A JSON document under such a name.
pub fn json(name: &str, value: &impl Serialize) -> Response {
    ([saved_as(name)], Json(value)).into_response()
}

pub fn saved_as(name: &str) -> (HeaderName, HeaderValue) {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    (
        header::CONTENT_DISPOSITION,
        disposition.expect("a name of ASCII letters, digits, - and ."),
    )
}
