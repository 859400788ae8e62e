//! Every address of the app. Pages link by these names and spell no address themselves; the table of
//! addresses stands in docs/ARCHITECTURE.md.

use domain::{
    access::{
        Category, Decision, GrantAt, RecertificationFilter, RequestFilter, RequestId, RequestState,
        Role, SearchBy, UnattendedFilter, UserFilter,
    },
    assessments::{AssessmentFilter, AssessmentNumber, DraftId, InboxFilter, PatientNumber},
    audit::AuditFilter,
    dashboards::DashboardFilter,
    identity::{DeviceId, ProofingFilter, ProofingReference, Registration, UserId},
    listing::{PageRequest, Query, SealedSearch},
    messages::MailboxFilter,
    notices::EndedRole,
    patients::{ExclusionId, MergeId, PatientFilter},
    penalties::{AdjustmentId, CaseFilter, CaseNumber, CaseTab, ChangeId, EntryId, ReceiptFilter},
    providers::{Ccn, ProviderFilter, StateCode},
    reports::{ReportKind, ReportParameters, RunId},
    staffing::{FiscalQuarter, QuarterFilter, StatusFilter},
    submissions::{SentFile, SubmissionFilter, SubmissionKind, SubmissionNumber},
    support::{HelpAct, JobFilter, JobState, TicketFilter, TicketNumber, ViewingFilter},
};
use uuid::Uuid;

