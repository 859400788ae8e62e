use domain::{assessments::PatientNumber, audit::Object};
use store::{Db, db_test, exec};

use super::*;

/// Takes away what keeps the table as it is, so that what is done then is found by the chain alone.
pub(super) async fn unguard(services: &Services) {
    let drops: &[&'static str] = if services.db.is_postgres() {
        &[
            "drop trigger audit_event_stays on audit_event",
            "drop trigger audit_event_provider_stays on audit_event_provider",
            "drop trigger audit_event_patient_stays on audit_event_patient",
            "drop trigger audit_head_goes_on on audit_head",
        ]
    } else {
        &[
            "drop trigger audit_event_stays_update",
            "drop trigger audit_event_stays_delete",
            "drop trigger audit_event_provider_stays_update",
            "drop trigger audit_event_provider_stays_delete",
            "drop trigger audit_event_patient_stays_update",
            "drop trigger audit_event_patient_stays_delete",
            "drop trigger audit_head_goes_on",
        ]
    };
    for sql in drops {
        tamper(services, sql).await;
    }
}

/// Sets the end of the chain to the last row that is there.
const NEW_HEAD: &str = "update audit_head set seq = (select max(seq) from audit_event),
    hash = (select hash from audit_event order by seq desc limit 1)";

#[db_test]
async fn a_chain_that_nobody_touched_is_whole(db: Db) {
    let services = six_rows(db).await;
    assert_eq!(
        verdict(&services).await,
        TrailVerdict {
            rows: 6,
            checkpoints: 0,
            broken: None
        }
    );
    let part = Range {
        from: Some(3),
        to: Some(5),
    };
    let part = verify(&services, part, &[]).await.unwrap();
    assert_eq!((part.rows, part.broken), (3, None));
}

#[db_test]
async fn the_database_refuses_to_change_or_delete_what_was_recorded(db: Db) {
    let services = six_rows(db).await;
    write(&services, event(7).patients([PatientNumber(500_001)])).await;
    let copy = "(seq, happened_at, act, outcome, actor_kind, detail, prev_hash, hash)
        select seq, happened_at, 'forged', outcome, actor_kind, detail, prev_hash, hash from audit_event where seq = 3";
    let mut refused: Vec<String> = [
        "update audit_event set act = 'forged' where seq = 3",
        "delete from audit_event where seq = 3",
        "update audit_event_provider set seq = 9",
        "delete from audit_event_provider",
        "update audit_event_patient set seq = 9",
        "delete from audit_event_patient",
        "update audit_head set seq = 4",
        "delete from audit_head",
    ]
    .map(str::to_owned)
    .into();
    if services.db.is_postgres() {
        refused.push("truncate audit_event".to_owned());
        refused.push("truncate audit_event_provider, audit_head".to_owned());
        refused.push("truncate audit_event_patient".to_owned());
        refused.push(format!(
            "insert into audit_event {copy} on conflict (seq) do update set act = excluded.act"
        ));
    } else {
        refused.push(format!("insert or replace into audit_event {copy}"));
        refused.push(
            "insert or replace into audit_head (id, seq, hash) values (1, 2, x'00')".to_owned(),
        );
    }
    for sql in refused {
        let mut tx = services.db.write().await.unwrap();
        let text: &'static str = sql.clone().leak();
        assert!(exec!(tx, text).is_err(), "{sql}");
    }
    assert_eq!(verdict(&services).await.rows, 7);
}

#[db_test]
async fn a_row_that_was_changed_is_named(db: Db) {
    let services = six_rows(db).await;
    unguard(&services).await;
    tamper(
        &services,
        "update audit_event set outcome = 'failed' where seq >= 3 and seq <= 4",
    )
    .await;
    assert_eq!(broken(&services).await, Some(Break::Changed { seq: 3 }));
    let before = Range {
        from: None,
        to: Some(2),
    };
    let before = verify(&services, before, &[]).await.unwrap();
    assert_eq!(before.broken, None);
}

