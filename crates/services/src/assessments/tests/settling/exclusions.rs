//! Codes that a state forbids to be transmitted.

use domain::submissions::SubmissionState::{Accepted, AcceptedWithWarnings, Rejected};
use store::{Db, db_test};

use crate::assessments::tests::world::Place;

const NAMES_B20: &str = "select count(*) from finding where item_value like '%B20%' or message like '%B20%' or fix like '%B20%'";

#[db_test]
async fn codes_that_the_state_forbids_are_not_kept_anywhere(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let file = place.oasis(
        "01",
        &[
            ("M1023_OTH_DIAG1_ICD", "b20.^^^^"),
            ("M1023_OTH_DIAG1_SEVERITY", "02"),
        ],
    );
    let (_, state, edits) = place.send(file).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    let kept = "select count(*) from assessment_items where upper(items) like '%B20%'";
    assert_eq!(place.world.count(kept).await, 0);
    let told = "select count(*) from finding where edit = '-9110' and item_value is null";
    assert_eq!(place.world.count(told).await, 1);
}

/// Information edit -9150 of OASIS: a list has no empty item before a filled one.
#[db_test]
async fn codes_move_up_where_an_item_of_their_list_is_empty(db: Db) {
    let mut place = Place::new(db).await;
    let gap = [
        ("M1023_OTH_DIAG1_ICD", "^"),
        ("M1023_OTH_DIAG1_SEVERITY", "^"),
        ("M1023_OTH_DIAG2_ICD", "J44.9^^^"),
        ("M1023_OTH_DIAG2_SEVERITY", "02"),
        ("M1023_OTH_DIAG3_ICD", "^"),
        ("M1023_OTH_DIAG3_SEVERITY", "^"),
    ];
    let file = place.oasis("01", &gap);
    let (_, state, edits) = place.send(file).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    let moved = "select count(*) from assessment_items where items like '%M1023_OTH_DIAG1_ICD=J44.9^^^%' \
                 and items like '%M1023_OTH_DIAG1_SEVERITY=02%' and items like '%M1023_OTH_DIAG2_ICD=^%'";
    assert_eq!(place.world.count(moved).await, 1);
    let told = "select count(*) from finding where edit = '-9150' and item = 'M1023_OTH_DIAG1_ICD'";
    assert_eq!(place.world.count(told).await, 1);
}

/// What it took out stays out, so it is ended from then on, and not deleted.
#[db_test]
async fn an_exclusion_knows_that_it_was_applied(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let applied = "select count(*) from icd_exclusion where applied_at is not null";
    place.send(place.oasis("01", &[])).await;
    assert_eq!(place.world.count(applied).await, 0);
    let file = place.oasis(
        "01",
        &[
            ("M1023_OTH_DIAG1_ICD", "B20.^^^^"),
            ("M1023_OTH_DIAG1_SEVERITY", "02"),
        ],
    );
    // Its report says that a code was taken out, though the record is there already.
    let (_, state, _) = place.send(file).await;
    assert_eq!(state, Rejected);
    assert_eq!(place.world.count(applied).await, 1);
}

/// The record is held against the edits as it is without them (-9110).
#[db_test]
async fn a_list_that_needs_a_code_and_has_forbidden_ones_alone_is_refused(db: Db) {
    let mut place = Place::new(db).await;
    place.forbid().await;
    let (_, state, edits) = place
        .send(place.oasis("01", &[("M1021_PRIMARY_DIAG_ICD", "B20.^^^^")]))
        .await;
    assert_eq!(state, Rejected);
    assert!(edits.contains(&"-7045".to_owned()), "{edits:?}");
    assert_eq!(place.world.count(NAMES_B20).await, 0);
    // Nor is a record refused for what is taken out of it, or the code told in another edit's message.
    let twice = [
        ("M1023_OTH_DIAG1_ICD", "B20.^^^^"),
        ("M1023_OTH_DIAG1_SEVERITY", "^"),
        ("M1023_OTH_DIAG2_ICD", "B20"),
        ("M1023_OTH_DIAG2_SEVERITY", "01"),
    ];
    let (_, state, edits) = place.send(place.oasis("01", &twice)).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    assert_eq!(place.world.count(NAMES_B20).await, 0);
    // What is wrong with the outline of its file is said all the same.
    let unknown = place.oasis("01", &[("M1021_PRIMARY_DIAG_ICD", "B20.^^^^")]);
    let unknown = unknown.replacen("<ITM_SBST_CD>", "<MADE_UP>1</MADE_UP><ITM_SBST_CD>", 1);
    let (_, _, edits) = place.send(unknown).await;
    for edit in ["structure:unknown-item", "-7045"] {
        assert!(edits.contains(&edit.to_owned()), "{edits:?}");
    }
}
