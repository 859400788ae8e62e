use domain::{
    access::{Action, Actor, GrantId, Jurisdiction, RequestId, Role, Scope},
    audit::{AuditFilter, EventLine, Fact, Object, Organization},
    listing::{PageRequest, Query},
    providers::{Ccn, StateCode},
    staffing::QuarterFilter,
    submissions::SubmissionFilter,
};
use store::{Db, db_test};

use super::*;
use crate::{
    ServiceError,
    audit::{export_access_record, export_events, find_event, list_access_record, list_events},
    search, staffing,
    submissions::{
        self,
        tests::world::{Pbj, World},
    },
};

/// Words that stand for what concerns people: an employee, a file's name, hours.
const CANARIES: [&str; 3] = ["CANARY77", "canary-file.xml", "7.77"];

fn quarter() -> QuarterFilter {
    QuarterFilter::from_query(&Query::parse("facility=366001&quarter=2026Q4"))
}

/// A world in which a file with canaries was sent and looked at in every way.
async fn looked_at(db: Db) -> World {
    let mut world = World::new(db).await;
    let file = Pbj {
        employees: &["CANARY77"],
        entries: &[("CANARY77", "2026-07-01", "7.77", 7)],
        ..Pbj::default()
    };
    let number = world.send("canary-file.xml", file.xml()).await;
    world.work().await;
    let (services, actor) = (&world.services, &world.submitter);
    let page = PageRequest::default();
    submissions::report(services, actor, number, 1, None, page)
        .await
        .unwrap();
    let saved = submissions::report_csv(services, actor, number, 1).await;
    drop(saved.unwrap());
    submissions::export(services, actor, &SubmissionFilter::default())
        .await
        .unwrap();
    staffing::quarter(services, actor, &quarter())
        .await
        .unwrap();
    let hours = staffing::export(services, actor, &quarter()).await.unwrap();
    assert!(String::from_utf8(hours).unwrap().contains("CANARY77"));
    world
}

#[db_test]
async fn what_concerns_people_is_recorded_when_it_is_looked_at_and_stands_not_in_the_record(
    db: Db,
) {
    let world = looked_at(db).await;
    let text = exported(&world.services).await;
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    for seen in [
        r#""act":"upload_complete""#,
        r#""act":"upload_validation""#,
        r#""act":"sensitive_read""#,
        r#""act":"sensitive_export""#,
        r#""object_type":"staffing_quarter","object_id":"2026Q4""#,
        r#""object_type":"submission_file""#,
    ] {
        assert!(text.contains(seen), "{seen} in {text}");
    }
    assert_eq!(verdict(&world.services).await.broken, None);
}

#[db_test]
async fn nothing_is_shown_that_could_not_be_recorded(db: Db) {
    let mut world = World::new(db).await;
    let number = world.submit(&Pbj::default()).await.number;
    let (services, actor) = (&world.services, &world.submitter);
    tamper(services, "alter table audit_event rename to gone").await;
    let page = PageRequest::default();
    let report = submissions::report(services, actor, number, 1, None, page).await;
    assert!(matches!(report, Err(ServiceError::Unrecorded(_))));
    let hours = staffing::export(services, actor, &quarter()).await;
    assert!(matches!(hours, Err(ServiceError::Unrecorded(_))));
    let shown = staffing::quarter(services, actor, &quarter()).await;
    assert!(matches!(shown, Err(ServiceError::Unrecorded(_))));
    let list = submissions::export(services, actor, &SubmissionFilter::default()).await;
    assert!(matches!(list, Err(ServiceError::Unrecorded(_))));
}

