use domain::{
    access::Role,
    identity::{IdentityCheck, ProofingReference},
    objection::Objection,
};

use super::*;
use crate::{
    identity::proofing::{Decision, Restart, decide, find_case, reproof},
    messages::tests::sent_to,
};

const RESTART: Restart<'static> = Restart {
    user_name: "rita.example",
    check: "video_call",
    record: "Video call at 11:40, state ID shown.",
};

/// Someone with two devices, two sessions and a link to an identity provider, and a person of the Help Desk.
async fn world(db: Db) -> (Services, Holder, Session) {
    let (services, holder) = installation(db, Simulated).await;
    let mut tx = services.db.write().await.unwrap();
    let complete = "update user_account set registration = 'complete' where id = $1";
    exec!(tx, complete, holder.user.0).unwrap();
    for number in 1..=2_u8 {
        exec!(
            tx,
            "insert into device (id, user_id, kind, name, confirmed_at, created_at)
             values ($1, $2, 'backup_codes', 'Backup codes', 0, 0)",
            Uuid::from_u128(number.into()),
            holder.user.0
        )
        .unwrap();
        exec!(
            tx,
            "insert into backup_code (device_id, code_hash) values ($1, $2)",
            Uuid::from_u128(number.into()),
            [number; 32].as_slice()
        )
        .unwrap();
        exec!(
            tx,
            "insert into session (token_hash, user_id, category, created_at, last_seen_at, ends_at)
             values ($1, $2, 'provider', 0, 0, $3)",
            [number; 32].as_slice(),
            holder.user.0,
            at(3_600).0
        )
        .unwrap();
    }
    exec!(
        tx,
        "insert into openid_link (issuer, subject, user_id, linked_at)
         values ('https://login.example.org', 'rita', $1, 0)",
        holder.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let helper = staff(&services, 2, "HAL.HELPER", Role::HelpDesk).await;
    (services, holder, helper)
}

async fn count(services: &Services, table: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, table).unwrap().0
}

#[db_test]
async fn proofing_begun_anew_takes_devices_links_and_sessions_and_tells_the_person(db: Db) {
    let (services, holder, helper) = world(db).await;
    let name = reproof(&services, &helper, RESTART, at(1)).await.unwrap();
    assert_eq!(name.as_str(), "RITA.EXAMPLE");
    assert_eq!(registration(&services, &holder).await, "proofing");
    for table in [
        "select count(*) from device",
        "select count(*) from backup_code",
        "select count(*) from session where ended is null",
        "select count(*) from openid_link",
    ] {
        assert_eq!(count(&services, table).await, 0, "{table}");
    }
    let [mail] = sent_to(&services, "rita@example.org")
        .await
        .try_into()
        .unwrap();
    assert_eq!(mail.subject, "Your identity is to be proofed again");
    assert!(!mail.paragraphs.join(" ").contains("state ID"));
    let mut tx = services.db.read().await.unwrap();
    let sql = "select restarted_by, identity_check, record, restarted_at from proofing_restart where user_id = $1";
    let kept = fetch!(
        fetch_one,
        (Uuid, String, String, i64),
        tx,
        sql,
        holder.user.0
    )
    .unwrap();
    let check = IdentityCheck::VideoCall.key().to_owned();
    assert_eq!(
        kept,
        (
            helper.actor.user.0,
            check,
            RESTART.record.to_owned(),
            at(1).0
        )
    );
}

#[db_test]
async fn whoever_is_proofed_anew_has_two_attempts_again_and_none_of_before(db: Db) {
    let (services, holder, helper) = world(db).await;
    reproof(&services, &helper, RESTART, at(1)).await.unwrap();
    for second in [2, 3] {
        try_once(&services, &holder, false, at(second)).await;
    }
    reproof(&services, &helper, RESTART, at(4)).await.unwrap();
    assert_eq!(
        stands(&services, &holder, at(5)).await,
        Standing::ToBegin {
            attempts_left: 2,
            last: None
        }
    );
    try_once(&services, &holder, true, at(6)).await;
    assert_eq!(registration(&services, &holder).await, "device");
}

#[db_test]
async fn a_case_that_waits_is_taken_back(db: Db) {
    let (services, holder, helper) = world(db).await;
    reproof(&services, &helper, RESTART, at(1)).await.unwrap();
    send_documents(&services, &holder, vec![pdf("a.pdf")], at(2))
        .await
        .unwrap();
    reproof(&services, &helper, RESTART, at(3)).await.unwrap();
    let taken_back = [("manual".to_owned(), "void".to_owned())];
    assert_eq!(attempts(&services).await, taken_back);
    let jobs = "select count(*) from job where kind = 'forget_proofing_documents'";
    assert_eq!(count(&services, jobs).await, 1);
    // And may be sent anew.
    ask_for_video_call(&services, &holder, at(4)).await.unwrap();
}

