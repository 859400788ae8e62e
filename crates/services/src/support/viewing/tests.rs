use domain::{
    access::{Actor, Category, Organizations},
    support::NewTicket,
    time::Now,
};
use store::{Db, db_test, row::Day};

use super::*;
use crate::{
    identity::{AskedBy, Presented, session as presented},
    providers,
    support::tickets,
    token::Token,
};

pub(super) const NOON: Instant = Instant(1_795_348_800_000_000);

pub(super) fn at(minutes: i64) -> Now {
    let moment = NOON.plus_seconds(60 * minutes);
    Now {
        system: moment,
        rules: moment,
    }
}

pub(super) async fn account(services: &Services, number: u128, role: Option<(Role, Option<u128>)>) {
    let mut tx = services.db.write().await.unwrap();
    let user = Uuid::from_u128(number);
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, 'Somebody', $3, 'active', 0)",
        user,
        format!("PERSON.{number}"),
        format!("person.{number}@example.org")
    )
    .unwrap();
    if let Some((role, provider)) = role {
        exec!(
            tx,
            "insert into role_grant (id, user_id, role, granted_at) values ($1, $1, $2, 0)",
            user,
            role.key()
        )
        .unwrap();
        if let Some(provider) = provider {
            exec!(
                tx,
                "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                user,
                Uuid::from_u128(provider)
            )
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

pub(super) async fn provider(services: &Services, number: u128, ccn: &str, state: &str) {
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
         values ($1, $2, $3, $4, 'nursing_home', $2, $2, '1 Main Street', 'Springfield', '50001', 0, 0)",
        Uuid::from_u128(number),
        ccn,
        format!("F{number}"),
        state
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// A session of the Help Desk's person, whose second factor was proven now.
pub(super) async fn help_desk(services: &Services) -> Token {
    let token = Token::new().unwrap();
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at, confirmed_at, category_at)
         values ($1, $2, 'cms', $3, $3, $4, $3, $3)",
        token.hash().as_slice(),
        Uuid::from_u128(2),
        NOON.0,
        NOON.plus_seconds(43_200).0
    )
    .unwrap();
    tx.commit().await.unwrap();
    token
}

pub(super) async fn session(services: &Services, token: &Token, minutes: i64) -> Session {
    match presented(services, token, AskedBy::Person, at(minutes)).await {
        Ok(Presented::Open(session)) => *session,
        other => panic!("{other:?}"),
    }
}

/// Two homes, a security official of the first, who asks, and the Help Desk.
pub(super) async fn world(db: Db) -> (Services, TicketNumber, Token) {
    let services = crate::tests::services(db);
    provider(&services, 100, "165001", "IA").await;
    provider(&services, 200, "365001", "OH").await;
    let official = Role::ProviderSecurityOfficial;
    account(&services, 1, Some((official, Some(100)))).await;
    account(&services, 2, Some((Role::HelpDesk, None))).await;
    let asker = Actor {
        user: UserId(Uuid::from_u128(1)),
        user_name: "PERSON.1".into(),
        category: Category::Provider,
        grants: Vec::new(),
        now: at(0),
        viewing: None,
    };
    let new = NewTicket {
        subject: "Help".into(),
        ccn: String::new(),
        words: "Help".into(),
    };
    let number = tickets::open(&services, &asker, &new).await.unwrap();
    let token = help_desk(&services).await;
    (services, number, token)
}

pub(super) fn wanted(number: TicketNumber, role: Role, organization: &str) -> NewViewing {
    let (organization, place) = match role.organizations() {
        Organizations::Providers => (organization, ""),
        _ => ("", organization),
    };
    NewViewing {
        ticket: number.to_string(),
        role: role.key().into(),
        organization: organization.into(),
        place: place.into(),
        reason: ViewingReason::Explain.key().into(),
        words: "To see it".into(),
        elsewhere: "The ticket tells of it.".into(),
    }
}

pub(super) async fn starts(
    services: &Services,
    token: &Token,
    new: &NewViewing,
) -> Result<Token, ServiceError> {
    let session = session(services, token, 0).await;
    start(services, &session, new, NOON).await
}

#[db_test]
async fn one_sees_the_place_of_the_role_and_may_change_nothing(db: Db) {
    let (services, number, mut token) = world(db).await;
    for (role, place) in [
        (Role::PbjSubmitter, "165001"),
        (Role::StateAgencyAssessmentCoordinator, "OH"),
    ] {
        let new = wanted(number, role, place);
        token = starts(&services, &token, &new).await.unwrap();
        let viewing = session(&services, &token, 1).await;
        assert_eq!(viewing.holder.user, UserId(Uuid::from_u128(2)));
        assert_eq!(viewing.person.category, role.category());
        let filter = domain::providers::ProviderFilter::default();
        let list = providers::list(&services, &viewing.actor, &filter).await;
        assert_eq!(list.unwrap().total, 1, "{role:?}");
        for action in Action::ALL.into_iter().filter(|action| action.changes()) {
            assert!(!viewing.actor.may(action), "{action:?}");
        }
        token = stop(&services, &viewing, NOON).await.unwrap();
        let back = session(&services, &token, 1).await;
        assert!(back.viewing.is_none() && back.actor.may(Action::ViewAs));
    }
}

#[db_test]
async fn another_organization_than_the_askers_needs_a_reason_of_its_own(db: Db) {
    let (services, number, mut token) = world(db).await;
    let (submitter, agency) = (Role::PbjSubmitter, Role::StateAgencyAssessmentCoordinator);
    let silent = |role, place| NewViewing {
        elsewhere: " ".into(),
        ..wanted(number, role, place)
    };
    // The asker is the official of the first home: neither another, nor the state of their own, is theirs.
    for (role, place) in [(submitter, "365001"), (agency, "IA")] {
        let new = silent(role, place);
        let Err(ServiceError::Refused(errors)) = starts(&services, &token, &new).await else {
            panic!("{role:?}");
        };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["elsewhere"], "{role:?}");
    }
    let asked = "insert into role_request (id, user_id, role, provider_id, state, requested_at)
        values ($1, $1, 'pbj_viewer', $2, 'pending', 0)";
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, asked, Uuid::from_u128(1), Uuid::from_u128(200)).unwrap();
    tx.commit().await.unwrap();
    let offered = async |token: &Token, ticket: &str| {
        let session = session(&services, token, 0).await;
        organizations_of_asker(&services, &session, ticket).await
    };
    let own = offered(&token, &number.to_string()).await.unwrap();
    let (keys, names): (Vec<_>, Vec<_>) = own.into_iter().unzip();
    assert_eq!(keys, ["165001", "365001"]);
    assert_eq!(names, ["165001 (165001)", "365001 (365001)"]);
    for none in ["", "HD-1"] {
        assert!(offered(&token, none).await.unwrap().is_empty(), "{none}");
    }

    let ohio = wanted(number, agency, "OH");
    for new in [
        silent(submitter, "165001"),
        silent(submitter, "365001"),
        ohio,
    ] {
        token = starts(&services, &token, &new).await.unwrap();
        let viewing = session(&services, &token, 1).await;
        token = stop(&services, &viewing, NOON).await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let words = "select elsewhere_words from viewing order by state_code is not null, provider_id";
    let words = fetch!(fetch_all, (Option<String>,), tx, words).unwrap();
    let reason = Some("The ticket tells of it.".to_owned());
    assert_eq!(words, [(None,), (None,), (reason,)]);
    let told = "select count(*) from audit_event where act = $1 and detail like '%not_the_askers%'";
    let told = fetch!(fetch_one, (i64,), tx, told, Act::ViewingStarted.key()).unwrap();
    assert_eq!(told, (1,));
}

