//! `cargo xtask build`: from the sources to a server and a site folder. docs/adr/0001-build-program.md says why.

mod assets;
mod builds;
mod compress;
mod files;
mod names;
mod process;
mod sizes;
mod spec;
mod split;
mod styles;
mod wasm;
mod watch;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

#[derive(Parser)]
#[command(about = "Builds OpenQIES")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the server and the site (page, worker, style sheet, fonts, icons) into target/site
    Build(Build),
    /// Says what a browser downloads, and fails when that is over the budget
    Sizes,
    /// Item tables of assessments from those that CMS publishes
    Spec(spec::Spec),
    /// Builds, runs the demo, and does both again at each change of a source file
    Watch {
        /// Words for `openqies demo`
        #[arg(last = true)]
        demo: Vec<String>,
    },
}

#[derive(Args, Clone, Copy, Default)]
pub struct Build {
    /// Small and fast to run instead of quick to build
    #[arg(long)]
    release: bool,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    std::env::set_current_dir(root())?;
    match command {
        Command::Build(build) => build.run(),
        Command::Sizes => sizes::print(&site()),
        Command::Spec(spec) => spec.run(),
        Command::Watch { demo } => watch::run(&demo),
    }
}

impl Build {
    /// Each step looks at what it is made from and does nothing when that has not changed.
    fn run(self) -> Result<()> {
        // Two builds at once would pull the files from under each other's feet.
        let one_at_a_time = File::create("target/build.lock")?;
        one_at_a_time.lock()?;
        // The server holds no file of the site, and each of the two leaves a processor idle for half of its time.
        let server = thread::spawn(move || timed("server", || self.server()));
        let site = self.site();
        let server = server
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        site.and(server)
    }

    fn site(self) -> Result<()> {
        timed("style sheet, fonts, icons", || {
            styles::build(&self.stage())?;
            assets::copy(&self.stage(), &site())
        })?;
        timed("page and worker", || wasm::build(self))?;
        timed("build folder", || builds::publish(self, &site()))
    }

    fn server(self) -> Result<()> {
        process::cargo(
            "build",
            &["--package", "openqies"],
            self.release.then_some("release"),
        )
    }

    /// Where the parts of a build are made before they are put together.
    fn stage(self) -> PathBuf {
        Path::new("target/stage").join(if self.release { "release" } else { "dev" })
    }
}

/// Where the server finds what it serves.
fn site() -> PathBuf {
    PathBuf::from("target/site")
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn timed(what: &str, step: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    step()?;
    println!("{:>6.1} s  {what}", start.elapsed().as_secs_f64());
    Ok(())
}