pub const LOG_IN: &str = "/login";
/// Choose a device for the second factor.
pub const LOG_IN_DEVICE: &str = "/login/device";
/// Type its security code.
pub const LOG_IN_CODE: &str = "/login/code";
/// One's second factors: the list, and each step with what it is about behind it.
pub const DEVICES: &str = "/devices";
pub const DEVICE_CONFIRM: &str = "/devices/confirm";
pub const DEVICE_RENAME: &str = "/devices/rename";
pub const DEVICE_REMOVE: &str = "/devices/remove";
pub const BACKUP_CODES: &str = "/devices/show/backup-codes";
pub const MAKE_BACKUP_CODES: &str = "/devices/backup-codes";
/// Throws a kept form away.
pub const HELD_DROP: &str = "/held/drop";
pub const REGISTER: &str = "/register";
/// The profile was sent off: a mail is on its way.
pub const REGISTER_SENT: &str = "/register/sent";
/// User ID and password; the mail's link leads here.
pub const REGISTER_ACCOUNT: &str = "/register/account";
/// Its form; the steps share one route of the app, which no route beside it may hide.
pub const CREATE_ACCOUNT: &str = "/register/account/create";
pub const ACCEPT_TERMS: &str = "/register/terms/accept";
/// Forgotten user ID or password.
pub const RECOVER: &str = "/recover";
/// A mail is on its way, if there is such an account.
pub const RECOVER_SENT: &str = "/recover/sent";
/// The mail's link leads to a page whose button uses it up.
pub const USE_LINK: &str = "/recover/link/use";
/// Choose a new password after a recovery.
pub const NEW_PASSWORD: &str = "/recover/password";
pub const RECOVER_PASSWORD: &str = "/recover/password/change";
/// Back from the identity provider: log in, or link an account.
pub const OPENID: &str = "/openid";
/// Leads to the provider.
pub const OPENID_START: &str = "/openid/start";
/// Where the provider sends people back to, with a code; leads on at once.
pub const OPENID_RETURN: &str = "/openid/return";
pub const OPENID_ENTER: &str = "/openid/enter";
pub const OPENID_LINK: &str = "/openid/link";
pub const LOG_OUT: &str = "/logout";
/// Goes on in another category of one's roles.
pub const SWITCH_CATEGORY: &str = "/switch-category";
pub const DEMO_LOG_IN: &str = "/demo/log-in";
/// Things to try in the demonstration.
pub const DEMO: &str = "/demo";
/// The messages that the demonstration sent.
pub const MAILBOX: &str = "/demo/mailbox";
pub const HELP: &str = "/help";
pub const PBJ_EDITS: &str = "/help/pbj-edits";
/// The User Roles Matrix.
pub const ROLES_MATRIX: &str = "/help/roles";
/// How programs check and send files, and where that is written for programs.
pub const PROGRAMS: &str = "/help/api";
pub const API_DESCRIPTION: &str = "/api/openapi.json";
/// Asking the Help Desk, and one's own tickets.
pub const OWN_TICKETS: &str = "/help/ticket";
pub const PROFILE: &str = "/profile";
pub const NOTIFICATIONS: &str = "/profile/notifications";
/// Where one is logged in.
pub const SESSIONS: &str = "/profile/sessions";
/// One's access tokens: the list, the form that makes one, where it goes, a new one, and taking one back.
pub const TOKENS: &str = "/profile/tokens";
pub const NEW_TOKEN: &str = "/profile/tokens/new";
pub const MAKE_TOKEN: &str = "/profile/tokens/make";
pub const TOKEN_MADE: &str = "/profile/tokens/made";
pub const REVOKE_TOKEN: &str = "/profile/tokens/revoke";
pub const CHANGE_PASSWORD: &str = "/profile/password";
/// Telephone, address, time zone.
pub const CONTACT: &str = "/profile/contact";
/// Another e-mail address; the mailed link leads to a page below it.
pub const EMAIL: &str = "/profile/email";
/// A mail is on its way to the new address.
pub const EMAIL_SENT: &str = "/profile/email/sent";
/// Its form, for whoever has the link.
pub const USE_EMAIL_LINK: &str = "/api/identity/use_email_link";
pub const EMAIL_DONE: &str = "/profile/email/done";
/// Request User Role: the three steps.
pub const REQUEST_ROLE: &str = "/request-role";
pub const SELECT_ROLE: &str = "/request-role/role";
pub const ADD_ORGANIZATIONS: &str = "/request-role/organizations";
/// Role requests, for those who decide on them.
pub const ROLE_REQUESTS: &str = "/access/requests";
/// User Management: their people, with the roles that these hold and ask for.
pub const USERS: &str = "/access/users";
/// Deciding on several requests at once.
pub const SEVERAL_REQUESTS: &str = "/access/requests/several";
/// The roles that are to be confirmed.
pub const RECERTIFICATION: &str = "/access/recertification";
/// Taking several of them away.
pub const REMOVE_ROLES: &str = "/access/recertification/remove";
/// Organizations without a security official.
pub const UNATTENDED: &str = "/access/organizations";
pub const DASHBOARD: &str = "/dashboard";
pub const PROVIDERS: &str = "/providers";
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
pub const STAFFING: &str = "/staffing";
pub const STAFFING_STATUS: &str = "/staffing/status";
pub const CHECKER: &str = "/vut";
pub const JOBS: &str = "/support/jobs";
/// People, for the Help Desk.
pub const PEOPLE: &str = "/support/people";
/// The queue of tickets.
pub const TICKETS: &str = "/support/tickets";
/// Viewing as a role: the form that starts it, where that goes, stopping, and having identifiers shown.
pub const NEW_VIEWING: &str = "/support/viewing/new";
pub const START_VIEWING: &str = "/support/viewing/start";
pub const STOP_VIEWING: &str = "/support/viewing/stop";
pub const REVEAL: &str = "/support/viewing/reveal";
/// Where the forms of the proofing page go.
pub const PROOFING_START: &str = "/register/proofing/start";
pub const PROOFING_ANSWERS: &str = "/register/proofing/answers";
pub const PROOFING_DOCUMENTS: &str = "/register/proofing/documents";
pub const PROOFING_VIDEO_CALL: &str = "/register/proofing/video-call";
/// The queue of manual proofing.
pub const PROOFING_CASES: &str = "/support/proofing";
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
/// Patients of providers.
pub const PATIENTS: &str = "/patients";
pub const NEW_PATIENT: &str = "/patients/new";
/// ICD-10 codes that states exclude.
pub const EXCLUSIONS: &str = "/patients/exclusions";
/// Cases of civil money penalties.
pub const PENALTIES: &str = "/penalties";
/// What came in for them, by date.
pub const RECEIPTS: &str = "/penalties/receipts";
/// What is unpaid of them, by age.
pub const AGEING: &str = "/penalties/ageing";
/// The audit trail, for auditors.
pub const AUDIT: &str = "/audit";
/// The same, whole, as a file.
pub const AUDIT_EXPORT: &str = "/audit.ndjson";
/// Who saw and changed what, for the security officials of an organization.
pub const ACCESS_RECORD: &str = "/audit/organization";
/// When the Help Desk viewed as a role of an organization, for its officials.
pub const VIEWINGS: &str = "/audit/viewings";
/// One's own acts, and what was done with one's account.
pub const OWN_EVENTS: &str = "/audit/own";
pub const ERROR: &str = "/error";

