//! Who sees which patients, and how much of them.

use domain::{
    access::{Actor, Role, Scope, Sight},
    assessments::PatientNumber,
    listing::{PageRequest, Sorted as _},
    patients::{Field, PatientFilter, PatientSort},
};
use store::{Db, db_test};

use super::world::World;
use crate::{
    ServiceError,
    patients::{export, find, history, list, matching::Said, show_identifiers},
    search,
};

const RUTH: Said<'_> = Said {
    first_name: Some("RUTH"),
    last_name: Some("ABLE"),
    birth: Some("19310412"),
    sex: Some("2"),
    ssn: Some("900110001"),
    medicare: Some("1EG4TE5MK73"),
    medicaid: None,
};
const OMAR: Said<'_> = Said {
    first_name: Some("OMAR"),
    last_name: Some("BAKER"),
    birth: Some("1940"),
    sex: Some("1"),
    ssn: None,
    medicare: None,
    medicaid: None,
};

async fn found(world: &World, actor: &Actor, text: &str) -> Vec<String> {
    let filter = PatientFilter {
        search: search::seal(&world.services, actor, text).unwrap(),
        ..PatientFilter::default()
    };
    let found = list(&world.services, actor, &filter).await.unwrap();
    assert_eq!(
        found.lines.total,
        i64::try_from(found.lines.rows.len()).unwrap()
    );
    found
        .lines
        .rows
        .into_iter()
        .map(|line| line.first_name)
        .collect()
}

#[db_test]
async fn a_patient_is_found_by_name_and_by_each_number(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    world.record(world.agency, OMAR).await;
    let number = world.number(ruth).await.to_string();
    let actor = world.coordinator().await;
    for text in [
        "able",
        "Ruth Able",
        "ABLE, RUTH",
        "uth",
        &number,
        "900-11-0001",
        "900110001",
        "0001",
        "1eg4-te5-mk73",
        "04/12/1931",
        "04/1931",
        "able 04/12/1931",
    ] {
        assert_eq!(found(&world, &actor, text).await, ["RUTH"], "{text}");
    }
    for text in [
        "ruth baker",
        "%",
        "900110009",
        "1EG4TE5MK74",
        "0002",
        "04/13/1931",
        "baker 04/12/1931",
    ] {
        assert!(found(&world, &actor, text).await.is_empty(), "{text}");
    }
    assert_eq!(found(&world, &actor, "").await, ["RUTH", "OMAR"]);
}

