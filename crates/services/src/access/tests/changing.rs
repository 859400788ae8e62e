//! Taking roles away, and giving them back.

use domain::{
    access::{Decider, Role, RoleLost, RolesLost, Scope, UserFilter},
    listing::PageRequest,
    objection::Objection,
};
use futures::future::join_all;
use store::{Db, db_test, exec, fetch};

use super::{
    DAVIS, DISABLE, ENABLE, END_ROLES, OTHER, TERMINATE, World, address, at, at_homes, conflict,
    refusal, state,
};
use crate::{
    ServiceError,
    access::{
        has_lost_all, list_users, remove, resume, roles_lost, suspend, suspend_last_officials,
    },
    messages::tests::sent_to,
};

/// Davis with a second security official, and a viewer of both homes of Iowa.
async fn world(db: Db) -> World {
    let world = World::new(db).await;
    let davis = at(&[world.davis]);
    world
        .add("PSO.SECOND", &[(Role::ProviderSecurityOfficial, davis)])
        .await;
    let homes = at(&[world.davis, world.other]);
    world.add("ANNA.OTT", &[(Role::PbjViewer, homes)]).await;
    world
}

#[db_test]
async fn people_are_listed_a_row_for_each_role_and_place_in_ones_scope(db: Db) {
    let world = world(db).await;
    let vendor = (Role::VendorPbjSubmitter, at(&[world.davis, world.ohio]));
    world.add("VENDOR.ONE", &[vendor]).await;
    let surveys = (Role::StateAgencyGeneralUser, Scope::State(state("IA")));
    world.add("SURVEYOR", &[surveys]).await;
    for (name, expected) in [
        (
            "PSO.DAVIS",
            vec![
                ("ANNA.OTT", "Home 16E724 (16E724)"),
                ("PSO.DAVIS", "Home 16E724 (16E724)"),
                ("PSO.SECOND", "Home 16E724 (16E724)"),
                ("VENDOR.ONE", "Home 16E724 (16E724)"),
            ],
        ),
        (
            "SASO.IOWA",
            vec![("SASO.IOWA", "Iowa"), ("SURVEYOR", "Iowa")],
        ),
    ] {
        let decider = world.session(name).await;
        let page = list_users(&world.services, &decider.actor, &UserFilter::default())
            .await
            .unwrap()
            .lines;
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|row| (row.person.as_str(), row.place.as_str()))
            .collect();
        assert_eq!(rows, expected);
        assert_eq!(page.total, i64::try_from(rows.len()).unwrap());
        assert!(
            page.rows
                .iter()
                .all(|row| row.is_own == (row.person == name))
        );
    }
    let cms = world.session("SO.OF.CMS").await;
    let anna = world.finding(&cms, "anna");
    assert_eq!(world.users(&cms, &anna).await.len(), 2);
    let nobody = world.session("ANNA.OTT").await;
    let refused = list_users(&world.services, &nobody.actor, &anna).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
}

#[db_test]
async fn one_provider_of_several_is_removed_and_the_others_stay_as_they_were(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    assert_eq!(line.provider, Some(world.davis));
    remove(&world.services, &official, line.id, line.provider, "Left.")
        .await
        .unwrap();
    let home = format!("Home {OTHER}");
    assert_eq!(world.held_by("ANNA.OTT").await, [(Role::PbjViewer, home)]);
    assert_eq!(
        world.subjects("ANNA.OTT").await,
        ["A role of yours was removed"]
    );
    let mail = world.newest_mail("ANNA.OTT").await;
    assert!(mail.contains("Left.") && mail.contains(DAVIS) && !mail.contains(OTHER));
    let by = "PSO.DAVIS decided. Write to pso.davis@example.org about it.";
    assert!(mail.contains(by), "{mail}");
    assert_eq!(world.subjects("PSO.SECOND").await, ["A role was removed"]);
    assert!(world.subjects("PSO.DAVIS").await.is_empty());

    // What ended is one row, with who ended it and why; both halves began when the whole did.
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select g.ended_why, g.ended_note, g.granted_at from role_grant g
        join role_grant_provider gp on gp.grant_id = g.id
        where g.role = 'pbj_viewer' and g.ended_why = 'removed' and gp.provider_id = $1 and g.ended_by = $2";
    let (davis, by) = (world.davis.0, official.actor.user.0);
    let ended = fetch!(fetch_all, (String, String, i64), tx, sql, davis, by).unwrap();
    assert_eq!(ended, [("removed".to_owned(), "Left.".to_owned(), 0)]);
    let sql = "select granted_at from role_grant where role = 'pbj_viewer' and ended_at is null";
    assert_eq!(fetch!(fetch_all, (i64,), tx, sql).unwrap(), [(0,)]);
    drop(tx);

    let again = remove(&world.services, &official, line.id, line.provider, "Left.").await;
    assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
}

