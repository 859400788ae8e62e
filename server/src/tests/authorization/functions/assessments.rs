//! Assessments, and the records that came back.

use serde_json::json;

use super::About::{Rows, Thing};
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/assessments/list_assessments",
            Rows,
            every::<domain::assessments::AssessmentFilter>(),
        ),
        json_function(
            "/api/assessments/find_assessment",
            Thing,
            json!({ "number": "$NUMBER", "section": null }),
        ),
        json_function(
            "/api/assessments/list_inbox",
            Rows,
            every::<domain::assessments::InboxFilter>(),
        ),
        json_function(
            "/api/assessments/find_inbox_record",
            Thing,
            json!({ "number": "$NUMBER", "ordinal": 1, "flash": null }),
        ),
        form_function(
            "/api/assessments/take_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1",
        ),
        form_function(
            "/api/assessments/hand_inbox_record_over",
            Thing,
            "number=$NUMBER&ordinal=1&owner=",
        ),
        form_function(
            "/api/assessments/close_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1&why=",
        ),
        form_function(
            "/api/assessments/reopen_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1",
        ),
    ]
}
