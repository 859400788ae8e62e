//! Assessments, from their forms to the reports about them.

use domain::{
    assessments::{AssessmentFilter, AssessmentNumber, DraftId, InboxFilter, PatientNumber},
    listing::{Query, SealedSearch},
    providers::Ccn,
    reports::{ReportKind, ReportParameters, RunId},
    submissions::SubmissionNumber,
};

/// Assessments that are being entered, beginning one, and where its form goes.
pub const DRAFTS: &str = "/assessments/drafts";
pub const NEW_DRAFT: &str = "/assessments/new";
pub const BEGIN_DRAFT: &str = "/assessments/begin";
/// Where the form of a section goes.
pub const SAVE_SECTION: &str = "/assessments/answers";
/// Stored assessments.
pub const ASSESSMENTS: &str = "/assessments";
/// Records that were rejected or warned of.
pub const INBOX: &str = "/assessments/inbox";
/// Reports about assessments, and those that are kept for who asked.
pub const REPORTS: &str = "/reports";
pub const KEPT_REPORTS: &str = "/reports/mine";

/// Beginning an assessment, for a facility, and for one of its patients.
#[must_use]
pub fn new_draft(facility: Option<&Ccn>, patient: Option<PatientNumber>) -> String {
    let patient = patient.map(|number| number.to_string());
    Query::default()
        .with("facility", facility.map(Ccn::as_str))
        .with("patient", patient.as_deref())
        .after(NEW_DRAFT)
}

/// The same with those of the facility's patients whom a search finds.
#[must_use]
pub fn choose_patient(facility: Option<&Ccn>, search: Option<&SealedSearch>) -> String {
    Query::default()
        .with("facility", facility.map(Ccn::as_str))
        .with("search", search.map(SealedSearch::as_str))
        .after(NEW_DRAFT)
}

/// An assessment that is being entered, at one of its sections or its first.
#[must_use]
pub fn draft(id: DraftId, section: Option<&str>) -> String {
    Query::default()
        .with("section", section)
        .after(&format!("{DRAFTS}/{id}"))
}

/// What the title of the section that is shown is called in its page.
pub const DRAFT_SECTION: &str = "section";

/// The title of one of its sections, which stands behind the list of all.
#[must_use]
pub fn draft_section(id: DraftId, section: &str) -> String {
    format!("{}#{DRAFT_SECTION}", draft(id, Some(section)))
}

/// An assessment that is being entered, which says that what was answered is saved.
#[must_use]
pub fn draft_saved(id: DraftId, section: &str) -> String {
    Query::default()
        .with("section", Some(section))
        .with("done", Some("saved"))
        .after(&format!("{DRAFTS}/{id}"))
}

/// Looking at an assessment once more before it is sent.
#[must_use]
pub fn draft_review(id: DraftId) -> String {
    format!("{DRAFTS}/{id}/review")
}

/// The list, which says what was just done.
#[must_use]
pub fn drafts_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(DRAFTS)
}

#[must_use]
pub fn assessments(filter: &AssessmentFilter) -> String {
    filter.to_query().after(ASSESSMENTS)
}

#[must_use]
pub fn assessments_csv(filter: &AssessmentFilter) -> String {
    filter.to_query().after("/assessments.csv")
}

/// One version of a record.
#[must_use]
pub fn assessment(number: AssessmentNumber) -> String {
    format!("{ASSESSMENTS}/{number}")
}

/// The same with one section of what it says, or with `all`.
#[must_use]
pub fn assessment_section(number: AssessmentNumber, section: &str) -> String {
    let section = Query::default().with("section", Some(section));
    section.after(&assessment(number))
}

#[must_use]
pub fn inbox(filter: &InboxFilter) -> String {
    filter.to_query().after(INBOX)
}

#[must_use]
pub fn inbox_csv(filter: &InboxFilter) -> String {
    filter.to_query().after("/assessments/inbox.csv")
}

/// A record of the inbox, by the submission and the place of the file that brought it.
#[must_use]
pub fn inbox_record(number: SubmissionNumber, ordinal: i32) -> String {
    format!("{INBOX}/{number}/{ordinal}")
}

/// The same with what was just done about it.
#[must_use]
pub fn inbox_record_done(number: SubmissionNumber, ordinal: i32, done: &str) -> String {
    let done = Query::default().with("done", Some(done));
    done.after(&inbox_record(number, ordinal))
}

/// Where the form of a report's parameters goes.
#[must_use]
pub const fn report_form(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::SubmitterValidation => "/reports/submitter-final-validation",
        ReportKind::FacilityValidation => "/reports/facility-final-validation",
        ReportKind::ErrorDetail => "/reports/error-detail",
        ReportKind::ErrorSummary => "/reports/error-number-summary",
        ReportKind::Roster => "/reports/roster",
        ReportKind::Movements => "/reports/admissions-discharges",
        ReportKind::LateAndMissing => "/reports/late-missing",
        ReportKind::Statistics => "/reports/submission-statistics",
    }
}

#[must_use]
pub fn report_table(kind: ReportKind, parameters: &ReportParameters) -> String {
    parameters.to_query().after(report_form(kind))
}

#[must_use]
pub fn report_table_csv(kind: ReportKind, parameters: &ReportParameters) -> String {
    let file = format!("{}/table.csv", report_form(kind));
    parameters.whole().to_query().after(&file)
}

/// One of one's own reports.
#[must_use]
pub fn kept_report(id: RunId) -> String {
    format!("{KEPT_REPORTS}/{}", id.0)
}

#[must_use]
pub fn kept_report_csv(id: RunId) -> String {
    kept_report(id) + "/report.csv"
}
