//! The demonstration, laid out anew while it is used: another database is laid out beside the present one, then every
//! request that comes is led to it. What was underway ends where it began.

use std::convert::Infallible;
use std::future;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use services::demo::Reset;
use tower::Service;

use crate::config::Demo;
use crate::demonstrations::Demonstration;
use crate::serve::{Ground, House, laid_out};

/// What a program's listeners serve while its houses change: leads each request to the router of the [`House`] that is in place
/// when the request comes.
#[derive(Clone)]
pub struct Doors(Arc<RwLock<Router>>);

impl Doors {
    #[must_use]
    pub fn to(router: Router) -> Self {
        Self(Arc::new(RwLock::new(router)))
    }

    /// From now on, to this one.
    pub fn lead_to(&self, router: Router) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    /// What a listener serves.
    pub fn router(&self) -> Router {
        Router::new().fallback_service(self.clone())
    }
}

impl Service<Request> for Doors {
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router always is.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let present = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut router = present.clone();
        drop(present);
        Service::<Request>::call(&mut router, request)
    }
}

/// Lays the demonstration out anew when somebody asks.
pub struct Renewal<'a> {
    pub demo: &'a Demo,
    /// The one that is served.
    pub own: Demonstration,
    pub folder: PathBuf,
    pub reset: Reset,
}

impl Renewal<'_> {
    /// Waits until somebody asks, and until another house stands. One that could not be built is said in the log.
    pub async fn house(&self, ground: &Ground<'_>) -> (House, Demonstration) {
        loop {
            self.reset.asked().await;
            match Box::pin(self.build(ground)).await {
                Ok(built) => return built,
                Err(error) => {
                    tracing::error!(%error, "the demonstration could not be laid out anew");
                    self.reset.failed();
                }
            }
        }
    }

    async fn build(&self, ground: &Ground<'_>) -> anyhow::Result<(House, Demonstration)> {
        let today = ground.today();
        let next = Demonstration::latest(&self.folder, self.demo.seed, today)?.next();
        let mut services = laid_out(self.demo, next, ground).await?;
        services.reset = Some(self.reset.clone());
        Ok((ground.build(services).await?, next))
    }
}

/// The next house of a renewal; where there is no renewal, never.
pub async fn next_house(
    renewal: Option<&Renewal<'_>>,
    ground: &Ground<'_>,
) -> (House, Demonstration) {
    match renewal {
        Some(renewal) => renewal.house(ground).await,
        None => future::pending().await,
    }
}

/// Lets a house that nobody is led to any more end what it began, and removes its data.
pub async fn leave(house: House, own: Demonstration, folder: PathBuf, patience: Duration) {
    house.stop.send_replace(true);
    if let Err(error) = house.workers.await {
        tracing::error!(%error, "a worker of the demonstration of before ended badly");
    }
    tokio::time::sleep(patience).await;
    house.services.db.close().await;
    match own.remove(&folder) {
        Ok(()) => tracing::info!(%own, "the demonstration of before is removed"),
        Err(error) => {
            tracing::warn!(%error, %own, "the demonstration of before could not be removed");
        }
    }
}

#[cfg(test)]
mod tests;
