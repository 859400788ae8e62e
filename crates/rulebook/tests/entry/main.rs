//! Forms made from every pack that comes with the program.

mod answering;
mod corrections;
mod skips;

use std::{collections::BTreeSet, sync::Arc};

use rulebook::{Book, Sources};
use submission::{
    Limits,
    assessments::{
        Fields, Key, Record,
        entry::{Control, Entry, Known, Questionnaire},
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

/// Those whose rules have no last day.
fn books_in_force() -> Vec<Book> {
    let mut books = books();
    books.retain(|book| book.pack.in_force.until.is_none());
    books
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

/// Whoever fills in a form sees neither the signs of a file nor what the rules call a form.
#[test]
fn a_form_speaks_of_what_is_typed_and_not_of_signs() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    for (item, value) in [
        ("M0064_SSN", "123456789"),
        ("M0063_MEDICARE_NUM", "1SG4TE5MK73"),
        ("M0018_PHYSICIAN_ID", "123"),
        ("M1021_PRIMARY_DIAG_ICD", "I1"),
    ] {
        let mut entry = begun(&form, &book, 0);
        set(&mut entry, item, value);
        let problems = entry.standing(&entry.settle()).problems;
        let own: Vec<_> = problems.iter().filter(|one| one.item == item).collect();
        assert!(!own.is_empty(), "{item}");
        for problem in own {
            let said = format!("{} {}", problem.message, problem.fix);
            for word in ["^", "the form", "the length of"] {
                assert!(!said.contains(word), "{item}: {said}");
            }
        }
    }
}

#[test]
fn every_item_has_a_control_and_its_codes_have_a_meaning() {
    for book in &books_in_force() {
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
    for book in &books_in_force() {
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
