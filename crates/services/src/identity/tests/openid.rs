//! Log-in through an identity provider on this machine, which says what a test tells it to.

mod idp;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::identity::{Arrival, UserName};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use idp::{Idp, NOON_SECONDS, SUBJECT, Script, Signer, in_query, provider};

use super::{
    super::{
        Entered,
        openid::{
            Brought, Issuer, Provider, ProviderFault, Settings, Ticket, UNDERWAY_SECONDS,
            UnsafeIssuer, Vouched, arrival, arrive, come_back, depart, enter, link, redeem,
            throw_away, unlink,
        },
        own_profile,
    },
    *,
};

/// Anne's installation with this provider.
async fn with_idp(db: Db) -> (Services, Idp) {
    let idp = Idp::open().await;
    let (mut services, _) = installation(db, &[]).await;
    services.partners.openid = Some(idp.provider());
    (services, idp)
}

/// To the provider and back, with what it says after a change.
async fn there_and_back(
    services: &Services,
    idp: &Idp,
    change: impl FnOnce(&mut Script),
) -> Result<Ticket, ServiceError> {
    let (away, address) = depart(services, "/providers", "192.0.2.1", NOON).await?;
    {
        let mut script = idp.script.lock().unwrap();
        *script = Script {
            claims: idp.claims(&address),
            ..Script::default()
        };
        change(&mut script);
    }
    let state = in_query(&address, "state");
    back(services, &away, &state, Some("good"), NOON).await
}

/// Back from the provider with a state, and perhaps a code.
async fn back(
    services: &Services,
    ticket: &Ticket,
    state: &str,
    code: Option<&str>,
    now: Instant,
) -> Result<Ticket, ServiceError> {
    let away = come_back(services, ticket, state, now).await?;
    let brought = Brought { code, error: None };
    redeem(services, ticket, &away, brought, now).await
}

fn vouched() -> Vouched {
    Vouched {
        subject: SUBJECT.to_owned(),
        email: Some("anne@example.org".to_owned()),
        by_several_factors: false,
    }
}

async fn arrived(services: &Services, vouched: Vouched) -> Ticket {
    let next = "/providers".to_owned();
    arrive(services, vouched, next, NOON).await.unwrap()
}

/// Anne logged in and proved her second factor at noon.
async fn anne(services: &Services) -> Holder {
    let token = logged_in(services).await;
    holder(services, &token, NOON).await
}

async fn link_anne(services: &Services) {
    let (anne, ticket) = (anne(services).await, arrived(services, vouched()).await);
    link(services, &ticket, &anne, NOON).await.unwrap();
}

async fn stands(services: &Services, ticket: &Ticket) -> Arrival {
    arrival(services, Some(ticket), NOON).await.unwrap().0
}

async fn entered(services: &Services, ticket: &Ticket) -> Result<(Entered, String), ServiceError> {
    enter(services, ticket, true, visitor("192.0.2.1"), NOON).await
}

fn fault<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> ProviderFault {
    match result {
        Err(ServiceError::Provider(fault)) => fault,
        other => panic!("the provider is not at fault: {other:?}"),
    }
}

async fn change(services: &Services, sql: &'static str) {
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, sql, at(3600).system.0).unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn the_first_time_one_logs_in_and_links_and_from_then_on_consents_and_proves_the_second_factor(
    db: Db,
) {
    let (services, idp) = with_idp(db).await;
    let ticket = there_and_back(&services, &idp, |_| ()).await.unwrap();
    let email = "Anne@Example.org".to_owned();
    assert_eq!(
        stands(&services, &ticket).await,
        Arrival::Unlinked { email }
    );
    let holder = anne(&services).await;
    let next = link(&services, &ticket, &holder, NOON).await.unwrap();
    assert_eq!(next, "/providers");
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "Your account was linked to Oak Agency");
    let words = mail.paragraphs.join(" ");
    for expected in [
        "Remove the link on My Profile",
        "then choose a new password",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }

    let ticket = there_and_back(&services, &idp, |_| ()).await.unwrap();
    let user_name = UserName::parse("ANNE.EXAMPLE").unwrap();
    assert_eq!(
        stands(&services, &ticket).await,
        Arrival::Linked { user_name }
    );
    let without = enter(&services, &ticket, false, visitor("192.0.2.1"), NOON).await;
    assert_eq!(field_errors(without)[0].0, "consent");
    let (entered, next) = entered(&services, &ticket).await.unwrap();
    assert_eq!(
        (entered.stage, next.as_str()),
        (SessionStage::SecondFactor, "/providers")
    );
    assert_eq!(stands(&services, &ticket).await, Arrival::Over);
}

