//! Modifications and inactivations, filled in from the stored record.

use domain::{
    access::{Action, Role, Scope},
    assessments::{AssessmentNumber, DraftState, Saved, Transaction},
    objection::Objection,
    providers::StateCode,
};
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{World, change, is_conflict, is_denied, is_not_found, person, start_of_care};
use crate::ServiceError;
use crate::assessments::drafts::{begin, correct, find, list, review, save, submit};

pub(super) const NUMBER: AssessmentNumber = AssessmentNumber(3_000_001);

impl World {
    /// A start of care that was accepted, in its third version.
    pub(super) async fn stored(&self, state: &str) {
        let sent = self.filled_in(&self.adele).await;
        let version = find(&self.services, &self.adele, sent)
            .await
            .unwrap()
            .version;
        let number = submit(&self.services, &self.adele, sent, version)
            .await
            .unwrap();
        let (patient, file, id) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let mut tx = self.services.db.write().await.unwrap();
        let (submission,) = fetch!(
            fetch_one,
            (Uuid,),
            tx,
            "select id from submission where number = $1",
            number.0
        )
        .unwrap();
        exec!(
            tx,
            "insert into submission_file (id, submission_id, ordinal, name, state, employees, entries, entries_left_out, hours, \
                                          fatal_count, warning_count, finished_at) \
             values ($1, $2, 1, 'a.xml', 'accepted', 0, 0, 0, 0, 0, 0, 1)",
            file,
            submission
        )
        .unwrap();
        exec!(
            tx,
            "insert into patient (id, number, provider_id, first_name, last_name, search_key, created_at, updated_at, version) \
             values ($1, 500100, $2, 'ADA', 'INVENTED', 'invented, ada', 0, 0, 1)",
            patient,
            self.agency.0
        )
        .unwrap();
        exec!(
            tx,
            "insert into assessment (id, number, record_id, correction, provider_id, patient_id, instrument, specification, subset, \
                                     reasons, target_date, locator, transaction_code, state, file_id, accepted_at, warning_count) \
             values ($1, $2, $1, 2, $3, $4, 'OASIS', '3.02.0', '01', '01', '2026-04-15', $5, '2', $6, $7, 0, 0)",
            id,
            NUMBER.0,
            self.agency.0,
            patient,
            vec![7_u8; 32],
            state,
            file
        )
        .unwrap();
        exec!(
            tx,
            "insert into assessment_items (assessment_id, items) values ($1, $2)",
            id,
            start_of_care()
        )
        .unwrap();
        tx.commit().await.unwrap();
    }
}

#[db_test]
async fn a_modification_begins_with_the_whole_record_and_its_next_number(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let services = &world.services;
    let id = correct(services, &world.adele, NUMBER, Transaction::Modification)
        .await
        .unwrap();
    for (item, answer) in [
        ("TRANS_TYPE_CD", "2"),
        ("CORRECTION_NUM", "03"),
        ("ITM_SBST_CD", "01"),
        ("M0040_PAT_LNAME", "INVENTED"),
        ("M0060_PAT_ZIP", "06101"),
    ] {
        assert_eq!(world.answer(&world.adele, id, item).await, answer, "{item}");
    }
    // What finds the record stays; what is wrong in it is changed, and sent like any file.
    let name = save(
        services,
        &world.adele,
        id,
        &change("M0040_PAT_LNAME", "INVENTED", "OAK"),
    )
    .await;
    assert_eq!(name.unwrap(), Saved::At(1));
    let zip = save(
        services,
        &world.adele,
        id,
        &change("M0060_PAT_ZIP", "06101", "06102"),
    )
    .await;
    assert_eq!(zip.unwrap(), Saved::At(2));
    let looked_at = review(services, &world.adele, id).await.unwrap();
    assert_eq!(looked_at.problems, []);
    assert!(
        looked_at
            .file
            .contains("<M0040_PAT_LNAME>INVENTED</M0040_PAT_LNAME>")
    );
    let number = submit(services, &world.adele, id, 2).await.unwrap();
    let line = find(services, &world.adele, id).await.unwrap().line;
    assert_eq!(
        (line.state, line.submission),
        (DraftState::Sent, Some(number))
    );
    assert_eq!(line.transaction, Transaction::Modification);
}

#[db_test]
async fn an_inactivation_has_what_finds_the_record_and_nothing_of_the_patients_condition(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let services = &world.services;
    let id = correct(services, &world.adele, NUMBER, Transaction::Inactivation)
        .await
        .unwrap();
    let looked_at = review(services, &world.adele, id).await.unwrap();
    assert_eq!(looked_at.problems, []);
    assert!(looked_at.file.contains("<ITM_SBST_CD>XX</ITM_SBST_CD>"));
    assert!(looked_at.file.contains("<M0064_SSN>219099999</M0064_SSN>"));
    assert!(!looked_at.file.contains("M1800"));
    assert!(submit(services, &world.adele, id, 1).await.is_ok());
}

