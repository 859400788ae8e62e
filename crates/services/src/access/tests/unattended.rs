//! Organizations without a security official.

use domain::access::{
    Jurisdiction, Role, RoleRequest, Scope, UnattendedFilter, UnattendedLine, UserFilter,
    WhyUnattended,
};
use store::{Db, db_test, exec};

use super::{DAVIS, DISABLE, OHIO, OTHER, World, at, at_homes, in_state, nationwide, state};
use crate::{
    ServiceError,
    access::{
        count_unattended, export_unattended, list_unattended, list_users, remove, resume, suspend,
    },
    identity,
};

/// The list of whoever steps in.
async fn listed(world: &World, filter: &UnattendedFilter) -> Vec<UnattendedLine> {
    let cms = world.session("SO.OF.CMS").await;
    let page = list_unattended(&world.services, &cms.actor, filter)
        .await
        .unwrap();
    let count = count_unattended(&world.services, &cms.actor, filter)
        .await
        .unwrap();
    assert_eq!(page.total, count);
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows
}

fn names(lines: &[UnattendedLine]) -> Vec<(&str, WhyUnattended)> {
    let lines = lines.iter();
    lines.map(|line| (line.name.as_str(), line.why)).collect()
}

#[db_test]
async fn an_organization_is_listed_when_roles_are_held_there_and_nobody_can_act(db: Db) {
    let world = World::new(db).await;
    assert!(
        listed(&world, &UnattendedFilter::default())
            .await
            .is_empty()
    );
    let other = at(&[world.other]);
    world.add("ANNA.OTT", &[(Role::PbjViewer, other)]).await;
    let lines = listed(&world, &UnattendedFilter::default()).await;
    assert_eq!(
        names(&lines),
        [("Home 166400 (166400)", WhyUnattended::Never)]
    );
    assert_eq!((lines[0].roles, lines[0].requests), (1, 0));
    assert_eq!(
        (lines[0].since, &lines[0].last),
        (Some(domain::time::Instant(0)), &None)
    );

    // The only official of Davis is suspended, and of Iowa removed; the state's disappears with the last role there.
    let production = world.session("PRODUCTION").await;
    let line = world
        .grant_of(&production, "PSO.DAVIS", Role::ProviderSecurityOfficial)
        .await;
    suspend(
        &world.services,
        &production,
        line.id,
        line.provider,
        "Away.",
    )
    .await
    .unwrap();
    let saso = world
        .grant_of(&production, "SASO.IOWA", Role::StateAgencySecurityOfficial)
        .await;
    let surveys = (
        Role::StateAgencyGeneralUser,
        domain::access::Scope::State(state("IA")),
    );
    world.add("SURVEYOR", &[surveys]).await;
    remove(&world.services, &production, saso.id, None, "Left.")
        .await
        .unwrap();
    let lines = listed(&world, &UnattendedFilter::default()).await;
    assert_eq!(
        names(&lines),
        [
            ("State agency of Iowa", WhyUnattended::Removed),
            ("Home 166400 (166400)", WhyUnattended::Never),
            ("Home 16E724 (16E724)", WhyUnattended::Suspended),
        ]
    );
    assert_eq!(lines[2].since, Some(world.now));
    assert_eq!(lines[2].last.as_ref().unwrap().1.as_str(), "PSO.DAVIS");
    resume(&world.services, &production, line.id, line.provider)
        .await
        .unwrap();
    assert_eq!(listed(&world, &UnattendedFilter::default()).await.len(), 2);

    identity::disable(&world.services, "PSO.DAVIS", "a test", world.now)
        .await
        .unwrap();
    let account = UnattendedFilter {
        why: Some(WhyUnattended::Account),
        ..UnattendedFilter::default()
    };
    let lines = listed(&world, &account).await;
    assert_eq!(
        names(&lines),
        [("Home 16E724 (16E724)", WhyUnattended::Account)]
    );
    assert_eq!(lines[0].since, Some(world.now));
    identity::enable(&world.services, "pso.davis", "a test", world.now)
        .await
        .unwrap();
    assert!(listed(&world, &account).await.is_empty());
    // Past the command nobody wrote down when.
    world.change(DISABLE, "PSO.DAVIS").await;
    assert_eq!(listed(&world, &account).await[0].since, None);
}

