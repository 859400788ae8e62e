//! The page of a stored quarter, and its export.

use domain::{
    access::{Role, Scope},
    providers::Ccn,
    staffing::{Figures, FiscalQuarter, ProcessType, QuarterFilter, TotalHours},
    submissions::SubmissionState,
};
use jiff::civil::date;
use store::{Db, db_test};

use super::super::{export, latest_weeks, quarter};
use super::{ohio, open_quarter, stored};
use crate::{ServiceError, submissions::tests::world::Pbj};

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
    assert_eq!((shown.weeks[12].days, shown.weeks[13].days), (7, 1));
}

#[db_test]
async fn before_a_facility_is_chosen_the_quarter_is_the_one_that_is_due_or_asked_for(db: Db) {
    let world = stored(db).await;
    let both = Scope::Providers(vec![world.home, world.other_home]);
    let viewer = world.add_person("BOTH", Role::PbjViewer, both).await;
    let asked = FiscalQuarter::new(2026, 1).unwrap();
    for (named, shown) in [(None, open_quarter()), (Some(asked), asked)] {
        let filter = QuarterFilter {
            quarter: named,
            ..QuarterFilter::default()
        };
        let page = quarter(&world.services, &viewer, &filter).await.unwrap();
        assert_eq!(page.stored, None, "two homes to choose from");
        assert_eq!(page.quarter, Some(shown));
        let filter = QuarterFilter {
            facility: page.facilities[0].ccn.clone(),
            ..filter
        };
        let page = quarter(&world.services, &viewer, &filter).await.unwrap();
        assert_eq!(page.stored.unwrap().quarter, shown);
    }
}

#[db_test]
async fn the_weeks_of_all_ones_homes_have_no_hours_of_others(db: Db) {
    let mut world = stored(db).await;
    let other = Scope::Providers(vec![world.other_home]);
    let own = world.submitter.clone();
    world.submitter = world.add_person("OTHER", Role::PbjSubmitter, other).await;
    let later = (2027, 1);
    for (quarter, day) in [((2026, 4), "2026-07-01"), (later, "2026-10-01")] {
        let entries = [("E1", day, "8.00", 7)];
        let sent = world
            .submit(&Pbj {
                facility: "OTHER2",
                quarter,
                entries: &entries,
                ..Pbj::default()
            })
            .await;
        assert_eq!(sent.progress.state, SubmissionState::Accepted);
    }
    let wanted = FiscalQuarter::new(2027, 1).unwrap();
    let weeks = latest_weeks(&world.services, &own, None, wanted).await;
    let (quarter, weeks) = weeks.unwrap().unwrap();
    assert_eq!(quarter, open_quarter(), "theirs alone has hours in it");
    assert_eq!(weeks[0].registered, TotalHours(800));
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
    assert!(changes[0].may_open);
    let latest = &changes[0].change;
    assert_eq!(latest.process_type, ProcessType::Replace);
    assert_eq!((latest.added, latest.changed, latest.removed), (1, 1, 3));
    assert_eq!(latest.before.unwrap().hours, TotalHours(2700));
    assert_eq!(latest.after.hours, TotalHours(1200));
    let first = &changes[1].change;
    assert_eq!((first.added, first.before), (4, None));
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
