//! A report page by page, and lists and reports as files.

use domain::{listing::PageRequest, submissions::SubmissionFilter};
use store::{Db, db_test};

use super::reading::three_files;
use super::world::{Pbj, World};
use crate::submissions;

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
    let report = text(
        submissions::report_csv(&world.services, &world.submitter, rejected, 1)
            .await
            .unwrap(),
    );
    assert!(
        report.contains("'-4016") && report.contains("do not go to CMS"),
        "{report}"
    );
}

#[db_test]
async fn the_json_report_has_the_shape_of_the_validation_utility_tool(db: Db) {
    let (world, [accepted, rejected, _]) = three_files(db).await;
    let [file] = submissions::report_json(&world.services, &world.submitter, rejected, 1)
        .await
        .unwrap();
    let json = serde_json::to_value(&file).unwrap();
    assert_eq!(json["filename"], "hours.xml");
    assert_eq!(json["accepted"], false);
    let results = &json["validationErrors"][0]["results"];
    assert_eq!(results["message_number"], 1);
    assert_eq!(results["error_id"], "-4016");
    assert_eq!(results["severity"], "Fatal");
    assert_eq!(results["item"], "employeeId");
    assert_eq!(results["item_value"], "E7");
    let [file] = submissions::report_json(&world.services, &world.submitter, accepted, 1)
        .await
        .unwrap();
    assert!(file.accepted);
    assert!(
        file.validation_errors
            .iter()
            .all(|error| error.results.severity == "Information")
    );
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
