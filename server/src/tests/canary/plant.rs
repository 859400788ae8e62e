//! Where canaries stand, and how they come there: by SQL, past every form, so that no column is left out because a form
//! would refuse the word.

use domain::access::Role;
use store::{exec, fetch};
use uuid::Uuid;

use crate::tests::house::{House, JOB, NOON, OTHER, user_of};

/// Every canary begins with it, so that a search finds them all. It is no part of a word.
macro_rules! mark {
    () => {
        "zqb"
    };
}
pub(super) use mark;

pub const MARK: &str = mark!();

/// A word that stands in one column of the foreign organization's rows, in small letters.
pub struct Canary {
    pub table: &'static str,
    pub column: &'static str,
    pub word: String,
}

impl Canary {
    pub fn place(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// The provider's rows are bound as `$2`. Its people are those with a grant at it, or in its state.
macro_rules! of_people {
    ($column:literal) => {
        concat!(
            $column,
            " in (select g.user_id from role_grant g left join role_grant_provider p on p.grant_id = g.id
                 where p.provider_id = $2 or g.state_code = 'OH')"
        )
    };
}

macro_rules! of_case {
    () => {
        "case_id in (select id from penalty_case where provider_id = $2)"
    };
}

/// Table, columns, and which rows are the foreign organization's.
pub const PLANTED: [(&str, &str, &str); 35] = [
    ("access_token", "name", of_people!("user_id")),
    (
        "account_profile",
        "first_name middle_name last_name suffix phone address city zip",
        of_people!("user_id"),
    ),
    (
        "audit_event",
        "operator address",
        "provider_id = $2 or seq in (select seq from audit_event_provider where provider_id = $2)",
    ),
    (
        "assessment_items",
        "items",
        "assessment_id in (select id from assessment where provider_id = $2)",
    ),
    ("draft", "answers", "provider_id = $2"),
    ("device", "name target", of_people!("user_id")),
    ("employee", "employee_id", "provider_id = $2"),
    (
        "finding",
        "message fix item item_value allowed element_path employee_id",
        "file_id in (select id from submission_file where provider_id = $2)",
    ),
    ("help_act", "reason", of_people!("user_id")),
    // Nobody's but those who look after all of them.
    ("job", "last_error note", "state = 'dead' and $2 = $2"),
    ("message", "recipient subject", of_people!("user_id")),
    ("openid_link", "issuer subject", of_people!("user_id")),
    (
        "patient",
        "first_name last_name birth ssn medicare medicaid",
        "provider_id = $2",
    ),
    (
        "patient_change",
        "before_value after_value",
        "patient_id in (select id from patient where provider_id = $2)",
    ),
    ("penalty_adjustment", "reason", of_case!()),
    ("penalty_entry", "trace payer note", of_case!()),
    ("penalty_state_change", "source why", of_case!()),
    (
        "proofing_attempt",
        "service_reference reason",
        of_people!("user_id"),
    ),
    ("proofing_restart", "record", of_people!("user_id")),
    (
        "provider",
        "name address city zip phone ownership",
        "id = $2",
    ),
    (
        "provider_change",
        "before_value after_value source",
        "provider_id = $2",
    ),
    ("report_run", "content", of_people!("user_id")),
    ("role_grant", "granted_by ended_note", of_people!("user_id")),
    ("role_request", "reason", of_people!("user_id")),
    ("session", "agent", of_people!("user_id")),
    ("provider_branch", "branch_id", "provider_id = $2"),
    (
        "sent_record",
        "document first_name last_name birth",
        "file_id in (select id from submission_file where provider_id = $2)",
    ),
    (
        "staffing_hour",
        "employee_id",
        "generation_id in (select id from staffing_generation where provider_id = $2)",
    ),
    (
        "submission",
        "file_name idempotency_key",
        of_people!("user_id"),
    ),
    ("submission_file", "name", "provider_id = $2"),
    ("ticket", "subject", of_people!("user_id")),
    ("ticket_message", "words", of_people!("author_id")),
    (
        "viewing",
        "words revealed_words elsewhere_words",
        "provider_id = $2",
    ),
    ("user_account", "full_name email", of_people!("id")),
    // The last one: sessions are found by it.
    ("user_account", "user_name", of_people!("id")),
];

/// Columns of text that people do not fill in with words of their own: keys, dates, numbers, hashes, what is sealed.
pub const COLUMNS_OF_OURS: [(&str, &str); 53] = [
    ("access_token", "category tail rights"),
    ("account_profile", "state_code born_on"),
    // What an event is about is named by its number; its facts are keys and names of fields (ADR 0024).
    (
        "audit_event",
        "act outcome actor_kind category roles viewed_role object_type object_id state_code detail",
    ),
    (
        "assessment",
        "instrument specification subset reasons target_date effective_on started_on transaction_code state completed_on clock_from",
    ),
    ("demo", "laid_out_on"),
    ("device", "kind"),
    ("discarded_draft", "transaction_code"),
    (
        "draft",
        "instrument specification transaction_code expires_on",
    ),
    ("employee", "hired_on terminated_on"),
    ("finding", "edit severity work_date"),
    ("finding_count", "edit severity"),
    ("help_act", "act"),
    ("icd_exclusion", "state_code code from_date until_date"),
    ("installation", "name"),
    ("job", "kind payload state dedupe_key"),
    ("mail_link", "purpose"),
    ("message", "channel state"),
    ("notification_choice", "notice"),
    ("openid_log_in", "stage"),
    // The key is the name in small letters.
    ("patient", "sex search_key"),
    ("patient_change", "field"),
    // CMS's own words, which an operator imports.
    ("official_text", "instrument version number text"),
    // CMS's own list, which an operator imports.
    ("pdpm_diagnosis", "code"),
    ("penalty_adjustment", "kind adjusted_on"),
    (
        "penalty_case",
        "number origin state notice_on payable_on due_on",
    ),
    ("penalty_entry", "kind account counts_on method"),
    ("penalty_interest_rate", "valid_from"),
    ("penalty_row", "from_date to_date"),
    (
        "penalty_state_change",
        "before_state after_state placed_before payable_before",
    ),
    ("proofing_attempt", "reference method outcome evidence"),
    ("proofing_document", "kind"),
    ("proofing_restart", "identity_check"),
    // Whoever asks about a provider names it by its CCN or Facility ID; the key is the name in small letters.
    (
        "provider",
        "ccn facility_id state_code kind search_key certified_on terminated_on accredited_by",
    ),
    ("provider_branch", "state_code from_date until_date"),
    ("provider_certification", "from_date to_date action"),
    ("provider_change", "field"),
    ("rate_count", "bucket"),
    ("recertification", "kind state_code jurisdiction"),
    ("recertification_item", "role outcome"),
    ("report_run", "category reach report parameters state shown"),
    ("role_grant", "role state_code ended_why jurisdiction"),
    (
        "role_request",
        "role state_code surveyor surveyor_id state jurisdiction",
    ),
    ("second_official", "state_code jurisdiction"),
    (
        "sent_record",
        "instrument specification subset reasons transaction_code correction target_date rules due_on done_why",
    ),
    ("session", "category stage ended"),
    ("staffing_generation", "process_type state"),
    ("staffing_hour", "work_date"),
    ("submission", "kind sent_right role state"),
    (
        "submission_file",
        "facility_id state_code process_type state",
    ),
    ("surveyor", "surveyor_id origin"),
    ("ticket", "state"),
    (
        "user_account",
        "password_hash state registration time_zone last_category",
    ),
    ("viewing", "role state_code jurisdiction reason ended_why"),
];

/// What no answer of an agency's installation says in full, and why not.
pub const UNSEEN: [(&str, &str); 17] = [
    ("account_profile.first_name", "pages show the whole name"),
    ("account_profile.last_name", "pages show the whole name"),
    ("account_profile.suffix", "pages show the whole name"),
    ("device.target", "shown masked"),
    (
        "employee.employee_id",
        "hours name their employee themselves",
    ),
    ("message.recipient", "shown masked"),
    (
        "openid_link.issuer",
        "of a link it is shown that there is one",
    ),
    (
        "openid_link.subject",
        "of a link it is shown that there is one",
    ),
    ("patient.ssn", "shown masked"),
    ("patient.medicare", "shown masked"),
    ("patient.medicaid", "shown masked"),
    (
        "proofing_attempt.service_reference",
        "for whoever asks the service, by the database",
    ),
    (
        "report_run.content",
        "kept for whoever asked, and for them alone",
    ),
    (
        "role_grant.granted_by",
        "an operator's name, for whoever has the database",
    ),
    ("session.agent", "shown as what kind of browser it is"),
    ("provider_branch.branch_id", "no page shows it yet (#5)"),
    (
        "submission.idempotency_key",
        "tells the same file that is sent twice",
    ),
];

/// Rows for what the foreign organization has not done yet: `$1` is their id, `$2` the provider, `$3` somebody there, `$4`
/// a colleague, `$5` a moment.
const ROWS: [&str; 33] = [
    "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
     values ($1, $3, 'provider', '', x'00', 'x7Qa', ',check,', 0, $5, $5 + 86400000000)",
    "insert into account_profile (user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip,
         born_on, personal_email, updated_at)
     values ($3, '', '', '', '', '', '', '', 'OH', '', '1984-04-27', 0, 0)",
    "insert into patient (id, number, provider_id, first_name, last_name, birth, ssn, medicare, medicaid, search_key, created_at,
         updated_at, version)
     values ($1, 1, $2, '', '', '', '', '', '', '', 0, 0, 1)",
    "insert into patient_change (id, patient_id, changed_at, field, before_value, after_value)
     values ($1, $2, $5, 'reason', '', '')",
    "insert into provider_branch (provider_id, branch_id, state_code, from_date) values ($2, '', 'OH', '2020-01-01')",
    // Assessments that were sent, and rejected.
    "insert into submission (id, number, kind, file_hash, file_name, byte_count, idempotency_key, user_id, role, started_at,
         received_at, stored_at, job_id, state, finished_at, sent_right)
     select $1, 9000002, 'assessments', s.file_hash, '', s.byte_count, '', $4, 'provider_administrator', $5, $5, $5, $1, 'rejected',
         $5, 'submit_assessments'
     from submission s join submission_file f on f.submission_id = s.id where f.provider_id = $2",
    "insert into submission_file (id, submission_id, ordinal, name, provider_id, state, employees, entries, entries_left_out, hours,
         fatal_count, warning_count, finished_at)
     values ($1, $1, 1, '', $2, 'rejected', 0, 0, 0, 0, 1, 0, $5)",
    "insert into sent_record (file_id, instrument, reasons, target_date, first_name, last_name, is_test, due_on)
     values ($1, 'MDS', '01-99-99-0', '2026-10-01', '', '', 0, '2026-10-25')",
    // An entry, which was accepted too late.
    "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification, subset, reasons,
         target_date, locator, transaction_code, state, completed_on, clock_from, file_id, accepted_at, warning_count)
     values (randomblob(16), 2, randomblob(16), 0, $2, $1, 'MDS', '3.10', 'NT', '99-99-01-0', '2026-09-25', x'01', '1', 'current',
         '2026-09-25', '2026-09-25', $1, $5, 0)",
    "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification, subset, reasons,
         target_date, locator, transaction_code, state, file_id, accepted_at, warning_count)
     select $1, 1, $1, 0, $2, $1, 'MDS', '3.10', 'NC', '01-99-99-0', '2026-10-01', f.submission_id, '1', 'current', f.id, $5, 0
     from submission_file f where f.provider_id = $2 limit 1",
    "insert into assessment_items (assessment_id, items) values ($1, '')",
    "insert into report_run (id, user_id, category, reach, report, parameters, asked_at, as_of, state, progress, steps, row_count,
         content)
     values (x'01900000000070008000000000000010', $4, 'provider', '', 'roster', '', $5, $5, 'done', 1, 1, 1, '')",
    // The canary stands in front of the first answer, which is none of the form's.
    "insert into draft (id, provider_id, instrument, specification, transaction_code, answers, version, begun_by, begun_at,
         touched_by, touched_at)
     values ($1, $2, 'OASIS', '3.02.0', '1', 'X=' || char(10) || 'ITM_SBST_CD=01' || char(10), 1, $3, $5, $3, $5)",
    "insert into finding (file_id, ordinal, edit, severity, message, fix, item, line)
     select id, 1, '-3676', 'warning', '', '', '', 1 from submission_file where provider_id = $2",
    "insert into finding_count (file_id, edit, severity, occurrences)
     select id, '-3676', 'warning', 1 from submission_file where provider_id = $2",
    "insert into help_act (id, user_id, helper_id, act, reason, happened_at) values ($1, $3, $4, 'unlock', '', $5)",
    "insert into message (id, user_id, channel, recipient, subject, state, created_at, sent_at)
     values ($1, $3, 'mail', '', '', 'sent', $5, $5)",
    "insert into openid_link (issuer, subject, user_id, linked_at) values ('', '', $3, 0)",
    "insert into penalty_adjustment (id, case_id, adjusted_on, amount_cents, reason) values ($1, $2, '2026-08-01', 100, '')",
    "insert into penalty_entry (id, case_id, kind, account, amount_cents, counts_on, method, trace, payer, note, recorded_by,
         recorded_at, request_key)
     values ($1, $2, 'payment', 'payment', 100, '2026-10-02', 'check', '', '', '', $4, $5, $1)",
    "insert into penalty_state_change (id, case_id, changed_at, before_state, after_state, source, why)
     values ($1, $2, $5, null, 'due_and_payable', '', '')",
    "insert into proofing_attempt (id, user_id, reference, method, outcome, evidence, started_at, ended_at, decided_by)
     values ($1, $3, 'P-CANAR-00002', 'manual', 'failed', 'video_call', $5, $5, $4)",
    "insert into proofing_restart (id, user_id, restarted_by, identity_check, record, restarted_at)
     values ($1, $3, $4, 'in_person', '', $5)",
    "insert into provider_change (id, provider_id, changed_at, field, before_value, after_value, source)
     values ($1, $2, $5, 'name', '', '', '')",
    "insert into role_request (id, user_id, role, provider_id, state, requested_at)
     values ($1, $3, 'pbj_viewer', $2, 'pending', $5)",
    "insert into role_request (id, user_id, role, provider_id, state, requested_at, decided_at, decided_by, reason)
     values (randomblob(16), $3, 'provider_administrator', $2, 'rejected', $5, $5, $4, '')",
    "insert into role_grant (id, user_id, role, granted_at, ended_at, ended_why, ended_by, ended_note)
     values ($1, $3, 'pbj_viewer', 0, $5, 'suspended', $4, '')",
    "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
    "insert into recertification (id, kind, provider_id, opened_at, due_at) values ($1, 'yearly', $2, $5, $5 + 1)",
    "insert into recertification_item (recertification_id, user_id, role)
     select $1, g.user_id, g.role from role_grant g join role_grant_provider p on p.grant_id = g.id
     where p.provider_id = $2 and g.user_id = $3 and g.ended_at is null",
    // The number that `find_ticket` is asked for.
    "insert into ticket (id, number, user_id, provider_id, subject, state, opened_at, changed_at)
     values ($1, 1000002, $3, $2, '', 'open', $5, $5)",
    "insert into ticket_message (id, ticket_id, author_id, by_help_desk, words, written_at) values ($1, $1, $3, 0, '', $5)",
    "insert into viewing (id, user_id, ticket_id, role, provider_id, reason, words, session_hash, begun_at, ends_at, ended_at,
         revealed_at, revealed_words)
     values ($1, $4, $1, 'pbj_submitter', $2, 'explain', '', x'00', $5, $5, $5, $5, '')",
];

