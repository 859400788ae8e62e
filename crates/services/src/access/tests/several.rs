//! Deciding on several requests at once.

use domain::access::{Approval, Decision, RequestFilter, RequestId, Role};
use store::{Db, db_test, exec};

use super::{
    DAVIS, OTHER, TERMINATE, World, as_surveyor, at, at_homes, nationwide, refusal, state,
};
use crate::{
    ServiceError,
    access::{Decided, approve, approve_all, list_requests, preview, reject_all},
    identity::Session,
};

/// Requests of these people to view Davis.
async fn asked(world: &World, people: &[&str]) -> Vec<RequestId> {
    let mut ids = Vec::new();
    for name in people {
        let person = world.add(name, &[]).await;
        ids.push(
            world
                .asked(&person, &at_homes(Role::PbjViewer, &[DAVIS]))
                .await,
        );
    }
    ids
}

async fn obstacles(
    world: &World,
    who: &Session,
    ids: &[RequestId],
    decision: Decision,
) -> Vec<Option<String>> {
    let lines = preview(&world.services, &who.actor, ids, decision)
        .await
        .unwrap();
    lines.into_iter().map(|line| line.obstacle).collect()
}

#[db_test]
async fn several_are_approved_each_as_if_alone_and_a_form_sent_twice_decides_nothing_twice(db: Db) {
    let world = World::new(db).await;
    let ids = asked(&world, &["ANNA.OTT", "BERT.OTT", "CARL.OTT"]).await;
    let official = world.session("PSO.DAVIS").await;
    // Twice the same.
    let sent = [ids.clone(), vec![ids[0]]].concat();
    let decided = approve_all(&world.services, &official, &sent, &[])
        .await
        .unwrap();
    assert_eq!(decided.done, ids);
    assert!(decided.missed.is_empty());
    for name in ["ANNA.OTT", "BERT.OTT", "CARL.OTT"] {
        assert_eq!(world.held_by(name).await.len(), 1);
        assert_eq!(
            world.subjects(name).await,
            [
                "Your role request was approved",
                "Your role request was submitted"
            ]
        );
    }
    let again = approve_all(&world.services, &official, &ids, &[])
        .await
        .unwrap();
    assert_eq!((again.done.len(), again.missed), (0, ids.clone()));
    let rejected = reject_all(&world.services, &official, &ids, "No.")
        .await
        .unwrap();
    assert!(rejected.done.is_empty());
    assert_eq!(world.subjects("ANNA.OTT").await.len(), 2);
    assert_eq!(
        obstacles(&world, &official, &ids[..1], Decision::Approve).await,
        [Some(
            "It was decided already: Approved by PSO.DAVIS.".to_owned()
        )]
    );
}

#[db_test]
async fn the_first_decision_counts_also_in_the_middle_of_several(db: Db) {
    let world = World::new(db).await;
    let ids = asked(&world, &["ANNA.OTT", "BERT.OTT", "CARL.OTT"]).await;
    let (official, cms) = (
        world.session("PSO.DAVIS").await,
        world.session("SO.OF.CMS").await,
    );
    approve(&world.services, &cms, ids[1], Approval::default())
        .await
        .unwrap();
    let decided = reject_all(&world.services, &official, &ids, "Not needed.")
        .await
        .unwrap();
    assert_eq!(
        decided,
        Decided {
            done: vec![ids[0], ids[2]],
            missed: vec![ids[1]],
        }
    );
    assert_eq!(world.held_by("BERT.OTT").await.len(), 1);
    let mail = world.newest_mail("CARL.OTT").await;
    assert!(mail.contains("Not needed."), "{mail}");
}

