//! Lists what is found in records, a finding a line, with tabs between file, code, item, value and what is wrong:
//! `cargo run --release -p rulebook --example findings -- 2019-12-31 FILE…`.
//!
//! After `--as-kind`, copies are checked instead: records of CMS's groupers have no `ITM_SBST_CD` and hold what the grouper should answer; in the copies
//! `ITM_SBST_CD` is the reason for assessment (M0100), and the answer (`EXPECTED_RESULT`) is gone. Those must be XML files.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::{error::Error, fs, ops::ControlFlow, path::Path};

use rulebook::Sources;
use submission::{
    Limits, Options,
    assessments::{Assessments, ExtraItems, Library, PackLabel},
    check,
};

fn library() -> Result<Library, Box<dyn Error>> {
    let sources = Sources::built_in();
    let mut library = Library::new(sources.published()?, ExtraItems::default());
    for name in sources.packs() {
        let pack = sources.book(name)?.pack;
        library.add(PackLabel::new(&pack, name.to_owned()), pack);
    }
    Ok(library)
}

/// What stands between two texts.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

/// As the record of its kind; none where it gives no reason for assessment.
fn as_kind(record: &str) -> Option<String> {
    let reason = between(record, "<M0100_ASSMT_REASON>", "</M0100_ASSMT_REASON>")?.trim();
    let subset = format!("</ASMT_SYS_CD><ITM_SBST_CD>{reason}</ITM_SBST_CD>");
    let record = record.replacen("</ASMT_SYS_CD>", &subset, 1);
    let (before, rest) = record.split_once("<EXPECTED_RESULT>")?;
    let (_, after) = rest.split_once("</EXPECTED_RESULT>")?;
    Some(format!("{before}{after}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).peekable();
    let is_copied = words.next_if_eq("--as-kind").is_some();
    let today = words
        .next()
        .ok_or("name the day of submission, YYYY-MM-DD, and files")?;
    let options = Options {
        today: today
            .parse()
            .map_err(|_| "the day of submission is YYYY-MM-DD")?,
        limits: Limits {
            members: 5_000,
            ..Limits::default()
        },
    };
    let library = library()?;
    for path in words {
        let mut bytes = fs::read(&path)?;
        if is_copied {
            let copy = as_kind(&String::from_utf8(bytes)?);
            bytes = copy
                .ok_or_else(|| format!("{path}: no record of a grouper"))?
                .into_bytes();
        }
        let name = Path::new(&path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let checked = check(
            &mut bytes.as_slice(),
            &name,
            &options,
            Assessments::Checked(&library),
            &mut (),
            &mut |_| ControlFlow::Continue(()),
        )?;
        for file in checked.files {
            for finding in file.findings.iter() {
                let value = finding.value.unwrap_or_default();
                println!(
                    "{}\t{}\t{}\t{}\t{}",
                    file.file_name,
                    finding.code,
                    finding.item,
                    value.escape_debug(),
                    finding.message
                );
            }
        }
    }
    Ok(())
}
