//! `make dev`: builds, runs the demo, and does both again at each change.

use crate::Build;
use anyhow::Result;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const SOURCES: [&str; 8] = [
    "app",
    "crates",
    "frontend",
    "migrations",
    "public",
    "server/src",
    "style",
    "Cargo.toml",
];
/// An editor that saves several files at once causes one build.
const QUIET: Duration = Duration::from_millis(300);

pub fn run(demo: &[String]) -> Result<()> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && is_source(&event)
        {
            // The receiver lives as long as the program.
            let _ = sender.send(());
        }
    })?;
    for source in SOURCES
        .iter()
        .map(Path::new)
        .filter(|source| source.exists())
    {
        watcher.watch(source, RecursiveMode::Recursive)?;
    }
    let mut server: Option<Child> = None;
    loop {
        match Build::default().run() {
            Ok(()) => {
                if let Some(mut old) = server.take() {
                    old.kill()?;
                    old.wait()?;
                }
                server = Some(
                    Command::new("target/debug/openqies")
                        .arg("demo")
                        .args(demo)
                        .spawn()?,
                );
            }
            Err(error) => eprintln!("{error:#}\nThe last good build keeps running."),
        }
        wait(&changes)?;
    }
}

fn is_source(event: &notify::Event) -> bool {
    let changes_content =
        event.kind.is_create() || event.kind.is_modify() || event.kind.is_remove();
    changes_content
        && event.paths.iter().any(|path| {
            path.components()
                .all(|part| part.as_os_str() != "node_modules")
        })
}

fn wait(changes: &Receiver<()>) -> Result<()> {
    changes.recv()?;
    while changes.recv_timeout(QUIET).is_ok() {}
    Ok(())
}
