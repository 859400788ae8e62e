//! Files that are sent and saved, by people and by programs.

use domain::staffing::Figures;
use serde_json::json;

use super::About::{Nothing, Rows, Thing};
use super::{Body, Function, download, form_function, form_route, json_function};

pub(super) fn functions() -> Vec<Function> {
    let figures = || json!({ "facility_id": "$FACILITY", "state": "$STATE", "quarter": [2026, 4], "process_type": "replace", "figures": Figures::default() });
    vec![
        json_function(
            "/api/uploads/compare",
            Rows,
            json!({ "figures": [figures()] }),
        ),
        form_function("/api/uploads/follow", Thing, "number=$NUMBER"),
        form_function("/api/uploads/view_checker", Nothing, ""),
        json_function(
            "/api/uploads/view_upload",
            Rows,
            json!({ "kind": "staffing", "flash": null }),
        ),
        download("/", Nothing),
        download("/assessments.csv", Rows),
        download("/assessments/inbox.csv", Rows),
        download("/patients.csv", Rows),
        download("/audit.ndjson", Nothing),
        download("/audit.csv", Nothing),
        download("/audit/organization.csv", Rows),
        download("/demo/samples/{name}", Nothing),
        download("/openid/return", Nothing),
        download("/openid/start", Nothing),
        download("/penalties.csv", Rows),
        download("/providers.csv", Rows),
        Function {
            query: "?facility=$CCN",
            ..download("/reports/{report}/table.csv", Rows)
        },
        download("/reports/mine/{id}/report.csv", Thing),
        Function {
            query: "?facility=$CCN&quarter=2026Q4",
            ..download("/staffing.csv", Thing)
        },
        download("/staffing/status.csv", Rows),
        download("/specs/{name}", Nothing),
        download("/submissions.csv", Rows),
        download("/submissions/reports.csv", Rows),
        download("/submissions/{number}/providers.csv", Thing),
        download("/submissions/{number}/files/{ordinal}/report.csv", Thing),
        download("/submissions/{number}/files/{ordinal}/report.json", Thing),
        download("/support/proofing/{reference}/documents/{ordinal}", Nothing),
        Function {
            body: Body::File,
            ..form_route("/api/vut/v1/assessmentUpload", "")
        },
        // For programs: no cookie counts there. `tokens.rs` asks with tokens.
        Function {
            body: Body::File,
            ..form_route("/api/v1/checks", "")
        },
        Function {
            body: Body::File,
            ..form_route("/api/v1/submissions", "")
        },
        download("/api/v1/submissions", Nothing),
        download("/api/v1/submissions/{number}", Nothing),
        download("/api/v1/submissions/{number}/files", Nothing),
        download(
            "/api/v1/submissions/{number}/files/{ordinal}/report.json",
            Nothing,
        ),
        download(
            "/api/v1/submissions/{number}/files/{ordinal}/report.csv",
            Nothing,
        ),
        download("/api/v1/reports.csv", Nothing),
        download("/api/openapi.json", Nothing),
    ]
}
