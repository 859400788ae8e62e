use std::ops::ControlFlow;

use jiff::civil::date;

use crate::assessments::Assessments;
use crate::{Checked, Container, Limits, Options, Progress, check, generate, intake::Refused};

const SMALL: &[u8] = b"<ASSESSMENT><A>1</A></ASSESSMENT>";

fn checked_within(archive: &[u8], limits: Limits) -> Checked {
    let options = Options {
        today: date(2026, 11, 10),
        limits,
    };
    check(
        &mut &*archive,
        "upload.zip",
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap()
}

/// Each file's name and why it was not read, if so.
fn answers(archive: &[u8]) -> Vec<(String, Option<Refused>)> {
    let files = checked_within(archive, Limits::default()).files;
    files
        .into_iter()
        .map(|file| {
            (
                file.file_name.clone(),
                file.refusal().map(|refusal| refusal.reason),
            )
        })
        .collect()
}

fn refused(archive: &[u8]) -> Option<Refused> {
    answers(archive).into_iter().find_map(|(_, reason)| reason)
}

#[test]
fn each_file_of_an_archive_has_its_own_answer() {
    let archive = generate::zip(&[
        ("a/one.xml", SMALL),
        ("two.XML", b"<a>"),
        ("note.txt", b"x"),
        ("more.zip", b"x"),
        ("empty.xml", b""),
    ])
    .unwrap();
    let named = |name: &str, reason| (name.to_owned(), reason);
    assert_eq!(
        answers(&archive),
        [
            named("a/one.xml", None),
            named("two.XML", Some(Refused::Syntax)),
            named("note.txt", Some(Refused::EntryType)),
            named("more.zip", Some(Refused::Nested)),
            named("empty.xml", Some(Refused::Empty)),
        ]
    );
}

#[test]
fn an_archive_refused_as_a_whole_is_one_answer_under_its_own_name() {
    let archive = generate::broken_zip("a.xml", &SMALL.repeat(100)).unwrap();
    assert_eq!(
        answers(&archive),
        [("upload.zip".to_owned(), Some(Refused::NotZip))]
    );
}

#[test]
fn one_changed_bit_anywhere_is_never_read_as_something_else() {
    let archive = generate::zip(&[("a.xml", SMALL), ("b.xml", SMALL)]).unwrap();
    let whole = answers(&archive);
    let mut noticed = 0;
    for at in 0..archive.len() {
        for bit in 0..8 {
            let mut changed = archive.clone();
            changed[at] ^= 1 << bit;
            // Time stamps and padding say nothing; the checksum stands for the content.
            let answers = answers(&changed);
            assert!(
                answers == whole || answers.iter().any(|(_, reason)| reason.is_some()),
                "byte {at}, bit {bit}"
            );
            noticed += usize::from(answers != whole);
        }
    }
    assert!(noticed > archive.len() * 8 / 2, "{noticed}");
}

#[test]
fn names_are_labels_without_tricks() {
    for wrong in [
        "../a.xml",
        "/a.xml",
        "a\\b.xml",
        "c:a.xml",
        "a/./b.xml",
        "a//b.xml",
        "nul.xml",
        "Com1.xml",
        "a\u{7}.xml",
        "a\u{202E}lmx.xml",
        "",
    ] {
        assert_eq!(
            refused(&generate::zip(&[(wrong, SMALL)]).unwrap()),
            Some(Refused::EntryName),
            "{wrong:?}"
        );
    }
    let third = generate::zip(&[("a.xml", SMALL), ("b.xml", SMALL), ("c:c.xml", SMALL)]).unwrap();
    let checked = checked_within(&third, Limits::default());
    let words = checked.files[0]
        .refusal()
        .unwrap()
        .finding("upload.zip")
        .message;
    assert!(
        words.ends_with("This is about entry 3 of the ZIP."),
        "{words}"
    );
    for right in [
        "a b.xml",
        "über.xml",
        "=1+1.xml",
        "2026/q4/a.xml",
        "CONTROL.xml",
    ] {
        assert_eq!(
            refused(&generate::zip(&[(right, SMALL)]).unwrap()),
            None,
            "{right:?}"
        );
    }
    let twice = generate::zip(&[("a.xml", SMALL), ("a.xml", SMALL)]).unwrap();
    assert_eq!(refused(&twice), Some(Refused::DuplicateEntry));
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let spaces = vec![b' '; 3_000_000];
    assert_eq!(
        refused(&generate::zip(&[("a.xml", &spaces)]).unwrap()),
        Some(Refused::Ratio)
    );
    let small = Limits {
        xml_bytes: 10,
        ..Limits::default()
    };
    let archive = generate::zip(&[("a.xml", SMALL)]).unwrap();
    let checked = checked_within(&archive, small);
    let refusal = checked.files[0].refusal().unwrap();
    assert_eq!(refusal.reason, Refused::TooLarge);
    let words = refusal.finding("a.xml").message;
    assert!(words.contains("At most 10 bytes"), "{words}");
    let few = Limits {
        members: 1,
        ..Limits::default()
    };
    let two = generate::zip(&[("a.xml", SMALL), ("b.xml", SMALL)]).unwrap();
    assert_eq!(
        checked_within(&two, few).files[0].refusal().unwrap().reason,
        Refused::EntryCount
    );
    let total = Limits {
        total_bytes: 50,
        ..Limits::default()
    };
    assert_eq!(
        checked_within(&two, total).files[0]
            .refusal()
            .unwrap()
            .reason,
        Refused::TotalSize
    );
}

#[test]
fn progress_ends_at_the_sum_of_all_files() {
    let archive = generate::zip(&[("a.xml", SMALL), ("b.xml", SMALL)]).unwrap();
    let options = Options {
        today: date(2026, 11, 10),
        limits: Limits::default(),
    };
    let mut last = None;
    let mut watch = |at: Progress| {
        last = Some(at);
        ControlFlow::Continue(())
    };
    let checked = check(
        &mut &archive[..],
        "a.zip",
        &options,
        Assessments::Refused,
        &mut (),
        &mut watch,
    )
    .unwrap();
    let total = 2 * SMALL.len() as u64;
    assert_eq!(checked.container, Container::Zip);
    assert_eq!(
        last,
        Some(Progress {
            file: 1,
            files: 2,
            done: total,
            total
        })
    );
}

#[test]
fn whoever_watches_may_break_off() {
    let options = Options {
        today: date(2026, 11, 10),
        limits: Limits::default(),
    };
    let mut small = SMALL;
    let stopped = check(
        &mut small,
        "a.xml",
        &options,
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Break(()),
    );
    assert!(matches!(stopped, Err(crate::NotChecked::Cancelled)));
}
