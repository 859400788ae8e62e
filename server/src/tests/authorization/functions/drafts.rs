//! Forms that are filled in, and help.

use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/drafts/view_new",
            Rows,
            json!({ "facility": null, "patient": null, "search": null, "flash": null }),
        ),
        form_function("/api/drafts/list_drafts", Rows, ""),
        json_function(
            "/api/drafts/find_draft",
            Thing,
            json!({ "id": "$THING", "section": null, "flash": null }),
        ),
        json_function(
            "/api/drafts/save_answers",
            Thing,
            json!({ "id": "$THING", "changes": [] }),
        ),
        json_function(
            "/api/drafts/find_review",
            Thing,
            json!({ "id": "$THING", "flash": null }),
        ),
        form_function("/api/drafts/submit_draft", Thing, "id=$THING&version=1"),
        form_function("/api/drafts/discard_draft", Thing, "id=$THING"),
        form_function(
            "/api/drafts/correct_record",
            Thing,
            "number=$NUMBER&transaction=modification",
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function("/assessments/begin", Thing, "facility=$CCN"),
        form_function("/assessments/answers", Thing, "id=$THING&section=A"),
        form_function("/api/help/list_pbj_edits", Nothing, ""),
        json_function(
            "/api/help/list_role_matrix",
            Nothing,
            json!({ "category": null }),
        ),
    ]
}
