use domain::{access::Role, notices::NoticeChoices, submissions::SubmissionState};
use jiff::civil::date;
use store::{Db, db_test, exec};

use super::{mails, person, subjects};
use crate::{
    notices::choose,
    submissions::tests::world::{Pbj, World, noon},
};

/// Hours on a day outside the quarter are left out, with a warning.
const ONE_LEFT_OUT: &[(&str, &str, &str, u8)] = &[
    ("E1", "2026-07-01", "8.00", 7),
    ("E1", "2026-06-30", "8.00", 7),
];

/// A date that is none.
const REJECTED: &[(&str, &str, &str, u8)] = &[("E1", "2026-07-32", "8.00", 7)];

fn file(entries: &'static [(&'static str, &'static str, &'static str, u8)]) -> Pbj<'static> {
    Pbj {
        entries,
        ..Pbj::default()
    }
}

#[db_test]
async fn a_rejected_file_is_told_to_the_facilitys_pbj_people_whoever_sent_it(db: Db) {
    let mut world = World::new(db).await;
    let home = [world.home];
    person(&world, "SUBMITTER.TWO", Role::PbjSubmitter, &home).await;
    person(&world, "VIEWER", Role::PbjViewer, &home).await;
    person(&world, "ADMINISTRATOR", Role::ProviderAdministrator, &home).await;
    person(&world, "OTHER.VENDOR", Role::VendorPbjSubmitter, &home).await;
    person(&world, "ELSEWHERE", Role::PbjViewer, &[world.other_home]).await;
    person(&world, "EVERYWHERE", Role::CmsViewOnlyUser, &[]).await;
    let former = person(&world, "FORMER", Role::PbjViewer, &home).await;
    let locked = person(&world, "SWITCHED.OFF", Role::PbjViewer, &home).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update role_grant set ended_at = 1 where user_id = $1",
        former.user.0
    )
    .unwrap();
    exec!(
        tx,
        "update user_account set state = 'disabled' where id = $1",
        locked.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    world.submitter = person(&world, "VENDOR", Role::VendorPbjSubmitter, &home).await;

    let receipt = world.submit(&file(REJECTED)).await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    for name in ["SUBMITTER.TWO", "VIEWER", "VENDOR"] {
        assert_eq!(
            subjects(&world, name).await,
            ["Payroll file rejected: CCN 366001, FY 2026 Q4"],
            "{name}"
        );
    }
    for name in [
        "ADMINISTRATOR",
        "OTHER.VENDOR",
        "ELSEWHERE",
        "EVERYWHERE",
        "FORMER",
        "SWITCHED.OFF",
    ] {
        assert!(mails(&world, name).await.is_empty(), "{name}");
    }
    let words = mails(&world, "VIEWER").await.remove(0);
    insta::allow_duplicates! {
        insta::assert_snapshot!(words.paragraphs.join("\n"), @r"
        The payroll-based journal file for Home SRDEMO01 (CCN 366001), FY 2026 Q4, was rejected. None of it was stored, and what was stored before stays.
        It is file 1 of submission 1000001, received 11/10/2026 12:00 PM ET.
        The report says what to change. A new file for the quarter is taken until 11/14/2026, 11:59 PM Eastern Time.
        You get this because of your PBJ role for this facility. You choose what you get under My Profile, Notifications.
        ");
    }
    let link = words.link.unwrap();
    assert_eq!(
        link.path,
        format!("/submissions/{}/files/1", receipt.number)
    );
}

#[db_test]
async fn entries_that_were_left_out_are_told_and_a_clean_file_is_not(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    let receipt = world.submit(&Pbj::default()).await;
    assert_eq!(receipt.progress.state, SubmissionState::Accepted);
    assert!(mails(&world, "VIEWER").await.is_empty());

    let receipt = world.submit(&file(ONE_LEFT_OUT)).await;
    assert_eq!(
        receipt.progress.state,
        SubmissionState::AcceptedWithWarnings
    );
    let words = mails(&world, "VIEWER").await.remove(0);
    assert_eq!(
        words.subject,
        "Payroll file with entries left out: CCN 366001, FY 2026 Q4"
    );
    assert!(
        words.paragraphs[0].ends_with("was accepted without 1 of its 2 hour entries."),
        "{words:?}"
    );
}

#[db_test]
async fn no_employee_is_in_a_notice(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    world
        .submit(&Pbj {
            employees: &["MARKED77"],
            entries: &[("MARKED77", "2026-07-32", "8.00", 7)],
            ..Pbj::default()
        })
        .await;
    let words = mails(&world, "VIEWER").await.remove(0);
    assert!(!format!("{words:?}").contains("MARKED77"));
}

#[db_test]
async fn whoever_does_without_the_notice_gets_none(db: Db) {
    let mut world = World::new(db).await;
    let viewer = person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    let without = NoticeChoices {
        staffing_file: false,
        ..NoticeChoices::default()
    };
    choose(&world.services, &viewer, without).await.unwrap();
    world.submit(&file(REJECTED)).await;
    assert!(mails(&world, "VIEWER").await.is_empty());
    choose(&world.services, &viewer, NoticeChoices::default())
        .await
        .unwrap();
    world.submit(&file(REJECTED)).await;
    assert_eq!(mails(&world, "VIEWER").await.len(), 1);
}

#[db_test]
async fn what_a_stranger_sent_is_no_news_of_the_facility(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.other_home]).await;
    let receipt = world
        .submit(&Pbj {
            facility: "OTHER2",
            ..Pbj::default()
        })
        .await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    assert!(mails(&world, "VIEWER").await.is_empty());
}

#[db_test]
async fn after_the_deadline_no_other_file_is_asked_for(db: Db) {
    let mut world = World::new(db).await;
    person(&world, "VIEWER", Role::PbjViewer, &[world.home]).await;
    world.set_time(noon(date(2026, 11, 15)));
    let receipt = world.submit(&Pbj::default()).await;
    assert_eq!(receipt.progress.state, SubmissionState::Rejected);
    let words = mails(&world, "VIEWER").await.remove(0);
    assert!(
        !format!("{words:?}").contains("is taken until"),
        "{words:?}"
    );
}
