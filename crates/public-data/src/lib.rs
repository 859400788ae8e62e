//! What tests ask beside the project: public files (CMS's provider lists and samples, hostile files), and other
//! programs' opinions. None of it is part of the project.
//!
//! A test whose data or program is not there fails, unless `OPENQIES_TEST_DATA=skip` says that skipping is meant;
//! then it is said on the standard error.

use std::{
    env,
    ffi::OsStr,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// A file or folder of the public data, which lies in `../shared/data` beside the project, or where `OPENQIES_DATA`
/// says. None when it is not there and skipping is meant.
///
/// # Panics
/// When it is not there.
#[must_use]
pub fn path(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = env::var_os("OPENQIES_DATA").map_or(beside, PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    let remedy = "name the folder of public data in OPENQIES_DATA";
    miss(&path.display().to_string(), remedy, wish().as_deref())
}

/// The bytes of such a file.
///
/// # Panics
/// As [`path`], and when it cannot be read.
#[must_use]
pub fn read(name: &str) -> Option<Vec<u8>> {
    path(name).map(|path| std::fs::read(path).expect("a file of the public data can be read"))
}

/// What people type, if they mean to do harm or have an unusual name: scripts, markup, formulas, other alphabets,
/// invisible and turning characters, and what no database takes.
pub const NAUGHTY: [&str; 20] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" autofocus onfocus=\"alert(1)",
    "'; drop table user_account; --",
    "' or 1=1 --",
    "${7*7}{{7*7}}",
    "%s%n%x%d",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "http://evil.example/?next=//evil.example",
    "a\r\nBcc: x@example.org",
    "null",
    "1e309",
    "\u{202e}txt.exe",
    "\u{200b}\u{feff}",
    "\u{7530}\u{4e2d}\u{3055}\u{3093} \u{f1} \u{1f389} \u{301}",
    "\u{10ffff}\u{fffd}\u{0}",
    "a\0b",
    "\u{7f}\u{1b}[2J",
    "   ",
];

/// [`NAUGHTY`], and the Big List of Naughty Strings where it is there.
///
/// # Panics
/// As [`path`].
#[must_use]
pub fn naughty_strings() -> Vec<String> {
    let big = read("corpora/strings/blns/blns.json").map_or_else(Vec::new, |json| {
        serde_json::from_slice(&json).expect("the big list is a JSON array of strings")
    });
    let own = NAUGHTY.into_iter().map(str::to_owned);
    own.chain(big).collect()
}

/// A program that gives a second opinion. None when it is not there and skipping is meant.
///
/// # Panics
/// When it is not there.
#[must_use]
pub fn program(name: &str, package: &str) -> Option<Command> {
    if Command::new(name).arg("--version").output().is_ok() {
        return Some(Command::new(name));
    }
    let remedy = format!("install {name} (Debian's package is {package})");
    miss(name, &remedy, wish().as_deref())
}

fn wish() -> Option<std::ffi::OsString> {
    env::var_os("OPENQIES_TEST_DATA")
}

fn miss<T>(what: &str, remedy: &str, wish: Option<&OsStr>) -> Option<T> {
    assert!(
        wish.is_some_and(|wish| wish == "skip"),
        "{what} is not there: {remedy}, or set OPENQIES_TEST_DATA=skip"
    );
    // Not `eprintln!`, which the test harness keeps to itself when a test passes.
    let note = format!("skipped without {what}: OPENQIES_TEST_DATA=skip\n");
    io::stderr()
        .write_all(note.as_bytes())
        .expect("standard error takes a line");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "pbj.xml is not there: get it, or set OPENQIES_TEST_DATA=skip")]
    fn what_is_missing_fails() {
        let _: Option<()> = miss("pbj.xml", "get it", None);
    }

    #[test]
    #[should_panic(expected = "is not there")]
    fn another_word_than_skip_skips_nothing() {
        let _: Option<()> = miss("pbj.xml", "get it", Some(OsStr::new("1")));
    }

    #[test]
    fn skipping_is_for_those_who_say_so() {
        assert_eq!(
            miss::<()>("pbj.xml", "get it", Some(OsStr::new("skip"))),
            None
        );
    }
}
