//! The files of the site: the last builds under /pkg/, fonts and icons under /assets/.

use anyhow::Context;
use app::Build;
use axum::Router;
use axum::http::{HeaderValue, Response, header};
use axum::response::Redirect;
use axum::routing::get;
use leptos::config::LeptosOptions;
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Reads which build is the newest from `pkg/builds` in the site folder, which `cargo xtask build` writes.
///
/// # Errors
/// When the site folder holds no build.
pub fn current_build(site: &Path) -> anyhow::Result<Build> {
    let builds = site.join("pkg/builds");
    let newest_first = std::fs::read_to_string(&builds).with_context(|| {
        format!(
            "{} is not there: set OPENQIES_SITE to the site folder that `make release` wrote",
            builds.display()
        )
    })?;
    let hash = newest_first
        .lines()
        .next()
        .with_context(|| format!("{} is empty", builds.display()))?;
    let options = LeptosOptions::builder()
        .output_name("openqies")
        .site_root(site.to_string_lossy())
        .site_pkg_dir(format!("pkg/{hash}"))
        .build();
    Ok(Build { options })
}

/// Serves the site's files, precompressed where the browser takes it. A build's folder never changes, so its
/// files are kept for a year; the others keep their names and are asked for again after a day.
pub fn routes<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    Router::new()
        .merge(folder(site, "/pkg", "public, max-age=31536000, immutable"))
        .merge(folder(site, "/assets", "public, max-age=86400"))
        .route_service("/robots.txt", ServeFile::new(site.join("robots.txt")))
        // Asked for beside documents that are no pages, which cannot name their icon.
        .route(
            "/favicon.ico",
            get(|| async { Redirect::permanent("/assets/favicon.svg") }),
        )
}

fn folder<S: Clone + Send + Sync + 'static>(
    site: &Path,
    path: &'static str,
    caching: &'static str,
) -> Router<S> {
    // A file that is missing now may be there tomorrow: only what was found is kept.
    let cache_found =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, move |response: &Response<_>| {
            response
                .status()
                .is_success()
                .then(|| HeaderValue::from_static(caching))
        });
    let files = ServeDir::new(site.join(&path[1..]))
        .precompressed_br()
        .precompressed_gzip();
    Router::new().nest_service(
        path,
        ServiceBuilder::new().layer(cache_found).service(files),
    )
}
