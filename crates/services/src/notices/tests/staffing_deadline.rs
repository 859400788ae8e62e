use domain::{access::Role, notices::NoticeChoices};
use jiff::civil::date;
use store::{Db, db_test};

use super::{mails, person, subjects};
use crate::{
    notices::{choose, staffing_deadline},
    submissions::tests::world::{Pbj, World, noon},
};

/// What the daily job does on a day of November 2026, in which the deadline of quarter 4 is the 14th.
async fn live(world: &mut World, day: i8) {
    world.set_time(noon(date(2026, 11, day)));
    staffing_deadline::begin(&world.services, world.now().today(), world.now())
        .await
        .unwrap();
    remind(world).await;
}

/// Does the reminders that are due.
async fn remind(world: &World) {
    let now = world.now();
    let clock: crate::Clock = std::sync::Arc::new(move || now);
    while let Some(job) = world.claim(staffing_deadline::REMIND).await {
        let _ = staffing_deadline::remind(&world.services, &job, &clock)
            .await
            .unwrap();
    }
}

#[db_test]
async fn a_home_without_an_accepted_file_is_reminded_14_7_3_and_1_days_before(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    person(&world, "VENDOR", Role::VendorPbjSubmitter, &[world.home]).await;
    person(
        &world,
        "ADMINISTRATOR",
        Role::ProviderAdministrator,
        &[world.home],
    )
    .await;
    world.set_time(noon(date(2026, 10, 31)));
    staffing_deadline::begin(&world.services, world.now().today(), world.now())
        .await
        .unwrap();
    remind(&world).await;
    for day in 1..=16 {
        // A day's job that runs twice reminds once.
        live(&mut world, day).await;
        live(&mut world, day).await;
    }
    for name in ["VIEWER", "VENDOR"] {
        assert_eq!(
            subjects(&world, name).await,
            [
                "Payroll file missing, 1 day left: CCN 366001, FY 2026 Q4",
                "Payroll file missing, 3 days left: CCN 366001, FY 2026 Q4",
                "Payroll file missing, 7 days left: CCN 366001, FY 2026 Q4",
                "Payroll file missing, 14 days left: CCN 366001, FY 2026 Q4",
            ],
            "{name}"
        );
    }
    assert!(mails(&world, "ADMINISTRATOR").await.is_empty());
    let words = mails(&world, "VIEWER").await.remove(0);
    insta::allow_duplicates! {
        insta::assert_snapshot!(words.paragraphs.join("\n"), @r"
        No payroll-based journal file for Home SRDEMO01 (CCN 366001), FY 2026 Q4, has been accepted yet.
        Files for the quarter are taken until 11/14/2026, 11:59 PM Eastern Time. A file that is rejected on the last day may leave no time to send another.
        You get this because of your PBJ role for this facility. You choose what you get under My Profile, Notifications.
        ");
    }
}

#[db_test]
async fn an_accepted_file_ends_the_reminders_and_a_rejected_one_does_not(db: Db) {
    let mut world = World::new(db).await;
    let without = NoticeChoices {
        staffing_file: false,
        staffing_deadline: true,
    };
    let viewer = person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    choose(&world.services, &viewer, without).await.unwrap();
    world
        .submit(&Pbj {
            entries: &[("E1", "2026-07-32", "8.00", 7)],
            ..Pbj::default()
        })
        .await;
    live(&mut world, 11).await;
    assert_eq!(mails(&world, "VIEWER").await.len(), 1);
    world.submit(&Pbj::default()).await;
    live(&mut world, 13).await;
    assert_eq!(mails(&world, "VIEWER").await.len(), 1);
}

#[db_test]
async fn a_file_accepted_before_the_reminder_goes_out_takes_it_back(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    world.set_time(noon(date(2026, 11, 11)));
    staffing_deadline::begin(&world.services, world.now().today(), world.now())
        .await
        .unwrap();
    world.submit(&Pbj::default()).await;
    remind(&world).await;
    assert!(mails(&world, "VIEWER").await.is_empty());
}

#[db_test]
async fn homes_that_owe_nothing_are_not_reminded(db: Db) {
    let mut world = World::new(db).await;
    let gone = world
        .add_home("366003", "GONE3", Some(date(2026, 6, 30)))
        .await;
    let uncertified = world.add_home("", "NEW5", None).await;
    person(&world, "VIEWER", Role::PbjViewer, &[gone, uncertified]).await;
    live(&mut world, 11).await;
    assert!(mails(&world, "VIEWER").await.is_empty());
}

#[db_test]
async fn whoever_does_without_reminders_gets_none(db: Db) {
    let mut world = World::new(db).await;
    let viewer = person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    let without = NoticeChoices {
        staffing_deadline: false,
        ..NoticeChoices::default()
    };
    choose(&world.services, &viewer, without).await.unwrap();
    live(&mut world, 11).await;
    assert!(mails(&world, "VIEWER").await.is_empty());
}

#[db_test]
async fn a_day_for_a_reminder_on_which_no_server_ran_is_made_up_for_once(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    // Those of the 7th and the 11th were missed; the next server starts on the 12th, with the job of the 6th.
    world.set_time(noon(date(2026, 11, 12)));
    for day in [date(2026, 11, 6), date(2026, 11, 12)] {
        staffing_deadline::begin(&world.services, day, world.now())
            .await
            .unwrap();
        remind(&world).await;
    }
    assert_eq!(
        subjects(&world, "VIEWER").await,
        ["Payroll file missing, 2 days left: CCN 366001, FY 2026 Q4"]
    );
    live(&mut world, 13).await;
    assert_eq!(subjects(&world, "VIEWER").await.len(), 2);
}
