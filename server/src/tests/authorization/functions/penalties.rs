//! Civil money penalties.

use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/penalties/list_cases",
            Rows,
            every::<domain::penalties::CaseFilter>(),
        ),
        form_function("/api/penalties/list_ages", Nothing, ""),
        json_function(
            "/api/penalties/list_receipts",
            Nothing,
            every::<domain::penalties::ReceiptFilter>(),
        ),
        json_function(
            "/api/penalties/find_case",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        json_function(
            "/api/penalties/find_payment",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function(
            "/api/penalties/review_payment",
            Thing,
            "number=$PENALTY&amount=",
        ),
        form_function(
            "/api/penalties/record_payment",
            Thing,
            "number=$PENALTY&amount=0&received_on=10/02/2026&method=check&trace=1&key=$JOB",
        ),
        // There is no such entry: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/reverse_entry",
            Thing,
            "number=$PENALTY&entry=$JOB&reason=seen",
        ),
        form_function(
            "/api/penalties/take_step",
            Thing,
            "number=$PENALTY&state=overdue&reason=",
        ),
        // There is no such step: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/take_step_back",
            Thing,
            "number=$PENALTY&step=$JOB&reason=seen",
        ),
        json_function(
            "/api/penalties/find_adjustment",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        form_function(
            "/api/penalties/review_adjustment",
            Thing,
            "number=$PENALTY&amount=",
        ),
        form_function(
            "/api/penalties/record_adjustment",
            Thing,
            "number=$PENALTY&kind=settlement&amount=0&adjusted_on=10/02/2026&reason=&key=$JOB",
        ),
        // There is no such adjustment: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/take_adjustment_back",
            Thing,
            "number=$PENALTY&adjustment=$JOB&reason=seen",
        ),
        form_function(
            "/api/penalties/correct_payable_day",
            Thing,
            "number=$PENALTY&payable_on=&reason=",
        ),
        // Nothing is to go back.
        form_function(
            "/api/penalties/record_refund",
            Thing,
            "number=$PENALTY&amount=0",
        ),
        // The first who may charges it; there is none left for the others, who are told so.
        form_function("/api/penalties/charge_interest", Thing, "number=$PENALTY"),
    ]
}
