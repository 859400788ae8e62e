//! `openqies validate` as a process: what it prints, and the exit codes that programs go by.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program or read its answer has failed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use domain::providers::StateCode;
use domain::staffing::FiscalQuarter;
use serde_json::Value;
use submission::generate::{Plan, zip};
use tempfile::TempDir;

/// Fiscal quarter 4 of 2026 is over.
const TODAY: &str = "2026-11-10";

/// A folder of files to check.
struct Folder(TempDir);

/// What the program printed, and its exit code.
struct Answer {
    text: String,
    code: i32,
}

impl Folder {
    fn of(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        Self(folder)
    }

    fn validate(&self, words: &[&str]) -> Answer {
        self.validate_on(TODAY, words)
    }

    fn validate_on(&self, today: &str, words: &[&str]) -> Answer {
        let output = self.program(today, words).output().unwrap();
        Answer {
            text: String::from_utf8(output.stdout).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// With these bytes in a pipe.
    fn validate_piped(&self, bytes: &[u8], words: &[&str]) -> Answer {
        let mut program = self.program(TODAY, words);
        program.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = program.spawn().unwrap();
        // What is too large is not read to its end.
        let _ = running.stdin.take().unwrap().write_all(bytes);
        let output = running.wait_with_output().unwrap();
        Answer {
            text: String::from_utf8(output.stdout).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// Into something other than what a test reads.
    fn validate_into(&self, output: impl Into<Stdio>, words: &[&str]) -> Output {
        let mut program = self.program(TODAY, words);
        program.stdout(output).stderr(Stdio::piped());
        let mut running = program.spawn().unwrap();
        // Whoever was to read it has gone.
        drop(running.stdout.take());
        running.wait_with_output().unwrap()
    }

    fn program(&self, today: &str, words: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_openqies"));
        program
            .args(["validate", "--today", today])
            .args(words)
            .current_dir(self.0.path())
            // Settings of whoever runs the tests are not theirs.
            .env_clear();
        program
    }
}

impl Answer {
    /// The objects of the array: file name, whether it would be accepted, and the codes of what was found.
    fn files(&self) -> Vec<(String, bool, Vec<String>)> {
        let array: Vec<Value> = serde_json::from_str(&self.text).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        array
            .iter()
            .map(|file| {
                let found = file["validationErrors"].as_array().unwrap();
                let codes = found
                    .iter()
                    .map(|found| text(&found["results"]["error_id"]));
                (
                    text(&file["filename"]),
                    file["accepted"].as_bool().unwrap(),
                    codes.collect(),
                )
            })
            .collect()
    }
}

fn clean() -> Vec<u8> {
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let plan = Plan {
        posts: 4,
        ..Plan::new("SRDEMO01", StateCode::parse("OH").unwrap(), quarter)
    };
    plan.to_vec()
}

/// Clean, but for a state that there is not (edit -3676).
fn wrong() -> Vec<u8> {
    let text = String::from_utf8(clean()).unwrap();
    text.replace("<stateCode>OH", "<stateCode>XX").into_bytes()
}

const BROKEN: &[u8] = b"PK\x03\x04 and no more";

#[test]
fn clean_files_end_with_0() {
    let folder = Folder::of(&[("a.xml", &clean()), ("b.xml", &clean())]);
    let answer = folder.validate(&["--json", "a.xml", "b.xml"]);
    let files = answer.files();
    assert_eq!(answer.code, 0, "{files:?}");
    let names: Vec<_> = files
        .iter()
        .map(|(name, accepted, _)| (name.as_str(), *accepted))
        .collect();
    assert_eq!(names, [("a.xml", true), ("b.xml", true)]);
    let words = folder.validate(&["a.xml"]);
    assert_eq!(words.code, 0);
    assert!(
        words.text.starts_with("a.xml: would be accepted"),
        "{}",
        words.text
    );
}

#[test]
fn output_that_takes_no_more_ends_with_2_and_a_plain_error() {
    let folder = Folder::of(&[("a.xml", &clean())]);
    for words in [&["--json", "a.xml"][..], &["a.xml"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let ended = folder.validate_into(full.unwrap(), words);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.starts_with("Error: what was found"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn a_reader_that_has_read_enough_changes_no_exit_code() {
    let folder = Folder::of(&[("a.xml", &clean()), ("b.xml", &wrong())]);
    for (name, code) in [("a.xml", 0), ("b.xml", 1)] {
        for words in [&["--json", name][..], &[name]] {
            let ended = folder.validate_into(Stdio::piped(), words);
            let said = String::from_utf8(ended.stderr).unwrap();
            assert_eq!((ended.status.code(), said.as_str()), (Some(code), ""));
        }
    }
}

#[test]
fn rules_that_cannot_be_read_end_with_2() {
    let folder = Folder::of(&[("a.xml", &clean())]);
    let answer = folder.validate(&["--specs", "no-such-folder", "a.xml"]);
    assert_eq!(answer.code, 2, "{}", answer.text);
}

#[test]
fn a_file_with_a_fatal_edit_ends_with_1_and_says_what_in_the_shape_of_the_vut() {
    let folder = Folder::of(&[("a.xml", &wrong())]);
    let answer = folder.validate(&["--json", "a.xml"]);
    assert_eq!(answer.code, 1);
    let array: Vec<Value> = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(array.len(), 1);
    let keys = |value: &Value| {
        let object: BTreeMap<String, Value> = serde_json::from_value(value.clone()).unwrap();
        object.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&array[0]),
        ["accepted", "filename", "validationErrors"]
    );
    let results = &array[0]["validationErrors"][0]["results"];
    assert_eq!(
        keys(results),
        [
            "error_id",
            "item",
            "item_value",
            "message_number",
            "severity",
            "text"
        ]
    );
    assert_eq!(
        (&results["message_number"], &results["error_id"]),
        (&1.into(), &"-3676".into())
    );
    assert_eq!(
        (&results["severity"], &results["item_value"]),
        (&"Fatal".into(), &"XX".into())
    );
    let words = folder.validate(&["a.xml"]);
    assert_eq!(words.code, 1);
    assert!(
        words.text.contains("would be rejected")
            && words.text.contains("Fatal -3676 stateCode \"XX\""),
        "{}",
        words.text
    );
}

#[test]
fn what_cannot_be_read_ends_with_2_and_is_still_an_object() {
    for (name, content, code) in [
        ("broken.zip", BROKEN, "intake:not-zip"),
        ("empty.xml", b"", "intake:empty"),
        ("text.xml", b"hours of July", "intake:syntax"),
        (
            "other.xml",
            b"<?xml version=\"1.0\"?><payroll/>",
            "intake:root",
        ),
    ] {
        let answer = Folder::of(&[(name, content)]).validate(&["--json", name]);
        let expected = (name.to_owned(), false, vec![code.to_owned()]);
        assert_eq!((answer.code, answer.files()), (2, vec![expected]), "{name}");
    }
    let missing = Folder::of(&[]).validate(&["--json", "missing.xml"]);
    let unreadable = vec!["intake:unreadable".to_owned()];
    assert_eq!(
        (missing.code, missing.files()),
        (2, vec![("missing.xml".to_owned(), false, unreadable)])
    );
}

#[test]
fn what_is_not_there_to_be_read_is_not_called_rejected() {
    let folder = Folder::of(&[("a.xml", &clean())]);
    for path in ["missing.xml", "."] {
        let answer = folder.validate(&[path]);
        assert_eq!(answer.code, 2, "{path}");
        assert!(
            answer.text.contains("nothing was checked"),
            "{}",
            answer.text
        );
        assert!(!answer.text.contains("rejected"), "{}", answer.text);
        assert!(!answer.text.contains("Fatal"), "{}", answer.text);
    }
}

#[test]
fn a_pipe_is_read_and_a_dash_is_standard_input() {
    let folder = Folder::of(&[]);
    let packed = zip(&[("a.xml", &clean())]).unwrap();
    for path in ["-", "/dev/stdin"] {
        let answer = folder.validate_piped(&clean(), &["--json", path]);
        assert_eq!(answer.code, 0, "{path}: {}", answer.text);
        assert!(answer.files()[0].1);
        assert_eq!(folder.validate_piped(&wrong(), &[path]).code, 1, "{path}");
        assert_eq!(folder.validate_piped(&packed, &[path]).code, 0, "{path}");
        let empty = folder.validate_piped(b"", &["--json", path]);
        assert_eq!(
            (empty.code, empty.files()[0].2.as_slice()),
            (2, &["intake:empty".to_owned()][..])
        );
        let limits = ["--json", "--xml-bytes=1000", "--zip-bytes=1000", path];
        let large = folder.validate_piped(&clean(), &limits);
        assert_eq!(large.code, 2);
        assert_eq!(large.files()[0].2, ["intake:too-large"]);
    }
}

#[test]
fn a_file_over_the_limits_that_are_told_ends_with_2() {
    let packed = zip(&[("a.xml", &clean())]).unwrap();
    let folder = Folder::of(&[("a.xml", &clean()), ("a.zip", &packed)]);
    for (limit, name, code) in [
        ("--xml-bytes=1000", "a.xml", "intake:too-large"),
        ("--xml-bytes=1000", "a.zip", "intake:too-large"),
        ("--zip-bytes=1000", "a.zip", "intake:too-large"),
        ("--xml-events=1000", "a.xml", "intake:event-count"),
    ] {
        assert_eq!(folder.validate(&[name]).code, 0, "{name}");
        let answer = folder.validate(&["--json", limit, name]);
        let expected = (2, vec![code.to_owned()]);
        assert_eq!(
            (answer.code, answer.files().remove(0).2),
            expected,
            "{limit} {name}"
        );
        if code == "intake:too-large" {
            assert!(
                answer.text.contains("At most 1000 bytes"),
                "{}",
                answer.text
            );
        }
    }
}

#[test]
fn of_several_files_the_worst_decides_and_each_is_answered_in_its_order() {
    let both = zip(&[("good.xml", &clean()), ("bad.xml", &wrong())]).unwrap();
    let folder = Folder::of(&[
        ("clean.xml", &clean()),
        ("wrong.xml", &wrong()),
        ("both.zip", &both),
        ("broken.zip", BROKEN),
    ]);
    let answer = folder.validate(&["--json", "clean.xml", "broken.zip", "both.zip", "wrong.xml"]);
    let accepted: Vec<_> = answer
        .files()
        .into_iter()
        .map(|(name, accepted, _)| (name, accepted))
        .collect();
    let expected = [
        ("clean.xml", true),
        ("broken.zip", false),
        ("both.zip/good.xml", true),
        ("both.zip/bad.xml", false),
        ("wrong.xml", false),
    ];
    assert_eq!(
        accepted,
        expected.map(|(name, accepted)| (name.to_owned(), accepted))
    );
    assert_eq!(answer.code, 2);
    let rejected = folder.validate(&["--json", "both.zip", "clean.xml"]);
    assert_eq!(rejected.code, 1, "{}", rejected.text);
}

/// Two folders may have files of one name.
#[test]
fn a_file_is_named_as_it_was_given_and_one_in_a_zip_with_its_zip() {
    let packed = zip(&[("r.xml", &clean())]).unwrap();
    let folder = Folder::of(&[]);
    for place in ["a", "b"] {
        fs::create_dir(folder.0.path().join(place)).unwrap();
        fs::write(folder.0.path().join(place).join("r.xml"), clean()).unwrap();
    }
    fs::write(folder.0.path().join("b/c.zip"), packed).unwrap();
    let paths = ["a/r.xml", "b/r.xml", "b/c.zip", "a/missing.xml"];
    let expected = ["a/r.xml", "b/r.xml", "b/c.zip/r.xml", "a/missing.xml"];
    let answer = folder.validate(&[&["--json"][..], &paths].concat());
    let names: Vec<_> = answer.files().into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, expected);
    let words = folder.validate(&paths).text;
    for name in expected {
        assert!(
            words
                .lines()
                .any(|line| line.starts_with(&format!("{name}: "))),
            "{words}"
        );
    }
}

#[test]
fn dates_are_held_against_the_day_that_is_told() {
    let folder = Folder::of(&[("a.xml", &clean())]);
    let earlier = folder.validate_on("2026-07-15", &["--json", "a.xml"]);
    assert_eq!(earlier.code, 1);
    let (_, accepted, codes) = earlier.files().remove(0);
    assert!(
        !accepted && codes.contains(&"-4002".to_owned()),
        "{codes:?}"
    );
}

/// Each of them takes the place of the one before, so that of a quarter in two files one half is left.
#[test]
fn a_file_that_replaces_what_another_of_its_zip_brings_is_told_of() {
    const CODE: &str = "note:replaces-sibling";
    let merges = String::from_utf8(clean()).unwrap();
    let merges = merges.replace("processType=\"replace\"", "processType=\"merge\"");
    let other_quarter = Plan {
        posts: 4,
        ..Plan::new(
            "SRDEMO01",
            StateCode::parse("OH").unwrap(),
            FiscalQuarter::new(2026, 3).unwrap(),
        )
    };
    let packed = zip(&[
        ("a.xml", &clean()),
        ("rejected.xml", &wrong()),
        ("merges.xml", merges.as_bytes()),
        ("other.xml", &other_quarter.to_vec()),
        ("b.xml", &clean()),
    ])
    .unwrap();
    let folder = Folder::of(&[("split.zip", &packed), ("alone.xml", &clean())]);
    let answer = folder.validate(&["--json", "split.zip"]);
    let told: Vec<_> = answer
        .files()
        .into_iter()
        .map(|(name, accepted, codes)| (name, accepted, codes.contains(&CODE.to_owned())))
        .collect();
    let expected = [
        ("split.zip/a.xml", true, false),
        ("split.zip/rejected.xml", false, false),
        ("split.zip/merges.xml", true, false),
        ("split.zip/other.xml", true, false),
        ("split.zip/b.xml", true, true),
    ];
    assert_eq!(
        told,
        expected.map(|(name, accepted, told)| (name.to_owned(), accepted, told))
    );
    let words = folder.validate(&["split.zip"]).text;
    assert!(
        words.contains("the place of what merges.xml, which comes before it"),
        "{words}"
    );
    let apart = folder.validate(&["alone.xml", "alone.xml"]).text;
    assert!(!apart.contains(CODE), "{apart}");
}

#[test]
fn in_words_a_problem_has_its_place() {
    let text = String::from_utf8(clean()).unwrap();
    let at = text.find("<hours>").unwrap();
    let end = at + text[at..].find("</hours>").unwrap();
    let long = format!("{}<hours>23{}", &text[..at], &text[end..]);
    let cut = text.replace("</header>", "</head>");
    let folder = Folder::of(&[("long.xml", long.as_bytes()), ("cut.xml", cut.as_bytes())]);
    let line = text[..at].lines().count();
    let words = folder.validate(&["long.xml"]).text;
    let told = words.lines().find(|told| told.contains(" hours ")).unwrap();
    assert!(
        told.contains(&format!(" (line {line}, employee ")),
        "{told}"
    );
    assert!(told.contains(", date 0"), "{told}");
    let words = folder.validate(&["cut.xml"]).text;
    let line = text[..text.find("</header>").unwrap()].lines().count();
    assert!(words.contains(&format!("\"\" (line {line}): ")), "{words}");
}
