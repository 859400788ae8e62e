//! Every address, and what each request passes through on its way there.

use std::path::Path;

use app::{App, shell};
use axum::http::StatusCode;
use axum::{Router, middleware};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use services::audit::Refusals;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::routes::Routes;
use crate::state::AppState;
use crate::{
    access, access_tokens, api, assessments, assets, audit, checker, cross_site, devices,
    documents, drafts, health, held, identity, logging, openid, packs, panics, patients, penalties,
    problems, proofing, providers, recovery, refusals, registration, reports, samples, security,
    session, spelling, staffing, submissions, switching, viewing, vut,
};

/// Bytes of a request; forms stay far below. Routes that take files have limits of their own.
pub const REQUEST_BYTES: usize = 256 * 1024;

/// The pages' addresses. Made once, before any page is: leptos #4773.
#[must_use]
pub fn page_list() -> Vec<AxumRouteListing> {
    panics::watch();
    generate_route_list(App)
}

/// The whole program as a service.
///
/// # Errors
/// When the configured public origin is none.
pub fn router(state: AppState, pages: Vec<AxumRouteListing>) -> anyhow::Result<Router> {
    let pages = leptos_pages(&state, pages);
    let plain = plain_routes();
    let around = ServiceBuilder::new()
        .layer(middleware::map_response(documents::close))
        .layer(middleware::from_fn(spelling::keep))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            session::enter,
        ))
        .layer(middleware::from_fn_with_state(
            Refusals::default(),
            refusals::note,
        ))
        .layer(middleware::from_fn_with_state(
            pages.clone(),
            problems::show,
        ))
        .layer(CatchPanicLayer::custom(problems::of_panic))
        .layer(cross_site::layer(&state.network)?)
        .layer(middleware::from_fn_with_state(
            state.clone(),
            cross_site::refuse_unsaid,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            switching::lead_on,
        ))
        .layer(middleware::from_fn_with_state(state.clone(), held::keep))
        .layer(middleware::from_fn(viewing::hold));
    let served = Router::new()
        .merge(pages.fallback(problems::nowhere))
        .merge(plain.router.with_state(state.clone()))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            held::keep_unproven,
        ))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            state.page_time,
        ))
        .layer(RequestBodyLimitLayer::new(REQUEST_BYTES))
        .merge(plain.uploads.with_state(state.clone()))
        .layer(around);
    Ok(served
        .merge(health::routes().with_state(state.clone()))
        .merge(assets::routes(Path::new(&*state.build.options.site_root)))
        .layer(middleware::from_fn_with_state(state, security::headers))
        .layer(middleware::from_fn(logging::follow)))
}

/// Routes that are not pages, each in the file of its area.
#[must_use]
pub fn plain_routes() -> Routes {
    Routes::default()
        .and(identity::routes())
        .and(devices::routes())
        .and(held::routes())
        .and(registration::routes())
        .and(recovery::routes())
        .and(openid::routes())
        .and(proofing::routes())
        .and(patients::routes())
        .and(providers::routes())
        .and(staffing::routes())
        .and(submissions::routes())
        .and(drafts::routes())
        .and(samples::routes())
        .and(access::routes())
        .and(assessments::routes())
        .and(reports::routes())
        .and(penalties::routes())
        .and(audit::routes())
        .and(viewing::routes())
        .and(packs::routes())
        .and(vut::routes())
        .and(access_tokens::routes())
        .and(api::routes())
}

/// Pages and server functions.
fn leptos_pages(state: &AppState, pages: Vec<AxumRouteListing>) -> Router {
    let build = state.build.clone();
    Router::new()
        .leptos_routes_with_context(state, pages, security::provide_nonce, move || shell(&build))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            checker::count,
        ))
        .layer(middleware::from_fn(panics::answer))
        .with_state(state.clone())
}
