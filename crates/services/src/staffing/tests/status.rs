//! Who has submitted.

use domain::{
    access::{Actor, Role, Scope},
    listing::{Direction, PageRequest},
    providers::{Region, StateCode},
    staffing::{
        FiscalQuarter, StatusCounts, StatusFilter, StatusList, StatusSort, SubmissionStatus,
        TotalHours,
    },
    submissions::SubmissionState,
};
use jiff::civil::date;
use store::{Db, db_test};

use super::super::{count_by_state, export_status, status};
use super::{ohio, open_quarter, stored};
use crate::{
    ServiceError,
    submissions::tests::world::{Pbj, World},
};

async fn shown(world: &World, actor: &Actor, filter: &StatusFilter) -> StatusList {
    status(&world.services, actor, filter).await.unwrap()
}

/// The first home has hours, the second only a rejected file, the third nothing; a fourth had left before.
async fn four_homes(db: Db) -> (World, Actor) {
    let mut world = stored(db).await;
    world.add_home("366003", "THIRD3", None).await;
    world
        .add_home("366004", "GONE4", Some(date(2026, 6, 30)))
        .await;
    let both = Scope::Providers(vec![world.home, world.other_home]);
    world.submitter = world.add_person("BOTH", Role::PbjSubmitter, both).await;
    let unknown = [("E9", "2026-07-01", "8.00", 7)];
    let rejected = world
        .submit(&Pbj {
            facility: "OTHER2",
            entries: &unknown,
            ..Pbj::default()
        })
        .await;
    assert_eq!(rejected.progress.state, SubmissionState::Rejected);
    let state = world
        .add_person(
            "STATEUSER",
            Role::StateAgencyGeneralUser,
            Scope::State(ohio()),
        )
        .await;
    (world, state)
}

#[db_test]
async fn the_state_sees_who_has_submitted_with_totals(db: Db) {
    let (world, state) = four_homes(db).await;
    let list = shown(&world, &state, &StatusFilter::default()).await;
    assert_eq!(list.quarter, open_quarter());
    let lines: Vec<_> = list
        .lines
        .rows
        .iter()
        .map(|line| (line.facility.name.as_str(), line.status))
        .collect();
    assert_eq!(
        lines,
        [
            ("Home OTHER2", SubmissionStatus::RejectedOnly),
            ("Home SRDEMO01", SubmissionStatus::Accepted),
            ("Home THIRD3", SubmissionStatus::Missing),
        ]
    );
    assert_eq!(
        (
            list.counts.accepted,
            list.counts.rejected_only,
            list.counts.missing
        ),
        (1, 1, 1)
    );
    assert_eq!(list.lines.total, 3);
    assert_eq!(list.lines.rows[1].figures.unwrap().hours, TotalHours(2700));
    let bytes = export_status(&world.services, &state, &StatusFilter::default())
        .await
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 5);
    assert!(!text.contains("E1"), "no employee in what states see");
}

#[db_test]
async fn the_status_list_is_filtered_sorted_and_kept_to_the_state(db: Db) {
    let (world, state) = four_homes(db).await;
    let with = StatusFilter::default;
    for (filter, expected) in [
        (
            StatusFilter {
                status: Some(SubmissionStatus::Missing),
                ..with()
            },
            1,
        ),
        (
            StatusFilter {
                state: Some(ohio()),
                ..with()
            },
            3,
        ),
        (
            StatusFilter {
                state: StateCode::parse("IA").ok(),
                ..with()
            },
            0,
        ),
        (
            StatusFilter {
                region: Some(ohio().region()),
                ..with()
            },
            3,
        ),
        (
            StatusFilter {
                region: Region::all().find(|region| *region != ohio().region()),
                ..with()
            },
            0,
        ),
        (
            StatusFilter {
                quarter: FiscalQuarter::new(2026, 3).ok(),
                ..with()
            },
            4,
        ),
    ] {
        let list = shown(&world, &state, &filter).await;
        assert_eq!(list.lines.rows.len(), expected, "{filter:?}");
        assert_eq!(
            list.lines.total,
            i64::try_from(expected).unwrap(),
            "{filter:?}"
        );
    }
    for sort in StatusSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let page = PageRequest::new(1, 25);
            let filter = StatusFilter {
                sort,
                direction,
                page,
                ..with()
            };
            assert_eq!(
                shown(&world, &state, &filter).await.lines.rows.len(),
                3,
                "{sort:?}"
            );
        }
    }
    let iowa = Scope::State(StateCode::parse("IA").unwrap());
    let elsewhere = world
        .add_person("IOWA", Role::StateAgencyGeneralUser, iowa)
        .await;
    assert_eq!(shown(&world, &elsewhere, &with()).await.lines.total, 0);
    let by_state = async |actor| {
        let counts = count_by_state(&world.services, actor, &with()).await;
        let counts = counts.unwrap().into_iter();
        let line = |(of, counts, hours): (StateCode, StatusCounts, _)| (of, counts.accepted, hours);
        counts.map(line).collect::<Vec<_>>()
    };
    assert_eq!(by_state(&state).await, [(ohio(), 1, TotalHours(2700))]);
    assert_eq!(by_state(&elsewhere).await, []);
    let vendor = world
        .add_person(
            "VENDOR",
            Role::VendorPbjSubmitter,
            Scope::Providers(vec![world.home]),
        )
        .await;
    assert!(matches!(
        status(&world.services, &vendor, &with()).await,
        Err(ServiceError::Denied(_))
    ));
}
