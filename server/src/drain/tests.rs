use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::post;
use futures::stream;
use tower::ServiceExt as _;

/// A body of so many pieces, and how many of them have been taken.
fn pieces(count: usize) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let pieces = (0..count).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(Bytes::from_static(b"piece"))
    });
    (Body::from_stream(stream::iter(pieces)), taken)
}

async fn refused_at_once(request: Request) -> StatusCode {
    let router: Router = Router::new()
        .route("/", post(|| async { StatusCode::UNAUTHORIZED }))
        .layer(from_fn(read_on));
    router.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn an_answer_that_needs_no_body_waits_until_the_body_has_been_read() {
    let (body, taken) = pieces(1_000);
    let request = Request::post("/").body(body).unwrap();
    assert_eq!(refused_at_once(request).await, StatusCode::UNAUTHORIZED);
    assert_eq!(taken.load(Ordering::Relaxed), 1_000);
}

#[tokio::test]
async fn a_sender_that_waits_for_the_answer_is_not_asked_to_send() {
    let (body, taken) = pieces(1_000);
    let request = Request::post("/")
        .header(header::EXPECT, "100-continue")
        .body(body)
        .unwrap();
    assert_eq!(refused_at_once(request).await, StatusCode::UNAUTHORIZED);
    assert_eq!(taken.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn what_has_no_end_is_not_read_for_ever() {
    let (body, taken) = pieces(1_000);
    discard(body.into_data_stream(), 50).await.unwrap();
    assert_eq!(taken.load(Ordering::Relaxed), 10);
}

#[tokio::test]
async fn what_was_read_already_is_not_waited_for() {
    let router: Router = Router::new()
        .route("/", post(|text: String| async move { text }))
        .layer(from_fn(read_on));
    let request = Request::post("/").body(Body::from("whole")).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    let text = axum::body::to_bytes(answer.into_body(), 10).await.unwrap();
    assert_eq!(text, "whole");
}
