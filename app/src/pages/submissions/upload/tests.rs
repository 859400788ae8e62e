use super::foreign::foreign;
use super::pace::{Pace, size};
use super::sending::{Sending, of_answer, pause_after};
use super::state::{Check, Refusal, has_fatal};
use crate::error::ApiError;
use domain::providers::{FacilityId, ProviderId, ProviderType, StateCode};
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
    assert!(!Sending::Underway(Pace::default()).may_start());
    assert!(!Sending::TryingAgain { seconds: 2 }.may_start());
    assert!(!Sending::Received(SubmissionNumber(1)).may_start());
}

#[test]
fn a_file_is_lost_with_the_page_until_the_server_has_it() {
    for unsent in [
        Sending::NotSent,
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
