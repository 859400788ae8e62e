use std::sync::Arc;

use domain::{
    assessments::{PatientId, PatientNumber},
    identity::UserId,
    time::Instant,
};
use futures::future::join;
use store::{Db, DbError, db_test, exec, fetch};
use uuid::Uuid;

use super::world::{TODAY, World, noon};
use crate::patients::{
    matching::{Matched, Said, of_correction, of_record, turn_of},
    record::{self, Source, StoredPatient},
};

const RUTH: Said<'_> = Said {
    first_name: Some("RUTH"),
    last_name: Some("ABLE"),
    birth: Some("19310412"),
    sex: Some("2"),
    ssn: Some("900110001"),
    medicare: Some("1AA1AA1AA11"),
    medicaid: None,
};

/// Nothing but what a record can do without.
const RUTH_WITHOUT_NUMBERS: Said<'_> = Said {
    ssn: None,
    medicare: None,
    ..RUTH
};

#[derive(Debug, PartialEq, Eq, store::FromRow)]
struct Row {
    number: i64,
    version: i32,
    search_key: String,
    #[row(flatten)]
    stored: StoredPatient,
}

async fn row(world: &World, patient: PatientId) -> Row {
    let mut tx = world.write().await;
    let sql = "select number, version, search_key, first_name, last_name, birth, sex, ssn, medicare, medicaid
               from patient where id = $1";
    fetch!(fetch_one, Row, tx, sql, patient.0).unwrap()
}

async fn merge(world: &World, merged: PatientId, kept: PatientId) {
    let mut tx = world.write().await;
    let sql = "update patient set merged_into = $2 where id = $1";
    exec!(tx, sql, merged.0, kept.0).unwrap();
    tx.commit().await.unwrap();
}

/// Nobody sees them, so nobody means them.
#[db_test]
async fn spaces_between_the_words_of_a_name_keep_nobody_apart(db: Db) {
    let world = World::new(db).await;
    let spaced = Said {
        first_name: Some("MARY   ANN"),
        ..RUTH_WITHOUT_NUMBERS
    };
    let first = world.record(world.agency, spaced).await;
    assert!(first.created);
    let stored = row(&world, first.patient).await;
    assert_eq!(stored.stored.first_name, "MARY ANN");
    assert_eq!(stored.search_key, "able, mary ann");
    for first_name in ["MARY ANN", "MARY  ANN"] {
        let again = Said {
            first_name: Some(first_name),
            ..RUTH_WITHOUT_NUMBERS
        };
        let found = world.record(world.agency, again).await;
        assert_eq!(found.patient, first.patient, "{first_name:?}");
        assert!(!found.created && found.updated.is_empty());
    }
}

#[db_test]
async fn the_first_record_of_somebody_makes_the_patient_and_says_which_file_did(db: Db) {
    let world = World::new(db).await;
    let file = world.file().await;
    let mut tx = world.write().await;
    let matched = of_record(
        &mut tx,
        &world.services.rules.match_keys,
        world.agency,
        &RUTH,
        file,
        noon(TODAY),
    )
    .await;
    tx.commit().await.unwrap();
    let matched = matched.unwrap();
    assert!(matched.created && matched.updated.is_empty());
    let row = row(&world, matched.patient).await;
    assert_eq!((row.number, row.version), (500_001, 1));
    assert_eq!(row.search_key, "able, ruth");
    assert_eq!(row.stored.ssn.as_deref(), Some("900110001"));
    assert_eq!(row.stored.medicaid, None);
    let changes = world.changes(matched.patient).await;
    let [created] = changes.as_slice() else {
        panic!("{changes:?}");
    };
    assert_eq!(created.field, "created");
    assert_eq!((created.file_id, created.user_id), (Some(file), None));
}

#[db_test]
async fn the_same_person_again_is_the_same_patient_and_nothing_is_changed(db: Db) {
    let world = World::new(db).await;
    let first = world.record(world.agency, RUTH).await;
    for said in [RUTH, RUTH_WITHOUT_NUMBERS] {
        let again = world.record(world.agency, said).await;
        let expected = Matched {
            patient: first.patient,
            said_of: first.patient,
            created: false,
            twin: None,
            updated: Vec::new(),
        };
        assert_eq!(again, expected);
    }
    assert_eq!(row(&world, first.patient).await.version, 1);
    assert_eq!(world.changes(first.patient).await.len(), 1);
}

#[db_test]
async fn what_a_record_says_takes_the_place_of_what_is_stored_and_blanks_change_nothing(db: Db) {
    let world = World::new(db).await;
    let first = world.record(world.agency, RUTH).await;
    let married = Said {
        last_name: Some("BAKER"),
        first_name: Some(""),
        sex: Some("-"),
        medicare: None,
        medicaid: Some("M77"),
        ..RUTH
    };
    let again = world.record(world.agency, married).await;
    assert_eq!((again.patient, again.created), (first.patient, false));
    assert_eq!(again.updated, ["last_name", "medicaid"]);
    let row = row(&world, first.patient).await;
    assert_eq!((row.version, row.search_key.as_str()), (2, "baker, ruth"));
    assert_eq!(row.stored.sex.as_deref(), Some("2"));
    assert_eq!(row.stored.medicare.as_deref(), Some("1AA1AA1AA11"));
    let changes = world.changes(first.patient).await;
    let told: Vec<_> = changes[1..]
        .iter()
        .map(|one| {
            let (before, after) = (one.before_value.as_deref(), one.after_value.as_deref());
            (one.field.as_str(), before, after)
        })
        .collect();
    let expected = [
        ("last_name", Some("ABLE"), Some("BAKER")),
        ("medicaid", None, Some("M77")),
    ];
    assert_eq!(told, expected);
}

