//! Rows as the check of a submission would leave them: two agencies of two states, their patients, and records in all states.

pub(crate) mod world;

use domain::{
    access::{Action, Role, Sight},
    assessments::{
        AssessmentFilter, AssessmentNumber, AssessmentSort, AssessmentState, ReasonKey, Versions,
    },
    listing::{Direction, PageRequest, Total},
    providers::Ccn,
};
use jiff::{ToSpan as _, civil::date};
use serde_json::json;
use store::{Db, db_test, exec, fetch};

use self::world::{Stored, World};
use super::{export, find, list};
use crate::{ServiceError, search};

fn numbers(list: &domain::assessments::AssessmentList) -> Vec<i64> {
    list.lines.rows.iter().map(|line| line.number.0).collect()
}

fn all() -> AssessmentFilter {
    AssessmentFilter {
        versions: Versions::All,
        sort: AssessmentSort::Number,
        direction: Direction::Asc,
        ..AssessmentFilter::default()
    }
}

/// A start of care that was modified, a recertification that was taken back, and one start of care elsewhere.
async fn three_records(world: &World) {
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let bert = world.patient(world.agency, "BERT", "MADEUP").await;
    let carl = world.patient(world.elsewhere, "CARL", "INVENTED").await;
    let first = Stored::new(1, ada, "01", date(2026, 4, 15));
    let record = world
        .store(&Stored {
            state: "replaced",
            items: "M0040_PAT_FNAME=ADA\nM1800_CRNT_GROOMING=01\n",
            ..first
        })
        .await;
    world
        .store(&Stored {
            number: 2,
            record: Some(record),
            correction: 1,
            transaction: "2",
            items: "M0040_PAT_FNAME=ADA\nM1800_CRNT_GROOMING=02\nM0064_SSN=987654321\n",
            ..first
        })
        .await;
    let taken_back = world
        .store(&Stored {
            state: "inactivated",
            ..Stored::new(3, bert, "04", date(2026, 6, 12))
        })
        .await;
    world
        .store(&Stored {
            number: 4,
            record: Some(taken_back),
            correction: 1,
            transaction: "3",
            state: "inactivation",
            ..Stored::new(4, bert, "04", date(2026, 6, 12))
        })
        .await;
    world
        .store(&Stored::new(5, carl, "01", date(2026, 5, 1)))
        .await;
}

#[db_test]
async fn each_sees_the_records_of_their_own_facilities_and_those_that_count_first(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let seen = list(&world.services, &world.adele, &all()).await.unwrap();
    assert_eq!(numbers(&seen), [1, 2, 3, 4]);
    let current = list(&world.services, &world.adele, &AssessmentFilter::default())
        .await
        .unwrap();
    assert_eq!(numbers(&current), [2], "what was taken back counts no more");
    assert_eq!(current.lines.rows[0].patient_name, "INVENTED, ADA");
    assert_eq!(current.lines.rows[0].reasons, "Start of care");
    let elsewhere = list(&world.services, &world.fred, &all()).await.unwrap();
    assert_eq!(numbers(&elsewhere), [5]);
    let nation = list(&world.services, &world.nora, &all()).await.unwrap();
    assert_eq!(nation.lines.total, Total::from(5));
    let refused = list(&world.services, &world.sam, &all()).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(ref denial)) if denial.action == Action::ViewAssessments),
        "{refused:?}"
    );
}

#[db_test]
async fn the_trail_says_which_records_and_patients_a_list_and_a_file_showed(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let seen = list(&world.services, &world.adele, &all()).await.unwrap();
    let patients = seen.lines.rows.iter().map(|line| line.patient.0);
    let patients: std::collections::BTreeSet<i64> = patients.collect();
    let shown = json!({ "rows": 4, "assessments": [1, 2, 3, 4], "patients": patients });
    assert_eq!(world.newest_detail().await, shown);
    export(&world.services, &world.adele, &all()).await.unwrap();
    assert_eq!(world.newest_detail().await, shown);
}

#[db_test]
async fn the_list_filters_sorts_and_searches_by_a_sealed_name(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let of = async |filter: AssessmentFilter| {
        numbers(&list(&world.services, &world.nora, &filter).await.unwrap())
    };
    let reason = ReasonKey::from_key("oasis-04");
    assert_eq!(of(AssessmentFilter { reason, ..all() }).await, [3, 4]);
    let facility = Ccn::parse("167001").ok();
    assert_eq!(of(AssessmentFilter { facility, ..all() }).await, [5]);
    let mds = Some(1);
    let instrument = mds;
    assert!(
        of(AssessmentFilter {
            instrument,
            ..all()
        })
        .await
        .is_empty()
    );
    let days = AssessmentFilter {
        from: Some(date(2026, 5, 1)),
        to: Some(date(2026, 5, 31)),
        ..all()
    };
    assert_eq!(of(days).await, [5]);
    for (typed, found) in [
        ("invented", vec![1, 2, 5]),
        ("ada inv", vec![1, 2]),
        ("%", vec![]),
    ] {
        let search = search::seal(&world.services, &world.nora, typed).unwrap();
        assert_eq!(
            of(AssessmentFilter { search, ..all() }).await,
            found,
            "{typed}"
        );
    }
    let latest = AssessmentFilter {
        versions: Versions::All,
        ..AssessmentFilter::default()
    };
    assert_eq!(of(latest).await, [4, 3, 5, 2, 1]);
    for sort in AssessmentSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let sorted = AssessmentFilter {
                sort,
                direction,
                ..all()
            };
            assert_eq!(of(sorted).await.len(), 5, "{sort:?} {direction:?}");
        }
    }
}

