use domain::{access::Role, audit::Verification};
use jiff::civil::{Date, date};
use serde_json::json;
use store::{
    Db, db_test,
    jobs::{self, NewJob},
};

use super::{keeping::work, tampering::unguard, *};
use crate::{audit::nightly, messages::tests::sent_to};

const TUESDAY: Date = date(2026, 11, 24);
const SATURDAY: Date = date(2026, 11, 28);
const SUNDAY: Date = date(2026, 11, 29);

/// The night of this day, as the job has it.
async fn night(services: &Services, day: Date) -> Option<Verification> {
    let mut tx = services.db.write().await.unwrap();
    let job = NewJob::new(
        nightly::VERIFICATION.kind,
        json!({ "day": day.to_string() }),
    );
    jobs::enqueue(&mut tx, job, NOON).await.unwrap();
    tx.commit().await.unwrap();
    work(services, NOON.plus_seconds(120)).await;
    let mut tx = services.db.read().await.unwrap();
    nightly::last(&mut tx).await.unwrap()
}

fn found(verification: Option<Verification>) -> (i64, i64, Option<i64>) {
    let Verification {
        first,
        last,
        broken,
        ..
    } = verification.unwrap();
    (first, last, broken)
}

async fn somebody(services: &Services, number: u128, role: Role) {
    let id = Uuid::from_u128(number);
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, $2, $3, 'active', 0)",
        id,
        role.key(),
        format!("{}@example.org", role.key())
    )
    .unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $1, $2, 0)",
        id,
        role.key()
    )
    .unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn each_night_what_is_new_is_checked_and_on_sundays_all_of_it(db: Db) {
    let services = six_rows(db).await;
    assert_eq!(found(night(&services, TUESDAY).await), (1, 6, None));
    write(&services, event(8)).await;
    // The event of the first check, and the one after it.
    assert_eq!(found(night(&services, SATURDAY).await), (7, 8, None));
    assert_eq!(found(night(&services, SUNDAY).await), (1, 9, None));
}

#[db_test]
async fn who_can_do_something_is_told_of_a_row_that_was_changed(db: Db) {
    let services = six_rows(db).await;
    let told = [Role::Auditor, Role::HelpDeskProductionControl];
    for (number, role) in (1..).zip(told) {
        somebody(&services, number, role).await;
    }
    night(&services, TUESDAY).await;
    unguard(&services).await;
    tamper(
        &services,
        "update audit_event set act = 'forged' where seq = 3",
    )
    .await;
    for (day, mails) in [(SATURDAY, 0), (SUNDAY, 1), (TUESDAY, 2)] {
        let broken = found(night(&services, day).await).2;
        assert_eq!(broken, (mails > 0).then_some(3), "{day}");
        for role in told {
            let address = format!("{}@example.org", role.key());
            let mailed = sent_to(&services, &address).await;
            assert_eq!(mailed.len(), mails, "{day}, {role:?}");
            let says = |words: &domain::messages::Words| {
                words.paragraphs.join(" ").contains("row 3 was changed")
            };
            assert!(mailed.iter().all(says), "{mailed:?}");
        }
    }
    let newest =
        "select count(*) from audit_event where act = 'audit_verified' and outcome = 'failed'";
    assert_eq!(count(&services, newest).await, 2);
}
