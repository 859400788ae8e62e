//! Forms made from every pack that comes with the program.

use std::{collections::BTreeSet, sync::Arc};

use domain::submissions::Severity;
use rulebook::{Book, Sources};
use submission::{
    Limits,
    assessments::{
        Fields, Key, Located, Record,
        entry::{Control, Correction, Entry, Known, Questionnaire},
    },
    xml::Reader,
};

fn books() -> Vec<Book> {
    let sources = Sources::built_in();
    let book = |pack| {
        sources
            .book(pack)
            .unwrap_or_else(|mistake| panic!("{mistake}"))
    };
    sources.packs().map(book).collect()
}

fn book(name: &str) -> Book {
    Sources::built_in()
        .book(name)
        .unwrap_or_else(|mistake| panic!("{mistake}"))
}

fn form(book: &Book) -> Questionnaire {
    Questionnaire::new(Arc::new(book.pack.clone()), book.answers.clone())
}

/// The record as the database keeps it.
fn lines(form: &Questionnaire, record: &Record) -> String {
    let mut lines = String::new();
    for (index, item) in (0..).zip(&form.pack.items) {
        if let Some(value) = record.value(index) {
            lines.push_str(&format!("{}={value}\n", item.id));
        }
    }
    lines
}

fn read(file: &str) -> Fields {
    let mut reader = Reader::new(&Limits::default(), u64::MAX, Fields::default());
    let mut rest = file.as_bytes();
    while !rest.is_empty() {
        let spare = reader.spare();
        let (next, after) = rest.split_at(spare.len().min(rest.len()));
        spare[..next.len()].copy_from_slice(next);
        reader.advance(next.len()).expect("it is well-formed");
        rest = after;
    }
    reader.end().expect("it is whole");
    reader.into_content()
}

fn begun<'a>(form: &'a Questionnaire, book: &Book, subset: usize) -> Entry<'a> {
    let record = book.passing().nth(subset).expect("each subset has a base");
    Entry::read(form, &lines(form, &record), book.today())
}

fn set(entry: &mut Entry<'_>, id: &str, value: &str) {
    let item = entry.form().pack.item(id).expect(id);
    entry.answer(item, value);
}

fn closed(entry: &Entry<'_>, id: &str) -> Option<String> {
    let standing = entry.standing(&entry.settle());
    let shut = standing.closed.into_iter();
    shut.filter(|shut| shut.items.iter().any(|item| item == id))
        .map(|shut| shut.since)
        .next()
}

#[test]
fn a_record_that_passes_is_the_same_after_it_was_read_into_a_form() {
    for book in books() {
        let form = form(&book);
        let mut tried = 0;
        for record in book.passing() {
            let before = lines(&form, &record);
            let entry = Entry::read(&form, &before, record.today());
            let settled = entry.settle();
            let after = lines(&form, settled.record());
            let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
                (before.lines().collect(), after.lines().collect());
            let differs: Vec<_> = before.symmetric_difference(&after).collect();
            assert!(differs.is_empty(), "{}: {differs:?}", form.pack.version);
            assert_eq!(
                entry.problems_if_sent(&settled),
                [],
                "{}",
                form.pack.version
            );
            tried += 1;
        }
        println!(
            "{} {}: {tried} records",
            form.pack.instrument, form.pack.version
        );
        assert!(tried > form.pack.subsets.len());
    }
}

#[test]
fn the_file_that_is_written_is_read_again_as_the_same_record() {
    for book in books() {
        let form = form(&book);
        for record in book.passing() {
            let entry = Entry::read(&form, &lines(&form, &record), record.today());
            let file = entry.xml(&entry.settle());
            let read: String = read(&file)
                .iter()
                .map(|field| format!("{}={}\n", field.id, field.value))
                .collect();
            assert_eq!(read, lines(&form, &record));
        }
    }
}

