//! Who sees which files, and the history as its address asks.

use domain::{
    access::{Actor, Role, Scope},
    listing::{Direction, PageRequest, Total},
    providers::StateCode,
    staffing::FiscalQuarter,
    submissions::{Progress, SubmissionFilter, SubmissionNumber, SubmissionSort},
};
use jiff::civil::date;
use store::{Db, db_test};

use super::world::{Pbj, World, noon};
use crate::{ServiceError, submissions};

async fn numbers(world: &World, actor: &Actor, filter: &SubmissionFilter) -> Vec<i64> {
    let page = submissions::list(&world.services, actor, filter)
        .await
        .unwrap();
    let rows = i64::try_from(page.rows.len()).unwrap();
    assert_eq!(page.total, Total::from(rows));
    page.rows.iter().map(|line| line.number.0).collect()
}

fn is_hidden<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::NotFound))
}

/// An accepted and a rejected file of the first home, and one for a facility that the sender may not send for.
pub(super) async fn three_files(db: Db) -> (World, [SubmissionNumber; 3]) {
    let mut world = World::new(db).await;
    let accepted = world.submit(&Pbj::default()).await.number;
    let rejected = world
        .submit(&Pbj {
            entries: &[("E7", "2026-07-01", "8.00", 7)],
            ..Pbj::default()
        })
        .await
        .number;
    let astray = world
        .submit(&Pbj {
            facility: "OTHER2",
            ..Pbj::default()
        })
        .await
        .number;
    (world, [accepted, rejected, astray])
}

#[db_test]
async fn everyone_of_the_facility_with_a_pbj_role_sees_its_files_and_reports(db: Db) {
    let (world, [accepted, rejected, astray]) = three_files(db).await;
    let viewer = world
        .add_person(
            "VIEWER",
            Role::PbjViewer,
            Scope::Providers(vec![world.home]),
        )
        .await;
    assert_eq!(
        numbers(&world, &viewer, &SubmissionFilter::default()).await,
        [rejected.0, accepted.0]
    );
    assert!(
        submissions::receipt(&world.services, &viewer, accepted)
            .await
            .is_ok()
    );
    let page = PageRequest::default();
    let report = submissions::report(&world.services, &viewer, rejected, 1, None, page)
        .await
        .unwrap();
    assert_eq!(report.edits[0].edit, "-4016");
    assert!(is_hidden(
        submissions::receipt(&world.services, &viewer, astray).await
    ));
}

#[db_test]
async fn a_file_that_breaks_off_after_its_header_is_its_facilitys_too(db: Db) {
    let mut world = World::new(db).await;
    let viewer = world
        .add_person(
            "VIEWER",
            Role::PbjViewer,
            Scope::Providers(vec![world.home]),
        )
        .await;
    let whole = Pbj::default().xml();
    let end = whole.find("</staffingHours>").unwrap();
    let broken = world.send("broken.xml", &whole[..end]).await;
    let astray = Pbj {
        facility: "OTHER2",
        ..Pbj::default()
    };
    let astray = world.send("astray.xml", &astray.xml()[..end]).await;
    world.work().await;
    assert_eq!(
        numbers(&world, &viewer, &SubmissionFilter::default()).await,
        [broken.0]
    );
    let page = PageRequest::default();
    let report = submissions::report(&world.services, &viewer, broken, 1, None, page)
        .await
        .unwrap();
    assert_eq!(report.edits[0].edit, "intake:syntax");
    assert_eq!(report.file.quarter, FiscalQuarter::new(2026, 4).ok());
    assert!(is_hidden(
        submissions::receipt(&world.services, &viewer, astray).await
    ));
}

#[db_test]
async fn people_of_another_facility_see_nothing_of_it(db: Db) {
    let (world, numbers_sent) = three_files(db).await;
    let other = world
        .add_person(
            "OTHER",
            Role::PbjViewer,
            Scope::Providers(vec![world.other_home]),
        )
        .await;
    assert!(
        numbers(&world, &other, &SubmissionFilter::default())
            .await
            .is_empty()
    );
    for number in numbers_sent {
        let page = PageRequest::default();
        assert!(is_hidden(
            submissions::receipt(&world.services, &other, number).await
        ));
        assert!(is_hidden(
            submissions::live_state(&world.services, &other, number).await
        ));
        assert!(is_hidden(
            submissions::report(&world.services, &other, number, 1, None, page).await
        ));
        assert!(is_hidden(
            submissions::report_csv(&world.services, &other, number, 1).await
        ));
        assert!(is_hidden(
            submissions::report_json(&world.services, &other, number, 1).await
        ));
    }
}

