//! Campaigns from their beginning to their end.

use domain::{
    access::{GrantAt, Jurisdiction, RecertificationFilter, RecertificationLine, Role, Scope},
    audit::Act,
    time::Instant,
};
use futures::future::join;
use store::{Db, db_test, exec, fetch};

use super::{DAVIS, DAY, OTHER, World, address, at, refusal, state};
use crate::{
    ServiceError,
    access::{
        count_users, keep, list_unconfirmed, own_confirmations, recertify, remove,
        remove_unconfirmed, resume,
    },
    identity::Session,
    messages::tests::sent_to,
};

/// Davis with a viewer, and the other home of Iowa with the same viewer and no official.
async fn world(db: Db) -> World {
    let world = World::new(db).await;
    let homes = at(&[world.davis, world.other]);
    world.add("ANNA.OTT", &[(Role::PbjViewer, homes)]).await;
    world
}

impl World {
    /// The daily job, so many days from now.
    async fn day(&self, days: i64) {
        recertify(&self.services, self.on(days)).await.unwrap();
    }

    fn on(&self, days: i64) -> Instant {
        self.now.plus_seconds(days * DAY)
    }

    /// Somebody who logs in so many days from now.
    async fn session_on(&self, name: &str, days: i64) -> Session {
        let mut session = self.session(name).await;
        session.actor.now.system = self.on(days);
        session.holder.confirmed_at = Some(self.on(days));
        session
    }

    async fn unconfirmed(&self, who: &Session) -> Vec<RecertificationLine> {
        let filter = RecertificationFilter::default();
        let found = list_unconfirmed(&self.services, &who.actor, &filter)
            .await
            .unwrap();
        let rows = found.lines.rows;
        assert_eq!(found.lines.total, i64::try_from(rows.len()).unwrap());
        rows
    }

    /// Person, role and place of what somebody is asked to confirm.
    async fn asks(&self, name: &str) -> Vec<(String, Role, String)> {
        let lines = self.unconfirmed(&self.session(name).await).await;
        let lines = lines.into_iter();
        lines
            .map(|line| (line.person, line.role, line.place))
            .collect()
    }

    /// The roles of somebody that a decider is asked to confirm.
    async fn waiting(&self, who: &Session, of: &str) -> Vec<GrantAt> {
        let lines = self.unconfirmed(who).await.into_iter();
        lines
            .filter(|line| line.person == of)
            .map(|line| line.grant)
            .collect()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.services.db.read().await.unwrap();
        fetch!(fetch_one, (i64,), tx, sql).unwrap().0
    }

    async fn events(&self, act: Act) -> i64 {
        let mut tx = self.services.db.read().await.unwrap();
        let sql = "select count(*) from audit_event where act = $1";
        fetch!(fetch_one, (i64,), tx, sql, act.key()).unwrap().0
    }
}

const CAMPAIGNS: &str = "select count(*) from recertification";

fn place(ccn: &str) -> String {
    format!("Home {ccn} ({ccn})")
}

