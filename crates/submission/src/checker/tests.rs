use domain::submissions::Severity;
use jiff::civil::date;

use super::{List, Question, Request};
use crate::{Limits, Options, Query, Sort};

fn crosses(request: Request) {
    let question = Question { number: 7, request };
    assert_eq!(Question::from_text(&question.to_text()), Some(question));
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
            query: query.clone(),
        },
        page: 12,
    });
    crosses(Request::Csv(List {
        member: None,
        query,
    }));
}

#[test]
fn a_check_is_told_the_day_and_the_limits_that_may_be_set() {
    let limits = Limits {
        zip_bytes: 1,
        xml_bytes: 2,
        events: 3,
        ..Limits::default()
    };
    crosses(Request::Check(Options {
        today: date(2026, 11, 10),
        limits,
    }));
}

#[test]
fn a_question_that_says_something_else_is_none() {
    assert_eq!(Question::from_text(""), None);
    assert_eq!(Question::from_text("ask=dance&number=1"), None);
    assert_eq!(
        Question::from_text("ask=check&number=1&year=2026&month=13&day=1"),
        None
    );
    assert_eq!(Question::from_text("ask=page&page=1"), None);
}
