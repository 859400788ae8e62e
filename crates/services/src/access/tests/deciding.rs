//! Deciding on requests: who may, once, and what follows.

mod meanwhile;
mod queue;

use domain::{
    access::{
        Approval, RequestFilter, RequestState, Role, RoleRequest, Scope, SurveyorAnswer,
        SurveyorId, SurveyorOrigin,
    },
    audit::Act,
    identity::LONGEST_REASON,
};
use store::{Db, db_test, fetch};

use super::{
    DAVIS, OTHER, World, as_surveyor, at, at_homes, conflict, in_state, nationwide, refusal, state,
    with_id,
};
use crate::{
    ServiceError,
    access::{approve, count_requests, find_request, reject},
};

#[db_test]
async fn an_approved_role_works_at_once_and_both_sides_hear_of_it(db: Db) {
    let world = World::new(db).await;
    let davis = at(&[world.davis]);
    world
        .add("PSO.SECOND", &[(Role::ProviderSecurityOfficial, davis)])
        .await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    approve(&world.services, &official, asked, Approval::default())
        .await
        .unwrap();

    let home = format!("Home {DAVIS}");
    assert_eq!(world.held_by("ANNA.OTT").await, [(Role::PbjViewer, home)]);
    let found = find_request(&world.services, &official.actor, asked)
        .await
        .unwrap();
    assert_eq!(found.line.state, RequestState::Approved);
    assert_eq!(found.line.decided_by.as_deref(), Some("PSO.DAVIS"));
    assert_eq!(
        world.subjects("ANNA.OTT").await[0],
        "Your role request was approved"
    );
    let mail = world.newest_mail("ANNA.OTT").await;
    assert!(mail.contains("PSO.DAVIS decided."), "{mail}");
    assert_eq!(
        world.subjects("PSO.SECOND").await[0],
        "A role request was approved"
    );
    let own = world.subjects("PSO.DAVIS").await;
    assert_eq!(own, ["A role request waits for a decision"]);
}

#[db_test]
async fn a_rejected_person_reads_the_reason_and_may_ask_again(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS]);
    let asked = world.asked(&anna, &wanted).await;
    let official = world.session("PSO.DAVIS").await;
    for reason in ["", " \n", "a\0b", &"x".repeat(LONGEST_REASON + 1)] {
        let refused = reject(&world.services, &official, asked, reason).await;
        assert_eq!(refusal(refused).0, "reason");
    }
    reject(&world.services, &official, asked, " You left in May. ")
        .await
        .unwrap();
    assert!(world.held_by("ANNA.OTT").await.is_empty());
    assert_eq!(
        world.subjects("ANNA.OTT").await[0],
        "Your role request was rejected"
    );
    let mail = world.newest_mail("ANNA.OTT").await;
    assert!(mail.contains("The reason: You left in May."), "{mail}");
    let by = "PSO.DAVIS decided. Write to pso.davis@example.org about it.";
    assert!(mail.contains(by), "{mail}");
    world.asked(&anna, &wanted).await;
}

#[db_test]
async fn requests_are_seen_and_decided_in_ones_scope_alone(db: Db) {
    let world = World::new(db).await;
    let home = at(&[world.other]);
    world
        .add("PSO.OTHER", &[(Role::ProviderSecurityOfficial, home)])
        .await;
    let ohio = Scope::State(state("OH"));
    world
        .add("SASO.OHIO", &[(Role::StateAgencySecurityOfficial, ohio)])
        .await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let of_home = world
        .asked(&anna, &at_homes(Role::VendorPbjSubmitter, &[DAVIS]))
        .await;
    let of_state = world.asked(&anna, &as_surveyor()).await;
    let of_cms = world.asked(&anna, &nationwide(Role::HelpDesk)).await;
    for (name, sees) in [
        ("PSO.DAVIS", [true, false, false]),
        ("PSO.OTHER", [false, false, false]),
        ("SASO.IOWA", [false, true, false]),
        ("SASO.OHIO", [false, false, false]),
        ("SO.OF.CMS", [true, true, true]),
        ("PRODUCTION", [true, true, true]),
    ] {
        let decider = world.session(name).await;
        let seen = world.seen_by(&decider, &RequestFilter::default()).await;
        assert_eq!(
            seen.len(),
            sees.iter().filter(|sees| **sees).count(),
            "{name}"
        );
        let counts = count_requests(&world.services, &decider.actor)
            .await
            .unwrap();
        let pending = i64::try_from(seen.len()).unwrap();
        assert_eq!(counts[0], (RequestState::Pending, pending), "{name}");
        for (id, sees) in [of_home, of_state, of_cms].into_iter().zip(sees) {
            let found = find_request(&world.services, &decider.actor, id).await;
            assert_eq!(found.is_ok(), sees, "{name}");
            if !sees {
                let approved = approve(&world.services, &decider, id, Approval::default()).await;
                let rejected = reject(&world.services, &decider, id, "No.").await;
                for refused in [found.map(drop), approved, rejected] {
                    assert!(matches!(refused, Err(ServiceError::NotFound)), "{name}");
                }
            }
        }
    }
}

