//! User Management: what its list says and lets through, one person, and federal surveyor IDs.

use domain::{
    access::{
        Approval, Entry, Holding, LastLogIn, Role, Scope, Shown, Surveying, SurveyorId,
        SurveyorOrigin, UserFilter, UserSort,
    },
    audit::Organization,
    listing::Direction,
    objection::Objection,
};
use store::{Db, db_test, fetch};

use super::{DAVIS, DAY, World, as_surveyor, at, at_homes, conflict, refusal, state};
use crate::{
    ServiceError,
    access::{approve, count_users, export_users, find_user, list_users, verify_surveyor},
    search,
};

/// Davis with a viewer and somebody who asks; Iowa with a surveyor who asks.
async fn world(db: Db) -> World {
    let mut world = World::new(db).await;
    let davis = at(&[world.davis]);
    world.add("ANNA.OTT", &[(Role::PbjViewer, davis)]).await;
    let asker = world.add("BEN.ASKS", &[]).await;
    world
        .asked(&asker, &at_homes(Role::PbjSubmitter, &[DAVIS]))
        .await;
    let surveyor = world.add("IDA.MARSH", &[]).await;
    world.asked(&surveyor, &as_surveyor()).await;
    world.now = world.now.plus_seconds(3 * DAY + 60);
    world
}

fn names(rows: &[domain::access::UserLine]) -> Vec<&str> {
    rows.iter().map(|row| row.person.as_str()).collect()
}

fn id(text: &str) -> SurveyorId {
    SurveyorId::parse(text).unwrap()
}

#[db_test]
async fn a_list_has_what_is_held_and_what_is_asked_for_with_the_days_since(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let rows = world.users(&official, &UserFilter::default()).await;
    assert_eq!(names(&rows), ["ANNA.OTT", "BEN.ASKS", "PSO.DAVIS"]);
    assert_eq!(rows[1].holding, Holding::Pending);
    assert_eq!(rows[1].pending_days, Some(3));
    assert!(matches!(rows[1].entry, Entry::Request(_)));
    assert_eq!(rows[0].pending_days, None);
    assert!(rows[2].is_last_official && rows[2].is_own);
    for (shown, expected) in [
        (Shown::Held, vec!["ANNA.OTT", "PSO.DAVIS"]),
        (Shown::Only(Holding::Pending), vec!["BEN.ASKS"]),
        (Shown::Only(Holding::Suspended), vec![]),
    ] {
        let filter = UserFilter {
            shown,
            ..UserFilter::default()
        };
        assert_eq!(names(&world.users(&official, &filter).await), expected);
        let count = count_users(&world.services, &official.actor, &filter).await;
        assert_eq!(count.unwrap(), i64::try_from(expected.len()).unwrap());
    }
}

#[db_test]
async fn a_request_of_yesterday_waits_for_a_day_by_the_readers_calendar(db: Db) {
    const HOUR: i64 = 60 * 60;
    let mut world = world(db).await;
    // It was asked at noon of Eastern Time.
    let asked = world.now.plus_seconds(-3 * DAY - 60);
    let waited = async |world: &World| {
        let official = world.session("PSO.DAVIS").await;
        let rows = world.users(&official, &UserFilter::default()).await;
        let file = export_users(&world.services, &official.actor, &UserFilter::default()).await;
        let file = String::from_utf8(file.unwrap()).unwrap();
        let days = rows[1].pending_days.unwrap();
        assert!(file.contains(&format!(" ET,{days},")), "{file}");
        days
    };
    for (hours, days) in [(11, 0), (13, 1), (35, 1), (37, 2)] {
        world.now = asked.plus_seconds(hours * HOUR);
        assert_eq!(waited(&world).await, days, "after {hours} hours");
    }
    world.now = asked.plus_seconds(13 * HOUR);
    let hawaii = "update user_account set time_zone = 'Pacific/Honolulu' where user_name = $1";
    world.change(hawaii, "PSO.DAVIS").await;
    assert_eq!(waited(&world).await, 0, "there it is the same evening");
}

