//! An identity provider of the installation's own.

use std::path::PathBuf;

use anyhow::Context;
use app::paths;
use clap::{Args, ValueEnum};
use services::identity::openid::{Issuer, Provider, Settings};

use super::token_in;
use crate::outbox::Secret;

/// An agency's own identity provider (OpenID Connect), through which people may log in beside user ID and password.
#[derive(Args, Debug, Clone)]
pub struct OpenIdArgs {
    /// The provider's issuer, to the letter: an https address (http on this machine alone). It sends people back to
    /// `/openid/return` at the public origin
    #[arg(long = "openid-issuer", env = "OPENQIES_OPENID_ISSUER", value_parser = Issuer::parse, requires = "client")]
    pub issuer: Option<Issuer>,
    /// What the provider knows this installation by
    #[arg(
        long = "openid-client",
        env = "OPENQIES_OPENID_CLIENT",
        requires = "issuer"
    )]
    pub client: Option<String>,
    /// The client's secret; none for a public client
    #[arg(
        long = "openid-secret",
        env = "OPENQIES_OPENID_SECRET",
        hide_env_values = true,
        conflicts_with = "secret_file",
        requires = "issuer"
    )]
    pub secret: Option<Secret>,
    /// The file of the client's secret
    #[arg(
        long = "openid-secret-file",
        env = "OPENQIES_OPENID_SECRET_FILE",
        requires = "issuer"
    )]
    pub secret_file: Option<PathBuf>,
    /// What people call the provider, on the log-in page
    #[arg(
        id = "openid_name",
        long = "openid-name",
        env = "OPENQIES_OPENID_NAME",
        default_value = "your organization",
        requires = "issuer"
    )]
    pub name: String,
    /// Whose second factor counts: `ours`, or `provider`, which takes the provider's word where its token says that more
    /// than one factor was checked (`mfa` among the `amr`) for this very log-in (`auth_time`), and asks for ours elsewhere
    #[arg(long = "openid-second-factor", env = "OPENQIES_OPENID_SECOND_FACTOR", value_enum, default_value_t = SecondFactor::Ours, requires = "issuer")]
    pub second_factor: SecondFactor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecondFactor {
    /// Everybody proves one of the devices of their account here
    Ours,
    /// The provider may have checked one
    Provider,
}

impl OpenIdArgs {
    /// The provider, if there is one; `origin` is what browsers show before the first slash. It is not asked yet: the
    /// program starts without it, too.
    ///
    /// # Errors
    /// When the secret's file cannot be read.
    pub fn open(&self, origin: &str) -> anyhow::Result<Option<Provider>> {
        let (Some(issuer), Some(client)) = (&self.issuer, &self.client) else {
            return Ok(None);
        };
        let client_secret = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Some(secret.text().to_owned()),
            (None, Some(path)) => Some(token_in(path, "identity provider secret")?),
            (None, None) => None,
        };
        let settings = Settings {
            issuer: issuer.clone(),
            client_id: client.clone(),
            client_secret,
            name: self.name.clone(),
            trusts_second_factor: self.second_factor == SecondFactor::Provider,
        };
        let return_to = format!("{origin}{}", paths::OPENID_RETURN);
        let provider = Provider::new(settings, return_to).context("the public origin")?;
        Ok(Some(provider))
    }
}
