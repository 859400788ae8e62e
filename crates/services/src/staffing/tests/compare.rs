//! What a file would replace, before it is sent.

use domain::{
    access::{Role, Scope},
    staffing::{Figures, FileFigures, ProcessType, TotalHours},
};
use store::{Db, db_test};

use super::super::compare;
use super::{ohio, open_quarter, stored};
use crate::ServiceError;

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
        "Replaces 2 employees, 27.00 hours with 1 employee, 8.00 hours; 91 days would have no registered nurse."
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

#[db_test]
async fn a_comparison_foretells_that_the_quarter_is_closed(db: Db) {
    let world = stored(db).await;
    let closed = open_quarter().previous().unwrap();
    let file = FileFigures {
        quarter: closed,
        ..figures_of("SRDEMO01")
    };
    let of = async |file: &FileFigures| {
        let found = compare(&world.services, &world.submitter, file).await;
        found.unwrap().unwrap().rejection()
    };
    let told = of(&file).await.unwrap();
    assert!(told.starts_with(&format!("{closed} closed on ")), "{told}");
    assert_eq!(of(&figures_of("SRDEMO01")).await, None);
}
