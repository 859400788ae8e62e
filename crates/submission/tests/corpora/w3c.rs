//! The W3C XML conformance suite, as far as its files have no DOCTYPE: those are refused here,
//! whatever they hold.

use std::collections::{BTreeMap, BTreeSet};

#[test]
fn w3c_files_without_a_doctype_are_read_as_the_suite_says() {
    let Some(folder) = public_data::path("corpora/w3c-xmlts20130923") else {
        return;
    };
    let files: BTreeMap<String, Vec<u8>> = super::support::unzip(&folder.join("xmlts20130923.zip"))
        .into_iter()
        .collect();
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let deviations: BTreeSet<&str> = include_str!("../w3c-deviations.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
        .collect();
    let (mut refused, mut read, mut wrong) = (0, 0, Vec::new());
    for row in index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
    {
        let (id, kind, version, path) = (row[0], row[1], row[4], row[8]);
        let Some(bytes) = files.get(path).filter(|bytes| !has_doctype(bytes)) else {
            continue;
        };
        let answer = super::support::read_xml(bytes);
        let right = match kind {
            "not-wf" => {
                refused += 1;
                answer.is_err()
            }
            "invalid" if version == "1.0" && is_utf8(bytes) => {
                read += 1;
                answer.is_ok()
            }
            _ => continue,
        };
        if right == deviations.contains(id) {
            wrong.push(format!("{id} {kind} {path}: {answer:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} unexpected:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(
        (refused, read),
        (317, 70),
        "the suite is the one of 2013-09-23"
    );
}

/// Our own splitting against another reader's: what is read here is read there to the same end.
#[test]
fn what_is_read_here_is_read_by_quick_xml() {
    let Some(corpora) = public_data::path("corpora") else {
        return;
    };
    let suite = super::support::unzip(&corpora.join("w3c-xmlts20130923/xmlts20130923.zip"));
    let own = super::support::untar(&corpora.join("hostile-own.tar.gz"));
    let mut compared = 0;
    for (name, bytes) in suite
        .iter()
        .chain(&own)
        .filter(|(_, bytes)| super::support::read_xml(bytes).is_ok())
    {
        let mut reader = quick_xml::Reader::from_reader(&bytes[..]);
        reader.config_mut().check_comments = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
        compared += 1;
    }
    println!("{compared} files read by both");
}

fn has_doctype(bytes: &[u8]) -> bool {
    let letters: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    letters.windows(9).any(|part| part == b"<!DOCTYPE")
}

/// As the file itself says: by its first bytes and its declaration.
fn is_utf8(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).to_lowercase();
    let other = start.contains("encoding") && !start.contains("utf-8") && !start.contains("ascii");
    !bytes.starts_with(&[0xFF, 0xFE]) && !bytes.starts_with(&[0xFE, 0xFF]) && !other
}
