//! Codes that a state excludes.

use domain::{
    access::{Actor, Role, Scope},
    objection::Objection,
    patients::{Exclusion, ExclusionCode, ExclusionId},
    providers::StateCode,
    time::Instant,
};
use jiff::civil::{Date, date};
use store::{Db, db_test, exec, testing::until_waited_for};
use uuid::Uuid;

use super::world::World;
use crate::{
    ServiceError,
    patients::exclusions::{add, applied, delete, end, in_force, list},
};

fn state(code: &str) -> StateCode {
    StateCode::parse(code).unwrap()
}

fn exclusion(code: &str, from: Date, until: Option<Date>) -> Exclusion {
    Exclusion {
        state: state("OH"),
        code: ExclusionCode::parse(code).unwrap(),
        from,
        until,
    }
}

fn fields(refused: Result<(), ServiceError>) -> Vec<String> {
    match refused {
        Err(ServiceError::Refused(errors)) => errors.into_iter().map(|one| one.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn excluded(world: &World, code: &str, day: Date) -> Vec<String> {
    let mut tx = world.write().await;
    in_force(&mut tx, state(code), day).await.unwrap()
}

async fn first(world: &World, actor: &Actor) -> ExclusionId {
    list(&world.services, actor, None).await.unwrap().lines[0].id
}

#[db_test]
async fn a_code_is_in_force_from_its_first_day_through_its_last(db: Db) {
    let world = World::new(db).await;
    let ohio = world.of_state("OH").await;
    let (from, until) = (date(2026, 3, 1), date(2026, 11, 30));
    add(&world.services, &ohio, &exclusion("B20", from, Some(until)))
        .await
        .unwrap();
    add(
        &world.services,
        &ohio,
        &exclusion("A51.3", date(2026, 6, 1), None),
    )
    .await
    .unwrap();
    for (day, expected) in [
        (date(2026, 2, 28), vec![]),
        (from, vec!["B20"]),
        (date(2026, 6, 1), vec!["A513", "B20"]),
        (until, vec!["A513", "B20"]),
        (date(2026, 12, 1), vec!["A513"]),
    ] {
        assert_eq!(excluded(&world, "OH", day).await, expected, "{day}");
    }
    assert!(excluded(&world, "IA", from).await.is_empty());
    let acts: Vec<_> = world.trail().await.into_iter().map(|row| row.0).collect();
    assert_eq!(acts, ["exclusion_added", "exclusion_added"]);
}

#[db_test]
async fn a_code_is_not_excluded_twice_on_one_day(db: Db) {
    let world = World::new(db).await;
    let ohio = world.of_state("OH").await;
    let (from, until) = (date(2026, 3, 1), date(2026, 11, 30));
    add(&world.services, &ohio, &exclusion("B20", from, Some(until)))
        .await
        .unwrap();
    for (from, until) in [
        (from, None),
        (until, None),
        (date(2026, 1, 1), Some(from)),
        (date(2026, 5, 1), Some(date(2026, 5, 2))),
    ] {
        let refused = add(&world.services, &ohio, &exclusion("B20", from, until)).await;
        assert_eq!(fields(refused), ["excluded"], "{from}");
    }
    for (from, until) in [
        (date(2026, 1, 1), Some(date(2026, 2, 28))),
        (date(2026, 12, 1), None),
    ] {
        add(&world.services, &ohio, &exclusion("B20", from, until))
            .await
            .unwrap();
    }
}

#[db_test]
async fn a_code_that_a_shorter_one_covers_is_not_excluded_besides(db: Db) {
    let world = World::new(db).await;
    let ohio = world.of_state("OH").await;
    let (from, until) = (date(2026, 3, 1), date(2026, 11, 30));
    let of_ohio = async |code: &str, from: Date, until: Option<Date>| {
        let of_ohio = exclusion(code, from, until);
        add(&world.services, &ohio, &of_ohio).await
    };
    of_ohio("A51", from, Some(until)).await.unwrap();
    for (code, from, until) in [
        ("A51.3", from, Some(until)),
        ("A51.39", date(2026, 5, 1), Some(date(2026, 5, 2))),
    ] {
        let refused = of_ohio(code, from, until).await;
        assert!(
            matches!(&refused, Err(ServiceError::Refused(errors))
                if errors[0].field == "excluded" && errors[0].message.starts_with("A51 is excluded on all of these days")),
            "{refused:?}"
        );
    }
    // Not on all of the days; not its beginning; longer, which it does not cover; in another state.
    for (code, from, until) in [
        ("A51.3", from, None),
        ("A52.3", from, Some(until)),
        ("A5130", date(2026, 2, 1), Some(date(2026, 2, 28))),
    ] {
        of_ohio(code, from, until).await.unwrap();
    }
    let iowa = world.of_state("IA").await;
    let of_iowa = Exclusion {
        state: state("IA"),
        ..exclusion("A51.3", from, Some(until))
    };
    add(&world.services, &iowa, &of_iowa).await.unwrap();
    // A code that is there itself is said to be, though a shorter one covers it as well.
    let twice = of_ohio("A51.3", date(2026, 4, 1), Some(until)).await;
    assert!(
        matches!(&twice, Err(ServiceError::Refused(errors)) if errors[0].message.starts_with("This code is excluded already")),
        "{twice:?}"
    );
}

#[db_test]
async fn an_exclusion_is_ended_by_its_last_day_and_stays_in_the_list(db: Db) {
    let world = World::new(db).await;
    let ohio = world.of_state("OH").await;
    let from = date(2026, 3, 1);
    add(&world.services, &ohio, &exclusion("B20", from, None))
        .await
        .unwrap();
    let id = first(&world, &ohio).await;
    let before = end(&world.services, &ohio, id, date(2026, 2, 28)).await;
    assert_eq!(fields(before), ["last_day"]);
    end(&world.services, &ohio, id, date(2026, 12, 31))
        .await
        .unwrap();
    // Sooner, but not later: that would be another exclusion.
    let later = end(&world.services, &ohio, id, date(2027, 1, 1)).await;
    assert_eq!(fields(later), ["last_day"]);
    end(&world.services, &ohio, id, date(2026, 11, 9))
        .await
        .unwrap();
    let over = end(&world.services, &ohio, id, date(2026, 11, 8)).await;
    assert!(matches!(over, Err(ServiceError::Conflict(_))));
    let lines = list(&world.services, &ohio, None).await.unwrap().lines;
    assert_eq!((lines.len(), lines[0].may_end), (1, false));
    assert!(lines[0].ended_by.is_some());
    assert!(excluded(&world, "OH", date(2026, 11, 10)).await.is_empty());
}

#[db_test]
async fn a_state_decides_for_itself_and_production_control_for_all(db: Db) {
    let world = World::new(db).await;
    let (ohio, iowa) = (world.of_state("OH").await, world.of_state("IA").await);
    let production = world
        .person(Role::HelpDeskProductionControl, Scope::Nation)
        .await;
    let b20 = exclusion("B20", date(2026, 3, 1), None);
    assert_eq!(fields(add(&world.services, &iowa, &b20).await), ["state"]);
    add(&world.services, &production, &b20).await.unwrap();
    let id = first(&world, &ohio).await;
    assert!(
        list(&world.services, &iowa, Some(state("OH")))
            .await
            .unwrap()
            .lines
            .is_empty()
    );
    for id in [id, ExclusionId(Uuid::now_v7())] {
        let refused = end(&world.services, &iowa, id, date(2026, 12, 1)).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }
    let seen = list(&world.services, &production, None).await.unwrap();
    assert!(!seen.read_only && seen.states.len() > 50 && seen.lines.len() == 1);
    let scope = Scope::Providers(vec![world.agency]);
    let official = world.person(Role::ProviderSecurityOfficial, scope).await;
    let refused = list(&world.services, &official, None).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
    let refused = add(&world.services, &official, &b20).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
}

/// Survey and certification 5.5: view, create, edit and delete.
#[db_test]
async fn an_exclusion_is_deleted_as_long_as_it_took_nothing_out_of_a_record(db: Db) {
    let world = World::new(db).await;
    let (ohio, iowa) = (world.of_state("OH").await, world.of_state("IA").await);
    let (services, from) = (&world.services, date(2026, 3, 1));
    for code in ["A51", "B20"] {
        let of_ohio = exclusion(code, from, None);
        add(services, &ohio, &of_ohio).await.unwrap();
    }
    let mut tx = world.write().await;
    let (day, codes) = (date(2026, 4, 1), ["B20".to_owned()]);
    applied(&mut tx, (state("OH"), day), &codes, Instant(7))
        .await
        .unwrap();
    // Neither is it another's, nor on a day on which it does not hold, and the first time counts.
    for (of, day) in [("IA", day), ("OH", date(2026, 2, 1)), ("OH", day)] {
        let codes = ["A5".to_owned(), "B20".to_owned()];
        applied(&mut tx, (state(of), day), &codes, Instant(9))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let lines = list(services, &ohio, None).await.unwrap().lines;
    let stand: Vec<_> = lines.iter().map(|line| line.applied_at).collect();
    assert_eq!(stand, [None, Some(Instant(7))]);
    let (unused, used) = (lines[0].id, lines[1].id);
    for id in [unused, ExclusionId(Uuid::now_v7())] {
        let refused = delete(services, &iowa, id).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }
    let refused = delete(services, &ohio, used).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Conflict(Objection::ExclusionApplied))
    ));
    delete(services, &ohio, unused).await.unwrap();
    let left = list(services, &ohio, None).await.unwrap().lines;
    assert_eq!(left.len(), 1);
    assert!(excluded(&world, "OH", day).await == ["B20"]);
    let gone = delete(services, &ohio, unused).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)));
    let acts: Vec<_> = world.trail().await.into_iter().map(|row| row.0).collect();
    assert_eq!(
        acts,
        ["exclusion_added", "exclusion_added", "exclusion_deleted"]
    );
    end(services, &ohio, used, date(2026, 12, 1)).await.unwrap();
    let scope = Scope::Providers(vec![world.agency]);
    let official = world.person(Role::ProviderSecurityOfficial, scope).await;
    let refused = delete(services, &official, used).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
}

