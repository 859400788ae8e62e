//! Finding people and helping them.

use domain::{
    access::{Action, Actor, Category, Grant, Role, Scope},
    identity::{UserId, UserName},
    support::{HelpAct, MessageState, PersonDetail},
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{find_person, list_people, reproof, start_reset, unlock};
use crate::{
    ServiceError, Services,
    identity::{Holder, Session},
    messages::tests::sent_to,
    search,
    tests::people,
};

fn now() -> Instant {
    Instant::from_eastern(date(2026, 11, 10).at(12, 0, 0, 0))
}

struct World {
    services: Services,
    helper: Session,
    anna: UserId,
}

/// The Help Desk, and Anna with a second factor.
async fn world(db: Db) -> World {
    let services = crate::tests::services(db);
    let helper = account(&services, "HELP.DESK", "Sam Help").await;
    let anna = account(&services, "ANNA.OTT", "Anna Ott").await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, 'help_desk', 0)",
        Uuid::now_v7(),
        helper.0
    )
    .unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, target, confirmed_at, created_at)
         values ($1, $2, 'text', 'Telephone', '641-555-0142', 1, 1)",
        Uuid::now_v7(),
        anna.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    World {
        helper: session(helper, Role::HelpDesk),
        services,
        anna,
    }
}

async fn account(services: &Services, user_name: &str, full_name: &str) -> UserId {
    let id = Uuid::now_v7();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, $3, $4, 'active', 0)",
        id,
        user_name,
        full_name,
        format!("{}@example.org", user_name.to_lowercase())
    )
    .unwrap();
    tx.commit().await.unwrap();
    UserId(id)
}

/// Logged in a moment ago as `HELP.DESK`, with this role.
fn session(user: UserId, role: Role) -> Session {
    people::session(Actor {
        user,
        user_name: "HELP.DESK".to_owned(),
        category: Category::Cms,
        grants: vec![Grant {
            role,
            scope: Scope::Nation,
        }],
        now: Now {
            system: now(),
            rules: now(),
        },
        viewing: None,
    })
}

impl World {
    async fn found(&self, typed: &str) -> Vec<String> {
        let sealed = search::seal(&self.services, &self.helper.actor, typed).unwrap();
        let found = list_people(&self.services, &self.helper.actor, sealed.as_ref()).await;
        let people = found.unwrap().people.into_iter();
        people.map(|line| line.person).collect()
    }

    async fn detail(&self) -> PersonDetail {
        let found = find_person(&self.services, &self.helper.actor, self.anna).await;
        found.unwrap()
    }

