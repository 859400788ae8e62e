//! One's own requests: who decides, withdrawing, reminding.

use domain::access::{Approval, RequestId, RequestState, Role};
use store::{Db, db_test};
use uuid::Uuid;

use super::{DAVIS, DAY, OHIO, World, as_surveyor, at_homes, conflict, in_state, nationwide};
use crate::{
    ServiceError,
    access::{approve, own_requests, reject, remind, withdraw},
};

/// The names of those who decide on the one request of somebody.
async fn deciders(world: &World, user_name: &str) -> Vec<String> {
    let session = world.session(user_name).await;
    let requests = own_requests(&world.services, &session).await.unwrap();
    let [request] = requests.try_into().expect("one request");
    let deciders = request.deciders.into_iter();
    deciders.map(|decider| decider.name).collect()
}

#[db_test]
async fn each_request_names_those_who_decide_on_it(db: Db) {
    let world = World::new(db).await;
    let official = world.session("PSO.DAVIS").await;
    world
        .asked(&official, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    for (number, (wanted, expected)) in [
        (at_homes(Role::PbjViewer, &[DAVIS]), vec!["PSO.DAVIS"]),
        (
            at_homes(Role::VendorPbjSubmitter, &[DAVIS]),
            vec!["PSO.DAVIS"],
        ),
        (
            at_homes(Role::ProviderSecurityOfficial, &[DAVIS]),
            vec!["PSO.DAVIS"],
        ),
        // The first one of a provider, and below of a state.
        (
            at_homes(Role::ProviderSecurityOfficial, &[OHIO]),
            vec!["SO.OF.CMS", "PRODUCTION"],
        ),
        (as_surveyor(), vec!["SASO.IOWA"]),
        (
            in_state(Role::StateAgencySecurityOfficial, "IA"),
            vec!["SASO.IOWA", "SO.OF.CMS"],
        ),
        (
            in_state(Role::StateAgencySecurityOfficial, "OH"),
            vec!["SO.OF.CMS", "PRODUCTION"],
        ),
        (nationwide(Role::HelpDesk), vec!["SO.OF.CMS"]),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("SOMEONE.{number}");
        let someone = world.add(&name, &[]).await;
        world.asked(&someone, &wanted).await;
        assert_eq!(deciders(&world, &name).await, expected, "{wanted:?}");
    }
    // Where there is no other official, those of CMS step in.
    assert_eq!(
        deciders(&world, "PSO.DAVIS").await,
        ["SO.OF.CMS", "PRODUCTION"]
    );
    let cms = world.session("SO.OF.CMS").await;
    world.asked(&cms, &nationwide(Role::CmsViewOnlyUser)).await;
    assert_eq!(deciders(&world, "SO.OF.CMS").await, ["PRODUCTION"]);
}

#[db_test]
async fn my_profile_lists_what_is_pending_before_what_was_decided_within_90_days(db: Db) {
    let mut world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let rejected = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let withdrawn = world.asked(&anna, &nationwide(Role::HelpDesk)).await;
    let pending = world
        .asked(&anna, &at_homes(Role::PbjSubmitter, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    reject(&world.services, &official, rejected, "Wrong home.")
        .await
        .unwrap();
    withdraw(&world.services, &anna, withdrawn).await.unwrap();

    let found = own_requests(&world.services, &anna).await.unwrap();
    let shown: Vec<_> = found.iter().map(|own| (own.id, own.state)).collect();
    assert_eq!(
        shown,
        [
            (pending, RequestState::Pending),
            (rejected, RequestState::Rejected)
        ]
    );
    let home = found[0].organization.as_ref().unwrap();
    assert_eq!((home.id, home.slug.as_str()), (world.davis, DAVIS));
    assert_eq!(found[0].deciders[0].contact, "pso.davis@example.org");
    assert_eq!(found[1].reason.as_deref(), Some("Wrong home."));
    assert!(found[1].deciders.is_empty() && found[1].decided_at.is_some());
    let by = found[1].decided_by.as_ref().unwrap();
    assert_eq!(
        (by.name.as_str(), by.contact.as_str()),
        ("PSO.DAVIS", "pso.davis@example.org")
    );
    assert_eq!(found[0].decided_by, None);

    world.now = world.now.plus_seconds(91 * DAY);
    let later = world.session("ANNA.OTT").await;
    let found = own_requests(&world.services, &later).await.unwrap();
    assert_eq!(found.len(), 1);
    let nobodys = world.session("PSO.DAVIS").await;
    assert!(
        own_requests(&world.services, &nobodys)
            .await
            .unwrap()
            .is_empty()
    );
}

#[db_test]
async fn a_request_is_withdrawn_while_it_is_pending_and_may_be_asked_for_again(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS]);
    let first = world.asked(&anna, &wanted).await;
    withdraw(&world.services, &anna, first).await.unwrap();
    assert_eq!(
        world.subjects("ANNA.OTT").await[0],
        "You withdrew your role request"
    );
    assert_eq!(
        world.subjects("PSO.DAVIS").await[0],
        "A role request was withdrawn"
    );
    conflict(withdraw(&world.services, &anna, first).await);

    let official = world.session("PSO.DAVIS").await;
    conflict(approve(&world.services, &official, first, Approval::default()).await);
    assert!(world.held_by("ANNA.OTT").await.is_empty());
    let second = world.asked(&anna, &wanted).await;
    approve(&world.services, &official, second, Approval::default())
        .await
        .unwrap();
    conflict(withdraw(&world.services, &anna, second).await);
}

#[db_test]
async fn nobody_withdraws_or_reminds_of_a_request_of_somebody_else(db: Db) {
    let mut world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    world.now = world.now.plus_seconds(4 * DAY);
    let other = world.session("PSO.DAVIS").await;
    for id in [asked, RequestId(Uuid::now_v7())] {
        for refused in [
            withdraw(&world.services, &other, id).await,
            remind(&world.services, &other, id).await,
        ] {
            assert!(
                matches!(refused, Err(ServiceError::NotFound)),
                "{refused:?}"
            );
        }
    }
}

#[db_test]
async fn those_who_decide_are_reminded_after_three_days_and_not_sooner(db: Db) {
    let mut world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let start = world.now;
    for (seconds, may) in [
        (3 * DAY - 1, false),
        (3 * DAY, true),
        (6 * DAY - 1, false),
        (6 * DAY, true),
    ] {
        world.now = start.plus_seconds(seconds);
        let anna = world.session("ANNA.OTT").await;
        let own = own_requests(&world.services, &anna).await.unwrap();
        assert_eq!(own[0].may_remind, may, "{seconds}");
        let reminded = remind(&world.services, &anna, asked).await;
        assert_eq!(reminded.is_ok(), may, "{seconds} {reminded:?}");
    }
    assert_eq!(
        world.subjects("PSO.DAVIS").await,
        [
            "A role request still waits for a decision",
            "A role request still waits for a decision",
            "A role request waits for a decision"
        ]
    );
    assert_eq!(
        world.subjects("ANNA.OTT").await[0],
        "Your reminder was sent"
    );
}
