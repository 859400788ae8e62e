//! The routes that are not pages. Each area lists its own, and the list is kept beside the router, so
//! that the test of who may do what misses none.

use std::convert::Infallible;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::drain;
use crate::state::AppState;

#[derive(Default)]
pub struct Routes {
    /// Forms and downloads, with the limits of all pages.
    pub router: Router<AppState>,
    /// Files that come in, with limits of their own and as much time as the network takes.
    pub uploads: Router<AppState>,
    pub list: Vec<(Method, &'static str)>,
}

impl Routes {
    #[must_use]
    pub fn get<H: Handler<T, AppState>, T: 'static>(
        mut self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.list.push((Method::GET, path));
        self.router = self.router.route(path, get(handler));
        self
    }

    #[must_use]
    pub fn post<H: Handler<T, AppState>, T: 'static>(
        mut self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.list.push((Method::POST, path));
        self.router = self.router.route(path, post(handler));
        self
    }

    /// A POST whose handler limits the body, by the installation's settings. Where it does not, axum's 2 MB hold.
    #[must_use]
    pub fn upload<H: Handler<T, AppState>, T: 'static>(
        mut self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.list.push((Method::POST, path));
        let routed = post(handler).layer::<_, Infallible>(from_fn(drain::read_on));
        self.uploads = self.uploads.route(path, routed);
        self
    }

    /// Adds the routes of another area.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self.uploads = self.uploads.merge(other.uploads);
        self
    }
}
