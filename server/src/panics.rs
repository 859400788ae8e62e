//! Panics beside the request that waits. Leptos fetches a page's data, and draws first what waits for it, in tasks of
//! their own (`reactive_graph::spawn`, the effect of `Suspense`). Tokio keeps to itself what panics there; the page
//! would wait for it until its time is over, and the layer that catches panics would hear nothing, for it watches
//! the request's own task. So these tasks know their request, and tell it that its answer will not come.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Once};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;
use tokio::sync::Notify;

use crate::problems;

tokio::task_local! {
    /// Told when a task of the request has panicked.
    static PANICKED: Arc<Notify>;
}

/// Has the tasks of leptos run by [`Watched`]. Called before anything of it is: it would set tokio itself, and the first that is
/// set stays.
///
/// # Panics
/// When it is called too late.
pub fn watch() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        Executor::init_custom_executor(Watched).expect("nothing of leptos has run before");
    });
}

/// Answers with what a panic becomes as soon as a task of the request has panicked.
pub async fn answer(request: Request, next: Next) -> Response {
    let panicked = Arc::new(Notify::new());
    tokio::select! {
        biased;
        answer = PANICKED.scope(Arc::clone(&panicked), next.run(request)) => answer,
        () = panicked.notified() => problems::of_panic(Box::new(())),
    }
}

/// Tokio, and what begins during a request belongs to it, as does what that begins.
struct Watched;

impl CustomExecutor for Watched {
    fn spawn(&self, task: PinnedFuture<()>) {
        match PANICKED.try_with(Arc::clone) {
            Ok(panicked) => tokio::spawn(tell(task, panicked)),
            Err(_) => tokio::spawn(task),
        };
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(task);
    }

    fn poll_local(&self) {}
}

async fn tell(task: PinnedFuture<()>, panicked: Arc<Notify>) {
    let task = AssertUnwindSafe(task).catch_unwind();
    if PANICKED.scope(Arc::clone(&panicked), task).await.is_err() {
        panicked.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::extract::Request;
    use axum::http::StatusCode;
    use axum::routing::get;
    use axum::{Router, middleware};
    use leptos::prelude::*;
    use tokio::time::timeout;
    use tower::ServiceExt as _;

    use super::answer;
    use crate::tests::house;

    /// Its data panics, not at once but in the task that fetches it.
    fn page() -> impl IntoView {
        let told = Resource::new(
            || (),
            |()| async {
                tokio::task::yield_now().await;
                assert_eq!("resident in room 12", "");
            },
        );
        view! { <Suspense>{move || told.get().map(|()| "told")}</Suspense> }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_panic_in_a_pages_data_is_answered_at_once() {
        // Which sets who runs the tasks, as the program does.
        house::pages();
        let router: Router = Router::new()
            .route("/", get(leptos_axum::render_app_async(page)))
            .layer(middleware::from_fn(answer));
        let answered = router.oneshot(Request::new(Body::empty()));
        // Without a word from the task, it would never be.
        let answered = timeout(Duration::from_secs(5), answered).await;
        let answered = answered.expect("it does not wait for what panicked");
        assert_eq!(
            answered.unwrap().status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
    }
}
