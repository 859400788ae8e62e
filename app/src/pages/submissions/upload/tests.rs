use super::comparison::{brought, doubt_of};
use super::foreign::foreign;
use super::pace::{Pace, size};
use super::picked::{Consent, Doubt};
use super::sending::{Sending, of_answer, pause_after};
use super::state::{Check, Refusal, has_fatal};
use super::turns::{Ahead, Brought, Turn, ahead_of_each};
use crate::error::ApiError;
use domain::providers::{FacilityId, ProviderId, ProviderType, StateCode};
use domain::staffing::{Comparison, Figures, FileFigures, FiscalQuarter, ProcessType, TotalHours};
use domain::submissions::{Facility, SendsFor, Severity, SubmissionKind, SubmissionNumber};
use std::sync::Arc;
use submission::checker::{Checked, Member, SaidFacility};
use submission::intake::Refused;
use submission::{CodeCount, Fact, Limits};
use uuid::Uuid;

fn pace(done: u64, total: u64, elapsed_ms: u64) -> Pace {
    Pace {
        done,
        total,
        elapsed_ms,
    }
}

fn checked(counts: &[(Severity, u64)]) -> Checked {
    let count = |(severity, count): &(Severity, u64)| CodeCount {
        code: String::from("-4025"),
        severity: *severity,
        count: *count,
    };
    let member = Member {
        name: String::from("pbj.xml"),
        counts: counts.iter().map(count).collect(),
        figures: None,
        employees_not_listed: 0,
        rules: None,
        facility: None,
    };
    Checked {
        refusal: None,
        members: vec![member],
        kept: 0,
        memory: 0,
    }
}

#[test]
fn a_facility_that_one_cannot_send_for_is_known_before_its_records_are_sent() {
    let own = |kind: ProviderType, state: &str, number: &str| SendsFor {
        kind,
        facility: Facility {
            id: ProviderId(Uuid::nil()),
            name: String::from("Home"),
            ccn: None,
        },
        facility_id: FacilityId::parse(number).unwrap(),
        state: StateCode::parse(state).unwrap(),
    };
    let said = |instrument: &str, state: &str, number: &str| SaidFacility {
        instrument: instrument.to_owned(),
        state: state.to_owned(),
        number: number.to_owned(),
    };
    let members = [
        ("MDS", "IA", "IA1077"),
        ("mds", "ia", "ia1077"),
        ("OASIS", "HI", "GUAM1"),
        ("MDS", "OH", "IA1077"),
        ("MDS", "OH", "IA1077"),
        // A nursing home sends no OASIS, and an agency no MDS.
        ("OASIS", "IA", "IA1077"),
        ("MDS", "HI", "GUAM1"),
        ("MDS", "", "IA1077"),
    ];
    let of_record = |(instrument, state, number): (&str, &str, &str)| Member {
        facility: Some(said(instrument, state, number)),
        ..checked(&[]).members.remove(0)
    };
    let file = Checked {
        members: members.into_iter().map(of_record).collect(),
        ..checked(&[])
    };
    let ours = [
        own(ProviderType::NursingHome, "IA", "IA1077"),
        own(ProviderType::HomeHealthAgency, "GU", "GUAM1"),
    ];
    let expected = [
        (said("MDS", "OH", "IA1077"), 2),
        (said("OASIS", "IA", "IA1077"), 1),
        (said("MDS", "HI", "GUAM1"), 1),
    ];
    assert_eq!(foreign(&file, &ours), expected);
    assert_eq!(foreign(&checked(&[]), &ours), [], "a payroll file");
}

#[test]
fn time_left_is_told_from_the_speed_so_far() {
    assert_eq!(pace(10, 50, 1_000).seconds_left(), Some(4));
    assert_eq!(pace(49, 50, 1_000).seconds_left(), Some(1));
    assert_eq!(pace(0, 50, 9_000).seconds_left(), None);
    assert_eq!(pace(10, 50, 100).seconds_left(), None, "too early to tell");
}

#[test]
fn progress_says_bytes_and_time_left() {
    let mb = 1_048_576;
    assert_eq!(
        pace(12 * mb, 50 * mb, 2_000).words(),
        "12.0 MB of 50.0 MB, about 6 seconds left"
    );
    assert_eq!(
        pace(mb, 50 * mb, 5_000).words(),
        "1.0 MB of 50.0 MB, about 4 minutes left"
    );
    assert_eq!(pace(50 * mb, 50 * mb, 9_000).words(), "50.0 MB of 50.0 MB");
}

