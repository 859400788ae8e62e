use super::*;
use crate::support::Incident;
use FileState as File;
use SubmissionState as State;

#[test]
fn a_submission_is_decided_once_it_has_its_answer() {
    let decided: Vec<_> = State::ALL
        .into_iter()
        .filter(|state| state.is_decided())
        .collect();
    assert_eq!(
        decided,
        [
            State::Accepted,
            State::AcceptedWithWarnings,
            State::PartlyRejected,
            State::Rejected,
        ]
    );
}

#[test]
fn submission_is_what_its_files_are() {
    assert_eq!(State::of_files(&[]), None);
    assert_eq!(State::of_files(&[File::Accepted, File::Received]), None);
    assert_eq!(
        State::of_files(&[File::Accepted, File::Accepted]),
        Some(State::Accepted)
    );
    assert_eq!(
        State::of_files(&[File::Accepted, File::AcceptedWithWarnings]),
        Some(State::AcceptedWithWarnings)
    );
    assert_eq!(
        State::of_files(&[File::Accepted, File::Rejected]),
        Some(State::PartlyRejected)
    );
    assert_eq!(State::of_files(&[File::Rejected]), Some(State::Rejected));
}

#[test]
fn one_fatal_finding_rejects_a_file() {
    assert_eq!(File::decided(1, 0), File::Rejected);
    assert_eq!(File::decided(0, 2), File::AcceptedWithWarnings);
    assert_eq!(File::decided(0, 0), File::Accepted);
}

#[test]
fn states_are_read_as_they_are_written() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Ok(state));
        assert_eq!(
            serde_json::to_string(&state).unwrap(),
            format!("\"{}\"", state.as_str())
        );
    }
    for state in File::ALL {
        assert_eq!(File::parse(state.as_str()), Ok(state));
    }
    for severity in Severity::ALL {
        assert_eq!(Severity::parse(severity.as_str()), Some(severity));
    }
    assert_eq!(State::parse("sent"), Err(NotAState));
}

#[test]
fn history_address_reads_back_as_it_was_written() {
    use crate::{
        listing::{Direction, PageRequest, Query},
        providers::Ccn,
        staffing::FiscalQuarter,
    };
    let full = SubmissionFilter {
        kind: SubmissionKind::Assessments,
        number: Some(SubmissionNumber(1_000_123)),
        facility: Some(Ccn::parse("165001").unwrap()),
        quarter: Some(FiscalQuarter::new(2026, 4).unwrap()),
        progress: Some(Progress::Rejected),
        edit: Some("-4025".into()),
        from: Some(jiff::civil::date(2026, 11, 1)),
        to: Some(jiff::civil::date(2026, 11, 22)),
        sender: Some("SOMEONE1".into()),
        sort: SubmissionSort::Problems,
        direction: Direction::Asc,
        page: PageRequest::new(3, 50),
    };
    let written = full.to_query().to_string();
    assert_eq!(SubmissionFilter::from_query(&Query::parse(&written)), full);
    assert_eq!(SubmissionFilter::default().to_query().to_string(), "");
    let edit = |typed: &str| SubmissionFilter::from_query(&Query::parse(typed)).edit;
    assert_eq!(edit("edit=4025"), full.edit, "the minus may be missing");
    assert_eq!(edit("edit=a+b"), None);
    let typed = SubmissionFilter::from_query(&Query::parse("from=11/01/2026&to=2/30/2026"));
    assert_eq!(typed.from, full.from);
    assert_eq!(typed.to, None);
    assert_eq!(
        SubmissionFilter::from_query(&Query::parse("state=sent&quarter=5&from=today&number=x")),
        SubmissionFilter::default()
    );
}

#[test]
fn what_became_of_sent_files_reads_back_from_an_address() {
    let files = [
        SentFile::Received(SubmissionNumber(1_000_124)),
        SentFile::SentBefore(SubmissionNumber(1_000_003)),
        SentFile::TooLarge,
        SentFile::Empty,
        SentFile::TooMany,
        SentFile::Failed,
        SentFile::TooOften,
        SentFile::TogetherTooLarge,
        SentFile::CutOff,
        SentFile::NoRoom,
        SentFile::Fault(None),
        SentFile::Fault(Incident::parse("7F3A-01BC")),
    ];
    let list = SentFile::list(&files);
    assert_eq!(
        list,
        "1000124,before-1000003,too-large,empty,too-many,failed,too-often,together-too-large,cut-off,no-room,fault,\
         fault-7F3A-01BC"
    );
    assert_eq!(SentFile::from_list(&list), files);
    assert_eq!(
        SentFile::from_list("x,,before-,5"),
        [SentFile::Received(SubmissionNumber(5))]
    );
    assert_eq!(SentFile::from_list(&"empty,".repeat(500)).len(), 21);
}