#[db_test]
async fn a_terminated_provider_is_viewed_no_more(db: Db) {
    let (services, number, token) = world(db).await;
    let mut tx = services.db.write().await.unwrap();
    let sql = "update provider set terminated_on = $1 where ccn = '165001'";
    let yesterday = at(0).today().yesterday().unwrap();
    exec!(tx, sql, Day::from(yesterday)).unwrap();
    tx.commit().await.unwrap();
    let new = wanted(number, Role::PbjViewer, "165001");
    let Err(ServiceError::Refused(errors)) = starts(&services, &token, &new).await else {
        panic!("it began");
    };
    assert_eq!(errors[0].field, "organization");
    let words = "165001 (165001) is terminated, since ";
    assert!(errors[0].message.starts_with(words), "{errors:?}");
}

#[db_test]
async fn the_database_itself_refuses_whoever_only_looks(db: Db) {
    let (services, ..) = world(db).await;
    let looking = services.db.reading();
    let mut tx = looking.write().await.unwrap();
    let refused = exec!(tx, "update ticket set subject = 'changed'");
    assert!(refused.is_err());
    drop(tx);
    // Neither is the connection spoilt for others, nor the record closed.
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update ticket set subject = 'changed'").unwrap();
    tx.commit().await.unwrap();
    let mut tx = looking.record().await.unwrap();
    exec!(tx, "update ticket set subject = 'once more'").unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn half_an_hour_is_the_end_of_it(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    for (minutes, views) in [(14, true), (28, true), (30, false)] {
        let session = session(&services, &token, minutes).await;
        assert_eq!(session.viewing.is_some(), views, "{minutes}");
    }
}

#[db_test]
async fn whoever_loses_the_right_views_no_longer(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    let mut tx = services.db.write().await.unwrap();
    let sql = "update role_grant set ended_at = $2, ended_why = 'removed' where user_id = $1";
    exec!(tx, sql, Uuid::from_u128(2), at(1).system.0).unwrap();
    tx.commit().await.unwrap();
    let session = session(&services, &token, 1).await;
    assert!(session.viewing.is_none() && session.actor.grants.is_empty());
}

#[test]
fn who_views_is_the_same_in_sql_as_in_the_policy() {
    for role in Role::ALL {
        let views = domain::access::policy(role, Action::ViewAs).is_some();
        let named = crate::support::viewing::viewers!().contains(&format!("'{}'", role.key()));
        assert_eq!(named, views, "{role:?}");
    }
}

#[db_test]
async fn the_officials_of_the_place_are_told_without_anybodys_name(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    starts(&services, &token, &new).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let sql = "select user_id, subject from message";
    let found = fetch!(fetch_all, (Option<Uuid>, String), tx, sql).unwrap();
    let subject = "The Help Desk views pages as a role of your organization".to_owned();
    assert_eq!(found, [(Some(Uuid::from_u128(1)), subject)]);
}

#[db_test]
async fn where_there_is_no_official_production_control_and_cms_are_told(db: Db) {
    let (services, number, token) = world(db).await;
    account(&services, 3, Some((Role::CmsSecurityOfficial, None))).await;
    let role = Role::HelpDeskProductionControl;
    account(&services, 4, Some((role, None))).await;
    let new = wanted(number, Role::PbjViewer, "365001");
    starts(&services, &token, &new).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let sql = "select user_id, subject from message order by user_id";
    let found = fetch!(fetch_all, (Option<Uuid>, String), tx, sql).unwrap();
    let subject =
        "The Help Desk views pages as a role of an organization without a security official";
    let told = |user| (Some(Uuid::from_u128(user)), subject.to_owned());
    assert_eq!(found, [told(3), told(4)]);
}

#[db_test]
async fn it_begins_neither_upward_nor_without_a_ticket_of_somebody_else(db: Db) {
    let (services, number, token) = world(db).await;
    for role in Role::ALL.into_iter().filter(|role| !role.may_be_viewed()) {
        let refused = starts(&services, &token, &wanted(number, role, "165001")).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role:?}");
    }
    let right = wanted(number, Role::PbjViewer, "165001");
    let wrong = [
        (
            "ticket",
            NewViewing {
                ticket: "HD-1".into(),
                ..right.clone()
            },
        ),
        (
            "organization",
            NewViewing {
                organization: "IA".into(),
                ..right.clone()
            },
        ),
        (
            "place",
            NewViewing {
                role: Role::StateAgencyGeneralUser.key().into(),
                ..right.clone()
            },
        ),
        // Of another role.
        (
            "place",
            NewViewing {
                role: Role::MacUser.key().into(),
                place: "region-7".into(),
                ..right.clone()
            },
        ),
        // Of two places none counts alone.
        (
            "place",
            NewViewing {
                place: "IA".into(),
                ..right.clone()
            },
        ),
        (
            "organization",
            NewViewing {
                organization: "165001".into(),
                ..wanted(number, Role::StateAgencyGeneralUser, "IA")
            },
        ),
        (
            "reason",
            NewViewing {
                reason: "curious".into(),
                ..right.clone()
            },
        ),
        (
            "words",
            NewViewing {
                words: " ".into(),
                ..right.clone()
            },
        ),
    ];
    for (field, new) in wrong {
        let Err(ServiceError::Refused(errors)) = starts(&services, &token, &new).await else {
            panic!("{field}");
        };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update ticket set user_id = $1", Uuid::from_u128(2)).unwrap();
    tx.commit().await.unwrap();
    let own = starts(&services, &token, &right).await;
    assert!(matches!(own, Err(ServiceError::Refused(_))), "{own:?}");
}

#[db_test]
async fn identifiers_are_masked_until_a_reason_is_given(db: Db) {
    let (services, number, token) = world(db).await;
    let new = wanted(number, Role::PbjViewer, "165001");
    let token = starts(&services, &token, &new).await.unwrap();
    let before = session(&services, &token, 1).await;
    assert_eq!(before.actor.viewing, Some(Sight::Masked));
    let refused = reveal(&services, &before, " ", NOON).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
    reveal(&services, &before, "To compare it.", NOON)
        .await
        .unwrap();
    let after = session(&services, &token, 1).await;
    assert_eq!(after.actor.viewing, Some(Sight::Revealed));
}
