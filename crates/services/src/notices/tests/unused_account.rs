use std::sync::Arc;

use domain::{
    access::{Actor, Jurisdiction, Role, Scope},
    identity::UserId,
    site::{Site, SiteMode},
    time::{Instant, Now},
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch};
use uuid::Uuid;

use super::{mails, person, subjects};
use crate::{
    notices::{ended_roles, unused_account},
    submissions::tests::world::{World, noon},
};

const DAY: i64 = 86_400;

/// An agency with one person, who logged in last on January 1.
async fn installation(db: Db) -> (World, Actor) {
    let mut world = World::new(db).await;
    world.services.site = Arc::new(Site {
        mode: SiteMode::Agency,
        ..Site::default()
    });
    let anne = person(&world, "ANNE", Role::PbjViewer, &[world.home]).await;
    // The others are here all the time.
    use_account(&world, world.submitter.user, day(100_000)).await;
    use_account(&world, anne.user, day(0)).await;
    (world, anne)
}

/// The system's clock so many days after that log-in.
fn day(days: i64) -> Instant {
    noon(date(2026, 1, 1)).plus_seconds(days * DAY)
}

async fn use_account(world: &World, user: UserId, at: Instant) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update user_account set last_log_in_at = $2 where id = $1",
        user.0,
        at.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// What the daily job does, a little later each day.
async fn live(world: &World, days: impl IntoIterator<Item = i64>) {
    for days in days {
        let now = day(days).plus_seconds(60);
        unused_account::look(&world.services, now).await.unwrap();
        unused_account::look(&world.services, now.plus_seconds(1))
            .await
            .unwrap();
    }
}

async fn has_role(world: &World, user: UserId) -> bool {
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select count(*) from role_grant where user_id = $1 and ended_at is null";
    fetch!(fetch_one, (i64,), tx, sql, user.0).unwrap().0 > 0
}

async fn give_back(world: &World, user: UserId, at: Instant) {
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, 'pbj_viewer', $3)",
        Uuid::now_v7(),
        user.0,
        at.0
    )
    .unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn an_account_is_warned_10_3_and_1_days_before_and_then_loses_its_roles(db: Db) {
    let (world, anne) = installation(db).await;
    live(&world, 0..60).await;
    assert_eq!(
        subjects(&world, "ANNE").await,
        [
            "Your roles end in 1 day",
            "Your roles end in 3 days",
            "Your roles end in 10 days"
        ]
    );
    assert!(has_role(&world, anne.user).await);
    assert_eq!(ended_roles(&world.services, anne.user).await.unwrap(), None);
    live(&world, 60..70).await;
    assert!(!has_role(&world, anne.user).await);
    assert_eq!(mails(&world, "ANNE").await.len(), 4);
    assert_eq!(subjects(&world, "ANNE").await[0], "Your roles have ended");

    let ended = ended_roles(&world.services, anne.user).await.unwrap();
    let ended = ended.unwrap();
    assert_eq!(ended.ended_at, day(60).plus_seconds(60));
    let roles: Vec<_> = ended
        .roles
        .into_iter()
        .map(|held| (held.role, held.what, held.providers))
        .collect();
    let viewer = (
        Role::PbjViewer,
        "PBJ Viewer, Home SRDEMO01".to_owned(),
        vec![world.home],
    );
    assert_eq!(roles, [viewer]);
}

#[db_test]
async fn that_roles_ended_is_recorded_at_each_of_their_organizations(db: Db) {
    let (world, anne) = installation(db).await;
    let region = Scope::Jurisdiction(Jurisdiction::parse("region-7").unwrap());
    let qio = world.add_person("QIO.USER", Role::QioUser, region).await;
    use_account(&world, qio.user, day(0)).await;
    live(&world, 50..62).await;
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select account_id, provider_id, jurisdiction, detail from audit_event where act = 'privilege_role_lapsed'";
    let mut rows = fetch!(
        fetch_all,
        (Option<Uuid>, Option<Uuid>, Option<String>, String),
        tx,
        sql
    )
    .unwrap();
    rows.sort_by_key(|(_, provider, ..)| provider.is_none());
    let region = Some("region-7".to_owned());
    let expected = [
        (anne.user.0, Some(world.home.0), None, Role::PbjViewer),
        (qio.user.0, None, region, Role::QioUser),
    ];
    assert_eq!(rows.len(), expected.len(), "{rows:?}");
    for ((account, provider, region, detail), (user, home, place, role)) in
        rows.into_iter().zip(expected)
    {
        assert_eq!((account, provider, region), (Some(user), home, place));
        let said = format!("\"role\":\"{}\"", role.key());
        assert!(detail.contains(&said), "{detail}");
    }
}

