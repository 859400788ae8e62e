//! Every server function and every plain route, and how each is asked.

use axum::http::Method;
use domain::listing::PageRequest;
use domain::staffing::Figures;
use serde::Serialize;
use serde_json::{Value, json};

use crate::tests::house::{Ask, CASE, Home, House, JOB, file_for};

/// How a function is asked. `$CCN`, `$FACILITY`, `$STATE` and `$NUMBER` stand for those of the home in question, `$HOME` for its id,
/// and `$THING` for that of whatever belongs to it.
#[derive(Clone)]
pub struct Function {
    pub method: Method,
    /// As it is registered.
    pub path: &'static str,
    /// What follows the path, from its `?` on.
    pub query: &'static str,
    pub about: About,
    pub body: Body,
}

/// What the answer tells.
#[derive(Clone, Copy, PartialEq)]
pub enum About {
    /// Nothing of any home: asked once.
    Nothing,
    /// One thing of a home: the status tells.
    Thing,
    /// Rows: those of a home are there or not.
    Rows,
}

#[derive(Clone)]
pub enum Body {
    None,
    Json(Value),
    Form(&'static str),
    File,
}

/// A server function that takes JSON.
pub fn json_function(path: &'static str, about: About, arguments: Value) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about,
        body: Body::Json(arguments),
    }
}

/// A server function that takes a form, or nothing.
fn form_function(path: &'static str, about: About, arguments: &'static str) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about,
        body: Body::Form(arguments),
    }
}

pub fn download(path: &'static str, about: About) -> Function {
    Function {
        method: Method::GET,
        path,
        query: "",
        about,
        body: Body::None,
    }
}

fn form_route(path: &'static str, form: &'static str) -> Function {
    Function {
        method: Method::POST,
        path,
        query: "",
        about: About::Nothing,
        body: Body::Form(form),
    }
}

/// Arguments that are a filter which lets everything through.
fn every<T: Default + Serialize>() -> Value {
    json!({ "filter": T::default() })
}

