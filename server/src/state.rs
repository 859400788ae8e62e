//! What every route has at hand.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use app::Build;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use domain::time::Now;
use leptos::config::LeptosOptions;
use services::{Clock, Services};
use tokio::sync::Semaphore;

use crate::config::Network;
use crate::packs::ReadPacks;

#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub clock: Clock,
    pub build: Build,
    pub packs: Arc<ReadPacks>,
    pub network: Arc<Network>,
    /// How long a page may take.
    pub page_time: Duration,
    /// Who reads documents of identity proofing, of which few fit into memory at a time.
    pub document_readers: Arc<Semaphore>,
    /// Who has a file checked without sending it: memory holds few at a time.
    pub checkers: Arc<Semaphore>,
    /// Whether the program was told to stop: it answers still, but wants no new visitors.
    pub stopping: Arc<AtomicBool>,
}

impl AppState {
    #[must_use]
    pub fn now(&self) -> Now {
        (self.clock)()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.build.options.clone()
    }
}

/// What a handler has at hand for the request that it answers: its services know where the request came from.
pub struct Here(pub AppState);

impl FromRequestParts<AppState> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let mut here = state.clone();
        if let Some(services) = parts.extensions.get::<Services>() {
            here.services = services.clone();
        }
        Ok(Self(here))
    }
}
