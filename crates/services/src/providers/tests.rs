use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::UserId,
    listing::{Direction, PageRequest},
    providers::{
        Ccn, FacilityId, ProviderFilter, ProviderId, ProviderSort, ProviderStatus, ProviderType,
        StateCode,
    },
    time::{Instant, Now},
};
use jiff::civil::{Date, date};
use store::{Db, Tx, db_test, exec};
use uuid::Uuid;

use super::{
    export, list, profile,
    record::{self, ProviderRecord},
};
use crate::{ServiceError, Services};

const TODAY: Date = date(2026, 11, 10);

fn moment(day: Date) -> Instant {
    Instant::from_eastern(day.at(12, 0, 0, 0))
}

fn state(code: &str) -> StateCode {
    StateCode::parse(code).unwrap()
}

pub(super) fn home(ccn: &str, name: &str, city: &str, code: &str) -> ProviderRecord {
    ProviderRecord {
        ccn: Some(Ccn::parse(ccn).unwrap()),
        facility_id: None,
        state: state(code),
        kind: ProviderType::NursingHome,
        name: name.to_owned(),
        address: "1 Main Street".to_owned(),
        city: city.to_owned(),
        zip: "50001".to_owned(),
        phone: None,
        ownership: None,
        certified_beds: Some(50),
        certified_on: None,
        terminated_on: None,
    }
}

async fn insert(tx: &mut Tx, record: &ProviderRecord) -> ProviderId {
    let id = ProviderId(Uuid::now_v7());
    record::insert(tx, id, record, moment(date(2026, 1, 1)))
        .await
        .unwrap();
    id
}

/// A person who holds `role` there, with the rows that the scope's SQL reads.
async fn person(tx: &mut Tx, role: Role, scope: Scope) -> Actor {
    let (user, grant) = (Uuid::now_v7(), Uuid::now_v7());
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at) values ($1, $2, 'A', 'a@example.org', 'active', 0)",
        user, user.to_string(),
    ).unwrap();
    let of_state = match &scope {
        Scope::State(state) => Some(state.as_str()),
        _ => None,
    };
    exec!(tx, "insert into role_grant (id, user_id, role, state_code, granted_at) values ($1, $2, $3, $4, 0)", grant, user, role.key(), of_state).unwrap();
    if let Scope::Providers(providers) = &scope {
        for provider in providers {
            exec!(
                tx,
                "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                grant,
                provider.0
            )
            .unwrap();
        }
    }
    let at = moment(TODAY);
    Actor {
        user: UserId(user),
        user_name: "A".to_owned(),
        category: role.category(),
        grants: vec![Grant { role, scope }],
        now: Now {
            system: at,
            rules: at,
        },
    }
}

/// Three homes, and a nationwide viewer.
async fn three_homes(db: &Db) -> (Services, Actor) {
    let mut tx = db.write().await.unwrap();
    let mut davis = home("16E724", "DAVIS COUNTY HOSPITAL", "BLOOMFIELD", "IA");
    davis.facility_id = Some(FacilityId::parse("IA1077").unwrap());
    davis.certified_on = Some(date(2001, 5, 1));
    let mut closed = home("366401", "100% Care_Home", "Ashfield", "OH");
    closed.terminated_on = Some(TODAY);
    let mut agency = home("168401", "amber Health", "Bloomfield", "IA");
    agency.kind = ProviderType::HomeHealthAgency;
    for record in [&davis, &closed, &agency] {
        insert(&mut tx, record).await;
    }
    let viewer = person(&mut tx, Role::CmsViewOnlyUser, Scope::Nation).await;
    tx.commit().await.unwrap();
    (crate::tests::services(db.clone()), viewer)
}

async fn names(services: &Services, actor: &Actor, filter: &ProviderFilter) -> Vec<String> {
    let page = list(services, actor, filter).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|line| line.name).collect()
}

fn search(text: &str) -> ProviderFilter {
    ProviderFilter {
        search: Some(text.to_owned()),
        ..ProviderFilter::default()
    }
}

#[db_test]
async fn a_provider_is_found_by_name_city_ccn_and_facility_id(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    for text in ["davis", "16e7", "16-e724", "ia1077", "COUNTY HOSP"] {
        assert_eq!(
            names(&services, &viewer, &search(text)).await,
            ["DAVIS COUNTY HOSPITAL"],
            "{text}"
        );
    }
    assert_eq!(
        names(&services, &viewer, &search("bloomfield")).await,
        ["amber Health", "DAVIS COUNTY HOSPITAL"]
    );
    assert_eq!(
        names(&services, &viewer, &search("hospital bloomfield")).await,
        [""; 0]
    );
}

