//! `openqies import providers FILE…`, `openqies import accounts FILE`

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use services::Services;
use services::identity::import_accounts;
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
        #[command(flatten)]
        operator: Operator,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// A CSV file of accounts, with the columns User ID, First Name, Last Name, E-mail, and if there are any Legacy
    /// (yes for one from EIDM, whose person was proofed there) and Last Log-in; their people choose a password by a mailed link
    Accounts {
        #[command(flatten)]
        storage: Storage,
        #[command(flatten)]
        operator: Operator,
        file: PathBuf,
    },
}

#[derive(Args)]
struct Operator {
    /// Who does it, for the record; by default whoever is logged in to this machine
    #[arg(long, env = "USER")]
    by: Option<String>,
}

impl Operator {
    /// The services, which know who uses them.
    async fn open(&self, storage: &Storage) -> anyhow::Result<Services> {
        let mut services = open(storage, &Names::default()).await?;
        services.origin.operator = self.by.as_deref().map(Arc::from);
        Ok(services)
    }
}

impl Import {
    /// # Errors
    /// When a file cannot be read; its good lines up to there are in.
    pub async fn run(&self) -> anyhow::Result<()> {
        match &self.what {
            What::Providers {
                storage,
                operator,
                files,
            } => providers(operator.open(storage).await?, files).await,
            What::Accounts {
                storage,
                operator,
                file,
            } => {
                let reader = reader(file)?;
                accounts(operator.open(storage).await?, reader, file).await
            }
        }
    }
}

async fn providers(services: Services, files: &[PathBuf]) -> anyhow::Result<()> {
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let report = import(&services, reader(path)?, &name, clock(None)()).await;
        let report = report.with_context(|| format!("reading {}", path.display()))?;
        println!("{}:\n{report}", path.display());
    }
    services.db.close().await;
    Ok(())
}

async fn accounts(services: Services, reader: BufReader<File>, path: &Path) -> anyhow::Result<()> {
    let report = import_accounts(&services, reader, clock(None)().system).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(())
}

fn reader(path: &Path) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    Ok(BufReader::new(file))
}