/// The page of a step of registration.
#[must_use]
pub const fn registration(step: Registration) -> &'static str {
    match step {
        Registration::Terms => "/register/terms",
        Registration::Proofing => "/register/proofing",
        Registration::Device => DEVICES,
        Registration::Complete => DASHBOARD,
    }
}

/// A form that was kept while its sender logged in again.
#[must_use]
pub fn held(id: &str) -> String {
    format!("/held/{id}")
}

/// The log-in page, and then a page of ours.
#[must_use]
pub fn log_in(next: &str) -> String {
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after(LOG_IN)
}

/// The page that asks for the second factor again, and then a page of ours.
#[must_use]
pub fn confirm(next: &str) -> String {
    let next = Some(next).filter(|next| *next != "/");
    Query::default().with("next", next).after(LOG_IN_DEVICE)
}

/// To the identity provider, and then to a page of ours.
#[must_use]
pub fn openid_start(next: &str) -> String {
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after(OPENID_START)
}

/// The form that adds a device of a kind (its key).
#[must_use]
pub fn device_add(kind: &str) -> String {
    format!("{DEVICES}/add/{kind}")
}

/// A step about one device.
#[must_use]
pub fn device_step(step: &str, device: DeviceId) -> String {
    format!("{step}/{}", device.0)
}

/// The list, which says what was just done.
#[must_use]
pub fn devices_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(DEVICES)
}

/// My Profile, which says what was just done.
#[must_use]
pub fn profile_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(PROFILE)
}

/// My Profile, which says that the last role in a category ended.
#[must_use]
pub fn profile_moved(from: Category) -> String {
    Query::default()
        .with("moved", Some(from.key()))
        .after(PROFILE)
}

/// The dashboard of one facility, of one state, or of all.
#[must_use]
pub fn dashboard(filter: &DashboardFilter) -> String {
    filter.to_query().after(DASHBOARD)
}

#[must_use]
pub fn providers(filter: &ProviderFilter) -> String {
    filter.to_query().after(PROVIDERS)
}

/// The same list, whole, as a file.
#[must_use]
pub fn providers_csv(filter: &ProviderFilter) -> String {
    filter.to_query().after("/providers.csv")
}

/// A provider's profile; `slug` as `ProviderLine::slug` gives it.
#[must_use]
pub fn provider(slug: &str) -> String {
    format!("{PROVIDERS}/{slug}")
}

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

/// What became of several files that were sent together.
#[must_use]
pub fn sent(kind: SubmissionKind, files: &[SentFile]) -> String {
    let of = (kind != SubmissionKind::default()).then(|| kind.key());
    Query::default()
        .with("kind", of)
        .with("results", Some(&SentFile::list(files)))
        .after(SENT)
}