#[db_test]
async fn each_filter_and_each_order_holds(db: Db) {
    let world = world(db).await;
    let cms = world.session("SO.OF.CMS").await;
    world
        .change(
            "update user_account set last_log_in_at = 1 where user_name = $1",
            "ANNA.OTT",
        )
        .await;
    let filtered = async |filter: UserFilter| {
        let rows = world.users(&cms, &filter).await;
        rows.into_iter().map(|row| row.person).collect::<Vec<_>>()
    };
    let all = UserFilter::default;
    for (text, expected) in [
        (DAVIS, vec!["ANNA.OTT", "BEN.ASKS", "PSO.DAVIS"]),
        (
            "IA",
            vec![
                "ANNA.OTT",
                "BEN.ASKS",
                "IDA.MARSH",
                "PSO.DAVIS",
                "SASO.IOWA",
            ],
        ),
        ("OH", vec![]),
        ("IOWA", vec![]),
    ] {
        let organization = Organization::parse(text);
        let found = filtered(UserFilter {
            organization,
            ..all()
        })
        .await;
        assert_eq!(found, expected, "{text}");
    }
    let last_log_in = Some(LastLogIn::LongAgo);
    let role = Some(Role::PbjViewer);
    let long_ago = UserFilter {
        last_log_in,
        role,
        ..all()
    };
    assert_eq!(filtered(long_ago).await, ["ANNA.OTT"]);
    let last_log_in = Some(LastLogIn::Never);
    let never = UserFilter {
        last_log_in,
        role,
        ..all()
    };
    assert!(filtered(never).await.is_empty());
    let surveying = Some(Surveying::ToVerify);
    let to_verify = UserFilter { surveying, ..all() };
    assert_eq!(filtered(to_verify).await, ["IDA.MARSH"]);
    let unconfirmed = UserFilter {
        unconfirmed: true,
        ..all()
    };
    assert!(filtered(unconfirmed).await.is_empty());
    for sort in UserSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let sorted = UserFilter {
                sort,
                direction,
                ..all()
            };
            let found = filtered(sorted).await;
            assert_eq!(found.len(), 7, "{sort:?}");
            if sort == UserSort::LastLogIn {
                // Whoever never logged in comes last either way.
                assert_eq!(found[0], "ANNA.OTT", "{direction:?}");
            }
        }
    }
}

#[db_test]
async fn a_sealed_search_opens_for_whoever_searched_alone(db: Db) {
    let world = world(db).await;
    let official = world.session("PSO.DAVIS").await;
    let filter = UserFilter {
        shown: Shown::All,
        ..world.finding(&official, "Ben")
    };
    let found = list_users(&world.services, &official.actor, &filter)
        .await
        .unwrap();
    assert_eq!(
        (names(&found.lines.rows), found.search.as_str()),
        (vec!["BEN.ASKS"], "Ben")
    );
    let address = filter.to_query().to_string();
    assert!(!address.to_lowercase().contains("ben"), "{address}");
    let other = world.session("SO.OF.CMS").await;
    let found = list_users(&world.services, &other.actor, &filter)
        .await
        .unwrap();
    assert_eq!((found.lines.total, found.search.as_str()), (7, ""));
    let nothing = search::seal(&world.services, &official.actor, "  ").unwrap();
    assert_eq!(nothing, None);
}

#[db_test]
async fn a_person_is_shown_as_far_as_ones_scope_reaches(db: Db) {
    let world = world(db).await;
    let (davis, ohio) = (at(&[world.davis]), at(&[world.ohio]));
    let both = [(Role::PbjViewer, davis), (Role::PbjSubmitter, ohio)];
    let user = world.add("CLARA.BOTH", &both).await.actor.user;
    let official = world.session("PSO.DAVIS").await;
    let found = find_user(&world.services, &official.actor, user, None)
        .await
        .unwrap();
    assert_eq!(found.roles.len(), 1);
    assert!(found.is_usable && found.may_change && found.surveyor.is_none());
    let saso = world.session("SASO.IOWA").await;
    let hidden = find_user(&world.services, &saso.actor, user, None).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
    let help = world
        .add("HELP.DESK", &[(Role::HelpDesk, Scope::Nation)])
        .await;
    let found = find_user(&world.services, &help.actor, user, None)
        .await
        .unwrap();
    assert_eq!((found.roles.len(), found.may_change), (2, false));
    let clara = world.session("CLARA.BOTH").await;
    let denied = find_user(&world.services, &clara.actor, user, None).await;
    assert!(matches!(denied, Err(ServiceError::Denied(_))));
}

