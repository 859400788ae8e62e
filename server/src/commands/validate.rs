//! `openqies validate FILE…`: the checks of the browser and the server, without the database's edits.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use domain::submissions::{FileState, Severity, VutFile, VutResults};
use jiff::civil::Date;
use submission::assessments::{Assessments, Library};
use submission::{FileCheck, NotChecked, Options};

use crate::clock::clock;
use crate::config::{AssessmentRules, FileLimits};
use crate::packs;
use crate::vut::answer;

/// Exit codes: all accepted, some rejected, some not readable.
const ACCEPTED: u8 = 0;
const REJECTED: u8 = 1;
const UNREADABLE: u8 = 2;

#[derive(Args)]
pub struct Validate {
    /// Print one JSON array with an object for each file, in the shape of iQIES's Validation Utility Tool
    #[arg(long)]
    json: bool,
    /// The day of the check, in Eastern Time: some edits ask whether a date is over; by default today
    #[arg(long, env = "OPENQIES_TODAY")]
    today: Option<Date>,
    #[command(flatten)]
    rules: AssessmentRules,
    #[command(flatten)]
    limits: FileLimits,
    /// ZIP or XML files
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Validate {
    /// Prints what was found; 0 when all are accepted, 1 when some are rejected, 2 when some could not be read.
    ///
    /// # Errors
    /// When the rules cannot be read, or what was found cannot be printed.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let options = Options {
            today: clock(self.today)().today(),
            limits: (&self.limits).into(),
        };
        let library = packs::read(&self.rules)?.library;
        let mut answers = Vec::new();
        let mut code = ACCEPTED;
        for path in &self.files {
            let (files, worst) = check(path, &options, &library);
            answers.extend(files);
            code = code.max(worst);
        }
        match self.print(&answers) {
            // Whoever reads, as `head` does, has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            printed => printed.context("what was found could not be printed")?,
        }
        Ok(ExitCode::from(code))
    }

    fn print(&self, answers: &[VutFile]) -> io::Result<()> {
        let mut output = BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer_pretty(&mut output, answers)?;
            writeln!(output)?;
        } else {
            for file in answers {
                write_words(&mut output, file)?;
            }
        }
        output.flush()
    }
}

/// The answers about one path (a ZIP has one for each file), and the worst exit code among them.
fn check(path: &Path, options: &Options, library: &Library) -> (Vec<VutFile>, u8) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let checked = File::open(path)
        .map_err(NotChecked::from)
        .and_then(|mut file| {
            submission::check(
                &mut file,
                &name,
                options,
                Assessments::Checked(library),
                &mut (),
                &mut |_| ControlFlow::Continue(()),
            )
        });
    match checked {
        Ok(checked) => {
            let worst = checked
                .files
                .iter()
                .map(exit_code)
                .max()
                .unwrap_or(ACCEPTED);
            (
                checked
                    .files
                    .iter()
                    .map(|file| answer(file, exit_code(file) == ACCEPTED))
                    .collect(),
                worst,
            )
        }
        Err(why) => (vec![unreadable(&name, &why)], UNREADABLE),
    }
}

fn exit_code(file: &FileCheck) -> u8 {
    match (file.refusal(), file.state()) {
        (Some(_), _) => UNREADABLE,
        (None, FileState::Rejected) => REJECTED,
        (None, _) => ACCEPTED,
    }
}

/// A path that gave no bytes: still an object in the array.
fn unreadable(name: &str, why: &NotChecked) -> VutFile {
    let result = VutResults {
        message_number: 0,
        error_id: "intake:unreadable".to_owned(),
        severity: Severity::Fatal.title().to_owned(),
        text: why.to_string(),
        item: String::new(),
        item_value: String::new(),
    };
    VutFile::new(name.to_owned(), false, std::iter::once(result))
}

fn write_words(output: &mut impl Write, file: &VutFile) -> io::Result<()> {
    let outcome = if file.accepted {
        "would be accepted, as far as can be known without the server"
    } else {
        "would be rejected"
    };
    writeln!(output, "{}: {outcome}", file.filename)?;
    for error in &file.validation_errors {
        let VutResults {
            error_id,
            severity,
            text,
            item,
            item_value,
            ..
        } = &error.results;
        writeln!(
            output,
            "  {severity} {error_id} {item} {item_value:?}: {text}"
        )?;
    }
    Ok(())
}
