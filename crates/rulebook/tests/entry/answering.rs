//! What is missing, what waits for it, and what is wrong while somebody answers.

use domain::submissions::Severity;
use submission::assessments::entry::Entry;

use super::{begun, book, books_in_force, form, set};

/// Whoever begins an assessment sees what is missing, and nothing that is wrong.
#[test]
fn an_empty_form_misses_answers_and_breaks_nothing() {
    for book in &books_in_force() {
        let form = form(book);
        for (subset, code) in form.pack.subsets.iter().enumerate() {
            let full = begun(&form, book, subset);
            let mut entry = Entry::new(&form, book.today());
            for item in full
                .asked()
                .filter(|item| form.pack.items[usize::from(*item)].section == "Control")
            {
                entry.answer(item, full.answered(item).unwrap_or_default());
            }
            let standing = entry.standing(&entry.settle());
            assert_eq!(standing.problems, [], "{} {code}", form.pack.instrument);
            assert!(
                !standing.missing.is_empty(),
                "{} {code}",
                form.pack.instrument
            );
        }
    }
}

/// What is missing is what an answer would mend: with the answers of a whole record, one after the other, the list becomes empty.
#[test]
fn nothing_is_missing_once_everything_is_answered() {
    for book in &books_in_force() {
        let form = form(book);
        for subset in 0..form.pack.subsets.len() {
            let full = begun(&form, book, subset);
            let mut entry = Entry::new(&form, book.today());
            let answers: Vec<(u16, String)> = full
                .asked()
                .filter_map(|item| Some((item, full.answered(item)?.to_owned())))
                .collect();
            for (item, answer) in &answers {
                entry.answer(*item, answer);
            }
            let standing = entry.standing(&entry.settle());
            assert_eq!((standing.problems, standing.missing), (vec![], vec![]));
            assert!(standing.waiting.is_empty(), "{:?}", standing.waiting);
        }
    }
}

/// A question that decides others is not taken as answered in the way that skips them.
#[test]
fn what_hangs_on_a_missing_answer_waits_for_it() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    for kind in ["NC", "NQ"] {
        let subset = form.pack.subsets.iter().position(|code| code == kind);
        let full = begun(&form, &book, subset.expect(kind));
        let mut entry = Entry::new(&form, book.today());
        let section = |item: u16| form.pack.items[usize::from(item)].section.as_str();
        for item in full
            .asked()
            .filter(|item| ["Control", "A"].contains(&section(*item)))
        {
            entry.answer(item, full.answered(item).unwrap_or_default());
        }
        let standing = |entry: &Entry<'_>| entry.standing(&entry.settle());
        let has = |items: &[String], id: &str| items.iter().any(|item| item == id);
        let of_section = |items: &[String], code: &str| {
            let here = |id: &&String| section(form.pack.item(id).expect("it is an item")) == code;
            items.iter().filter(here).count()
        };
        // C0200 is closed for as long as C0100 has no answer.
        let hanging = ["B0200", "C0100", "D0100", "E0200A"];
        let before = standing(&entry);
        assert!(has(&before.missing, "B0100"), "{kind}");
        for code in ["C", "D", "E"] {
            assert_eq!(of_section(&before.missing, code), 0, "{kind} {code}");
            assert!(of_section(&before.waiting, code) > 0, "{kind} {code}");
        }
        for id in hanging {
            assert!(has(&before.waiting, id), "{kind} {id}");
        }
        set(&mut entry, "B0100", "0");
        let after = standing(&entry);
        for id in hanging {
            assert!(has(&after.missing, id), "{kind} {id}");
            assert!(!has(&after.waiting, id), "{kind} {id}");
        }
        set(&mut entry, "B0100", "1");
        let comatose = standing(&entry);
        for code in ["C", "D", "E"] {
            assert_eq!(of_section(&comatose.missing, code), 0, "{kind} {code}");
            assert_eq!(of_section(&comatose.waiting, code), 0, "{kind} {code}");
        }
    }
}

#[test]
fn a_contradiction_is_a_problem_at_once() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let mut entry = begun(&form, &book, 0);
    set(&mut entry, "M0090_INFO_COMPLETED_DT", "20260231");
    let problems = entry.standing(&entry.settle()).problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.item == "M0090_INFO_COMPLETED_DT"
                && problem.severity == Severity::Fatal)
    );
}

/// People write days as the form asks them to, and not as records have them.
#[test]
fn what_is_no_day_is_told_as_it_was_typed() {
    for (pack, item, typed, value, has_parts) in [
        ("mds-3.10.0", "A0900", "19400230", "02/30/1940", true),
        ("mds-3.10.0", "A1600", "20260431", "04/31/2026", false),
        (
            "oasis-3.02.0",
            "M0090_INFO_COMPLETED_DT",
            "soon",
            "soon",
            false,
        ),
    ] {
        let book = book(pack);
        let form = form(&book);
        let mut entry = begun(&form, &book, 0);
        set(&mut entry, item, typed);
        let problems = entry.standing(&entry.settle()).problems;
        let told: Vec<_> = problems
            .iter()
            .filter(|problem| problem.item == item && problem.message.contains("no day"))
            .collect();
        let [problem] = told.as_slice() else {
            panic!("{item}: {problems:?}");
        };
        assert_eq!(
            problem.message,
            format!("{value} is no day of the calendar.")
        );
        assert!(problem.fix.starts_with("Write it as MM/DD/YYYY"));
        assert_eq!(problem.fix.contains("MM/YYYY or YYYY"), has_parts, "{item}");
        assert_eq!(problem.severity, Severity::Fatal);
    }
}