#[db_test]
async fn a_campaign_begins_once_at_each_place_and_asks_who_decides_there(db: Db) {
    let world = world(db).await;
    let jurisdiction = Jurisdiction::parse("region-7").unwrap();
    world
        .add(
            "QIO.USER",
            &[(Role::QioUser, Scope::Jurisdiction(jurisdiction))],
        )
        .await;
    world.day(0).await;
    // Davis and Iowa by their officials; Davis' official, Iowa's, the other home, the region and the nation by CMS.
    assert_eq!(
        world.asks("PSO.DAVIS").await,
        [("ANNA.OTT".to_owned(), Role::PbjViewer, place(DAVIS))]
    );
    assert!(world.asks("SASO.IOWA").await.is_empty());
    let of_cms = [
        ("ANNA.OTT", Role::PbjViewer, place(OTHER)),
        (
            "PRODUCTION",
            Role::HelpDeskProductionControl,
            "Nationwide".to_owned(),
        ),
        ("PSO.DAVIS", Role::ProviderSecurityOfficial, place(DAVIS)),
        ("QIO.USER", Role::QioUser, jurisdiction.name()),
        (
            "SASO.IOWA",
            Role::StateAgencySecurityOfficial,
            "Iowa".to_owned(),
        ),
    ];
    let of_cms = of_cms.map(|(name, role, place)| (name.to_owned(), role, place));
    assert_eq!(world.asks("SO.OF.CMS").await, of_cms);
    // Nothing is asked of one's own, and all of it only where one wants to see it.
    let production = world.session("PRODUCTION").await;
    let everywhere = RecertificationFilter {
        everywhere: true,
        ..RecertificationFilter::default()
    };
    let all = list_unconfirmed(&world.services, &production.actor, &everywhere)
        .await
        .unwrap();
    assert_eq!(all.lines.total, 6);
    assert!(all.nationwide);

    let begun = world.count(CAMPAIGNS).await;
    assert_eq!(world.events(Act::RecertificationOpened).await, begun);
    let mails = world.subjects("PSO.DAVIS").await;
    assert_eq!(
        mails,
        [
            "Name a second security official",
            "1 role is to be confirmed by 12/10/2026"
        ]
    );
    assert_eq!(
        world.subjects("SO.OF.CMS").await.last().unwrap(),
        "5 roles are to be confirmed by 12/10/2026"
    );
    for days in [0, 1] {
        world.day(days).await;
    }
    assert_eq!(world.count(CAMPAIGNS).await, begun);
    assert_eq!(world.subjects("PSO.DAVIS").await, mails);

    let anna = world.session("ANNA.OTT").await;
    let own = own_confirmations(&world.services, &anna).await.unwrap();
    let names: Vec<Vec<&str>> = own
        .iter()
        .map(|one| one.deciders.iter().map(|who| who.name.as_str()).collect())
        .collect();
    assert_eq!(names, [vec!["SO.OF.CMS", "PRODUCTION"], vec!["PSO.DAVIS"]]);
}

#[db_test]
async fn the_own_role_of_a_lone_official_is_asked_of_production_control_and_cms(db: Db) {
    let world = world(db).await;
    let of = |place| Scope::Jurisdiction(Jurisdiction::parse(place).unwrap());
    let lone = [
        ("AO.LONE", Role::AoSecurityOfficial, of("ao-tjc")),
        ("MAC.LONE", Role::MacSecurityOfficial, of("mac-j5")),
        ("QIO.LONE", Role::QioSecurityOfficial, of("region-7")),
    ];
    for (name, role, scope) in lone {
        world.add(name, &[(role, scope)]).await;
    }
    world.day(0).await;
    for name in ["SASO.IOWA", "PSO.DAVIS", "AO.LONE", "MAC.LONE", "QIO.LONE"] {
        let session = world.session(name).await;
        let own = own_confirmations(&world.services, &session).await.unwrap();
        let deciders = own[0].deciders.iter().map(|who| who.name.as_str());
        let deciders: Vec<_> = deciders.collect();
        assert_eq!(deciders, ["SO.OF.CMS", "PRODUCTION"], "{name}");
    }
    // Where there is a colleague, they decide, and CMS beside them.
    let iowa = Scope::State(state("IA"));
    let role = Role::StateAgencySecurityOfficial;
    world.add("SASO.SECOND", &[(role, iowa)]).await;
    let session = world.session("SASO.IOWA").await;
    let own = own_confirmations(&world.services, &session).await.unwrap();
    let deciders = own[0].deciders.iter().map(|who| who.name.as_str());
    assert_eq!(deciders.collect::<Vec<_>>(), ["SASO.SECOND", "SO.OF.CMS"]);
}

#[db_test]
async fn a_role_that_is_kept_is_asked_about_again_in_a_year_and_a_privileged_one_in_90_days(
    db: Db,
) {
    let world = world(db).await;
    world.day(0).await;
    let official = world.session("PSO.DAVIS").await;
    let cms = world.session("SO.OF.CMS").await;
    let production = world.session("PRODUCTION").await;
    for who in [&official, &cms, &production] {
        let grants: Vec<_> = world
            .unconfirmed(who)
            .await
            .into_iter()
            .map(|line| line.grant)
            .collect();
        let tally = keep(&world.services, who, &grants).await.unwrap();
        assert_eq!((tally.done, tally.missed), (grants.len(), 0));
    }
    assert_eq!(world.events(Act::RoleKept).await, 6);
    world.day(31).await;
    assert_eq!(world.events(Act::RoleSuspended).await, 0);
    assert!(world.events(Act::RecertificationClosed).await > 0);

    world.day(58).await;
    let cms = world.session_on("SO.OF.CMS", 58).await;
    assert!(world.unconfirmed(&cms).await.is_empty());
    world.day(59).await;
    let roles = |lines: Vec<RecertificationLine>| -> Vec<Role> {
        lines.into_iter().map(|line| line.role).collect()
    };
    assert_eq!(
        roles(world.unconfirmed(&cms).await),
        [
            Role::HelpDeskProductionControl,
            Role::ProviderSecurityOfficial,
            Role::StateAgencySecurityOfficial
        ]
    );
    assert!(world.asks("PSO.DAVIS").await.is_empty());
    let anna = world.session("ANNA.OTT").await;
    let own = own_confirmations(&world.services, &anna).await.unwrap();
    assert!(own.iter().all(|one| one.due_at == world.on(365)));
}