#[db_test]
async fn percent_underscore_and_backslash_are_searched_as_they_are(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    for text in ["%", "_", "100% care_"] {
        assert_eq!(
            names(&services, &viewer, &search(text)).await,
            ["100% Care_Home"],
            "{text}"
        );
    }
    assert_eq!(names(&services, &viewer, &search("\\")).await, [""; 0]);
}

#[db_test]
async fn a_provider_list_filters_by_state_region_type_and_status(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    let all = ProviderFilter::default();
    let iowa = ProviderFilter {
        state: Some(state("IA")),
        ..all.clone()
    };
    assert_eq!(
        names(&services, &viewer, &iowa).await,
        ["amber Health", "DAVIS COUNTY HOSPITAL"]
    );
    let chicago = ProviderFilter {
        region: state("OH").region().into(),
        ..all.clone()
    };
    assert_eq!(
        names(&services, &viewer, &chicago).await,
        ["100% Care_Home"]
    );
    let neither = ProviderFilter {
        state: Some(state("IA")),
        ..chicago
    };
    assert_eq!(names(&services, &viewer, &neither).await, [""; 0]);
    let agencies = ProviderFilter {
        kind: Some(ProviderType::HomeHealthAgency),
        ..all.clone()
    };
    assert_eq!(names(&services, &viewer, &agencies).await, ["amber Health"]);
    let terminated = ProviderFilter {
        status: Some(ProviderStatus::Terminated),
        ..all.clone()
    };
    assert_eq!(
        names(&services, &viewer, &terminated).await,
        ["100% Care_Home"]
    );
    let active = ProviderFilter {
        status: Some(ProviderStatus::Active),
        ..all
    };
    assert_eq!(names(&services, &viewer, &active).await.len(), 2);
}

#[db_test]
async fn a_provider_list_sorts_with_blanks_last(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    for (direction, first) in [
        (Direction::Asc, "DAVIS COUNTY HOSPITAL"),
        (Direction::Desc, "DAVIS COUNTY HOSPITAL"),
    ] {
        let filter = ProviderFilter {
            sort: ProviderSort::Certified,
            direction,
            ..ProviderFilter::default()
        };
        assert_eq!(names(&services, &viewer, &filter).await[0], first);
    }
    let down = ProviderFilter {
        direction: Direction::Desc,
        ..ProviderFilter::default()
    };
    assert_eq!(
        names(&services, &viewer, &down).await,
        ["DAVIS COUNTY HOSPITAL", "amber Health", "100% Care_Home"]
    );
    for sort in ProviderSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let filter = ProviderFilter {
                sort,
                direction,
                ..ProviderFilter::default()
            };
            assert_eq!(names(&services, &viewer, &filter).await.len(), 3);
        }
    }
}

#[db_test]
async fn pages_of_equal_names_neither_repeat_nor_lose_a_provider(db: Db) {
    let mut tx = db.write().await.unwrap();
    let mut made = Vec::new();
    for number in 0..60 {
        made.push(
            insert(
                &mut tx,
                &home(
                    &format!("36{}", 6400 + number),
                    "Willow Bend",
                    "Ashfield",
                    "OH",
                ),
            )
            .await,
        );
    }
    let viewer = person(&mut tx, Role::CmsViewOnlyUser, Scope::Nation).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    for sort in [ProviderSort::Name, ProviderSort::State, ProviderSort::City] {
        let mut seen = Vec::new();
        for page in 1..=4 {
            let filter = ProviderFilter {
                sort,
                page: PageRequest::new(page, 25),
                ..ProviderFilter::default()
            };
            let found = list(&services, &viewer, &filter).await.unwrap();
            assert_eq!(found.total, 60);
            seen.extend(found.rows.into_iter().map(|line| line.id));
        }
        seen.sort();
        assert_eq!(seen, made);
    }
}

#[db_test]
async fn a_provider_user_sees_only_the_providers_of_the_grants(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let other = insert(&mut tx, &home("166402", "Other", "Ashfield", "IA")).await;
    let user = person(&mut tx, Role::PbjViewer, Scope::Providers(vec![own])).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &user, &ProviderFilter::default()).await,
        ["Own"]
    );
    assert_eq!(
        profile(&services, &user, "166401").await.unwrap().line.id,
        own
    );
    assert_eq!(
        profile(&services, &user, &own.0.to_string())
            .await
            .unwrap()
            .line
            .id,
        own
    );
    for slug in ["166402", &other.0.to_string(), "166499", "nothing", ""] {
        assert!(
            matches!(
                profile(&services, &user, slug).await,
                Err(ServiceError::NotFound)
            ),
            "{slug}"
        );
    }
}

#[db_test]
async fn a_grant_that_ended_shows_nothing_at_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let user = person(&mut tx, Role::PbjSubmitter, Scope::Providers(vec![own])).await;
    exec!(
        tx,
        "update role_grant set ended_at = 1 where user_id = $1",
        user.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &user, &ProviderFilter::default()).await,
        [""; 0]
    );
}