#[db_test]
async fn a_role_is_changed_in_ones_scope_with_a_reason_and_a_fresh_second_factor(db: Db) {
    let world = world(db).await;
    let mut official = world.session("PSO.DAVIS").await;
    let cms = world.session("SO.OF.CMS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    // The same grant, at a home of others.
    let elsewhere = remove(
        &world.services,
        &official,
        line.id,
        Some(world.other),
        "No.",
    )
    .await;
    assert!(matches!(elsewhere, Err(ServiceError::NotFound)));
    let state = world.session("SASO.IOWA").await;
    let refused = remove(&world.services, &state, line.id, line.provider, "No.").await;
    assert!(matches!(refused, Err(ServiceError::NotFound)));
    let refused = remove(&world.services, &cms, line.id, line.provider, " ").await;
    assert_eq!(refusal(refused).0, "reason");
    official.holder.confirmed_at = None;
    for refused in [
        remove(&world.services, &official, line.id, line.provider, "No.").await,
        suspend(&world.services, &official, line.id, line.provider, "No.").await,
        resume(&world.services, &official, line.id, line.provider).await,
    ] {
        assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    }
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
}

#[db_test]
async fn nobody_changes_their_own_role(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world
        .grant_of(&official, "PSO.DAVIS", Role::ProviderSecurityOfficial)
        .await;
    assert!(line.is_own && !line.is_last_official);
    conflict(remove(&world.services, &official, line.id, line.provider, "No.").await);
    conflict(suspend(&world.services, &official, line.id, line.provider, "No.").await);
}

#[db_test]
async fn whoever_lost_a_role_reads_which_when_by_whom_and_why(db: Db) {
    let world = world(db).await;
    let anna = world.session("ANNA.OTT").await;
    let lost = async || roles_lost(&world.services, &anna.actor).await.unwrap();
    let before = lost().await;
    assert!(before.has_held && before.roles.is_empty());
    let official = world.session("PSO.DAVIS").await;
    for (change, reason) in [("suspended", "Away."), ("removed", "Left.")] {
        let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
        let (id, provider) = (line.id, line.provider);
        let done = if change == "suspended" {
            suspend(&world.services, &official, id, provider, reason).await
        } else {
            remove(&world.services, &official, id, provider, reason).await
        };
        done.unwrap();
        let expected = RoleLost {
            role: "PBJ Viewer".to_owned(),
            place: "Home 16E724 (16E724)".to_owned(),
            is_suspended: change == "suspended",
            ended_at: world.now,
            by: Some(Decider {
                name: "PSO.DAVIS".to_owned(),
                contact: address("PSO.DAVIS"),
            }),
            reason: reason.to_owned(),
        };
        assert_eq!(lost().await.roles, [expected]);
    }
    let lost_all = async |days: i64| {
        let now = world.now.plus_days(days);
        has_lost_all(&world.services, anna.actor.user, now)
            .await
            .unwrap()
    };
    // The role at the other home holds.
    assert!(!lost_all(0).await);
    world.change(END_ROLE_THAT_HOLDS, "ANNA.OTT").await;
    assert!(lost_all(0).await && lost_all(90).await);
    assert!(!lost_all(91).await);
    // Whoever never held any has lost none.
    let nobody = world.add("BERTA.OTT", &[]).await;
    let none = roles_lost(&world.services, &nobody.actor).await.unwrap();
    assert_eq!(none, RolesLost::default());
}

const END_ROLE_THAT_HOLDS: &str = "update role_grant set ended_at = 1, ended_why = 'unused'
    where ended_at is null and user_id = (select u.id from user_account u where u.user_name = $1)";

#[db_test]
async fn a_suspended_role_is_given_back_from_now_on(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    conflict(resume(&world.services, &official, line.id, line.provider).await);
    suspend(&world.services, &official, line.id, line.provider, "Away.")
        .await
        .unwrap();
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    assert!(line.suspended);
    conflict(suspend(&world.services, &official, line.id, line.provider, "Away.").await);

    resume(&world.services, &official, line.id, line.provider)
        .await
        .unwrap();
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 2);
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    assert!(!line.suspended);
    assert_eq!(line.granted_at, world.now);
    assert_eq!(
        world.subjects("ANNA.OTT").await,
        [
            "A role of yours was given back",
            "A role of yours was suspended"
        ]
    );
    for words in sent_to(&world.services, "anna.ott@example.org").await {
        let told = words.paragraphs.join("\n");
        assert!(told.contains("PSO.DAVIS decided."), "{told}");
    }
}

