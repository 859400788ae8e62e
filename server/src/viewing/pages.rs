//! The pages that are open to whoever views as a role, each with the name that the record of the viewing has for it: never
//! an address, which may hold what somebody typed.

/// A page: its name, its routes, and the server functions that fetch what it shows when one comes from another page.
struct Page(
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// A page that nobody who is viewed as may see stands here as well: it is asked for, and refused.
const PAGES: [Page; 62] = [
    Page(
        "Dashboard",
        &["/dashboard"],
        &["/api/dashboards/find_dashboard"],
    ),
    Page(
        "Providers",
        &["/providers"],
        &["/api/providers/list_providers"],
    ),
    Page(
        "Provider profile",
        &["/providers/{slug}"],
        &["/api/providers/find_profile"],
    ),
    Page(
        "Upload PBJ Files",
        &["/pbj/upload"],
        &["/api/uploads/view_upload"],
    ),
    Page("Upload Assessments", &["/assessments/upload"], &[]),
    Page(
        "Assessment Forms",
        &["/assessments/drafts"],
        &["/api/drafts/list_drafts"],
    ),
    Page(
        "Enter an assessment",
        &["/assessments/new"],
        &["/api/drafts/view_new"],
    ),
    Page(
        "Assessment form",
        &["/assessments/drafts/{id}"],
        &["/api/drafts/find_draft"],
    ),
    Page(
        "Assessment form before it is sent",
        &["/assessments/drafts/{id}/review"],
        &["/api/drafts/find_review"],
    ),
    Page("Files sent", &["/pbj/sent"], &[]),
    Page(
        "Submission History",
        &["/submissions"],
        &["/api/submissions/list_submissions"],
    ),
    Page(
        "Receipt of a submission",
        &["/submissions/{number}"],
        &["/api/submissions/find_receipt"],
    ),
    Page(
        "Final Validation Report",
        &["/submissions/{number}/files/{ordinal}"],
        &["/api/submissions/find_report"],
    ),
    Page(
        "Staffing Hours",
        &["/staffing"],
        &["/api/staffing/find_quarter"],
    ),
    Page(
        "Staffing Submission Status",
        &["/staffing/status"],
        &["/api/staffing/list_status"],
    ),
    Page(
        "Validation Utility Tool",
        &["/vut"],
        &["/api/uploads/view_checker"],
    ),
    Page("Patients", &["/patients"], &["/api/patients/list_patients"]),
    Page("New patient", &["/patients/new"], &[]),
    Page(
        "Excluded ICD-10 codes",
        &["/patients/exclusions"],
        &["/api/patients/list_exclusions"],
    ),
    Page(
        "End an exclusion",
        &["/patients/exclusions/{exclusion}"],
        &[],
    ),
    Page(
        "Delete an exclusion",
        &["/patients/exclusions/{exclusion}/delete"],
        &[],
    ),
    Page(
        "Patient",
        &["/patients/{number}"],
        &["/api/patients/find_patient"],
    ),
    Page("Edit a patient", &["/patients/{number}/edit"], &[]),
    Page("Merge patients", &["/patients/{number}/merge"], &[]),
    Page("Undo a merge", &["/patients/{number}/merges/{merge}"], &[]),
    Page(
        "History of a patient",
        &["/patients/{number}/history"],
        &["/api/patients/list_changes"],
    ),
    Page(
        "Assessments",
        &["/assessments"],
        &["/api/assessments/list_assessments"],
    ),
    Page("Reports", &["/reports"], &["/api/reports/list_reports"]),
    Page(
        "My Reports",
        &["/reports/mine"],
        &["/api/reports/list_kept"],
    ),
    Page(
        "Kept report",
        &["/reports/mine/{id}"],
        &["/api/reports/find_kept"],
    ),
    Page(
        "Report",
        &["/reports/{report}"],
        &["/api/reports/find_table"],
    ),
    Page(
        "Assessment inbox",
        &["/assessments/inbox"],
        &["/api/assessments/list_inbox"],
    ),
    Page(
        "Record of the assessment inbox",
        &["/assessments/inbox/{number}/{ordinal}"],
        &["/api/assessments/find_inbox_record"],
    ),
    Page(
        "Assessment",
        &["/assessments/{number}"],
        &["/api/assessments/find_assessment"],
    ),
    Page(
        "Penalty Cases",
        &["/penalties"],
        &["/api/penalties/list_cases"],
    ),
    Page(
        "Receipts",
        &["/penalties/receipts"],
        &["/api/penalties/list_receipts"],
    ),
    Page(
        "Unpaid penalties by age",
        &["/penalties/ageing"],
        &["/api/penalties/list_ages"],
    ),
    Page(
        "Penalty case",
        &["/penalties/{number}"],
        &["/api/penalties/find_case"],
    ),
    Page("Record payment", &["/penalties/{number}/payment"], &[]),
    Page("Move a case on", &["/penalties/{number}/step"], &[]),
    Page(
        "Take a step back",
        &["/penalties/{number}/step/{change}"],
        &[],
    ),
    Page("Record refund", &["/penalties/{number}/refund"], &[]),
    Page(
        "Reverse an entry",
        &["/penalties/{number}/reverse/{entry}"],
        &[],
    ),
    Page("Adjust a penalty", &["/penalties/{number}/adjust"], &[]),
    Page(
        "An adjustment",
        &["/penalties/{number}/adjust/{adjustment}"],
        &[],
    ),
    Page(
        "Correct the payable day",
        &["/penalties/{number}/payable-day"],
        &[],
    ),
    Page("Audit Trail", &["/audit"], &[]),
    Page("Row of the audit trail", &["/audit/{number}"], &[]),
    Page("Who Saw This", &["/audit/organization"], &[]),
    Page("Help Desk Viewings", &["/audit/viewings"], &[]),
    Page("A Help Desk viewing", &["/audit/viewings/{id}"], &[]),
    Page("Help", &["/help"], &[]),
    Page("Help with assessments", &["/help/assessments"], &[]),
    Page("Help with patients and reports", &["/help/patients"], &[]),
    Page("Help with your account", &["/help/account"], &[]),
    Page(
        "PBJ edits",
        &["/help/pbj-edits"],
        &["/api/help/list_pbj_edits"],
    ),
    Page("For programs", &["/help/api"], &[]),
    Page(
        "User Roles Matrix",
        &["/help/roles"],
        &["/api/help/list_role_matrix"],
    ),
    Page("Demonstration", &["/demo"], &[]),
    Page(
        "Reveal identifiers",
        &["/support/viewing/reveal"],
        &["/api/support/find_reveal_form"],
    ),
    Page("Log In", &["/login"], &[]),
    Page("Error", &["/error"], &[]),
];

/// What every page asks for itself, whichever it is.
const OF_EVERY_PAGE: [&str; 5] = [
    "/api/identity/check_logged_in",
    "/api/identity/extend_session",
    "/api/identity/find_session_end",
    "/api/identity/find_visit",
    "/api/notices/find_ended_roles",
];

/// The name of the page of a route, if it has one.
pub fn of_route(route: &str) -> Option<&'static str> {
    let page = PAGES.iter().find(|page| page.1.contains(&route));
    page.map(|page| page.0)
}

/// The name of the page that a server function is asked for.
pub fn of_function(path: &str) -> Option<&'static str> {
    let page = PAGES.iter().find(|page| page.2.contains(&path));
    page.map(|page| page.0)
}

/// Whether whoever views as a role may ask a server function: it only reads, and belongs to pages that are open.
pub fn is_open_function(path: &str) -> bool {
    OF_EVERY_PAGE.contains(&path) || of_function(path).is_some()
}

/// Every route that has a name, with it.
#[cfg(test)]
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let named = |page: &'static Page| page.1.iter().map(|route| (page.0, *route));
    PAGES.iter().flat_map(named)
}
