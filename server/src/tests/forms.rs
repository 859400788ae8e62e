//! Every form of the program, with all its fields and someone who may send it.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::Role;
use services::token::Token;
use store::exec;

use super::authorization::forms_of_functions;
use super::house::{APPLICANT, CASE, House, JOB, NOBODY, user_of};
use crate::router::plain_routes;

/// Who sends a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Anybody,
    HelpDesk,
    /// Who decides on role requests everywhere.
    ProductionControl,
    /// Who sends assessments.
    Submitter,
    /// Who records payments of penalties.
    Finance,
    /// Who makes and changes patients of the own home.
    Official,
    /// Whose registration has come to identity proofing.
    Applicant,
    /// Who has proven a second factor, and is to choose a new password.
    Recovering,
}

impl Sender {
    /// The cookie of a new session.
    pub async fn cookie(self, house: &House) -> String {
        match self {
            Self::Anybody => String::new(),
            Self::HelpDesk => house.session_of(&user_of(Role::HelpDesk)).await,
            Self::ProductionControl => {
                house
                    .session_of(&user_of(Role::HelpDeskProductionControl))
                    .await
            }
            Self::Submitter => {
                let user = user_of(Role::AssessmentSubmitter);
                house.session_of(&user).await
            }
            Self::Finance => {
                let user = user_of(Role::FinancialManagementUser);
                house.session_of(&user).await
            }
            Self::Official => {
                let user = user_of(Role::ProviderSecurityOfficial);
                house.session_of(&user).await
            }
            Self::Applicant => house.registering_session_of(APPLICANT).await,
            Self::Recovering => recovering(house).await,
        }
    }
}

async fn recovering(house: &House) -> String {
    let cookie = house.session_of(NOBODY).await;
    let token = Token::sent(cookie.split_once('=').unwrap().1);
    let mut tx = house.services.db.write().await.unwrap();
    let stage = "update session set stage = 'recovering' where token_hash = $1";
    exec!(tx, stage, token.hash().as_slice()).unwrap();
    tx.commit().await.unwrap();
    cookie
}

pub struct FormOf {
    pub path: &'static str,
    pub sender: Sender,
    /// A field with a value has always that one.
    fields: &'static [&'static str],
}

impl FormOf {
    const fn new(path: &'static str, sender: Sender, fields: &'static [&'static str]) -> Self {
        Self {
            path,
            sender,
            fields,
        }
    }

    /// Its fields, with `value` in each that has none.
    pub fn filled(&self, value: &str) -> Vec<(&'static str, String)> {
        let filled = self.fields.iter().map(|field| match field.split_once('=') {
            Some((name, "$JOB")) => (name, JOB.to_string()),
            Some((name, "$CASE")) => (name, CASE.to_owned()),
            Some((name, fixed)) => (name, fixed.to_owned()),
            None => (*field, value.to_owned()),
        });
        filled.collect()
    }

    /// The names of the fields that people fill.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields
            .iter()
            .copied()
            .filter(|field| !field.contains('='))
    }
}

/// Forms that are a button and nothing else.
const BUTTONS: [&str; 11] = [
    "/api/drafts/discard_draft",
    "/api/patients/delete_exclusion",
    "/api/identity/end_other_sessions",
    "/devices/backup-codes",
    "/logout",
    "/support/viewing/stop",
    "/openid/link",
    "/register/proofing/video-call",
    "/api/identity/unlink_provider",
    "/api/penalties/charge_interest",
    "/api/demo/reset_demo",
];

/// Forms with files: `uploads`, `proofing` and the browser tests (`assessments.spec.ts`) send what is wrong.
const UPLOADS: [&str; 6] = [
    "/api/v1/checks",
    "/api/v1/submissions",
    "/api/vut/v1/assessmentUpload",
    "/assessments/submissions",
    "/pbj/submissions",
    "/register/proofing/documents",
];

pub fn forms() -> Vec<FormOf> {
    let parts = [
        before_log_in(),
        own_account(),
        access_tokens(),
        role_requests(),
        inbox(),
        patients(),
        penalties(),
        adjustments(),
        several_rows(),
        assessments(),
    ];
    parts.into_iter().flatten().collect()
}

