//! Roles: asking for them, deciding on them, confirming and changing them.

use domain::listing::PageRequest;
use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, download, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    // Everybody here holds a role: more than the first page of a usual size shows.
    let all_users = domain::access::UserFilter {
        page: PageRequest::new(1, 100),
        ..Default::default()
    };
    vec![
        form_function(
            "/api/access/add_organization",
            Nothing,
            "role=pbj_viewer&by=ccn&search_for=$CCN",
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function("/api/access/submit_request", Nothing, "role=pbj_viewer"),
        json_function(
            "/api/access/find_organizations",
            Rows,
            json!({ "role": null, "slugs": ["$CCN"], "flash": null }),
        ),
        form_function("/api/access/list_offered_roles", Nothing, ""),
        form_function("/api/access/list_own_requests", Nothing, ""),
        form_function("/api/access/withdraw_request", Thing, "id=$THING"),
        form_function("/api/access/remind_deciders", Thing, "id=$THING"),
        json_function(
            "/api/access/list_requests",
            Rows,
            json!({ "filter": domain::access::RequestFilter::default(), "flash": null }),
        ),
        // Nothing is ticked.
        form_function("/api/access/review_requests", Nothing, "decision=approve"),
        json_function(
            "/api/access/preview_requests",
            Rows,
            json!({ "decision": "approve", "ids": ["$THING"], "flash": null }),
        ),
        // Answers with how many were decided, whoever asks: `deciding.rs` tries out those of others.
        form_function(
            "/api/access/decide_requests",
            Nothing,
            "decision=reject&rows[]=$JOB&reason=seen",
        ),
        json_function(
            "/api/access/list_unattended",
            Rows,
            every::<domain::access::UnattendedFilter>(),
        ),
        download("/access/organizations.csv", Rows),
        json_function(
            "/api/access/list_unconfirmed",
            Rows,
            json!({ "filter": domain::access::RecertificationFilter::default(), "flash": null }),
        ),
        json_function(
            "/api/access/find_unconfirmed",
            Rows,
            json!({ "grants": [{ "id": "$THING", "provider": "$HOME" }], "flash": null }),
        ),
        form_function(
            "/api/access/confirm_roles",
            Nothing,
            "change=keep&rows[]=$JOB",
        ),
        form_function(
            "/api/access/remove_roles",
            Nothing,
            "rows[]=$JOB&reason=seen",
        ),
        form_function("/api/access/list_own_confirmations", Nothing, ""),
        json_function(
            "/api/access/find_request",
            Thing,
            json!({ "id": "$THING", "flash": null }),
        ),
        form_function("/api/access/approve_request", Thing, "id=$THING"),
        form_function("/api/access/reject_request", Thing, "id=$THING&reason=seen"),
        json_function(
            "/api/access/list_users",
            Rows,
            json!({ "filter": all_users }),
        ),
        json_function(
            "/api/access/find_user",
            Thing,
            json!({ "id": "$THING", "grant": null, "flash": null }),
        ),
        // It is not suspended: there is nothing to resume.
        form_function(
            "/api/access/change_grant",
            Thing,
            "user=$THING&grant=$THING&provider=$HOME&change=resume",
        ),
        form_function(
            "/api/access/verify_surveyor",
            Thing,
            "user=$THING&surveyor_id=30417&origin=verified",
        ),
        download("/access/users.csv", Rows),
    ]
}