#[db_test]
async fn the_code_is_redeemed_by_us_alone_and_asked_for_in_the_address(db: Db) {
    let (services, idp) = with_idp(db).await;
    let (away, address) = depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    idp.script.lock().unwrap().claims = idp.claims(&address);
    for (name, value) in [
        ("response_type", "code"),
        ("response_mode", "query"),
        ("client_id", "openqies"),
        ("redirect_uri", "https://qies.example.org/openid/return"),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("max_age", "60"),
    ] {
        assert_eq!(in_query(&address, name), value);
    }
    assert!(!address.contains("hush") && !address.contains(away.0.as_str()));
    back(&services, &away, &away.state(), Some("good"), NOON)
        .await
        .unwrap();
    let (authorization, form) = idp.script.lock().unwrap().redeemed.remove(0);
    assert_eq!(
        authorization,
        format!("Basic {}", STANDARD.encode("openqies:hush"))
    );
    let form = format!("http://form/?{form}");
    let challenge = Sha256::digest(in_query(&form, "code_verifier").as_bytes());
    assert_eq!(
        URL_SAFE_NO_PAD.encode(challenge),
        in_query(&address, "code_challenge")
    );
}

#[db_test]
async fn a_ticket_comes_back_once_in_time_and_with_its_own_state(db: Db) {
    let (services, idp) = with_idp(db).await;
    let (away, address) = depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    idp.script.lock().unwrap().claims = idp.claims(&address);
    let (other, _) = depart(&services, "", "192.0.2.2", NOON).await.unwrap();
    let late = NOON.plus_seconds(UNDERWAY_SECONDS);
    let late = back(&services, &away, &away.state(), Some("good"), late).await;
    assert!(matches!(late, Err(ServiceError::NotFound)), "{late:?}");
    // Neither with another's state, nor in another's browser; and trying uses nothing up.
    for (ticket, state) in [
        (&away, other.state()),
        (&other, away.state()),
        (&away, String::new()),
    ] {
        let answer = back(&services, ticket, &state, Some("good"), NOON).await;
        assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    }
    let state = away.state();
    back(&services, &away, &state, Some("good"), NOON)
        .await
        .unwrap();
    let again = back(&services, &away, &state, Some("good"), NOON).await;
    assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
    assert_eq!(idp.script.lock().unwrap().redeemed.len(), 1);
}

#[db_test]
async fn a_browser_that_comes_back_without_a_code_has_used_its_ticket(db: Db) {
    let (services, _) = with_idp(db).await;
    let (away, _) = depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    let declined = back(&services, &away, &away.state(), None, NOON).await;
    assert_eq!(fault(declined), ProviderFault::Declined("no error named"));
    let again = back(&services, &away, &away.state(), Some("good"), NOON).await;
    assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
}

#[db_test]
async fn a_code_that_the_provider_does_not_take_vouches_for_nobody(db: Db) {
    let (services, _) = with_idp(db).await;
    let (away, _) = depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    let answer = back(&services, &away, &away.state(), Some("stolen"), NOON).await;
    assert_eq!(fault(answer), ProviderFault::Refused("invalid_grant"));
}

#[db_test]
async fn the_log_may_name_the_errors_that_are_known_and_no_other_words(db: Db) {
    let (services, _) = with_idp(db).await;
    for (error, named) in [
        ("access_denied", "access_denied"),
        ("login_required", "login_required"),
        ("a-marked-text", "an error of its own"),
    ] {
        let (ticket, _) = depart(&services, "/held/x", "192.0.2.1", NOON)
            .await
            .unwrap();
        let state = ticket.state();
        let away = come_back(&services, &ticket, &state, NOON).await.unwrap();
        assert_eq!(away.next, "/held/x");
        let brought = Brought {
            code: None,
            error: Some(error),
        };
        let declined = redeem(&services, &ticket, &away, brought, NOON).await;
        assert_eq!(fault(declined), ProviderFault::Declined(named));
    }
}