#[db_test]
async fn a_row_that_was_deleted_is_named(db: Db) {
    let services = six_rows(db).await;
    unguard(&services).await;
    tamper(&services, "delete from audit_event where seq = 3").await;
    assert_eq!(broken(&services).await, Some(Break::Missing { seq: 3 }));
    tamper(&services, "update audit_event set seq = 3 where seq = 4").await;
    assert_eq!(broken(&services).await, Some(Break::Changed { seq: 3 }));
}

#[db_test]
async fn a_row_that_was_put_in_is_named(db: Db) {
    let services = six_rows(db).await;
    tamper(
        &services,
        "insert into audit_event (seq, happened_at, act, outcome, actor_kind, detail, prev_hash, hash)
         select 7, happened_at, act, outcome, actor_kind, detail, hash, hash from audit_event where seq = 6",
    )
    .await;
    assert_eq!(broken(&services).await, Some(Break::Changed { seq: 7 }));
}

#[db_test]
async fn rows_that_changed_places_are_named(db: Db) {
    let services = six_rows(db).await;
    unguard(&services).await;
    for sql in [
        "update audit_event set seq = 100 where seq = 3",
        "update audit_event set seq = 3 where seq = 4",
        "update audit_event set seq = 4 where seq = 100",
    ] {
        tamper(&services, sql).await;
    }
    assert_eq!(broken(&services).await, Some(Break::Changed { seq: 3 }));
}

#[db_test]
async fn a_tail_that_was_cut_off_is_seen_by_the_end_of_the_chain_or_by_a_checkpoint(db: Db) {
    let services = six_rows(db).await;
    let taken = checkpoint::take(&services, NOON).await.unwrap();
    let whole = verify(&services, Range::default(), std::slice::from_ref(&taken)).await;
    assert_eq!(whole.unwrap().checkpoints, 1);
    unguard(&services).await;
    tamper(&services, "delete from audit_event where seq > 4").await;
    assert_eq!(
        broken(&services).await,
        Some(Break::Head { last: 4, head: 6 })
    );
    // Whoever can do that can set the end as well; of the checkpoint they know nothing.
    tamper(&services, NEW_HEAD).await;
    assert_eq!(broken(&services).await, None);
    let found = verify(&services, Range::default(), &[taken]).await.unwrap();
    let cut = Break::Cut {
        seq: 6,
        last: 4,
        at: NOON,
    };
    assert_eq!(found.broken, Some(cut));
}

#[db_test]
async fn rows_that_were_cut_off_are_still_rows_to_look_for(db: Db) {
    let services = six_rows(db).await;
    let taken = [checkpoint::take(&services, NOON).await.unwrap()];
    assert_eq!(last_row(&services, &[]).await.unwrap(), 6);
    unguard(&services).await;
    tamper(&services, "delete from audit_event where seq > 4").await;
    assert_eq!(last_row(&services, &[]).await.unwrap(), 6);
    tamper(&services, NEW_HEAD).await;
    assert_eq!(last_row(&services, &[]).await.unwrap(), 4);
    assert_eq!(last_row(&services, &taken).await.unwrap(), 6);
    for (from, to) in [
        (None, Some(6)),
        (Some(5), None),
        (Some(5), Some(6)),
        (Some(6), None),
    ] {
        let part = verify(&services, Range { from, to }, &taken).await.unwrap();
        assert_eq!(
            part.broken.map(|broken| broken.row()),
            Some(5),
            "{from:?} to {to:?}"
        );
    }
}

#[db_test]
async fn a_trail_without_rows_is_whole_and_has_no_last_one(db: Db) {
    let services = crate::tests::services(db);
    assert_eq!(last_row(&services, &[]).await.unwrap(), 0);
    let found = verdict(&services).await;
    assert_eq!((found.rows, found.broken), (0, None));
}

#[db_test]
async fn a_chain_that_was_written_anew_with_the_key_is_seen_by_a_checkpoint(db: Db) {
    let services = six_rows(db).await;
    let taken = checkpoint::take(&services, NOON).await.unwrap();
    unguard(&services).await;
    tamper(&services, "delete from audit_event where seq > 4").await;
    tamper(&services, NEW_HEAD).await;
    for number in [50, 60, 70] {
        write(&services, event(number)).await;
    }
    assert_eq!(broken(&services).await, None);
    let found = verify(&services, Range::default(), &[taken]).await.unwrap();
    let anew = Break::Rewritten { seq: 6, at: NOON };
    assert_eq!(found.broken, Some(anew));
}