#[test]
fn each_tenth_is_announced_once() {
    assert_eq!(pace(10, 100, 0).tenth_since(pace(9, 100, 0)), Some(10));
    assert_eq!(pace(19, 100, 0).tenth_since(pace(10, 100, 0)), None);
    assert_eq!(pace(45, 100, 0).tenth_since(pace(19, 100, 0)), Some(40));
    assert_eq!(pace(0, 0, 0).tenth_since(pace(0, 0, 0)), None);
}

#[test]
fn sizes_count_as_the_limits_do() {
    assert_eq!(size(1), "1 byte");
    assert_eq!(size(812), "812 bytes");
    assert_eq!(size(233_073), "227 kB");
    assert_eq!(size(Limits::default().zip_bytes), "5.0 MB");
    assert_eq!(size(Limits::default().xml_bytes), "50.0 MB");
}

#[test]
fn a_wrong_file_is_refused_by_its_name_and_size() {
    let limits = Limits::default();
    let refusal = |name, bytes| Refusal::of(name, bytes, &limits);
    assert_eq!(refusal("pbj.xml", 1), None);
    assert_eq!(refusal("PBJ.ZIP", 5_242_880), None);
    assert_eq!(
        refusal("pbj.zip", 5_242_881),
        Some(Refusal::ZipTooLarge { limit: 5_242_880 })
    );
    assert_eq!(
        refusal("pbj.xml", 52_428_801),
        Some(Refusal::XmlTooLarge { limit: 52_428_800 })
    );
    assert_eq!(refusal("pbj.xml", 0), Some(Refusal::Empty));
    assert_eq!(refusal("pbj.xlsx", 9), Some(Refusal::NotXmlOrZip));
    assert_eq!(refusal("xml", 9), Some(Refusal::NotXmlOrZip));
}

#[test]
fn the_verdict_counts_each_severity_and_never_says_valid() {
    let words =
        |counts: &[_]| Check::Done(Arc::new(checked(counts))).words(SubmissionKind::Staffing, 0);
    assert_eq!(words(&[]), "No problems found here");
    assert_eq!(words(&[(Severity::Fatal, 1)]), "1 fatal problem");
    assert_eq!(
        words(&[(Severity::Fatal, 1_234), (Severity::Warning, 1)]),
        "1,234 fatal problems, 1 warning"
    );
}

#[test]
fn what_the_server_will_reject_is_never_called_without_problems() {
    let words =
        |counts: &[_], kind, foretold| Check::Done(Arc::new(checked(counts))).words(kind, foretold);
    assert_eq!(
        words(&[], SubmissionKind::Assessments, 1),
        "1 record will be rejected for its facility"
    );
    assert_eq!(
        words(&[(Severity::Warning, 3)], SubmissionKind::Assessments, 2),
        "2 records will be rejected for their facility, 3 warnings"
    );
    assert_eq!(
        words(&[], SubmissionKind::Staffing, 1),
        "1 file will be rejected for its facility or quarter"
    );
}

#[test]
fn a_file_with_fatal_problems_or_that_cannot_be_opened_may_be_sent_after_a_warning() {
    let fatal = Check::Done(Arc::new(checked(&[(Severity::Fatal, 1)])));
    let warned = Check::Done(Arc::new(checked(&[(Severity::Warning, 1)])));
    let unopened = Check::Done(Arc::new(Checked {
        refusal: Some(Fact::Refused {
            file: String::from("pbj.zip"),
            refusal: Refused::NotZip.into(),
        }),
        ..checked(&[(Severity::Fatal, 1)])
    }));
    for rejected in [fatal, unopened] {
        assert!(rejected.may_be_sent());
        for kind in [SubmissionKind::Staffing, SubmissionKind::Assessments] {
            assert!(rejected.warning(kind).unwrap().contains("reject"));
        }
    }
    assert!(warned.may_be_sent() && warned.warning(SubmissionKind::Staffing).is_none());
    assert!(Check::Lost.may_be_sent());
    assert!(!Check::Waiting.may_be_sent());
    assert!(!Check::Refused(Refusal::Empty).may_be_sent());
}