#[db_test]
async fn a_token_that_is_not_for_this_log_in_or_not_the_providers_vouches_for_nobody(db: Db) {
    let (services, idp) = with_idp(db).await;
    let wrong: [(&str, Value, &str); 5] = [
        ("nonce", json!("of-another-log-in"), "InvalidNonce"),
        ("nonce", Value::Null, "InvalidNonce"),
        ("aud", json!("another-client"), "InvalidAudience"),
        ("iss", json!("http://another.example.org"), "InvalidIssuer"),
        ("exp", json!(1_700_000_001), "Expired"),
    ];
    for (claim, value, why) in wrong {
        let changed = |script: &mut Script| script.claims[claim] = value.clone();
        let answer = there_and_back(&services, &idp, changed).await;
        assert_eq!(
            fault(answer),
            ProviderFault::Untrue(why),
            "{claim}: {value}"
        );
    }
    // It says itself that it supports all of these.
    for (signer, why) in [
        (Signer::SecondKey, "CryptoError"),
        (Signer::Secret, "DisallowedAlg"),
        (Signer::Nobody, "NoSignature"),
    ] {
        let answer = there_and_back(&services, &idp, |script| script.signer = signer).await;
        assert_eq!(fault(answer), ProviderFault::Untrue(why));
    }
    // What was wrong once is not wrong for ever.
    there_and_back(&services, &idp, |_| ()).await.unwrap();
}

#[db_test]
async fn the_first_person_after_the_provider_has_a_new_key_is_vouched_for(db: Db) {
    let (services, idp) = with_idp(db).await;
    there_and_back(&services, &idp, |_| ()).await.unwrap();
    // The first key is known since then.
    let renew = |script: &mut Script| {
        script.signer = Signer::SecondKey;
        script.key = 1;
    };
    there_and_back(&services, &idp, renew).await.unwrap();
    assert_eq!(idp.script.lock().unwrap().redeemed.len(), 1);
}

#[db_test]
async fn the_secret_goes_to_no_unsafe_address_and_to_none_that_the_provider_sends_it_on_to(db: Db) {
    let (mut services, idp) = with_idp(db).await;
    let answer = there_and_back(&services, &idp, |script| script.redirects = true).await;
    assert_eq!(fault(answer), ProviderFault::Unreadable);
    assert_eq!(idp.script.lock().unwrap().strayed, 0);
    services.partners.openid = Some(idp.provider());
    idp.script.lock().unwrap().metadata = json!({ "token_endpoint": "http://192.0.2.1/token" });
    let answer = there_and_back(&services, &idp, |_| ()).await;
    assert_eq!(fault(answer), ProviderFault::Unreadable);
}

#[db_test]
async fn the_secret_goes_into_the_form_where_the_provider_takes_it_there_alone(db: Db) {
    let (mut services, idp) = with_idp(db).await;
    for (methods, in_form) in [
        (json!(["client_secret_post"]), true),
        (json!(["client_secret_post", "client_secret_basic"]), false),
        (json!(["private_key_jwt"]), false),
    ] {
        services.partners.openid = Some(idp.provider());
        idp.script.lock().unwrap().metadata =
            json!({ "token_endpoint_auth_methods_supported": methods });
        there_and_back(&services, &idp, |_| ()).await.unwrap();
        let (authorization, form) = idp.script.lock().unwrap().redeemed.remove(0);
        assert_eq!(authorization.is_empty(), in_form, "{methods}");
        assert_eq!(form.contains("client_secret=hush"), in_form, "{methods}");
    }
}

#[db_test]
async fn a_provider_that_writes_booleans_as_text_is_understood(db: Db) {
    let (services, idp) = with_idp(db).await;
    for (written, is_verified) in [("true", true), ("false", false)] {
        let ticket = there_and_back(&services, &idp, |script| {
            script.claims["email_verified"] = json!(written);
        });
        let stands = stands(&services, &ticket.await.unwrap()).await;
        let is_unlinked = matches!(stands, Arrival::Unlinked { .. });
        assert_eq!(is_unlinked, is_verified, "{written}: {stands:?}");
    }
}

#[db_test]
async fn leaving_for_the_provider_has_a_limit_of_its_own(db: Db) {
    let (mut services, _) = with_idp(db).await;
    services.rules.limits.log_in.requests = 1;
    services.rules.limits.provider_log_in.requests = 2;
    for _ in 0..2 {
        depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    }
    let third = depart(&services, "", "192.0.2.1", NOON).await;
    assert!(
        matches!(third, Err(ServiceError::TooMany { .. })),
        "{third:?}"
    );
    log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON)
        .await
        .unwrap();
}

#[db_test]
async fn a_ticket_that_was_thrown_away_is_none(db: Db) {
    let (services, _) = with_idp(db).await;
    let ticket = arrived(&services, vouched()).await;
    let (away, _) = depart(&services, "", "192.0.2.1", NOON).await.unwrap();
    for ticket in [&ticket, &away] {
        throw_away(&services, ticket).await.unwrap();
    }
    assert_eq!(stands(&services, &ticket).await, Arrival::Over);
    let answer = come_back(&services, &away, &away.state(), NOON).await;
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
}