/// A report that is kept for somebody there. Its row says no word of theirs: where it is seen, its id is.
pub const REPORT: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0010);

/// Somebody of the foreign home, as whoever guesses would ask for them.
pub struct Foreign {
    pub person: Uuid,
    /// With its canary in it.
    pub user_name: String,
    pub grant: Uuid,
    pub provider: Uuid,
}

impl Foreign {
    /// Their case of identity proofing.
    pub const CASE: &str = "P-CANAR-00002";
}

/// Puts a canary into each column of the foreign home. Gives them, somebody of the home, and the cookies of those who may see
/// the canaries: its people, its state's, and those who look after the whole nation.
pub async fn plant(house: &House) -> (Vec<Canary>, Foreign, Vec<String>) {
    let insiders = move_in(house).await;
    let provider = OTHER.id;
    let mut tx = house.services.db.write().await.unwrap();
    for (name,) in fetch!(
        fetch_all,
        (String,),
        tx,
        "select name from sqlite_master where type = 'trigger' and name like '%stays_update'"
    )
    .unwrap()
    {
        exec!(tx, leaked(format!("drop trigger {name}"))).unwrap();
    }
    let find = "select id from user_account where user_name = $1";
    let (someone,) = fetch!(fetch_one, (Uuid,), tx, find, OTHER.sender).unwrap();
    let (colleague,) = fetch!(fetch_one, (Uuid,), tx, find, COLLEAGUE).unwrap();
    for row in ROWS {
        exec!(tx, row, JOB, provider, someone, colleague, NOON.0).unwrap();
    }
    let mut canaries = vec![Canary {
        table: "report_run",
        column: "id",
        word: REPORT.to_string(),
    }];
    for (table, columns, rows) in PLANTED {
        for column in columns.split(' ') {
            let word = word();
            let written = match column {
                "user_name" => "upper($1)",
                _ => "$1",
            };
            let sql = leaked(format!(
                "update {table} set {column} = {written} || coalesce({column}, '') where {rows}"
            ));
            let changed = exec!(tx, sql, word.as_str(), provider).unwrap();
            assert!(changed > 0, "nobody has a row of {table}");
            canaries.push(Canary {
                table,
                column,
                word,
            });
        }
    }
    let key = "update provider set search_key = lower(name) where id = $1";
    exec!(tx, key, provider).unwrap();
    let named = "select user_name from user_account where id = $1";
    let (user_name,) = fetch!(fetch_one, (String,), tx, named, someone).unwrap();
    let held = "select g.id from role_grant g join role_grant_provider p on p.grant_id = g.id
        where g.user_id = $1 and p.provider_id = $2 and g.ended_at is null";
    let (grant,) = fetch!(fetch_one, (Uuid,), tx, held, someone, provider).unwrap();
    tx.commit().await.unwrap();
    let foreign = Foreign {
        person: someone,
        user_name,
        grant,
        provider,
    };
    (canaries, foreign, insiders)
}