#[db_test]
async fn a_correction_that_was_overtaken_is_not_sent_in_vain(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let services = &world.services;
    let id = correct(services, &world.adele, NUMBER, Transaction::Inactivation)
        .await
        .unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update assessment set state = 'replaced'").unwrap();
    tx.commit().await.unwrap();
    let refused = submit(services, &world.adele, id, 1).await;
    assert!(
        matches!(&refused, Err(ServiceError::Refused(errors)) if errors[0].message.contains("Discard the form")),
        "{refused:?}"
    );
}

#[db_test]
async fn a_correction_that_is_underway_is_gone_on_with(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let begin = || {
        correct(
            &world.services,
            &world.adele,
            NUMBER,
            Transaction::Modification,
        )
    };
    assert_eq!(begin().await.unwrap(), begin().await.unwrap());
}

#[db_test]
async fn only_the_current_version_is_corrected(db: Db) {
    let world = World::new(db).await;
    world.stored("replaced").await;
    for transaction in [Transaction::Modification, Transaction::Inactivation] {
        assert!(is_conflict(
            &correct(&world.services, &world.adele, NUMBER, transaction).await
        ));
    }
}

/// Seeds 001 and 003: a coordinator of a provider neither modifies nor inactivates, and sees no such form.
#[db_test]
async fn who_may_not_correct_neither_begins_nor_sees_a_correction(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let services = &world.services;
    let modification = Transaction::Modification;
    assert!(is_denied(
        &correct(services, &world.cora, NUMBER, modification).await
    ));
    let viewer = world.person("VIEWER", Role::ProviderAssessmentViewer).await;
    assert!(is_denied(
        &correct(services, &viewer, NUMBER, modification).await
    ));
    assert!(is_not_found(
        &correct(services, &world.fred, NUMBER, modification).await
    ));
    let id = correct(services, &world.adele, NUMBER, modification)
        .await
        .unwrap();
    assert!(is_not_found(&find(services, &world.cora, id).await));
    let item = "M0060_PAT_ZIP";
    assert!(is_not_found(
        &save(services, &world.cora, id, &change(item, "06101", "")).await
    ));
    let seen_by = |actor| async move {
        list(services, actor)
            .await
            .unwrap()
            .iter()
            .any(|line| line.id == id)
    };
    assert!(!seen_by(&world.cora).await);
    assert!(seen_by(&world.adele).await);
}

/// ADR 21: new records are the facility's, and so are its forms.
#[db_test]
async fn a_state_corrects_what_is_stored_and_sees_no_form_of_a_facility(db: Db) {
    let world = World::new(db).await;
    world.stored("current").await;
    let services = &world.services;
    let ohio = Scope::State(StateCode::parse("OH").unwrap());
    let coordinator = Role::StateAgencyAssessmentCoordinator;
    let sal = person(services, "SAL", coordinator, ohio).await;
    let production = Role::HelpDeskProductionControl;
    let june = person(services, "JUNE", production, Scope::Nation).await;
    let new = world.begun(&world.adele).await;
    let theirs = correct(services, &world.adele, NUMBER, Transaction::Inactivation)
        .await
        .unwrap();
    for reader in [&sal, &june] {
        let refused = begin(services, reader, &world.start_of_care()).await;
        assert!(
            matches!(&refused, Err(ServiceError::Denied(denial)) if denial.action == Action::EnterAssessments),
            "{refused:?}"
        );
        assert!(list(services, reader).await.unwrap().is_empty());
        for form in [new, theirs] {
            let hidden = find(services, reader, form).await;
            assert!(matches!(hidden, Err(ServiceError::NotFound)));
        }
        let underway = correct(services, reader, NUMBER, Transaction::Inactivation).await;
        assert!(
            matches!(
                underway,
                Err(ServiceError::Conflict(Objection::CorrectionUnderway))
            ),
            "{underway:?}"
        );
    }
    let own = correct(services, &sal, NUMBER, Transaction::Modification)
        .await
        .unwrap();
    let listed = list(services, &sal).await.unwrap();
    assert_eq!(listed.iter().map(|line| line.id).collect::<Vec<_>>(), [own]);
    let zip = change("M0060_PAT_ZIP", "06101", "06102");
    assert!(save(services, &sal, own, &zip).await.is_ok());
    assert!(submit(services, &sal, own, 2).await.is_ok());
    assert!(find(services, &june, own).await.is_err(), "it is Sal's");
}
