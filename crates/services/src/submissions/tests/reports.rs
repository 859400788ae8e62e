//! A report page by page, and lists and reports as files.

use std::ops::ControlFlow;

use bytes::Bytes;
use domain::{
    access::{Role, Scope, Sight},
    assessments::AssessmentNumber,
    listing::{PRINT_SIZE, PageRequest},
    reports::{Cell, ReportKind, ReportParameters},
    submissions::{
        Message, SubmissionFilter, SubmissionKind, SubmissionNumber, VutAnswer, VutFile, VutPayload,
    },
    time::Instant,
};
use futures::{Stream, TryStreamExt as _};
use store::{Db, db_test, exec, fetch};
use submission::{
    Options,
    assessments::{Assessments, RecordSummary},
};

use super::reading::three_files;
use super::world::{Pbj, World};
use crate::{ServiceError, assessments::tests::world::Place, submissions};

/// A download's parts put together; none is large.
async fn whole(parts: impl Stream<Item = Result<Bytes, ServiceError>>) -> String {
    let parts: Vec<Bytes> = parts.try_collect().await.unwrap();
    assert!(parts.iter().all(|part| part.len() < 1_000_000));
    String::from_utf8(parts.concat()).unwrap()
}

#[db_test]
async fn exports_hold_the_rows_of_their_list_and_say_that_nothing_went_to_cms(db: Db) {
    let (world, [_, rejected, _]) = three_files(db).await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let filter = SubmissionFilter::default();
    let history = text(
        submissions::export(&world.services, &world.submitter, &filter)
            .await
            .unwrap(),
    );
    assert_eq!(history.lines().count(), 5);
    assert!(history.contains("do not go to CMS"));
    let report = whole(
        submissions::report_csv(&world.services, &world.submitter, rejected, 1)
            .await
            .unwrap(),
    )
    .await;
    assert!(
        report.contains(",-4016,") && report.contains("do not go to CMS"),
        "{report}"
    );
}

#[db_test]
async fn a_file_without_messages_has_one_row_of_its_report(db: Db) {
    let (world, [accepted, ..]) = three_files(db).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "delete from finding").unwrap();
    tx.commit().await.unwrap();
    let csv = submissions::report_csv(&world.services, &world.submitter, accepted, 1);
    let csv = whole(csv.await.unwrap()).await;
    let lines: Vec<_> = csv.lines().collect();
    // The headings, and the note that nothing went to CMS.
    assert_eq!(lines.len(), 3, "{csv}");
    assert_eq!(lines[1], format!("{accepted},hours.xml{}", ",".repeat(12)));
}