/// Those that need no session, or one that is not open yet.
fn before_log_in() -> Vec<FormOf> {
    use Sender::{Anybody, Applicant, Recovering};
    vec![
        FormOf::new(
            "/register",
            Anybody,
            &[
                "first_name",
                "middle_name",
                "last_name",
                "suffix",
                "email",
                "personal_email",
                "phone",
                "address",
                "city",
                "state",
                "zip",
                "born_on",
            ],
        ),
        FormOf::new(
            "/register/account/create",
            Anybody,
            &["link", "user_name", "password", "own_name"],
        ),
        FormOf::new("/recover", Anybody, &["who"]),
        FormOf::new("/recover/link/use", Anybody, &["link"]),
        FormOf::new("/api/identity/use_email_link", Anybody, &["link"]),
        FormOf::new("/demo/log-in", Anybody, &["user_name", "next"]),
        FormOf::new(
            "/login",
            Anybody,
            &["user_name", "password", "consent", "next"],
        ),
        FormOf::new("/register/terms/accept", Applicant, &["terms"]),
        FormOf::new(
            "/register/proofing/start",
            Applicant,
            &["social_security_number"],
        ),
        FormOf::new(
            "/register/proofing/answers",
            Applicant,
            &["answer_1", "answer_2", "answer_3"],
        ),
        FormOf::new("/recover/password/change", Recovering, &["password"]),
    ]
}

fn access_tokens() -> Vec<FormOf> {
    use Sender::HelpDesk;
    vec![
        FormOf::new(
            "/profile/tokens/make",
            HelpDesk,
            &[
                "name",
                "days",
                "facilities",
                "check",
                "submit",
                "read_reports",
            ],
        ),
        FormOf::new("/profile/tokens/revoke", HelpDesk, &["token"]),
    ]
}

const NEW_VIEWING: [&str; 7] = [
    "ticket",
    "role",
    "organization",
    "place",
    "reason",
    "words",
    "elsewhere",
];

/// Those of one's own account, and of the Help Desk.
fn own_account() -> Vec<FormOf> {
    use Sender::HelpDesk;
    vec![
        FormOf::new(
            "/api/identity/change_password",
            HelpDesk,
            &["old_password", "password", "ends_others"],
        ),
        FormOf::new(
            "/api/identity/save_contact",
            HelpDesk,
            &["phone", "address", "city", "state", "zip", "time_zone"],
        ),
        FormOf::new(
            "/api/identity/ask_for_email",
            HelpDesk,
            &["email", "personal_email"],
        ),
        FormOf::new("/api/identity/end_session", HelpDesk, &["id"]),
        FormOf::new(
            "/api/notices/save_choices",
            HelpDesk,
            &["staffing_file", "staffing_deadline"],
        ),
        FormOf::new(
            "/api/proofing/decide_case",
            HelpDesk,
            &["reference=$CASE", "decision=reject", "reason"],
        ),
        FormOf::new(
            "/api/proofing/decide_case",
            HelpDesk,
            &["reference", "decision", "reason"],
        ),
        FormOf::new(
            "/api/proofing/restart_proofing",
            HelpDesk,
            &["user_name", "check", "record"],
        ),
        FormOf::new(
            "/api/support/open_ticket",
            HelpDesk,
            &["subject", "ccn", "words"],
        ),
        FormOf::new(
            "/api/support/write_to_ticket",
            HelpDesk,
            &["number=HD-1", "words"],
        ),
        FormOf::new(
            "/api/support/write_to_ticket",
            HelpDesk,
            &["number", "words"],
        ),
        FormOf::new(
            "/api/support/write_to_ticket",
            HelpDesk,
            &["number=HD-1", "words", "close=true"],
        ),
        FormOf::new("/support/viewing/start", HelpDesk, &NEW_VIEWING),
        FormOf::new("/support/viewing/reveal", HelpDesk, &["words", "next"]),
        FormOf::new(
            "/api/search/search_people",
            HelpDesk,
            &["list=people", "q", "filter"],
        ),
        FormOf::new("/api/search/search_people", HelpDesk, &["list", "q"]),
        FormOf::new(
            "/api/support/start_reset",
            HelpDesk,
            &["person=$JOB", "reset_reason"],
        ),
        FormOf::new(
            "/api/support/unlock_person",
            HelpDesk,
            &["person=$JOB", "unlock_reason"],
        ),
        FormOf::new(
            "/api/support/reproof_person",
            HelpDesk,
            &["person=$JOB", "check", "record"],
        ),
        FormOf::new("/api/support/give_up_job", HelpDesk, &["id=$JOB", "note"]),
        FormOf::new("/api/support/give_up_job", HelpDesk, &["id", "note"]),
        FormOf::new("/api/support/retry_job", HelpDesk, &["id"]),
        FormOf::new("/api/uploads/follow", HelpDesk, &["number"]),
        FormOf::new("/devices", HelpDesk, &["kind=email", "name", "target"]),
        FormOf::new("/devices", HelpDesk, &["kind", "name", "target"]),
        FormOf::new("/devices/confirm", HelpDesk, &["device", "code"]),
        FormOf::new("/devices/rename", HelpDesk, &["device", "name"]),
        FormOf::new("/devices/remove", HelpDesk, &["device"]),
        FormOf::new("/held/drop", HelpDesk, &["id"]),
        FormOf::new("/login/device", HelpDesk, &["device", "next"]),
        FormOf::new("/login/code", HelpDesk, &["code", "next"]),
        FormOf::new("/openid/enter", HelpDesk, &["consent"]),
        FormOf::new("/switch-category", HelpDesk, &["category", "next"]),
    ]
}

