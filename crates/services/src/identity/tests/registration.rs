use std::sync::Arc;

use domain::{
    forms::single_spaced,
    identity::{ProfileForm, Registration},
};
use futures::future::join_all;
use store::jobs;

use super::super::{
    AccountForm, Underway, accept_terms, create_account, mail_links, profile_of_link, recover,
    register,
};
use super::*;
use crate::Clock;

pub(super) const NEW_PASSWORD: &str = "seven green kettles sing";

pub(super) fn profile(email: &str) -> ProfileForm {
    ProfileForm {
        first_name: "Bela".into(),
        last_name: "Somogyi".into(),
        email: email.into(),
        phone: "641-555-0142".into(),
        address: "509 North Madison Street".into(),
        city: "Bloomfield".into(),
        state: "IA".into(),
        zip: "52537".into(),
        born_on: "04/27/1984".into(),
        ..ProfileForm::default()
    }
}

/// Does the jobs that are due, as the worker would.
pub(super) async fn work(services: &Services, now: Instant) {
    let clock: Clock = Arc::new(move || Now {
        system: now,
        rules: now,
    });
    loop {
        let mut tx = services.db.write().await.unwrap();
        let lease = now.plus_seconds(60);
        let job = jobs::claim(&mut tx, &[mail_links::MAIL], now, lease).await;
        tx.commit().await.unwrap();
        let Some(job) = job.unwrap() else { break };
        let _ = mail_links::mail(services, &job, &clock).await.unwrap();
    }
}

/// The secret of the link in the newest mail to this address.
pub(super) async fn link_to(services: &Services, address: &str) -> String {
    let mail = sent_to(services, address).await.remove(0);
    let path = mail.link.unwrap().path;
    let (_, link) = path.split_once("?link=").unwrap();
    link.to_owned()
}

/// Step 1, to the link in the mail.
pub(super) async fn registered(services: &Services, email: &str) -> String {
    register(services, &profile(email), "192.0.2.1", at(0))
        .await
        .unwrap();
    work(services, NOON).await;
    link_to(services, email).await
}

pub(super) fn account<'a>(link: &'a str, user_name: &'a str) -> AccountForm<'a> {
    AccountForm {
        link,
        user_name,
        password: NEW_PASSWORD,
        is_own_name: false,
        visitor: visitor("192.0.2.1"),
    }
}

pub(super) async fn underway(services: &Services, token: &Token) -> Underway {
    match session(services, token, AskedBy::Person, at(0))
        .await
        .unwrap()
    {
        Presented::Underway(underway) => *underway,
        other => panic!("the session is not underway: {other:?}"),
    }
}

async fn count(services: &Services, sql: &'static str) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    fetch!(fetch_one, (i64,), tx, sql).unwrap().0
}

