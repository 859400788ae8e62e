//! The assessment inbox, stored records and reports, as browsers without script use them.

use domain::access::Role;
use store::exec;

use super::browsing::{has, page};
use super::house::{Answer, House, OWN, user_of};

async fn send(house: &House, cookie: &str, function: &str, form: &str) -> Answer {
    let form = format!("number={}&ordinal=1&{form}", OWN.number);
    house
        .post(&format!("/api/assessments/{function}"))
        .cookie(cookie)
        .form(&form)
        .send()
        .await
}

/// The file of the record in the inbox.
async fn reject_own(house: &House) {
    let mut tx = house.services.db.write().await.unwrap();
    let reject = "update submission_file set state = 'rejected'
         where submission_id = (select s.id from submission s where s.number = $1)";
    exec!(tx, reject, OWN.number.parse::<i64>().unwrap()).unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_record_is_taken_handed_over_and_done_with_a_reason() {
    let house = House::new().await;
    reject_own(&house).await;
    let sender = house.session_of(&user_of(Role::AssessmentSubmitter)).await;
    let own = format!("/assessments/inbox/{}/1", OWN.number);
    let listed = page(&house, &sender, "/assessments/inbox").await;
    has(&listed, &["ABLE, RUTH", "5 days left", &own]);
    has(&listed, &["href=\"/assessments/inbox.csv\""]);
    assert!(!listed.body.contains("04/12/1931"));
    let saved = page(&house, &sender, "/assessments/inbox.csv").await;
    has(&saved, &["To be sent again by", "ABLE, RUTH", "10/25/2026"]);
    let administrator = user_of(Role::ProviderAdministrator);
    let administrator = house.session_of(&administrator).await;
    for address in ["/assessments/inbox", &own] {
        let shown = page(&house, &administrator, address).await;
        has(&shown, &["ABLE, RUTH, born 04/12/1931"]);
    }

    let taken = send(&house, &sender, "take_inbox_record", "").await;
    has(
        &page(&house, &sender, taken.location()).await,
        &["The record is in your hands"],
    );
    let nobody = send(&house, &sender, "hand_inbox_record_over", "owner=NOBODY").await;
    let shown = page(&house, &sender, nobody.location()).await;
    has(&shown, &["Choose somebody who sends or enters"]);
    let colleague = user_of(Role::ProviderAdministrator);
    let handed = format!("owner={colleague}");
    let handed = send(&house, &sender, "hand_inbox_record_over", &handed).await;
    has(
        &page(&house, &sender, handed.location()).await,
        &["The record is handed over"],
    );
    let silent = send(&house, &sender, "close_inbox_record", "why=").await;
    let shown = page(&house, &sender, silent.location()).await;
    has(&shown, &["Choose why nothing is left to do."]);
    // The one that there is came with the record itself, and answers nothing.
    let early = format!("why=sent_again&assessment={}", OWN.number);
    let refused = send(&house, &sender, "close_inbox_record", &early).await;
    let shown = page(&house, &sender, refused.location()).await;
    has(&shown, &["was received before the record"]);
    let answered = "why=not_needed";
    let closed = send(&house, &sender, "close_inbox_record", answered).await;
    let shown = page(&house, &sender, closed.location()).await;
    has(&shown, &["The record is done", "Not needed"]);
    let twice = send(&house, &sender, "close_inbox_record", answered).await;
    assert_eq!(twice.location(), "/error?status=409&why=record_done");
    let shown = page(&house, &sender, twice.location()).await;
    has(
        &shown,
        &["This cannot be done", "This record is done already."],
    );
    let done = page(&house, &sender, "/assessments/inbox?show=done").await;
    has(&done, &[&own]);
    has(&page(&house, &sender, &own).await, &["Open it again"]);
    let opened = send(&house, &sender, "reopen_inbox_record", "").await;
    let shown = page(&house, &sender, opened.location()).await;
    has(
        &shown,
        &["The record is open again", "Opened again", "It is done"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_patient_is_found_by_name_and_no_address_of_the_list_has_it() {
    let house = House::new().await;
    let reader = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    let search = house.post("/api/search/search_people").cookie(&reader);
    let found = search.form("list=assessments&q=able").send().await;
    let shown = page(&house, &reader, found.location()).await;
    has(&shown, &["ABLE, RUTH", "Admission; PPS 5-day"]);
    let addresses = shown.body.split("href=\"").skip(1);
    for address in addresses.filter_map(|rest| rest.split('"').next()) {
        assert!(!address.to_lowercase().contains("able"), "{address}");
    }
    let record = page(&house, &reader, &format!("/assessments/{}", OWN.number)).await;
    has(&record, &["A0500A", "RUTH"]);
    has(&record, &["/api/drafts/correct_record"]);
    let coordinator = user_of(Role::ProviderAssessmentCoordinator);
    let coordinator = house.session_of(&coordinator).await;
    let record = page(
        &house,
        &coordinator,
        &format!("/assessments/{}", OWN.number),
    )
    .await;
    assert!(record.body.contains("RUTH") && !record.body.contains("correct_record"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_report_is_a_table_or_made_in_the_background() {
    let house = House::new().await;
    let reader = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    let roster = page(&house, &reader, "/reports/roster").await;
    has(&roster, &["ABLE, RUTH", "04/12/1931", "Download CSV"]);
    let cms = house.session_of(&user_of(Role::CmsGeneralUser)).await;
    let long = page(&house, &cms, "/reports/roster").await;
    has(&long, &["Make this report", "Name a CCN above"]);
    let statistics = page(&house, &cms, "/reports/submission-statistics").await;
    has(&statistics, &["Make this report"]);
    assert!(!statistics.body.contains("Name a CCN"), "it asks for none");
    assert!(!long.body.contains("ABLE"));
    let ask = house.post("/api/reports/ask_for_report").cookie(&cms);
    let asked = ask.form("report=roster&filter=").send().await;
    assert!(
        asked.location().starts_with("/reports/mine/"),
        "{}",
        asked.location()
    );
    has(
        &page(&house, &cms, asked.location()).await,
        &[
            "Being made",
            "See how far it is",
            "As of",
            "The patients whose last record",
        ],
    );
    // Two of the same kind are told apart by their days.
    let ask = house.post("/api/reports/ask_for_report").cookie(&cms);
    let filter = "report=submission-statistics&filter=from%3D2026-09-01%26to%3D2026-09-30";
    ask.form(filter).send().await;
    has(
        &page(&house, &cms, "/reports/mine").await,
        &["09/01/2026", "09/30/2026"],
    );
    has(&page(&house, &cms, "/reports/mine").await, &["Roster"]);
    let other = page(&house, &reader, asked.location()).await;
    assert_eq!(other.status, 404);
}

/// Their addresses do not say of which kind they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn receipt_and_report_are_marked_as_part_of_the_list_of_their_kind() {
    const STAFFING: &str = "href=\"/submissions\" aria-current=\"true\"";
    const ASSESSMENTS: &str = "href=\"/submissions?kind=assessments\" aria-current=\"true\"";
    let house = House::new().await;
    let cms = house.session_of(&user_of(Role::CmsGeneralUser)).await;
    let receipt = format!("/submissions/{}", OWN.number);
    let addresses = [format!("{receipt}/files/1"), receipt];
    for address in &addresses {
        let shown = page(&house, &cms, address).await;
        has(&shown, &[STAFFING]);
        assert!(!shown.body.contains(ASSESSMENTS), "{address}");
    }
    let mut tx = house.services.db.write().await.unwrap();
    let turn = "update submission set kind = 'assessments', sent_right = 'submit_assessments' where number = $1";
    exec!(tx, turn, OWN.number.parse::<i64>().unwrap()).unwrap();
    tx.commit().await.unwrap();
    for address in &addresses {
        let shown = page(&house, &cms, address).await;
        has(&shown, &[ASSESSMENTS]);
        assert!(!shown.body.contains(STAFFING), "{address}");
    }
}

/// A page that brings nothing is none of theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_changes_no_patients_and_runs_no_reports_has_no_pages_for_it() {
    let house = House::new().await;
    let edit = format!("/patients/{}/edit", OWN.number);
    for (role, address, status) in [
        (Role::ProviderAdministrator, edit.as_str(), 200),
        (Role::CmsViewOnlyUser, &edit, 403),
        (Role::HelpDeskProductionControl, &edit, 403),
        (Role::AssessmentSubmitter, "/reports", 200),
        (Role::PbjSubmitter, "/reports", 403),
        (Role::Auditor, "/reports", 403),
    ] {
        let cookie = house.session_of(&user_of(role)).await;
        let shown = page(&house, &cookie, address).await;
        assert_eq!(shown.status, status, "{role:?} at {address}");
    }
}