#[db_test]
async fn the_security_officials_of_the_place_hear_once_whose_roles_ended_and_by_which_rule(db: Db) {
    let (world, _) = installation(db).await;
    let role = Role::ProviderSecurityOfficial;
    let official = person(&world, "OFFICIAL", role, &[world.home]).await;
    use_account(&world, official.user, day(100_000)).await;
    live(&world, 50..65).await;
    let told = mails(&world, "OFFICIAL").await;
    let ended: Vec<_> = told
        .iter()
        .filter(|mail| mail.subject == "1 role ended unused")
        .collect();
    assert_eq!(ended.len(), 1, "{told:?}");
    let said = ended[0].paragraphs.join("\n");
    for words in ["PBJ Viewer", "ANNE", "for 60 days", "by no person"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[db_test]
async fn the_last_security_official_of_a_home_is_suspended_and_told_who_gives_it_back(db: Db) {
    let (world, anne) = installation(db).await;
    let role = Role::ProviderSecurityOfficial;
    let alone = person(&world, "ALONE", role, &[world.home]).await;
    use_account(&world, alone.user, day(0)).await;
    live(&world, 50..62).await;
    let mut tx = world.services.db.read().await.unwrap();
    let sql = "select ended_why from role_grant where user_id = $1";
    for (user, why) in [(alone.user, "suspended"), (anne.user, "unused")] {
        let ended = fetch!(fetch_all, (Option<String>,), tx, sql, user.0).unwrap();
        assert_eq!(ended, [(Some(why.to_owned()),)]);
    }
    drop(tx);
    assert_eq!(subjects(&world, "ALONE").await[0], "Your roles have ended");
    for (name, suspended) in [("ALONE", true), ("ANNE", false)] {
        let said = mails(&world, name).await[0].paragraphs.join("\n");
        let since = domain::time::display_date(day(0).eastern().date());
        let reason = format!(
            "Nobody has logged in with your user ID since {since}. No person took your roles away, but a rule"
        );
        assert!(said.contains(&reason), "{said}");
        assert_eq!(said.contains("Production Control"), suspended, "{said}");
        assert_eq!(
            said.contains("If you still need them"),
            !suspended,
            "{said}"
        );
    }
    // Nothing that could be asked for again.
    assert_eq!(
        ended_roles(&world.services, alone.user).await.unwrap(),
        None
    );
}

#[db_test]
async fn a_role_that_was_given_back_begins_the_sixty_days_anew(db: Db) {
    let (world, anne) = installation(db).await;
    live(&world, 50..62).await;
    assert!(!has_role(&world, anne.user).await);
    give_back(&world, anne.user, day(63)).await;
    let told = mails(&world, "ANNE").await.len();
    live(&world, 63..113).await;
    assert_eq!(mails(&world, "ANNE").await.len(), told);
    // Warned anew before it ends.
    live(&world, 113..123).await;
    assert_eq!(mails(&world, "ANNE").await.len(), told + 3);
    assert!(has_role(&world, anne.user).await);
    live(&world, [123]).await;
    assert!(!has_role(&world, anne.user).await);
}

#[db_test]
async fn the_mails_say_since_when_and_until_when(db: Db) {
    let (world, _) = installation(db).await;
    live(&world, [50, 60, 61]).await;
    let said: Vec<_> = mails(&world, "ANNE")
        .await
        .into_iter()
        .map(|words| words.paragraphs.join("\n"))
        .collect();
    insta::allow_duplicates! {
        insta::assert_snapshot!(said.join("\n---\n"), @r"
        Nobody has logged in with your user ID since 01/01/2026. No person took your roles away, but a rule: after 60 days without a log-in the roles of an account end, and yours did on 03/03/2026. The account itself stays, with its password and its devices.
        If you still need them, log in and request them again. They are decided on anew.
        ---
        Nobody has logged in with your user ID since 01/01/2026. After 60 days without a log-in the roles of an account end; the account itself stays.
        To keep your roles, log in before 03/03/2026. There is nothing else to do.
        ---
        Nobody has logged in with your user ID since 01/01/2026. After 60 days without a log-in the roles of an account end; the account itself stays.
        To keep your roles, log in before 03/02/2026. There is nothing else to do.
        ");
    }
}

#[db_test]
async fn a_log_in_begins_the_sixty_days_anew(db: Db) {
    let (world, anne) = installation(db).await;
    live(&world, 0..60).await;
    use_account(&world, anne.user, day(59).plus_seconds(3_600)).await;
    live(&world, 60..109).await;
    assert_eq!(mails(&world, "ANNE").await.len(), 3);
    // An hour later in the day than the reminders are looked for.
    live(&world, 109..120).await;
    assert_eq!(mails(&world, "ANNE").await.len(), 6);
    assert!(has_role(&world, anne.user).await);
}

#[db_test]
async fn nobody_loses_roles_without_having_been_warned_a_day_before(db: Db) {
    let (world, anne) = installation(db).await;
    // The installation stood still, or is older than this rule.
    live(&world, [400]).await;
    assert_eq!(subjects(&world, "ANNE").await, ["Your roles end in 1 day"]);
    assert!(has_role(&world, anne.user).await);
    live(&world, [401]).await;
    assert!(!has_role(&world, anne.user).await);
}

#[db_test]
async fn an_account_that_was_never_used_counts_from_its_beginning(db: Db) {
    let (world, anne) = installation(db).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update user_account set last_log_in_at = null, created_at = $2 where id = $1",
        anne.user.0,
        day(30).0
    )
    .unwrap();
    tx.commit().await.unwrap();
    live(&world, 0..80).await;
    assert!(mails(&world, "ANNE").await.is_empty());
    live(&world, 80..91).await;
    assert!(!has_role(&world, anne.user).await);
}

#[db_test]
async fn whoever_holds_a_role_again_is_not_told_of_those_that_ended(db: Db) {
    let (world, anne) = installation(db).await;
    live(&world, 50..62).await;
    assert!(
        ended_roles(&world.services, anne.user)
            .await
            .unwrap()
            .is_some()
    );
    give_back(&world, anne.user, day(63)).await;
    assert_eq!(ended_roles(&world.services, anne.user).await.unwrap(), None);
}

#[db_test]
async fn the_people_of_the_demonstration_keep_their_roles(db: Db) {
    let (mut world, anne) = installation(db).await;
    world.services.site = Arc::default();
    live(&world, [50, 60, 400, 401]).await;
    assert!(has_role(&world, anne.user).await);
    assert!(mails(&world, "ANNE").await.is_empty());
}

#[db_test]
async fn the_daily_job_tells_by_the_systems_clock_whatever_the_rules_clock_says(db: Db) {
    let (world, anne) = installation(db).await;
    let clocks = |system: Instant| Now {
        system,
        rules: system.plus_seconds(-200 * DAY),
    };
    for days in [61, 62] {
        let now = clocks(day(days).plus_seconds(60));
        crate::daily::begin(&world.services, now).await.unwrap();
        let clock: crate::Clock = Arc::new(move || now);
        let mut tx = world.services.db.write().await.unwrap();
        let later = now.system.plus_seconds(DAY);
        let job = store::jobs::claim(&mut tx, &["daily_notices"], later, later.plus_seconds(60))
            .await
            .unwrap()
            .expect("today has a job");
        tx.commit().await.unwrap();
        let _ = crate::notices::daily(&world.services, &job, &clock)
            .await
            .unwrap();
    }
    assert!(!has_role(&world, anne.user).await);
}
