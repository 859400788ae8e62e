//! One spelling of each address. The app's own router takes others for the same page (`/x/../devices`, `/devices/`), and what goes by
//! the address does not know them: limits, what is closed to whoever views as a role, what is recorded.

use app::error::ApiError;
use app::paths;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Leads from an address with a slash at its end to the one without; at any other spelling there is nothing. The site's files lie
/// outside: they are everybody's, under whichever.
pub async fn keep(mut request: Request, next: Next) -> Response {
    if !paths::is_plain(request.uri().path()) {
        request.extensions_mut().insert(ApiError::NotFound);
    } else if let Some(page) = without_slash(&request) {
        return Redirect::permanent(&page).into_response();
    }
    next.run(request).await
}

/// Where a page is that is asked for with a slash at its end.
fn without_slash(request: &Request) -> Option<String> {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return None;
    }
    let path = request.uri().path().strip_suffix('/');
    let path = path.filter(|path| !path.is_empty())?;
    Some(match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}