async fn change(services: &Services, sql: &'static str) {
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_registration_goes_from_the_mailed_link_to_the_proofing(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = registered(&services, "bela@example.org").await;
    let seen = profile_of_link(&services, &link, NOON).await.unwrap();
    assert_eq!(seen.full_name(), "Bela Somogyi");
    let token = create_account(&services, &account(&link, "bela.s"), NOON)
        .await
        .unwrap();
    let first = underway(&services, &token).await;
    assert_eq!(
        (first.holder.stage, first.registration),
        (SessionStage::Registering, Registration::Terms)
    );
    let errors = field_errors(accept_terms(&services, &first.holder, false, NOON).await);
    assert_eq!(errors[0].0, "terms");
    accept_terms(&services, &first.holder, true, NOON)
        .await
        .unwrap();
    let then = underway(&services, &token).await;
    assert_eq!(then.registration, Registration::Proofing);
    // Once is enough.
    let again = accept_terms(&services, &first.holder, true, NOON).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
    let sql = "select count(*) from audit_event
        where act = 'user_registration_asked' and actor_kind = 'unknown' and detail = '{}'";
    assert_eq!(count(&services, sql).await, 1);
}

#[db_test]
async fn whoever_leaves_comes_back_to_the_step_that_comes_next(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = registered(&services, "bela@example.org").await;
    create_account(&services, &account(&link, "BELA.S"), NOON)
        .await
        .unwrap();
    let later = NOON.plus_seconds(5 * 86_400);
    let form = form("bela.s", NEW_PASSWORD);
    let entered = log_in(&services, form, later).await.unwrap();
    assert_eq!(
        (entered.stage, entered.registration),
        (SessionStage::Registering, Registration::Terms)
    );
}

#[db_test]
async fn an_address_that_has_an_account_gets_an_explanation_instead(db: Db) {
    let (services, _) = installation(db, &[]).await;
    for written in ["anne@example.org", "Anne@EXAMPLE.org"] {
        register(&services, &profile(written), "192.0.2.1", at(0))
            .await
            .unwrap();
    }
    work(&services, NOON).await;
    let mails = sent_to(&services, "anne@example.org").await;
    assert_eq!(
        mails.len() + sent_to(&services, "Anne@example.org").await.len(),
        2
    );
    assert_eq!(mails[0].subject, "You have an account already");
    let text = mails[0].paragraphs.join(" ");
    // Seed 001's own words.
    for words in [
        "This most likely means that you have completed some level of identity proofing in the past and that you have an \
         EIDM account. If this is the case",
        "second time",
    ] {
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(mails[0].link.as_ref().unwrap().path, "/login");
    assert_eq!(count(&services, "select count(*) from mail_link").await, 0);
}

#[db_test]
async fn to_ask_for_a_mail_reads_no_account_so_that_no_answer_can_tell_of_one(db: Db) {
    let (services, _) = installation(db, &[]).await;
    change(&services, "alter table user_account rename to out_of_reach").await;
    for email in ["anne@example.org", "nobody@example.org"] {
        register(&services, &profile(email), "192.0.2.1", at(0))
            .await
            .unwrap();
        recover(&services, email, "192.0.2.1", NOON).await.unwrap();
    }
    for user_name in ["ANNE.EXAMPLE", "NOBODY.HERE"] {
        recover(&services, user_name, "192.0.2.1", NOON)
            .await
            .unwrap();
    }
    // What is written is the same for each of them, too.
    assert_eq!(count(&services, "select count(*) from mail_link").await, 6);
    assert_eq!(count(&services, "select count(*) from job").await, 6);
    assert_eq!(count(&services, "select count(*) from message").await, 0);
}

#[db_test]
async fn a_link_makes_one_account_however_many_use_it_at_once(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = registered(&services, "bela@example.org").await;
    let names: Vec<String> = (0..4).map(|number| format!("BELA.{number}")).collect();
    let forms: Vec<_> = names.iter().map(|name| account(&link, name)).collect();
    let made = join_all(
        forms
            .iter()
            .map(|form| create_account(&services, form, NOON)),
    )
    .await;
    assert_eq!(
        made.iter().filter(|made| made.is_ok()).count(),
        1,
        "{made:?}"
    );
    let late = create_account(&services, &account(&link, "BELA.LATE"), NOON).await;
    assert!(matches!(late, Err(ServiceError::NotFound)), "{late:?}");
    let accounts = "select count(*) from user_account where email = 'bela@example.org'";
    assert_eq!(count(&services, accounts).await, 1);
}

#[db_test]
async fn two_links_for_one_address_make_one_account_however_close_they_come(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits = services.rules.limits.raised(100);
    for round in 0..5 {
        // One address, however it is written.
        let addresses = [
            format!("bela{round}@example.org"),
            format!("Bela{round}@EXAMPLE.org"),
        ];
        let mut links = Vec::new();
        for address in &addresses {
            let email = address.replace("EXAMPLE", "example");
            register(&services, &profile(address), "192.0.2.1", at(0))
                .await
                .unwrap();
            work(&services, NOON).await;
            links.push(link_to(&services, &email).await);
        }
        let names = [format!("BELA.{round}.A"), format!("BELA.{round}.B")];
        let forms: Vec<_> = links
            .iter()
            .zip(&names)
            .map(|(link, name)| account(link, name))
            .collect();
        let made = join_all(
            forms
                .iter()
                .map(|form| create_account(&services, form, NOON)),
        )
        .await;
        let refused: Vec<_> = made.iter().filter(|made| made.is_err()).collect();
        assert!(
            matches!(refused[..], [Err(ServiceError::Conflict(_))]),
            "{made:?}"
        );
    }
}

#[db_test]
async fn a_second_link_to_the_same_address_makes_no_second_account(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let first = registered(&services, "bela@example.org").await;
    let second = registered(&services, "bela@example.org").await;
    create_account(&services, &account(&first, "BELA.FIRST"), NOON)
        .await
        .unwrap();
    let refused = create_account(&services, &account(&second, "BELA.SECOND"), NOON).await;
    assert!(
        matches!(refused, Err(ServiceError::Conflict(_))),
        "{refused:?}"
    );
}

#[db_test]
async fn a_link_works_for_a_day(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = registered(&services, "bela@example.org").await;
    let day = NOON.plus_seconds(86_400);
    profile_of_link(&services, &link, day.plus_seconds(-1))
        .await
        .unwrap();
    let over = profile_of_link(&services, &link, day).await;
    assert!(matches!(over, Err(ServiceError::NotFound)), "{over:?}");
    let over = create_account(&services, &account(&link, "BELA.S"), day).await;
    assert!(matches!(over, Err(ServiceError::NotFound)), "{over:?}");
    for made_up in ["", "x", "\0"] {
        let never = profile_of_link(&services, made_up, NOON).await;
        assert!(matches!(never, Err(ServiceError::NotFound)), "{never:?}");
    }
}

#[db_test]
async fn what_is_wrong_with_the_account_is_said_at_once_and_leaves_the_link_good(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = registered(&services, "bela@example.org").await;
    let form = AccountForm {
        password: "short",
        ..account(&link, "anne.example")
    };
    let errors = field_errors(create_account(&services, &form, NOON).await);
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["user_name", "password"]);
    assert!(errors[0].1.contains("taken"), "{errors:?}");
    for no_user_id in ["a", "BELA#1234", "bela\0somogyi", "бела.шомоди"] {
        let errors =
            field_errors(create_account(&services, &account(&link, no_user_id), NOON).await);
        assert_eq!(errors[0].0, "user_name", "{no_user_id}");
    }
    create_account(&services, &account(&link, "BELA.S"), NOON)
        .await
        .unwrap();
}

#[db_test]
async fn a_facilitys_name_is_taken_only_from_whoever_bears_it(db: Db) {
    let (services, _) = installation(db, &[]).await;
    change(
        &services,
        "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
         select id, '165123', 'IA', 'nursing_home', 'St. Bela''s Care Center', 'x', 'x', 'x', 'x', 0, 0 from user_account",
    )
    .await;
    let link = registered(&services, "bela@example.org").await;
    for name in [
        "st-belas-care",
        "ST.BELAS.CARE.CENTER",
        "stbelas2",
        "st_be.las-care-center-admin",
        "St-Belas_Care9Center2026",
    ] {
        let errors = field_errors(create_account(&services, &account(&link, name), NOON).await);
        assert_eq!(errors[0].0, "own_name", "{name}");
        assert!(errors[0].1.contains("St. Bela's Care Center"), "{errors:?}");
    }
    let own = AccountForm {
        is_own_name: true,
        ..account(&link, "st-belas")
    };
    create_account(&services, &own, NOON).await.unwrap();
}

#[db_test]
async fn a_short_name_is_anybodys_and_so_is_a_facilitys_short_name(db: Db) {
    let (services, _) = installation(db, &[]).await;
    change(
        &services,
        "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
         select id, '165123', 'IA', 'nursing_home', 'Oaks 1-2-3', 'x', 'x', 'x', 'x', 0, 0 from user_account",
    )
    .await;
    for name in ["oaks.robin", "oa-123456"] {
        let link = registered(&services, &format!("{name}@example.org")).await;
        create_account(&services, &account(&link, name), NOON)
            .await
            .unwrap();
    }
}

#[db_test]
async fn a_form_that_is_wrong_asks_for_no_mail(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let form = ProfileForm {
        zip: "x".into(),
        ..profile("bela@gmail.com")
    };
    let errors = field_errors(register(&services, &form, "192.0.2.1", at(0)).await);
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["email", "zip"]);
    assert_eq!(count(&services, "select count(*) from mail_link").await, 0);
}