#[db_test]
async fn a_new_role_is_to_be_confirmed_a_year_after_its_day_and_says_never_until_then(db: Db) {
    let world = world(db).await;
    let bert = world
        .add("BERT.OTT", &[(Role::PbjViewer, at(&[world.davis]))])
        .await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_grant set granted_at = $1 where user_id = $2",
        world.on(-20).0,
        bert.actor.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    world.day(0).await;
    let asked = world.asks("PSO.DAVIS").await;
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0, "ANNA.OTT");
    let own = own_confirmations(&world.services, &bert).await.unwrap();
    assert_eq!(own[0].confirmed_at, None);
    assert_eq!(own[0].due_at, world.on(345));
    assert!(own[0].deciders.is_empty());
}

#[db_test]
async fn those_who_confirm_are_reminded_as_the_end_comes_near_and_not_daily(db: Db) {
    let world = world(db).await;
    let reminders = async || {
        let subjects = world.subjects("PSO.DAVIS").await;
        let about = |subject: &String| subject.contains("to be confirmed");
        subjects.into_iter().filter(about).count()
    };
    let mut told = Vec::new();
    for days in 0..=30 {
        world.day(days).await;
        told.push(reminders().await);
    }
    // At the beginning, and when 14 days, 7 days and the last one are left.
    assert_eq!(told[0], 1);
    let days: Vec<usize> = (1..told.len())
        .filter(|day| told[*day] > told[day - 1])
        .collect();
    assert_eq!(days, [17, 24, 30]);
    assert_eq!(told[30], 4);
}

#[db_test]
async fn those_who_confirm_are_reminded_once_by_two_servers_at_once(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    let before = world.subjects("PSO.DAVIS").await.len();
    join(world.day(17), world.day(17)).await;
    let subjects = world.subjects("PSO.DAVIS").await;
    assert_eq!(subjects.len(), before + 1, "{subjects:?}");
}

#[db_test]
async fn what_nobody_confirmed_is_suspended_at_the_end_and_both_sides_are_told(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    // What is asked of CMS is kept, or there would be nobody left.
    for name in ["SO.OF.CMS", "PRODUCTION"] {
        let who = world.session(name).await;
        let grants: Vec<_> = world
            .unconfirmed(&who)
            .await
            .into_iter()
            .filter(|line| line.person != "ANNA.OTT")
            .map(|line| line.grant)
            .collect();
        keep(&world.services, &who, &grants).await.unwrap();
    }
    world.day(30).await;
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
    world.day(31).await;
    assert!(world.held_by("ANNA.OTT").await.is_empty());
    assert_eq!(
        world.subjects("ANNA.OTT").await,
        [
            "A role of yours was suspended",
            "A role of yours was suspended"
        ]
    );
    let own = world.newest_mail("ANNA.OTT").await;
    for words in ["No person took it away", "recertification", "My Profile"] {
        assert!(own.contains(words), "{words}: {own}");
    }
    assert_eq!(world.subjects("PSO.DAVIS").await[0], "1 role was suspended");
    let mail = world.newest_mail("PSO.DAVIS").await;
    assert!(mail.contains("ANNA.OTT") && mail.contains(DAVIS) && !mail.contains(OTHER));
    assert_eq!(world.events(Act::RoleSuspended).await, 2);

    // The existing way gives it back, and it counts as confirmed from then on.
    let official = world.session_on("PSO.DAVIS", 32).await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    assert!(line.suspended);
    resume(&world.services, &official, line.id, line.provider)
        .await
        .unwrap();
    assert_eq!(world.held_by("ANNA.OTT").await.len(), 1);
    world.day(33).await;
    assert!(world.waiting(&official, "ANNA.OTT").await.is_empty());
}