/// What is done to an exclusion while somebody else's change of it is on its way.
async fn overtaken<T>(
    world: &World,
    change: &'static str,
    second: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, ServiceError> {
    let mut tx = world.write().await;
    exec!(tx, change).unwrap();
    let first = async {
        // By then the second one has read what it changes.
        until_waited_for(&world.services.db).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(second, first).0
}

#[db_test]
async fn of_two_who_decide_at_once_the_second_is_told_why_not(db: Db) {
    let world = World::new(db).await;
    let ohio = world.of_state("OH").await;
    let (services, last) = (&world.services, date(2026, 12, 31));
    let add_b20 = async || {
        let b20 = exclusion("B20", date(2026, 3, 1), None);
        add(services, &ohio, &b20).await.unwrap();
        first(&world, &ohio).await
    };
    let gone = "delete from icd_exclusion";
    let id = add_b20().await;
    let ended = overtaken(&world, gone, end(services, &ohio, id, last)).await;
    assert!(matches!(ended, Err(ServiceError::NotFound)), "{ended:?}");
    let id = add_b20().await;
    let deleted = overtaken(&world, gone, delete(services, &ohio, id)).await;
    assert!(
        matches!(deleted, Err(ServiceError::NotFound)),
        "{deleted:?}"
    );
    let id = add_b20().await;
    let used = "update icd_exclusion set applied_at = 7";
    let deleted = overtaken(&world, used, delete(services, &ohio, id)).await;
    assert!(
        matches!(
            deleted,
            Err(ServiceError::Conflict(Objection::ExclusionApplied))
        ),
        "{deleted:?}"
    );
    // SQLite has one writer: there, the second one begins when the first is done, and sees what it did.
    if world.services.db.is_postgres() {
        let open = "update icd_exclusion set applied_at = null";
        let ending = "update icd_exclusion set until_date = '2026-12-30'";
        let shorter = "update icd_exclusion set until_date = '2026-12-29'";
        let mut tx = world.write().await;
        exec!(tx, open).unwrap();
        tx.commit().await.unwrap();
        let deleted = overtaken(&world, ending, delete(services, &ohio, id)).await;
        let ended = overtaken(
            &world,
            shorter,
            end(services, &ohio, id, date(2026, 12, 20)),
        )
        .await;
        for refused in [deleted, ended] {
            assert!(
                matches!(refused, Err(ServiceError::Conflict(Objection::Changed))),
                "{refused:?}"
            );
        }
        assert_eq!(excluded(&world, "OH", date(2026, 12, 29)).await, ["B20"]);
    }
    let acts: Vec<_> = world.trail().await.into_iter().map(|row| row.0).collect();
    assert_eq!(acts, ["exclusion_added"; 3], "what was refused is no event");
}

/// As the list says it; Alaska (AK) stands before Alabama (AL) by its postal code.
#[db_test]
async fn exclusions_in_force_come_first_and_each_kind_is_by_the_name_of_the_state(db: Db) {
    let world = World::new(db).await;
    let production = world
        .person(Role::HelpDeskProductionControl, Scope::Nation)
        .await;
    let (march, december) = (date(2026, 3, 1), date(2026, 12, 1));
    for (of, code, from, until) in [
        ("AK", "B20", march, None),
        ("AL", "A48", december, None),
        ("AL", "B20", march, None),
        ("AL", "A51", march, Some(december)),
        ("AL", "A50", march, Some(date(2026, 4, 1))),
        ("AK", "A49", december, None),
    ] {
        let exclusion = Exclusion {
            state: state(of),
            ..exclusion(code, from, until)
        };
        add(&world.services, &production, &exclusion).await.unwrap();
    }
    let seen = list(&world.services, &production, None).await.unwrap();
    let lines: Vec<_> = seen
        .lines
        .iter()
        .map(|line| (line.state.as_str(), line.code.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            ("AL", "A51"),
            ("AL", "B20"),
            ("AK", "B20"),
            ("AL", "A48"),
            ("AK", "A49"),
            ("AL", "A50"),
        ]
    );
}