#[db_test]
async fn a_line_leads_to_the_people_of_the_organization_and_to_its_oldest_request(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let other = at_homes(Role::ProviderSecurityOfficial, &["166400"]);
    let first = world.asked(&anna, &other).await;
    let bert = world.add("BERT.OTT", &[]).await;
    world.asked(&bert, &other).await;
    let accreditor = Scope::Jurisdiction(Jurisdiction::parse("ao-tjc").unwrap());
    world
        .add("AO.USER", &[(Role::AoGeneralUser, accreditor)])
        .await;
    let lines = listed(&world, &UnattendedFilter::default()).await;
    let found: Vec<_> = lines
        .iter()
        .map(|line| {
            let organization = line.organization.as_ref();
            let place = organization.map(|organization| organization.as_str().to_owned());
            (place, line.requests, line.oldest.map(|(id, _)| id))
        })
        .collect();
    let home = (Some("166400".to_owned()), 2, Some(first));
    assert_eq!(found, [home, (None, 0, None)]);
    let steps_in = async |name: &str| {
        let session = world.session(name).await;
        let everybody = UserFilter::default();
        let users = list_users(&world.services, &session.actor, &everybody);
        users.await.unwrap().steps_in
    };
    assert!(steps_in("PRODUCTION").await);
    assert!(!steps_in("SASO.IOWA").await);
}

#[db_test]
async fn the_number_of_requests_leads_to_those_of_the_organization_alone(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let bert = world.add("BERT.OTT", &[]).await;
    let official = Role::ProviderSecurityOfficial;
    let home = at_homes(official, &[OTHER]);
    let accreditor = RoleRequest {
        jurisdiction: Some(Jurisdiction::parse("ao-tjc").unwrap()),
        ..nationwide(Role::AoSecurityOfficial)
    };
    let agency = in_state(Role::StateAgencySecurityOfficial, "OH");
    world.asked(&anna, &home).await;
    world.asked(&bert, &home).await;
    world.asked(&anna, &accreditor).await;
    world.asked(&bert, &agency).await;
    // A home of Ohio is not its state agency, and one with an official is not listed.
    world.asked(&anna, &at_homes(official, &[OHIO])).await;
    world.asked(&bert, &at_homes(official, &[DAVIS])).await;
    let production = world.session("PRODUCTION").await;
    let mut found = Vec::new();
    for line in listed(&world, &UnattendedFilter::default()).await {
        let mut seen = world.seen_by(&production, &line.queue().unwrap()).await;
        seen.sort();
        assert_eq!(
            line.requests,
            i64::try_from(seen.len()).unwrap(),
            "{line:?}"
        );
        found.push(seen);
    }
    found.sort();
    let of = |name: &str, role| (name.to_owned(), role);
    let mut expected = vec![
        vec![of("ANNA.OTT", official)],
        vec![of("ANNA.OTT", official), of("BERT.OTT", official)],
        vec![of("ANNA.OTT", Role::AoSecurityOfficial)],
        vec![of("BERT.OTT", Role::StateAgencySecurityOfficial)],
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[db_test]
async fn whoever_steps_in_is_told_when_the_account_of_a_last_official_is_switched_off(db: Db) {
    let world = World::new(db).await;
    let davis = at(&[world.davis]);
    let role = Role::ProviderSecurityOfficial;
    world.add("PSO.SECOND", &[(role, davis)]).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let off = async |name: &str| {
        identity::disable(&world.services, name, "a test", world.now)
            .await
            .unwrap();
    };
    off("PSO.SECOND").await;
    for name in ["SO.OF.CMS", "PRODUCTION"] {
        assert!(world.subjects(name).await.is_empty(), "{name}");
    }
    off("PSO.DAVIS").await;
    for name in ["SO.OF.CMS", "PRODUCTION"] {
        let mut told = world.subjects(name).await;
        told.sort();
        assert_eq!(
            told,
            [
                "An organization is without a security official",
                "Role requests wait for you"
            ],
            "{name}"
        );
    }
}

#[db_test]
async fn accrediting_organizations_contractors_and_qios_are_listed_where_their_official_is_required(
    db: Db,
) {
    let world = World::new(db).await;
    let at = |key| Scope::Jurisdiction(Jurisdiction::parse(key).unwrap());
    for (name, role, key) in [
        ("AO.USER", Role::AoGeneralUser, "ao-tjc"),
        ("QIO.USER", Role::QioUser, "region-7"),
        ("MAC.USER", Role::MacUser, "mac-j5"),
        // There CMS decides.
        ("SURVEYOR.OF.CONTRACT", Role::ContractSurveyor, "survey-7"),
    ] {
        world.add(name, &[(role, at(key))]).await;
    }
    let lines = listed(&world, &UnattendedFilter::default()).await;
    let never = WhyUnattended::Never;
    assert_eq!(
        names(&lines),
        [
            ("The Joint Commission", never),
            ("MAC Jurisdiction 5", never),
            ("Region 7 (Kansas City)", never),
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line.state.is_none() && line.roles == 1)
    );
    // An official of another organization is none of this one.
    let official = |key| [(Role::AoSecurityOfficial, at(key))];
    world.add("AO.OTHER", &official("ao-dnv")).await;
    assert_eq!(listed(&world, &UnattendedFilter::default()).await.len(), 3);
    world.add("AO.OFFICIAL", &official("ao-tjc")).await;
    assert_eq!(listed(&world, &UnattendedFilter::default()).await.len(), 2);
    world.change(DISABLE, "AO.OFFICIAL").await;
    let lines = listed(&world, &UnattendedFilter::default()).await;
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0].last.as_ref().unwrap().1.as_str(), "AO.OFFICIAL");
}

