//! What the log says of a request: an id, method, path, status and time. Never a query, a form, a
//! file's name or a person (they may be health information).

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// `RUST_LOG` chooses what is logged; as JSON lines where nobody looks on.
pub fn start(as_json: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,openqies=info,services=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(quiet(filter))
        .with_writer(std::io::stderr);
    if as_json {
        lines.json().init();
    } else {
        lines.init();
    }
}

/// What is never written down, however fine a log is asked for.
const NEVER: [&str; 3] = [
    // Every byte that goes to a proofing service or an identity provider: people's names and social security numbers, codes
    // and secrets.
    "ureq_proto=off",
    // Passkeys and what they signed.
    "webauthn_rs=off",
    "webauthn_rs_core=off",
];

/// Keeps out of the log what is never written down.
pub fn quiet(filter: EnvFilter) -> EnvFilter {
    NEVER.into_iter().fold(filter, |filter, never| {
        filter.add_directive(never.parse().expect("a target and a level"))
    })
}

/// Gives each request an id of ours (one sent by the client could be anything) and logs how it ended.
pub async fn follow(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().to_string();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds,
            "answered"
        );
    });
    let id = HeaderValue::try_from(id).expect("a UUID is ASCII");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

#[cfg(test)]
mod tests {
    use super::{NEVER, quiet};

    #[test]
    fn what_says_too_much_is_logged_at_no_level() {
        let finest = "trace,ureq_proto=trace,webauthn_rs=trace,webauthn_rs_core=trace";
        let filter = quiet(finest.parse().unwrap()).to_string();
        let directives: Vec<&str> = filter.split(',').collect();
        for never in NEVER {
            assert!(directives.contains(&never), "{never}: {filter}");
        }
        assert!(!filter.contains("=trace"), "{filter}");
    }
}