#[db_test]
async fn by_patient_those_of_one_name_are_not_mixed(db: Db) {
    let world = World::new(db).await;
    let one = world.patient(world.agency, "ADA", "INVENTED").await;
    let namesake = world.patient(world.agency, "ADA", "INVENTED").await;
    for (number, patient) in [(1, one), (2, namesake), (3, one), (4, namesake)] {
        let day = date(2026, 4, 15).saturating_add(number.days());
        world.store(&Stored::new(number, patient, "01", day)).await;
    }
    for direction in [Direction::Asc, Direction::Desc] {
        let by_patient = AssessmentFilter {
            sort: AssessmentSort::Patient,
            direction,
            ..all()
        };
        let found = list(&world.services, &world.adele, &by_patient).await;
        assert_eq!(numbers(&found.unwrap()), [3, 1, 4, 2], "{direction:?}");
    }
}

#[db_test]
async fn a_record_has_its_versions_with_what_changed_and_its_answers_in_words(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let found = find(
        &world.services,
        &world.adele,
        AssessmentNumber(2),
        Some("all"),
    )
    .await
    .unwrap();
    let said: Vec<(&str, &str)> = found
        .answers
        .iter()
        .map(|answer| (answer.item.as_str(), answer.value.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("M0040_PAT_FNAME", "ADA"),
            ("M0064_SSN", "••••4321"),
            ("M1800_CRNT_GROOMING", "02")
        ]
    );
    let grooming = &found.answers[2];
    assert!(
        !grooming.name.is_empty() && !grooming.words.is_empty(),
        "{grooming:?}"
    );
    assert!(found.may_correct);
    let versions: Vec<(i64, usize)> = found
        .versions
        .iter()
        .map(|version| (version.number.0, version.changes.len()))
        .collect();
    assert_eq!(versions, [(2, 2), (1, 0)]);
    let change = &found.versions[0].changes[0];
    assert_eq!(change.item, "M1800_CRNT_GROOMING");
    assert!(change.before.starts_with("01") && change.after.starts_with("02"));
    assert!(found.versions[0].brought_by.is_some());

    let first = find(&world.services, &world.adele, AssessmentNumber(1), None)
        .await
        .unwrap();
    assert_eq!(first.line.state, AssessmentState::Replaced);
    assert!(!first.may_correct, "what was replaced is corrected no more");
    assert!(first.section.is_some() && first.answers.len() < 3);
    let coordinator = Role::ProviderAssessmentCoordinator;
    let cora = world.person("CORA", coordinator).await;
    let seen = find(&world.services, &cora, AssessmentNumber(2), None).await;
    assert!(!seen.unwrap().may_correct, "a coordinator only looks");
    let foreign = find(&world.services, &world.fred, AssessmentNumber(2), None).await;
    assert!(
        matches!(foreign, Err(ServiceError::NotFound)),
        "{foreign:?}"
    );
}

#[db_test]
async fn numbers_stand_masked_until_the_profile_shows_them_for_a_reason(db: Db) {
    let world = World::new(db).await;
    let ada = world.patient(world.agency, "ADA", "INVENTED").await;
    let first = Stored {
        state: "replaced",
        items: "M0064_SSN=987654321\nM0063_MEDICARE_NUM=1EG4TE5MK73\nM0065_MEDICAID_NUM=N\n",
        ..Stored::new(1, ada, "01", date(2026, 4, 15))
    };
    let record = world.store(&first).await;
    let second = Stored {
        number: 2,
        record: Some(record),
        correction: 1,
        transaction: "2",
        state: "current",
        items: "M0064_SSN=123454321\nM0063_MEDICARE_NUM=1EG4TE5MK73\nM0065_MEDICAID_NUM=N\n",
        ..first
    };
    world.store(&second).await;
    let look = async |actor| {
        let number = AssessmentNumber(2);
        find(&world.services, actor, number, Some("all"))
            .await
            .unwrap()
    };
    let seen = look(&world.adele).await;
    let values: Vec<&str> = seen.answers.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(values, ["••••4321", "••••MK73", "N"]);
    let change = &seen.versions[0].changes[0];
    assert_eq!(
        (change.before.as_str(), change.after.as_str()),
        ("••••4321", "••••4321")
    );
    assert!(seen.is_masked);
    let reason = "To call Medicare.";
    let patient = seen.line.patient;
    crate::patients::show_identifiers(&world.services, &world.adele, patient, reason)
        .await
        .unwrap();
    let seen = look(&world.adele).await;
    assert_eq!(seen.answers[0].value, "123454321");
    assert!(!seen.is_masked);
    let other = look(&world.nora).await;
    assert_eq!(
        other.answers[0].value, "••••4321",
        "for whoever asked alone"
    );
}

