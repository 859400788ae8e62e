//! Merging a patient into another, and taking them apart.

use domain::{
    access::{Actor, Role, Scope},
    assessments::{AssessmentFilter, PatientId, Versions},
    patients::MergeId,
};
use store::{Db, db_test, fetch};
use uuid::Uuid;

use super::world::{TODAY, World, noon};
use crate::{
    ServiceError,
    assessments::stored,
    patients::{
        find,
        matching::{Said, of_correction},
        merge,
        merge::add_record,
        preview, undo,
    },
};

const RUTH: Said<'_> = Said {
    first_name: Some("RUTH"),
    last_name: Some("ABLE"),
    birth: Some("19310412"),
    sex: Some("2"),
    ssn: Some("900110001"),
    medicare: None,
    medicaid: None,
};
const ABEL: Said<'_> = Said {
    last_name: Some("ABEL"),
    ssn: None,
    ..RUTH
};

struct Two {
    world: World,
    actor: Actor,
    kept: PatientId,
    merged: PatientId,
}

impl Two {
    async fn new(db: Db) -> Self {
        let world = World::new(db).await;
        Self {
            actor: world.coordinator().await,
            kept: world.record(world.agency, RUTH).await.patient,
            merged: world.record(world.agency, ABEL).await.patient,
            world,
        }
    }

    async fn merge_with(&self, reason: &str) -> Result<(), ServiceError> {
        let numbers = (
            self.world.number(self.kept).await,
            self.world.number(self.merged).await,
        );
        let preview = preview(&self.world.services, &self.actor, numbers.0, numbers.1).await?;
        let versions = (preview.kept.version, preview.merged.version);
        merge(&self.world.services, &self.actor, numbers, versions, reason).await
    }

    async fn last_merge(&self) -> MergeId {
        let kept = self.world.number(self.kept).await;
        let kept = find(&self.world.services, &self.actor, kept).await.unwrap();
        kept.merges[0].id
    }

    /// Merges the one who was kept into somebody else of that name.
    async fn merge_into_a_third(&self) -> PatientId {
        let world = &self.world;
        let third = Said {
            first_name: Some("RUTHIE"),
            ssn: None,
            birth: Some("1931"),
            ..RUTH
        };
        let third = world.record(world.agency, third).await.patient;
        let numbers = (world.number(third).await, world.number(self.kept).await);
        let shown = preview(&world.services, &self.actor, numbers.0, numbers.1)
            .await
            .unwrap();
        let versions = (shown.kept.version, shown.merged.version);
        let merged = merge(&world.services, &self.actor, numbers, versions, "The same.").await;
        merged.unwrap();
        third
    }

    /// Last name, first name and Medicare number.
    async fn stored(&self, patient: PatientId) -> (String, String, Option<String>) {
        let mut tx = self.world.write().await;
        let sql = "select last_name, first_name, medicare from patient where id = $1";
        fetch!(
            fetch_one,
            (String, String, Option<String>),
            tx,
            sql,
            patient.0
        )
        .unwrap()
    }

    async fn undo_with(&self, id: MergeId, reason: &str) -> Result<(), ServiceError> {
        let kept = self.world.number(self.kept).await;
        undo(&self.world.services, &self.actor, (kept, id), reason).await
    }
}

fn is_conflict<T>(refused: &Result<T, ServiceError>) -> bool {
    matches!(refused, Err(ServiceError::Conflict(_)))
}