#[db_test]
async fn what_was_asked_cannot_be_read_in_the_database(db: Db) {
    let (services, _) = installation(db, &[]).await;
    registered(&services, "bela@example.org").await;
    let mut tx = services.db.read().await.unwrap();
    let rows = fetch!(fetch_all, (Vec<u8>,), tx, "select sealed from mail_link").unwrap();
    let jobs = fetch!(
        fetch_all,
        (String,),
        tx,
        "select cast(payload as text) from job"
    )
    .unwrap();
    let held = |text: &[u8]| {
        rows.iter()
            .any(|(row,)| row.windows(text.len()).any(|part| part == text))
    };
    assert!(!held(b"Somogyi") && !held(b"bela@"));
    assert!(jobs.iter().all(|(job,)| !job.contains("bela")));
}

#[db_test]
async fn who_asks_too_often_waits_and_so_does_who_is_mailed_too_often(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits.mailed_link.requests = 2;
    let ask = async |email: &str, address: &str| {
        register(&services, &profile(email), address, at(0)).await
    };
    ask("one@example.org", "192.0.2.1").await.unwrap();
    ask("two@example.org", "192.0.2.1").await.unwrap();
    let often = ask("three@example.org", "192.0.2.1").await;
    assert!(
        matches!(often, Err(ServiceError::TooMany { .. })),
        "{often:?}"
    );
    ask("One@example.org", "192.0.2.2").await.unwrap();
    let often = ask("one@EXAMPLE.org", "192.0.2.3").await;
    assert!(
        matches!(often, Err(ServiceError::TooMany { .. })),
        "{often:?}"
    );
}