#[db_test]
async fn no_provider_learns_of_another_through_a_patient(db: Db) {
    let world = World::new(db).await;
    let here = world.record(world.agency, RUTH).await;
    let there = world.record(world.elsewhere, RUTH).await;
    assert!(there.created);
    assert_ne!(here.patient, there.patient);
}

#[db_test]
async fn two_social_security_numbers_are_two_patients(db: Db) {
    let world = World::new(db).await;
    let first = world.record(world.agency, RUTH).await;
    let other = Said {
        ssn: Some("900110002"),
        ..RUTH
    };
    let other = world.record(world.agency, other).await;
    assert!(other.created);
    assert_ne!(first.patient, other.patient);
}

#[db_test]
async fn the_strongest_key_decides_and_among_equals_the_older_patient(db: Db) {
    let world = World::new(db).await;
    let older = world.record(world.agency, RUTH_WITHOUT_NUMBERS).await;
    let by_number = Said {
        first_name: Some("R"),
        ..RUTH
    };
    let numbered = world.record(world.agency, by_number).await;
    assert!(numbered.created);
    let found = world.record(world.agency, RUTH).await;
    assert_eq!(found.patient, numbered.patient, "by the number");
    // Both are called alike now, and neither has a number that says otherwise.
    let found = world.record(world.agency, RUTH_WITHOUT_NUMBERS).await;
    assert_eq!(found.patient, older.patient, "by the name");
}

#[db_test]
async fn an_installation_says_by_which_keys_a_record_finds_its_patient(db: Db) {
    let mut world = World::new(db).await;
    let first = world.record(world.agency, RUTH_WITHOUT_NUMBERS).await;
    world.services.rules.match_keys = Arc::new("medicare+last_name".parse().unwrap());
    let again = world.record(world.agency, RUTH_WITHOUT_NUMBERS).await;
    assert!(again.created, "names and birth are no key here");
    world.services.rules.match_keys = Arc::new("last_name+first_name+birth".parse().unwrap());
    let without_sex = Said {
        sex: None,
        ..RUTH_WITHOUT_NUMBERS
    };
    let found = world.record(world.agency, without_sex).await;
    assert_eq!((found.patient, found.created), (first.patient, false));
}

#[db_test]
async fn a_record_of_a_patient_who_was_merged_goes_to_the_one_who_was_kept(db: Db) {
    let world = World::new(db).await;
    let kept = world.record(world.agency, RUTH).await;
    let misspelt = Said {
        last_name: Some("ABEL"),
        ..RUTH_WITHOUT_NUMBERS
    };
    let [first, second] = [
        world.record(world.agency, misspelt).await,
        world
            .record(
                world.agency,
                Said {
                    first_name: Some("RUHT"),
                    ..misspelt
                },
            )
            .await,
    ];
    merge(&world, second.patient, first.patient).await;
    merge(&world, first.patient, kept.patient).await;
    let ruht = Said {
        first_name: Some("RUHT"),
        ..misspelt
    };
    let found = world.record(world.agency, ruht).await;
    assert_eq!((found.patient, found.created), (kept.patient, false));
    assert_eq!(found.said_of, second.patient, "whom it fits");
    assert_eq!(found.updated, [""; 0], "she had that name already");
}

#[db_test]
async fn of_two_records_at_once_one_makes_the_patient(db: Db) {
    let world = World::new(db).await;
    let files = [world.file().await, world.file().await];
    let settle = async |file: Uuid| -> Result<Matched, DbError> {
        let mut tx = world.services.db.write().await?;
        turn_of(&mut tx, world.agency).await?;
        let matched = of_record(
            &mut tx,
            &world.services.rules.match_keys,
            world.agency,
            &RUTH,
            file,
            noon(TODAY),
        )
        .await?;
        tx.commit().await?;
        Ok(matched)
    };
    let (one, two) = join(settle(files[0]), settle(files[1])).await;
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.patient, two.patient);
    assert_ne!(one.created, two.created);
}

#[db_test]
async fn a_correction_is_of_the_same_patient_whatever_it_says(db: Db) {
    let world = World::new(db).await;
    let first = world.record(world.agency, RUTH).await;
    let corrected = Said {
        ssn: Some("900110002"),
        birth: Some("19310421"),
        ..RUTH
    };
    let file = world.file().await;
    let mut tx = world.write().await;
    let matched = of_correction(
        &mut tx,
        (first.patient, Uuid::now_v7()),
        &corrected,
        file,
        noon(TODAY),
    )
    .await;
    tx.commit().await.unwrap();
    let matched = matched.unwrap();
    assert_eq!((matched.patient, matched.created), (first.patient, false));
    assert_eq!(matched.updated, ["birth", "ssn"]);
}

#[db_test]
async fn whoever_types_a_change_stands_in_its_history(db: Db) {
    let world = World::new(db).await;
    let ruth = StoredPatient {
        first_name: "RUTH".to_owned(),
        ..StoredPatient::default()
    };
    let file = world.file().await;
    let mut tx = world.write().await;
    let sql = "select user_id from submission s join submission_file f on f.submission_id = s.id where f.id = $1";
    let (user,) = fetch!(fetch_one, (Uuid,), tx, sql, file).unwrap();
    let source = Source::Person(UserId(user));
    let patient = PatientId(Uuid::now_v7());
    let who = (patient, world.agency);
    let made = record::insert(&mut tx, who, &ruth, source, Instant(1)).await;
    tx.commit().await.unwrap();
    assert_eq!(made.unwrap(), PatientNumber(500_001));
    let changes = world.changes(patient).await;
    assert_eq!((changes[0].user_id, changes[0].file_id), (Some(user), None));
}