#[db_test]
async fn a_last_official_whom_nobody_confirmed_is_suspended_and_production_control_is_told(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    for name in ["SO.OF.CMS", "PRODUCTION"] {
        let who = world.session(name).await;
        let other = if name == "PRODUCTION" {
            "SO.OF.CMS"
        } else {
            "PRODUCTION"
        };
        let grants = world.waiting(&who, other).await;
        keep(&world.services, &who, &grants).await.unwrap();
    }
    world.day(31).await;
    assert!(world.held_by("PSO.DAVIS").await.is_empty());
    let subjects = world.subjects("PRODUCTION").await;
    let unattended = "An organization is without a security official";
    let told = subjects.iter().filter(|subject| *subject == unattended);
    assert_eq!(told.count(), 2, "{subjects:?}");
    let mails = sent_to(&world.services, &address("PRODUCTION")).await;
    for mail in mails.iter().filter(|mail| mail.subject == unattended) {
        let why = "suspended by rule: nobody confirmed in the recertification";
        assert!(mail.paragraphs[0].contains(why), "{mail:?}");
    }
    let cms = world.session_on("SO.OF.CMS", 32).await;
    let line = world
        .grant_of(&cms, "PSO.DAVIS", Role::ProviderSecurityOfficial)
        .await;
    assert!(line.suspended && line.is_last_official);
    resume(&world.services, &cms, line.id, line.provider)
        .await
        .unwrap();
}

#[db_test]
async fn the_last_who_decides_nationwide_is_not_suspended_but_asked_about_again(db: Db) {
    let world = World::new(db).await;
    world.day(0).await;
    world.day(31).await;
    let nationwide = "select count(*) from role_grant where ended_at is null
        and role in ('cms_security_official', 'help_desk_production_control')";
    assert_eq!(world.count(nationwide).await, 1);
    assert_eq!(
        world
            .count("select count(*) from recertification where closed_at is null")
            .await,
        1
    );
}

#[db_test]
async fn several_are_removed_with_one_reason_but_for_the_last_official(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    let cms = world.session("SO.OF.CMS").await;
    let anna = world.waiting(&cms, "ANNA.OTT").await;
    let last = world.waiting(&cms, "PSO.DAVIS").await;
    let grants = [anna.clone(), last].concat();
    let tally = remove_unconfirmed(&world.services, &cms, &grants, "Left us.")
        .await
        .unwrap();
    assert_eq!((tally.done, tally.missed), (1, 1));
    // Of the other home alone.
    assert_eq!(
        world.held_by("ANNA.OTT").await,
        [(Role::PbjViewer, format!("Home {DAVIS}"))]
    );
    assert!(world.newest_mail("ANNA.OTT").await.contains("Left us."));
    assert_eq!(world.held_by("PSO.DAVIS").await.len(), 1);
    // Davis' campaign goes on, although the grant was divided.
    assert_eq!(world.asks("PSO.DAVIS").await.len(), 1);
    let again = remove_unconfirmed(&world.services, &cms, &anna, "Left us.")
        .await
        .unwrap();
    assert_eq!((again.done, again.missed), (0, 1));

    let reason = remove_unconfirmed(&world.services, &cms, &anna, " ").await;
    assert_eq!(refusal(reason).0, "reason");
    let none = keep(&world.services, &cms, &[]).await;
    assert_eq!(refusal(none).0, "rows");
}

#[db_test]
async fn of_two_officials_at_once_the_first_decides(db: Db) {
    let world = world(db).await;
    let davis = at(&[world.davis]);
    world
        .add("PSO.SECOND", &[(Role::ProviderSecurityOfficial, davis)])
        .await;
    world.day(0).await;
    let (one, two) = (
        world.session("PSO.DAVIS").await,
        world.session("PSO.SECOND").await,
    );
    let grants = world.waiting(&one, "ANNA.OTT").await;
    assert_eq!(world.waiting(&two, "ANNA.OTT").await, grants);
    let (kept, removed) = join(
        keep(&world.services, &one, &grants),
        remove_unconfirmed(&world.services, &two, &grants, "Left us."),
    )
    .await;
    let (kept, removed) = (kept.unwrap(), removed.unwrap());
    assert_eq!(kept.done + removed.done, 1);
    assert_eq!(kept.missed + removed.missed, 1);
    let place = if removed.done == 1 {
        format!("Home {OTHER}")
    } else {
        "2 providers".to_owned()
    };
    assert_eq!(world.held_by("ANNA.OTT").await, [(Role::PbjViewer, place)]);
}