#[db_test]
async fn whatever_people_type_is_refused_or_kept_with_single_spaces(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits = services.rules.limits.raised(1_000);
    let strings = public_data::naughty_strings();
    let mut kept = 0;
    for (number, text) in strings.iter().enumerate() {
        let email = format!("bela{number}@example.org");
        let form = ProfileForm {
            address: text.clone(),
            city: text.clone(),
            ..profile(&email)
        };
        match register(&services, &form, "192.0.2.1", at(0)).await {
            Ok(()) => {}
            Err(ServiceError::Refused(_)) => continue,
            Err(other) => panic!("{text:?}: {other}"),
        }
        work(&services, NOON).await;
        let link = link_to(&services, &email).await;
        let seen = profile_of_link(&services, &link, NOON).await.unwrap();
        assert_eq!(seen.address, single_spaced(text.trim()));
        kept += 1;
        // Each makes a password's hash: a few will do.
        if number % 40 == 0 {
            let name = format!("BELA.{number}");
            let made = create_account(&services, &account(&link, &name), NOON).await;
            made.unwrap_or_else(|error| panic!("{text:?}: {error}"));
        }
        for typed in [text.as_str(), "a@b.example\0"] {
            match recover(&services, typed, "192.0.2.1", NOON).await {
                Ok(()) | Err(ServiceError::Refused(_)) => {}
                Err(other) => panic!("{typed:?}: {other}"),
            }
        }
    }
    assert!(kept > strings.len() / 2, "{kept} of {}", strings.len());
}
