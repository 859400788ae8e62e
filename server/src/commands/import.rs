//! `openqies import providers FILE…`, `openqies import accounts FILE`, `openqies import penalties FILE`,
//! `openqies import interest-rates FILE`

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use services::identity::import_accounts;
use services::penalties;
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
    /// A CSV file of accounts, with the columns User ID, First Name, Last Name, E-mail, and if there are any Legacy
    /// (yes for one from EIDM, whose person was proofed there) and Last Log-in; their people choose a password by a mailed link
    Accounts {
        #[command(flatten)]
        storage: Storage,
        file: PathBuf,
    },
    /// CMS's public CSV file of penalties of nursing homes, whose fines become cases; twice is once
    Penalties {
        #[command(flatten)]
        storage: Storage,
        file: PathBuf,
    },
    /// A CSV file of Treasury's rates for overdue debts, with the columns Valid From and Percent
    InterestRates {
        #[command(flatten)]
        storage: Storage,
        file: PathBuf,
    },
}

impl Import {
    /// # Errors
    /// When a file cannot be read; its good lines up to there are in.
    pub async fn run(&self) -> anyhow::Result<()> {
        match &self.what {
            What::Providers { storage, files } => providers(storage, files).await,
            What::Accounts { storage, file } => accounts(storage, file).await,
            What::Penalties { storage, file } => penalty_cases(storage, file).await,
            What::InterestRates { storage, file } => interest_rates(storage, file).await,
        }
    }
}

async fn providers(storage: &Storage, files: &[PathBuf]) -> anyhow::Result<()> {
    let services = open(storage, &Names::default()).await?;
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let report = import(&services, reader(path)?, &name, clock(None)()).await;
        let report = report.with_context(|| format!("reading {}", path.display()))?;
        println!("{}:\n{report}", path.display());
    }
    services.db.close().await;
    Ok(())
}

async fn accounts(storage: &Storage, path: &Path) -> anyhow::Result<()> {
    let reader = reader(path)?;
    let services = open(storage, &Names::default()).await?;
    let report = import_accounts(&services, reader, clock(None)().system).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(())
}

async fn penalty_cases(storage: &Storage, path: &Path) -> anyhow::Result<()> {
    let reader = reader(path)?;
    let services = open(storage, &Names::default()).await?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let report = penalties::import(&services, reader, &name, clock(None)()).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(())
}

async fn interest_rates(storage: &Storage, path: &Path) -> anyhow::Result<()> {
    let reader = reader(path)?;
    let services = open(storage, &Names::default()).await?;
    let count = penalties::import_rates(&services, reader).await;
    let count = count.with_context(|| format!("reading {}", path.display()))?;
    println!("{count} rates are kept.");
    services.db.close().await;
    Ok(())
}

fn reader(path: &Path) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    Ok(BufReader::new(file))
}
