//! Other programs: cargo, npm's tools, our scripts.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Runs `cargo <verb> <words>` with a profile other than the usual one, if one is named.
pub fn cargo(verb: &str, words: &[&str], profile: Option<&str>) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args([verb, "--quiet"]).args(words);
    if let Some(profile) = profile {
        cargo.args(["--profile", profile]);
    }
    run(&mut cargo)
}

pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", name(command)))?;
    ensure!(status.success(), "{} failed ({status})", name(command));
    Ok(())
}

/// What the program printed, without white space around it.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("{} could not be started", name(command)))?;
    ensure!(
        output.status.success(),
        "{} failed ({})",
        name(command),
        output.status
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
