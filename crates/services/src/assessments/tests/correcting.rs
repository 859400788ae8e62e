use domain::submissions::SubmissionState::{Accepted, AcceptedWithWarnings, Rejected};
use futures::future::join;
use store::{Db, db_test, exec, testing::until_waited_for};

use super::world::Place;
use crate::patients::matching::turn_of;

/// A start of care, modified.
const MODIFIED: [(&str, &str); 3] = [
    ("TRANS_TYPE_CD", "2"),
    ("CORRECTION_NUM", "01"),
    ("ACY_DOC_CD", "CHANGED"),
];

#[db_test]
async fn a_modification_takes_the_place_of_its_record_and_the_history_stays(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let (_, state, edits) = place.send(place.oasis("01", &MODIFIED)).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    assert_eq!(
        place.versions().await,
        [
            ("01".into(), 0, "replaced".into(), "1".into()),
            ("01".into(), 1, "current".into(), "2".into()),
        ]
    );
    let records = "select count(distinct record_id) from assessment";
    assert_eq!(place.world.count(records).await, 1);
}

/// A merge that is underway when a correction is settled takes the corrected record along, and so its correction.
#[db_test]
async fn a_correction_waits_for_whoever_merges_its_patient(db: Db) {
    const KEPT: &str = "219010002";
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    place.send(place.oasis("04", &[("M0064_SSN", KEPT)])).await;
    let modified = place.oasis("01", &MODIFIED);
    let number = place.world.send("modified.xml", modified).await;
    let mut tx = place.world.services.db.write().await.unwrap();
    turn_of(&mut tx, place.agency).await.unwrap();
    let moved = exec!(
        tx,
        "update assessment set patient_id = (select id from patient where ssn = $1)
         where patient_id <> (select id from patient where ssn = $1)",
        KEPT
    );
    assert_eq!(moved.unwrap(), 1);
    let merging = async {
        until_waited_for(&place.world.services.db).await;
        tx.commit().await.unwrap();
    };
    join(place.world.work(), merging).await;
    let state = place.world.state(number).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
    assert_eq!(place.versions().await.len(), 3);
    let patients = "select count(distinct patient_id) from assessment";
    assert_eq!(place.world.count(patients).await, 1);
}

#[db_test]
async fn corrections_are_numbered_without_gaps(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let mut second = MODIFIED;
    second[1].1 = "02";
    let (_, state, edits) = place.send(place.oasis("01", &second)).await;
    assert_eq!((state, edits), (Rejected, vec!["-3200".to_owned()]));
    place.send(place.oasis("01", &MODIFIED)).await;
    let (_, state, _) = place.send(place.oasis("01", &second)).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
    assert_eq!(place.versions().await.len(), 3);
}

#[db_test]
async fn a_correction_whose_record_is_not_there_says_what_differs(db: Db) {
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    let mut other = MODIFIED.to_vec();
    other.push(("M0066_PAT_BIRTH_DT", "19400316"));
    let (number, state, edits) = place.send(place.oasis("01", &other)).await;
    assert_eq!((state, edits), (Rejected, vec!["-7050".to_owned()]));
    let messages = place.world.report(number, 1).await.messages.rows;
    let located = messages.iter().find(|message| message.edit == "-7050");
    assert!(located.unwrap().fix.contains("M0066_PAT_BIRTH_DT"));
}

/// Another patient's record may be near it.
#[db_test]
async fn a_correction_of_what_was_taken_back_is_told_which_assessment_did_so(db: Db) {
    const TAKEN_BACK: [(&str, &str); 2] = [("TRANS_TYPE_CD", "3"), ("CORRECTION_NUM", "01")];
    let mut place = Place::new(db).await;
    place.send(place.oasis("01", &[])).await;
    place
        .send(place.oasis("01", &[("M0064_SSN", "219010002")]))
        .await;
    let (_, state, edits) = place.send(place.oasis("XX", &TAKEN_BACK)).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    let by = place
        .world
        .count("select number from assessment where state = 'inactivation'")
        .await;
    let again = place.oasis("XX", &TAKEN_BACK);
    for correction in [again, place.oasis("01", &MODIFIED)] {
        let (number, state, edits) = place.send(correction).await;
        assert_eq!((state, edits), (Rejected, vec!["-7050".to_owned()]));
        let told = place.world.report(number, 1).await.messages.rows;
        let located = told.iter().find(|message| message.edit == "-7050").unwrap();
        assert!(
            located
                .message
                .contains(&format!("inactivated by assessment {by}."))
        );
    }
}

#[db_test]
async fn an_inactivated_record_counts_no_more_and_may_be_sent_anew(db: Db) {
    let mut place = Place::new(db).await;
    let entry = place.mds("NT", &[]);
    place.send(entry.clone()).await;
    let patient = "select count(*) from assessment where state = 'current'";
    assert_eq!(place.world.count(patient).await, 1);
    let (_, state, edits) = place.send(place.mds("XX", &[])).await;
    assert!(
        matches!(state, Accepted | AcceptedWithWarnings),
        "{edits:?}"
    );
    assert_eq!(place.world.count(patient).await, 0);
    assert_eq!(
        place.versions().await,
        [
            ("99-99-01-0".into(), 0, "inactivated".into(), "1".into()),
            ("99-99-01-0".into(), 1, "inactivation".into(), "3".into()),
        ]
    );
    let by = place
        .world
        .count("select number from assessment where state = 'inactivation'")
        .await;
    let (number, state, edits) = place.send(place.mds("XX", &[])).await;
    assert_eq!((state, edits), (Rejected, vec!["-3977".to_owned()]));
    let told = place.world.report(number, 1).await.messages.rows;
    let located = told.iter().find(|message| message.edit == "-3977").unwrap();
    assert!(
        located
            .message
            .contains(&format!("inactivated by assessment {by}."))
    );
    assert!(located.fix.contains("send a new record"), "{}", located.fix);
    let (_, state, _) = place.send(entry).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
}