/// The file's name says nothing of it, and many have the same.
#[db_test]
async fn tables_of_assessments_say_whose_record_a_row_is_about(db: Db) {
    const RECORD: &str = "Instrument,Reason,Target Date,Document,Patient ID,Assessment ID,Message,";
    let mut place = Place::new(db).await;
    let file = place.oasis("01", &[("ACY_DOC_CD", "DOC7")]);
    let (number, ..) = place.send(file).await;
    let (services, reader) = (&place.world.services, &place.world.submitter);
    let ids = "select t.number, a.number from assessment a join patient t on t.id = a.patient_id";
    let mut tx = services.db.read().await.unwrap();
    let (patient, assessment) = fetch!(fetch_one, (i64, i64), tx, ids).unwrap();
    drop(tx);
    let one = submissions::report_csv(services, reader, number, 1);
    let asked = submissions::AllReports {
        kind: SubmissionKind::Assessments,
        since: Instant(0),
    };
    let all = submissions::all_reports(services, reader, asked);
    for csv in [
        whole(one.await.unwrap()).await,
        whole(all.await.unwrap()).await,
    ] {
        let (headings, rows) = csv.split_once("\r\n").unwrap();
        assert!(headings.contains(RECORD), "{csv}");
        assert!(!headings.contains("Employee ID") && !headings.contains("Quarter"));
        let marks = format!(",DOC7,{patient},{assessment},");
        let own = number.to_string();
        let mut rows = rows.lines().filter(|row| row.starts_with(&own)).peekable();
        assert!(rows.peek().is_some(), "{csv}");
        assert!(rows.all(|row| row.contains(&marks)), "{csv}");
    }

    let of_kind = SubmissionFilter {
        kind: SubmissionKind::Assessments,
        ..SubmissionFilter::default()
    };
    let list = submissions::export(services, reader, &of_kind).await;
    let list = String::from_utf8(list.unwrap()).unwrap();
    let own = "CCN,Instrument,Reason,Transaction,Target Date,Document,State,Fatal";
    assert!(list.contains(own), "{list}");
    let said = ",OASIS,Start of care,New record,04/15/2026,DOC7,";
    assert!(list.contains(said), "{list}");

    let kind = ReportKind::FacilityValidation;
    let table = async |reader| {
        let all = ReportParameters::default();
        let table = crate::reports::table(services, reader, kind, &all).await;
        table.unwrap().rows.remove(0)
    };
    let has = |row: &[Cell], cells: &[Cell]| cells.iter().all(|cell| row.contains(cell));
    let document = Cell::text("DOC7");
    let opened = Cell::Assessment(AssessmentNumber(assessment));
    let named = Cell::text(patient.to_string());
    let row = table(reader).await;
    assert!(has(&row, &[document.clone(), named, opened]), "{row:?}");
    // Who sends records opens no stored one.
    let agency = Scope::Providers(vec![place.agency]);
    let sender = place
        .world
        .add_person("SAM", Role::AssessmentSubmitter, agency)
        .await;
    let row = table(&sender).await;
    let unopened = Cell::text(assessment.to_string());
    assert!(has(&row, &[document.clone(), unopened]), "{row:?}");
    let mut viewer = reader.clone();
    viewer.viewing = Some(Sight::Masked);
    let row = table(&viewer).await;
    assert!(!has(&row, &[document]), "{row:?}");
}

#[db_test]
async fn the_json_report_has_the_shape_of_the_validation_utility_tool(db: Db) {
    let (world, [accepted, rejected, _]) = three_files(db).await;
    let report = |number| submissions::report_json(&world.services, &world.submitter, number, 1);
    let json = whole(report(rejected).await.unwrap()).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let json = &json[0];
    assert_eq!(json["filename"], "hours.xml");
    assert_eq!(json["accepted"], false);
    let results = &json["validationErrors"][0]["results"];
    assert_eq!(results["message_number"], 1);
    assert_eq!(results["error_id"], "-4016");
    assert_eq!(results["severity"], "Fatal");
    assert_eq!(results["item"], "employeeId");
    assert_eq!(results["item_value"], "E7");
    let json = whole(report(accepted).await.unwrap()).await;
    let [file]: [VutFile; 1] = serde_json::from_str(&json).unwrap();
    assert!(file.accepted);
    assert!(
        file.validation_errors
            .iter()
            .all(|error| error.results.severity == "Information")
    );
}

/// What a check says of the record in a file.
fn checked(place: &Place, file: &str) -> RecordSummary {
    let services = &place.world.services;
    let options = Options {
        today: place.world.now().today(),
        limits: services.rules.file_limits,
    };
    let checked = submission::check(
        &mut file.as_bytes(),
        "record.xml",
        &options,
        Assessments::Checked(&*services.packs.library),
        &mut (),
        &mut |_| ControlFlow::Continue(()),
    );
    let mut files = checked.unwrap().files;
    files.remove(0).record.unwrap()
}

