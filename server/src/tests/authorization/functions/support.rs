//! The Help Desk, and reports.

use domain::listing::PageRequest;
use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, every, form_function, json_function};
use crate::tests::house::JOB;

pub(super) fn functions() -> Vec<Function> {
    let roster = || {
        let all = domain::reports::ReportParameters::default();
        let mut parameters = serde_json::to_value(all).unwrap();
        parameters["facility"] = json!("$CCN");
        parameters
    };
    vec![
        json_function(
            "/api/support/list_people",
            Nothing,
            json!({ "search": null }),
        ),
        json_function(
            "/api/support/find_person",
            Thing,
            json!({ "id": "$THING", "flash": null }),
        ),
        form_function(
            "/api/support/start_reset",
            Thing,
            "person=$THING&reset_reason=seen",
        ),
        form_function(
            "/api/support/unlock_person",
            Thing,
            "person=$THING&unlock_reason=seen",
        ),
        form_function(
            "/api/support/reproof_person",
            Thing,
            "person=$THING&check=called_back&record=seen",
        ),
        json_function(
            "/api/support/find_job",
            Nothing,
            json!({ "id": JOB, "flash": null }),
        ),
        json_function(
            "/api/support/list_jobs",
            Nothing,
            every::<domain::support::JobFilter>(),
        ),
        form_function("/api/support/give_up_job", Nothing, "id=$JOB&note=seen"),
        form_function("/api/reports/list_reports", Nothing, ""),
        json_function(
            "/api/reports/find_table",
            Rows,
            json!({ "kind": "roster", "parameters": roster() }),
        ),
        form_function(
            "/api/reports/ask_for_report",
            Nothing,
            "report=roster&filter=facility%3D$CCN",
        ),
        form_function("/api/reports/list_kept", Rows, ""),
        json_function(
            "/api/reports/find_kept",
            Thing,
            json!({ "id": "$THING", "page": PageRequest::default() }),
        ),
        json_function(
            "/api/support/find_own_tickets",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/support/list_tickets",
            Rows,
            every::<domain::support::TicketFilter>(),
        ),
        json_function(
            "/api/support/find_ticket",
            Thing,
            json!({ "number": "HD-$NUMBER", "flash": null }),
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function("/api/support/open_ticket", Nothing, "subject=&ccn=&words="),
        form_function(
            "/api/support/write_to_ticket",
            Thing,
            "number=HD-$NUMBER&words=",
        ),
        json_function(
            "/api/support/find_viewing_form",
            Nothing,
            json!({ "flash": null, "ticket": null }),
        ),
        json_function(
            "/api/support/find_reveal_form",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/support/retry_job", Nothing, "id=$JOB"),
    ]
}
