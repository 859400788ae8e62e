use super::Desk;
use jiff::civil::{Date, date};
use std::cell::RefCell;
use std::fmt::Write as _;
use submission::checker::{Checked, List, Page};
use submission::generate::zip;
use submission::{Limits, Options, Query, Sort};

const TODAY: Date = date(2026, 11, 10);

fn options() -> Options {
    Options {
        today: TODAY,
        limits: Limits::default(),
    }
}

/// A file of fiscal year 2026, quarter 4, with one entry for each pair of work date and job title code.
fn file(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut days = String::new();
    for (date, code) in entries {
        writeln!(
            days,
            "<workDay><date>{date}</date><hourEntries><hourEntry><hours>8</hours><jobTitleCode>{code}</jobTitleCode>\
             <payTypeCode>1</payTypeCode></hourEntry></hourEntries></workDay>"
        )
        .unwrap();
    }
    format!(
        "<?xml version=\"1.0\"?>\n<nursingHomeData><header fileSpecVersion=\"4.10.0\"><facilityId>DEMO1</facilityId>\
         <stateCode>OH</stateCode><reportQuarter>4</reportQuarter><federalFiscalYear>2026</federalFiscalYear></header>\n\
         <employees><employee><employeeId>A1</employeeId></employee></employees>\n\
         <staffingHours processType=\"replace\"><staffHours><employeeId>A1</employeeId><workDays>\n{days}</workDays>\
         </staffHours></staffingHours></nursingHomeData>\n"
    )
    .into_bytes()
}

fn checked(bytes: &[u8], name: &str) -> (Desk, Checked) {
    checked_with(bytes, name, &options())
}

/// As the worker does it: an XML file comes in pieces.
fn checked_with(bytes: &[u8], name: &str, options: &Options) -> (Desk, Checked) {
    let mut desk = Desk::default();
    let mut source = bytes;
    if let Some(checked) = desk.check(&mut source, name, options, None).unwrap() {
        return (desk, checked);
    }
    for part in 0..desk.parts() {
        if let Some(checked) = desk.check_part(&mut source, part, |_| {}).unwrap() {
            return (desk, checked);
        }
    }
    for piece in bytes.chunks(100_000) {
        let mut rest = piece;
        let read = desk.read(|buffer| {
            let (front, after) = rest.split_at(rest.len().min(buffer.len()));
            buffer[..front.len()].copy_from_slice(front);
            rest = after;
            front.len()
        });
        if read.is_break() {
            break;
        }
    }
    let checked = desk.finish().unwrap();
    (desk, checked)
}

fn many(count: usize) -> Vec<u8> {
    file(&vec![("2026-07-01", "77"); count])
}

#[test]
fn a_file_that_is_refused_is_read_no_further() {
    let bytes = many(5_000);
    let mut desk = Desk::default();
    let mut source = bytes.as_slice();
    let at_once = desk.check(&mut source, "pbj.xml", &options(), None);
    assert!(at_once.unwrap().is_none());
    let broken = [&bytes[..1_000], b"<", "x".repeat(600_000).as_bytes()].concat();
    let mut rest = broken.as_slice();
    let read = desk.read(|buffer| {
        let (front, after) = rest.split_at(rest.len().min(buffer.len()));
        buffer[..front.len()].copy_from_slice(front);
        rest = after;
        front.len()
    });
    assert!(read.is_break());
    let checked = desk.finish().unwrap();
    let counts = &checked.members[0].counts;
    assert!(counts.iter().any(|row| row.code == "intake:name-length"));
    assert!(desk.finish().is_none());
}

#[test]
fn a_page_holds_a_hundred_findings_and_knows_how_many_there_are() {
    let (desk, _) = checked(&many(250), "pbj.xml");
    let list = List {
        query: Query {
            code: Some(String::from("-3676")),
            ..Query::default()
        },
        ..List::default()
    };
    let first = desk.page(&list, 1, Page::SIZE);
    let third = desk.page(&list, 3, Page::SIZE);
    assert_eq!(
        (first.facts.len(), first.total, first.last()),
        (100, 250, 3)
    );
    assert_eq!(third.facts.len(), 50);
    assert!(desk.page(&list, 4, Page::SIZE).facts.is_empty());
    assert!(first.facts[99].told().place.line < third.facts[0].told().place.line);
    assert_eq!(Page::default().last(), 1);
}

#[test]
fn a_list_is_sorted_as_it_asks() {
    let bytes = file(&[
        ("2026-07-03", "77"),
        ("2026-07-01", "78"),
        ("2026-07-02", "79"),
    ]);
    let (desk, _) = checked(&bytes, "pbj.xml");
    let query = Query {
        code: Some(String::from("-3676")),
        sort: Sort::Date,
        descending: true,
        ..Query::default()
    };
    let page = desk.page(
        &List {
            query,
            ..List::default()
        },
        1,
        Page::SIZE,
    );
    let days: Vec<_> = page
        .facts
        .iter()
        .filter_map(|fact| fact.told().place.date)
        .map(Date::day)
        .collect();
    assert_eq!(days, [3, 2, 1]);
}