#[db_test]
async fn where_requests_wait_the_longest_comes_first_and_the_filter_finds_them(db: Db) {
    let world = World::new(db).await;
    let (other, ohio) = (at(&[world.other]), at(&[world.ohio]));
    world.add("ANNA.OTT", &[(Role::PbjViewer, other)]).await;
    world.add("BERT.OTT", &[(Role::PbjViewer, ohio)]).await;
    // The first official of a home may be asked for, and the first of a state.
    let carl = world.add("CARL.OTT", &[]).await;
    let first = at_homes(Role::ProviderSecurityOfficial, &["366401"]);
    world.asked(&carl, &first).await;
    let dora = world.add("DORA.OTT", &[]).await;
    let id = world
        .asked(&dora, &in_state(Role::StateAgencySecurityOfficial, "OH"))
        .await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_request set requested_at = requested_at - 1 where id = $1",
        id.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let all = listed(&world, &UnattendedFilter::default()).await;
    let found: Vec<&str> = all.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(
        found,
        [
            "State agency of Ohio",
            "Home 366401 (366401)",
            "Home 166400 (166400)"
        ]
    );
    let oldest = all[1].oldest.map(|(_, at)| at);
    assert_eq!((all[1].requests, oldest), (1, Some(world.now)));
    for (filter, count) in [
        (
            UnattendedFilter {
                waiting: true,
                ..UnattendedFilter::default()
            },
            2,
        ),
        (
            UnattendedFilter {
                state: Some(state("IA")),
                ..UnattendedFilter::default()
            },
            1,
        ),
        (
            UnattendedFilter {
                search: "home 36".to_owned(),
                ..UnattendedFilter::default()
            },
            1,
        ),
        (
            UnattendedFilter {
                search: OTHER.to_owned(),
                ..UnattendedFilter::default()
            },
            1,
        ),
    ] {
        assert_eq!(listed(&world, &filter).await.len(), count, "{filter:?}");
    }
    let production = world.session("PRODUCTION").await;
    let filter = UnattendedFilter::default();
    let file = export_unattended(&world.services, &production.actor, &filter)
        .await
        .unwrap();
    let file = String::from_utf8(file).unwrap();
    assert_eq!(file.lines().count(), 4);
    assert!(
        file.contains("Home 366401 (366401),OH,Never had one"),
        "{file}"
    );
    // As the page says moments.
    assert!(file.contains(" ET,") && !file.contains("00Z"), "{file}");
}

#[test]
fn the_sql_names_the_security_officials_of_the_domain() {
    for role in Role::ALL {
        let key = format!("'{}'", role.key());
        let named = crate::access::grants::officials!().contains(&key);
        assert_eq!(named, role.is_security_official(), "{role:?}");
        let named = crate::access::unattended::officials_of_jurisdictions!().contains(&key);
        let decides = Jurisdiction::all().any(|one| one.official() == Some(role));
        assert_eq!(named, decides, "{role:?}");
    }
    for one in Jurisdiction::all() {
        let is_left_out = one.key().starts_with("survey-");
        assert_eq!(is_left_out, one.official().is_none(), "{one:?}");
    }
}

#[db_test]
async fn only_those_who_step_in_see_the_list(db: Db) {
    let world = World::new(db).await;
    let davis = at(&[world.davis]);
    world.add("ANNA.OTT", &[(Role::PbjViewer, davis)]).await;
    let filter = UnattendedFilter::default();
    for name in ["PSO.DAVIS", "SASO.IOWA"] {
        let official = world.session(name).await;
        let hidden = list_unattended(&world.services, &official.actor, &filter).await;
        assert!(matches!(hidden, Err(ServiceError::NotFound)), "{name}");
        let hidden = export_unattended(&world.services, &official.actor, &filter).await;
        assert!(matches!(hidden, Err(ServiceError::NotFound)), "{name}");
    }
    let nobody = world.session("ANNA.OTT").await;
    let refused = list_unattended(&world.services, &nobody.actor, &filter).await;
    assert!(matches!(refused, Err(ServiceError::Denied(_))), "{DAVIS}");
}
