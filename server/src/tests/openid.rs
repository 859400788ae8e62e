//! The pages and forms around an identity provider that answers nothing; `end2end/tests/openid.spec.ts` asks a real one.

use services::identity::openid::{Issuer, Provider, Settings, Vouched, arrive};

use super::house::{House, NOBODY, NOON};
use super::registration::form;

const NAME: &str = "Oak Agency";

/// A provider that is down.
pub fn silent_provider() -> Provider {
    let settings = Settings {
        // Nobody listens there.
        issuer: Issuer::parse("http://127.0.0.1:1").unwrap(),
        client_id: "openqies".to_owned(),
        client_secret: Some("hush".to_owned()),
        name: NAME.to_owned(),
        trusts_second_factor: false,
    };
    Provider::new(settings, "http://localhost:3000/openid/return".to_owned()).unwrap()
}

/// An installation with one.
pub async fn with_provider() -> House {
    House::with(|services| services.openid = Some(silent_provider())).await
}

/// The cookie of a browser that the provider has just sent back.
async fn arrived(house: &House, email: Option<&str>) -> String {
    arrived_for(house, email, "/providers").await
}

/// The same, on the way to `next`.
pub async fn arrived_for(house: &House, email: Option<&str>, next: &str) -> String {
    let vouched = Vouched {
        subject: "somebody-over-there".to_owned(),
        email: email.map(str::to_owned),
        by_several_factors: false,
    };
    let ticket = arrive(&house.services, vouched, next.to_owned(), NOON).await;
    format!("__Host-openqies-ticket={}", ticket.unwrap().0.as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_provider_nothing_speaks_of_one() {
    let house = House::new().await;
    let page = house.get("/login").send().await;
    assert!(!page.body.contains("/openid"), "{}", page.body);
    assert_eq!(house.get("/openid").send().await.status, 404);
    let cookie = house.session_of(NOBODY).await;
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert!(!page.body.contains("/openid"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_log_in_page_leads_to_the_provider_and_works_while_it_is_down() {
    let house = with_provider().await;
    let page = house.get("/login?next=%2Fproviders").send().await;
    for words in [
        "Log in with Oak Agency",
        "href=\"/openid/start?next=%2Fproviders\"",
        "rel=\"external\"",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let answer = house.get("/openid/start").send().await;
    assert_eq!(answer.status, 303);
    let page = house.get(answer.location()).send().await;
    assert_eq!(page.status, 422);
    for words in ["does not answer at the moment", "action=\"/login\""] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_comes_back_without_having_left_is_led_away_from_the_code_and_told_so() {
    let house = with_provider().await;
    let ticket = arrived(&house, Some("someone@example.org")).await;
    for cookie in [
        "",
        &ticket,
        "__Host-openqies-ticket=a; __Host-openqies-ticket=b",
    ] {
        let back = house
            .get("/openid/return?code=a-marked-code&state=a-marked-state&iss=x")
            .cookie(cookie)
            .send()
            .await;
        assert_eq!(back.status, 303);
        assert!(
            back.location().starts_with("/login?flash="),
            "{}",
            back.location()
        );
        let page = house.get(back.location()).send().await;
        assert!(
            page.body.contains("was begun in another browser"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("a-marked"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_is_linked_after_a_log_in_and_then_logs_in_with_consent() {
    let house = with_provider().await;
    let ticket = arrived(&house, Some("someone@example.org")).await;
    let page = house.get("/openid").cookie(&ticket).send().await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("href=\"/login?next=%2Fopenid\""),
        "{}",
        page.body
    );
    let early = house.post("/openid/link").cookie(&ticket).form("").send();
    assert!(early.await.location().starts_with("/login"));

    let session = house.session_of(NOBODY).await;
    let both = format!("{session}; {ticket}");
    let page = house.get("/openid").cookie(&both).send().await;
    assert!(
        page.body.contains("action=\"/openid/link\""),
        "{}",
        page.body
    );
    let linked = house.post("/openid/link").cookie(&both).form("").send();
    let linked = linked.await;
    assert_eq!(
        (linked.status.as_u16(), linked.location()),
        (303, "/providers")
    );
    let taken = linked.cookies()[0];
    assert!(
        taken.starts_with("__Host-openqies-ticket=;") && taken.contains("Max-Age=0"),
        "{taken}"
    );
    let page = house.get("/openid").cookie(&both).send().await;
    assert!(page.body.contains("This log-in is over"), "{}", page.body);

    let ticket = arrived(&house, None).await;
    let page = house.get("/openid").cookie(&ticket).send().await;
    for words in [NOBODY, "Privacy and security notice"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let enter = async |fields: &[(&str, &str)]| {
        let ask = house.post("/openid/enter").cookie(&ticket);
        ask.form(&form(fields)).send().await
    };
    let without = enter(&[]).await;
    let page = house.get(without.location()).cookie(&ticket).send().await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("Select the check box to consent"),
        "{}",
        page.body
    );
    let entered = enter(&[("consent", "true")]).await;
    assert_eq!(entered.location(), "/login/device?next=%2Fproviders");
    assert_eq!(entered.cookies().len(), 2, "{:?}", entered.cookies());
    let half_way = entered.cookie();
    let page = house.get("/login/device").cookie(&half_way).send().await;
    assert_eq!(page.status, 200);
    let page = house.get("/providers").cookie(&half_way).send().await;
    assert_eq!(page.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_is_removed_on_the_profile_a_moment_after_the_second_factor() {
    let house = with_provider().await;
    let session = house.session_of(NOBODY).await;
    let page = house.get("/profile").cookie(&session).send().await;
    assert!(
        page.body.contains("Link your account to Oak Agency"),
        "{}",
        page.body
    );
    let ticket = arrived(&house, Some("SOMEONE@example.org")).await;
    let both = format!("{session}; {ticket}");
    house
        .post("/openid/link")
        .cookie(&both)
        .form("")
        .send()
        .await;
    let page = house.get("/profile").cookie(&session).send().await;
    let action = "/api/identity/unlink_provider";
    assert!(page.body.contains(action), "{}", page.body);
    house.pass(301);
    let remove = async || {
        house
            .post(action)
            .cookie(&session)
            .header("referer", "http://localhost:3000/profile")
            .form("")
            .send()
            .await
    };
    let stale = remove().await;
    assert_eq!(stale.location(), "/login/device?next=%2Fprofile");
    house.pass(-301);
    let removed = remove().await;
    assert_eq!(removed.location(), "/profile?done=unlinked");
    let page = house.get(removed.location()).cookie(&session).send().await;
    assert!(
        page.body.contains("Your account is no longer linked"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_that_nobody_verified_links_nothing() {
    let house = with_provider().await;
    let ticket = arrived(&house, None).await;
    let page = house.get("/openid").cookie(&ticket).send().await;
    assert!(
        page.body.contains("Your e-mail address is not verified"),
        "{}",
        page.body
    );
    let ticket = arrived(&house, Some("else@example.org")).await;
    let both = format!("{}; {ticket}", house.session_of(NOBODY).await);
    let refused = house.post("/openid/link").cookie(&both).form("").send();
    let refused = refused.await;
    let page = house.get(refused.location()).cookie(&both).send().await;
    assert_eq!(page.status, 422);
    assert!(
        page.body
            .contains("is not the one that Oak Agency has verified"),
        "{}",
        page.body
    );
}
