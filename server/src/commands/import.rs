//! `openqies import providers FILE…`

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use services::providers::import;

use crate::clock::clock;
use crate::config::{Names, Storage};
use crate::serve::open;

#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// CSV files of providers as CMS publishes them, and files of CCN and Facility ID
    Providers {
        #[command(flatten)]
        storage: Storage,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Import {
    /// # Errors
    /// When a file is none of providers; its good lines up to there are in.
    pub async fn run(&self) -> anyhow::Result<()> {
        let What::Providers { storage, files } = &self.what;
        let services = open(storage, &Names::default()).await?;
        for path in files {
            let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let report = import(&services, BufReader::new(file), &name, clock(None)()).await;
            let report = report.with_context(|| format!("reading {}", path.display()))?;
            println!("{}:\n{report}", path.display());
        }
        services.db.close().await;
        Ok(())
    }
}