/// Whoever begins an assessment sees what is missing, and nothing that is wrong.
#[test]
fn an_empty_form_misses_answers_and_breaks_nothing() {
    for book in books()
        .iter()
        .filter(|book| book.pack.in_force.until.is_none())
    {
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

/// A question with Yes and No is no box: nobody says No by passing over it.
#[test]
fn boxes_are_told_from_questions() {
    let oasis = form(&book("oasis-3.02.0"));
    let mds = form(&book("mds-3.10.0"));
    let control = |form: &Questionnaire, id: &str| form.control(form.pack.item(id).expect(id));
    assert_eq!(control(&oasis, "M0150_CPAY_NONE"), Control::Tick);
    assert_eq!(control(&oasis, "M1041_IN_INFLNZ_SEASON"), Control::Radio);
    assert_eq!(control(&mds, "A1005A"), Control::Tick);
    assert_eq!(control(&mds, "A0310H"), Control::Radio);
    assert_eq!(control(&mds, "A0310A"), Control::Radio);
    assert_eq!(control(&oasis, "M0090_INFO_COMPLETED_DT"), Control::Date);
    assert_eq!(control(&oasis, "M0064_SSN"), Control::Identifier);
    for id in ["A0600A", "A0600B", "A0700", "X0500"] {
        assert_eq!(control(&mds, id), Control::Identifier, "{id}");
    }
    assert_eq!(control(&mds, "A0500C"), Control::Text);
}

/// What is missing is what an answer would mend: with the answers of a whole record, one after the other, the list becomes empty.
#[test]
fn nothing_is_missing_once_everything_is_answered() {
    for book in books()
        .iter()
        .filter(|book| book.pack.in_force.until.is_none())
    {
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

/// At a start of care nobody says whether care was resumed: since it cannot have been, days that are out of order are told without it.
#[test]
fn what_rules_leave_no_choice_about_is_as_good_as_answered() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let told = |entry: &Entry<'_>| -> BTreeSet<(String, String)> {
        let problems = entry.standing(&entry.settle()).problems.into_iter();
        problems
            .map(|problem| (problem.code, problem.item))
            .collect()
    };
    let breaks = |entry: &Entry<'_>, code: &str| told(entry).iter().any(|(of, _)| of == code);
    let without_resumption = |kind: &str| {
        let subset = form.pack.subsets.iter().position(|code| code == kind);
        let mut entry = begun(&form, &book, subset.expect(kind));
        set(&mut entry, "M0032_ROC_DT", "");
        set(&mut entry, "M0032_ROC_DT_NA", "");
        entry
    };
    let mut start = without_resumption("01");
    assert_eq!(told(&start), BTreeSet::new());
    set(&mut start, "M0102_PHYSN_ORDRD_SOCROC_DT", "20260414");
    for item in ["M0102_PHYSN_ORDRD_SOCROC_DT", "M0030_START_CARE_DT"] {
        let order = ("-3261".to_owned(), item.to_owned());
        assert!(told(&start).contains(&order), "{item}: {:?}", told(&start));
    }
    let missing = start.standing(&start.settle()).missing;
    assert!(
        missing.iter().any(|item| item == "M0032_ROC_DT_NA"),
        "it is still to be answered"
    );
    // What is answered against it is wrong, too.
    set(&mut start, "M0032_ROC_DT", "20260413");
    assert!(breaks(&start, "-3500"), "{:?}", told(&start));
    // Of a later assessment either may be right, and which order of days is meant hangs on it.
    let mut later = without_resumption("04");
    set(&mut later, "M0030_START_CARE_DT", "20260416");
    assert!(!breaks(&later, "-3261"), "{:?}", told(&later));
    set(&mut later, "M0032_ROC_DT_NA", "1");
    assert!(breaks(&later, "-3261"), "{:?}", told(&later));
}

#[test]
fn a_skip_pattern_closes_and_opens_as_one_answers() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let mut entry = begun(&form, &book, 0);
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "1");
    set(&mut entry, "M2003_MDCTN_FLWP", "1");
    assert_eq!(closed(&entry, "M2003_MDCTN_FLWP"), None);
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "9");
    assert_eq!(
        closed(&entry, "M2003_MDCTN_FLWP").as_deref(),
        Some("M2001_DRUG_RGMN_RVW is 9")
    );
    let item = form.pack.item("M2003_MDCTN_FLWP").expect("it is there");
    assert_eq!(entry.settle().record().submitted(item), Some("^"));
    // The answer is kept, should it open again.
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "1");
    assert_eq!(closed(&entry, "M2003_MDCTN_FLWP"), None);
    assert_eq!(entry.settle().record().submitted(item), Some("1"));
}

/// A box that says that a number is not known closes the field before it.
#[test]
fn a_later_box_closes_an_earlier_field() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let mut entry = begun(&form, &book, 0);
    assert_eq!(closed(&entry, "M0064_SSN"), None);
    set(&mut entry, "M0064_SSN_UK", "1");
    assert!(closed(&entry, "M0064_SSN").is_some());
}

/// MDS: what one closes is closed on, and a dash is passed on as a dash.
#[test]
fn what_is_closed_closes_what_hangs_on_it() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    let subset = form.pack.subsets.iter().position(|code| code == "NC");
    let mut entry = begun(&form, &book, subset.expect("there is NC"));
    set(&mut entry, "E0300", "1");
    assert_eq!(closed(&entry, "E0500A"), None);
    set(&mut entry, "E0300", "-");
    let item = form.pack.item("E0500A").expect("it is there");
    assert_eq!(entry.settle().record().submitted(item), Some("-"));
    set(&mut entry, "E0300", "0");
    assert_eq!(entry.settle().record().submitted(item), Some("^"));
}

