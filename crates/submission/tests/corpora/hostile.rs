//! Files made to be hostile: every one is decided as its manifest says, quickly and in little
//! memory. The times and the memory are asserted in a release build:
//! `cargo test --release -p submission --test corpora hostile -- --test-threads 1`.

use std::{
    collections::BTreeMap,
    fs,
    hint::black_box,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use jiff::civil::date;
use submission::assessments::Assessments;
use submission::{Limits, Options, check};

/// What a row of the manifest, or of our own table of policies, asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject(String),
}

impl Decision {
    fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "accept" => Some(Self::Accept),
            Some(("reject", code)) => Some(Self::Reject(code.to_owned())),
            _ => None,
        }
    }
}

/// What the intake layer says: content is not asked.
fn decide(name: &str, bytes: &[u8]) -> Vec<String> {
    let options = Options {
        today: date(2026, 11, 22),
        limits: Limits::default(),
    };
    let checked = check(
        &mut &*bytes,
        name,
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    checked
        .files
        .iter()
        .filter_map(|file| {
            Some(
                file.refusal()?
                    .reason
                    .code()
                    .strip_prefix("intake:")?
                    .to_owned(),
            )
        })
        .collect()
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

fn own_files() -> Option<BTreeMap<String, Vec<u8>>> {
    let archive = public_data::path("corpora/hostile-own.tar.gz")?;
    let files = super::support::untar(&archive).into_iter();
    Some(
        files
            .map(|(name, bytes)| (name.trim_start_matches("hostile-own/").to_owned(), bytes))
            .collect(),
    )
}

#[test]
fn every_hostile_file_is_decided_as_its_manifest_says() {
    let Some(files) = own_files() else { return };
    let manifest = String::from_utf8(files["MANIFEST.tsv"].clone()).unwrap();
    let policies = include_str!("../intake-policy.tsv");
    let policies: BTreeMap<&str, Decision> = rows(policies)
        .map(|row| {
            (
                row[0],
                Decision::parse(row[1]).unwrap_or_else(|| panic!("{row:?}")),
            )
        })
        .collect();
    let mut wrong = Vec::new();
    let (mut decided, mut by_policy) = (0, 0);
    for row in rows(&manifest) {
        let (path, expected) = (row[0], row[3]);
        // Business rules wait for the assessments.
        if path.contains("/biz_") {
            continue;
        }
        let expected = Decision::parse(expected).or_else(|| {
            by_policy += 1;
            policies.get(path).cloned()
        });
        let Some(expected) = expected else {
            wrong.push(format!("{path}: no policy in intake-policy.tsv"));
            continue;
        };
        decided += 1;
        let codes = decide(path, &files[path]);
        let as_expected = match &expected {
            Decision::Accept => codes.is_empty(),
            Decision::Reject(code) => codes.contains(code),
        };
        if !as_expected {
            wrong.push(format!("{path}: expected {expected:?}, got {codes:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {decided} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(
        by_policy,
        policies.len(),
        "each policy row belongs to one row of the manifest"
    );
    println!("{decided} files decided, {by_policy} of them by our own table");
}

/// All archives of the corpora folder, and the naughty strings.
fn all_files() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = public_data::path("corpora")?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".tar.gz") {
            files.extend(super::support::untar(&path));
        }
    }
    files.extend(super::support::unzip(
        &folder.join("w3c-xmlts20130923/xmlts20130923.zip"),
    ));
    for name in ["blns.json", "blns.txt"] {
        files.push((
            name.to_owned(),
            fs::read(folder.join("strings/blns").join(name)).unwrap(),
        ));
    }
    Some(files)
}

#[test]
fn no_file_of_any_corpus_takes_long_or_much_memory() {
    let Some(files) = all_files() else { return };
    // What was held at most while they were unpacked would hide what reading them takes.
    let before = forget_peak();
    let grown = || kilobytes("VmHWM:").saturating_sub(before);
    let mut slowest = (Duration::ZERO, "");
    let mut largest = (0, "");
    for (name, bytes) in &files {
        forget_peak();
        let start = Instant::now();
        decide(name, bytes);
        // Whatever it is called, it may also come as a ZIP or as XML.
        if !bytes.is_empty() {
            decide("upload.zip", bytes);
            decide("upload.xml", bytes);
        }
        slowest = slowest.max((start.elapsed(), name));
        largest = largest.max((grown(), name));
    }
    forget_peak();
    drop(black_box(vec![vec![1_u8; 1_024]; 64 * 1_024]));
    // Room that the unpacking left free is taken first, and shows in no count.
    let hidden = (64 * 1_024_u64).saturating_sub(grown());
    println!(
        "{} files, each read three times; slowest: {} ms, {}; most memory: {} kB, {}; {hidden} kB more may be hidden",
        files.len(),
        slowest.0.as_millis(),
        slowest.1,
        largest.0,
        largest.1
    );
    if !cfg!(debug_assertions) {
        assert!(slowest.0 < Duration::from_millis(200), "{slowest:?}");
        assert!(
            largest.0 + hidden < 64 * 1_024,
            "{largest:?}, {hidden} kB hidden"
        );
    }
}

/// Has the kernel count anew the most memory that this process holds; gives what it holds now, in kB.
fn forget_peak() -> u64 {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    kilobytes("VmRSS:")
}

/// A line of the kernel's account of this process, in kB.
fn kilobytes(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let value = lines.find_map(|one| one.strip_prefix(line)).unwrap();
    let number = value.split_ascii_whitespace().next().unwrap();
    number.parse().unwrap()
}
