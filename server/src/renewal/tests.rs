use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use super::*;

async fn asked(router: Router, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1_000)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_ends_where_it_began_and_the_next_one_comes_to_the_other_house() {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (arrived, go_on) = (arrived.clone(), go_on.clone());
        async move || {
            arrived.notify_one();
            go_on.notified().await;
            "first"
        }
    };
    let doors = Doors::to(Router::new().route("/slow", get(slow)));
    let underway = tokio::spawn(asked(doors.router(), "/slow"));
    arrived.notified().await;
    doors.lead_to(Router::new().route("/", get(async || "second")));
    assert_eq!(
        asked(doors.router(), "/").await,
        (StatusCode::OK, "second".to_owned())
    );
    assert_eq!(
        asked(doors.router(), "/slow").await.0,
        StatusCode::NOT_FOUND
    );
    go_on.notify_one();
    assert_eq!(
        underway.await.unwrap(),
        (StatusCode::OK, "first".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_request_is_lost_while_houses_change() {
    let house = |name: &'static str| Router::new().route("/", get(async move || name));
    let doors = Doors::to(house("a"));
    let answered = Arc::new(AtomicUsize::new(0));
    let visitors = (0..8).map(|_| {
        let (router, answered) = (doors.router(), answered.clone());
        tokio::spawn(async move {
            for _ in 0..200 {
                assert_eq!(asked(router.clone(), "/").await.0, StatusCode::OK);
                answered.fetch_add(1, Ordering::Relaxed);
            }
        })
    });
    let visitors: Vec<_> = visitors.collect();
    for turn in 0..100 {
        doors.lead_to(house(if turn % 2 == 0 { "b" } else { "a" }));
        tokio::task::yield_now().await;
    }
    for visitor in visitors {
        visitor.await.unwrap();
    }
    assert_eq!(answered.load(Ordering::Relaxed), 1_600);
}
