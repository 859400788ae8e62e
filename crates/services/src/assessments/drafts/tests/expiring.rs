//! Forms that nobody goes on with.

use domain::{assessments::DraftEnd, time::Now};
use jiff::{ToSpan as _, civil::Date};
use store::{Db, db_test, fetch};

use super::{TODAY, World, change, end_of, is_not_found, noon};
use crate::assessments::drafts::{expire::expire, find, list, save};

/// Noon, so many days after the day on which the forms were begun.
fn after(days: i64) -> Now {
    let now = noon().plus_seconds(days * 24 * 60 * 60);
    Now {
        system: now,
        rules: now,
    }
}

async fn expires_on(world: &World) -> Vec<Option<Date>> {
    let lines = list(&world.services, &world.adele).await.unwrap();
    lines.into_iter().map(|line| line.expires_on).collect()
}

#[db_test]
async fn a_form_that_nobody_saves_says_for_two_weeks_that_it_will_go_and_goes(db: Db) {
    let world = World::new(db).await;
    let id = world.begun(&world.adele).await;
    let services = &world.services;
    assert_eq!(expire(services, after(75)).await.unwrap(), 0);
    assert_eq!(expires_on(&world).await, [None]);
    assert_eq!(expire(services, after(76)).await.unwrap(), 0);
    let goes = TODAY.saturating_add(90.days());
    assert_eq!(expires_on(&world).await, [Some(goes)]);
    assert_eq!(expire(services, after(89)).await.unwrap(), 0);
    assert_eq!(expires_on(&world).await, [Some(goes)], "the day stays");
    assert_eq!(expire(services, after(90)).await.unwrap(), 1);
    let gone = DraftEnd::Discarded {
        by: None,
        at: after(90).system,
    };
    assert_eq!(
        end_of(find(services, &world.adele, id).await),
        Some(gone.clone())
    );
    expire(services, after(179)).await.unwrap();
    assert_eq!(end_of(find(services, &world.adele, id).await), Some(gone));
    expire(services, after(180)).await.unwrap();
    assert!(is_not_found(&find(services, &world.adele, id).await));
    let told = "select count(*) from audit_event where act = 'assessment_draft_expired' and provider_id is not null";
    let mut tx = services.db.read().await.unwrap();
    let (told,) = fetch!(fetch_one, (i64,), tx, told).unwrap();
    assert_eq!(told, 1);
}

#[db_test]
async fn whoever_saves_it_keeps_it_and_nothing_goes_that_did_not_say_so(db: Db) {
    let mut world = World::new(db).await;
    let kept = world.begun(&world.adele).await;
    expire(&world.services, after(80)).await.unwrap();
    let mut adele = world.adele.clone();
    adele.now = after(81);
    save(
        &world.services,
        &adele,
        kept,
        &change("M0040_PAT_LNAME", "", "ABLE"),
    )
    .await
    .unwrap();
    assert_eq!(expires_on(&world).await, [None]);
    assert_eq!(expire(&world.services, after(94)).await.unwrap(), 0);
    // No server ran for a long time, and somebody has set fewer days.
    world.services.rules.drafts.kept_days = 15;
    assert_eq!(expire(&world.services, after(400)).await.unwrap(), 0);
    let goes = TODAY.saturating_add(414.days());
    assert_eq!(expires_on(&world).await, [Some(goes)]);
    assert_eq!(expire(&world.services, after(414)).await.unwrap(), 1);
}
