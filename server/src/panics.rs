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