/// Nobody is locked in: whatever a record holds, the item that closes another can itself be answered.
#[test]
fn no_two_items_close_each_other() {
    for book in books() {
        let form = form(&book);
        for record in book.passing() {
            let entry = Entry::read(&form, &lines(&form, &record), record.today());
            let settled = entry.settle();
            let open = entry.asked().filter(|item| settled.closed(*item).is_none());
            assert!(open.count() > 10);
        }
        let closing = (0..)
            .zip(&form.pack.items)
            .filter(|(item, _)| !form.skips.of_item(*item).is_empty());
        println!(
            "{}: {} items can be closed",
            form.pack.version,
            closing.count()
        );
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

#[test]
fn every_item_has_a_control_and_its_codes_have_a_meaning() {
    for book in books()
        .iter()
        .filter(|book| book.pack.in_force.until.is_none())
    {
        let form = form(book);
        let (mut codes, mut bare) = (0_u32, Vec::new());
        for subset in 0..form.pack.subsets.len() {
            let entry = begun(&form, book, subset);
            let mut asked = 0;
            for section in entry.sections() {
                assert!(!section.title.ends_with(':'), "{section:?}");
                for field in entry
                    .questions(&section.code)
                    .into_iter()
                    .flat_map(|one| one.fields)
                {
                    asked += 1;
                    if matches!(field.control, Control::Radio | Control::Select) {
                        assert!(!field.choices.is_empty(), "{}", field.id);
                    }
                    for choice in &field.choices {
                        codes += 1;
                        if choice.label.is_empty() {
                            bare.push(format!("{} {}", field.id, choice.value));
                        }
                    }
                }
            }
            assert_eq!(asked, entry.asked().count());
        }
        println!(
            "{}: {codes} codes, {} without a label",
            form.pack.version,
            bare.len()
        );
        assert!(bare.len() * 20 < codes as usize, "{bare:?}");
        let boxes = (0..)
            .zip(&form.pack.items)
            .filter(|(item, _)| form.control(*item) == Control::Tick);
        assert!(boxes.count() > 100);
    }
}

/// The answers of a base record to the items that decide its kind.
fn reasons(form: &Questionnaire, full: &Entry<'_>) -> Vec<(u16, String)> {
    let answer = |item: u16| Some((item, full.answered(item)?.to_owned()));
    form.deciders().into_iter().filter_map(answer).collect()
}

/// The reasons for an assessment decide its item subset, by the rules themselves.
#[test]
fn a_form_begins_as_the_kind_that_its_reasons_decide() {
    for book in books()
        .iter()
        .filter(|book| book.pack.in_force.until.is_none())
    {
        let form = form(book);
        for (subset, code) in form.pack.subsets.iter().enumerate() {
            let full = begun(&form, book, subset);
            if full.said(Key::Transaction) == Some("3") {
                continue;
            }
            let known = [
                Known {
                    key: Key::State,
                    value: "OH",
                },
                Known {
                    key: Key::Facility,
                    value: "SRDEMO01",
                },
                Known {
                    key: Key::LastName,
                    value: "INVENTED",
                },
            ];
            let entry = Entry::begin(&form, book.today(), &reasons(&form, &full), &known)
                .unwrap_or_else(|| panic!("{} {code}", form.pack.instrument));
            assert_eq!(entry.answered(form.pack.subset_item), Some(code.as_str()));
            assert_eq!(entry.said(Key::LastName), Some("INVENTED"));
            let problems = entry.standing(&entry.settle()).problems;
            assert_eq!(problems, [], "{} {code}", form.pack.instrument);
            // What the program has said of it is all that its first section needs.
            let missing = entry.standing(&entry.settle()).missing;
            for id in [
                "ASMT_SYS_CD",
                "ITM_SBST_CD",
                "ITM_SET_VRSN_CD",
                "SPEC_VRSN_CD",
            ] {
                assert!(!missing.iter().any(|item| item == id), "{id}");
                assert!(entry.is_fixed(form.pack.item(id).expect(id)));
            }
        }
    }
}

#[test]
fn reasons_that_ask_for_no_record_begin_none() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    let of = |id: &str, value: &str| (form.pack.item(id).expect(id), value.to_owned());
    let none = [
        of("A0200", "1"),
        of("A0310A", "99"),
        of("A0310B", "99"),
        of("A0310F", "99"),
        of("A0310H", "0"),
    ];
    assert!(Entry::begin(&form, book.today(), &none, &[]).is_none());
    assert_eq!(none.len(), form.deciders().len());
}

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