    /// Fails and locks the log-in, and the security codes.
    async fn lock(&self) {
        let name = UserName::parse("ANNA.OTT").unwrap();
        let mut tx = self.services.db.write().await.unwrap();
        for text in [
            name.as_str().to_owned(),
            format!("code of {}", name.as_str()),
        ] {
            let hash = self
                .services
                .keys
                .hash(crate::keys::Purpose::UserName, text.as_bytes());
            let (hash, at) = (hash.as_slice(), now().0);
            exec!(
                tx,
                "insert into log_in_guard (name_hash, last_at, locked_until) values ($1, $2, $3)",
                hash,
                at,
                now().plus_seconds(60).0
            )
            .unwrap();
            exec!(
                tx,
                "insert into log_in_failure (id, name_hash, failed_at) values ($1, $2, $3)",
                Uuid::now_v7(),
                hash,
                at
            )
            .unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn acts(&self, act: &str) -> i64 {
        let mut tx = self.services.db.read().await.unwrap();
        let sql = "select count(*) from audit_event where act = $1 and account_id = $2";
        let (count,) = fetch!(fetch_one, (i64,), tx, sql, act, self.anna.0).unwrap();
        count
    }
}

fn field<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    match result {
        Err(ServiceError::Refused(errors)) => errors[0].field.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

#[db_test]
async fn somebody_is_found_by_name_user_id_or_address_and_each_search_is_recorded(db: Db) {
    let world = world(db).await;
    for typed in ["anna", "NA.OT", "tt@example", "Anna Ott"] {
        assert_eq!(world.found(typed).await, ["Anna Ott"], "{typed}");
    }
    for typed in ["an", "", "%%%", "zzz"] {
        assert!(world.found(typed).await.is_empty(), "{typed}");
    }
    let mut tx = world.services.db.read().await.unwrap();
    let sql =
        "select count(*) from audit_event where act = 'sensitive_read' and object_id = 'people'";
    // What is too short asks nothing.
    assert_eq!(fetch!(fetch_one, (i64,), tx, sql).unwrap(), (6,));
}

#[db_test]
async fn a_page_shows_locks_masked_factors_and_what_became_of_mails(db: Db) {
    let world = world(db).await;
    world.lock().await;
    start_reset(&world.services, &world.helper, world.anna, "Called back.")
        .await
        .unwrap();
    let found = world.detail().await;
    for lock in [found.password_lock, found.code_lock] {
        assert_eq!((lock.failures, lock.last_at), (1, Some(now())));
        assert_eq!(lock.locked_until, Some(now().plus_seconds(60)));
    }
    assert_eq!(found.factors[0].target.as_deref(), Some("•••-•••-0142"));
    let mail = &found.messages[0];
    assert_eq!(
        (mail.subject.as_str(), mail.state),
        ("Choose a new password", MessageState::Queued)
    );
    assert_eq!(mail.recipient, "a•••@example.org");
    let help = &found.help[0];
    assert_eq!(
        (help.act, help.reason.as_str(), help.by.as_str()),
        (HelpAct::Reset, "Called back.", "HELP.DESK")
    );
    assert!(!found.is_own && found.account.is_usable);
}

#[db_test]
async fn a_link_for_a_new_password_goes_to_the_address_of_the_account_alone(db: Db) {
    let world = world(db).await;
    start_reset(&world.services, &world.helper, world.anna, "Called back.")
        .await
        .unwrap();
    let mails = sent_to(&world.services, "anna.ott@example.org").await;
    let link = mails[0].link.as_ref().unwrap();
    assert!(link.path.starts_with("/recover/link?link="), "{link:?}");
    assert_eq!(world.acts("authn_reset_started").await, 1);

    // Without a second factor a mailbox is not enough.
    let mut tx = world.services.db.write().await.unwrap();
    exec!(tx, "update user_account set last_log_in_at = 1").unwrap();
    exec!(tx, "delete from device").unwrap();
    tx.commit().await.unwrap();
    let refused = start_reset(&world.services, &world.helper, world.anna, "Called back.").await;
    assert!(
        matches!(refused, Err(ServiceError::Conflict(_))),
        "{refused:?}"
    );
    assert_eq!(world.acts("authn_reset_started").await, 1);
}

#[db_test]
async fn both_locks_are_taken_off_and_the_person_is_told(db: Db) {
    let world = world(db).await;
    world.lock().await;
    unlock(&world.services, &world.helper, world.anna, "Called back.")
        .await
        .unwrap();
    let found = world.detail().await;
    let none = domain::support::Lock::default();
    assert_eq!((found.password_lock, found.code_lock), (none, none));
    let mails = sent_to(&world.services, "anna.ott@example.org").await;
    assert_eq!(mails[0].subject, "Your log-in was unlocked");
    assert_eq!(world.acts("authn_login_unlock").await, 1);
    let again = unlock(&world.services, &world.helper, world.anna, "Again.").await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
}

#[db_test]
async fn proofing_begins_anew_for_the_person_of_the_page(db: Db) {
    let world = world(db).await;
    let (services, helper, anna) = (&world.services, &world.helper, world.anna);
    let no_check = reproof(services, helper, anna, "", "Seen on video.").await;
    assert_eq!(field(no_check), "check");
    reproof(services, helper, anna, "video_call", "Seen on video.")
        .await
        .unwrap();
    let found = world.detail().await;
    assert!(found.factors.is_empty());
    assert_eq!(
        (found.help[0].act, found.help[0].reason.as_str()),
        (HelpAct::Reproof, "Seen on video.")
    );
    assert_eq!(world.acts("proofing_restarted").await, 1);
}

#[db_test]
async fn whoever_helps_gives_a_reason_and_a_second_factor_and_never_helps_themselves(db: Db) {
    let world = world(db).await;
    let (services, helper, anna) = (&world.services, &world.helper, world.anna);
    world.lock().await;
    assert_eq!(
        field(start_reset(services, helper, anna, " ").await),
        "reset_reason"
    );
    assert_eq!(
        field(unlock(services, helper, anna, " ").await),
        "unlock_reason"
    );
    let own = helper.actor.user;
    for own in [
        start_reset(services, helper, own, "Me.").await,
        unlock(services, helper, own, "Me.").await,
        reproof(services, helper, own, "video_call", "Me.").await,
    ] {
        assert!(matches!(own, Err(ServiceError::Conflict(_))), "{own:?}");
    }
    let nobody = UserId(Uuid::now_v7());
    for none in [
        start_reset(services, helper, nobody, "Who?").await,
        unlock(services, helper, nobody, "Who?").await,
        reproof(services, helper, nobody, "video_call", "Who?").await,
    ] {
        assert!(matches!(none, Err(ServiceError::NotFound)), "{none:?}");
    }
    let stale = Session {
        holder: Holder {
            confirmed_at: None,
            ..helper.holder.clone()
        },
        ..helper.clone()
    };
    for unconfirmed in [
        start_reset(services, &stale, anna, "Called.").await,
        unlock(services, &stale, anna, "Called.").await,
        reproof(services, &stale, anna, "video_call", "Called.").await,
    ] {
        assert!(
            matches!(unconfirmed, Err(ServiceError::Unconfirmed)),
            "{unconfirmed:?}"
        );
    }
}

#[db_test]
async fn nobody_else_looks_at_people(db: Db) {
    let world = world(db).await;
    for role in Role::ALL {
        let may = [Role::HelpDesk, Role::HelpDeskProductionControl].contains(&role);
        let actor = session(world.helper.actor.user, role).actor;
        assert_eq!(actor.may(Action::HelpPeople), may, "{role:?}");
        let found = find_person(&world.services, &actor, world.anna).await;
        assert_eq!(found.is_ok(), may, "{role:?}");
        let denied = list_people(&world.services, &actor, None).await;
        assert_eq!(denied.is_ok(), may, "{role:?}");
    }
}