#[test]
fn an_answer_of_the_server_is_a_receipt_a_question_or_a_refusal() {
    let number = SubmissionNumber(1_000_007);
    assert_eq!(
        of_answer(201, r#"{"received":1000007}"#),
        Sending::Received(number)
    );
    assert_eq!(
        of_answer(409, r#"{"sent_before":1000007}"#),
        Sending::SentBefore(number)
    );
    assert_eq!(of_answer(401, ""), Sending::LoggedOut);
    let refused = of_answer(
        422,
        r#"{"refused":[{"field":"file","message":"This file is empty."}]}"#,
    );
    assert_eq!(
        refused,
        Sending::Refused(String::from("This file is empty."))
    );
    assert_eq!(
        of_answer(507, r#""no_room""#),
        Sending::Refused(ApiError::NoRoom.to_string())
    );
    assert!(matches!(of_answer(502, "<html>"), Sending::Refused(_)));
}

#[test]
fn a_broken_connection_is_tried_again_three_times() {
    assert_eq!(
        [1, 2, 3, 4].map(pause_after),
        [Some(2), Some(5), Some(15), None]
    );
}

#[test]
fn a_file_that_was_received_is_not_sent_twice() {
    assert!(
        Sending::NotSent.may_start()
            && Sending::LoggedOut.may_start()
            && Sending::Unreachable.may_start()
    );
    assert!(!Sending::Waiting.may_start());
    assert!(!Sending::Underway(Pace::default()).may_start());
    assert!(!Sending::TryingAgain { seconds: 2 }.may_start());
    assert!(!Sending::Received(SubmissionNumber(1)).may_start());
}

#[test]
fn a_file_is_lost_with_the_page_until_the_server_has_it() {
    for unsent in [
        Sending::NotSent,
        Sending::Waiting,
        Sending::Underway(Pace::default()),
        Sending::TryingAgain { seconds: 2 },
        Sending::Unreachable,
        Sending::LoggedOut,
        Sending::Refused(String::new()),
    ] {
        assert!(unsent.is_unsent(), "{unsent:?}");
    }
    for there in [
        Sending::Received(SubmissionNumber(1)),
        Sending::SentBefore(SubmissionNumber(1)),
    ] {
        assert!(!there.is_unsent(), "{there:?}");
    }
}

#[test]
fn a_file_is_rejected_for_fatal_problems_alone() {
    let rejected = |counts: &[_]| has_fatal(&checked(counts).members[0]);
    assert!(rejected(&[(Severity::Warning, 2), (Severity::Fatal, 1)]));
    assert!(!rejected(&[(Severity::Warning, 2), (Severity::Fatal, 0)]));
    assert!(!rejected(&[]));
}

const Q4: (i16, u8) = (2026, 4);

fn figures(process_type: ProcessType, (year, quarter): (i16, u8), employees: i64) -> FileFigures {
    FileFigures {
        facility_id: String::from("SRDEMO01"),
        state: StateCode::parse("OH").unwrap(),
        quarter: FiscalQuarter::new(year, quarter).unwrap(),
        process_type,
        figures: Figures {
            employees,
            hours: TotalHours(employees * 800),
            days_without_rn: 0,
        },
    }
}

fn file(name: &str, process_type: ProcessType, employees: i64) -> Brought {
    Brought {
        name: name.to_owned(),
        file: figures(process_type, Q4, employees),
        is_rejected: false,
    }
}

/// What is said of each file of a page, or of a ZIP, in their order.
fn said(files: &[Brought]) -> Vec<Option<String>> {
    let ahead = ahead_of_each([], files);
    let words = files.iter().zip(ahead).map(|(brought, ahead)| {
        ahead.map(|ahead| {
            let words = ahead.words(brought.file.process_type);
            let words = words.strip_prefix("In the order of this page it comes after ");
            words.unwrap().to_owned()
        })
    });
    words.collect()
}

#[test]
fn a_file_is_told_what_another_brings_to_its_quarter_before_it() {
    use ProcessType::{Merge, Replace};
    let takes_place =
        Some("a.xml, and takes the place of what that brings: 50 employees, 400.00 hours.");
    let files = [file("a.xml", Replace, 50), file("b.xml", Replace, 1)];
    assert_eq!(said(&files), [None, takes_place.map(str::to_owned)]);

    let merges = Some(String::from(
        "a.xml, and merges into what that brings: 50 employees, 400.00 hours.",
    ));
    let files = [file("a.xml", Replace, 50), file("b.xml", Merge, 1)];
    assert_eq!(said(&files), [None, merges]);

    let several = [
        file("gone.xml", Merge, 7),
        file("a.xml", Replace, 50),
        file("b.xml", Merge, 1),
        file("c.xml", Replace, 1),
        file("d.xml", Replace, 1),
    ];
    let words = said(&several);
    let two =
        "2 files for this quarter, the last of them b.xml, and takes the place of what they bring.";
    assert_eq!(words[3].as_deref(), Some(two));
    let one = "c.xml, and takes the place of what that brings: 1 employee, 8.00 hours.";
    assert_eq!(words[4].as_deref(), Some(one));
}

#[test]
fn files_of_other_quarters_and_those_that_will_be_rejected_come_before_none() {
    let last = file("last.xml", ProcessType::Replace, 1);
    let rejected = Brought {
        is_rejected: true,
        ..file("rejected.xml", ProcessType::Replace, 50)
    };
    let of_other = |quarter, facility: &str| Brought {
        file: FileFigures {
            facility_id: facility.to_owned(),
            ..figures(ProcessType::Replace, quarter, 50)
        },
        ..file("other.xml", ProcessType::Replace, 50)
    };
    let others = [
        rejected,
        of_other((2026, 3), "SRDEMO01"),
        of_other(Q4, "OTHER2"),
    ];
    assert_eq!(ahead_of_each(others, std::slice::from_ref(&last)), [None]);
    let small_letters = of_other(Q4, "srdemo01");
    assert!(ahead_of_each([small_letters], &[last])[0].is_some());
}

#[test]
fn what_comes_before_a_file_is_known_from_where_the_others_are() {
    let received = Sending::Received(SubmissionNumber(1));
    let turn = |sending: &Sending| Turn::of(sending, None);
    for above in [true, false] {
        assert_eq!(turn(&Sending::NotSent).is_before(0, above), above);
        assert!(turn(&Sending::Waiting).is_before(0, above));
        assert!(turn(&Sending::Underway(Pace::default())).is_before(0, above));
        assert!(
            turn(&received).is_before(0, above),
            "it may yet be accepted"
        );
        assert!(!turn(&Sending::SentBefore(SubmissionNumber(1))).is_before(0, above));
        let answered = Turn::of(&received, Some(2));
        assert!(answered.is_before(1, above), "compared before its answer");
        assert!(!answered.is_before(2, above), "it is among what is stored");
    }
    assert!(turn(&received).is_pressed() && turn(&Sending::Waiting).is_pressed());
    assert!(!turn(&Sending::LoggedOut).is_pressed());
}

#[test]
fn a_file_that_replaces_what_another_brings_needs_a_word_of_its_own() {
    let beside = |process_type, stored, sent| {
        let [stored, sent] =
            [stored, sent].map(|employees| figures(process_type, Q4, employees).figures);
        Some(Comparison {
            facility: Facility {
                id: ProviderId(Uuid::nil()),
                name: String::from("Home"),
                ccn: None,
            },
            quarter: FiscalQuarter::new(2026, 4).unwrap(),
            process_type,
            stored,
            sent,
            today: jiff::civil::date(2026, 11, 10),
        })
    };
    let full = file("a.xml", ProcessType::Replace, 50);
    let ahead = ahead_of_each([full], &[file("b.xml", ProcessType::Replace, 1)]);
    let doubt = |process_type, stored, ahead: &[Option<Ahead>]| {
        doubt_of(&[beside(process_type, stored, 1)], ahead)
    };
    let (replace, merge) = (ProcessType::Replace, ProcessType::Merge);
    assert_eq!(doubt(replace, 1, &ahead), Some(Doubt::ReplacesOther));
    assert_eq!(doubt(replace, 50, &ahead), Some(Doubt::ReplacesOther));
    assert_eq!(doubt(replace, 50, &[None]), Some(Doubt::TakesMuch));
    assert_eq!(doubt(replace, 1, &[None]), None);
    assert_eq!(doubt(merge, 1, &ahead), None);

    let word = Consent::Given(Doubt::ReplacesOther);
    assert_eq!(word.after(Some(Doubt::ReplacesOther)), word);
    assert_eq!(word.after(Some(Doubt::NotCompared)), word);
    let other = Consent::Needed(Doubt::TakesMuch);
    assert_eq!(
        word.after(Some(Doubt::TakesMuch)),
        other,
        "said of another loss"
    );
    assert_eq!(word.after(None), Consent::NotNeeded);
}

#[test]
fn a_file_of_a_zip_is_named_with_it_and_one_with_fatal_problems_brings_nothing() {
    let member = |name: &str, severity| Member {
        name: name.to_owned(),
        figures: Some(figures(ProcessType::Replace, Q4, 1)),
        ..checked(&[(severity, 1)]).members.remove(0)
    };
    let members = vec![
        member("a.xml", Severity::Warning),
        member("b.xml", Severity::Fatal),
    ];
    let zip = Check::Done(Arc::new(Checked {
        members,
        ..checked(&[])
    }));
    let names = |name, check| {
        let brought: Vec<Brought> = brought(name, check);
        let names = brought.into_iter().map(|brought| brought.name);
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("both.zip", &zip), ["both.zip/a.xml"]);
    assert_eq!(names("a.xml", &zip), ["a.xml"]);
    assert_eq!(names("a.xml", &Check::Lost), [""; 0]);
}