/// The receipt and the live state of a submission.
#[must_use]
pub fn submission(number: SubmissionNumber) -> String {
    format!("{SUBMISSIONS}/{number}")
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

/// The staffing page as its filter says.
#[must_use]
pub fn staffing_quarter(filter: &QuarterFilter) -> String {
    filter.to_query().after(STAFFING)
}

#[must_use]
pub fn staffing_csv(filter: &QuarterFilter) -> String {
    filter.to_query().after("/staffing.csv")
}

/// The stored quarter of a facility.
#[must_use]
pub fn staffing(facility: &Ccn, quarter: FiscalQuarter) -> String {
    Query::default()
        .with("facility", Some(facility.as_str()))
        .with("quarter", Some(&quarter.key()))
        .after(STAFFING)
}

#[must_use]
pub fn staffing_status(filter: &StatusFilter) -> String {
    filter.to_query().after(STAFFING_STATUS)
}

#[must_use]
pub fn staffing_status_csv(filter: &StatusFilter) -> String {
    filter.to_query().after("/staffing/status.csv")
}

#[must_use]
pub fn jobs(filter: JobFilter) -> String {
    filter.to_query().after(JOBS)
}

/// A background job.
#[must_use]
pub fn job(id: Uuid) -> String {
    format!("{JOBS}/{id}")
}

/// The same page, which says that the job was just put into this state.
#[must_use]
pub fn job_done(id: Uuid, state: JobState) -> String {
    Query::default()
        .with("done", Some(state.as_str()))
        .after(&job(id))
}

/// A ticket, for whoever opened it.
#[must_use]
pub fn own_ticket(number: TicketNumber) -> String {
    format!("{OWN_TICKETS}/{number}")
}

#[must_use]
pub fn tickets(filter: TicketFilter) -> String {
    filter.to_query().after(TICKETS)
}

/// A ticket, for the Help Desk.
#[must_use]
pub fn ticket(number: TicketNumber) -> String {
    format!("{TICKETS}/{number}")
}

/// The form that starts viewing as a role, with what is known already. `organization` is a CCN, the letters of a state, or
/// the key of a jurisdiction.
#[must_use]
pub fn new_viewing(
    ticket: Option<TicketNumber>,
    role: Option<Role>,
    organization: Option<&str>,
) -> String {
    let ticket = ticket.map(|number| number.to_string());
    Query::default()
        .with("ticket", ticket.as_deref())
        .with("role", role.map(Role::key))
        .with("organization", organization)
        .after(NEW_VIEWING)
}

/// The page of a ticket, which says what was just done.
#[must_use]
pub fn ticket_done(page: &str, done: &str) -> String {
    Query::default().with("done", Some(done)).after(page)
}

/// Notifications, which says that what was chosen is saved.
#[must_use]
pub fn notifications_saved() -> String {
    Query::default()
        .with("done", Some("saved"))
        .after(NOTIFICATIONS)
}

/// The messages of the demonstration, to everybody or to one recipient.
#[must_use]
pub fn mailbox(filter: &MailboxFilter) -> String {
    filter.to_query().after(MAILBOX)
}

/// Whom a search finds.
#[must_use]
pub fn people(search: Option<&SealedSearch>) -> String {
    Query::default()
        .with("search", search.map(SealedSearch::as_str))
        .after(PEOPLE)
}

/// Somebody, for the Help Desk.
#[must_use]
pub fn person(id: UserId) -> String {
    format!("{PEOPLE}/{}", id.0)
}

/// The same page, which says what was just done.
#[must_use]
pub fn person_done(id: UserId, act: HelpAct) -> String {
    Query::default()
        .with("done", Some(act.key()))
        .after(&person(id))
}

#[must_use]
pub fn proofing_cases(filter: ProofingFilter) -> String {
    filter.to_query().after(PROOFING_CASES)
}

/// The queue, which says that somebody's proofing begins anew; whose, is sealed.
#[must_use]
pub fn proofing_restarted(user_name: Option<&SealedSearch>) -> String {
    Query::default()
        .with("restarted", user_name.map(SealedSearch::as_str))
        .after(PROOFING_CASES)
}

/// A case of manual proofing.
#[must_use]
pub fn proofing_case(reference: &ProofingReference) -> String {
    format!("{PROOFING_CASES}/{}", reference.as_str())
}

/// A document of a case, to be saved.
#[must_use]
pub fn proofing_document(reference: &ProofingReference, ordinal: i32) -> String {
    format!("{}/documents/{ordinal}", proofing_case(reference))
}

/// The first step of a role request, with what was chosen.
#[must_use]
pub fn request_role(category: Category) -> String {
    Query::default()
        .with("category", Some(category.key()))
        .after(REQUEST_ROLE)
}

/// The second step, with what was chosen, if anything.
#[must_use]
pub fn select_role(category: Category, role: Option<Role>) -> String {
    Query::default()
        .with("category", Some(category.key()))
        .with("role", role.map(Role::key))
        .after(SELECT_ROLE)
}

/// The User Roles Matrix, of one category or whole.
#[must_use]
pub fn roles_matrix(category: Option<Category>) -> String {
    Query::default()
        .with("category", category.map(Category::key))
        .after(ROLES_MATRIX)
}

/// The third step, with the organizations that were added: slugs as `OrganizationLine::slug` gives them.
#[must_use]
pub fn add_organizations(role: Role, slugs: &[String], by: SearchBy) -> String {
    let slugs = slugs.join(",");
    Query::default()
        .with("role", Some(role.key()))
        .with(
            "ccn",
            Some(slugs.as_str()).filter(|slugs| !slugs.is_empty()),
        )
        .with("by", (by != SearchBy::default()).then_some(by.key()))
        .after(ADD_ORGANIZATIONS)
}

/// The third step with everything that a role which ended was for.
#[must_use]
pub fn request_again(ended: &EndedRole) -> String {
    let slugs: Vec<String> = ended.providers.iter().map(|id| id.0.to_string()).collect();
    let slugs = slugs.join(",");
    Query::default()
        .with("role", Some(ended.role.key()))
        .with(
            "ccn",
            Some(slugs.as_str()).filter(|slugs| !slugs.is_empty()),
        )
        .with("state", ended.state.map(StateCode::as_str))
        .with("jurisdiction", ended.jurisdiction.as_deref())
        .after(ADD_ORGANIZATIONS)
}

#[must_use]
pub fn role_requests(filter: &RequestFilter) -> String {
    filter.to_query().after(ROLE_REQUESTS)
}

/// A role request, for those who decide on it.
#[must_use]
pub fn role_request(id: RequestId) -> String {
    format!("{ROLE_REQUESTS}/{id}")
}

/// The same page, which says that the request was just put into this state.
#[must_use]
pub fn role_request_done(id: RequestId, state: RequestState) -> String {
    Query::default()
        .with("done", Some(state.key()))
        .after(&role_request(id))
}

/// What deciding on these requests would come to.
#[must_use]
pub fn several_requests(decision: Decision, ids: &[RequestId]) -> String {
    Query::default()
        .with("decision", Some(decision.key()))
        .with("requests", Some(&joined(ids)))
        .after(SEVERAL_REQUESTS)
}

/// What became of them: those that were decided, and the others.
#[must_use]
pub fn several_requests_done(
    decision: Decision,
    done: &[RequestId],
    missed: &[RequestId],
) -> String {
    let listed = |ids: &[RequestId]| Some(joined(ids)).filter(|list| !list.is_empty());
    Query::default()
        .with("decision", Some(decision.key()))
        .with("done", listed(done).as_deref())
        .with("missed", listed(missed).as_deref())
        .after(SEVERAL_REQUESTS)
}

fn joined<T: ToString>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(T::to_string).collect();
    ids.join(",")
}

