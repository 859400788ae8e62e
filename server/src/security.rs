//! What each answer says about itself: the content security policy and the nonce inside it.

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};

/// Makes a nonce for the request, keeps it in the request's extensions and sends the policy that names it.
pub async fn content_security_policy(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; \
         img-src 'self'; font-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; worker-src 'self'"
    );
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let policy = HeaderValue::try_from(policy).expect("a nonce is base64url");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Hands the request's nonce to the page being rendered.
pub fn provide_nonce() {
    if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
        provide_context(nonce);
    }
}
