//! Patients who are made and changed by hand.

use domain::{
    access::{Actor, Role, Scope},
    assessments::PatientNumber,
    patients::{Change, Field, PatientDetails, PatientFilter},
};
use store::{Db, db_test, exec, testing::until_waited_for};
use uuid::Uuid;

use super::world::World;
use crate::{
    ServiceError,
    patients::{
        Made, change, create, find, homes, list,
        matching::{turn_of, turn_to_make},
        probable_duplicates,
    },
};

pub const AGENCY: &str = "367001";
const ELSEWHERE: &str = "167001";

fn ruth() -> PatientDetails {
    PatientDetails {
        first_name: "RUTH".to_owned(),
        last_name: "ABLE".to_owned(),
        birth: "19310412".to_owned(),
        sex: "2".to_owned(),
        ssn: Some("900110001".to_owned()),
        medicare: None,
        medicaid: Some("M77".to_owned()),
    }
}

fn fields<T: core::fmt::Debug>(refused: Result<T, ServiceError>) -> Vec<String> {
    match refused {
        Err(ServiceError::Refused(errors)) => errors.into_iter().map(|one| one.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn made(
    world: &World,
    actor: &Actor,
    details: &PatientDetails,
) -> Result<PatientNumber, ServiceError> {
    let new = (AGENCY, details);
    match create(&world.services, actor, Uuid::now_v7(), new, false).await? {
        Made::Patient(number) => Ok(number),
        Made::ProbableDuplicates => panic!("a probable duplicate"),
    }
}

#[db_test]
async fn a_patient_is_made_once_for_each_form(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let (key, details) = (Uuid::now_v7(), ruth());
    let new = (AGENCY, &details);
    let mut numbers = Vec::new();
    for _ in 0..2 {
        numbers.push(
            create(&world.services, &coordinator, key, new, false)
                .await
                .unwrap(),
        );
    }
    assert_eq!(numbers[0], numbers[1]);
    let Made::Patient(number) = numbers[0] else {
        panic!("a probable duplicate");
    };
    let patient = find(&world.services, &coordinator, number).await.unwrap();
    assert_eq!(patient.line.name(), "ABLE, RUTH");
    assert_eq!((patient.version, patient.may_edit), (1, true));
    assert!(patient.may_enter);
    let made: Vec<_> = world
        .trail()
        .await
        .into_iter()
        .filter(|row| row.0 == "patient_created")
        .collect();
    assert_eq!(made, [("patient_created".to_owned(), number.to_string())]);
}

/// A settling has made a patient of another provider, and comes to one of this agency.
#[db_test]
async fn whoever_makes_a_patient_keeps_no_settling_from_its_next_record(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let mut tx = world.write().await;
    turn_to_make(&mut tx).await.unwrap();
    turn_of(&mut tx, world.elsewhere).await.unwrap();
    exec!(tx, "update patient_number set last = last + 1 where id = 1").unwrap();
    let details = ruth();
    let by_hand = made(&world, &coordinator, &details);
    let settling = async {
        until_waited_for(&world.services.db).await;
        turn_of(&mut tx, world.agency).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (made, ()) = tokio::join!(by_hand, settling);
    assert_eq!(made.unwrap(), PatientNumber(500_002));
}

#[db_test]
async fn who_may_be_the_same_is_shown_before_anybody_is_made(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let first = made(&world, &coordinator, &ruth()).await.unwrap();
    for (like, is_alike) in [
        (
            PatientDetails {
                first_name: "RUTHIE".to_owned(),
                ssn: None,
                ..ruth()
            },
            true,
        ),
        (
            PatientDetails {
                birth: "1940".to_owned(),
                ssn: None,
                ..ruth()
            },
            true,
        ),
        (
            PatientDetails {
                last_name: "BAKER".to_owned(),
                birth: "1940".to_owned(),
                ..ruth()
            },
            true,
        ),
        (
            PatientDetails {
                last_name: "BAKER".to_owned(),
                ssn: None,
                ..ruth()
            },
            false,
        ),
        (
            PatientDetails {
                first_name: "ROSE".to_owned(),
                birth: "1940".to_owned(),
                ssn: None,
                ..ruth()
            },
            false,
        ),
    ] {
        let found = probable_duplicates(&world.services, &coordinator, AGENCY, &like).await;
        let found: Vec<_> = found.unwrap().into_iter().map(|line| line.number).collect();
        let expected = if is_alike { vec![first] } else { Vec::new() };
        assert_eq!(found, expected, "{like:?}");
    }
    let (details, key) = (ruth(), Uuid::now_v7());
    let new = (AGENCY, &details);
    let asked = create(&world.services, &coordinator, key, new, false)
        .await
        .unwrap();
    assert_eq!(asked, Made::ProbableDuplicates);
    let insisted = create(&world.services, &coordinator, key, new, true)
        .await
        .unwrap();
    assert!(matches!(insisted, Made::Patient(number) if number != first));
}

#[db_test]
async fn a_change_keeps_numbers_that_nobody_typed_and_tells_of_each_value(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let number = made(&world, &coordinator, &ruth()).await.unwrap();
    let married = Change {
        details: PatientDetails {
            last_name: "BAKER".to_owned(),
            ssn: None,
            medicare: Some("1EG4TE5MK73".to_owned()),
            medicaid: None,
            ..ruth()
        },
        removes_medicaid: true,
        ..Change::default()
    };
    change(&world.services, &coordinator, (number, 1), &married)
        .await
        .unwrap();
    let patient = find(&world.services, &coordinator, number).await.unwrap();
    assert_eq!(patient.value(Field::LastName), "BAKER");
    assert_eq!(patient.value(Field::SocialSecurity), "••••0001");
    assert_eq!(patient.value(Field::Medicare), "••••MK73");
    assert_eq!(patient.value(Field::Medicaid), "");
    assert_eq!(patient.version, 2);
    let trail = world.trail().await;
    assert!(trail.contains(&("patient_changed".to_owned(), number.to_string())));
    // The same once more changes nothing, and is no event.
    change(&world.services, &coordinator, (number, 2), &married)
        .await
        .unwrap();
    let count = |trail: &[(String, String)]| {
        trail
            .iter()
            .filter(|row| row.0 == "patient_changed")
            .count()
    };
    assert_eq!(count(&world.trail().await), count(&trail));
}

#[db_test]
async fn of_two_who_change_the_same_version_the_second_is_told(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let number = made(&world, &coordinator, &ruth()).await.unwrap();
    let to = |last: &str| Change {
        details: PatientDetails {
            last_name: last.to_owned(),
            ..ruth()
        },
        ..Change::default()
    };
    change(&world.services, &coordinator, (number, 1), &to("BAKER"))
        .await
        .unwrap();
    let second = change(&world.services, &coordinator, (number, 1), &to("COOK")).await;
    assert_eq!(fields(second), ["version"]);
    let patient = find(&world.services, &coordinator, number).await.unwrap();
    assert_eq!(patient.value(Field::LastName), "BAKER");
}

#[db_test]
async fn a_state_corrects_patients_of_its_own_providers_with_a_reason(db: Db) {
    let world = World::new(db).await;
    let (coordinator, ohio, iowa) = (
        world.coordinator().await,
        world.of_state("OH").await,
        world.of_state("IA").await,
    );
    let number = made(&world, &coordinator, &ruth()).await.unwrap();
    let corrected = |reason: &str| Change {
        details: PatientDetails {
            birth: "19310421".to_owned(),
            ..ruth()
        },
        reason: reason.to_owned(),
        ..Change::default()
    };
    let patient = find(&world.services, &ohio, number).await.unwrap();
    assert!(patient.may_edit && patient.needs_reason);
    assert!(!patient.may_enter, "a state corrects, and enters nothing");
    let without = change(&world.services, &ohio, (number, 1), &corrected(" ")).await;
    assert_eq!(fields(without), ["reason"]);
    let elsewhere = change(&world.services, &iowa, (number, 1), &corrected("Seen.")).await;
    assert!(
        matches!(elsewhere, Err(ServiceError::NotFound)),
        "{elsewhere:?}"
    );
    change(
        &world.services,
        &ohio,
        (number, 1),
        &corrected("The card says so."),
    )
    .await
    .unwrap();
    // It corrects what is there, and makes nobody.
    let new = PatientDetails {
        first_name: "ROSE".to_owned(),
        birth: "1950".to_owned(),
        ssn: None,
        ..ruth()
    };
    for state in [&ohio, &iowa] {
        let refused = made(&world, state, &new).await;
        assert!(
            matches!(refused, Err(ServiceError::NotFound)),
            "{refused:?}"
        );
        let seen = list(&world.services, state, &PatientFilter::default()).await;
        assert!(!seen.unwrap().may_make);
    }
}

#[db_test]
async fn whoever_only_looks_makes_and_changes_nothing(db: Db) {
    let world = World::new(db).await;
    let number = made(&world, &world.coordinator().await, &ruth())
        .await
        .unwrap();
    let of_agency = || Scope::Providers(vec![world.agency]);
    for (role, scope) in [
        (Role::ProviderAssessmentViewer, of_agency()),
        (Role::CmsViewOnlyUser, Scope::Nation),
        (Role::HelpDeskProductionControl, Scope::Nation),
        (Role::PbjSubmitter, of_agency()),
    ] {
        let other = world.person(role, scope).await;
        let refused = made(&world, &other, &ruth()).await;
        assert!(
            matches!(refused, Err(ServiceError::Denied(_))),
            "{role:?} {refused:?}"
        );
        let refused = change(&world.services, &other, (number, 1), &Change::default()).await;
        assert!(
            matches!(refused, Err(ServiceError::Denied(_))),
            "{role:?} {refused:?}"
        );
        let refused = homes(&world.services, &other).await;
        assert!(
            matches!(refused, Err(ServiceError::Denied(_))),
            "{role:?} {refused:?}"
        );
    }
}

#[db_test]
async fn one_makes_patients_of_ones_own_providers_alone(db: Db) {
    let world = World::new(db).await;
    let coordinator = world.coordinator().await;
    let homes = homes(&world.services, &coordinator).await.unwrap().unwrap();
    let offered: Vec<_> = homes.iter().map(|(ccn, _)| ccn.as_str()).collect();
    assert_eq!(offered, [AGENCY]);
    for (ccn, says) in [
        (ELSEWHERE, "CMS Certification Number"),
        ("x", "CMS Certification Number"),
        // The form may offer names to choose from.
        ("", "of which provider"),
    ] {
        let (details, key) = (ruth(), Uuid::now_v7());
        let new = (ccn, &details);
        let refused = create(&world.services, &coordinator, key, new, true).await;
        let Err(ServiceError::Refused(errors)) = refused else {
            panic!("{ccn}: {refused:?}");
        };
        let [error] = errors.as_slice() else {
            panic!("{ccn}: {errors:?}");
        };
        assert_eq!(error.field, "ccn");
        assert!(error.message.contains(says), "{}", error.message);
    }
}