#[db_test]
async fn the_json_report_of_an_assessment_is_the_tools_whole_answer(db: Db) {
    let mut place = Place::new(db).await;
    let wrong = place.oasis("01", &[("M0064_SSN", "154-87-5926")]);
    let right = place.mds("NT", &[]);
    for (file, accepted) in [(wrong, false), (right, true)] {
        let record = checked(&place, &file);
        let (number, ..) = place.send(file).await;
        let world = &place.world;
        let json = submissions::report_json(&world.services, &world.submitter, number, 1);
        let answer: VutAnswer = serde_json::from_str(&whole(json.await.unwrap()).await).unwrap();
        let received = world.receipt(number).await.received_at;
        let [result] = answer.validation_results.try_into().unwrap();
        assert_eq!(
            answer.submission_date,
            VutAnswer::new(received, Vec::new()).submission_date
        );
        assert_eq!(
            (result.filename.as_str(), result.accepted),
            ("record.xml", accepted)
        );
        let errors = &result.validation_errors;
        let is_ssn = errors.iter().any(|error| error.results.item == "M0064_SSN");
        assert_eq!(is_ssn, !accepted, "{errors:?}");
        assert!(!record.ssn.is_empty() && !record.first_name.is_empty());
        let target = record.target.unwrap();
        let payload = VutPayload {
            ssn: String::new(),
            first_name: record.first_name,
            last_name: record.last_name,
            facility_name: record.facility_id,
            state_code: record.state,
            target_date: target.strftime("%Y%m%d").to_string(),
            reason_type: record.reason,
            medicare_id: String::new(),
            transaction_type_code: record.transaction,
            system_code: record.instrument,
        };
        assert_eq!(result.json_payload, Some(payload));
    }
}

#[db_test]
async fn the_json_report_of_what_is_no_record_says_nothing_of_one(db: Db) {
    let mut place = Place::new(db).await;
    let (number, ..) = place.send("<nothing/>").await;
    let world = &place.world;
    let json = submissions::report_json(&world.services, &world.submitter, number, 1);
    let answer: VutAnswer = serde_json::from_str(&whole(json.await.unwrap()).await).unwrap();
    let [result] = answer.validation_results.try_into().unwrap();
    assert!(!result.accepted && !result.validation_errors.is_empty());
    assert_eq!(result.json_payload, None);
}

#[db_test]
async fn a_report_shows_the_messages_of_one_edit_a_page_at_a_time(db: Db) {
    let mut world = World::new(db).await;
    let days: Vec<String> = (1..=30).map(|day| format!("2026-06-{day:02}")).collect();
    let mut entries: Vec<_> = days
        .iter()
        .map(|day| ("E1", day.as_str(), "1.00", 7))
        .collect();
    entries.push(("E8", "2026-07-01", "1.00", 7));
    let number = world
        .submit(&Pbj {
            entries: &entries,
            ..Pbj::default()
        })
        .await
        .number;
    let report = async |edit: Option<&str>, page| {
        let edit = edit.map(str::to_owned);
        submissions::report(
            &world.services,
            &world.submitter,
            number,
            1,
            edit,
            PageRequest::new(page, 25),
        )
        .await
        .unwrap()
    };
    let all = report(None, 1).await;
    assert_eq!((all.messages.total, all.messages.rows.len()), (32, 25));
    let edits: Vec<_> = all
        .edits
        .iter()
        .map(|count| (count.edit.as_str(), count.occurrences))
        .collect();
    assert_eq!(
        edits,
        [("-4016", 1), ("-1010", 30), ("note:days-without-rn", 1)],
        "the gravest first"
    );
    let second = report(Some("-1010"), 2).await;
    assert_eq!((second.messages.total, second.messages.rows.len()), (30, 5));
    assert!(
        second
            .messages
            .rows
            .iter()
            .all(|message| message.edit == "-1010")
    );
}

