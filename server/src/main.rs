//! `openqies`: the server and its commands.

mod assets;
mod security;

use app::{App, Build, shell};
use axum::Router;
use axum::extract::FromRef;
use axum::middleware;
use clap::{Args, Parser, Subcommand};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use tokio::net::TcpListener;

#[derive(Parser)]
#[command(version, about = "An open implementation of CMS's iQIES")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves a demonstration on this machine alone
    Demo(Listen),
}

#[derive(Args)]
struct Listen {
    /// The port on the loopback addresses; 0 takes a free one
    #[arg(long, env = "PORT", default_value_t = 3000)]
    port: u16,
    /// The folder that `cargo xtask build` writes
    #[arg(long, env = "OPENQIES_SITE", default_value = "target/site")]
    site: PathBuf,
}

#[derive(Clone)]
struct AppState {
    build: Build,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.build.options.clone()
    }
}

/// Leptos can hang on a runtime with one worker thread, which is what a machine with one core would get.
const LEAST_WORKERS: usize = 4;

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let Command::Demo(listen) = Cli::parse().command;
    let workers = std::thread::available_parallelism().map_or(LEAST_WORKERS, |cores| cores.get().max(LEAST_WORKERS));
    tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?.block_on(serve(&listen))
}

async fn serve(listen: &Listen) -> anyhow::Result<()> {
    let state = AppState { build: assets::current_build(&listen.site)? };
    let app = router(state).merge(assets::routes(&listen.site));

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, listen.port)).await?;
    let port = listener.local_addr()?.port();
    // `localhost` is ::1 for some programs; a machine without IPv6 does without.
    if let Ok(second) = TcpListener::bind((IpAddr::from(Ipv6Addr::LOCALHOST), port)).await {
        tokio::spawn(axum::serve(second, app.clone()).into_future());
    }
    println!("OpenQIES is at http://localhost:{port}");
    axum::serve(listener, app).await?;
    Ok(())
}

fn router(state: AppState) -> Router {
    let page = {
        let build = state.build.clone();
        move || shell(&build)
    };
    let fallback = {
        let build = state.build.clone();
        move |_| shell(&build)
    };
    Router::new()
        .leptos_routes_with_context(&state, generate_route_list(App), security::provide_nonce, page)
        .fallback(leptos_axum::file_and_error_handler_with_context::<AppState, _>(security::provide_nonce, fallback))
        .layer(middleware::from_fn(security::content_security_policy))
        .with_state(state)
}
