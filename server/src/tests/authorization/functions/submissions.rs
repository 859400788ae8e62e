//! Providers, and what was sent for them.

use domain::listing::PageRequest;
use serde_json::{Value, json};

use super::About::{Nothing, Rows, Thing};
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    let quarter = || json!({ "facility": "$CCN", "quarter": [2026, 4] });
    let report = || json!({ "number": "$NUMBER", "ordinal": 1, "edit": null, "page": PageRequest::default() });
    vec![
        json_function(
            "/api/providers/find_profile",
            Thing,
            json!({ "slug": "$CCN" }),
        ),
        json_function(
            "/api/providers/list_providers",
            Rows,
            every::<domain::providers::ProviderFilter>(),
        ),
        form_function("/api/search/search_people", Nothing, "list=users&q=anna"),
        json_function(
            "/api/staffing/find_quarter",
            Thing,
            with(every::<domain::staffing::QuarterFilter>(), quarter()),
        ),
        json_function(
            "/api/staffing/list_status",
            Rows,
            every::<domain::staffing::StatusFilter>(),
        ),
        json_function(
            "/api/submissions/find_receipt",
            Thing,
            json!({ "number": "$NUMBER" }),
        ),
        json_function("/api/submissions/find_report", Thing, report()),
        json_function(
            "/api/submissions/find_sent",
            Thing,
            json!({ "results": "too-large,$NUMBER", "flash": null }),
        ),
        json_function(
            "/api/submissions/list_submissions",
            Rows,
            every::<domain::submissions::SubmissionFilter>(),
        ),
    ]
}

/// Puts `words` into a filter.
fn with(mut arguments: Value, words: Value) -> Value {
    if let (Some(filter), Value::Object(words)) = (arguments["filter"].as_object_mut(), words) {
        filter.extend(words);
    }
    arguments
}
