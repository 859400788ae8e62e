use super::*;
use crate::identity::{go_on, switch_category};

const BOTH: [Role; 2] = [Role::StateAgencyGeneralUser, Role::HelpDesk];

async fn end_role(services: &Services, role: Role, now: Instant) {
    let mut tx = services.db.write().await.unwrap();
    let end = "update role_grant set ended_at = $2, ended_why = 'removed' where role = $1";
    exec!(tx, end, role.key(), now.0).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn the_category_that_was_active_last_is_active_after_the_next_log_in(db: Db) {
    let (services, _) = installation(db, &BOTH).await;
    let token = logged_in(&services).await;
    let first = open(&services, &token, at(0)).await;
    assert_eq!(first.actor.category, Category::StateAgency);
    assert_eq!(first.person.others, [Category::Cms]);
    switch_category(&services, &first, Category::Cms, NOON)
        .await
        .unwrap();
    let token = logged_in_at(&services, NOON.plus_seconds(3_600)).await;
    let next = open(&services, &token, at(3_600)).await;
    assert_eq!(next.actor.category, Category::Cms);

    end_role(&services, Role::HelpDesk, NOON.plus_seconds(4_000)).await;
    let token = logged_in_at(&services, NOON.plus_seconds(7_200)).await;
    let left = open(&services, &token, at(7_200)).await;
    assert_eq!(left.actor.category, Category::StateAgency);
    assert_eq!(left.moved_from, None, "it never began in the other");
}

#[db_test]
async fn a_session_whose_category_has_no_role_left_goes_on_in_another_and_says_so_once(db: Db) {
    let (services, _) = installation(db, &BOTH).await;
    let token = logged_in(&services).await;
    let first = open(&services, &token, at(0)).await;
    let token = switch_category(&services, &first, Category::Cms, NOON)
        .await
        .unwrap();
    assert_eq!(open(&services, &token, at(10)).await.moved_from, None);
    end_role(&services, Role::HelpDesk, NOON.plus_seconds(20)).await;
    let moved = open(&services, &token, at(30)).await;
    assert_eq!(moved.actor.category, Category::StateAgency);
    assert_eq!(moved.moved_from, Some(Category::Cms));
    go_on(&services, &moved, NOON.plus_seconds(30))
        .await
        .unwrap();
    let on = open(&services, &token, at(31)).await;
    assert_eq!(on.actor.category, Category::StateAgency);
    assert_eq!(on.moved_from, None);

    end_role(
        &services,
        Role::StateAgencyGeneralUser,
        NOON.plus_seconds(40),
    )
    .await;
    let none = open(&services, &token, at(50)).await;
    assert_eq!(none.moved_from, Some(Category::StateAgency));
    go_on(&services, &none, NOON.plus_seconds(50))
        .await
        .unwrap();
    let none = open(&services, &token, at(51)).await;
    assert!(none.actor.grants.is_empty() && none.moved_from.is_none());
}

/// Grants a role of the state of Iowa, or of the nation, so many seconds after noon.
async fn grant_role(services: &Services, user: Uuid, role: Role, seconds: i64) {
    let mut tx = services.db.write().await.unwrap();
    let grant = "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, 'IA', $4)";
    let granted_at = NOON.plus_seconds(seconds).0;
    exec!(tx, grant, Uuid::now_v7(), user, role.key(), granted_at).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn the_category_of_the_first_role_stays_active_when_another_is_granted(db: Db) {
    // Without a role one is shown as a provider's.
    let (services, user) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let none = open(&services, &token, at(0)).await;
    assert!(none.actor.grants.is_empty());
    grant_role(&services, user, Role::HelpDesk, 10).await;
    let first = open(&services, &token, at(20)).await;
    assert_eq!(first.actor.category, Category::Cms);
    grant_role(&services, user, Role::PbjSubmitter, 30).await;
    let both = open(&services, &token, at(40)).await;
    assert_eq!(
        (both.actor.category, both.moved_from),
        (Category::Cms, None)
    );
    assert_eq!(both.person.others, [Category::Provider]);

    // The first one is lost, which is said.
    end_role(&services, Role::HelpDesk, NOON.plus_seconds(50)).await;
    let moved = open(&services, &token, at(60)).await;
    assert_eq!(
        (moved.actor.category, moved.moved_from),
        (Category::Provider, Some(Category::Cms))
    );
}

#[db_test]
async fn two_roles_that_come_between_two_requests_begin_in_the_category_of_the_first(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    grant_role(&services, user, Role::HelpDesk, 10).await;
    grant_role(&services, user, Role::PbjSubmitter, 20).await;
    let both = open(&services, &token, at(30)).await;
    assert_eq!(both.actor.category, Category::Cms);
}

#[db_test]
async fn whoever_lost_every_role_goes_on_in_the_category_of_the_next_one(db: Db) {
    let (services, user) = installation(db, &[Role::StateAgencyGeneralUser]).await;
    let token = logged_in(&services).await;
    end_role(
        &services,
        Role::StateAgencyGeneralUser,
        NOON.plus_seconds(10),
    )
    .await;
    let none = open(&services, &token, at(20)).await;
    go_on(&services, &none, NOON.plus_seconds(20))
        .await
        .unwrap();
    grant_role(&services, user, Role::HelpDesk, 30).await;
    assert_eq!(
        open(&services, &token, at(40)).await.actor.category,
        Category::Cms
    );
    grant_role(&services, user, Role::StateAgencyGeneralUser, 50).await;
    let on = open(&services, &token, at(60)).await;
    assert_eq!((on.actor.category, on.moved_from), (Category::Cms, None));
}

#[db_test]
async fn a_first_role_is_no_loss_of_another(db: Db) {
    let (services, user) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    assert_eq!(open(&services, &token, at(0)).await.moved_from, None);
    grant_role(&services, user, Role::HelpDesk, 10).await;
    let on = open(&services, &token, at(20)).await;
    assert_eq!((on.actor.category, on.moved_from), (Category::Cms, None));
}

#[db_test]
async fn the_token_before_a_switch_opens_nothing_and_is_known_to_have_gone_on(db: Db) {
    let (services, _) = installation(db, &BOTH).await;
    let old = logged_in(&services).await;
    let first = open(&services, &old, at(0)).await;
    let new = switch_category(&services, &first, Category::Cms, NOON)
        .await
        .unwrap();
    let before = session(&services, &old, AskedBy::Person, at(1)).await;
    assert_eq!(before.unwrap(), ended_by(SessionEnd::Renewed));
    assert_eq!(
        open(&services, &new, at(1)).await.actor.category,
        Category::Cms
    );
    let again = switch_category(&services, &first, Category::Cms, NOON).await;
    assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
    let sessions = crate::identity::own_sessions(&services, &first.holder, NOON.plus_seconds(1));
    assert_eq!(sessions.await.unwrap().len(), 1);
}

#[db_test]
async fn in_one_category_every_role_counts_with_its_own_place(db: Db) {
    let roles = [
        Role::StateAgencySecurityOfficial,
        Role::StateAgencyGeneralUser,
        Role::HelpDesk,
    ];
    let (services, _) = installation(db, &roles).await;
    let token = logged_in(&services).await;
    let actor = open(&services, &token, at(0)).await.actor;
    let held: Vec<Role> = actor.grants.iter().map(|grant| grant.role).collect();
    assert_eq!(held, roles[..2]);
    assert!(actor.may(Action::DecideRequests) && actor.may(Action::ViewStaffingStatus));
    assert!(!actor.may(Action::ManageJobs), "that of another category");
}