#[db_test]
async fn an_export_ends_with_the_signed_hash_of_its_last_row(db: Db) {
    let services = six_rows(db).await;
    let text = exported(&services).await;
    let lines: Vec<&str> = text.lines().collect();
    let [rows @ .., end] = lines.as_slice() else {
        panic!("no lines: {text}");
    };
    // The export itself is the seventh event, and not in it.
    assert_eq!(rows.len(), 6);
    let end = checkpoint::Checkpoint::parse(end, &services.keys).unwrap();
    assert_eq!(end.seq, 6);
    assert!(rows[5].ends_with(&format!(r#""hash":"{}"}}"#, end.hash)));
    assert_eq!(verdict(&services).await.rows, 7);
}

fn acts(events: &[EventLine]) -> Vec<(&str, &str)> {
    events
        .iter()
        .map(|line| (line.act.as_str(), line.who.as_str()))
        .collect()
}

#[db_test]
async fn an_official_sees_what_was_done_at_their_own_providers_and_nothing_else(db: Db) {
    let world = looked_at(db).await;
    let role = Role::ProviderSecurityOfficial;
    let at = |home| Scope::Providers(vec![home]);
    let official = world.add_person("OFFICIAL", role, at(world.home)).await;
    let other = world
        .add_person("OTHER.OFFICIAL", role, at(world.other_home))
        .await;
    let (services, filter) = (&world.services, AuditFilter::default());
    let seen = list_access_record(services, &official, &filter)
        .await
        .unwrap();
    assert_eq!(
        acts(&seen.events),
        [
            ("Saved as a file", "SUBMITTER"),
            ("Looked at", "SUBMITTER"),
            ("Saved as a file", "SUBMITTER"),
            ("Saved as a file", "SUBMITTER"),
            ("Looked at", "SUBMITTER"),
            ("Checked a file", "The program"),
        ]
    );
    let none = list_access_record(services, &other, &filter).await.unwrap();
    assert!(none.events.is_empty(), "{none:?}");
    let foreign = AuditFilter {
        organization: Some(Organization::Provider(Ccn::parse("366001").unwrap())),
        ..filter
    };
    let hidden = list_access_record(services, &other, &foreign).await;
    assert!(matches!(hidden, Err(ServiceError::NotFound)), "{hidden:?}");
}

#[db_test]
async fn an_auditor_filters_by_person_act_organization_and_outcome_and_pages_by_number(db: Db) {
    let world = looked_at(db).await;
    let auditor = world
        .add_person("AUDITOR", Role::Auditor, Scope::Nation)
        .await;
    let services = &world.services;
    let found = async |query: &str| {
        let filter = AuditFilter::from_query(&Query::parse(query));
        list_events(services, &auditor, &filter).await.unwrap()
    };
    let by = async |user: &str| {
        let filter = AuditFilter {
            search: search::seal(services, &auditor, user).unwrap(),
            ..AuditFilter::default()
        };
        list_events(services, &auditor, &filter).await.unwrap()
    };
    let submitter = by("submitter").await;
    assert_eq!(
        (submitter.events.len(), submitter.search.as_str()),
        (6, "submitter")
    );
    for nobody in ["NOBODY.KNOWN", "no user ID"] {
        assert!(by(nobody).await.events.is_empty(), "{nobody}");
    }
    let settled = found("act=upload_validation").await.events;
    assert_eq!(acts(&settled), [("Checked a file", "The program")]);
    assert_eq!(found("organization=366001").await.events.len(), 6);
    assert_eq!(
        found("organization=366001&act=sensitive_read")
            .await
            .events
            .len(),
        2
    );
    assert!(found("organization=366002").await.events.is_empty());
    assert!(found("outcome=failed").await.events.is_empty());
    assert!(found("to=2020-01-01").await.events.is_empty());
    for number in 0..60 {
        write(services, event(number)).await;
    }
    let first = found("act=user_updated").await;
    assert_eq!(first.events.len(), AuditFilter::PAGE);
    let next = first.next.expect("a second page");
    let second = found(&format!("act=user_updated&before={next}")).await;
    assert_eq!((second.events.len(), second.next), (10, None));
    let detail = find_event(services, &auditor, settled[0].seq)
        .await
        .unwrap();
    let fact = ("outcome".to_owned(), "accepted".to_owned());
    assert!(detail.facts.contains(&fact), "{detail:?}");
    let missing = find_event(services, &auditor, 1_000_000).await;
    assert!(matches!(missing, Err(ServiceError::NotFound)));
    // That the auditor looked is recorded as well.
    assert!(!by("AUDITOR").await.events.is_empty());
    assert_eq!(broken(services).await, None);
}

#[db_test]
async fn what_names_a_region_a_state_or_an_accrediting_organization_is_found_by_it_and_seen_by_its_official(
    db: Db,
) {
    let world = World::new(db).await;
    let services = &world.services;
    let jurisdiction = |key| Jurisdiction::parse(key).unwrap();
    let (tjc, region) = (jurisdiction("ao-tjc"), jurisdiction("region-7"));
    let iowa = StateCode::parse("IA").unwrap();
    for one in [tjc, region] {
        let event = event(1).with("jurisdiction", Fact::Jurisdiction(one));
        write(services, event).await;
    }
    write(services, event(1).within(Some(iowa))).await;
    let auditor = world
        .add_person("AUDITOR", Role::Auditor, Scope::Nation)
        .await;
    let places = async |actor: &Actor, filter: &AuditFilter| {
        let list = if actor.may(Action::ViewAudit) {
            list_events(services, actor, filter).await
        } else {
            list_access_record(services, actor, filter).await
        };
        let events = list.map(|list| list.events);
        events.map(|events| {
            events
                .into_iter()
                .map(|line| line.place)
                .collect::<Vec<_>>()
        })
    };
    let of = |one| AuditFilter {
        jurisdiction: Some(one),
        ..AuditFilter::default()
    };
    assert_eq!(places(&auditor, &of(tjc)).await.unwrap(), [tjc.name()]);
    assert_eq!(
        places(&auditor, &of(region)).await.unwrap(),
        [region.name()]
    );
    for (name, role, scope, place) in [
        (
            "AO.OFFICIAL",
            Role::AoSecurityOfficial,
            Scope::Jurisdiction(tjc),
            tjc.name(),
        ),
        (
            "QIO.OFFICIAL",
            Role::QioSecurityOfficial,
            Scope::Jurisdiction(region),
            region.name(),
        ),
        (
            "STATE.OFFICIAL",
            Role::StateAgencySecurityOfficial,
            Scope::State(iowa),
            "Iowa".to_owned(),
        ),
    ] {
        let official = world.add_person(name, role, scope).await;
        let all = AuditFilter::default();
        assert_eq!(places(&official, &all).await.unwrap(), [place], "{name}");
        let foreign = if role == Role::AoSecurityOfficial {
            region
        } else {
            tjc
        };
        let hidden = places(&official, &of(foreign)).await;
        assert!(
            matches!(hidden, Err(ServiceError::NotFound)),
            "{name}: {hidden:?}"
        );
    }
}

#[db_test]
async fn a_list_is_saved_as_it_is_filtered_and_whole_and_that_is_an_event(db: Db) {
    let world = looked_at(db).await;
    let auditor = world
        .add_person("AUDITOR", Role::Auditor, Scope::Nation)
        .await;
    let services = &world.services;
    for number in 0..60 {
        write(services, event(number)).await;
    }
    let saved = async |actor: &Actor, query: &str| {
        let filter = AuditFilter::from_query(&Query::parse(query));
        let file = if actor.may(Action::ViewAudit) {
            export_events(services, actor, &filter).await
        } else {
            export_access_record(services, actor, &filter).await
        };
        file.map(|file| String::from_utf8(file).unwrap())
    };
    // More than a page, from the newest event on, wherever the page begins.
    let changes = saved(&auditor, "act=user_updated&before=1").await.unwrap();
    let mut lines = changes.lines();
    assert_eq!(lines.next(), Some("When,What,To What,Who,Where,Outcome"));
    assert_eq!(lines.count(), 60, "{changes}");
    let all = AuditFilter::default();
    let list = list_events(services, &auditor, &all).await.unwrap();
    let newest = &list.events[0];
    assert_eq!(
        (
            newest.act.as_str(),
            newest.object.as_str(),
            newest.who.as_str()
        ),
        ("Saved as a file", "The audit trail", "AUDITOR")
    );

    let role = Role::ProviderSecurityOfficial;
    let at = |home| Scope::Providers(vec![home]);
    let own = world.add_person("OFFICIAL", role, at(world.home)).await;
    let other = world
        .add_person("OTHER.OFFICIAL", role, at(world.other_home))
        .await;
    let seen = saved(&own, "act=sensitive_export").await.unwrap();
    assert_eq!(seen.lines().count(), 4, "{seen}");
    assert!(seen.contains("Saved as a file,"), "{seen}");
    for canary in CANARIES {
        assert!(!seen.contains(canary), "{canary} in {seen}");
    }
    let none = saved(&other, "").await.unwrap();
    assert_eq!(none.lines().count(), 1, "{none}");
    let foreign = saved(&other, "organization=366001").await;
    assert!(
        matches!(foreign, Err(ServiceError::NotFound)),
        "{foreign:?}"
    );
    for denied in [
        export_events(services, &own, &all).await,
        export_access_record(services, &auditor, &all).await,
    ] {
        assert!(matches!(denied, Err(ServiceError::Denied(_))), "{denied:?}");
    }
}

#[db_test]
async fn events_of_roles_say_which_role_in_lists_and_in_files(db: Db) {
    let world = World::new(db).await;
    let services = &world.services;
    let about = |act, object: Option<Object>| {
        let event = Event::own(act, UserId(Uuid::nil()), NOON).word("role", Role::PbjViewer.key());
        match object {
            Some(object) => event.about(object),
            None => event,
        }
    };
    let (request, grant) = (RequestId(Uuid::nil()), GrantId(Uuid::nil()));
    write(services, about(Act::RoleGranted, None)).await;
    write(
        services,
        about(Act::RequestApproved, Some(Object::Request(request))),
    )
    .await;
    write(
        services,
        about(Act::RoleRemoved, Some(Object::Grant(grant))),
    )
    .await;
    let auditor = world
        .add_person("AUDITOR", Role::Auditor, Scope::Nation)
        .await;
    let filter = AuditFilter::default();
    let list = list_events(services, &auditor, &filter).await.unwrap();
    let said: Vec<_> = list
        .events
        .iter()
        .filter(|line| line.object.contains("PBJ Viewer"))
        .map(|line| (line.act.as_str(), line.object.as_str()))
        .collect();
    let expected = [
        ("Removed a role", "Role PBJ Viewer"),
        ("Approved a role request", "Request for PBJ Viewer"),
        ("Granted a role", "Role PBJ Viewer"),
    ];
    assert_eq!(said, expected);
    let file = export_events(services, &auditor, &filter).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    for (act, object) in expected {
        assert!(file.contains(&format!("{act},{object},")), "{file}");
    }
}

#[db_test]
async fn cms_and_production_control_read_what_was_done_to_roles_anywhere_and_nothing_else(db: Db) {
    const OF_ROLES: [Act; 14] = [
        Act::RoleAsked,
        Act::RequestWithdrawn,
        Act::RequestReminded,
        Act::RequestApproved,
        Act::RequestRejected,
        Act::SurveyorVerified,
        Act::RoleGranted,
        Act::RoleRemoved,
        Act::RoleSuspended,
        Act::RoleResumed,
        Act::RoleLapsed,
        Act::RecertificationOpened,
        Act::RoleKept,
        Act::RecertificationClosed,
    ];
    let world = looked_at(db).await;
    let services = &world.services;
    for act in Act::ALL {
        let event = Event::own(act, UserId(Uuid::nil()), NOON);
        write(services, event.at([world.home])).await;
    }
    let newest_first: Vec<&str> = OF_ROLES.iter().rev().map(|act| act.words()).collect();
    for role in [Role::CmsSecurityOfficial, Role::HelpDeskProductionControl] {
        let reader = world.add_person(role.key(), role, Scope::Nation).await;
        let found = async |filter: &AuditFilter| {
            let list = list_access_record(services, &reader, filter).await.unwrap();
            let events = list.events.into_iter();
            events.map(|line| line.act).collect::<Vec<_>>()
        };
        let all = found(&AuditFilter::default()).await;
        assert_eq!(all, newest_first, "{role:?}");
        let file = export_access_record(services, &reader, &AuditFilter::default()).await;
        let file = String::from_utf8(file.unwrap()).unwrap();
        assert!(!file.contains("Looked at"), "{file}");
        let one = AuditFilter {
            act: Some(Act::RoleRemoved),
            organization: Some(Organization::Provider(Ccn::parse("366001").unwrap())),
            ..AuditFilter::default()
        };
        assert_eq!(found(&one).await, ["Removed a role"]);
        // Another act, another home, and any patient: nothing.
        for filter in [
            AuditFilter {
                act: Some(Act::Read),
                ..AuditFilter::default()
            },
            AuditFilter::from_query(&Query::parse("organization=366002")),
            AuditFilter::from_query(&Query::parse("patient=1000001")),
        ] {
            assert!(found(&filter).await.is_empty(), "{role:?} {filter:?}");
        }
    }
}