#[must_use]
pub fn recertification(filter: &RecertificationFilter) -> String {
    filter.to_query().after(RECERTIFICATION)
}

/// The list, which says how many roles were just kept or removed, and how many were not.
#[must_use]
pub fn recertification_done(
    filter: &RecertificationFilter,
    what: &str,
    (done, missed): (usize, usize),
) -> String {
    let missed = (missed > 0).then(|| missed.to_string());
    filter
        .to_query()
        .with(what, Some(&done.to_string()))
        .with("missed", missed.as_deref())
        .after(RECERTIFICATION)
}

/// Taking these roles away.
#[must_use]
pub fn remove_roles(grants: &[GrantAt]) -> String {
    Query::default()
        .with("rows", Some(&joined(grants)))
        .after(REMOVE_ROLES)
}

#[must_use]
pub fn unattended(filter: &UnattendedFilter) -> String {
    filter.to_query().after(UNATTENDED)
}

#[must_use]
pub fn unattended_csv(filter: &UnattendedFilter) -> String {
    filter.to_query().after("/access/organizations.csv")
}

#[must_use]
pub fn users(filter: &UserFilter) -> String {
    filter.to_query().after(USERS)
}

/// The same list, whole, as a file.
#[must_use]
pub fn users_csv(filter: &UserFilter) -> String {
    filter.to_query().after("/access/users.csv")
}