#[db_test]
async fn nobody_decides_on_their_own_request_or_has_it_in_their_queue(db: Db) {
    let world = World::new(db).await;
    for (name, wanted, decider) in [
        (
            "PSO.DAVIS",
            at_homes(Role::PbjViewer, &[DAVIS]),
            "SO.OF.CMS",
        ),
        (
            "SASO.IOWA",
            in_state(Role::StateAgencyGeneralUser, "IA"),
            "SO.OF.CMS",
        ),
        ("SO.OF.CMS", nationwide(Role::CmsViewOnlyUser), "PRODUCTION"),
        ("PRODUCTION", nationwide(Role::HelpDesk), "SO.OF.CMS"),
    ] {
        let own = world.session(name).await;
        let asked = world.asked(&own, &wanted).await;
        let found = find_request(&world.services, &own.actor, asked)
            .await
            .unwrap();
        assert!(found.is_own, "{name}");
        let by: Vec<_> = found.deciders.into_iter().map(|one| one.name).collect();
        assert!(by.contains(&decider.to_owned()), "{name}: {by:?}");
        assert!(!by.contains(&name.to_owned()), "{name}: {by:?}");
        let every = RequestFilter {
            state: None,
            ..RequestFilter::default()
        };
        let seen = world.seen_by(&own, &every).await;
        assert!(seen.iter().all(|(person, _)| person != name), "{seen:?}");
        let counts = count_requests(&world.services, &own.actor).await.unwrap();
        let counted: i64 = counts.iter().map(|(_, count)| count).sum();
        assert_eq!(usize::try_from(counted).unwrap(), seen.len(), "{name}");
        let decider = world.session(decider).await;
        let theirs = world.seen_by(&decider, &every).await;
        assert!(theirs.iter().any(|(person, _)| person == name), "{name}");
        conflict(approve(&world.services, &own, asked, Approval::default()).await);
        conflict(reject(&world.services, &own, asked, "No.").await);
        let held = world.held_by(name).await;
        assert_eq!(held.len(), 1, "{held:?}");
    }
}

#[db_test]
async fn a_decision_needs_a_second_factor_of_the_last_minutes(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let mut official = world.session("PSO.DAVIS").await;
    for confirmed_at in [None, Some(world.now.plus_seconds(-300))] {
        official.holder.confirmed_at = confirmed_at;
        for refused in [
            approve(&world.services, &official, asked, Approval::default()).await,
            reject(&world.services, &official, asked, "No.").await,
        ] {
            assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
        }
    }
}

#[db_test]
async fn a_surveyor_gets_the_role_once_the_surveyor_id_is_verified(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world.asked(&anna, &as_surveyor()).await;
    let official = world.session("SASO.IOWA").await;
    let refused = approve(&world.services, &official, asked, Approval::default()).await;
    assert_eq!(refusal(refused).0, "surveyor_id");
    assert!(world.held_by("ANNA.OTT").await.is_empty());

    let id = SurveyorId::parse("12345").unwrap();
    approve(&world.services, &official, asked, with_id("12345"))
        .await
        .unwrap();
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
    let found = find_request(&world.services, &official.actor, asked)
        .await
        .unwrap();
    assert!(found.surveyor_verified);
    assert_eq!(found.surveyor_id, Some(id));
    // The number that the approval brings is written down before it.
    let mut tx = world.services.db.read().await.unwrap();
    let sql =
        "select act, detail from audit_event where account_id = $1 and actor_id = $2 order by seq";
    let by = (anna.actor.user.0, official.actor.user.0);
    let events = fetch!(fetch_all, (String, String), tx, sql, by.0, by.1).unwrap();
    drop(tx);
    let number = r#""origin":"verified","surveyor_id":"12345""#;
    assert!(events[0].1.contains(number), "{events:?}");
    let acts: Vec<&str> = events.iter().map(|(act, _)| act.as_str()).collect();
    let expected = [Act::SurveyorVerified, Act::RequestApproved].map(Act::key);
    assert_eq!(acts[..2], expected);

    // No two people have the same. One that is made is recorded as such.
    let berta = world.add("BERTA.OTT", &[]).await;
    let asked = world.asked(&berta, &as_surveyor()).await;
    let refused = approve(&world.services, &official, asked, with_id("12345")).await;
    let (field, message) = refusal(refused);
    assert_eq!(field, "surveyor_id");
    assert!(message.contains("somebody else"), "{message}");
    let made = Approval {
        surveyor: SurveyorId::parse("54321")
            .ok()
            .map(|id| (id, SurveyorOrigin::Created)),
        ..Approval::default()
    };
    approve(&world.services, &official, asked, made)
        .await
        .unwrap();
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select origin, surveyor_id from surveyor where user_id = $1";
    let written = fetch!(fetch_all, (String, String), tx, sql, berta.actor.user.0).unwrap();
    assert_eq!(written, [("created".to_owned(), "54321".to_owned())]);
}

