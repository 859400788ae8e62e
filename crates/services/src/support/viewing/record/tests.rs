use domain::{
    access::{Category, Grant, Jurisdiction, Scope},
    identity::UserId,
    providers::{ProviderId, StateCode},
};
use store::{Db, db_test, exec};

use super::*;
use crate::support::viewing::{
    looked, reveal, stop,
    tests::{account, at, help_desk, provider, session, starts, wanted, world},
};

/// An official, with the grant in the database as well, since scopes look there.
async fn official(services: &Services, number: u128, role: Role, scope: Scope) -> Actor {
    let place = match &scope {
        Scope::Providers(ids) => Some(ids[0].0.as_u128()),
        _ => None,
    };
    account(services, number, Some((role, place))).await;
    let (state, jurisdiction) = match &scope {
        Scope::State(state) => (Some(state.as_str()), None),
        Scope::Jurisdiction(one) => (None, Some(one.key())),
        _ => (None, None),
    };
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_grant set state_code = $2, jurisdiction = $3 where user_id = $1",
        Uuid::from_u128(number),
        state,
        &jurisdiction
    )
    .unwrap();
    tx.commit().await.unwrap();
    Actor {
        user: UserId(Uuid::from_u128(number)),
        user_name: format!("PERSON.{number}"),
        category: role.category(),
        grants: vec![Grant { role, scope }],
        now: at(10),
        viewing: None,
    }
}

async fn places(services: &Services, actor: &Actor) -> Vec<String> {
    let list = list_viewings(services, actor, ViewingFilter::default()).await;
    let list = list.unwrap();
    assert_eq!(usize::try_from(list.total), Ok(list.rows.len()));
    list.rows.into_iter().map(|line| line.place).collect()
}

/// One viewing of each kind of place, each stopped.
async fn viewed(db: Db) -> Services {
    let (services, number, mut token) = world(db).await;
    provider(&services, 300, "165002", "IA").await;
    for (role, place) in [
        (Role::PbjViewer, "165001"),
        (Role::PbjViewer, "165002"),
        (Role::StateAgencyGeneralUser, "IA"),
        (Role::StateAgencyGeneralUser, "OH"),
        (Role::AoGeneralUser, "ao-tjc"),
        (Role::QioUser, "region-7"),
        (Role::MacUser, "mac-j5"),
        (Role::ContractSurveyor, "survey-7"),
    ] {
        let new = wanted(number, role, place);
        token = starts(&services, &token, &new).await.unwrap();
        let running = session(&services, &token, 1).await;
        token = stop(&services, &running, at(1).system).await.unwrap();
    }
    services
}

#[db_test]
async fn officials_read_of_their_own_organization_and_of_no_other(db: Db) {
    let services = viewed(db).await;
    let state = |code| Scope::State(StateCode::parse(code).unwrap());
    let at_place = |key| Scope::Jurisdiction(Jurisdiction::parse(key).unwrap());
    let home = Scope::Providers(vec![ProviderId(Uuid::from_u128(100))]);
    let cases = [
        (
            Role::ProviderSecurityOfficial,
            home,
            vec!["165001 (165001)"],
        ),
        (Role::StateAgencySecurityOfficial, state("IA"), vec!["Iowa"]),
        (Role::StateAgencySecurityOfficial, state("TX"), vec![]),
        (
            Role::AoSecurityOfficial,
            at_place("ao-tjc"),
            vec!["The Joint Commission"],
        ),
        (Role::AoSecurityOfficial, at_place("ao-dnv"), vec![]),
        (
            Role::QioSecurityOfficial,
            at_place("region-7"),
            vec!["Region 7 (Kansas City)"],
        ),
        (
            Role::MacSecurityOfficial,
            at_place("mac-j5"),
            vec!["MAC Jurisdiction 5"],
        ),
        (Role::MacSecurityOfficial, at_place("mac-j6"), vec![]),
    ];
    for (number, (role, scope, expected)) in (1_000..).zip(cases) {
        let actor = official(&services, number, role, scope).await;
        assert_eq!(places(&services, &actor).await, expected, "{role:?}");
    }
    // The contract that has no official of its own, and all others.
    let cms = official(&services, 2_000, Role::CmsSecurityOfficial, Scope::Nation).await;
    assert_eq!(places(&services, &cms).await.len(), 8);
    for (number, role) in [
        (2_001, Role::Auditor),
        (2_002, Role::HelpDeskProductionControl),
    ] {
        let overseer = official(&services, number, role, Scope::Nation).await;
        assert_eq!(places(&services, &overseer).await.len(), 8, "{role:?}");
    }
    for role in [
        Role::PbjSubmitter,
        Role::StateAgencyGeneralUser,
        Role::HelpDesk,
    ] {
        let actor = Actor {
            category: Category::Cms,
            grants: vec![Grant {
                role,
                scope: Scope::Nation,
            }],
            ..cms.clone()
        };
        let refused = list_viewings(&services, &actor, ViewingFilter::default()).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
    }
}

