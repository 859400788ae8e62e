//! Patients, and the codes that states exclude.

use domain::listing::PageRequest;
use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/patients/list_patients",
            Rows,
            every::<domain::patients::PatientFilter>(),
        ),
        json_function(
            "/api/patients/find_patient",
            Thing,
            json!({ "number": "$NUMBER", "flash": null, "edits": false }),
        ),
        // Without a reason, or a version that there was: nothing is to change while others ask.
        form_function("/api/patients/show_identifiers", Thing, "number=$NUMBER"),
        json_function(
            "/api/patients/find_new_patient",
            Rows,
            json!({ "flash": null }),
        ),
        form_function("/api/patients/create_patient", Nothing, "ccn=$CCN&key=$JOB"),
        form_function(
            "/api/patients/change_patient",
            Thing,
            "number=$NUMBER&version=0&first_name=RUTH&last_name=ABLE&birth=1931&sex=2&reason=seen",
        ),
        json_function(
            "/api/patients/find_merge",
            Thing,
            json!({ "number": "$NUMBER", "with": null, "flash": null }),
        ),
        form_function(
            "/api/patients/merge_patients",
            Thing,
            "number=$NUMBER&with=1&reason=seen",
        ),
        form_function(
            "/api/patients/undo_merge",
            Thing,
            "number=$NUMBER&merge=$JOB&reason=seen",
        ),
        json_function(
            "/api/patients/list_changes",
            Thing,
            json!({ "number": "$NUMBER", "page": PageRequest::default() }),
        ),
        json_function(
            "/api/patients/list_exclusions",
            Rows,
            json!({ "state": "$STATE", "flash": null }),
        ),
        form_function(
            "/api/patients/add_exclusion",
            Nothing,
            "state=$STATE&excluded=B20",
        ),
        form_function(
            "/api/patients/end_exclusion",
            Thing,
            "exclusion=$THING&last_day=11/22/2026",
        ),
        form_function("/api/patients/delete_exclusion", Thing, "exclusion=$THING"),
    ]
}
