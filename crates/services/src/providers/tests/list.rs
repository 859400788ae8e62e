//! The list as its address asks: search, filters, order, pages, and all of it as a file.

use domain::{
    access::{Role, Scope},
    listing::{Direction, PageRequest, Query},
    providers::{Ccn, ProviderFilter, ProviderSort, ProviderStatus, ProviderType},
};
use jiff::civil::date;
use store::{Db, db_test};

use super::super::{
    export, list, profile,
    record::{self, ProviderRecord},
};
use super::{home, insert, moment, names, person, state, three_homes};
use crate::providers::list::Search;

#[path = "../../../examples/shared/nation.rs"]
mod nation;

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

/// CMS's own lists have names with several spaces.
#[db_test]
async fn a_name_is_found_however_many_spaces_it_has_and_are_typed(db: Db) {
    let (services, viewer) = three_homes(&db).await;
    let mut tx = db.write().await.unwrap();
    insert(
        &mut tx,
        &home("165999", "OAK  HILL   MANOR", "Bloomfield", "IA"),
    )
    .await;
    tx.commit().await.unwrap();
    for typed in ["q=oak+hill+manor", "q=+oak+++hill++manor+", "q=oak%09hill"] {
        let filter = ProviderFilter::from_query(&Query::parse(typed));
        let found = names(&services, &viewer, &filter).await;
        assert_eq!(found, ["OAK  HILL   MANOR"], "{typed}");
    }
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
        for page in 1..=3 {
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
    let of = async |page| {
        let filter = ProviderFilter {
            page: PageRequest::new(page, 25),
            ..ProviderFilter::default()
        };
        list(&services, &viewer, &filter).await.unwrap()
    };
    let (last, behind) = (of(3).await, of(999).await);
    assert_eq!((last.rows.len(), last.request.page), (10, 3));
    assert_eq!(behind, last, "behind the last page is that one");
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

#[db_test]
async fn the_list_of_part_of_the_nation_finds_its_providers_by_indexes(db: Db) {
    nation::store(&db, None).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let role = Role::StateAgencyAssessmentCoordinator;
    let coordinator = person(&mut tx, role, Scope::State(state("IA"))).await;
    let own = insert(&mut tx, &home("166401", "Own Home", "Ashfield", "IA")).await;
    let scope = Scope::Providers([own].into());
    let administrator = person(&mut tx, Role::ProviderAdministrator, scope).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    let (of_states, whole) = if db.is_postgres() {
        (
            "provider.state_code, provider.facility_id\"",
            "Seq Scan on provider ",
        )
    } else {
        (
            "SEARCH s USING INDEX provider_state_code_facility_id (state_code=?)",
            "SCAN s ",
        )
    };
    for (actor, total) in [(coordinator, 535), (administrator, 1)] {
        let seen = list(&services, &actor, &ProviderFilter::default()).await;
        assert_eq!(seen.unwrap().total, total);
        for filter in every_order().into_iter().chain([search("home 12")]) {
            let asked = Search::new(&actor, &filter).unwrap();
            for text in asked.counts().into_iter().chain([asked.page()]) {
                let plan = plan(&db, &asked, text).await;
                let has = |part| plan.iter().any(|line: &String| line.contains(part));
                assert!(has(of_states) && !has(whole), "{plan:#?}");
            }
        }
    }
}

fn every_order() -> Vec<ProviderFilter> {
    let sorted = |sort, direction| ProviderFilter {
        sort,
        direction,
        ..ProviderFilter::default()
    };
    let both = |sort| [Direction::Asc, Direction::Desc].map(|direction| sorted(sort, direction));
    ProviderSort::ALL.into_iter().flat_map(both).collect()
}

/// How the database runs a statement with the words that the list binds.
async fn plan(db: &Db, asked: &Search, text: &str) -> Vec<String> {
    let how = if db.is_postgres() {
        "explain"
    } else {
        "explain query plan"
    };
    let explain: &'static str = format!("{how} {text}").leak();
    let mut tx = db.read().await.unwrap();
    if db.is_postgres() {
        let lines = asked.run::<(String,)>(&mut tx, explain, 25, 0).await;
        lines.unwrap().into_iter().map(|(line,)| line).collect()
    } else {
        let lines = asked
            .run::<(i64, i64, i64, String)>(&mut tx, explain, 25, 0)
            .await;
        lines.unwrap().into_iter().map(|(.., line)| line).collect()
    }
}