#[db_test]
async fn a_viewing_of_another_organization_is_not_there(db: Db) {
    let services = viewed(db).await;
    let mut tx = services.db.read().await.unwrap();
    let sql = "select id from viewing where state_code = 'OH'";
    let (ohio,) = fetch!(fetch_one, (Uuid,), tx, sql).unwrap();
    drop(tx);
    let iowa = Scope::State(StateCode::parse("IA").unwrap());
    let iowa = official(&services, 1_000, Role::StateAgencySecurityOfficial, iowa).await;
    let found = find_viewing(&services, &iowa, ohio, None).await;
    assert!(matches!(found, Err(ServiceError::NotFound)), "{found:?}");
    let ohio_scope = Scope::State(StateCode::parse("OH").unwrap());
    let role = Role::StateAgencySecurityOfficial;
    let of_ohio = official(&services, 1_001, role, ohio_scope).await;
    let found = find_viewing(&services, &of_ohio, ohio, None).await.unwrap();
    assert_eq!(found.line.place, "Ohio");
}

#[db_test]
async fn the_record_tells_what_was_looked_at_and_that_it_was_read(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    let running = session(&services, &token, 1).await;
    let looking = Services {
        db: services.db.reading(),
        ..services.behind(running.viewing.as_ref().unwrap().viewer)
    };
    for (page, minute) in [("Providers", 2), ("Submission History", 3)] {
        looked(&looking, &running, page, at(minute).system)
            .await
            .unwrap();
    }
    // What the same person does elsewhere meanwhile is no part of it.
    let elsewhere = help_desk(&services).await;
    session(&services, &elsewhere, 4).await;
    let home = Scope::Providers(vec![ProviderId(Uuid::from_u128(100))]);
    let actor = official(&services, 1_000, Role::ProviderSecurityOfficial, home).await;
    let list = list_viewings(&services, &actor, ViewingFilter::default())
        .await
        .unwrap();
    let line = &list.rows[0];
    assert_eq!(
        (line.pages, line.ended, line.viewer.as_str()),
        (2, None, "PERSON.2")
    );
    let found = find_viewing(&services, &actor, line.id, None)
        .await
        .unwrap();
    let events: Vec<_> = found
        .events
        .events
        .iter()
        .map(|event| event.object.as_str())
        .collect();
    assert_eq!(
        events[..2],
        [
            "Page: Submission History, for a ticket of PERSON.1",
            "Page: Providers, for a ticket of PERSON.1"
        ]
    );
    assert_eq!(events.len(), 3, "{events:?}");
    let mut tx = services.db.read().await.unwrap();
    let sql = "select object_type, object_id from audit_event order by seq desc limit 2";
    let read = fetch!(fetch_all, (String, String), tx, sql).unwrap();
    let expected = [
        ("viewing".to_owned(), line.id.to_string()),
        ("list".to_owned(), "viewings".to_owned()),
    ];
    assert_eq!(read, expected);
}

#[db_test]
async fn the_viewers_words_are_read_by_auditors_and_production_control_and_by_no_official(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    let running = session(&services, &token, 1).await;
    reveal(&services, &running, " To compare one. ", at(2).system)
        .await
        .unwrap();
    let home = Scope::Providers(vec![ProviderId(Uuid::from_u128(100))]);
    let readers = [
        (Role::Auditor, Scope::Nation, true),
        (Role::HelpDeskProductionControl, Scope::Nation, true),
        (Role::CmsSecurityOfficial, Scope::Nation, false),
        (Role::ProviderSecurityOfficial, home, false),
    ];
    for (number, (role, scope, reads)) in (1_000..).zip(readers) {
        let actor = official(&services, number, role, scope).await;
        let list = list_viewings(&services, &actor, ViewingFilter::default());
        let id = list.await.unwrap().rows[0].id;
        let found = find_viewing(&services, &actor, id, None).await.unwrap();
        let expected = reads.then(|| ViewingWords {
            why: new.words.clone(),
            elsewhere: None,
            revealed: Some("To compare one.".to_owned()),
        });
        assert_eq!(found.words, expected, "{role:?}");
    }
}

#[db_test]
async fn a_viewing_whose_role_is_gone_is_not_said_to_be_underway(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    starts(&services, &token, &new).await.unwrap();
    let auditor = official(&services, 1_000, Role::Auditor, Scope::Nation).await;
    let ended = async || {
        let list = list_viewings(&services, &auditor, ViewingFilter::default()).await;
        list.unwrap().rows[0].ended
    };
    assert_eq!(ended().await, None);
    let mut tx = services.db.write().await.unwrap();
    let sql = "update role_grant set ended_at = $2, ended_why = 'suspended' where user_id = $1";
    exec!(tx, sql, Uuid::from_u128(2), at(3).system.0).unwrap();
    tx.commit().await.unwrap();
    let at_that_moment = (at(3).system, Some(ViewingEnd::RoleOver));
    assert_eq!(ended().await, Some(at_that_moment));
}

#[db_test]
async fn the_words_for_another_organization_are_part_of_the_record(db: Db) {
    let services = viewed(db).await;
    let auditor = official(&services, 1_000, Role::Auditor, Scope::Nation).await;
    let list = list_viewings(&services, &auditor, ViewingFilter::default());
    let list = list.await.unwrap();
    let ohio = list.rows.iter().find(|line| line.place == "Ohio").unwrap();
    let found = find_viewing(&services, &auditor, ohio.id, None).await;
    let words = found.unwrap().words.unwrap();
    let written = wanted(ohio.ticket, Role::StateAgencyGeneralUser, "OH").elsewhere;
    assert_eq!(words.elsewhere, Some(written));
}

#[db_test]
async fn a_look_that_cannot_be_recorded_is_refused(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    let running = session(&services, &token, 1).await;
    services.db.close().await;
    let refused = looked(&services, &running, "Providers", at(1).system).await;
    assert!(
        matches!(refused, Err(ServiceError::Unrecorded(_))),
        "{refused:?}"
    );
}
