//! Sending files, and what became of them.

use domain::{
    listing::Query,
    submissions::{SentFile, SubmissionFilter, SubmissionKind, SubmissionNumber},
};

pub const UPLOAD: &str = "/pbj/upload";
pub const SEND: &str = "/pbj/submissions";
pub const SENT: &str = "/pbj/sent";
/// The same for assessments.
pub const UPLOAD_ASSESSMENTS: &str = "/assessments/upload";
pub const SEND_ASSESSMENTS: &str = "/assessments/submissions";
pub const SUBMISSIONS: &str = "/submissions";
/// Those of assessments, as their filter says it.
pub const ASSESSMENT_SUBMISSIONS: &str = "/submissions?kind=assessments";
/// The reports of all files in one table.
pub const ALL_REPORTS: &str = "/submissions/reports.csv";
pub const CHECKER: &str = "/vut";

#[must_use]
pub fn submissions(filter: &SubmissionFilter) -> String {
    filter.to_query().after(SUBMISSIONS)
}

#[must_use]
pub fn submissions_csv(filter: &SubmissionFilter) -> String {
    filter.to_query().after("/submissions.csv")
}

/// The page on which files of a kind are sent.
#[must_use]
pub const fn upload(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Staffing => UPLOAD,
        SubmissionKind::Assessments => UPLOAD_ASSESSMENTS,
    }
}

/// Where its form goes.
#[must_use]
pub const fn send(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Staffing => SEND,
        SubmissionKind::Assessments => SEND_ASSESSMENTS,
    }
}

/// The reports of the files of that list's kind, from its first day on.
#[must_use]
pub fn all_reports(filter: &SubmissionFilter) -> String {
    let asked = SubmissionFilter {
        kind: filter.kind,
        from: filter.from,
        ..SubmissionFilter::default()
    };
    asked.to_query().after(ALL_REPORTS)
}

/// What became of several files that were sent together; their names are kept, for no address is to have them.
#[must_use]
pub fn sent(kind: SubmissionKind, files: &[SentFile], names: Option<&str>) -> String {
    let of = (kind != SubmissionKind::default()).then(|| kind.key());
    Query::default()
        .with("kind", of)
        .with("results", Some(&SentFile::list(files)))
        .with("flash", names)
        .after(SENT)
}

const UNSENT: &str = "unsent";

/// The page of a form whose files were not received, for the session had ended: the log-in page says so, and then the page of the upload.
#[must_use]
pub fn unsent(page: &str) -> String {
    let (path, words) = page.split_once('?').unwrap_or((page, ""));
    let words = Query::parse(words).with(UNSENT, Some("true"));
    words.after(path)
}

/// Whether that is the page whose address has these words.
#[must_use]
pub fn is_unsent(query: &Query) -> bool {
    query.get(UNSENT).is_some()
}

/// The receipt and the live state of a submission.
#[must_use]
pub fn submission(number: SubmissionNumber) -> String {
    format!("{SUBMISSIONS}/{number}")
}

/// The submission that an address is about.
#[must_use]
pub fn submission_in(path: &str) -> Option<SubmissionNumber> {
    let below = path.strip_prefix(SUBMISSIONS)?.strip_prefix('/')?;
    let number = below.split('/').next()?.parse();
    number.ok().map(SubmissionNumber)
}

/// The address of a page about a submission of assessments as if it stood below their list, which is another than that of staffing; none of
/// any other page.
#[must_use]
pub fn among_assessment_submissions(path: &str) -> Option<String> {
    let below = path.strip_prefix(SUBMISSIONS)?;
    below
        .starts_with('/')
        .then(|| format!("{ASSESSMENT_SUBMISSIONS}{below}"))
}

/// What became of the files of each of its providers.
#[must_use]
pub fn submission_providers_csv(number: SubmissionNumber) -> String {
    submission(number) + "/providers.csv"
}

/// The Final Validation Report of one file of a submission.
#[must_use]
pub fn report(number: SubmissionNumber, ordinal: i32) -> String {
    format!("{SUBMISSIONS}/{number}/files/{ordinal}")
}

#[must_use]
pub fn report_csv(number: SubmissionNumber, ordinal: i32) -> String {
    report(number, ordinal) + "/report.csv"
}

#[must_use]
pub fn report_json(number: SubmissionNumber, ordinal: i32) -> String {
    report(number, ordinal) + "/report.json"
}
