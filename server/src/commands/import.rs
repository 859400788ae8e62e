//! `openqies import providers FILE…`, `openqies import accounts FILE`, `openqies import penalties FILE`,
//! `openqies import interest-rates FILE`, `openqies import edit-texts FILE`, `openqies import pdpm-diagnoses FILE`

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use services::Services;
use services::assessments::pdpm::import_diagnoses;
use services::identity::import_accounts;
use services::penalties;
use services::providers::import;
use services::submissions::official_texts::{
    LineOutcome, PackageFacts, SpecificationFamily, import_texts,
};

use crate::clock::clock;
use crate::config::Storage;
use crate::serve::open_or_begin;

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
        // `--files` is the storage's.
        #[arg(required = true, value_name = "FILE")]
        tables: Vec<PathBuf>,
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
    /// CMS's public CSV file of penalties of nursing homes, whose fines become cases; twice is once
    Penalties {
        #[command(flatten)]
        storage: Storage,
        #[command(flatten)]
        operator: Operator,
        file: PathBuf,
    },
    /// CMS's own sentences about its edits, from a package of its data specifications: a ZIP of its pages (`oe_3060.html`,
    /// `me_3503.html`), or a table with a number and a text in each line. Reports show them; twice is once
    EditTexts {
        #[command(flatten)]
        storage: Storage,
        #[command(flatten)]
        operator: Operator,
        /// OASIS, MDS or PBJ, where the file does not say it
        #[arg(long)]
        instrument: Option<SpecificationFamily>,
        /// The version of the data specifications, such as 3.02.0, where the file does not say it
        #[arg(long, value_name = "VERSION")]
        spec_version: Option<String>,
        file: PathBuf,
    },
    /// A CSV file of the diagnoses that the payment groups of MDS know (`pdpm_icd_codes` of CMS's data specifications), with the
    /// columns Fiscal Year, Code, and List (1 or 2; without it all are of the first); edits -3945 and -3967 look into it. Twice is once
    PdpmDiagnoses {
        #[command(flatten)]
        storage: Storage,
        #[command(flatten)]
        operator: Operator,
        file: PathBuf,
    },
    /// A CSV file of Treasury's rates for overdue debts, with the columns Valid From and Percent
    InterestRates {
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
        let mut services = open_or_begin(storage).await?;
        services.origin.operator = self.by.as_deref().map(Arc::from);
        Ok(services)
    }
}

impl Import {
    /// Ends with 0 when every line was taken, with 1 when some were refused.
    ///
    /// # Errors
    /// When a file cannot be read; its good lines up to there are in.
    pub async fn run(&self) -> anyhow::Result<ExitCode> {
        let is_whole = self.import().await?;
        Ok(ExitCode::from(u8::from(!is_whole)))
    }

    /// Whether every line was taken.
    async fn import(&self) -> anyhow::Result<bool> {
        match &self.what {
            What::Providers {
                storage,
                operator,
                tables,
            } => providers(operator.open(storage).await?, tables).await,
            What::Accounts {
                storage,
                operator,
                file,
            } => {
                let reader = reader(file)?;
                accounts(operator.open(storage).await?, reader, file).await
            }
            What::Penalties {
                storage,
                operator,
                file,
            } => {
                let reader = reader(file)?;
                penalty_cases(operator.open(storage).await?, reader, file).await
            }
            What::EditTexts {
                storage,
                operator,
                instrument,
                spec_version,
                file,
            } => {
                let facts = PackageFacts {
                    family: *instrument,
                    version: spec_version.clone(),
                };
                let bytes =
                    std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
                edit_texts(operator.open(storage).await?, &bytes, &facts, file).await
            }
            What::PdpmDiagnoses {
                storage,
                operator,
                file,
            } => {
                let reader = reader(file)?;
                pdpm_diagnoses(operator.open(storage).await?, reader, file).await
            }
            What::InterestRates {
                storage,
                operator,
                file,
            } => {
                let reader = reader(file)?;
                interest_rates(operator.open(storage).await?, reader, file).await
            }
        }
    }
}

async fn providers(services: Services, tables: &[PathBuf]) -> anyhow::Result<bool> {
    let mut is_whole = true;
    for path in tables {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let report = import(&services, reader(path)?, &name, clock(None)()).await;
        let report = report.with_context(|| format!("reading {}", path.display()))?;
        println!("{}:\n{report}", path.display());
        is_whole &= report.refused.is_empty();
    }
    services.db.close().await;
    Ok(is_whole)
}

async fn accounts(
    services: Services,
    reader: BufReader<File>,
    path: &Path,
) -> anyhow::Result<bool> {
    let report = import_accounts(&services, reader, clock(None)().system).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(report.refused.is_empty())
}

async fn penalty_cases(
    services: Services,
    reader: BufReader<File>,
    path: &Path,
) -> anyhow::Result<bool> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let report = penalties::import(&services, reader, &name, clock(None)()).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(report.refused.is_empty())
}

async fn edit_texts(
    services: Services,
    bytes: &[u8],
    facts: &PackageFacts,
    path: &Path,
) -> anyhow::Result<bool> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let report = import_texts(&services, &name, bytes, facts, clock(None)().system).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    let unread = report.count(|outcome| matches!(outcome, LineOutcome::Unread(_)));
    Ok(unread == 0)
}

async fn pdpm_diagnoses(
    services: Services,
    reader: BufReader<File>,
    path: &Path,
) -> anyhow::Result<bool> {
    let report = import_diagnoses(&services, reader, clock(None)().system).await;
    let report = report.with_context(|| format!("reading {}", path.display()))?;
    println!("{report}");
    services.db.close().await;
    Ok(report.refused.is_empty())
}

async fn interest_rates(
    services: Services,
    reader: BufReader<File>,
    path: &Path,
) -> anyhow::Result<bool> {
    let count = penalties::import_rates(&services, reader, clock(None)().system).await;
    let count = count.with_context(|| format!("reading {}", path.display()))?;
    println!("{count} rates are kept.");
    services.db.close().await;
    Ok(true)
}

fn reader(path: &Path) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    Ok(BufReader::new(file))
}