const COLLEAGUE: &str = "THEIR.LEAD";
const STATE: &str = "THEIR.STATE";

async fn move_in(house: &House) -> Vec<String> {
    let of_provider = [
        Role::ProviderSecurityOfficial,
        Role::ProviderAdministrator,
        Role::PbjSubmitter,
    ];
    let of_state = [
        Role::StateAgencySecurityOfficial,
        Role::StateAgencyGeneralUser,
    ];
    house
        .add_person(COLLEAGUE, &of_provider.map(|role| (role, OTHER)))
        .await;
    house
        .add_person(STATE, &of_state.map(|role| (role, OTHER)))
        .await;
    let nationwide = [
        Role::CmsViewOnlyUser,
        Role::CmsGeneralUser,
        Role::HelpDesk,
        Role::HelpDeskProductionControl,
        Role::CmsSecurityOfficial,
        Role::FinancialManagementUser,
        Role::Auditor,
    ]
    .map(user_of);
    let theirs = [OTHER.sender, COLLEAGUE, STATE].map(str::to_owned);
    let mut cookies = Vec::new();
    for user in theirs.into_iter().chain(nationwide) {
        cookies.push(house.session_of(&user).await);
    }
    cookies
}

/// Fifteen letters.
fn word() -> String {
    let letters = std::iter::repeat_with(|| fastrand::char('a'..='z')).take(12);
    MARK.chars().chain(letters).collect()
}

/// SQL that is put together for this test alone.
pub fn leaked(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}
