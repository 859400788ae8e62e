use domain::{
    identity::{ContactForm, EmailForm},
    time::Zone,
};

use super::{
    super::{
        ask_for_email, create_account, email_of_link, profile_of_link, register, save_contact,
        time_zone, use_email_link,
    },
    registration::{account, link_to, profile as profile_form, work},
    *,
};

const NEW: &str = "anne@new.example.org";

fn contact() -> ContactForm {
    let text = str::to_owned;
    ContactForm {
        phone: text("641-555-0142"),
        address: text("509 North Madison Street"),
        city: text("Bloomfield"),
        state: text("IA"),
        zip: text("52537"),
        time_zone: Zone::Central.key().to_owned(),
    }
}

fn to(email: &str) -> EmailForm {
    EmailForm {
        email: email.to_owned(),
        ..EmailForm::default()
    }
}

/// Anne in an open session, whose second factor was proven at noon.
async fn anne(services: &Services) -> Session {
    let token = logged_in(services).await;
    open(services, &token, at(0)).await
}

/// The secret of the link that was mailed to Anne's new address.
async fn asked(services: &Services, email: &str) -> String {
    let session = anne(services).await;
    ask_for_email(services, &session.holder, &to(email), NOON)
        .await
        .unwrap();
    work(services, NOON).await;
    link_to(services, email).await
}

async fn subjects(services: &Services, address: &str) -> Vec<String> {
    let mails = sent_to(services, address).await.into_iter();
    mails.map(|mail| mail.subject).collect()
}

async fn email(services: &Services) -> String {
    let session = anne(services).await;
    profile(services, &session).await.unwrap().email
}

#[db_test]
async fn contact_details_and_time_zone_are_ones_own_to_change(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let session = anne(&services).await;
    let before = profile(&services, &session).await.unwrap();
    assert_eq!((before.contact, before.time_zone), (None, Zone::Eastern));
    for city in ["Bloomfield", "Ottumwa"] {
        let form = ContactForm {
            city: city.to_owned(),
            ..contact()
        };
        save_contact(&services, &session, &form, NOON)
            .await
            .unwrap();
        let after = profile(&services, &session).await.unwrap();
        assert_eq!(after.contact, Some(form));
    }
    assert_eq!(
        time_zone(&services, session.actor.user).await.unwrap(),
        Zone::Central
    );
    let wrong = ContactForm {
        phone: "1".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        ..contact()
    };
    let errors = field_errors(save_contact(&services, &session, &wrong, NOON).await);
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["phone", "time_zone"]);
}

#[db_test]
async fn a_new_address_counts_once_its_link_is_used_and_the_old_one_is_told(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, NEW).await;
    assert_eq!(email_of_link(&services, &link, NOON).await.unwrap(), NEW);
    assert_eq!(email(&services).await, "anne@example.org");
    let told = subjects(&services, "anne@example.org").await;
    assert!(
        told.contains(&"A new e-mail address was asked for".to_owned()),
        "{told:?}"
    );
    use_email_link(&services, &link, NOON).await.unwrap();
    assert_eq!(email(&services).await, NEW);
    let mails = sent_to(&services, "anne@example.org").await;
    let changed = "The e-mail address of your account was changed";
    let changed = mails.iter().find(|mail| mail.subject == changed).unwrap();
    // The old mailbox may be somebody else's by now.
    assert!(!changed.paragraphs.join(" ").contains(NEW));
    for used in [
        use_email_link(&services, &link, NOON).await,
        email_of_link(&services, &link, NOON).await.map(drop),
    ] {
        assert!(matches!(used, Err(ServiceError::NotFound)), "{used:?}");
    }
}

#[db_test]
async fn a_link_to_a_new_address_works_for_a_day_and_is_good_for_nothing_else(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, NEW).await;
    let late = use_email_link(&services, &link, NOON.plus_seconds(86_400)).await;
    assert!(matches!(late, Err(ServiceError::NotFound)), "{late:?}");
    let other = profile_of_link(&services, &link, NOON).await;
    assert!(matches!(other, Err(ServiceError::NotFound)), "{other:?}");
    use_email_link(&services, &link, NOON).await.unwrap();
}

#[db_test]
async fn whose_address_it_is_already_only_its_owner_hears(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'BELA.EXAMPLE', 'Bela Example', 'Bela@example.org', 'active', 0)",
        Uuid::from_u128(8)
    )
    .unwrap();
    tx.commit().await.unwrap();
    let session = anne(&services).await;
    ask_for_email(&services, &session.holder, &to("bela@example.org"), NOON)
        .await
        .unwrap();
    work(&services, NOON).await;
    let [mail] = sent_to(&services, "bela@example.org")
        .await
        .try_into()
        .unwrap();
    assert_eq!(mail.subject, "Your e-mail address stays as it is");
    assert!(mail.link.is_none());
}

#[db_test]
async fn one_address_is_given_to_one_account_however_close_they_come(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let link = asked(&services, NEW).await;
    let form = profile_form(NEW);
    register(&services, &form, "192.0.2.1", at(0))
        .await
        .unwrap();
    work(&services, NOON).await;
    let other = link_to(&services, NEW).await;
    let form = account(&other, "BELA.EXAMPLE");
    let (changed, made) = futures::future::join(
        use_email_link(&services, &link, NOON),
        create_account(&services, &form, NOON),
    )
    .await;
    assert!(changed.is_ok() != made.is_ok(), "{changed:?} {made:?}");
}

#[db_test]
async fn a_new_address_is_asked_for_a_moment_after_the_second_factor_and_not_too_often(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.limits.mailed_link.requests = 2;
    let holder = anne(&services).await.holder;
    let late = NOON.plus_seconds(5 * 60);
    let refused = ask_for_email(&services, &holder, &to(NEW), late).await;
    assert!(
        matches!(refused, Err(ServiceError::Unconfirmed)),
        "{refused:?}"
    );
    for (typed, words) in [
        ("x", "name@example.org"),
        ("anne@gmail.com", "corporate"),
        ("anne@EXAMPLE.org", "have now"),
    ] {
        let errors = field_errors(ask_for_email(&services, &holder, &to(typed), NOON).await);
        assert!(errors[0].1.contains(words), "{errors:?}");
    }
    for number in 0..2 {
        let email = to(&format!("anne{number}@new.example.org"));
        ask_for_email(&services, &holder, &email, NOON)
            .await
            .unwrap();
    }
    let often = ask_for_email(&services, &holder, &to(NEW), NOON).await;
    assert!(
        matches!(often, Err(ServiceError::TooMany { .. })),
        "{often:?}"
    );
}