#[db_test]
async fn a_viewer_sees_no_name_and_guesses_none(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let mut viewer = world.adele.clone();
    viewer.viewing = Some(Sight::Masked);
    let search = search::seal(&world.services, &viewer, "invented").unwrap();
    let by_patient = AssessmentFilter {
        search,
        sort: AssessmentSort::Patient,
        ..all()
    };
    let seen = list(&world.services, &viewer, &by_patient).await.unwrap();
    let total = seen.lines.total;
    assert_eq!(total, Total::from(4), "the search is not carried out");
    assert!(seen.read_only && seen.search.is_empty());
    let found = find(&world.services, &viewer, AssessmentNumber(2), Some("all"))
        .await
        .unwrap();
    let told = format!("{seen:?} {found:?}");
    for hidden in ["ADA", "INVENTED", "987654321", "03/15/1940"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    viewer.viewing = Some(Sight::Revealed);
    let seen = list(&world.services, &viewer, &all()).await.unwrap();
    let line = &seen.lines.rows[0];
    assert_eq!(
        (line.patient_name.as_str(), line.patient_birth.as_str()),
        ("INVENTED, ADA", "03/15/1940")
    );
}

#[db_test]
async fn looking_and_saving_are_written_down_with_the_facilities(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    list(&world.services, &world.adele, &all()).await.unwrap();
    find(&world.services, &world.adele, AssessmentNumber(2), None)
        .await
        .unwrap();
    let csv = export(&world.services, &world.adele, &all()).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 5, "{csv}");
    assert!(
        csv.contains("\"INVENTED, ADA\",03/15/1940,OASIS,Start of care,04/15/2026,Current"),
        "{csv}"
    );
    let mut tx = world.services.db.read().await.unwrap();
    let events: Vec<(String, String, String)> = fetch!(
        fetch_all,
        (String, String, String),
        tx,
        "select e.act, e.object_type, e.object_id from audit_event e where e.provider_id = $1 order by e.seq",
        world.agency.0
    )
    .unwrap();
    let events: Vec<String> = events
        .into_iter()
        .map(|(act, kind, id)| format!("{act} {kind} {id}"))
        .collect();
    assert_eq!(
        events,
        [
            "sensitive_read list assessments",
            "sensitive_read assessment 2",
            "sensitive_export list assessments"
        ]
    );
}

/// Copies of a record, as versions that were replaced.
macro_rules! copies {
    ($id:literal) => {
        concat!(
            "with recursive copy (place) as (select 1 union all select place + 1 from copy where place < $1)
             insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification,
                 subset, reasons, target_date, locator, transaction_code, state, file_id, accepted_at, warning_count)
             select ",
            $id,
            ", 1000 + copy.place, a.record_id, copy.place, a.provider_id, a.patient_id, a.instrument, a.specification,
                 a.subset, a.reasons, a.target_date, a.locator, a.transaction_code, 'replaced', a.file_id, a.accepted_at, 0
             from copy join assessment a on a.number = 2"
        )
    };
}

#[db_test]
async fn a_list_of_more_than_ten_thousand_says_so_and_goes_on_behind_them(db: Db) {
    let world = World::new(db).await;
    three_records(&world).await;
    let copy = if world.services.db.is_postgres() {
        copies!("gen_random_uuid()")
    } else {
        copies!("randomblob(16)")
    };
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, copy, 10_020).unwrap();
    tx.commit().await.unwrap();

    let of = async |actor, page| {
        let page = PageRequest::new(page, 25);
        let filter = AssessmentFilter { page, ..all() };
        let lines = list(&world.services, actor, &filter).await.unwrap().lines;
        (lines.total, lines.rows.len())
    };
    assert_eq!(
        of(&world.nora, 999).await,
        of(&world.nora, 401).await,
        "behind the last page is that one"
    );
    assert_eq!(of(&world.nora, 1).await, (Total::MoreThan(10_000), 25));
    assert_eq!(of(&world.adele, 1).await, (Total::MoreThan(10_000), 25));
    assert_eq!(of(&world.nora, 401).await, (Total::Exactly(10_025), 25));
    assert_eq!(of(&world.fred, 1).await, (Total::Exactly(1), 1));
    let table = export(&world.services, &world.adele, &all()).await.unwrap();
    let lines = String::from_utf8(table).unwrap().lines().count();
    assert_eq!(lines, 10_025, "headings and all rows");
}