#[test]
fn the_files_of_a_zip_are_sorted_together() {
    let (first, second) = (
        file(&[("2026-07-03", "77"), ("2026-07-01", "78")]),
        file(&[("2026-07-02", "79")]),
    );
    let archive = zip(&[("first.xml", &first), ("second.xml", &second)]).unwrap();
    let (desk, _) = checked(&archive, "both.zip");
    let mut list = List::default();
    list.query.code = Some(String::from("-3676"));
    let found = |list: &List| -> Vec<_> {
        let told = desk.page(list, 1, Page::SIZE).facts.into_iter();
        told.map(|fact| fact.told().place)
            .map(|place| (place.file, place.date.map(Date::day)))
            .collect()
    };
    let row = |file: &str, day| (String::from(file), Some(day));
    let (third, first, second) = (
        row("first.xml", 3),
        row("first.xml", 1),
        row("second.xml", 2),
    );
    assert_eq!(found(&list), [third.clone(), first.clone(), second.clone()]);
    list.query.sort = Sort::Date;
    assert_eq!(found(&list), [first, second.clone(), third]);
    list.member = Some(1);
    assert_eq!(found(&list), [second]);
}

#[test]
fn edits_are_counted_whole_even_where_findings_were_not_kept() {
    let bytes = many(300);
    let few = Options {
        limits: Limits {
            findings: 50,
            ..Limits::default()
        },
        ..options()
    };
    let (desk, checked) = checked_with(&bytes, "pbj.xml", &few);
    let edits = desk.edits(&List::default());
    let edit = edits.iter().find(|edit| edit.code == "-3676").unwrap();
    assert_eq!(edit.count, 300);
    assert!(edit.example.is_some());
    assert_eq!(edits.iter().map(|edit| edit.kept).sum::<u32>(), 50);
    assert_eq!(checked.kept, 50);
}

#[test]
fn a_zip_tells_how_far_it_is_after_each_part_and_once_a_megabyte() {
    // Codes without order, or it would unpack to so much more than it is that it is refused.
    let codes: Vec<String> = (0..12_000_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 8).to_string())
        .collect();
    let entries: Vec<(&str, &str)> = codes
        .iter()
        .map(|code| ("2026-07-01", code.as_str()))
        .collect();
    let part = file(&entries);
    let archive = zip(&["a.xml", "b.xml"].map(|name| (name, part.as_slice()))).unwrap();
    let mut source = archive.as_slice();
    let mut desk = Desk::default();
    let at_once = desk.check(&mut source, "pbj.zip", &options(), None);
    assert!(at_once.unwrap().is_none());
    assert_eq!(desk.parts(), 2);
    let told = RefCell::new(vec![0]);
    let on_progress = |at: super::Progress| told.borrow_mut().push(at.done);
    let first = desk.check_part(&mut source, 1, on_progress).unwrap();
    assert!(first.is_none());
    assert_eq!(desk.progress().unwrap().done, part.len() as u64);
    let checked = desk.check_part(&mut source, 0, on_progress).unwrap();
    let names: Vec<_> = checked
        .unwrap()
        .members
        .into_iter()
        .map(|member| member.name)
        .collect();
    assert_eq!(names, ["a.xml", "b.xml"]);
    assert_eq!(desk.parts(), 0);
    let told = told.into_inner();
    assert!(told.len() > 2);
    assert!(
        told.array_windows()
            .all(|[one, next]| next - one >= 1 << 20)
    );
}

#[test]
fn what_cannot_be_opened_says_why_and_the_rest_is_told_by_its_findings() {
    let (_, zip) = checked(b"PK\x03\x04 and then nothing", "pbj.zip");
    assert_eq!(
        zip.refusal.map(|fact| fact.told().code),
        Some(String::from("intake:not-zip"))
    );
    let (_, text) = checked(b"hours,8", "pbj.xml");
    assert_eq!(text.members.len(), 1);
    let (_, cut) = checked(&many(1)[..300], "pbj.xml");
    assert_eq!(cut.refusal, None);
    assert!(!cut.members[0].counts.is_empty());
}

#[test]
fn figures_are_what_the_server_compares_with_the_stored_quarter() {
    let (_, checked) = checked(
        &file(&[("2026-07-01", "7"), ("2026-07-02", "10")]),
        "pbj.xml",
    );
    let figures = checked.members[0].figures.as_ref().unwrap();
    assert_eq!(figures.facility_id, "DEMO1");
    assert_eq!(figures.figures.employees, 1);
    assert_eq!(figures.figures.hours.to_string(), "16.00");
    // 92 days, one of them with a registered nurse (code 7).
    assert_eq!(figures.figures.days_without_rn, 91);
}