/// The list, which says what was just done.
#[must_use]
pub fn users_done(filter: &UserFilter, done: &str) -> String {
    filter.to_query().with("done", Some(done)).after(USERS)
}

/// One person of the list that one came from.
#[must_use]
pub fn user(filter: &UserFilter, id: UserId) -> String {
    filter.to_query().after(&user_page(id))
}

/// The same page, which says what was just done.
#[must_use]
pub fn user_done(filter: &UserFilter, id: UserId, done: &str) -> String {
    let query = filter.to_query().with("done", Some(done));
    query.after(&user_page(id))
}

/// What may be done about one role of somebody.
#[must_use]
pub fn user_grant(filter: &UserFilter, id: UserId, grant: GrantAt) -> String {
    let query = filter.to_query().with("grant", Some(&grant.to_string()));
    query.after(&user_page(id))
}

fn user_page(id: UserId) -> String {
    format!("{USERS}/{}", id.0)
}

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

#[must_use]
pub fn patients(filter: &PatientFilter) -> String {
    filter.to_query().after(PATIENTS)
}

#[must_use]
pub fn patients_csv(filter: &PatientFilter) -> String {
    filter.to_query().after("/patients.csv")
}

#[must_use]
pub fn patient(number: PatientNumber) -> String {
    format!("{PATIENTS}/{number}")
}

/// The same page, which says what was just done.
#[must_use]
pub fn patient_done(number: PatientNumber, done: &str) -> String {
    let query = Query::default().with("done", Some(done));
    query.after(&patient(number))
}

#[must_use]
pub fn edit_patient(number: PatientNumber) -> String {
    format!("{PATIENTS}/{number}/edit")
}

/// What became of a patient.
#[must_use]
pub fn patient_history(number: PatientNumber, page: PageRequest) -> String {
    let query = Query::default().with_page(page);
    query.after(&format!("{PATIENTS}/{number}/history"))
}

/// Merging a patient into this one; with another, both side by side.
#[must_use]
pub fn merge_patients(number: PatientNumber, with: Option<PatientNumber>) -> String {
    let with = with.map(|with| with.to_string());
    let query = Query::default().with("with", with.as_deref());
    query.after(&format!("{PATIENTS}/{number}/merge"))
}

/// Undoing the merge of another patient into this one.
#[must_use]
pub fn undo_merge(number: PatientNumber, merge: MergeId) -> String {
    format!("{PATIENTS}/{number}/merges/{}", merge.0)
}