#[db_test]
async fn an_address_that_the_token_does_not_have_is_asked_for_and_counts_when_it_is_verified(
    db: Db,
) {
    let (services, idp) = with_idp(db).await;
    let told = |sub: &str, verified: Value| json!({ "sub": sub, "email": "anne@example.org", "email_verified": verified });
    let email = "anne@example.org".to_owned();
    for (told, expected) in [
        (told(SUBJECT, json!(true)), Arrival::Unlinked { email }),
        (told(SUBJECT, json!(false)), Arrival::Unverified),
        (told(SUBJECT, Value::Null), Arrival::Unverified),
        (json!({ "sub": SUBJECT }), Arrival::Unverified),
    ] {
        let ticket = there_and_back(&services, &idp, |script| {
            script.claims["email"] = Value::Null;
            script.told = told;
        });
        assert_eq!(stands(&services, &ticket.await.unwrap()).await, expected);
    }
    let answer = there_and_back(&services, &idp, |script| {
        script.claims["email"] = Value::Null;
        script.told = told("somebody-else", json!(true));
    });
    let expected = ProviderFault::Untrue("InvalidSubject");
    assert_eq!(fault(answer.await), expected);
}

#[db_test]
async fn a_provider_that_is_down_or_no_provider_is_a_fault_until_it_is_up(db: Db) {
    let (mut services, idp) = with_idp(db).await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let at = |issuer: &str| {
        let issuer = Issuer::parse(issuer).unwrap();
        Some(provider(Settings {
            issuer,
            ..idp.settings()
        }))
    };
    services.partners.openid = at(&address);
    let answer = depart(&services, "", "192.0.2.1", NOON).await;
    assert_eq!(fault(answer), ProviderFault::Unreachable);
    services.partners.openid = at(&format!("{}/nothing-here", idp.issuer));
    let answer = depart(&services, "", "192.0.2.1", NOON).await;
    assert_eq!(fault(answer), ProviderFault::Unreadable);
    services.partners.openid = at(&idp.issuer);
    depart(&services, "", "192.0.2.1", NOON).await.unwrap();
}

#[db_test]
async fn only_an_open_session_with_a_fresh_second_factor_links_and_unlinks(db: Db) {
    let (services, _) = with_idp(db).await;
    let ticket = arrived(&services, vouched()).await;
    let form = form("anne.example", PASSWORD);
    let half_way = log_in(&services, form, NOON).await.unwrap();
    let half_way = holder(&services, &half_way.token, NOON).await;
    let answer = link(&services, &ticket, &half_way, NOON).await;
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    let stale = Holder {
        confirmed_at: Some(NOON.plus_seconds(-300)),
        ..anne(&services).await
    };
    let answer = link(&services, &ticket, &stale, NOON).await;
    assert!(
        matches!(answer, Err(ServiceError::Unconfirmed)),
        "{answer:?}"
    );
    // Nothing of that has used the ticket up.
    let anne = anne(&services).await;
    link(&services, &ticket, &anne, NOON).await.unwrap();
    let answer = unlink(&services, &stale, NOON).await;
    assert!(
        matches!(answer, Err(ServiceError::Unconfirmed)),
        "{answer:?}"
    );
    unlink(&services, &anne, NOON).await.unwrap();
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(
        mail.subject,
        "Your account is no longer linked to Oak Agency"
    );
    let ticket = arrived(&services, vouched()).await;
    let stands = stands(&services, &ticket).await;
    assert!(matches!(stands, Arrival::Unlinked { .. }), "{stands:?}");
}

#[db_test]
async fn an_account_is_linked_by_its_own_verified_address_alone(db: Db) {
    let (services, _) = with_idp(db).await;
    let anne = anne(&services).await;
    for email in [None, Some("berta@example.org".to_owned())] {
        let ticket = arrived(&services, Vouched { email, ..vouched() }).await;
        let errors = field_errors(link(&services, &ticket, &anne, NOON).await);
        assert!(errors[0].1.contains("Oak Agency"), "{errors:?}");
        let entered = entered(&services, &ticket).await;
        assert!(
            matches!(entered, Err(ServiceError::NotFound)),
            "{entered:?}"
        );
    }
}