#[db_test]
async fn a_suspended_role_is_removed_for_good(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    suspend(&world.services, &official, line.id, line.provider, "Away.")
        .await
        .unwrap();
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    remove(&world.services, &official, line.id, line.provider, "Left.")
        .await
        .unwrap();
    let anna = world.finding(&official, "anna");
    let rows = world.users(&official, &anna).await;
    assert!(rows.is_empty(), "{rows:?}");
}

#[db_test]
async fn the_last_security_official_is_suspended_but_removed_by_production_control_alone(db: Db) {
    let world = World::new(db).await;
    let cms = world.session("SO.OF.CMS").await;
    let production = world.session("PRODUCTION").await;
    for (name, role) in [
        ("PSO.DAVIS", Role::ProviderSecurityOfficial),
        ("SASO.IOWA", Role::StateAgencySecurityOfficial),
    ] {
        let line = world.grant_of(&cms, name, role).await;
        assert!(line.is_last_official);
        let refused = remove(&world.services, &cms, line.id, line.provider, "Left.").await;
        let (field, message) = refusal(refused);
        assert_eq!(field, "reason");
        assert!(message.contains("Production Control"), "{message}");
        assert_eq!(world.held_by(name).await.len(), 1);

        suspend(&world.services, &cms, line.id, line.provider, "Left.")
            .await
            .unwrap();
        assert!(world.held_by(name).await.is_empty());
        let told = world.subjects("PRODUCTION").await;
        let unattended = "An organization is without a security official";
        assert!(told.iter().any(|subject| subject == unattended), "{told:?}");
        let mails = sent_to(&world.services, &address("PRODUCTION")).await;
        let mail = mails
            .iter()
            .find(|mail| mail.subject == unattended)
            .unwrap();
        let who = "SO.OF.CMS has suspended their role";
        assert!(mail.paragraphs[0].contains(who), "{mail:?}");

        let line = world.grant_of(&production, name, role).await;
        assert!(line.suspended && line.is_last_official);
        refusal(remove(&world.services, &cms, line.id, line.provider, "Left.").await);
        remove(
            &world.services,
            &production,
            line.id,
            line.provider,
            "Left.",
        )
        .await
        .unwrap();
    }
}

#[db_test]
async fn one_of_two_security_officials_removes_the_other(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world
        .grant_of(&official, "PSO.SECOND", Role::ProviderSecurityOfficial)
        .await;
    assert!(!line.is_last_official);
    remove(&world.services, &official, line.id, line.provider, "Left.")
        .await
        .unwrap();
    assert!(world.held_by("PSO.SECOND").await.is_empty());
    assert!(
        world
            .subjects("PRODUCTION")
            .await
            .iter()
            .all(|subject| !subject.contains("without"))
    );
}

