//! The links of the side navigation, by what each of them needs.

use domain::access::{Action, Actor};

use crate::paths;

/// What may be in the navigation, and the right that puts it there.
const ITEMS: &[(&str, &str, Option<Action>)] = &[
    ("Dashboard", paths::DASHBOARD, None),
    ("Providers", paths::PROVIDERS, Some(Action::ViewProviders)),
    (
        "Upload PBJ Files",
        paths::UPLOAD,
        Some(Action::SubmitStaffing),
    ),
    (
        "Submissions",
        paths::SUBMISSIONS,
        Some(Action::ViewStaffingSubmissions),
    ),
    (
        "Upload Assessments",
        paths::UPLOAD_ASSESSMENTS,
        Some(Action::SubmitAssessments),
    ),
    (
        "Assessment Submissions",
        paths::ASSESSMENT_SUBMISSIONS,
        Some(Action::ViewAssessmentSubmissions),
    ),
    (
        "Staffing Hours",
        paths::STAFFING,
        Some(Action::ViewStaffing),
    ),
    (
        "Who Has Submitted",
        paths::STAFFING_STATUS,
        Some(Action::ViewStaffingStatus),
    ),
    (
        "Assessments",
        paths::ASSESSMENTS,
        Some(Action::ViewAssessments),
    ),
    (
        "Assessment Inbox",
        paths::INBOX,
        Some(Action::ViewAssessmentSubmissions),
    ),
    (
        "Reports",
        paths::REPORTS,
        Some(Action::ViewAssessmentSubmissions),
    ),
    ("Patients", paths::PATIENTS, Some(Action::ViewPatients)),
    // Of new records, or of corrections alone: once for who has both rights.
    (
        "Assessment Forms",
        paths::DRAFTS,
        Some(Action::EnterAssessments),
    ),
    (
        "Assessment Forms",
        paths::DRAFTS,
        Some(Action::CorrectAssessments),
    ),
    ("Tickets", paths::TICKETS, Some(Action::AnswerTickets)),
    ("Background Jobs", paths::JOBS, Some(Action::ManageJobs)),
    (
        "Identity Proofing",
        paths::PROOFING_CASES,
        Some(Action::DecideProofing),
    ),
    ("People", paths::PEOPLE, Some(Action::HelpPeople)),
    (
        "Role Requests",
        paths::ROLE_REQUESTS,
        Some(Action::DecideRequests),
    ),
    ("User Management", paths::USERS, Some(Action::ViewUsers)),
    (
        "Recertification",
        paths::RECERTIFICATION,
        Some(Action::DecideRequests),
    ),
    (
        "Penalty Cases",
        paths::PENALTIES,
        Some(Action::ViewPenaltyCases),
    ),
    ("Audit Trail", paths::AUDIT, Some(Action::ViewAudit)),
    (
        "Who Saw This",
        paths::ACCESS_RECORD,
        Some(Action::ViewAccessRecord),
    ),
    (
        "Help Desk Viewings",
        paths::VIEWINGS,
        Some(Action::ViewViewings),
    ),
];

/// What the roles of the active category open, in the order of the page.
#[must_use]
pub fn links(actor: &Actor) -> Vec<(String, String)> {
    let mut links: Vec<_> = ITEMS
        .iter()
        .filter(|(_, _, right)| right.is_none_or(|action| actor.sees_form(action)))
        .map(|(label, href, _)| ((*label).to_owned(), (*href).to_owned()))
        .collect();
    links.dedup();
    links
}