/// Those of several rows at once.
fn several_rows() -> Vec<FormOf> {
    use Sender::ProductionControl;
    vec![
        FormOf::new(
            "/api/access/review_requests",
            ProductionControl,
            &["rows[]=$JOB", "decision", "list"],
        ),
        FormOf::new(
            "/api/access/decide_requests",
            ProductionControl,
            &["rows[]=$JOB", "left[]=$JOB", "decision=reject", "reason"],
        ),
        FormOf::new(
            "/api/access/confirm_roles",
            ProductionControl,
            &["rows[]", "change=keep", "list"],
        ),
        FormOf::new(
            "/api/access/remove_roles",
            ProductionControl,
            &["rows[]=$JOB", "reason"],
        ),
    ]
}

fn role_requests() -> Vec<FormOf> {
    use Sender::{HelpDesk, ProductionControl};
    vec![
        FormOf::new(
            "/api/access/add_organization",
            HelpDesk,
            &["role=pbj_viewer", "ccn", "by=ccn", "search_for"],
        ),
        FormOf::new(
            "/api/access/add_organization",
            HelpDesk,
            &["role", "ccn", "by", "search_for"],
        ),
        FormOf::new(
            "/api/access/submit_request",
            HelpDesk,
            &["role=pbj_viewer", "ccn", "state", "surveyor", "surveyor_id"],
        ),
        FormOf::new(
            "/api/access/submit_request",
            HelpDesk,
            &[
                "role=state_agency_general_user",
                "state",
                "surveyor=yes",
                "surveyor_id",
            ],
        ),
        FormOf::new(
            "/api/access/submit_request",
            HelpDesk,
            &["role=qio_user", "jurisdiction"],
        ),
        FormOf::new("/api/access/withdraw_request", HelpDesk, &["id"]),
        FormOf::new("/api/access/remind_deciders", HelpDesk, &["id"]),
        FormOf::new(
            "/api/access/approve_request",
            ProductionControl,
            &["id=$JOB", "surveyor_id", "origin", "read"],
        ),
        FormOf::new(
            "/api/access/reject_request",
            ProductionControl,
            &["id=$JOB", "reason"],
        ),
        FormOf::new(
            "/api/access/change_grant",
            ProductionControl,
            &[
                "user=$JOB",
                "grant=$JOB",
                "provider",
                "list",
                "change=remove",
                "reason",
            ],
        ),
        FormOf::new(
            "/api/search/search_people",
            ProductionControl,
            &["list=users", "q", "filter"],
        ),
        FormOf::new(
            "/api/access/verify_surveyor",
            ProductionControl,
            &["user=$JOB", "list", "surveyor_id", "origin"],
        ),
    ]
}

fn inbox() -> Vec<FormOf> {
    use Sender::Submitter;
    vec![
        FormOf::new(
            "/api/assessments/take_inbox_record",
            Submitter,
            &["number=1000001", "ordinal"],
        ),
        FormOf::new(
            "/api/assessments/hand_inbox_record_over",
            Submitter,
            &["number=1000001", "ordinal=1", "owner"],
        ),
        FormOf::new(
            "/api/reports/ask_for_report",
            Submitter,
            &["report", "filter"],
        ),
        FormOf::new(
            "/api/assessments/close_inbox_record",
            Submitter,
            &["number=1000001", "ordinal=1", "why", "assessment"],
        ),
        FormOf::new(
            "/api/assessments/reopen_inbox_record",
            Submitter,
            &["number=1000001", "ordinal"],
        ),
    ]
}

