//! What the program says when a command cannot be done: one line, and no answer.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program or read what it says has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn ended(data: &Path, words: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_openqies"));
    program
        // Settings of whoever runs the tests are not theirs.
        .env_clear()
        // A backtrace is for faults of ours, and what was mistyped is none.
        .env("RUST_BACKTRACE", "1")
        // What a busy machine logs is no answer, either.
        .env("RUST_LOG", "off")
        .args(words)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap()
}

/// The one line.
fn refusal(data: &Path, words: &[&str]) -> String {
    let ended = ended(data, words);
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{words:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{words:?}: {said}");
    assert!(ended.stdout.is_empty(), "{words:?}: {:?}", ended.stdout);
    said
}

#[test]
fn a_trail_that_is_not_there_is_not_called_whole() {
    let folder = TempDir::new().unwrap();
    let said = refusal(&folder.path().join("elsewhere"), &["audit", "verify"]);
    assert!(
        said.starts_with("Error: There is no database at "),
        "{said}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn checkpoints_that_are_not_there_are_named() {
    let folder = TempDir::new().unwrap();
    let made = ended(folder.path(), &["migrate"]);
    assert!(made.status.success(), "{made:?}");
    let missing = folder.path().join("missing.ndjson");
    let words = [
        "audit",
        "verify",
        "--checkpoints",
        missing.to_str().unwrap(),
    ];
    let said = refusal(folder.path(), &words);
    let expected = format!(
        "Error: The file of checkpoints {} cannot be read: ",
        missing.display()
    );
    assert!(said.starts_with(&expected), "{said}");
}
