//! Who logs in to a demonstration, with which roles, and what has become of their accounts.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    access::Role,
    audit::Act,
    identity::{SessionStage, UserName},
    site::Site,
};
use store::{Db, db_test, fetch};

use super::{QUARTERS, count, noon};
use crate::{
    ServiceError, Services,
    demo::{PASSWORD, PEOPLE, lay_out, people},
    identity::{LogIn, Visitor},
    tests::services,
};

#[db_test]
async fn everyone_who_is_offered_logs_in_with_the_password_of_the_demonstration(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    for person in PEOPLE {
        assert_eq!(
            UserName::parse(person.user_name).unwrap().as_str(),
            person.user_name
        );
        let form = LogIn {
            user_name: person.user_name,
            password: PASSWORD,
            consent: true,
            visitor: visitor(person.user_name),
        };
        let entered = crate::identity::log_in(&services, form, now.system)
            .await
            .unwrap();
        // A device waits for each of them.
        assert_eq!(entered.stage, SessionStage::SecondFactor);
    }
}

fn visitor(address: &str) -> Visitor<'_> {
    Visitor {
        address,
        agent: "",
        before: None,
    }
}

#[db_test]
async fn somebody_holds_each_role_but_that_of_the_training_environment(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    let held = held(&services).await;
    for role in Role::ALL {
        let is_held = held.contains(role.key());
        assert_eq!(is_held, role != Role::AdoDeveloper, "{role:?}");
    }
    let visitor = visitor("192.0.2.1");
    let trainee = crate::identity::demo_log_in(&services, "ODA.LINDGREN", visitor, now.system);
    assert!(matches!(trainee.await, Err(ServiceError::NotFound)));
}

#[db_test]
async fn somebody_holds_each_role_in_a_training_environment(db: Db) {
    let mut services = services(db);
    services.site = Arc::new(Site {
        is_training: true,
        ..(*services.site).clone()
    });
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    let held = held(&services).await;
    assert!(Role::ALL.iter().all(|role| held.contains(role.key())));
    let trainee = people(&services.site).last().unwrap().user_name;
    crate::identity::demo_log_in(&services, trainee, visitor("192.0.2.1"), now.system)
        .await
        .unwrap();
}

/// The keys of the roles that somebody holds.
async fn held(services: &Services) -> BTreeSet<String> {
    let mut tx = services.db.read().await.unwrap();
    let sql = "select distinct role from role_grant where ended_at is null";
    let held = fetch!(fetch_all, (String,), tx, sql).unwrap();
    held.into_iter().map(|(key,)| key).collect()
}

#[db_test]
async fn accounts_of_the_demonstration_have_come_to_each_state(db: Db) {
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), 0).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    for (what, sql) in [
        (
            "whose role ended",
            "select count(*) from user_account u join role_grant g on g.user_id = u.id
             where u.user_name = 'HUGO.LANDE' and g.ended_why = 'unused' and u.roles_ended_at = g.ended_at",
        ),
        (
            "who was warned three days before",
            "select count(*) from user_account u join message m on m.user_id = u.id
             where u.user_name = 'ALMA.REYES' and u.unused_warning = 3 and m.subject = 'Your roles end in 3 days'",
        ),
        (
            "whose log-in is locked",
            "select count(*) from log_in_guard where locked_until is not null",
        ),
        (
            "who has asked for no role",
            "select count(*) from user_account u where u.user_name = 'OLIVE.TARN'
                and not exists (select 1 from role_request r where r.user_id = u.id)",
        ),
    ] {
        assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (1,), "{what}");
    }
}

#[db_test]
async fn every_mail_of_the_demonstration_came_when_it_was_written(db: Db) {
    let services = services(db);
    lay_out(&services, 1, noon(2026, 11, 10), QUARTERS)
        .await
        .unwrap();
    assert!(count(&services, "select count(*) from message").await > 0);
    let late = "select count(*) from message
        where state <> 'kept' or sent_at is null or sent_at - created_at > 3600000000";
    assert_eq!(count(&services, late).await, 0);
}

#[db_test]
async fn whoever_is_locked_in_the_demonstration_has_failed_before(db: Db) {
    let services = services(db);
    let now = noon(2026, 11, 10);
    // What was interrupted and goes on tells it once.
    for _ in 0..2 {
        lay_out(&services, 1, now, 0).await.unwrap();
        people::age(&services, now).await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select e.act from audit_event e join user_account u on u.id = e.account_id
        where u.user_name = 'TESS.QUILL' order by e.seq";
    let found = fetch!(fetch_all, (String,), tx, sql).unwrap();
    let acts: Vec<_> = found.iter().map(|(act,)| act.as_str()).collect();
    let mut expected = vec![Act::LogInFailed.key(); 5];
    expected.push(Act::LockedOut.key());
    assert_eq!(acts, expected);
}

#[db_test]
async fn one_click_waits_like_a_log_in_when_an_address_asks_too_often(db: Db) {
    let mut services = services(db);
    let now = noon(2026, 11, 10);
    lay_out(&services, 1, now, 0).await.unwrap();
    services.rules.limits.demo_log_in.requests = 2;
    let click = |address| {
        let visitor = visitor(address);
        crate::identity::demo_log_in(&services, PEOPLE[0].user_name, visitor, now.system)
    };
    for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        click(address).await.unwrap();
    }
    let refused = click("192.0.2.1").await;
    assert!(
        matches!(refused, Err(ServiceError::TooMany { .. })),
        "{refused:?}"
    );
}