fn patients() -> Vec<FormOf> {
    use Sender::{Official, ProductionControl};
    const NUMBER: &str = "number=1000001";
    vec![
        FormOf::new(
            "/api/patients/show_identifiers",
            Official,
            &[NUMBER, "show_reason"],
        ),
        FormOf::new(
            "/api/patients/create_patient",
            Official,
            &[
                "ccn",
                "first_name",
                "last_name",
                "birth",
                "sex",
                "ssn",
                "medicare",
                "medicaid",
                "others",
                "key=$JOB",
            ],
        ),
        FormOf::new(
            "/api/patients/change_patient",
            Official,
            &[
                NUMBER,
                "version=1",
                "first_name",
                "last_name",
                "birth",
                "sex",
                "ssn",
                "remove_ssn",
                "medicare",
                "remove_medicare",
                "medicaid",
                "remove_medicaid",
                "reason",
            ],
        ),
        FormOf::new(
            "/api/patients/merge_patients",
            Official,
            &[NUMBER, "with=1000001", "reason"],
        ),
        FormOf::new(
            "/api/patients/undo_merge",
            Official,
            &[NUMBER, "merge=$JOB", "reason"],
        ),
        FormOf::new(
            "/api/patients/add_exclusion",
            ProductionControl,
            &["state", "excluded", "from", "until"],
        ),
        FormOf::new(
            "/api/patients/end_exclusion",
            ProductionControl,
            &["exclusion=$JOB", "last_day"],
        ),
    ]
}

fn penalties() -> Vec<FormOf> {
    use Sender::Finance;
    vec![
        FormOf::new(
            "/api/penalties/review_payment",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "amount",
                "received_on",
                "method",
                "trace",
                "payer",
                "comment",
                "overpayment",
                "another",
            ],
        ),
        FormOf::new(
            "/api/penalties/record_payment",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "amount",
                "received_on",
                "method",
                "trace",
                "payer",
                "comment",
                "overpayment",
                "another",
                "key=$JOB",
                "step",
            ],
        ),
        FormOf::new(
            "/api/penalties/reverse_entry",
            Finance,
            &["number=2026-07-LTC-0001", "entry=$JOB", "reason"],
        ),
        FormOf::new(
            "/api/penalties/take_step_back",
            Finance,
            &["number=2026-07-LTC-0001", "step=$JOB", "reason"],
        ),
        FormOf::new(
            "/api/penalties/take_step",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "key=$JOB",
                "state",
                "payable_on",
                "reason",
            ],
        ),
        FormOf::new(
            "/api/penalties/record_refund",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "key=$JOB",
                "amount",
                "refunded_on",
                "trace",
                "comment",
            ],
        ),
    ]
}

fn assessments() -> Vec<FormOf> {
    use Sender::ProductionControl;
    vec![
        FormOf::new(
            "/assessments/begin",
            ProductionControl,
            &["facility=165123", "A0200", "A0310A", "patient"],
        ),
        FormOf::new(
            "/assessments/answers",
            ProductionControl,
            &["id=$JOB", "section", "A0500C", "was.A0500C", "next"],
        ),
        FormOf::new(
            "/api/drafts/submit_draft",
            ProductionControl,
            &["id=$JOB", "version"],
        ),
        FormOf::new(
            "/api/drafts/correct_record",
            ProductionControl,
            &["number=1", "transaction"],
        ),
    ]
}

fn adjustments() -> Vec<FormOf> {
    use Sender::Finance;
    vec![
        FormOf::new(
            "/api/penalties/review_adjustment",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "kind",
                "amount",
                "percent",
                "adjusted_on",
                "reason",
            ],
        ),
        FormOf::new(
            "/api/penalties/record_adjustment",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "kind",
                "amount",
                "percent",
                "adjusted_on",
                "reason",
                "seen",
                "key=$JOB",
                "step",
            ],
        ),
        FormOf::new(
            "/api/penalties/take_adjustment_back",
            Finance,
            &["number=2026-07-LTC-0001", "adjustment=$JOB", "reason"],
        ),
        FormOf::new(
            "/api/penalties/correct_payable_day",
            Finance,
            &[
                "number=2026-07-LTC-0001",
                "key=$JOB",
                "payable_on",
                "reason",
            ],
        ),
    ]
}

#[test]
fn no_form_is_left_out() {
    let routes = plain_routes().list.into_iter();
    let posted = routes.filter(|(method, _)| *method == Method::POST);
    let there: BTreeSet<&str> = posted
        .map(|(_, path)| path)
        .chain(forms_of_functions())
        .collect();
    let tried: BTreeSet<&str> = forms()
        .iter()
        .map(|form| form.path)
        .chain(BUTTONS)
        .chain(UPLOADS)
        .collect();
    let missing: Vec<_> = there.difference(&tried).collect();
    assert!(missing.is_empty(), "add a line to forms() for {missing:?}");
}
