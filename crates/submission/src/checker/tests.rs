use domain::submissions::Severity;
use jiff::civil::date;

use super::{Enclosed, List, Message as _, Question, Request};
use crate::{Limits, Options, Query, Sort, assessments::Catalogue};

fn crosses(request: Request) {
    let question = Question { number: 7, request };
    assert_eq!(Question::from_bytes(&question.to_bytes()), Some(question));
}

#[test]
fn a_question_arrives_as_it_was_asked() {
    let query = Query {
        severity: Some(Severity::Fatal),
        code: Some("structure:root & more".into()),
        sort: Sort::Employee,
        descending: true,
    };
    crosses(Request::Edits(List::default()));
    crosses(Request::Page {
        list: List {
            member: Some(2),
            query,
        },
        page: 12,
        size: 100,
    });
}

#[test]
fn a_check_is_told_the_day_and_the_limits_that_may_be_set() {
    let limits = Limits {
        zip_bytes: 1,
        xml_bytes: 2,
        events: 3,
        ..Limits::default()
    };
    let options = Options {
        today: date(2026, 11, 10),
        limits,
    };
    crosses(Request::Check(
        options,
        Some(Enclosed::new(&Catalogue::default())),
    ));
}

#[test]
fn a_question_that_says_something_else_is_none() {
    let question = Question {
        number: 1,
        request: Request::Edits(List::default()),
    };
    let bytes = question.to_bytes();
    assert_eq!(Question::from_bytes(b""), None);
    assert_eq!(Question::from_bytes(&bytes[..bytes.len() - 1]), None);
    // The second byte says which request it is.
    assert_eq!(Question::from_bytes(&[1, 99]), None);
}
