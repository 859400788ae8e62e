//! How browsers reach an installation.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use axum::http::Uri;
use clap::Args;

/// How browsers reach the program.
#[derive(Args, Debug, Clone)]
pub struct NetworkArgs {
    /// The address to listen on, for a program behind a proxy or in a container
    #[arg(long, env = "OPENQIES_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The port on the loopback addresses, while no other address is told; 0 takes a free one
    #[arg(long, env = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// What people's browsers show before the first slash; by default http://localhost:PORT
    #[arg(long, env = "OPENQIES_PUBLIC_ORIGIN")]
    pub public_origin: Option<String>,
    /// How many proxies of one's own add to X-Forwarded-For
    #[arg(long, env = "OPENQIES_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// Session cookies that browsers send without TLS; the demonstration alone may have them
    #[arg(long, env = "OPENQIES_INSECURE_COOKIES")]
    pub insecure_cookies: bool,
}

/// How sessions and addresses come over the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// `https://qies.example.org`, without a slash at its end.
    pub public_origin: String,
    pub trusted_proxies: usize,
    pub insecure_cookies: bool,
}

impl Network {
    /// # Errors
    /// When the public origin is none.
    pub fn new(args: &NetworkArgs, port: u16) -> anyhow::Result<Self> {
        let local = || format!("http://localhost:{port}");
        let public_origin = args.public_origin.clone().unwrap_or_else(local);
        let uri: Uri = public_origin
            .parse()
            .context("the public origin is not an address")?;
        let is_origin = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.path() == "/"
            && uri.query().is_none()
            && !public_origin.ends_with('/');
        ensure!(
            is_origin,
            "the public origin is a scheme and a host, such as https://qies.example.org"
        );
        Ok(Self {
            public_origin,
            trusted_proxies: args.trusted_proxies,
            insecure_cookies: args.insecure_cookies,
        })
    }

    /// Whether browsers reach this installation over TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.public_origin.starts_with("https://")
    }
}
