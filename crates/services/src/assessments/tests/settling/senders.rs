//! Whose records one may send, and what the register says of their facility.

use domain::{
    access::{Role, Scope},
    submissions::SubmissionState::{Accepted, AcceptedWithWarnings, Rejected},
};
use store::{Db, db_test};

use crate::{
    assessments::tests::world::{Place, STARTED, add_agency},
    submissions::{program::receipt_for, tests::programs::token},
};

#[db_test]
async fn a_record_of_somebody_elses_provider_is_not_taken_nor_shown_to_its_people(db: Db) {
    let mut place = Place::new(db).await;
    let other = add_agency(&place.world, "OTHER3", Some("077003")).await;
    let file = place.oasis(
        "01",
        &[("HHA_AGENCY_ID", "OTHER3"), ("M0010_CCN", "077003")],
    );
    let (number, state, edits) = place.send(file).await;
    assert_eq!((state, edits), (Rejected, vec!["-3162".to_owned()]));
    let official = place
        .world
        .add_person(
            "OTHER",
            Role::ProviderSecurityOfficial,
            Scope::Providers(vec![other]),
        )
        .await;
    let seen = crate::submissions::receipt(&place.world.services, &official, number).await;
    assert!(seen.is_err());
    let nowhere = place.oasis("01", &[("HHA_AGENCY_ID", "NOWHERE")]);
    assert_eq!(place.send(nowhere).await.2, ["-3160"]);
    let home = place.mds("NT", &[("FAC_ID", "OTHER2"), ("A0100B", "366002")]);
    assert!(place.send(home).await.2.contains(&"-3693".to_owned()));
}

#[db_test]
async fn a_limited_token_sends_no_assessments_of_another_facility(db: Db) {
    let mut place = Place::new(db).await;
    let limited = token(&place.world, Some(vec![place.agency])).await;
    place.world.services.origin.token = Some(limited.token);
    let (_, state, edits) = place.send(place.oasis("01", &[])).await;
    assert_eq!((state, edits), (Accepted, vec![]));
    // The home is its owner's, and not the token's.
    let entry = place.mds("NT", &[]);
    let (number, state, edits) = place.send(entry.clone()).await;
    assert_eq!(state, Rejected);
    assert!(edits.contains(&"-3693".to_owned()), "{edits:?}");
    assert_eq!(place.versions().await.len(), 1);
    let seen = receipt_for(&place.world.services, &limited, number)
        .await
        .unwrap();
    assert_eq!(seen.files[0].facility, None, "as a stranger's");
    let unlimited = token(&place.world, None).await;
    place.world.services.origin.token = Some(unlimited.token);
    let (_, state, _) = place.send(entry).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
}

#[db_test]
async fn the_register_decides_about_number_and_branch(db: Db) {
    let mut place = Place::new(db).await;
    let wrong = place.oasis("01", &[("M0010_CCN", "077009")]);
    assert_eq!(place.send(wrong).await.1, AcceptedWithWarnings);
    let branch = [
        ("M0016_BRANCH_ID", "07Q7001001"),
        ("M0014_BRANCH_STATE", "CT"),
        STARTED,
    ];
    let (_, _, edits) = place.send(place.oasis("04", &branch)).await;
    assert_eq!(edits, ["-4690"]);
    place
        .run(
            "insert into provider_branch (provider_id, branch_id, state_code, from_date) \
             select id, '07Q7001001', 'CT', '2020-01-01' from provider where facility_id = 'SRDEMO01' and state_code = 'CT'",
        )
        .await;
    let (_, _, edits) = place.send(place.oasis("04", &branch)).await;
    assert!(
        !edits
            .iter()
            .any(|edit| edit.starts_with("-46") || edit.starts_with("-47"))
    );
    let (_, _, edits) = place.send(place.oasis("09", &[])).await;
    assert!(edits.contains(&"-4700".to_owned()), "{edits:?}");
}

/// Information edit -9006.
#[db_test]
async fn the_ccn_may_have_small_letters(db: Db) {
    let mut place = Place::new(db).await;
    place
        .run("update provider set ccn = '36E001' where ccn = '366001'")
        .await;
    for (ccn, is_warned) in [("36E001", false), ("36e001", false), ("36e002", true)] {
        let (_, _, edits) = place.send(place.mds("NT", &[("A0100B", ccn)])).await;
        let warned = edits.iter().any(|edit| edit == "-3695");
        assert_eq!(warned, is_warned, "{ccn}: {edits:?}");
    }
}

#[db_test]
async fn a_provider_without_a_number_sends_test_records_of_which_nothing_is_kept(db: Db) {
    let mut place = Place::new(db).await;
    let fresh = add_agency(&place.world, "FRESH1", None).await;
    let scope = Scope::Providers(vec![fresh]);
    place.world.submitter = place
        .world
        .add_person("FRESH", Role::AssessmentSubmitter, scope)
        .await;
    let file = place.oasis("01", &[("HHA_AGENCY_ID", "FRESH1")]);
    let (_, state, _) = place.send(file).await;
    assert!(matches!(state, Accepted | AcceptedWithWarnings));
    assert!(place.versions().await.is_empty());
    assert_eq!(place.world.count("select count(*) from patient").await, 0);
}

/// Information edit -9006.
#[db_test]
async fn the_states_number_of_a_facility_may_have_small_letters(db: Db) {
    let mut place = Place::new(db).await;
    let file = place.oasis("01", &[("HHA_AGENCY_ID", "srdemo01")]);
    let (_, state, edits) = place.send(file).await;
    assert_eq!((state, edits), (Accepted, vec![]));
}