#[db_test]
async fn each_entry_that_is_wrong_is_named_and_nothing_changes(db: Db) {
    let (services, holder, helper) = world(db).await;
    let wrong = Restart {
        user_name: "x",
        check: "",
        record: " ",
    };
    let errors = refusals(reproof(&services, &helper, wrong, at(1)).await);
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["user_name", "check", "record"]);
    for naughty in NAUGHTY {
        for (field, restart) in [
            (
                "user_name",
                Restart {
                    user_name: naughty,
                    ..RESTART
                },
            ),
            (
                "check",
                Restart {
                    check: naughty,
                    ..RESTART
                },
            ),
        ] {
            let errors = refusals(reproof(&services, &helper, restart, at(1)).await);
            assert_eq!(errors[0].field, field);
        }
    }
    for unknown in ["NOBODY.KNOWN", "HAL.HELPER"] {
        let restart = Restart {
            user_name: unknown,
            ..RESTART
        };
        let errors = refusals(reproof(&services, &helper, restart, at(1)).await);
        assert_eq!(errors[0].field, "user_name");
    }
    assert_eq!(registration(&services, &holder).await, "complete");
    assert_eq!(count(&services, "select count(*) from device").await, 2);
}

#[db_test]
async fn proofing_is_begun_anew_by_the_help_desk_with_a_fresh_second_factor_alone(db: Db) {
    let (services, _, mut helper) = world(db).await;
    helper.holder.confirmed_at = Some(at(-400));
    let refused = reproof(&services, &helper, RESTART, at(1)).await;
    assert!(matches!(refused, Err(ServiceError::Unconfirmed)));
    for (number, role) in (10_u128..).zip(Role::ALL) {
        if !matches!(role, Role::HelpDesk | Role::HelpDeskProductionControl) {
            let someone = staff(&services, number, &format!("SOME.ONE{number}"), role).await;
            let refused = reproof(&services, &someone, RESTART, at(1)).await;
            assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
        }
    }
    // Nor by whoever lost the role while they waited.
    helper.holder.confirmed_at = Some(NOON);
    let mut tx = services.db.write().await.unwrap();
    let lost = "update role_grant set ended_at = 1, ended_why = 'removed' where user_id = $1";
    exec!(tx, lost, helper.actor.user.0).unwrap();
    tx.commit().await.unwrap();
    let refused = reproof(&services, &helper, RESTART, at(1)).await;
    assert!(
        matches!(refused, Err(ServiceError::Denied(_))),
        "{refused:?}"
    );
    assert_eq!(count(&services, "select count(*) from device").await, 2);
}

/// The reference of the case that somebody's wish for a video call makes.
async fn video_call(services: &Services, holder: &Holder, now: Instant) -> ProofingReference {
    ask_for_video_call(services, holder, now).await.unwrap();
    match stands(services, holder, now).await {
        Standing::Waiting { reference, .. } => reference,
        other => panic!("it does not wait: {other:?}"),
    }
}

async fn approves(
    services: &Services,
    helper: &Session,
    case: &ProofingReference,
    now: Instant,
) -> Result<(), ServiceError> {
    decide(services, helper, case, Decision::Approve, "Held it.", now).await
}

#[db_test]
async fn whoever_began_a_proofing_anew_does_not_decide_it(db: Db) {
    let (services, holder, helper) = world(db).await;
    let colleague = staff(&services, 3, "HELGA.HELPER", Role::HelpDesk).await;
    reproof(&services, &helper, RESTART, at(1)).await.unwrap();
    let case = video_call(&services, &holder, at(2)).await;
    let refused = approves(&services, &helper, &case, at(3)).await;
    assert!(
        matches!(
            refused,
            Err(ServiceError::Conflict(Objection::BeganProofing))
        ),
        "{refused:?}"
    );
    assert_eq!(registration(&services, &holder).await, "proofing");
    for (reader, began) in [(&helper, true), (&colleague, false)] {
        let found = find_case(&services, &reader.actor, &case).await.unwrap();
        assert_eq!(found.begun_by_reader, began);
    }
    approves(&services, &colleague, &case, at(4)).await.unwrap();
    assert_eq!(registration(&services, &holder).await, "device");
    // What somebody else begins later is another proofing.
    reproof(&services, &colleague, RESTART, at(5))
        .await
        .unwrap();
    let case = video_call(&services, &holder, at(6)).await;
    assert!(approves(&services, &colleague, &case, at(7)).await.is_err());
    approves(&services, &helper, &case, at(8)).await.unwrap();
}

#[db_test]
async fn of_whoever_decides_production_control_begins_it_and_the_other_officials_are_told(db: Db) {
    let (services, holder, helper) = world(db).await;
    holds(&services, holder.user, Role::CmsSecurityOfficial).await;
    let official = staff(&services, 3, "ADA.OFFICIAL", Role::CmsSecurityOfficial).await;
    let role = Role::HelpDeskProductionControl;
    let control = staff(&services, 4, "PIA.CONTROL", role).await;
    let refused = reproof(&services, &helper, RESTART, at(1)).await;
    assert!(
        matches!(
            refused,
            Err(ServiceError::Conflict(Objection::OnlyProductionControl))
        ),
        "{refused:?}"
    );
    assert_eq!(registration(&services, &holder).await, "complete");
    assert_eq!(count(&services, "select count(*) from device").await, 2);
    reproof(&services, &control, RESTART, at(2)).await.unwrap();
    let case = video_call(&services, &holder, at(3)).await;
    assert!(approves(&services, &control, &case, at(4)).await.is_err());
    approves(&services, &helper, &case, at(5)).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let sql = "select subject from message where user_id = $1 order by created_at";
    let told = fetch!(fetch_all, (String,), tx, sql, official.actor.user.0).unwrap();
    let told: Vec<&str> = told.iter().map(|(subject,)| subject.as_str()).collect();
    assert_eq!(
        told,
        [
            "The identity of somebody is proofed again whose role you decide on",
            "The identity of somebody was confirmed whose role you decide on",
        ]
    );
}