/// The list of excluded codes, which says what was just done.
#[must_use]
pub fn exclusions_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(EXCLUSIONS)
}

/// Ending an exclusion.
#[must_use]
pub fn end_exclusion(exclusion: ExclusionId) -> String {
    format!("{EXCLUSIONS}/{}", exclusion.0)
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
    parameters.to_query().after(&file)
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

#[must_use]
pub fn penalties(filter: &CaseFilter) -> String {
    filter.to_query().after(PENALTIES)
}

#[must_use]
pub fn penalties_csv(filter: &CaseFilter) -> String {
    filter.to_query().after("/penalties.csv")
}

/// A part of a case's page.
#[must_use]
pub fn penalty(number: &CaseNumber, tab: CaseTab) -> String {
    let tab = (tab != CaseTab::default()).then(|| tab.key());
    let page = format!("{PENALTIES}/{number}");
    Query::default().with("tab", tab).after(&page)
}

/// The same page, which says what was just done.
#[must_use]
pub fn penalty_done(number: &CaseNumber, tab: CaseTab, done: &str) -> String {
    Query::default()
        .with("tab", Some(tab.key()))
        .with("done", Some(done))
        .after(&format!("{PENALTIES}/{number}"))
}

/// Record payment.
#[must_use]
pub fn record_payment(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/payment")
}

/// Moves a case on.
#[must_use]
pub fn penalty_step(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/step")
}

/// Takes a step of a case back.
#[must_use]
pub fn take_step_back(number: &CaseNumber, step: ChangeId) -> String {
    format!("{PENALTIES}/{number}/step/{step}")
}

/// Takes something off the penalty of a case.
#[must_use]
pub fn adjust_penalty(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/adjust")
}

/// Takes an adjustment of a penalty back.
#[must_use]
pub fn take_adjustment_back(number: &CaseNumber, adjustment: AdjustmentId) -> String {
    format!("{PENALTIES}/{number}/adjust/{adjustment}")
}

/// Corrects the day that made the penalty of a case payable.
#[must_use]
pub fn correct_payable_day(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/payable-day")
}

/// Record refund.
#[must_use]
pub fn record_refund(number: &CaseNumber) -> String {
    format!("{PENALTIES}/{number}/refund")
}

/// Takes an entry of a case's ledger back.
#[must_use]
pub fn reverse_entry(number: &CaseNumber, entry: EntryId) -> String {
    format!("{PENALTIES}/{number}/reverse/{entry}")
}

#[must_use]
pub fn receipts(filter: ReceiptFilter) -> String {
    filter.to_query().after(RECEIPTS)
}

#[must_use]
pub fn audit(filter: &AuditFilter) -> String {
    filter.to_query().after(AUDIT)
}

/// One row of the audit trail.
#[must_use]
pub fn audit_event(seq: i64) -> String {
    format!("{AUDIT}/{seq}")
}

#[must_use]
pub fn access_record(filter: &AuditFilter) -> String {
    filter.to_query().after(ACCESS_RECORD)
}

#[must_use]
pub fn viewings(filter: ViewingFilter) -> String {
    filter.to_query().after(VIEWINGS)
}

/// A viewing as a role, with what was looked at, from an event on.
#[must_use]
pub fn viewing(id: Uuid, before: Option<i64>) -> String {
    let before = before.map(|seq| seq.to_string());
    Query::default()
        .with("before", before.as_deref())
        .after(&format!("{VIEWINGS}/{id}"))
}

/// Access history, from an event on.
#[must_use]
pub fn own_events(before: i64) -> String {
    Query::default()
        .with("before", Some(&before.to_string()))
        .after(OWN_EVENTS)
}

/// A sample file of the demonstration.
#[must_use]
pub fn sample(name: &str) -> String {
    format!("/demo/samples/{name}")
}

#[cfg(test)]
mod tests;
