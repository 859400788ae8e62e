//! `openqies validate FILE…`: the checks of the browser and the server, without the database's edits.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use domain::providers::StateCode;
use domain::staffing::{FiscalQuarter, ProcessType};
use domain::submissions::{FileState, Severity, VutFile, VutResults};
use domain::time::display_date;
use jiff::civil::Date;
use submission::assessments::{Assessments, Library};
use submission::{
    Checked, Container, FileCheck, Finding, NotChecked, Options, ReadAt, replaces_sibling,
};

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
    /// ZIP or XML files, pipes, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// In the place of a path.
const STANDARD_INPUT: &str = "-";

/// What is told of a file.
struct Told {
    file: VutFile,
    /// Where each of its errors stands, for which the tool's shape has no room.
    places: Vec<String>,
    /// Whether there was something to check.
    was_read: bool,
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
        let library = packs::read(&self.rules)?.opened.library;
        let mut answers = Vec::new();
        let mut code = ACCEPTED;
        for path in &self.files {
            let (files, worst) = told(path, &options, &library);
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

    fn print(&self, answers: &[Told]) -> io::Result<()> {
        let mut output = BufWriter::new(io::stdout().lock());
        if self.json {
            let files: Vec<_> = answers.iter().map(|told| &told.file).collect();
            serde_json::to_writer_pretty(&mut output, &files)?;
            writeln!(output)?;
        } else {
            for told in answers {
                write_words(&mut output, told)?;
            }
        }
        output.flush()
    }
}

/// The answers about one path (a ZIP has one for each file), and the worst exit code among them.
fn told(path: &Path, options: &Options, library: &Library) -> (Vec<Told>, u8) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let path_name = path.to_string_lossy();
    match check(path, &name, options, library) {
        Ok(checked) => {
            let worst = checked.files.iter().map(exit_code).max();
            let told = |(index, file): (usize, &FileCheck)| {
                let is_inside = checked.container == Container::Zip && file.file_name != name;
                let filename = if is_inside {
                    format!("{path_name}/{}", file.file_name)
                } else {
                    path_name.to_string()
                };
                let beside = replaced(&checked.files[..index], file);
                let found = file.findings.iter().chain(beside.clone());
                Told {
                    places: found.map(|finding| place(&finding)).collect(),
                    file: VutFile {
                        filename,
                        ..answer(file, exit_code(file) == ACCEPTED, beside)
                    },
                    was_read: true,
                }
            };
            let files = checked.files.iter().enumerate().map(told).collect();
            (files, worst.unwrap_or(ACCEPTED))
        }
        Err(why) => {
            let told = Told {
                file: unreadable(&path_name, &why),
                places: Vec::new(),
                was_read: false,
            };
            (vec![told], UNREADABLE)
        }
    }
}

fn check(
    path: &Path,
    name: &str,
    options: &Options,
    library: &Library,
) -> Result<Checked, NotChecked> {
    let checked = |source: &mut dyn ReadAt| {
        submission::check(
            source,
            name,
            options,
            Assessments::Checked(library),
            &mut (),
            &mut |_| ControlFlow::Continue(()),
        )
    };
    if path == Path::new(STANDARD_INPUT) {
        let bytes = read(io::stdin().lock(), options)?;
        return checked(&mut bytes.as_slice());
    }
    let mut file = File::open(path)?;
    if file.metadata()?.is_file() {
        checked(&mut file)
    } else {
        checked(&mut read(file, options)?.as_slice())
    }
}

/// What comes out of a pipe, whose length nobody knows before: a byte more than may come is enough to be refused for.
fn read(pipe: impl Read, options: &Options) -> io::Result<Vec<u8>> {
    let most = options.limits.zip_bytes.max(options.limits.xml_bytes);
    let mut bytes = Vec::new();
    pipe.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a file that replaces a quarter takes away of those before it in its ZIP.
fn replaced(before: &[FileCheck], file: &FileCheck) -> Option<Finding> {
    let replaces = file.summary.as_ref()?.process_type == Some(ProcessType::Replace);
    let of_file = quarter_of(file).filter(|_| replaces)?;
    let mut before = before.iter().rev();
    let earlier = before.find(|other| quarter_of(other).as_ref() == Some(&of_file))?;
    Some(replaces_sibling(&earlier.file_name, of_file.2))
}

/// The facility and the quarter that a file brings hours for, unless it would be rejected.
fn quarter_of(file: &FileCheck) -> Option<(StateCode, String, FiscalQuarter)> {
    let summary = file.summary.as_ref()?;
    summary.process_type?;
    let header = &summary.header;
    let facility = header.facility_id.to_ascii_uppercase();
    let quarter = (header.state?, facility, header.quarter?);
    (exit_code(file) == ACCEPTED).then_some(quarter)
}

/// ` (line 12, employee E1, date 07/01/2026)`, as far as it is known; empty of what is about the file as a whole.
fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let known: Vec<String> = [
        place.line.map(|line| format!("line {line}")),
        place.employee.as_ref().map(|id| format!("employee {id}")),
        place
            .date
            .map(|date| format!("date {}", display_date(date))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if known.is_empty() {
        String::new()
    } else {
        format!(" ({})", known.join(", "))
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

fn write_words(output: &mut impl Write, told: &Told) -> io::Result<()> {
    let file = &told.file;
    let outcome = match (told.was_read, file.accepted) {
        (true, true) => "would be accepted, as far as can be known without the server",
        (true, false) => "would be rejected",
        (false, _) => return write_unread(output, file),
    };
    writeln!(output, "{}: {outcome}", file.filename)?;
    for (error, place) in file.validation_errors.iter().zip(&told.places) {
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
            "  {severity} {error_id} {item} {item_value:?}{place}: {text}"
        )?;
    }
    Ok(())
}

fn write_unread(output: &mut impl Write, file: &VutFile) -> io::Result<()> {
    write!(output, "{}: nothing was checked.", file.filename)?;
    for error in &file.validation_errors {
        write!(output, " {}", error.results.text)?;
    }
    writeln!(output)
}
