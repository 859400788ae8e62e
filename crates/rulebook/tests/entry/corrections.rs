//! Modifications and inactivations, filled in from the stored record.

use domain::submissions::Severity;
use submission::assessments::{
    Key, Located,
    entry::{Correction, Entry},
};

use super::{begun, book, books, form, lines, set};

/// What is wrong with a correction before anybody answered something: nothing but what only people know.
/// Also of versions in which nobody begins a record any more.
#[test]
fn a_correction_is_filled_in_from_the_stored_record() {
    for book in &books() {
        let form = form(book);
        for subset in 0..form.pack.subsets.len() {
            let full = begun(&form, book, subset);
            if full.said(Key::Transaction) == Some("3") {
                continue;
            }
            let record = book.passing().nth(subset).expect("it has a base");
            let sought = record.stored_locator(&form.pack);
            let stored = full.lines();
            for transaction in ["2", "3"] {
                let correction = Correction {
                    stored: &stored,
                    transaction,
                    number: 1,
                };
                let entry = Entry::correct(&form, book.today(), correction).expect("it is known");
                assert_eq!(entry.said(Key::Transaction), Some(transaction));
                assert_eq!(entry.said(Key::Correction), Some("01"));
                let settled = entry.settle();
                let code = &form.pack.subsets[subset];
                let said = settled.record().said_locator(&form.pack);
                assert_eq!(said, sought, "{code} {transaction} finds its record");
                let standing = entry.standing(&settled);
                assert_eq!(standing.problems, [], "{}", form.pack.instrument);
                // Why, and who says so: X0900, X1050, X1100.
                let by_people = |item: &String| item.starts_with("X0900") || item.starts_with("X1");
                let others: Vec<_> = standing
                    .missing
                    .iter()
                    .filter(|item| !by_people(item))
                    .collect();
                assert!(others.is_empty(), "{others:?}");
                for located in &form.pack.locator {
                    let Located::Item { stored, said } = located else {
                        continue;
                    };
                    let is = full.answered(*stored);
                    if entry.is_asked(*said) && is.is_some() {
                        assert_eq!(entry.answered(*said), is);
                        assert!(entry.is_fixed(*said));
                    }
                }
            }
        }
    }
}

/// It was accepted with a warning, and a form has no field for it: the correction would be warned of, too.
#[test]
fn a_correction_names_the_version_of_its_date() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    let subset = form.pack.subsets.iter().position(|code| code == "NQ");
    let mut full = begun(&form, &book, subset.expect("NQ"));
    set(&mut full, "SPEC_VRSN_CD", "9.99");
    set(&mut full, "ITM_SET_VRSN_CD", "1.17");
    for transaction in ["2", "3"] {
        let correction = Correction {
            stored: &full.lines(),
            transaction,
            number: 1,
        };
        let entry = Entry::correct(&form, book.today(), correction).expect("it is known");
        let said = |id: &str| entry.answered(form.pack.item(id).expect(id));
        assert_eq!(said("SPEC_VRSN_CD"), Some("3.10"), "{transaction}");
        assert_eq!(said("ITM_SET_VRSN_CD"), Some("1.20"), "{transaction}");
    }
}

/// It has neither reasons nor a discharge: that it is one, and its day, find it.
#[test]
fn the_correction_of_a_state_assessment_repeats_that_it_is_one_and_its_day() {
    let book = book("mds-3.00.1");
    let form = form(&book);
    let said = |kind: &str, transaction: &str, id: &str| {
        let subset = form.pack.subsets.iter().position(|code| code == kind);
        let full = begun(&form, &book, subset.expect(kind));
        let correction = Correction {
            stored: &full.lines(),
            transaction,
            number: 1,
        };
        let entry = Entry::correct(&form, book.today(), correction).expect("it is known");
        let item = form.pack.item(id).expect(id);
        assert!(entry.is_fixed(item), "{id}");
        let settled = entry.settle();
        settled.record().submitted(item).map(str::to_owned)
    };
    for transaction in ["2", "3"] {
        let of = |kind, id| said(kind, transaction, id);
        assert_eq!(of("OSA", "X0570A").as_deref(), Some("1"));
        assert_eq!(of("OSA", "X0700A").as_deref(), Some("20191113"));
        assert_eq!(of("NQ", "X0570A").as_deref(), Some("0"));
    }
    // What an inactivation can say of any record, it may not say of this one.
    for id in ["X0600A", "X0600B", "X0600F", "X0600H", "X0700B", "X0700C"] {
        assert_eq!(said("OSA", "3", id).as_deref(), Some("^"), "{id}");
    }
    // A swing bed has no item for it, but its inactivation has.
    assert_eq!(said("SP", "3", "X0570A").as_deref(), Some("0"));
}

