//! `openqies audit …`: whether the audit trail is whole, and writing it out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use domain::audit::Who;
use futures::TryStreamExt as _;
use services::Services;
use services::audit::checkpoint::{self, Checkpoint};
use services::audit::{self, Range};

use crate::clock::clock;
use crate::config::Storage;
use crate::serve::open_begun;

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

impl Rows {
    /// # Errors
    /// When the last one comes before the first.
    fn check(self) -> Result<()> {
        if let (Some(from), Some(to)) = (self.from, self.to) {
            ensure!(
                from <= to,
                "--from {from} comes after --to {to}: the first row is named by --from"
            );
        }
        Ok(())
    }

    /// # Errors
    /// When they lie beyond the last row: that is a slip of whoever typed it, and no broken chain.
    fn check_within(self, last: i64) -> Result<()> {
        match self.from.into_iter().chain(self.to).find(|seq| *seq > last) {
            None => Ok(()),
            Some(seq) if last == 0 => bail!("There is no row {seq}: the audit trail has none yet"),
            Some(seq) => {
                bail!("There is no row {seq}: the audit trail goes from row 1 to row {last}")
            }
        }
    }
}

impl Audit {
    /// Ends with 1 when the chain is broken.
    ///
    /// # Errors
    /// When there is no installation or no such row, or the database cannot be read.
    pub async fn run(&self) -> Result<ExitCode> {
        let (storage, rows) = match &self.what {
            What::Verify(verify) => (&verify.storage, verify.rows),
            What::Export(export) => (&export.storage, export.rows),
        };
        rows.check()?;
        let services = open_begun(storage).await?;
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
        let last = audit::last_row(services, &checkpoints).await?;
        self.rows.check_within(last)?;
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
            .with_context(|| format!("The file of checkpoints {} cannot be read", path.display()))
    }
}

impl Export {
    async fn run(&self, services: &Services) -> Result<ExitCode> {
        let last = audit::last_row(services, &[]).await?;
        self.rows.check_within(last)?;
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
    use crate::commands::tests::{begin, storage_in};
    use crate::{Cli, Command};

    async fn run(folder: &Path, words: &[&str]) -> Result<ExitCode> {
        let before = ["openqies", "audit"];
        let after = ["--data", folder.to_str().unwrap()];
        let words = before.iter().chain(words).chain(&after).copied();
        let Command::Audit(audit) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        audit.run().await
    }

    async fn ended(folder: &Path, words: &[&str]) -> String {
        format!("{:?}", run(folder, words).await.unwrap())
    }

    async fn refusal(folder: &Path, words: &[&str]) -> String {
        format!("{:#}", run(folder, words).await.unwrap_err())
    }

    #[tokio::test]
    async fn verifying_ends_with_one_when_the_chain_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path()).await;
        let good = format!("{:?}", ExitCode::SUCCESS);
        assert_eq!(ended(folder.path(), &["verify"]).await, good);
        assert_eq!(
            ended(folder.path(), &["export", "--by", "a test"]).await,
            good
        );
        assert_eq!(ended(folder.path(), &["verify"]).await, good);

        let services = open_begun(&storage_in(folder.path())).await.unwrap();
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

    #[tokio::test]
    async fn rows_that_there_are_not_are_refused_and_no_broken_chain() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        begin(folder).await;
        let none = refusal(folder, &["verify", "--from", "1"]).await;
        assert_eq!(none, "There is no row 1: the audit trail has none yet");
        let good = format!("{:?}", ExitCode::SUCCESS);
        let export = ["export", "--by", "a test"];
        // Each export is a row.
        for _ in 0..3 {
            assert_eq!(ended(folder, &export).await, good);
        }
        for rows in [
            &["--from", "4"][..],
            &["--to", "4"],
            &["--from", "2", "--to", "4"],
            &["--from", "4", "--to", "9"],
        ] {
            for what in [&["verify"][..], &export] {
                let refused = refusal(folder, &[what, rows].concat()).await;
                assert_eq!(
                    refused, "There is no row 4: the audit trail goes from row 1 to row 3",
                    "{what:?} {rows:?}"
                );
            }
        }
        for rows in [["--from", "1"], ["--from", "3"], ["--to", "3"]] {
            assert_eq!(
                ended(folder, &[&["verify"][..], &rows].concat()).await,
                good
            );
        }
        let backwards = refusal(folder, &["verify", "--from", "3", "--to", "2"]).await;
        assert!(
            backwards.contains("--from 3 comes after --to 2"),
            "{backwards}"
        );
    }

    #[tokio::test]
    async fn rows_that_were_cut_off_are_looked_for_as_far_as_the_checkpoints_go() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        begin(folder).await;
        for _ in 0..3 {
            run(folder, &["export", "--by", "a test"]).await.unwrap();
        }
        let services = open_begun(&storage_in(folder)).await.unwrap();
        let checkpoints = services.checkpoints.clone().unwrap();
        let lines = audit::export_by(&services, Who::Program, Range::default(), Instant(0)).await;
        let lines: Vec<_> = lines.unwrap().try_collect().await.unwrap();
        let lines = String::from_utf8(lines.concat()).unwrap();
        // The last line of an export is the third row, signed as a checkpoint is.
        std::fs::create_dir_all(checkpoints.parent().unwrap()).unwrap();
        std::fs::write(&checkpoints, lines.lines().last().unwrap()).unwrap();
        let mut tx = services.db.write().await.unwrap();
        for sql in [
            "drop trigger audit_event_stays_delete",
            "drop trigger audit_head_goes_on",
            "delete from audit_event where seq > 2",
            "update audit_head set seq = 2, hash = (select hash from audit_event where seq = 2)",
        ] {
            exec!(tx, sql).unwrap();
        }
        tx.commit().await.unwrap();
        services.db.close().await;
        let bad = format!("{:?}", ExitCode::FAILURE);
        for words in [
            &["verify"][..],
            &["verify", "--to", "3"],
            &["verify", "--from", "3"],
        ] {
            assert_eq!(ended(folder, words).await, bad, "{words:?}");
        }
        let beyond = refusal(folder, &["verify", "--to", "4"]).await;
        assert!(beyond.ends_with("from row 1 to row 3"), "{beyond}");
    }
}