#[db_test]
async fn a_new_link_takes_the_place_of_the_old_one_and_of_nobody_elses(db: Db) {
    let (services, _) = with_idp(db).await;
    link_anne(&services).await;
    let anew = Vouched {
        subject: "anne-anew".to_owned(),
        ..vouched()
    };
    let (anne, ticket) = (
        anne(&services).await,
        arrived(&services, anew.clone()).await,
    );
    link(&services, &ticket, &anne, NOON).await.unwrap();
    let old = arrived(&services, vouched()).await;
    let stands_old = stands(&services, &old).await;
    assert!(
        matches!(stands_old, Arrival::Unlinked { .. }),
        "{stands_old:?}"
    );
    // Another account with the same address cannot take it over.
    let mut tx = services.db.write().await.unwrap();
    let berta = Uuid::from_u128(8);
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'BERTA.EXAMPLE', 'Berta Example', 'anne@example.org', 'active', 0)",
        berta
    )
    .unwrap();
    tx.commit().await.unwrap();
    let berta = Holder {
        user: UserId(berta),
        user_name: UserName::parse("BERTA.EXAMPLE").unwrap(),
        ..anne
    };
    let ticket = arrived(&services, anew).await;
    let answer = link(&services, &ticket, &berta, NOON).await;
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    let user_name = UserName::parse("ANNE.EXAMPLE").unwrap();
    assert_eq!(
        stands(&services, &ticket).await,
        Arrival::Linked { user_name }
    );
}

#[db_test]
async fn a_locked_or_disabled_account_is_refused_as_at_log_in(db: Db) {
    let (services, _) = with_idp(db).await;
    link_anne(&services).await;
    let ticket = arrived(&services, vouched()).await;
    change(&services, "update log_in_guard set locked_until = $1").await;
    let errors = field_errors(entered(&services, &ticket).await);
    assert!(
        errors[0].1.contains("is locked for 60 minutes"),
        "{errors:?}"
    );
    let disable = "update user_account set state = 'disabled' where created_at < $1";
    change(
        &services,
        "update log_in_guard set locked_until = null where last_at < $1",
    )
    .await;
    change(&services, disable).await;
    let errors = field_errors(entered(&services, &ticket).await);
    assert!(errors[0].1.contains("switched off"), "{errors:?}");
}

#[db_test]
async fn the_providers_second_factor_counts_where_it_is_trusted_and_the_token_says_so(db: Db) {
    let (mut services, idp) = with_idp(db).await;
    link_anne(&services).await;
    let by_two = |script: &mut Script| script.claims["amr"] = json!(["pwd", "otp", "mfa"]);
    let by_one = |script: &mut Script| script.claims["amr"] = json!(["pwd"]);
    let ticket = there_and_back(&services, &idp, by_two).await.unwrap();
    let (distrusted, _) = entered(&services, &ticket).await.unwrap();
    assert_eq!(distrusted.stage, SessionStage::SecondFactor);
    services.partners.openid = Some(provider(Settings {
        trusts_second_factor: true,
        ..idp.settings()
    }));
    let ticket = there_and_back(&services, &idp, by_one).await.unwrap();
    let (one_factor, _) = entered(&services, &ticket).await.unwrap();
    assert_eq!(one_factor.stage, SessionStage::SecondFactor);
    // Nor does it count when the person logged in there before they left here, or nobody says when.
    for (auth_time, stage) in [
        (json!(NOON_SECONDS - 61), SessionStage::SecondFactor),
        (Value::Null, SessionStage::SecondFactor),
        (json!(NOON_SECONDS - 60), SessionStage::Open),
    ] {
        let change = |script: &mut Script| {
            by_two(script);
            script.claims["auth_time"] = auth_time.clone();
        };
        let ticket = there_and_back(&services, &idp, change).await.unwrap();
        let (entered, _) = entered(&services, &ticket).await.unwrap();
        assert_eq!(entered.stage, stage, "{auth_time}");
    }
    let ticket = there_and_back(&services, &idp, by_two).await.unwrap();
    let (trusted, _) = entered(&services, &ticket).await.unwrap();
    assert_eq!(trusted.stage, SessionStage::Open);
    // What is dangerous asks for ours all the same.
    let session = open(&services, &trusted.token, at(1)).await;
    assert_eq!(session.holder.confirmed_at, None);
    let profile = own_profile::profile(&services, &session).await.unwrap();
    let provider = profile.provider.unwrap();
    assert_eq!(
        (provider.name.as_str(), provider.linked_at),
        ("Oak Agency", Some(NOON))
    );
}

#[test]
fn a_provider_is_reached_over_tls_or_on_this_machine() {
    for address in ["https://login.example.org/", "http://localhost:9000/realm"] {
        Issuer::parse(address).unwrap();
    }
    for address in [
        "http://login.example.org",
        "https://login.example.org/?tenant=1",
        "https://login.example.org/#here",
        "https://someone@login.example.org",
        "login",
        "",
    ] {
        assert_eq!(
            Issuer::parse(address).unwrap_err(),
            UnsafeIssuer,
            "{address}"
        );
    }
}