fn fields<T: core::fmt::Debug>(refused: Result<T, ServiceError>) -> Vec<String> {
    match refused {
        Err(ServiceError::Refused(errors)) => errors.into_iter().map(|one| one.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[db_test]
async fn records_move_and_exactly_those_go_back_with_their_corrections(db: Db) {
    let two = Two::new(db).await;
    let world = &two.world;
    world
        .assessment(two.kept, (1, "2026-01-05"), (None, "current"))
        .await;
    let moved = world
        .assessment(two.merged, (2, "2026-03-05"), (None, "replaced"))
        .await;
    two.merge_with("The same person.").await.unwrap();
    assert_eq!(world.assessments(two.kept).await, [1, 2]);
    assert_eq!(world.assessments(two.merged).await, [0_i64; 0]);
    // What leads to a record from its report leads to the patient who was kept.
    let all = AssessmentFilter {
        versions: Versions::All,
        ..AssessmentFilter::default()
    };
    let found = stored::list(&world.services, &two.actor, &all).await;
    let kept_number = world.number(two.kept).await;
    for line in found.unwrap().lines.rows {
        assert_eq!(line.patient, kept_number, "{:?}", line.number);
    }
    // Since then: a correction of the record that moved, and a record of the patient who was kept.
    world
        .assessment(two.kept, (3, "2026-03-05"), (Some(moved), "current"))
        .await;
    world
        .assessment(two.kept, (4, "2026-05-05"), (None, "current"))
        .await;
    let number = world.number(two.merged).await;
    let gone = find(&world.services, &two.actor, number).await.unwrap();
    assert_eq!(gone.line.merged_into, Some(world.number(two.kept).await));
    assert!(!gone.may_edit);
    let id = two.last_merge().await;
    assert_eq!(fields(two.undo_with(id, "").await), ["reason"]);
    two.undo_with(id, "They are two.").await.unwrap();
    assert_eq!(world.assessments(two.kept).await, [1, 4]);
    assert_eq!(world.assessments(two.merged).await, [2, 3]);
    assert!(is_conflict(&two.undo_with(id, "Once more.").await));
    let back = find(&world.services, &two.actor, number).await.unwrap();
    assert_eq!((back.line.merged_into, back.may_edit), (None, true));
    // The next record of either is their own again.
    assert_eq!(world.record(world.agency, ABEL).await.patient, two.merged);
    let acts: Vec<_> = world.trail().await.into_iter().map(|row| row.0).collect();
    for act in ["patients_merged", "patients_separated"] {
        assert!(acts.iter().any(|one| one == act), "{act}");
    }
}

/// What records of the merged patient say while the merge holds stays with that patient, and so do the records.
#[db_test]
async fn undone_each_patient_is_what_their_own_records_and_changes_say(db: Db) {
    const MEDICARE: &str = "1EG4TE5MK73";
    let two = Two::new(db).await;
    let world = &two.world;
    let old = world
        .assessment(two.merged, (1, "2026-01-05"), (None, "replaced"))
        .await;
    two.merge_with("The same person.").await.unwrap();

    let said = Said {
        medicare: Some(MEDICARE),
        ..ABEL
    };
    let matched = world.record(world.agency, said).await;
    assert_eq!((matched.patient, matched.said_of), (two.kept, two.merged));
    assert_eq!(matched.updated, ["medicare"]);
    let new = world
        .assessment(two.kept, (2, "2026-03-05"), (None, "current"))
        .await;
    let file = world.file().await;
    let mut tx = world.write().await;
    add_record(&mut tx, matched.said_of, new).await.unwrap();
    // A correction of a record that came along is said of her who brought it, one of another is not.
    let corrected = Said {
        first_name: Some("RUTHA"),
        ..ABEL
    };
    let at = noon(TODAY);
    let brought = of_correction(&mut tx, (two.kept, old), &corrected, file, at).await;
    let married = Said {
        last_name: Some("BAKER"),
        ..RUTH
    };
    let own = of_correction(&mut tx, (two.kept, Uuid::now_v7()), &married, file, at).await;
    tx.commit().await.unwrap();
    assert_eq!(brought.unwrap().said_of, two.merged);
    assert_eq!(own.unwrap().said_of, two.kept);
    assert_eq!(world.assessments(two.kept).await, [1, 2]);

    let id = two.last_merge().await;
    two.undo_with(id, "They are two.").await.unwrap();
    assert_eq!(world.assessments(two.kept).await, [0_i64; 0]);
    assert_eq!(world.assessments(two.merged).await, [1, 2]);
    let kept = ("BAKER".to_owned(), "RUTH".to_owned(), None);
    assert_eq!(two.stored(two.kept).await, kept);
    let merged = (
        "ABEL".to_owned(),
        "RUTHA".to_owned(),
        Some(MEDICARE.to_owned()),
    );
    assert_eq!(two.stored(two.merged).await, merged);
}

/// Of several merges one after the other, each takes back what came for the patient or for whoever was merged into them.
#[db_test]
async fn a_record_that_came_meanwhile_goes_back_through_each_merge(db: Db) {
    let two = Two::new(db).await;
    let world = &two.world;
    two.merge_with("The same person.").await.unwrap();
    let third = two.merge_into_a_third().await;
    let into = world.number(third).await;
    let matched = world.record(world.agency, ABEL).await;
    assert_eq!((matched.patient, matched.said_of), (third, two.merged));
    let new = world
        .assessment(third, (1, "2026-03-05"), (None, "current"))
        .await;
    let mut tx = world.write().await;
    add_record(&mut tx, matched.said_of, new).await.unwrap();
    tx.commit().await.unwrap();
    let merges = find(&world.services, &two.actor, into)
        .await
        .unwrap()
        .merges;
    undo(&world.services, &two.actor, (into, merges[0].id), "No.")
        .await
        .unwrap();
    assert_eq!(world.assessments(two.kept).await, [1]);
    let first = two.last_merge().await;
    two.undo_with(first, "They are two.").await.unwrap();
    assert_eq!(world.assessments(two.merged).await, [1]);
}

#[db_test]
async fn both_tell_of_it_in_their_history(db: Db) {
    let two = Two::new(db).await;
    two.merge_with("The same person.").await.unwrap();
    for (one, other) in [(two.kept, two.merged), (two.merged, two.kept)] {
        let other = two.world.number(other).await.to_string();
        let changes = two.world.changes(one).await;
        let told = |field: &str, value: &str| {
            changes.iter().any(|change| {
                change.field == field
                    && change.after_value.as_deref() == Some(value)
                    && change.user_id.is_some()
            })
        };
        assert!(
            told("merged", &other) && told("reason", "The same person."),
            "{changes:?}"
        );
    }
}

#[db_test]
async fn two_current_assessments_of_one_kind_and_date_stand_in_the_way(db: Db) {
    let two = Two::new(db).await;
    let world = &two.world;
    world
        .assessment(two.kept, (1, "2026-01-05"), (None, "current"))
        .await;
    world
        .assessment(two.merged, (2, "2026-01-05"), (None, "current"))
        .await;
    let numbers = (world.number(two.kept).await, world.number(two.merged).await);
    let shown = preview(&world.services, &two.actor, numbers.0, numbers.1)
        .await
        .unwrap();
    assert_eq!(shown.clashes.len(), 1);
    assert!(!shown.contradicts);
    assert!(is_conflict(&two.merge_with("The same person.").await));
    assert_eq!(world.assessments(two.merged).await, [2]);
}

#[db_test]
async fn differing_social_security_numbers_are_pointed_out(db: Db) {
    let world = World::new(db).await;
    let actor = world.coordinator().await;
    let one = world.record(world.agency, RUTH).await.patient;
    let other = Said {
        ssn: Some("900110002"),
        ..RUTH
    };
    let other = world.record(world.agency, other).await.patient;
    let numbers = (world.number(one).await, world.number(other).await);
    let shown = preview(&world.services, &actor, numbers.0, numbers.1)
        .await
        .unwrap();
    assert!(shown.contradicts);
}

#[db_test]
async fn only_two_patients_of_one_provider_are_merged_and_each_once(db: Db) {
    let two = Two::new(db).await;
    let world = &two.world;
    let kept = world.number(two.kept).await;
    let foreign = world.record(world.elsewhere, RUTH).await.patient;
    let foreign = world.number(foreign).await;
    for wrong in [kept, foreign, domain::assessments::PatientNumber(1)] {
        let refused = preview(&world.services, &two.actor, kept, wrong).await;
        assert_eq!(fields(refused), ["with"], "{wrong}");
    }
    // Somebody who may change both, but they are of two providers.
    let nobody = Scope::Providers(vec![world.agency, world.elsewhere]);
    let both = world.person(Role::ProviderSecurityOfficial, nobody).await;
    let refused = preview(&world.services, &both, kept, foreign).await;
    assert_eq!(fields(refused), ["with"]);
    assert_eq!(fields(two.merge_with(" ").await), ["reason"]);
    two.merge_with("The same person.").await.unwrap();
    assert_eq!(fields(two.merge_with("Once more.").await), ["with"]);
    let merged = world.number(two.merged).await;
    let refused = preview(&world.services, &two.actor, merged, kept).await;
    assert!(is_conflict(&refused));
}

#[db_test]
async fn what_was_looked_at_is_what_is_merged(db: Db) {
    let two = Two::new(db).await;
    let world = &two.world;
    let numbers = (world.number(two.kept).await, world.number(two.merged).await);
    let refused = merge(
        &world.services,
        &two.actor,
        numbers,
        (1, 7),
        "The same person.",
    )
    .await;
    assert_eq!(fields(refused), ["version"]);
}

#[db_test]
async fn a_merge_is_undone_from_the_last_one_on(db: Db) {
    let two = Two::new(db).await;
    two.merge_with("The same person.").await.unwrap();
    let first = two.last_merge().await;
    two.merge_into_a_third().await;
    assert!(is_conflict(&two.undo_with(first, "They are two.").await));
}
