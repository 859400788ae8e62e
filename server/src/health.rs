//! For whoever watches the program.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use services::Services;
use store::DbError;
use tokio::time::timeout;

use crate::state::AppState;

/// How long each part is asked: probes give up after a second or some, and a server that is only slow is still the one to go to.
const LONGEST: Duration = Duration::from_secs(1);

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
}

/// Whether it wants visitors: not while it stops, nor while nothing can be kept.
async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    let fault = match fault_of_database(&state.services).await {
        None => fault_of_files(&state.services).await,
        fault => fault,
    };
    match fault {
        None => (StatusCode::OK, "ready"),
        Some(fault) => (StatusCode::SERVICE_UNAVAILABLE, fault),
    }
}

/// Why the database takes nothing. One that is busy takes it later.
async fn fault_of_database(services: &Services) -> Option<&'static str> {
    match timeout(LONGEST, services.db.write()).await {
        Ok(Ok(_) | Err(DbError::Busy(_))) => None,
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            Some("the database cannot be written to")
        }
        // SQLite has one writer at a time. A PostgreSQL server has room for many: from one that is gone, too, there is only silence.
        Err(_) => services.db.is_postgres().then(|| {
            tracing::error!("not ready: the database server does not answer");
            "the database does not answer"
        }),
    }
}

/// Why no file can be kept.
async fn fault_of_files(services: &Services) -> Option<&'static str> {
    match timeout(LONGEST, services.files.try_out()).await {
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            Some("no file can be kept")
        }
        Ok(Ok(())) | Err(_) => None,
    }
}
