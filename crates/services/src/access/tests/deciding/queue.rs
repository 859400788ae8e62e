//! The queue of requests, and a request as those who decide see it.

use domain::{
    access::{Action, Approval, RequestFilter, RequestState, Role, Scope, policy},
    listing::PageRequest,
};
use store::{Db, db_test};

use crate::{
    ServiceError,
    access::{
        approve, count_requests, find_request, list_requests, reject,
        tests::{DAVIS, DAY, OHIO, World, at, at_homes, in_state, refusal, state},
    },
};

#[db_test]
async fn other_roles_do_not_see_the_queue(db: Db) {
    let world = World::new(db).await;
    let asker = world.add("ANNA.OTT", &[]).await;
    let request = world
        .asked(&asker, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    for (number, role) in Role::ALL.into_iter().enumerate() {
        let scope = match role.organizations() {
            domain::access::Organizations::Providers => at(&[world.davis]),
            domain::access::Organizations::State => Scope::State(state("IA")),
            domain::access::Organizations::Nothing => Scope::Nation,
            domain::access::Organizations::Region
            | domain::access::Organizations::Accreditation
            | domain::access::Organizations::Contract => {
                Scope::Jurisdiction(role.jurisdictions()[0])
            }
        };
        let someone = world
            .add(&format!("SOMEONE.{number}"), &[(role, scope)])
            .await;
        let listed =
            list_requests(&world.services, &someone.actor, &RequestFilter::default()).await;
        let may = policy(role, Action::DecideRequests).is_some();
        assert_eq!(listed.is_ok(), may, "{role:?}");
        if !may {
            for refused in [
                count_requests(&world.services, &someone.actor)
                    .await
                    .map(drop),
                find_request(&world.services, &someone.actor, request)
                    .await
                    .map(drop),
                approve(&world.services, &someone, request, Approval::default()).await,
                reject(&world.services, &someone, request, "No.").await,
            ] {
                assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
            }
        }
    }
}

#[db_test]
async fn an_official_who_was_removed_sees_nothing_at_the_next_question(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    // The session was read before the role ended.
    let official = world.session("PSO.DAVIS").await;
    let mut tx = world.services.db.write().await.unwrap();
    let sql = "update role_grant set ended_at = 1 where role = 'provider_security_official'";
    store::exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
    let seen = world.seen_by(&official, &RequestFilter::default()).await;
    assert!(seen.is_empty(), "{seen:?}");
}

#[db_test]
async fn a_decider_is_warned_of_conflicts_of_interest(db: Db) {
    let world = World::new(db).await;
    let surveys = (Role::StateAgencyGeneralUser, Scope::State(state("IA")));
    let surveyor = world.add("SURVEYOR", &[surveys]).await;
    let works = (Role::PbjViewer, at(&[world.davis]));
    let worker = world.add("WORKER.ONE", &[works]).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let cms = world.session("SO.OF.CMS").await;
    let in_iowa = at_homes(Role::ProviderSecurityOfficial, &[DAVIS]);
    let in_ohio = at_homes(Role::ProviderSecurityOfficial, &[OHIO]);
    let surveying = in_state(Role::StateAgencyGeneralUser, "IA");
    let official = world.session("PSO.DAVIS").await;
    let as_vendor = at_homes(Role::VendorPbjSubmitter, &[DAVIS]);
    for (who, wanted, warned) in [
        (&surveyor, in_iowa, true),
        (&surveyor, in_ohio, false),
        (&worker, surveying.clone(), true),
        (&anna, surveying, false),
        (&official, as_vendor, true),
    ] {
        let asked = world.asked(who, &wanted).await;
        let found = find_request(&world.services, &cms.actor, asked)
            .await
            .unwrap();
        assert_eq!(!found.warnings.is_empty(), warned, "{:?}", found.warnings);
        let approved = approve(&world.services, &cms, asked, Approval::default()).await;
        if warned {
            assert_eq!(refusal(approved).0, "read");
            let has_read = Approval {
                has_read: true,
                ..Approval::default()
            };
            approve(&world.services, &cms, asked, has_read)
                .await
                .unwrap();
        } else {
            approved.unwrap();
        }
    }
}

#[db_test]
async fn a_request_shows_who_asks_what_they_hold_and_how_many_officials_there_are(db: Db) {
    let world = World::new(db).await;
    let viewer = (Role::PbjViewer, at(&[world.davis]));
    let anna = world.add("ANNA.OTT", &[viewer]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjSubmitter, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    let found = find_request(&world.services, &official.actor, asked)
        .await
        .unwrap();
    assert_eq!(found.line.person, "ANNA.OTT");
    assert_eq!(found.line.place, format!("Home {DAVIS} ({DAVIS})"));
    assert_eq!(found.email, "anna.ott@example.org");
    assert_eq!(found.organization.unwrap().id, world.davis);
    assert_eq!(found.held.len(), 1);
    assert_eq!((found.others, found.is_own), (1, false));
    // What the request itself brings was not there before.
    approve(&world.services, &official, asked, Approval::default())
        .await
        .unwrap();
    let found = find_request(&world.services, &official.actor, asked)
        .await
        .unwrap();
    let held: Vec<Role> = found.held.iter().map(|held| held.role).collect();
    assert_eq!(held, [Role::PbjViewer]);
}

#[db_test]
async fn the_queue_is_searched_filtered_and_paged_with_the_longest_waiting_first(db: Db) {
    let mut world = World::new(db).await;
    let start = world.now;
    for (days, name) in [(2, "ANNA.OTT"), (1, "BERTA.OTT"), (3, "CLARA_M")] {
        world.now = start.plus_seconds(days * DAY);
        let someone = world.add(name, &[]).await;
        world
            .asked(&someone, &at_homes(Role::PbjViewer, &[DAVIS]))
            .await;
    }
    let berta = world.session("BERTA.OTT").await;
    let extra = world
        .asked(&berta, &at_homes(Role::PbjSubmitter, &[DAVIS]))
        .await;
    let official = world.session("PSO.DAVIS").await;
    reject(&world.services, &official, extra, "One is enough.")
        .await
        .unwrap();

    let names = async |filter: RequestFilter| {
        let seen = world.seen_by(&official, &filter).await.into_iter();
        seen.map(|(name, _)| name).collect::<Vec<_>>()
    };
    let all = RequestFilter {
        state: None,
        ..RequestFilter::default()
    };
    let searched = |text: &str| RequestFilter {
        search: world.sealed(&official, text),
        ..RequestFilter::default()
    };
    assert_eq!(
        names(RequestFilter::default()).await,
        ["BERTA.OTT", "ANNA.OTT", "CLARA_M"]
    );
    assert_eq!(
        names(all.clone()).await,
        ["BERTA.OTT", "ANNA.OTT", "CLARA_M", "BERTA.OTT"]
    );
    assert_eq!(names(searched("ott")).await, ["BERTA.OTT", "ANNA.OTT"]);
    // Searched as it is, and no sign for any letter.
    assert_eq!(names(searched("a_m")).await, ["CLARA_M"]);
    assert_eq!(names(searched("%")).await, [""; 0]);
    let rejected = RequestFilter {
        state: Some(RequestState::Rejected),
        ..RequestFilter::default()
    };
    assert_eq!(names(rejected).await, ["BERTA.OTT"]);
    let submitters = RequestFilter {
        role: Some(Role::PbjSubmitter),
        ..all.clone()
    };
    assert_eq!(names(submitters).await, ["BERTA.OTT"]);

    let beyond = RequestFilter {
        page: PageRequest::new(2, 25),
        ..all
    };
    let page = list_requests(&world.services, &official.actor, &beyond)
        .await
        .unwrap();
    assert_eq!((page.total, page.rows.len()), (4, 4));
    assert_eq!(page.request, PageRequest::default());
    let counts = count_requests(&world.services, &official.actor)
        .await
        .unwrap();
    assert_eq!(
        counts,
        [
            (RequestState::Pending, 3),
            (RequestState::Approved, 0),
            (RequestState::Rejected, 1),
            (RequestState::Withdrawn, 0)
        ]
    );
}

#[db_test]
async fn a_decider_sees_what_somebody_holds_in_their_scope_and_is_warned_of_the_rest(db: Db) {
    let world = World::new(db).await;
    let viewer = (Role::PbjViewer, at(&[world.davis, world.other]));
    let surveys = (Role::StateAgencyGeneralUser, Scope::State(state("IA")));
    let anna = world.add("ANNA.OTT", &[viewer, surveys]).await;
    let asked = world
        .asked(&anna, &at_homes(Role::PbjSubmitter, &[DAVIS]))
        .await;
    for (name, expected) in [
        ("PSO.DAVIS", vec![(Role::PbjViewer, "Home 16E724 (16E724)")]),
        (
            "SO.OF.CMS",
            vec![
                (Role::PbjViewer, "2 providers"),
                (Role::StateAgencyGeneralUser, "Iowa"),
            ],
        ),
    ] {
        let decider = world.session(name).await;
        let found = find_request(&world.services, &decider.actor, asked)
            .await
            .unwrap();
        let held: Vec<_> = found
            .held
            .iter()
            .map(|held| (held.role, held.place.as_str()))
            .collect();
        assert_eq!(held, expected);
        assert_eq!(found.warnings.len(), 1, "{:?}", found.warnings);
    }
}

#[db_test]
async fn no_page_of_the_queue_is_larger_than_those_offered(db: Db) {
    let world = World::new(db).await;
    let official = world.session("PSO.DAVIS").await;
    let everything = RequestFilter {
        page: PageRequest {
            page: 0,
            size: u32::MAX,
        },
        ..RequestFilter::default()
    };
    let page = list_requests(&world.services, &official.actor, &everything)
        .await
        .unwrap();
    assert_eq!(page.request, PageRequest::default());
}
