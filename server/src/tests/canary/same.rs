//! What another organization does changes no answer: neither a list nor what is counted and summed.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Role;
use domain::assessments::{InboxFilter, InboxPart};
use domain::reports::ReportKind;
use serde_json::json;
use store::exec;

use super::super::authorization::{About, functions, json_function};
use super::super::house::{House, OTHER, OWN};
use super::plant::plant;
use super::{NO_SEARCH, Question, askers, house, of_function, report};

/// Everything that is asked without changing anything, about one's own home and of all that one may see.
fn reading() -> Vec<Question> {
    let functions = functions()
        .into_iter()
        .chain(ReportKind::ALL.into_iter().map(report));
    let questions = functions.map(|function| of_function(function, OWN));
    let done = json_function(
        "/api/assessments/list_inbox",
        About::Rows,
        json!({ "filter": InboxFilter::of(InboxPart::Done) }),
    );
    let done = Question {
        path: format!("{}, done", done.path),
        ..of_function(done, OWN)
    };
    let questions = questions.filter(Question::only_reads);
    questions.chain([done]).collect()
}

/// What the people of the foreign home do with what is planted.
async fn others_act(house: &House) {
    const ACTS: [&str; 5] = [
        "insert into submission (id, number, kind, file_hash, file_name, byte_count, idempotency_key, user_id, role, started_at,
             received_at, stored_at, job_id, state, finished_at, sent_right)
         select x'019000000000700080000000000000b0', 9000003, s.kind, s.file_hash, s.file_name, s.byte_count, 'another', s.user_id, s.role, s.started_at,
             s.received_at, s.stored_at, s.job_id, s.state, s.finished_at, s.sent_right
         from submission s join submission_file f on f.submission_id = s.id where s.kind = 'pbj' and f.provider_id = $1 limit 1",
        "insert into submission_file (id, submission_id, ordinal, name, provider_id, fiscal_year, quarter, state, employees, entries,
             entries_left_out, hours, fatal_count, warning_count, finished_at)
         select x'019000000000700080000000000000b0', x'019000000000700080000000000000b0', 1, f.name, f.provider_id, f.fiscal_year, f.quarter, f.state, 0, 0, 0, 0, 0, 0, f.finished_at
         from submission_file f join submission s on s.id = f.submission_id
         where s.kind = 'pbj' and f.provider_id = $1 and s.number <> 9000003 limit 1",
        "update staffing_hour set hours = hours + 100
             where generation_id in (select id from staffing_generation where provider_id = $1)",
        "insert into provider_certification (provider_id, from_date, action) values ($1, '2026-01-01', 'Initial')",
        "update sent_record set done_at = 1, done_why = 'not_needed'
             where file_id in (select id from submission_file where provider_id = $1)",
    ];
    let mut tx = house.services.db.write().await.unwrap();
    for act in ACTS {
        let changed = exec!(tx, act, OTHER.id).unwrap();
        assert!(changed > 0, "{act}");
    }
    tx.commit().await.unwrap();
}

/// These answers are different whenever one asks: what was looked at is a row of the audit trail, and a form that makes something has a key of its own.
const RESTLESS: [&str; 6] = [
    "/api/audit/list_own",
    "/api/audit/list_record",
    "/api/patients/find_new_patient",
    "/api/penalties/find_case",
    "/api/uploads/view_upload",
    "/audit/organization.csv",
];

/// Where it shows that a list, a sum or a number tells of the foreign home at all.
const COUNTING: [&str; 5] = [
    "/api/assessments/list_assessments",
    "/api/assessments/list_inbox, done",
    "/api/dashboards/find_dashboard",
    "/api/staffing/list_status",
    "/api/submissions/list_submissions",
];

/// What these people are answered, by path and cookie.
async fn answered(
    house: &House,
    questions: &[Question],
    cookies: &[String],
) -> BTreeMap<(String, String), String> {
    let mut answers = BTreeMap::new();
    for question in questions {
        for cookie in cookies {
            let ask = question.ask(house, NO_SEARCH).cookie(cookie);
            let answer = ask.send().await;
            answers.insert((question.path.clone(), cookie.clone()), answer.body);
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_is_answered_is_the_same_whatever_others_do() {
    const INSIDER: &str = "THEIR.COUNTER";
    let house = house().await;
    let roles = [
        Role::ProviderAdministrator,
        Role::PbjSubmitter,
        Role::ProviderSecurityOfficial,
    ];
    let roles = roles.map(|role| (role, OTHER));
    house.add_person(INSIDER, &roles).await;
    let insider = house.session_of(INSIDER).await;
    let mut words = BTreeMap::new();
    for asker in askers() {
        if let Some(user) = &asker.user {
            words.insert(house.session_of(user).await, asker.word);
        }
    }
    let cookies: Vec<_> = words.keys().chain([&insider]).cloned().collect();
    let questions = reading();
    let asked = || answered(&house, &questions, &cookies);

    let (first, before) = (asked().await, asked().await);
    plant(&house).await;
    let planted = asked().await;
    others_act(&house).await;
    let acted = asked().await;

    let differ = |one: &BTreeMap<(String, String), String>, other: &BTreeMap<_, _>| {
        let differing = one.iter().filter(|(key, body)| other[*key] != **body);
        let keys = differing.map(|(key, _)| key.clone());
        keys.collect::<BTreeSet<_>>()
    };
    let restless: BTreeSet<_> = differ(&first, &before)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let known = RESTLESS.map(str::to_owned);
    assert_eq!(
        restless,
        BTreeSet::from(known),
        "different whenever one asks"
    );
    let changed = &differ(&before, &planted) | &differ(&before, &acted);
    let statistics = report(ReportKind::Statistics).path;
    for path in COUNTING.into_iter().chain([statistics]) {
        let key = (path.to_owned(), insider.clone());
        assert!(changed.contains(&key), "{path} counts nothing of it");
    }
    // Read-only access to all provider profiles in all other states (seed 002, figure 3).
    let may_see = |path: &str, word: &str| {
        word == Role::StateAgencyGeneralUser.key() && path.contains("/providers")
    };
    let told: Vec<_> = changed
        .iter()
        .filter(|(path, _)| !restless.contains(path))
        .filter_map(|(path, cookie)| Some((path, words.get(cookie)?)))
        .filter(|(path, word)| !may_see(path, word))
        .map(|(path, word)| format!("{path} is another for {word}"))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