#[db_test]
async fn a_job_that_ends_unused_roles_suspends_the_last_security_official(db: Db) {
    let world = world(db).await;
    let (alone, second) = (
        world.session("SASO.IOWA").await,
        world.session("PSO.SECOND").await,
    );
    for session in [&alone, &second] {
        let user = session.actor.user;
        let mut tx = world.services.db.write().await.unwrap();
        let sql = "update role_grant set ended_at = $2, ended_why = 'unused' where user_id = $1";
        exec!(tx, sql, user.0, world.now.0).unwrap();
        let suspended = suspend_last_officials(&mut tx, &world.services, user, world.now)
            .await
            .unwrap();
        assert_eq!(suspended, user == alone.actor.user);
        tx.commit().await.unwrap();
    }
    let mut tx = world.services.db.read().await.unwrap();
    let sql =
        "select u.user_name, g.ended_why from role_grant g join user_account u on u.id = g.user_id
        where g.ended_at is not null order by u.user_name";
    let ended = fetch!(fetch_all, (String, String), tx, sql).unwrap();
    let named = |name: &str, why: &str| (name.to_owned(), why.to_owned());
    assert_eq!(
        ended,
        [
            named("PSO.SECOND", "unused"),
            named("SASO.IOWA", "suspended")
        ]
    );
    drop(tx);
    let told = world.subjects("PRODUCTION").await;
    assert_eq!(told, ["An organization is without a security official"]);
    let production = world.session("PRODUCTION").await;
    let role = Role::StateAgencySecurityOfficial;
    let line = world.grant_of(&production, "SASO.IOWA", role).await;
    resume(&world.services, &production, line.id, line.provider)
        .await
        .unwrap();
    assert_eq!(world.held_by("SASO.IOWA").await.len(), 1);
}

#[db_test]
async fn of_two_officials_who_remove_each_other_at_once_one_stays(db: Db) {
    let world = world(db).await;
    let role = Role::ProviderSecurityOfficial;
    let (first, second) = (
        world.session("PSO.DAVIS").await,
        world.session("PSO.SECOND").await,
    );
    let (of_first, of_second) = (
        world.grant_of(&second, "PSO.DAVIS", role).await,
        world.grant_of(&first, "PSO.SECOND", role).await,
    );
    let services = &world.services;
    let removed = join_all([
        remove(services, &first, of_second.id, of_second.provider, "Left."),
        remove(services, &second, of_first.id, of_first.provider, "Left."),
    ])
    .await;
    let counted = removed.iter().filter(|removed| removed.is_ok()).count();
    assert_eq!(counted, 1, "{removed:?}");
    // Whoever came second is an official no more.
    let denied = |result: &Result<(), ServiceError>| matches!(result, Err(ServiceError::Denied(_)));
    assert!(removed.iter().any(denied), "{removed:?}");
    let left = [
        world.held_by("PSO.DAVIS").await,
        world.held_by("PSO.SECOND").await,
    ];
    assert_eq!(left.iter().flatten().count(), 1, "{left:?}");
}