#[db_test]
async fn the_sender_sees_a_file_that_belongs_to_no_facility_of_theirs(db: Db) {
    let (world, [_, _, astray]) = three_files(db).await;
    let seen = numbers(&world, &world.submitter, &SubmissionFilter::default()).await;
    assert_eq!(seen.len(), 3);
    assert!(
        submissions::receipt(&world.services, &world.submitter, astray)
            .await
            .is_ok()
    );
}

#[db_test]
async fn a_vendor_sees_what_it_sent_and_nothing_else(db: Db) {
    let (mut world, _) = three_files(db).await;
    let vendor = world
        .add_person(
            "VENDOR",
            Role::VendorPbjSubmitter,
            Scope::Providers(vec![world.home]),
        )
        .await;
    assert!(
        numbers(&world, &vendor, &SubmissionFilter::default())
            .await
            .is_empty()
    );
    world.submitter = vendor.clone();
    let own = world
        .submit(&Pbj {
            entries: &[("E1", "2026-07-20", "8.00", 7)],
            ..Pbj::default()
        })
        .await
        .number;
    assert_eq!(
        numbers(&world, &vendor, &SubmissionFilter::default()).await,
        [own.0]
    );
}

#[db_test]
async fn cms_sees_all_files_and_the_state_none(db: Db) {
    let (world, _) = three_files(db).await;
    let cms = world
        .add_person("CMSVIEW", Role::CmsViewOnlyUser, Scope::Nation)
        .await;
    assert_eq!(
        numbers(&world, &cms, &SubmissionFilter::default())
            .await
            .len(),
        3
    );
    let ohio = Scope::State(StateCode::parse("OH").unwrap());
    let state = world
        .add_person("STATEUSER", Role::StateAgencyGeneralUser, ohio)
        .await;
    let denied = submissions::list(&world.services, &state, &SubmissionFilter::default()).await;
    assert!(matches!(denied, Err(ServiceError::Denied(_))));
}

#[expect(
    clippy::too_many_lines,
    reason = "one question of the address after the other"
)]
#[db_test]
async fn the_history_is_filtered_by_what_its_address_says(db: Db) {
    let (mut world, [accepted, rejected, astray]) = three_files(db).await;
    world.set_time(noon(date(2026, 11, 12)));
    let waiting = world.send("later.xml", Pbj::default().xml()).await;
    let all = SubmissionFilter::default;
    let ccn = world.receipt(accepted).await.files[0]
        .facility
        .clone()
        .unwrap()
        .ccn;
    for (filter, expected) in [
        (
            SubmissionFilter {
                number: Some(astray),
                ..all()
            },
            vec![astray],
        ),
        (
            SubmissionFilter {
                facility: ccn,
                ..all()
            },
            vec![rejected, accepted],
        ),
        (
            SubmissionFilter {
                progress: Some(Progress::Accepted),
                ..all()
            },
            vec![accepted],
        ),
        (
            SubmissionFilter {
                progress: Some(Progress::Rejected),
                ..all()
            },
            vec![astray, rejected],
        ),
        (
            SubmissionFilter {
                progress: Some(Progress::Waiting),
                ..all()
            },
            vec![waiting],
        ),
        (
            SubmissionFilter {
                progress: Some(Progress::Checked),
                ..all()
            },
            vec![astray, rejected, accepted],
        ),
        (
            SubmissionFilter {
                progress: Some(Progress::Failed),
                ..all()
            },
            vec![],
        ),
        (
            SubmissionFilter {
                edit: Some("-4016".into()),
                ..all()
            },
            vec![rejected],
        ),
        (
            SubmissionFilter {
                from: Some(date(2026, 11, 12)),
                ..all()
            },
            vec![waiting],
        ),
        (
            SubmissionFilter {
                to: Some(date(2026, 11, 11)),
                ..all()
            },
            vec![astray, rejected, accepted],
        ),
        (
            SubmissionFilter {
                sender: Some("NOBODY".into()),
                ..all()
            },
            vec![],
        ),
        (
            SubmissionFilter {
                sort: SubmissionSort::Number,
                direction: Direction::Asc,
                ..all()
            },
            vec![accepted, rejected, astray, waiting],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|number| number.0).collect();
        assert_eq!(
            numbers(&world, &world.submitter, &filter).await,
            expected,
            "{filter:?}"
        );
        let counted = submissions::count(&world.services, &world.submitter, &filter)
            .await
            .unwrap();
        assert_eq!(counted, i64::try_from(expected.len()).unwrap());
    }
}

#[db_test]
async fn the_history_sorts_by_every_column(db: Db) {
    let (world, _) = three_files(db).await;
    for sort in SubmissionSort::ALL {
        for direction in [Direction::Asc, Direction::Desc] {
            let filter = SubmissionFilter {
                sort,
                direction,
                ..SubmissionFilter::default()
            };
            assert_eq!(
                numbers(&world, &world.submitter, &filter).await.len(),
                3,
                "{sort:?}"
            );
        }
    }
}