#[db_test]
async fn a_state_general_user_reads_nationwide_and_other_roles_only_their_state(db: Db) {
    let mut tx = db.write().await.unwrap();
    insert(&mut tx, &home("166401", "Iowa Home", "Ashfield", "IA")).await;
    insert(&mut tx, &home("366401", "Ohio Home", "Ashfield", "OH")).await;
    let general = person(
        &mut tx,
        Role::StateAgencyGeneralUser,
        Scope::State(state("IA")),
    )
    .await;
    let coordinator = person(
        &mut tx,
        Role::StateAgencyAssessmentCoordinator,
        Scope::State(state("IA")),
    )
    .await;
    let security = person(&mut tx, Role::CmsSecurityOfficial, Scope::Nation).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &general, &ProviderFilter::default()).await,
        ["Iowa Home", "Ohio Home"]
    );
    assert_eq!(
        names(&services, &coordinator, &ProviderFilter::default()).await,
        ["Iowa Home"]
    );
    assert!(
        profile(&services, &general, "366401")
            .await
            .unwrap()
            .of_another_state
    );
    assert!(
        !profile(&services, &general, "166401")
            .await
            .unwrap()
            .of_another_state
    );
    assert!(matches!(
        list(&services, &security, &ProviderFilter::default()).await,
        Err(ServiceError::Denied(_))
    ));
}

#[db_test]
async fn a_profile_links_to_staffing_only_what_the_viewer_may_see(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let submitter = person(&mut tx, Role::PbjSubmitter, Scope::Providers(vec![own])).await;
    let vendor = person(
        &mut tx,
        Role::VendorPbjSubmitter,
        Scope::Providers(vec![own]),
    )
    .await;
    let general = person(
        &mut tx,
        Role::StateAgencyGeneralUser,
        Scope::State(state("IA")),
    )
    .await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    for (actor, status, submissions) in [
        (&submitter, true, true),
        (&vendor, false, true),
        (&general, true, false),
    ] {
        let found = profile(&services, actor, "166401").await.unwrap();
        assert_eq!(
            (found.staffing_status, found.submissions),
            (status, submissions)
        );
    }
}

#[db_test]
async fn a_change_is_listed_on_the_profile_and_for_thirty_days_in_the_list(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    let recent = ProviderFilter {
        changed_recently: true,
        ..ProviderFilter::default()
    };
    assert_eq!(names(&services, &viewer, &recent).await, [""; 0]);

    let mut tx = db.write().await.unwrap();
    for (ccn, on) in [("16E724", date(2026, 10, 20)), ("168401", date(2026, 9, 1))] {
        let (id, before) = record::of_ccn(&mut tx, &Ccn::parse(ccn).unwrap())
            .await
            .unwrap()
            .unwrap();
        let after = ProviderRecord {
            certified_beds: Some(64),
            ..before.clone()
        };
        record::update(&mut tx, id, &before, &after, "beds.csv", moment(on))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        names(&services, &viewer, &recent).await,
        ["DAVIS COUNTY HOSPITAL"]
    );
    let found = profile(&services, &viewer, "16E724").await.unwrap();
    assert_eq!(found.certified_beds, Some(64));
    let change = &found.changes[0];
    assert_eq!(
        (
            change.field.as_str(),
            change.before.as_deref(),
            change.after.as_deref(),
            change.source.as_str()
        ),
        ("Certified beds", Some("50"), Some("64"), "beds.csv")
    );
    assert_eq!(found.changes.len(), 1);
}

#[db_test]
async fn a_csv_holds_the_filtered_list_in_its_order_whole(db: Db) {
    let mut tx = db.write().await.unwrap();
    for number in 0..30 {
        insert(
            &mut tx,
            &home(
                &format!("36{}", 6400 + number),
                &format!("Home {number:02}"),
                "Ashfield",
                "OH",
            ),
        )
        .await;
    }
    insert(&mut tx, &home("166401", "=SUM(A1)", "Ashfield", "IA")).await;
    let viewer = person(&mut tx, Role::CmsViewOnlyUser, Scope::Nation).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    let filter = ProviderFilter {
        state: Some(state("OH")),
        direction: Direction::Desc,
        page: PageRequest::new(2, 25),
        ..ProviderFilter::default()
    };
    let csv = String::from_utf8(export(&services, &viewer, &filter).await.unwrap()).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 31);
    assert_eq!(
        lines[0],
        "Provider,Provider Type,CCN,Facility ID,City,State,Certified,Status"
    );
    assert_eq!(lines[1], "Home 29,Nursing Home,366429,,Ashfield,OH,,Active");
    let whole = export(&services, &viewer, &ProviderFilter::default())
        .await
        .unwrap();
    assert!(String::from_utf8(whole).unwrap().contains("'=SUM(A1),"));
}