#[db_test]
async fn the_preview_says_what_stands_in_the_way_of_each_and_it_stays_as_it_is(db: Db) {
    let world = World::new(db).await;
    let cms = world.session("SO.OF.CMS").await;
    let mut ids = asked(&world, &["ANNA.OTT"]).await;
    // Of one's own.
    ids.push(world.asked(&cms, &nationwide(Role::CmsViewOnlyUser)).await);
    let surveyor = world.add("SURVEYOR", &[]).await;
    ids.push(world.asked(&surveyor, &as_surveyor()).await);
    // At a home that is terminated meanwhile.
    let bert = world.add("BERT.OTT", &[]).await;
    let other = at(&[world.other]);
    world
        .add("PSO.OTHER", &[(Role::ProviderSecurityOfficial, other)])
        .await;
    ids.push(
        world
            .asked(&bert, &at_homes(Role::PbjViewer, &[OTHER]))
            .await,
    );
    world.change(TERMINATE, OTHER).await;

    let found = obstacles(&world, &cms, &ids, Decision::Approve).await;
    assert_eq!(found[0], None);
    for (number, words) in [
        (1, "your own request"),
        (2, "surveyor ID is not verified"),
        (3, "is terminated"),
    ] {
        let obstacle = found[number].as_deref().unwrap_or_default();
        assert!(obstacle.contains(words), "{number}: {obstacle}");
    }
    // Only one's own cannot be rejected.
    let found = obstacles(&world, &cms, &ids, Decision::Reject).await;
    let open: Vec<bool> = found.iter().map(Option::is_none).collect();
    assert_eq!(open, [true, false, true, true]);

    let decided = approve_all(&world.services, &cms, &ids, &[]).await.unwrap();
    assert_eq!(decided.done, ids[..1]);
    assert_eq!(decided.missed, ids[1..]);
}

#[db_test]
async fn a_request_with_a_warning_is_approved_only_by_whoever_says_that_they_have_read_it(db: Db) {
    let world = World::new(db).await;
    let surveys = (
        Role::StateAgencyGeneralUser,
        domain::access::Scope::State(state("IA")),
    );
    let person = world.add("ANNA.OTT", &[surveys]).await;
    let id = world
        .asked(&person, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    let lines = preview(&world.services, &official.actor, &[id], Decision::Approve)
        .await
        .unwrap();
    assert_eq!(lines[0].obstacle, None);
    assert!(lines[0].warnings[0].contains("conflict of interest"));
    let decided = approve_all(&world.services, &official, &[id], &[])
        .await
        .unwrap();
    assert_eq!(decided.missed, [id]);
    let decided = approve_all(&world.services, &official, &[id], &[id])
        .await
        .unwrap();
    assert_eq!(decided.done, [id]);
}

#[db_test]
async fn a_surveyor_whose_id_is_verified_is_approved_with_the_others(db: Db) {
    let world = World::new(db).await;
    let surveyor = world.add("SURVEYOR", &[]).await;
    let id = world.asked(&surveyor, &as_surveyor()).await;
    let saso = world.session("SASO.IOWA").await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into surveyor (user_id, surveyor_id, verified_by, verified_at) values ($1, '12345', $2, 1)",
        surveyor.actor.user.0,
        saso.actor.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let decided = approve_all(&world.services, &saso, &[id], &[])
        .await
        .unwrap();
    assert_eq!(decided.done, [id]);
}

#[db_test]
async fn several_are_decided_in_ones_scope_with_a_fresh_second_factor_and_a_reason(db: Db) {
    let world = World::new(db).await;
    let ids = asked(&world, &["ANNA.OTT"]).await;
    // Somebody else's: neither seen nor decided.
    let saso = world.session("SASO.IOWA").await;
    let seen = obstacles(&world, &saso, &ids, Decision::Approve).await;
    assert!(seen.is_empty());
    let decided = approve_all(&world.services, &saso, &ids, &[])
        .await
        .unwrap();
    assert_eq!(decided.missed, ids);
    let nobody = world.session("ANNA.OTT").await;
    let refused = approve_all(&world.services, &nobody, &ids, &[]).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
    let refused = preview(&world.services, &nobody.actor, &ids, Decision::Reject).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));

    let mut official = world.session("PSO.DAVIS").await;
    let refused = reject_all(&world.services, &official, &ids, " ").await;
    assert_eq!(refusal(refused).0, "reason");
    official.holder.confirmed_at = None;
    let refused = approve_all(&world.services, &official, &ids, &[]).await;
    assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    let queue = list_requests(&world.services, &official.actor, &RequestFilter::default())
        .await
        .unwrap();
    assert_eq!(queue.total, 1);
}