#[db_test]
async fn a_request_of_several_homes_is_decided_by_each_of_their_officials(db: Db) {
    let world = World::new(db).await;
    let home = at(&[world.other]);
    world
        .add("PSO.OTHER", &[(Role::ProviderSecurityOfficial, home)])
        .await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS, OTHER]);
    let ids = world.ask(&anna, &wanted).await.unwrap();
    let (davis, other) = (
        world.session("PSO.DAVIS").await,
        world.session("PSO.OTHER").await,
    );
    approve(&world.services, &davis, ids[0], Approval::default())
        .await
        .unwrap();
    reject(&world.services, &other, ids[1], "Not here.")
        .await
        .unwrap();
    let home = format!("Home {DAVIS}");
    assert_eq!(world.held_by("ANNA.OTT").await, [(Role::PbjViewer, home)]);
}

#[db_test]
async fn a_federal_surveyor_id_that_was_verified_stays(db: Db) {
    let world = World::new(db).await;
    let ohio = Scope::State(state("OH"));
    world
        .add("SASO.OHIO", &[(Role::StateAgencySecurityOfficial, ohio)])
        .await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let in_iowa = world.asked(&anna, &as_surveyor()).await;
    let in_ohio = RoleRequest {
        surveyor: Some(SurveyorAnswer::Yes),
        ..in_state(Role::StateAgencyGeneralUser, "OH")
    };
    let in_ohio = world.asked(&anna, &in_ohio).await;
    let iowa = world.session("SASO.IOWA").await;
    approve(&world.services, &iowa, in_iowa, with_id("12345"))
        .await
        .unwrap();

    let ohio = world.session("SASO.OHIO").await;
    let refused = approve(&world.services, &ohio, in_ohio, with_id("54321")).await;
    let (field, message) = refusal(refused);
    assert_eq!(field, "surveyor_id");
    assert!(message.contains("Another"), "{message}");
    let found = find_request(&world.services, &ohio.actor, in_ohio)
        .await
        .unwrap();
    assert_eq!(found.surveyor_id, SurveyorId::parse("12345").ok());
    assert_eq!(found.line.state, RequestState::Pending);
    // It needs no second look.
    approve(&world.services, &ohio, in_ohio, Approval::default())
        .await
        .unwrap();
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 2);
}

#[db_test]
async fn a_new_official_hears_of_what_waits_and_the_old_one_does_not_again(db: Db) {
    let world = World::new(db).await;
    let (anna, clara) = (
        world.add("ANNA.OTT", &[]).await,
        world.add("CLARA.OTT", &[]).await,
    );
    for role in [Role::PbjViewer, Role::PbjSubmitter] {
        world.asked(&anna, &at_homes(role, &[DAVIS])).await;
    }
    let wanted = at_homes(Role::ProviderSecurityOfficial, &[DAVIS]);
    let asked = world.asked(&clara, &wanted).await;
    let cms = world.session("SO.OF.CMS").await;
    approve(&world.services, &cms, asked, Approval::default())
        .await
        .unwrap();

    let mail = world.newest_mail("CLARA.OTT").await;
    assert!(mail.contains("2 role requests wait"), "{mail}");
    assert!(mail.contains(DAVIS), "{mail}");
    for name in ["PSO.DAVIS", "SO.OF.CMS", "PRODUCTION"] {
        let told = world.subjects(name).await;
        let again = told.iter().any(|subject| subject.contains("wait for you"));
        assert!(!again, "{name}: {told:?}");
    }
}