#[db_test]
async fn a_role_that_is_removed_elsewhere_is_not_asked_about_any_more(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    let official = world.session("PSO.DAVIS").await;
    let grant = world.waiting(&official, "ANNA.OTT").await[0];
    remove(
        &world.services,
        &official,
        grant.id,
        grant.provider,
        "Left.",
    )
    .await
    .unwrap();
    assert!(world.asks("PSO.DAVIS").await.is_empty());
    let sql = "select count(*) from recertification_item where outcome = 'removed'";
    assert_eq!(world.count(sql).await, 1);
}

#[db_test]
async fn roles_are_confirmed_in_ones_scope_with_a_fresh_second_factor(db: Db) {
    let world = world(db).await;
    world.day(0).await;
    let mut official = world.session("PSO.DAVIS").await;
    let cms = world.session("SO.OF.CMS").await;
    let foreign = world.waiting(&cms, "SASO.IOWA").await;
    let tally = keep(&world.services, &official, &foreign).await.unwrap();
    assert_eq!((tally.done, tally.missed), (0, 1));
    // Nobody confirms their own.
    let own = world.waiting(&cms, "PSO.DAVIS").await;
    let tally = keep(&world.services, &official, &own).await.unwrap();
    assert_eq!((tally.done, tally.missed), (0, 1));
    let nobody = world.session("ANNA.OTT").await;
    let refused = keep(&world.services, &nobody, &own).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))));
    official.holder.confirmed_at = None;
    let grants = world.waiting(&official, "ANNA.OTT").await;
    let refused = keep(&world.services, &official, &grants).await;
    assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    let refused = remove_unconfirmed(&world.services, &official, &grants, "No.").await;
    assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
}

#[db_test]
async fn who_is_the_only_official_is_asked_once_for_a_second_and_again_when_alone_again(db: Db) {
    let world = world(db).await;
    let asked = async |name: &str| {
        let subjects = world.subjects(name).await;
        let about = |subject: &String| subject == "Name a second security official";
        subjects.into_iter().filter(about).count()
    };
    for days in [0, 1, 2] {
        world.day(days).await;
    }
    assert_eq!(asked("PSO.DAVIS").await, 1);
    assert_eq!(asked("SASO.IOWA").await, 1);
    assert_eq!(asked("ANNA.OTT").await, 0);

    let davis = at(&[world.davis]);
    let second = (Role::ProviderSecurityOfficial, davis);
    world.add("PSO.SECOND", &[second]).await;
    world.day(3).await;
    assert_eq!(asked("PSO.SECOND").await, 0);
    let official = world.session("PSO.DAVIS").await;
    let alone = domain::access::UserFilter {
        alone: true,
        ..domain::access::UserFilter::default()
    };
    let count = async |who: &Session| {
        let count = count_users(&world.services, &who.actor, &alone).await;
        count.unwrap()
    };
    assert_eq!(count(&official).await, 0);
    let line = world
        .grant_of(&official, "PSO.SECOND", Role::ProviderSecurityOfficial)
        .await;
    remove(&world.services, &official, line.id, line.provider, "Left.")
        .await
        .unwrap();
    assert_eq!(count(&official).await, 1);
    for days in [4, 5] {
        world.day(days).await;
    }
    assert_eq!(asked("PSO.DAVIS").await, 2);
}

#[db_test]
async fn the_only_official_is_asked_again_with_each_yearly_recertification(db: Db) {
    let world = world(db).await;
    let asked = async || {
        let subjects = world.subjects("PSO.DAVIS").await;
        let about = |subject: &String| subject == "Name a second security official";
        subjects.into_iter().filter(about).count()
    };
    world.day(0).await;
    let official = world.session("PSO.DAVIS").await;
    let grants = world.waiting(&official, "ANNA.OTT").await;
    keep(&world.services, &official, &grants).await.unwrap();
    let keep_official = async |days: i64| {
        let cms = world.session_on("SO.OF.CMS", days).await;
        let grants = world.waiting(&cms, "PSO.DAVIS").await;
        keep(&world.services, &cms, &grants).await.unwrap();
    };
    keep_official(0).await;
    // The quarterly ones ask for no second official.
    world.day(59).await;
    keep_official(59).await;
    assert_eq!(asked().await, 1);
    world.day(334).await;
    assert_eq!(asked().await, 2);
}
