//! `openqies validate FILE…`: the checks of the browser and the server, without the database's edits.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use domain::submissions::{FileState, Severity, VutFile, VutResults};
use submission::{FileCheck, Finding, NotChecked, Options};

use crate::clock::clock;

/// Exit codes: all accepted, some rejected, some not readable.
const ACCEPTED: u8 = 0;
const REJECTED: u8 = 1;
const UNREADABLE: u8 = 2;

#[derive(Args)]
pub struct Validate {
    /// Print one JSON array with an object for each file, in the shape of iQIES's Validation Utility Tool
    #[arg(long)]
    json: bool,
    /// ZIP or XML files
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Validate {
    /// Prints what was found; 0 when all are accepted, 1 when some are rejected, 2 when some could not be read.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let mut answers = Vec::new();
        let mut code = ACCEPTED;
        for path in &self.files {
            let (files, worst) = check(path);
            answers.extend(files);
            code = code.max(worst);
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&answers)?);
        } else {
            answers.iter().for_each(print);
        }
        Ok(ExitCode::from(code))
    }
}

/// The answers about one path (a ZIP has one for each file), and the worst exit code among them.
fn check(path: &Path) -> (Vec<VutFile>, u8) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let options = Options {
        today: clock(None)().today(),
        limits: submission::Limits::default(),
    };
    let checked = File::open(path)
        .map_err(NotChecked::from)
        .and_then(|mut file| {
            submission::check(&mut file, &name, &options, &mut (), &mut |_| {
                ControlFlow::Continue(())
            })
        });
    match checked {
        Ok(checked) => {
            let worst = checked
                .files
                .iter()
                .map(exit_code)
                .max()
                .unwrap_or(ACCEPTED);
            (checked.files.iter().map(answer).collect(), worst)
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

fn answer(file: &FileCheck) -> VutFile {
    let refusal = file
        .refusal()
        .map(|refusal| refusal.finding(&file.file_name));
    let results = refusal.into_iter().chain(file.findings.iter()).map(results);
    VutFile::new(file.file_name.clone(), exit_code(file) == ACCEPTED, results)
}

fn results(finding: Finding) -> VutResults {
    VutResults {
        message_number: 0,
        error_id: finding.code,
        severity: finding.severity.title().to_owned(),
        text: format!("{} {}", finding.message, finding.fix)
            .trim_end()
            .to_owned(),
        item: finding.item,
        item_value: finding.value.unwrap_or_default(),
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

fn print(file: &VutFile) {
    let outcome = if file.accepted {
        "would be accepted, as far as can be known without the server"
    } else {
        "would be rejected"
    };
    println!("{}: {outcome}", file.filename);
    for error in &file.validation_errors {
        let VutResults {
            error_id,
            severity,
            text,
            item,
            item_value,
            ..
        } = &error.results;
        println!("  {severity} {error_id} {item} {item_value:?}: {text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::house::{OWN, file_for};

    fn checked(name: &str, content: &[u8]) -> (Vec<VutFile>, u8) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        check(&path)
    }

    #[test]
    fn a_clean_file_is_accepted_with_exit_code_0() {
        let (answers, code) = checked("clean.xml", &file_for(OWN));
        assert_eq!(
            (code, answers[0].accepted, answers[0].filename.as_str()),
            (0, true, "clean.xml")
        );
    }

    #[test]
    fn a_file_with_a_fatal_edit_is_rejected_with_exit_code_1() {
        let file = String::from_utf8(file_for(OWN))
            .unwrap()
            .replace("<stateCode>IA", "<stateCode>XX");
        let (answers, code) = checked("wrong-state.xml", file.as_bytes());
        assert_eq!((code, answers[0].accepted), (1, false));
        let json = serde_json::to_value(&answers).unwrap();
        let results = &json[0]["validationErrors"][0]["results"];
        assert_eq!(
            (&results["message_number"], &results["severity"]),
            (&1.into(), &"Fatal".into())
        );
        assert!(
            results["error_id"].as_str().unwrap().starts_with('-'),
            "{results}"
        );
        assert_eq!(results["item_value"], "XX");
    }

    #[test]
    fn what_cannot_be_read_is_still_an_object_with_exit_code_2() {
        for (name, content, id) in [
            ("broken.zip", &b"PK\x03\x04 and no more"[..], "intake:"),
            ("empty.xml", b"", "intake:empty"),
            ("text.xml", b"hours of July", "intake:"),
        ] {
            let (answers, code) = checked(name, content);
            assert_eq!(
                (code, answers.len(), answers[0].accepted),
                (2, 1, false),
                "{name}"
            );
            let found = &answers[0].validation_errors[0].results.error_id;
            assert!(found.starts_with(id), "{name}: {found}");
        }
        let (answers, code) = check(Path::new("no-such-file.xml"));
        assert_eq!((code, answers[0].validation_errors.len()), (2, 1));
    }
}
