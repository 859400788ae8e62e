//! What changed between a question and the decision on it.

use domain::{
    access::{Approval, RequestState, Role},
    objection::Objection,
};
use futures::future::join_all;
use store::{Db, db_test};

use crate::{
    ServiceError,
    access::{
        approve, find_request, reject,
        tests::{
            DAVIS, DISABLE, ENABLE, END_ROLES, TERMINATE, World, at_homes, conflict, in_state,
            nationwide,
        },
    },
};

#[db_test]
async fn the_first_decision_counts(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    let cms = world.session("SO.OF.CMS").await;
    let decided = join_all([
        approve(&world.services, &official, asked, Approval::default()),
        approve(&world.services, &cms, asked, Approval::default()),
    ])
    .await;
    let counted = decided.iter().filter(|decided| decided.is_ok()).count();
    assert_eq!(counted, 1, "{decided:?}");
    conflict(reject(&world.services, &cms, asked, "Too late.").await);
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
    let mails = world.subjects("ANNA.OTT").await;
    assert_eq!(mails.len(), 2, "{mails:?}");
}

#[db_test]
async fn a_role_that_became_forbidden_meanwhile_is_not_granted(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world.asked(&anna, &nationwide(Role::CmsGeneralUser)).await;
    let mut tx = world.services.db.write().await.unwrap();
    let sql = "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, 'financial_management_user', 0)";
    store::exec!(tx, sql, uuid::Uuid::now_v7(), anna.actor.user.0).unwrap();
    tx.commit().await.unwrap();
    let cms = world.session("SO.OF.CMS").await;
    let refused = approve(&world.services, &cms, asked, Approval::default()).await;
    assert_eq!(conflict(refused), Objection::ImposesAndCollects);
    let found = find_request(&world.services, &cms.actor, asked)
        .await
        .unwrap();
    assert_eq!(found.line.state, RequestState::Pending);
}

#[db_test]
async fn whoever_lost_their_role_or_their_account_meanwhile_decides_nothing(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for (name, wanted) in [
        ("PSO.DAVIS", at_homes(Role::PbjViewer, &[DAVIS])),
        ("SASO.IOWA", in_state(Role::StateAgencyGeneralUser, "IA")),
        ("SO.OF.CMS", nationwide(Role::HelpDesk)),
        ("PRODUCTION", nationwide(Role::CmsViewOnlyUser)),
    ] {
        let asked = world.asked(&anna, &wanted).await;
        // The session was read before.
        let decider = world.session(name).await;
        for changes in [&[DISABLE][..], &[ENABLE, END_ROLES][..]] {
            for &sql in changes {
                world.change(sql, name).await;
            }
            for refused in [
                approve(&world.services, &decider, asked, Approval::default()).await,
                reject(&world.services, &decider, asked, "No.").await,
            ] {
                assert!(
                    matches!(refused, Err(ServiceError::Denied(_))),
                    "{name}: {refused:?}"
                );
            }
        }
    }
    assert!(world.held_by("ANNA.OTT").await.is_empty());
}

#[db_test]
async fn nobody_gets_a_role_at_a_home_that_was_terminated_or_with_an_account_that_was_disabled_meanwhile(
    db: Db,
) {
    let world = World::new(db).await;
    let (anna, berta) = (
        world.add("ANNA.OTT", &[]).await,
        world.add("BERTA.OTT", &[]).await,
    );
    let wanted = at_homes(Role::PbjViewer, &[DAVIS]);
    let of_anna = world.asked(&anna, &wanted).await;
    let of_berta = world.asked(&berta, &wanted).await;
    let official = world.session("PSO.DAVIS").await;
    world.change(DISABLE, "BERTA.OTT").await;
    let refused = approve(&world.services, &official, of_berta, Approval::default()).await;
    assert_eq!(conflict(refused), Objection::AccountUnusable);
    world.change(TERMINATE, DAVIS).await;
    let refused = approve(&world.services, &official, of_anna, Approval::default()).await;
    assert_eq!(conflict(refused), Objection::ProviderTerminated);
    assert!(world.held_by("ANNA.OTT").await.is_empty());
    // It can be taken off the list.
    reject(&world.services, &official, of_anna, "The home is closed.")
        .await
        .unwrap();
}

#[db_test]
async fn whoever_is_losing_their_role_at_that_moment_decides_nothing(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS]);
    let asked = world.asked(&anna, &wanted).await;
    let official = world.session("PSO.DAVIS").await;
    let deciding = approve(&world.services, &official, asked, Approval::default());
    let refused = Box::pin(world.during((END_ROLES, "PSO.DAVIS"), deciding)).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
    assert!(world.held_by("ANNA.OTT").await.is_empty());
}