#[db_test]
async fn whoever_lost_their_role_or_their_account_meanwhile_takes_nothing_away(db: Db) {
    let world = world(db).await;
    let surveys = (Role::StateAgencyGeneralUser, Scope::State(state("IA")));
    world.add("SURVEYOR", &[surveys]).await;
    for (name, of, role) in [
        ("PSO.DAVIS", "ANNA.OTT", Role::PbjViewer),
        ("SASO.IOWA", "SURVEYOR", Role::StateAgencyGeneralUser),
        ("SO.OF.CMS", "ANNA.OTT", Role::PbjViewer),
        ("PRODUCTION", "SURVEYOR", Role::StateAgencyGeneralUser),
    ] {
        let decider = world.session(name).await;
        let line = world.grant_of(&decider, of, role).await;
        for changes in [&[DISABLE][..], &[ENABLE, END_ROLES][..]] {
            for &sql in changes {
                world.change(sql, name).await;
            }
            for refused in [
                remove(&world.services, &decider, line.id, line.provider, "No.").await,
                suspend(&world.services, &decider, line.id, line.provider, "No.").await,
                resume(&world.services, &decider, line.id, line.provider).await,
            ] {
                assert!(
                    matches!(refused, Err(ServiceError::Denied(_))),
                    "{name}: {refused:?}"
                );
            }
        }
    }
    assert_eq!(world.held_by("SURVEYOR").await.len(), 1);
}

#[db_test]
async fn what_production_control_suspended_a_colleague_neither_gives_back_nor_removes(db: Db) {
    let world = world(db).await;
    let role = Role::ProviderSecurityOfficial;
    let production = world.session("PRODUCTION").await;
    let line = world.grant_of(&production, "PSO.SECOND", role).await;
    let services = &world.services;
    suspend(services, &production, line.id, line.provider, "An inquiry.")
        .await
        .unwrap();

    let colleague = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&colleague, "PSO.SECOND", role).await;
    for refused in [
        resume(services, &colleague, line.id, line.provider).await,
        remove(services, &colleague, line.id, line.provider, "Left.").await,
    ] {
        assert_eq!(conflict(refused), Objection::SuspendedByCms);
    }
    assert!(world.held_by("PSO.SECOND").await.is_empty());
    let cms = world.session("SO.OF.CMS").await;
    resume(services, &cms, line.id, line.provider)
        .await
        .unwrap();
    assert_eq!(world.held_by("PSO.SECOND").await.len(), 1);
}

#[db_test]
async fn a_role_is_not_given_back_to_a_disabled_account_nor_at_a_terminated_home(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    let services = &world.services;
    suspend(services, &official, line.id, line.provider, "Away.")
        .await
        .unwrap();
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    world.change(DISABLE, "ANNA.OTT").await;
    let refused = resume(services, &official, line.id, line.provider).await;
    assert_eq!(conflict(refused), Objection::AccountUnusable);
    world.change(ENABLE, "ANNA.OTT").await;
    world.change(TERMINATE, DAVIS).await;
    let refused = resume(services, &official, line.id, line.provider).await;
    assert_eq!(conflict(refused), Objection::ProviderTerminated);
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
}

#[db_test]
async fn when_the_last_official_goes_whoever_decides_instead_hears_of_what_waits(db: Db) {
    let world = World::new(db).await;
    let berta = world.add("BERTA.OTT", &[]).await;
    world
        .asked(&berta, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let role = Role::ProviderSecurityOfficial;
    let cms = world.session("SO.OF.CMS").await;
    let line = world.grant_of(&cms, "PSO.DAVIS", role).await;
    suspend(&world.services, &cms, line.id, line.provider, "Left.")
        .await
        .unwrap();
    let waiting = "Role requests wait for you";
    let told = world.subjects("PRODUCTION").await;
    assert!(told.iter().any(|subject| subject == waiting), "{told:?}");
    // Who did it knows.
    let told = world.subjects("SO.OF.CMS").await;
    assert!(told.iter().all(|subject| subject != waiting), "{told:?}");

    resume(&world.services, &cms, line.id, line.provider)
        .await
        .unwrap();
    let told = world.subjects("PSO.DAVIS").await;
    assert!(told.iter().any(|subject| subject == waiting), "{told:?}");
}

#[db_test]
async fn no_page_of_the_people_is_larger_than_those_offered(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let everything = UserFilter {
        page: PageRequest {
            page: 0,
            size: u32::MAX,
        },
        ..UserFilter::default()
    };
    let page = list_users(&world.services, &official.actor, &everything)
        .await
        .unwrap()
        .lines;
    assert_eq!(page.request, PageRequest::default());
}
