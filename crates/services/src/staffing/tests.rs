use domain::{
    access::{Actor, Role, Scope},
    listing::{Direction, PageRequest},
    providers::{Ccn, Region, StateCode},
    staffing::{
        Figures, FileFigures, FiscalQuarter, JobTitle, ProcessType, QuarterFilter, StatusFilter,
        StatusList, StatusSort, SubmissionStatus, TotalHours,
    },
    submissions::SubmissionState,
};
use jiff::civil::date;
use store::{Db, db_test};

use super::{compare, export, export_status, quarter, status};
use crate::{
    ServiceError,
    submissions::tests::world::{Pbj, World},
};

fn open_quarter() -> FiscalQuarter {
    FiscalQuarter::new(2026, 4).unwrap()
}

fn ohio() -> StateCode {
    StateCode::parse("OH").unwrap()
}

/// A home with three days of hours, one of them without a registered nurse.
async fn stored(db: Db) -> World {
    let mut world = World::new(db).await;
    let entries = [
        ("E1", "2026-07-01", "8.00", 7),
        ("E2", "2026-07-01", "7.50", 10),
        ("E2", "2026-07-02", "7.50", 10),
        ("E1", "2026-09-30", "4.00", 5),
    ];
    let receipt = world
        .submit(&Pbj {
            employees: &["E1", "E2"],
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    world
}

#[db_test]
async fn the_stored_quarter_shows_hours_by_job_title_and_day(db: Db) {
    let world = stored(db).await;
    let page = quarter(&world.services, &world.submitter, &QuarterFilter::default())
        .await
        .unwrap();
    let shown = page.stored.unwrap();
    assert_eq!(
        (shown.facility.id, shown.quarter),
        (world.home, open_quarter()),
        "the only home, the quarter that is due"
    );
    let figures = Figures {
        employees: 2,
        hours: TotalHours(2700),
        days_without_rn: 90,
    };
    assert_eq!(shown.figures, Some(figures));
    assert_eq!(shown.days_without_rn.len(), 90);
    assert_eq!((shown.days.len(), shown.days[0]), (7, date(2026, 7, 1)));
    let titles: Vec<_> = shown
        .titles
        .iter()
        .map(|title| (title.title.code(), title.week, title.quarter))
        .collect();
    let zero = TotalHours::ZERO;
    assert_eq!(
        titles,
        [
            (5, zero, TotalHours(400)),
            (7, TotalHours(800), TotalHours(800)),
            (10, TotalHours(1500), TotalHours(1500)),
        ]
    );
    assert_eq!(
        shown.titles[2].by_day[..3],
        [TotalHours(750), TotalHours(750), zero]
    );
    assert_eq!(
        (shown.weeks.len(), shown.weeks[0].aides),
        (14, TotalHours(1500))
    );
    assert_eq!(shown.weeks[13].registered, TotalHours(400));
}

#[db_test]
async fn the_last_week_of_a_quarter_may_be_short(db: Db) {
    let world = stored(db).await;
    let filter = QuarterFilter {
        from: Some(date(2026, 9, 30)),
        ..QuarterFilter::default()
    };
    let page = quarter(&world.services, &world.submitter, &filter)
        .await
        .unwrap();
    assert_eq!(page.stored.unwrap().days, [date(2026, 9, 30)]);
}

#[db_test]
async fn a_quarter_tells_what_each_file_changed(db: Db) {
    let mut world = stored(db).await;
    let entries = [
        ("E1", "2026-07-01", "6.00", 7),
        ("E1", "2026-07-03", "6.00", 7),
    ];
    world
        .submit(&Pbj {
            process: "replace",
            entries: &entries,
            ..Pbj::default()
        })
        .await;
    let page = quarter(&world.services, &world.submitter, &QuarterFilter::default())
        .await
        .unwrap();
    let changes = page.stored.unwrap().changes;
    assert_eq!(changes.len(), 2);
    let latest = &changes[0];
    assert_eq!(latest.process_type, ProcessType::Replace);
    assert_eq!((latest.added, latest.changed, latest.removed), (1, 1, 3));
    assert_eq!(latest.before.unwrap().hours, TotalHours(2700));
    assert_eq!(latest.after.hours, TotalHours(1200));
    assert!(latest.may_open);
    assert_eq!((changes[1].added, changes[1].before), (4, None));
}

#[db_test]
async fn hours_are_for_those_of_the_facility(db: Db) {
    let world = stored(db).await;
    let home = Ccn::parse("366001").ok();
    let other = world
        .add_person(
            "OTHER",
            Role::PbjViewer,
            Scope::Providers(vec![world.other_home]),
        )
        .await;
    let filter = QuarterFilter {
        facility: home.clone(),
        ..QuarterFilter::default()
    };
    assert!(matches!(
        quarter(&world.services, &other, &filter).await,
        Err(ServiceError::NotFound)
    ));
    assert!(matches!(
        export(&world.services, &other, &filter).await,
        Err(ServiceError::NotFound)
    ));
    let state = world
        .add_person(
            "STATEUSER",
            Role::StateAgencyGeneralUser,
            Scope::State(ohio()),
        )
        .await;
    assert!(matches!(
        quarter(&world.services, &state, &filter).await,
        Err(ServiceError::Denied(_))
    ));
    let vendor = world
        .add_person(
            "VENDOR",
            Role::VendorPbjSubmitter,
            Scope::Providers(vec![world.home]),
        )
        .await;
    assert!(matches!(
        quarter(&world.services, &vendor, &filter).await,
        Err(ServiceError::Denied(_))
    ));
    let cms = world
        .add_person("CMSVIEW", Role::CmsViewOnlyUser, Scope::Nation)
        .await;
    assert!(
        quarter(&world.services, &cms, &filter)
            .await
            .unwrap()
            .stored
            .is_some()
    );
    let choose = quarter(&world.services, &cms, &QuarterFilter::default())
        .await
        .unwrap();
    assert_eq!((choose.facilities.len(), choose.stored), (2, None));
}

#[db_test]
async fn the_export_has_every_stored_entry(db: Db) {
    let world = stored(db).await;
    let bytes = export(&world.services, &world.submitter, &QuarterFilter::default())
        .await
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[1], "E1,2026-07-01,7,1,8.00");
}

fn figures_of(facility: &str) -> FileFigures {
    FileFigures {
        facility_id: facility.to_owned(),
        state: ohio(),
        quarter: open_quarter(),
        process_type: ProcessType::Replace,
        figures: Figures {
            employees: 1,
            hours: TotalHours(800),
            days_without_rn: 91,
        },
    }
}

#[db_test]
async fn a_sender_sees_what_a_file_would_replace(db: Db) {
    let world = stored(db).await;
    let comparison = compare(&world.services, &world.submitter, &figures_of("srdemo01"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        comparison.words(),
        "Replaces 2 employees, 27.00 hours with 1 employees, 8.00 hours; 91 days would have no registered nurse."
    );
    assert!(comparison.drops_over_a_quarter());
}

#[db_test]
async fn a_comparison_tells_nothing_about_other_facilities(db: Db) {
    let world = stored(db).await;
    let stranger = world
        .add_person(
            "STRANGER",
            Role::PbjSubmitter,
            Scope::Providers(vec![world.other_home]),
        )
        .await;
    assert_eq!(
        compare(&world.services, &stranger, &figures_of("SRDEMO01"))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        compare(&world.services, &world.submitter, &figures_of("NOBODY"))
            .await
            .unwrap(),
        None
    );
    let viewer = world
        .add_person(
            "VIEWER",
            Role::PbjViewer,
            Scope::Providers(vec![world.home]),
        )
        .await;
    let denied = compare(&world.services, &viewer, &figures_of("SRDEMO01")).await;
    assert!(matches!(denied, Err(ServiceError::Denied(_))));
}

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

mod hours {
    use super::*;
    use crate::staffing::hours::{Change, HoursBuilder, QuarterHours};
    use domain::staffing::{Hundredths, PayType};

    fn hours(entries: &[(&str, i8, i32)]) -> QuarterHours {
        let mut builder = HoursBuilder::new(open_quarter());
        for (employee, day, hundredths) in entries {
            let nurse = JobTitle::from_code(7).unwrap();
            builder.add(
                employee,
                date(2026, 7, *day),
                nurse,
                PayType::Exempt,
                Hundredths(*hundredths),
            );
        }
        builder.finish()
    }

    fn rows(hours: &QuarterHours) -> Vec<(&str, i8, i32)> {
        hours
            .entries()
            .map(|entry| (entry.employee, entry.date.day(), entry.hours.0))
            .collect()
    }

    #[test]
    fn entries_come_out_in_the_order_of_the_index_with_equal_keys_summed() {
        let hours = hours(&[("B", 2, 100), ("A", 3, 100), ("B", 1, 200), ("B", 2, 50)]);
        assert_eq!(rows(&hours), [("A", 3, 100), ("B", 1, 200), ("B", 2, 150)]);
        let totals = hours.totals();
        assert_eq!(
            (totals.employees, totals.entries, totals.days_with_rn),
            (2, 3, 3)
        );
    }

    #[test]
    fn a_date_outside_the_quarter_is_no_entry() {
        let mut builder = HoursBuilder::new(open_quarter());
        for day in [date(2026, 6, 30), date(2026, 10, 1)] {
            builder.add(
                "A",
                day,
                JobTitle::from_code(7).unwrap(),
                PayType::Exempt,
                Hundredths(100),
            );
        }
        assert_eq!(builder.finish().totals().entries, 0);
    }

    #[test]
    fn merging_with_other_employees_keeps_everyone_in_order() {
        let stored = hours(&[("A", 1, 100), ("C", 1, 100)]);
        let sent = hours(&[("B", 1, 200), ("C", 1, 300), ("D", 2, 400)]);
        let merged = QuarterHours::merge(&stored, &sent);
        assert_eq!(
            rows(&merged),
            [("A", 1, 100), ("B", 1, 200), ("C", 1, 300), ("D", 2, 400)]
        );
        assert_eq!(
            merged.change_from(&stored),
            Change {
                added: 2,
                changed: 1,
                removed: 0
            }
        );
        assert_eq!(
            sent.change_from(&stored),
            Change {
                added: 2,
                changed: 1,
                removed: 1
            }
        );
        assert_eq!(merged.change_from(&merged), Change::default());
    }

    #[test]
    fn a_day_above_the_limit_is_found_by_employee_and_date() {
        let hours = hours(&[("A", 1, 2250), ("B", 2, 2251)]);
        let long: Vec<_> = hours
            .long_days()
            .map(|day| (day.employee, day.date, day.hours))
            .collect();
        assert_eq!(long, [("B", date(2026, 7, 2), TotalHours(2251))]);
    }
}
