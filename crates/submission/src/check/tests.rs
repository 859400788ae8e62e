//! A file is answered alike, however it comes and wherever it lies.

use std::ops::ControlFlow;

use jiff::civil::date;

use super::{FileCheck, Options, Reading, check};
use crate::assessments::Assessments;
use crate::{Finding, Limits, intake::Refusal, summary::Summary};

/// Bytes of the window that is held of a file.
const WINDOW: usize = 256 * 1024;

const DECLARATION: &str = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// References, CDATA, a comment, letters of two and three bytes, findings, and one warning.
const BODY: &str = "<nursingHomeData><header fileSpecVersion=\"4.10.0\"><facilityId>A&#66;C</facilityId>\
    <stateCode>OH</stateCode><reportQuarter>4</reportQuarter><federalFiscalYear>2026</federalFiscalYear>\
    <softwareVendorName>Caf\u{e9} &amp; \u{20ac}</softwareVendorName></header>\r\n\
    <employees><employee><employeeId><![CDATA[A&1]]></employeeId></employee></employees>\n\
    <staffingHours processType='merge'><staffHours><employeeId>A1<!-- one --></employeeId><workDays>\n\
    <workDay><date>2026-07-01</date><hourEntries><hourEntry><hours>8</hours><jobTitleCode>77</jobTitleCode>\
    <payTypeCode>1</payTypeCode></hourEntry></hourEntries></workDay>\
    <workDay><date>2026-06-30</date></workDay></workDays></staffHours></staffingHours>\n";
const END: &str = "</nursingHomeData>\n";
/// What the reader stops at.
const BROKEN: &str = "</nursingHomeDate>\n";

fn options() -> Options {
    Options {
        today: date(2026, 11, 10),
        limits: Limits::default(),
    }
}

type Answer = (Vec<Finding>, Option<Refusal>, Option<Summary>);

fn answer(file: FileCheck) -> Answer {
    let refusal = file.refusal().copied();
    (file.findings.iter().collect(), refusal, file.summary)
}

/// As a file on a disk is checked.
fn whole(file: &[u8]) -> Answer {
    let mut checked = check(
        &mut &*file,
        "a.xml",
        &options(),
        Assessments::Refused,
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    answer(checked.files.remove(0))
}

/// As a stream is checked that brings these pieces.
fn in_pieces(pieces: &[&[u8]]) -> Answer {
    let bytes: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut nothing = ();
    let mut reading = Reading::new(
        "a.xml",
        bytes as u64,
        &options(),
        Assessments::Refused,
        100,
        &mut nothing,
    );
    'file: for piece in pieces {
        let mut rest = *piece;
        while !rest.is_empty() {
            let spare = reading.spare();
            let (front, after) = rest.split_at(rest.len().min(spare.len()));
            spare[..front.len()].copy_from_slice(front);
            rest = after;
            if reading.advance(front.len()).is_break() {
                break 'file;
            }
        }
    }
    answer(reading.finish(Assessments::Refused).unwrap())
}

#[test]
fn a_file_is_answered_alike_wherever_its_pieces_part() {
    for end in [END, BROKEN] {
        let file = [DECLARATION, BODY, end].concat().into_bytes();
        let expected = whole(&file);
        assert!(expected.0.len() > 3, "{expected:?}");
        assert_eq!(expected.1.is_some(), end == BROKEN);
        for at in 0..=file.len() {
            let (front, rest) = file.split_at(at);
            assert_eq!(in_pieces(&[front, rest]), expected, "parted at {at}");
        }
        let single: Vec<_> = file.chunks(1).collect();
        assert_eq!(in_pieces(&single), expected);
    }
}

/// A line of comments that is so many bytes long, at least 8.
fn padding(mut bytes: usize) -> String {
    let mut text = String::new();
    while bytes > 60_000 {
        text += &format!("<!--{}-->", "p".repeat(30_000 - 7));
        bytes -= 30_000;
    }
    text += &format!("<!--{}-->\n", "p".repeat(bytes - 8));
    text
}

#[test]
fn a_file_is_answered_alike_wherever_the_edge_of_what_is_held_falls() {
    for end in [END, BROKEN] {
        let body = [BODY, end].concat();
        let file = |bytes| [DECLARATION, &padding(bytes), &body].concat().into_bytes();
        let expected = whole(&file(8));
        for before in 0..=body.len() {
            let padded = file(WINDOW - DECLARATION.len() - before);
            assert_eq!(padded.len(), WINDOW - before + body.len());
            assert_eq!(whole(&padded), expected, "{before} bytes before the edge");
        }
    }
}
