//! Deciding on requests: who may, once, and what follows.

use domain::{
    access::{
        Action, Approval, RequestFilter, RequestState, Role, RoleRequest, Scope, SurveyorAnswer,
        SurveyorId, SurveyorOrigin, policy,
    },
    audit::Act,
    identity::LONGEST_REASON,
    listing::PageRequest,
    objection::Objection,
};
use futures::future::join_all;
use store::{Db, db_test, fetch};

use super::{
    DAVIS, DAY, DISABLE, ENABLE, END_ROLES, OHIO, OTHER, TERMINATE, World, as_surveyor, at,
    at_homes, conflict, in_state, nationwide, refusal, state, with_id,
};
use crate::{
    ServiceError,
    access::{approve, count_requests, find_request, list_requests, reject},
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