#[db_test]
async fn a_long_report_is_handed_on_in_parts_whole_and_in_order(db: Db) {
    let mut world = World::new(db).await;
    // No job title has this code.
    let entries = vec![("E1", "2026-07-01", "0.00", 99); 2_500];
    let file = Pbj {
        entries: &entries,
        ..Pbj::default()
    };
    let number = world.send("long.xml", file.xml()).await;
    world.work().await;
    let csv = submissions::report_csv(&world.services, &world.submitter, number, 1);
    let csv = whole(csv.await.unwrap()).await;
    let printed = PageRequest::new(1, PRINT_SIZE);
    let report = submissions::report(&world.services, &world.submitter, number, 1, None, printed);
    let messages = report.await.unwrap().messages;
    assert_eq!(messages.rows.len(), 1_000, "so many are printed at once");
    let json = submissions::report_json(&world.services, &world.submitter, number, 1);
    let json = whole(json.await.unwrap()).await;
    let [file]: [VutFile; 1] = serde_json::from_str(&json).unwrap();
    let numbers = file
        .validation_errors
        .iter()
        .map(|error| error.results.message_number);
    assert!(numbers.len() >= 2_500);
    assert!(numbers.eq(1..=file.validation_errors.len()));
    // The headings, and the note that nothing went to CMS.
    assert_eq!(csv.lines().count(), file.validation_errors.len() + 2);
}

/// What somebody who views as the sender reads of a file.
async fn viewed(world: &World, number: SubmissionNumber) -> Vec<Message> {
    let mut viewer = world.submitter.clone();
    viewer.viewing = Some(Sight::Masked);
    let page = PageRequest::new(1, 100);
    let report = submissions::report(&world.services, &viewer, number, 1, None, page).await;
    report.unwrap().messages.rows
}

#[db_test]
async fn a_viewer_reads_what_is_wrong_but_not_who_the_patient_is(db: Db) {
    let mut place = Place::new(db).await.with_forms();
    let wrong = [("M0064_SSN", "154-87-5926"), ("A0810", "7")];
    let (number, ..) = place.send(place.oasis("01", &wrong)).await;
    let messages = viewed(&place.world, number).await;
    let of = |item: &str| {
        let found: Vec<&Message> = messages.iter().filter(|one| one.item == item).collect();
        assert!(!found.is_empty(), "{item}: {messages:?}");
        found
    };
    for message in of("M0064_SSN") {
        assert_eq!(message.value.as_deref(), Some("••••"));
    }
    let told = format!("{messages:?}");
    assert!(
        !told.contains("154-87-5926") && !told.contains("5926"),
        "{told}"
    );
    assert!(
        told.contains("M0064_SSN") && told.contains("••••."),
        "{told}"
    );
    let gender = of("A0810");
    assert!(
        gender
            .iter()
            .all(|message| message.value.as_deref() == Some("7"))
    );
    assert!(
        gender.iter().all(|message| !message.text.contains('•')),
        "{gender:?}"
    );
}

#[db_test]
async fn without_the_rules_of_its_version_a_viewer_reads_no_value_of_a_record(db: Db) {
    let mut place = Place::new(db).await;
    let wrong = [("A0810", "7")];
    let (number, ..) = place.send(place.oasis("01", &wrong)).await;
    let messages = viewed(&place.world, number).await;
    let hidden = messages.iter().find(|one| one.item == wrong[0].0).unwrap();
    assert_eq!(hidden.value.as_deref(), Some("••••"));
}

#[db_test]
async fn an_employee_whose_id_is_a_number_is_not_hidden_in_other_numbers(db: Db) {
    let mut world = World::new(db).await;
    let entries = [
        ("22", "2026-07-01", "12.00", 7),
        ("22", "2026-07-01", "11.50", 8),
    ];
    let file = Pbj {
        employees: &["22"],
        entries: &entries,
        ..Pbj::default()
    };
    let number = world.submit(&file).await.number;
    let messages = viewed(&world, number).await;
    let long = messages.iter().find(|one| one.edit == "-4025").unwrap();
    assert_eq!(
        long.text,
        "Employee •••• has 23.50 hours on one date. The most is 22.50, over all job titles together."
    );
    assert_eq!(long.employee.as_deref(), Some("••••"));
}