/// Why, nobody but people knows: without it, no modification is sent.
#[test]
fn a_modification_of_either_version_of_mds_needs_a_reason() {
    for version in ["mds-3.00.1", "mds-3.10.0"] {
        let book = book(version);
        let form = form(&book);
        for (subset, code) in form.pack.subsets.iter().enumerate() {
            let full = begun(&form, &book, subset);
            if full.said(Key::Transaction) == Some("3") {
                continue;
            }
            let correction = Correction {
                stored: &full.lines(),
                transaction: "2",
                number: 1,
            };
            let mut entry = Entry::correct(&form, book.today(), correction).expect("it is known");
            let lacks_a_reason = |entry: &Entry<'_>| {
                let sections = entry.problems_if_sent(&entry.settle());
                let mut wrong = sections.iter().flat_map(|section| &section.wrong);
                wrong.any(|problem| problem.code == "-3795" && problem.severity == Severity::Fatal)
            };
            for id in ["X0900A", "X0900B", "X0900C", "X0900D", "X0900Z"] {
                set(&mut entry, id, "0");
            }
            assert!(lacks_a_reason(&entry), "{version} {code}");
            set(&mut entry, "X0900Z", "1");
            assert!(!lacks_a_reason(&entry), "{version} {code}");
        }
    }
}

/// Why, and who attests, is asked anew; what finds the record is that of the version that is corrected now.
#[test]
fn a_second_correction_has_nothing_of_the_first_one() {
    for version in ["mds-3.00.1", "mds-3.10.0"] {
        let book = book(version);
        let form = form(&book);
        let subset = form.pack.subsets.iter().position(|code| code == "NC");
        let full = begun(&form, &book, subset.expect("there is NC"));
        let correct = |stored: &str, transaction: &str, number: i32| {
            let correction = Correction {
                stored,
                transaction,
                number,
            };
            Entry::correct(&form, book.today(), correction).expect("it is known")
        };
        let mut first = correct(&full.lines(), "2", 1);
        for id in ["X0900A", "X0900B", "X0900C", "X0900D"] {
            set(&mut first, id, "0");
        }
        for (id, value) in [
            ("X0900Z", "1"),
            ("X1100A", "ANNA"),
            ("X1100B", "ATTESTS"),
            ("X1100E", "20260501"),
            ("A0500C", "OTHER"),
        ] {
            set(&mut first, id, value);
        }
        // As it is stored: what is closed is blank in it.
        let stored = lines(&form, first.settle().record());
        for transaction in ["2", "3"] {
            let second = correct(&stored, transaction, 2);
            let said = |id: &str| second.answered(form.pack.item(id).expect(id));
            for id in [
                "X0900A", "X0900B", "X0900C", "X0900D", "X0900Z", "X1100A", "X1100B", "X1100E",
            ] {
                assert_eq!(said(id), None, "{version} {transaction} {id}");
            }
            assert_eq!(said("X0800"), Some("02"));
            assert_eq!(said("X0200C"), Some("OTHER"));
            assert_eq!(second.standing(&second.settle()).problems, []);
        }
    }
}

#[test]
fn a_modification_of_oasis_says_which_items_find_its_record_and_cannot_change() {
    let finding = |version: &str, transaction: &str| {
        let book = book(version);
        let form = form(&book);
        let stored = begun(&form, &book, 0).lines();
        let correction = Correction {
            stored: &stored,
            transaction,
            number: 1,
        };
        let entry = Entry::correct(&form, book.today(), correction).expect("it is known");
        let items = entry.asked().filter(|item| entry.finds_record(*item));
        let found: Vec<String> = items
            .inspect(|item| assert!(entry.is_fixed(*item)))
            .map(|item| form.pack.items[usize::from(item)].id.clone())
            .collect();
        found
    };
    let oasis = finding("oasis-3.02.0", "2");
    for item in ["M0040_PAT_LNAME", "M0064_SSN", "M0066_PAT_BIRTH_DT"] {
        assert!(oasis.iter().any(|id| id == item), "{item}: {oasis:?}");
    }
    assert!(
        finding("oasis-3.02.0", "3").is_empty(),
        "an inactivation is nothing else"
    );
    assert!(finding("mds-3.10.0", "2").is_empty(), "Section X finds it");
}

#[test]
fn a_modification_keeps_what_was_stored_and_an_inactivation_its_locator_alone() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    let subset = form.pack.subsets.iter().position(|code| code == "NC");
    let full = begun(&form, &book, subset.expect("there is NC"));
    let stored = full.lines();
    let begin = |transaction| {
        let correction = Correction {
            stored: &stored,
            transaction,
            number: 2,
        };
        Entry::correct(&form, book.today(), correction).expect("it is known")
    };
    let item = |id: &str| form.pack.item(id).expect(id);
    let modification = begin("2");
    for id in ["B0100", "A0500A", "ITM_SBST_CD"] {
        assert_eq!(
            modification.answered(item(id)),
            full.answered(item(id)),
            "{id}"
        );
    }
    assert_eq!(modification.answered(item("X0800")), Some("02"));
    assert_eq!(
        modification.answered(item("X0200A")),
        full.answered(item("A0500A"))
    );
    let inactivation = begin("3");
    assert_eq!(inactivation.answered(item("ITM_SBST_CD")), Some("XX"));
    assert_eq!(inactivation.answered(item("B0100")), None);
    assert_eq!(
        inactivation.answered(item("X0200A")),
        full.answered(item("A0500A"))
    );
    assert_eq!(
        inactivation.answered(item("FAC_ID")),
        full.answered(item("FAC_ID"))
    );
}