#[db_test]
async fn the_list_is_a_file_in_the_same_scope_filter_and_masks_and_taking_it_is_an_event(db: Db) {
    let world = World::new(db).await;
    world.record(world.agency, RUTH).await;
    world.record(world.agency, OMAR).await;
    world.record(world.elsewhere, OMAR).await;
    let actor = world.coordinator().await;
    let file = async |actor: &Actor, text: &str| {
        let filter = PatientFilter {
            search: search::seal(&world.services, actor, text).unwrap(),
            ..PatientFilter::default()
        };
        let bytes = export(&world.services, actor, &filter).await.unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let all = file(&actor, "").await;
    let rows: Vec<&str> = all.lines().collect();
    assert_eq!(rows.len(), 3, "headings and one's own two: {all}");
    assert!(rows[1].contains(",ABLE,RUTH,04/12/1931,"), "{all}");
    for number in ["900110001", "1EG4TE5MK73"] {
        assert!(!all.contains(number), "{all}");
    }
    assert!(!file(&actor, "baker").await.contains("ABLE"));
    let mut masked = actor.clone();
    masked.viewing = Some(Sight::Masked);
    let hidden = file(&masked, "").await;
    assert!(
        !hidden.contains("ABLE") && !hidden.contains("1931"),
        "{hidden}"
    );
    let trail = world.trail().await;
    let exported = trail.iter().filter(|(act, _)| act == "sensitive_export");
    assert_eq!(exported.count(), 3);
    let submitter = Scope::Providers(vec![world.agency]);
    let submitter = world.person(Role::AssessmentSubmitter, submitter).await;
    let refused = export(&world.services, &submitter, &PatientFilter::default()).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
}

#[db_test]
async fn the_trail_says_which_patients_a_list_and_a_file_showed_and_no_name(db: Db) {
    let world = World::new(db).await;
    let mut numbers = Vec::new();
    for whom in [RUTH, OMAR] {
        let patient = world.record(world.agency, whom).await.patient;
        numbers.push(world.number(patient).await.0);
    }
    world.record(world.elsewhere, OMAR).await;
    let actor = world.coordinator().await;
    numbers.sort_unstable();
    let shown = serde_json::json!({ "rows": 2, "patients": numbers });
    found(&world, &actor, "").await;
    assert_eq!(world.newest_detail().await, shown);
    export(&world.services, &actor, &PatientFilter::default())
        .await
        .unwrap();
    assert_eq!(world.newest_detail().await, shown);
}

#[db_test]
async fn lists_and_profiles_keep_to_the_scope_of_each_role(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    world.record(world.elsewhere, OMAR).await;
    let number = world.number(ruth).await;
    let at_agency = || Scope::Providers(vec![world.agency]);
    for (actor, seen) in [
        (world.coordinator().await, vec!["RUTH"]),
        (
            world
                .person(Role::ProviderAssessmentViewer, at_agency())
                .await,
            vec!["RUTH"],
        ),
        (world.of_state("OH").await, vec!["RUTH"]),
        (world.of_state("IA").await, vec!["OMAR"]),
        (
            world.person(Role::CmsViewOnlyUser, Scope::Nation).await,
            vec!["RUTH", "OMAR"],
        ),
    ] {
        assert_eq!(found(&world, &actor, "").await, seen, "{}", actor.user_name);
        let one = find(&world.services, &actor, number).await;
        if seen.contains(&"RUTH") {
            assert!(one.is_ok(), "{}", actor.user_name);
        } else {
            assert!(
                matches!(one, Err(ServiceError::NotFound)),
                "{}",
                actor.user_name
            );
            let past = history(&world.services, &actor, number, PageRequest::default()).await;
            assert!(
                matches!(past, Err(ServiceError::NotFound)),
                "{}",
                actor.user_name
            );
        }
    }
    for role in [
        Role::AssessmentSubmitter,
        Role::PbjSubmitter,
        Role::ProviderEpocAdministrator,
    ] {
        let other = world.person(role, at_agency()).await;
        let refused = list(&world.services, &other, &PatientFilter::default()).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
        let refused = find(&world.services, &other, number).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
    }
}

#[db_test]
async fn each_order_of_the_list_is_kept_on_both_databases(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    world.record(world.agency, OMAR).await;
    world
        .assessment(ruth, (1, "2026-01-05"), (None, "current"))
        .await;
    world
        .assessment(ruth, (2, "2026-02-05"), (None, "inactivated"))
        .await;
    let actor = world.coordinator().await;
    for column in PatientSort::ALL {
        let filter = PatientFilter {
            sort: column,
            ..PatientFilter::default()
        };
        let names = |filter: PatientFilter| {
            let (services, actor) = (&world.services, &actor);
            async move {
                let found = list(services, actor, &filter).await.unwrap();
                let rows = found.lines.rows.into_iter();
                rows.map(|line| line.first_name).collect::<Vec<_>>()
            }
        };
        assert_eq!(names(filter.clone()).await, ["RUTH", "OMAR"], "{column:?}");
        let (_, down) = filter.sorted_by(column);
        let expected = match column {
            // What has no value comes last, and one home is as good as the other.
            PatientSort::LastAssessment | PatientSort::Provider => ["RUTH", "OMAR"],
            _ => ["OMAR", "RUTH"],
        };
        assert_eq!(names(down).await, expected, "{column:?} down");
    }
    let line = list(&world.services, &actor, &PatientFilter::default())
        .await
        .unwrap();
    let day = jiff::civil::date(2026, 1, 5);
    assert_eq!(
        line.lines.rows[0].last_assessment,
        Some(day),
        "the newest that counts"
    );
}

async fn ssn(world: &World, actor: &Actor, number: PatientNumber) -> String {
    let patient = find(&world.services, actor, number).await.unwrap();
    patient.value(Field::SocialSecurity).to_owned()
}

#[db_test]
async fn numbers_are_masked_until_a_reason_is_given_and_again_after_five_minutes(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    let number = world.number(ruth).await;
    let (mut actor, other) = (world.coordinator().await, world.coordinator().await);
    assert_eq!(ssn(&world, &actor, number).await, "••••0001");
    let without = show_identifiers(&world.services, &actor, number, " ").await;
    assert!(matches!(without, Err(ServiceError::Refused(_))));
    show_identifiers(&world.services, &actor, number, "To call Medicare.")
        .await
        .unwrap();
    assert_eq!(ssn(&world, &actor, number).await, "900110001");
    assert_eq!(
        ssn(&world, &other, number).await,
        "••••0001",
        "for whoever asked alone"
    );
    let acts: Vec<_> = world.trail().await.into_iter().map(|row| row.0).collect();
    assert!(
        acts.iter()
            .any(|act| act == "sensitive_patient_identifiers_shown")
    );
    let past = history(&world.services, &other, number, PageRequest::default())
        .await
        .unwrap();
    let shown = past
        .lines
        .rows
        .iter()
        .find(|line| line.what == "Numbers shown")
        .unwrap();
    assert_eq!(shown.after.as_deref(), Some("To call Medicare."));
    actor.now.system = actor.now.system.plus_seconds(301);
    assert_eq!(ssn(&world, &actor, number).await, "••••0001");
}

#[db_test]
async fn whoever_views_as_a_role_sees_no_name_and_no_number(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    let number = world.number(ruth).await;
    let mut actor = world.coordinator().await;
    actor.viewing = Some(Sight::Masked);
    let patient = find(&world.services, &actor, number).await.unwrap();
    assert!(
        patient.may_edit && patient.read_only,
        "the forms are shown and closed"
    );
    let mut told = format!("{patient:?}");
    told += &format!(
        "{:?}",
        list(&world.services, &actor, &PatientFilter::default())
            .await
            .unwrap()
    );
    told += &format!(
        "{:?}",
        history(&world.services, &actor, number, PageRequest::default())
            .await
            .unwrap()
    );
    for word in ["ABLE", "RUTH", "1931", "90011", "1EG4"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    let refused = show_identifiers(&world.services, &actor, number, "To see.").await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))));
    // Revealed, it is what the role sees.
    actor.viewing = Some(Sight::Revealed);
    assert_eq!(ssn(&world, &actor, number).await, "••••0001");
}

#[db_test]
async fn each_look_is_in_the_audit_trail_with_the_provider(db: Db) {
    let world = World::new(db).await;
    let ruth = world.record(world.agency, RUTH).await.patient;
    let number = world.number(ruth).await;
    let actor = world.coordinator().await;
    list(&world.services, &actor, &PatientFilter::default())
        .await
        .unwrap();
    find(&world.services, &actor, number).await.unwrap();
    history(&world.services, &actor, number, PageRequest::default())
        .await
        .unwrap();
    let trail = world.trail().await;
    let number = number.to_string();
    let expected =
        ["patients", &number, &number].map(|id| ("sensitive_read".to_owned(), id.to_owned()));
    assert_eq!(trail, expected);
    let mut tx = world.write().await;
    let sql = "select count(*) from audit_event where provider_id = $1";
    let (count,) = store::fetch!(fetch_one, (i64,), tx, sql, world.agency.0).unwrap();
    assert_eq!(count, 3);
}