#[db_test]
async fn providers_of_a_row_that_were_taken_away_or_added_are_seen(db: Db) {
    let services = six_rows(db).await;
    unguard(&services).await;
    tamper(
        &services,
        "insert into audit_event_provider (provider_id, seq) select provider_id, 5 from audit_event_provider where seq = 2",
    )
    .await;
    assert_eq!(broken(&services).await, Some(Break::Providers { seq: 5 }));
    tamper(&services, "delete from audit_event_provider where seq = 2").await;
    assert_eq!(broken(&services).await, Some(Break::Providers { seq: 2 }));
}

/// Rows are read a thousand at a time, and what is listed beside them as well.
#[db_test]
async fn what_is_listed_for_a_row_is_its_own_among_thousands(db: Db) {
    let services = crate::tests::services(db);
    let rows = (1..=2_005).map(|number| {
        let several = if number % 401 == 0 {
            number..number + 3
        } else {
            0..0
        };
        let providers = several.map(|id| ProviderId(Uuid::from_u128(id)));
        let patient = PatientNumber(i64::try_from(number).unwrap());
        event(number).at(providers).patients([patient])
    });
    let tx = services.db.write().await.unwrap();
    commit_all(tx, &services, rows).await.unwrap();
    let whole = verdict(&services).await;
    assert_eq!((whole.rows, whole.broken), (2_005, None));
    let text = exported(&services).await;
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (row, count) in [(400, 0), (401, 3), (1_604, 3), (2_005, 3)] {
        let providers = lines[row - 1]["providers"].as_array().unwrap();
        assert_eq!(providers.len(), count, "row {row}");
    }

    unguard(&services).await;
    let swap = "update audit_event_patient set seq = 1501 where seq = 1500";
    tamper(&services, swap).await;
    let patients = Break::Patients { seq: 1_500 };
    assert_eq!(broken(&services).await, Some(patients));
    let swap = "update audit_event_provider set seq = 1204 where seq = 1203";
    tamper(&services, swap).await;
    assert_eq!(
        broken(&services).await,
        Some(Break::Providers { seq: 1_203 })
    );
}

#[db_test]
async fn patients_of_a_row_that_were_taken_away_or_added_are_seen(db: Db) {
    let services = six_rows(db).await;
    let shown = [500_001, 500_002].map(PatientNumber);
    write(&services, event(7).patients(shown)).await;
    let about = event(8).about(Object::Patient(PatientNumber(500_003)));
    write(&services, about).await;
    assert_eq!(broken(&services).await, None);
    unguard(&services).await;
    let add = "insert into audit_event_patient (patient, seq) values (500004, 5)";
    tamper(&services, add).await;
    assert_eq!(broken(&services).await, Some(Break::Patients { seq: 5 }));
    let add = "insert into audit_event_patient (patient, seq) values (500004, 8)";
    tamper(&services, add).await;
    assert_eq!(broken(&services).await, Some(Break::Patients { seq: 8 }));
    let take = "delete from audit_event_patient where seq = 7 and patient = 500002";
    tamper(&services, take).await;
    assert_eq!(broken(&services).await, Some(Break::Patients { seq: 7 }));
}

#[db_test]
async fn a_checkpoint_that_another_key_signed_or_that_was_changed_is_none(db: Db) {
    use crate::keys::Keys;
    use checkpoint::Checkpoint;

    let services = six_rows(db).await;
    let taken = checkpoint::take(&services, NOON).await.unwrap();
    let line = serde_json::to_string(&taken).unwrap();
    let read = Checkpoint::parse(&line, &services.keys);
    assert_eq!(read.as_ref(), Ok(&taken));
    assert!(Checkpoint::parse(&line, &Keys::of([8; 32])).is_err());
    let changed = Checkpoint {
        seq: 5,
        ..taken.clone()
    };
    let changed = serde_json::to_string(&changed).unwrap();
    assert!(Checkpoint::parse(&changed, &services.keys).is_err());
    assert!(Checkpoint::parse("", &services.keys).is_err());
}