/// One line each, and none is missing: the test below compares with what is registered.
#[expect(clippy::too_many_lines, reason = "a list of what there is")]
pub fn functions() -> Vec<Function> {
    use About::{Nothing, Rows, Thing};
    let quarter = || json!({ "facility": "$CCN", "quarter": [2026, 4] });
    // Everybody here holds a role: more than the first page of a usual size shows.
    let all_users = domain::access::UserFilter {
        page: PageRequest::new(1, 100),
        ..Default::default()
    };
    let roster = || {
        let all = domain::reports::ReportParameters::default();
        let mut parameters = serde_json::to_value(all).unwrap();
        parameters["facility"] = json!("$CCN");
        parameters
    };
    let report = || json!({ "number": "$NUMBER", "ordinal": 1, "edit": null, "page": PageRequest::default() });
    let figures = || json!({ "facility_id": "$FACILITY", "state": "$STATE", "quarter": [2026, 4], "process_type": "replace", "figures": Figures::default() });
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
        json_function(
            "/api/assessments/list_assessments",
            Rows,
            every::<domain::assessments::AssessmentFilter>(),
        ),
        json_function(
            "/api/assessments/find_assessment",
            Thing,
            json!({ "number": "$NUMBER", "section": null }),
        ),
        json_function(
            "/api/assessments/list_inbox",
            Rows,
            every::<domain::assessments::InboxFilter>(),
        ),
        json_function(
            "/api/assessments/find_inbox_record",
            Thing,
            json!({ "number": "$NUMBER", "ordinal": 1, "flash": null }),
        ),
        form_function(
            "/api/assessments/take_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1",
        ),
        form_function(
            "/api/assessments/hand_inbox_record_over",
            Thing,
            "number=$NUMBER&ordinal=1&owner=",
        ),
        form_function(
            "/api/assessments/close_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1&why=",
        ),
        form_function(
            "/api/assessments/reopen_inbox_record",
            Thing,
            "number=$NUMBER&ordinal=1",
        ),
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
        json_function(
            "/api/drafts/view_new",
            Rows,
            json!({ "facility": null, "patient": null, "search": null, "flash": null }),
        ),
        form_function("/api/drafts/list_drafts", Rows, ""),
        json_function(
            "/api/drafts/find_draft",
            Thing,
            json!({ "id": "$THING", "section": null, "flash": null }),
        ),
        json_function(
            "/api/drafts/save_answers",
            Thing,
            json!({ "id": "$THING", "changes": [] }),
        ),
        json_function(
            "/api/drafts/find_review",
            Thing,
            json!({ "id": "$THING", "flash": null }),
        ),
        form_function("/api/drafts/submit_draft", Thing, "id=$THING&version=1"),
        form_function("/api/drafts/discard_draft", Thing, "id=$THING"),
        form_function(
            "/api/drafts/correct_record",
            Thing,
            "number=$NUMBER&transaction=modification",
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function("/assessments/begin", Thing, "facility=$CCN"),
        form_function("/assessments/answers", Thing, "id=$THING&section=A"),
        form_function("/api/help/list_pbj_edits", Nothing, ""),
        json_function(
            "/api/help/list_role_matrix",
            Nothing,
            json!({ "category": null }),
        ),
        form_function("/api/identity/check_logged_in", Nothing, ""),
        json_function(
            "/api/identity/find_held_form",
            Nothing,
            json!({ "id": "x" }),
        ),
        json_function(
            "/api/identity/find_log_in",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/end_other_sessions", Nothing, ""),
        form_function("/api/identity/end_session", Nothing, "id=x"),
        form_function("/api/identity/extend_session", Nothing, ""),
        json_function(
            "/api/identity/find_device_step",
            Nothing,
            json!({ "step": "List", "flash": null }),
        ),
        json_function(
            "/api/identity/find_devices",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function(
            "/api/identity/change_password",
            Nothing,
            "old_password=wrong&password=",
        ),
        json_function(
            "/api/identity/find_new_password",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/identity/find_profile",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/identity/find_contact",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/save_contact", Nothing, "phone=x"),
        json_function(
            "/api/identity/find_email_step",
            Nothing,
            json!({ "step": "Ask", "link": null, "flash": null }),
        ),
        form_function("/api/identity/ask_for_email", Nothing, "email=x"),
        form_function("/api/identity/use_email_link", Nothing, "link=x"),
        // No identity provider is configured.
        json_function(
            "/api/identity/find_arrival",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/unlink_provider", Nothing, ""),
        form_function("/api/identity/find_session_end", Nothing, ""),
        json_function(
            "/api/identity/find_recovery",
            Nothing,
            json!({ "step": "Ask", "flash": null }),
        ),
        json_function(
            "/api/identity/find_registration",
            Nothing,
            json!({ "step": "Profile", "link": null, "flash": null }),
        ),
        form_function("/api/identity/find_visit", Nothing, ""),
        json_function(
            "/api/identity/find_waiting",
            Nothing,
            json!({ "flash": null }),
        ),
        form_function("/api/identity/list_sessions", Nothing, ""),
        json_function(
            "/api/identity/find_tokens",
            Nothing,
            json!({ "step": "List", "flash": null }),
        ),
        json_function(
            "/api/messages/list_mailbox",
            Nothing,
            every::<domain::messages::MailboxFilter>(),
        ),
        form_function("/api/notices/find_choices", Nothing, ""),
        form_function("/api/notices/find_ended_roles", Nothing, ""),
        form_function("/api/notices/save_choices", Nothing, "staffing_file=true"),
        json_function(
            "/api/patients/list_patients",
            Rows,
            every::<domain::patients::PatientFilter>(),
        ),
        json_function(
            "/api/patients/find_patient",
            Thing,
            json!({ "number": "$NUMBER", "flash": null, "edits": false }),
        ),
        // Without a reason, or a version that there was: nothing is to change while others ask.
        form_function("/api/patients/show_identifiers", Thing, "number=$NUMBER"),
        json_function(
            "/api/patients/find_new_patient",
            Rows,
            json!({ "flash": null }),
        ),
        form_function("/api/patients/create_patient", Nothing, "ccn=$CCN&key=$JOB"),
        form_function(
            "/api/patients/change_patient",
            Thing,
            "number=$NUMBER&version=0&first_name=RUTH&last_name=ABLE&birth=1931&sex=2&reason=seen",
        ),
        json_function(
            "/api/patients/find_merge",
            Thing,
            json!({ "number": "$NUMBER", "with": null, "flash": null }),
        ),
        form_function(
            "/api/patients/merge_patients",
            Thing,
            "number=$NUMBER&with=1&reason=seen",
        ),
        form_function(
            "/api/patients/undo_merge",
            Thing,
            "number=$NUMBER&merge=$JOB&reason=seen",
        ),
        json_function(
            "/api/patients/list_changes",
            Thing,
            json!({ "number": "$NUMBER", "page": PageRequest::default() }),
        ),
        json_function(
            "/api/patients/list_exclusions",
            Rows,
            json!({ "state": "$STATE", "flash": null }),
        ),
        form_function(
            "/api/patients/add_exclusion",
            Nothing,
            "state=$STATE&excluded=B20",
        ),
        form_function(
            "/api/patients/end_exclusion",
            Thing,
            "exclusion=$THING&last_day=11/22/2026",
        ),
        form_function("/api/patients/delete_exclusion", Thing, "exclusion=$THING"),
        json_function(
            "/api/penalties/list_cases",
            Rows,
            every::<domain::penalties::CaseFilter>(),
        ),
        form_function("/api/penalties/list_ages", Nothing, ""),
        json_function(
            "/api/penalties/list_receipts",
            Nothing,
            every::<domain::penalties::ReceiptFilter>(),
        ),
        json_function(
            "/api/penalties/find_case",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        json_function(
            "/api/penalties/find_payment",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function(
            "/api/penalties/review_payment",
            Thing,
            "number=$PENALTY&amount=",
        ),
        form_function(
            "/api/penalties/record_payment",
            Thing,
            "number=$PENALTY&amount=0&received_on=10/02/2026&method=check&trace=1&key=$JOB",
        ),
        // There is no such entry: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/reverse_entry",
            Thing,
            "number=$PENALTY&entry=$JOB&reason=seen",
        ),
        form_function(
            "/api/penalties/take_step",
            Thing,
            "number=$PENALTY&state=overdue&reason=",
        ),
        // There is no such step: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/take_step_back",
            Thing,
            "number=$PENALTY&step=$JOB&reason=seen",
        ),
        json_function(
            "/api/penalties/find_adjustment",
            Thing,
            json!({ "number": "$PENALTY", "flash": null }),
        ),
        form_function(
            "/api/penalties/review_adjustment",
            Thing,
            "number=$PENALTY&amount=",
        ),
        form_function(
            "/api/penalties/record_adjustment",
            Thing,
            "number=$PENALTY&kind=settlement&amount=0&adjusted_on=10/02/2026&reason=&key=$JOB",
        ),
        // There is no such adjustment: whoever may not look is refused all the same.
        form_function(
            "/api/penalties/take_adjustment_back",
            Thing,
            "number=$PENALTY&adjustment=$JOB&reason=seen",
        ),
        form_function(
            "/api/penalties/correct_payable_day",
            Thing,
            "number=$PENALTY&payable_on=&reason=",
        ),
        // Nothing is to go back.
        form_function(
            "/api/penalties/record_refund",
            Thing,
            "number=$PENALTY&amount=0",
        ),
        // The first who may charges it; there is none left for the others, who are told so.
        form_function("/api/penalties/charge_interest", Thing, "number=$PENALTY"),
        json_function(
            "/api/proofing/find_standing",
            Nothing,
            json!({ "flash": null }),
        ),
        json_function(
            "/api/proofing/list_cases",
            Nothing,
            json!({ "filter": domain::identity::ProofingFilter::default(), "flash": null, "restarted": null }),
        ),
        json_function(
            "/api/proofing/find_case",
            Nothing,
            json!({ "reference": CASE, "flash": null }),
        ),
        // Without what is needed: nothing is to change while others ask.
        form_function(
            "/api/proofing/decide_case",
            Nothing,
            "reference=$CASE&decision=reject&reason=",
        ),
        form_function(
            "/api/proofing/restart_proofing",
            Nothing,
            "user_name=&check=&record=",
        ),
        json_function(
            "/api/providers/find_profile",
            Thing,
            json!({ "slug": "$CCN" }),
        ),
        json_function(
            "/api/providers/list_providers",
            Rows,
            every::<domain::providers::ProviderFilter>(),
        ),
        form_function("/api/search/search_people", Nothing, "list=users&q=anna"),
        json_function(
            "/api/staffing/find_quarter",
            Thing,
            with(every::<domain::staffing::QuarterFilter>(), quarter()),
        ),
        json_function(
            "/api/staffing/list_status",
            Rows,
            every::<domain::staffing::StatusFilter>(),
        ),
        json_function(
            "/api/submissions/find_receipt",
            Thing,
            json!({ "number": "$NUMBER" }),
        ),
        json_function("/api/submissions/find_report", Thing, report()),
        json_function(
            "/api/submissions/find_sent",
            Thing,
            json!({ "results": "too-large,$NUMBER", "flash": null }),
        ),
        json_function(
            "/api/submissions/list_submissions",
            Rows,
            every::<domain::submissions::SubmissionFilter>(),
        ),
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
        // Without what is needed: nothing is to change while others ask.
        form_route("/profile/tokens/make", "name="),
        form_route("/profile/tokens/revoke", "token=$JOB"),
        form_route("/register/proofing/start", ""),
        form_route("/register/proofing/answers", ""),
        form_route("/register/proofing/documents", ""),
        form_route("/register/proofing/video-call", ""),
        form_route("/demo/log-in", "user_name=NOBODY.KNOWN"),
        form_route("/devices", "kind="),
        form_route("/devices/confirm", "code="),
        form_route("/devices/remove", ""),
        form_route("/devices/rename", ""),
        form_route("/devices/backup-codes", ""),
        form_route("/held/drop", "id=x"),
        form_route("/login", "user_name=&password="),
        form_route("/login/code", "code="),
        form_route("/login/device", "device="),
        form_route("/logout", ""),
        form_route("/switch-category", "category=qio"),
        form_route("/openid/enter", ""),
        form_route("/openid/link", ""),
        form_route("/recover", "who="),
        form_route("/recover/link/use", "link="),
        form_route("/recover/password/change", "password="),
        form_route("/register", "first_name="),
        form_route("/support/viewing/start", "ticket="),
        form_route("/support/viewing/stop", ""),
        form_route("/support/viewing/reveal", "words="),
        form_route("/register/account/create", "link="),
        form_route("/register/terms/accept", ""),
        Function {
            body: Body::File,
            ..form_route("/pbj/submissions", "")
        },
        Function {
            body: Body::File,
            ..form_route("/assessments/submissions", "")
        },
    ]
}

/// The server functions that take fields of a form.
pub fn forms_of_functions() -> impl Iterator<Item = &'static str> {
    let takes_fields = |function: &Function| {
        let fields = matches!(function.body, Body::Form(fields) if !fields.is_empty());
        fields && function.path.starts_with("/api/")
    };
    let functions = functions().into_iter().filter(takes_fields);
    functions.map(|function| function.path)
}

/// Puts `words` into a filter.
fn with(mut arguments: Value, words: Value) -> Value {
    if let (Some(filter), Value::Object(words)) = (arguments["filter"].as_object_mut(), words) {
        filter.extend(words);
    }
    arguments
}

impl Function {
    pub fn ask<'a>(&self, house: &'a House, home: Home) -> Ask<'a> {
        let path = fill(self.path, home) + &fill(self.query, home);
        let ask = if self.method == Method::GET {
            house.get(&path)
        } else {
            house.post(&path)
        };
        match &self.body {
            Body::None => ask.for_json(),
            Body::Json(value) => ask.json(&fill(&value.to_string(), home)),
            Body::Form(form) => ask.for_json().form(&fill(form, home)),
            Body::File => ask
                .for_json()
                .body("multipart/form-data; boundary=edge", upload(home)),
        }
    }
}

fn fill(text: &str, home: Home) -> String {
    let [job, thing, id] = [JOB, home.thing, home.id].map(|id| id.to_string());
    [
        ("\"$NUMBER\"", home.number),
        ("$NUMBER", home.number),
        ("{number}", home.number),
        ("{ordinal}", "1"),
        ("{reference}", CASE),
        ("$CASE", CASE),
        ("{name}", "pbj-clean.xml"),
        ("$CCN", home.ccn),
        ("$PENALTY", home.case),
        ("$FACILITY", home.facility_id),
        ("$STATE", home.state),
        ("$JOB", &job),
        ("$THING", &thing),
        ("$HOME", &id),
        ("{id}", &thing),
        ("{report}", "roster"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (word, value)| {
        text.replace(word, value)
    })
}

fn upload(home: Home) -> Vec<u8> {
    let part = |head: &str, content: &[u8]| {
        [
            b"--edge\r\ncontent-disposition: form-data; ",
            head.as_bytes(),
            b"\r\n\r\n",
            content,
            b"\r\n",
        ]
        .concat()
    };
    let key = part("name=\"key\"", uuid::Uuid::now_v7().to_string().as_bytes());
    let file = part("name=\"file\"; filename=\"hours.xml\"", &file_for(home));
    [key, file, b"--edge--\r\n".to_vec()].concat()
}
