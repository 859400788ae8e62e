//! Files that a browser saves.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A table (RFC 4180, UTF-8) under a name of ASCII letters, digits, `-` and `.`.
pub fn csv(name: &str, table: impl Into<Body>) -> Response {
    saved(name, "text/csv; charset=utf-8", table.into())
}

/// A JSON document under such a name.
pub fn json(name: &str, document: impl Into<Body>) -> Response {
    saved(name, "application/json", document.into())
}

/// Lines of JSON under such a name.
pub fn ndjson(name: &str, lines: impl Into<Body>) -> Response {
    saved(name, "application/x-ndjson", lines.into())
}

fn saved(name: &str, kind: &'static str, body: Body) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    ([kind, saved_as(name)], body).into_response()
}

pub fn saved_as(name: &str) -> (HeaderName, HeaderValue) {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    (
        header::CONTENT_DISPOSITION,
        disposition.expect("a name of ASCII letters, digits, - and ."),
    )
}
