//! Identity proofing by people.

use serde_json::json;

use super::About::Nothing;
use super::{Function, form_function, json_function};
use crate::tests::house::CASE;

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/proofing/find_standing",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/proofing/list_cases",
            Nothing,
            json!({ "filter": domain::identity::ProofingFilter::default(), "flash": null, "restarted": null }),
        ),
        json_function(
            "/api/proofing/find_case",
            Nothing,
            json!({ "reference": CASE, "flash": null }),
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function(
            "/api/proofing/decide_case",
            Nothing,
            "reference=$CASE&decision=reject&reason=",
        ),
        form_function(
            "/api/proofing/restart_proofing",
            Nothing,
            "user_name=&check=&record=",
        ),
    ]
}