#[db_test]
async fn a_surveyor_id_is_verified_before_the_role_is_granted(db: Db) {
    let world = world(db).await;
    let user = world.session("IDA.MARSH").await.actor.user;
    let saso = world.session("SASO.IOWA").await;
    let services = &world.services;
    let verify =
        async |who, number, origin| verify_surveyor(services, who, user, &id(number), origin).await;
    verify(&saso, "30417", SurveyorOrigin::Verified)
        .await
        .unwrap();
    assert_eq!(
        world.subjects("IDA.MARSH").await[0],
        "Your federal surveyor ID was verified"
    );
    assert!(!world.newest_mail("IDA.MARSH").await.contains("30417"));
    let found = find_user(services, &saso.actor, user, None).await.unwrap();
    let record = found.surveyor.unwrap().record.unwrap();
    assert_eq!((record.id, record.by.as_str()), (id("30417"), "SASO.IOWA"));
    // A mistake is corrected, and the request is then granted with the number that stands.
    verify(&saso, "30418", SurveyorOrigin::Created)
        .await
        .unwrap();
    let filter = UserFilter {
        surveying: Some(Surveying::Verified),
        ..UserFilter::default()
    };
    let rows = world.users(&saso, &filter).await;
    assert_eq!(rows[0].surveyor_id, Some(id("30418")));
    let Entry::Request(request) = rows[0].entry else {
        panic!("not asked for");
    };
    approve(services, &saso, request, Approval::default())
        .await
        .unwrap();
    let mut tx = services.db.read().await.unwrap();
    let sql = "select detail from audit_event where act = 'authz_surveyor_verified' and state_code = 'IA' order by seq";
    let details = fetch!(fetch_all, (String,), tx, sql).unwrap();
    let details: Vec<&str> = details.iter().map(|(detail,)| detail.as_str()).collect();
    assert_eq!(
        details,
        [
            r#"{"origin":"verified","surveyor_id":"30417"}"#,
            r#"{"origin":"created","surveyor_id":"30418"}"#
        ]
    );
}

#[db_test]
async fn a_surveyor_id_is_not_written_down_for_just_anybody(db: Db) {
    let world = world(db).await;
    let ida = world.session("IDA.MARSH").await.actor.user;
    let other = world.add("JON.OTHER", &[]).await;
    world.asked(&other, &as_surveyor()).await;
    let saso = world.session("SASO.IOWA").await;
    let services = &world.services;
    let (number, how) = (&id("30417"), SurveyorOrigin::Verified);
    verify_surveyor(services, &saso, ida, number, how)
        .await
        .unwrap();
    let taken = verify_surveyor(services, &saso, other.actor.user, number, how).await;
    assert_eq!(refusal(taken).0, "surveyor_id");

    let (anna, cms) = (
        world.session("ANNA.OTT").await,
        world.session("SO.OF.CMS").await,
    );
    let none = verify_surveyor(services, &cms, anna.actor.user, number, how).await;
    assert_eq!(conflict(none), Objection::NoSurveyor);
    let official = world.session("PSO.DAVIS").await;
    let hidden = verify_surveyor(services, &official, ida, number, how).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)));
    let help = world
        .add("HELP.DESK", &[(Role::HelpDesk, Scope::Nation)])
        .await;
    let denied = verify_surveyor(services, &help, ida, number, how).await;
    assert!(matches!(denied, Err(ServiceError::Denied(_))));
    let stale = crate::identity::Session {
        holder: crate::identity::Holder {
            confirmed_at: None,
            ..saso.holder.clone()
        },
        ..saso
    };
    let unconfirmed = verify_surveyor(services, &stale, ida, number, how).await;
    assert!(matches!(unconfirmed, Err(ServiceError::Unconfirmed)));
}

#[db_test]
async fn the_file_of_the_list_has_its_rows_and_its_columns(db: Db) {
    let world = world(db).await;
    let saso = world.session("SASO.IOWA").await;
    let file = export_users(&world.services, &saso.actor, &UserFilter::default()).await;
    let file = String::from_utf8(file.unwrap()).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].starts_with("Name,User ID,User Role,Organization,"),
        "{file}"
    );
    assert!(
        lines[1].starts_with("IDA.MARSH,IDA.MARSH,State Agency S&C General User,Iowa,Pending,"),
        "{file}"
    );
    assert!(
        lines[1].contains(",3,,,,") && lines[1].contains("To be verified"),
        "{file}"
    );
    assert_eq!(state("IA").name(), "Iowa");
}
