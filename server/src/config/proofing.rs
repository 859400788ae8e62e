//! Who proofs people's identity.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::ensure;
use app::paths;
use clap::Args;
use domain::identity::Registration;
use domain::site::SiteMode;
use services::identity::proofing::{
    IdentityProofing, Manual, ProofingService, ServiceAddress, Simulated, UnsafeAddress,
};

use super::token_in;

/// How people's identity is proofed; docs/identity-proofing.md says more.
#[derive(Args, Debug, Clone)]
pub struct ProofingArgs {
    /// `manual`: people decide on documents and video calls; an https address: a proofing service asks; `simulated`: asks
    /// about an invented person, in the demonstration alone, whose default it is
    #[arg(long = "proofing", env = "OPENQIES_PROOFING", value_parser = ProofingWay::parse)]
    pub way: Option<ProofingWay>,
    /// The file of the token by which the proofing service knows this installation
    #[arg(long = "proofing-token-file", env = "OPENQIES_PROOFING_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// The proofing service is to be given social security numbers: people are asked for theirs, and nothing keeps it
    #[arg(long = "proofing-asks-ssn", env = "OPENQIES_PROOFING_ASKS_SSN")]
    pub asks_social_security_number: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofingWay {
    Simulated,
    Manual,
    Service(ServiceAddress),
}

impl ProofingWay {
    fn parse(text: &str) -> Result<Self, UnsafeAddress> {
        match text {
            "simulated" => Ok(Self::Simulated),
            "manual" => Ok(Self::Manual),
            address => ServiceAddress::parse(address).map(Self::Service),
        }
    }
}

impl ProofingArgs {
    /// What proofs in an installation of this mode; `origin` is what browsers show before the first slash.
    ///
    /// # Errors
    /// When the token's file cannot be read, or a number is to be asked for that nothing takes.
    pub fn open(&self, mode: SiteMode, origin: &str) -> anyhow::Result<Arc<dyn IdentityProofing>> {
        let usual = match mode {
            SiteMode::Demo => ProofingWay::Simulated,
            _ => ProofingWay::Manual,
        };
        let way = self.way.as_ref().unwrap_or(&usual);
        ensure!(
            matches!(way, ProofingWay::Service(_)) || !self.asks_social_security_number,
            "only a proofing service may be given social security numbers: take --proofing-asks-ssn away"
        );
        Ok(match way {
            ProofingWay::Simulated => Arc::new(Simulated),
            ProofingWay::Manual => Arc::new(Manual),
            ProofingWay::Service(address) => Arc::new(ProofingService::new(
                address.clone(),
                self.token()?.as_deref(),
                self.asks_social_security_number,
                format!("{origin}{}", paths::registration(Registration::Proofing)),
            )),
        })
    }

    fn token(&self) -> anyhow::Result<Option<String>> {
        let path = self.token_file.as_deref();
        path.map(|path| token_in(path, "proofing token"))
            .transpose()
    }
}
