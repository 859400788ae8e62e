//! `openqies audit …`: whether the audit trail is whole, and writing it out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use domain::audit::Who;
use futures::TryStreamExt as _;
use services::Services;
use services::audit::checkpoint::{self, Checkpoint};
use services::audit::{self, Range};

use crate::clock::clock;
use crate::config::{Names, Storage};
use crate::serve::open;

#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Walks the chain of the audit trail, and names the first row that is not as it was written
    Verify(Verify),
    /// Writes the audit trail out as lines of JSON, with its proof
    Export(Export),
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    rows: Rows,
    /// The file of checkpoints, kept apart from the database; by default the one in the data folder, if there is one
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
}

#[derive(Args)]
struct Export {
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    rows: Rows,
    /// Who does it, for the record; by default whoever is logged in to this machine
    #[arg(long, env = "USER")]
    by: String,
}

#[derive(Args, Clone, Copy)]
struct Rows {
    /// The first row; by default the first of all
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(i64).range(1..))]
    from: Option<i64>,
    /// The last row; by default the last of all
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(i64).range(1..))]
    to: Option<i64>,
}

impl From<Rows> for Range {
    fn from(Rows { from, to }: Rows) -> Self {
        Self { from, to }
    }
}

impl Audit {
    /// Ends with 1 when the chain is broken.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn run(&self) -> Result<ExitCode> {
        let storage = match &self.what {
            What::Verify(verify) => &verify.storage,
            What::Export(export) => &export.storage,
        };
        let services = open(storage, &Names::default()).await?;
        let done = match &self.what {
            What::Verify(verify) => verify.run(&services).await,
            What::Export(export) => export.run(&services).await,
        };
        services.db.close().await;
        done
    }
}

impl Verify {
    async fn run(&self, services: &Services) -> Result<ExitCode> {
        let (checkpoints, strange) = self.read(services)?;
        for line in &strange {
            println!("Line {line} of the checkpoints is none that this installation has signed.");
        }
        let verdict = audit::verify(services, self.rows.into(), &checkpoints).await?;
        let (rows, named) = (verdict.rows, verdict.checkpoints);
        println!("{rows} rows are as they were written; {named} checkpoints name one of them.");
        if checkpoints.is_empty() {
            println!("Without checkpoints nobody sees when the end is cut off.");
        }
        if let Some(broken) = &verdict.broken {
            println!("The chain is broken: {broken}.");
        }
        Ok(if verdict.broken.is_none() && strange.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// The checkpoints, and the numbers of the lines that are none.
    fn read(&self, services: &Services) -> Result<(Vec<Checkpoint>, Vec<usize>)> {
        let usual = services.checkpoints.as_deref().filter(|path| path.exists());
        let Some(path): Option<&Path> = self.checkpoints.as_deref().or(usual) else {
            return Ok((Vec::new(), Vec::new()));
        };
        checkpoint::read(path, &services.keys)
            .with_context(|| format!("reading the checkpoints {}", path.display()))
    }
}

impl Export {
    async fn run(&self, services: &Services) -> Result<ExitCode> {
        let who = Who::Operator(self.by.clone());
        let now = clock(None)().system;
        let lines = audit::export_by(services, who, self.rows.into(), now).await?;
        let mut lines = pin!(lines);
        let mut out = std::io::stdout().lock();
        while let Some(some) = lines.try_next().await? {
            out.write_all(&some)?;
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use domain::audit::{Act, Event};
    use domain::time::Instant;
    use store::exec;

    use super::*;
    use crate::{Cli, Command};

    async fn ended(folder: &Path, words: &[&str]) -> String {
        let before = ["openqies", "audit"];
        let after = ["--data", folder.to_str().unwrap()];
        let words = before.iter().chain(words).chain(&after).copied();
        let Command::Audit(audit) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        format!("{:?}", audit.run().await.unwrap())
    }

    #[tokio::test]
    async fn verifying_ends_with_one_when_the_chain_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let storage = [
            "openqies",
            "migrate",
            "--data",
            folder.path().to_str().unwrap(),
        ];
        let Command::Migrate(migrate) = Cli::try_parse_from(storage).unwrap().command else {
            panic!("another command");
        };
        migrate.run().await.unwrap();
        let good = format!("{:?}", ExitCode::SUCCESS);
        assert_eq!(ended(folder.path(), &["verify"]).await, good);
        assert_eq!(
            ended(folder.path(), &["export", "--by", "a test"]).await,
            good
        );
        assert_eq!(ended(folder.path(), &["verify"]).await, good);

        let words = ["openqies", "audit", "verify", "--data", storage[3]];
        let Command::Audit(Audit {
            what: What::Verify(verify),
        }) = Cli::try_parse_from(words).unwrap().command
        else {
            panic!("another command");
        };
        let services = open(&verify.storage, &Names::default()).await.unwrap();
        let event = Event::new(Act::Read, Who::Program, Instant(0));
        let tx = services.db.write().await.unwrap();
        audit::commit(tx, &services, event).await.unwrap();
        let mut tx = services.db.write().await.unwrap();
        exec!(tx, "drop trigger audit_event_stays_update").unwrap();
        exec!(tx, "update audit_event set act = 'x' where seq = 2").unwrap();
        tx.commit().await.unwrap();
        services.db.close().await;
        let bad = format!("{:?}", ExitCode::FAILURE);
        assert_eq!(ended(folder.path(), &["verify"]).await, bad);
        assert_eq!(ended(folder.path(), &["verify", "--to", "1"]).await, good);
    }
}
