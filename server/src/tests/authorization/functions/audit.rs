//! The audit trail, dashboards and the demonstration.

use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Function, every, form_function, json_function};

pub(super) fn functions() -> Vec<Function> {
    vec![
        json_function(
            "/api/audit/list_events",
            Nothing,
            every::<domain::audit::AuditFilter>(),
        ),
        json_function("/api/audit/find_event", Nothing, json!({ "seq": 1 })),
        json_function(
            "/api/audit/list_record",
            Rows,
            every::<domain::audit::AuditFilter>(),
        ),
        json_function("/api/audit/list_own", Nothing, json!({ "before": null })),
        json_function(
            "/api/audit/list_viewings",
            Rows,
            every::<domain::support::ViewingFilter>(),
        ),
        json_function(
            "/api/audit/find_viewing",
            Thing,
            json!({ "id": "$THING", "before": null }),
        ),
        json_function(
            "/api/dashboards/find_dashboard",
            Nothing,
            every::<domain::dashboards::DashboardFilter>(),
        ),
        form_function("/api/demo/find_guide", Nothing, ""),
        // Nothing here can be laid out anew.
        form_function("/api/demo/reset_demo", Nothing, ""),
    ]
}
