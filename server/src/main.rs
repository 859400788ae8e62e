//! `openqies`: the server and its commands.

mod access;
mod access_tokens;
mod api;
mod assessments;
mod assets;
mod audit;
mod checker;
mod client;
mod clock;
mod commands;
mod config;
mod cross_site;
mod demonstrations;
mod devices;
mod documents;
mod downloads;
mod drafts;
mod drain;
mod forms;
mod health;
mod held;
mod identity;
mod logging;
mod openid;
mod outbox;
mod packs;
mod panics;
mod patients;
mod penalties;
mod problems;
mod proofing;
mod providers;
mod recovery;
mod refusals;
mod registration;
mod renewal;
mod reports;
mod router;
mod routes;
mod samples;
mod security;
mod serve;
mod session;
mod spelling;
mod staffing;
mod state;
mod submissions;
mod switching;
#[cfg(test)]
mod tests;
mod viewing;
mod vut;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{Account, Audit, Generate, Import, Migrate, Validate};
use config::{Demo, Serve};

#[derive(Parser)]
#[command(version, about = "An open implementation of CMS's iQIES")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves an installation of one's own
    Serve(Serve),
    /// Serves a demonstration with invented people and data
    Demo(Demo),
    /// Checks files as the server would, and says what it found as JSON or in words
    Validate(Validate),
    /// Writes invented files
    Generate(Generate),
    /// Reads data into the database
    Import(Import),
    /// Looks after accounts: lists them, grants roles
    Account(Account),
    /// Looks whether the audit trail is whole, or writes it out
    Audit(Audit),
    /// Brings the database up to date, or makes it, and ends
    Migrate(Migrate),
}

/// Leptos can hang on a runtime with one worker thread, which is what a machine with one core would get.
const LEAST_WORKERS: usize = 4;

/// The exit code of what could not be done, as of a command line that cannot be read. 1 is an answer: that something is wrong with
/// what was looked at.
const NOT_DONE: u8 = 2;

fn main() -> ExitCode {
    run(Cli::parse().command).unwrap_or_else(|error| {
        // Where not even this can be said, the code says it.
        let _ = writeln!(std::io::stderr(), "Error: {error:#}");
        ExitCode::from(NOT_DONE)
    })
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    logging::start(matches!(command, Command::Serve(_)) && !std::io::stderr().is_terminal());
    let workers = std::thread::available_parallelism()
        .map_or(LEAST_WORKERS, |cores| cores.get().max(LEAST_WORKERS));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => serve::serve(&serve).await?,
            Command::Demo(demo) => serve::demo(&demo).await?,
            Command::Validate(validate) => return validate.run(),
            Command::Generate(generate) => generate.run()?,
            Command::Import(import) => return import.run().await,
            Command::Account(account) => account.run().await?,
            Command::Audit(audit) => return audit.run().await,
            Command::Migrate(migrate) => migrate.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}
