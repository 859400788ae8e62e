//! The pages and forms around an identity provider that answers nothing; `end2end/tests/openid.spec.ts` asks a real one.

use axum::http::Method;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use services::identity::openid::{Issuer, Provider, Settings, Vouched, arrive};
use store::exec;
use tokio::net::TcpListener;

use super::house::{Answer, House, NOBODY, NOON, OWN, PASSWORD};
use super::registration::form;

const NAME: &str = "Oak Agency";

/// A provider that answers there.
fn provider_at(issuer: &str) -> Provider {
    let settings = Settings {
        issuer: Issuer::parse(issuer).unwrap(),
        client_id: "openqies".to_owned(),
        client_secret: Some("hush".to_owned()),
        name: NAME.to_owned(),
        trusts_second_factor: false,
    };
    Provider::new(settings, "http://localhost:3000/openid/return".to_owned()).unwrap()
}

/// A provider that is down: nobody listens there.
pub fn silent_provider() -> Provider {
    provider_at("http://127.0.0.1:1")
}

/// An installation whose provider is down.
pub async fn with_provider() -> House {
    House::with(|services| services.partners.openid = Some(silent_provider())).await
}

/// An installation whose provider tells about itself, and nothing else.
async fn house_that_can_be_left() -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let metadata = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    let told = move || {
        let metadata = metadata.clone();
        async move { Json(metadata) }
    };
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(told))
        .route("/keys", get(|| async { Json(json!({ "keys": [] })) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    House::with(|services| services.partners.openid = Some(provider_at(&issuer))).await
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

/// Links the account of `user_name` to whom the provider vouches for.
async fn link(house: &House, user_name: &str) {
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into openid_link (issuer, subject, user_id, linked_at)
         select 'http://127.0.0.1:1', 'somebody-over-there', id, 0 from user_account where user_name = $1",
        user_name
    )
    .unwrap();
    tx.commit().await.unwrap();
}

/// Whether this ticket leads anywhere still.
async fn is_over(house: &House, ticket: &str) -> bool {
    let page = house.get("/openid").cookie(ticket).send().await;
    page.body.contains("This log-in is over")
}

fn takes_ticket_back(answer: &Answer) -> bool {
    let cookies = answer.cookies();
    let mut tickets = cookies
        .iter()
        .filter(|cookie| cookie.starts_with("__Host-openqies-ticket=;"));
    tickets.any(|cookie| cookie.contains("Max-Age=0"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ticket_ends_with_a_log_out_and_with_a_log_in_that_is_not_for_it() {
    let house = with_provider().await;
    let log_in = async |ticket: &str, next: &str| {
        let fields = [
            ("user_name", OWN.sender),
            ("password", PASSWORD),
            ("consent", "true"),
            ("next", next),
        ];
        let ask = house.post("/login").cookie(ticket);
        ask.form(&form(&fields)).send().await
    };
    let ticket = arrived(&house, None).await;
    let kept = log_in(&ticket, "/openid").await;
    assert_eq!(kept.location(), "/login/device?next=%2Fopenid");
    assert!(!takes_ticket_back(&kept), "{:?}", kept.cookies());
    assert!(!is_over(&house, &ticket).await);
    let ended = log_in(&ticket, "/providers").await;
    assert!(takes_ticket_back(&ended), "{:?}", ended.cookies());
    assert!(is_over(&house, &ticket).await);

    let ticket = arrived(&house, None).await;
    let both = format!("{}; {ticket}", house.session_of(NOBODY).await);
    let out = house.post("/logout").cookie(&both).form("").send().await;
    assert!(takes_ticket_back(&out), "{:?}", out.cookies());
    assert!(is_over(&house, &ticket).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_logged_in_becomes_nobody_else_by_the_way() {
    let house = with_provider().await;
    link(&house, OWN.sender).await;
    let ticket = arrived(&house, None).await;
    let asked_by = async |user_name: &str| {
        let both = format!("{}; {ticket}", house.session_of(user_name).await);
        house.get("/openid").cookie(&both).send().await
    };
    let another = asked_by(NOBODY).await;
    for words in [
        "You are logged in as somebody else",
        OWN.sender,
        NOBODY,
        "href=\"/providers\"",
    ] {
        assert!(another.body.contains(words), "{words}: {}", another.body);
    }
    let same = asked_by(OWN.sender).await;
    for words in [
        "this account is linked to Oak Agency",
        "href=\"/providers\"",
    ] {
        assert!(same.body.contains(words), "{words}: {}", same.body);
    }
    for page in [another, same] {
        assert!(!page.body.contains("/openid/enter"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_that_was_asked_for_is_not_lost_on_the_way() {
    let house = with_provider().await;
    let failed = house.get("/openid/start?next=/held/x").send().await;
    let location = failed.location();
    assert!(
        location.starts_with("/login?next=%2Fheld%2Fx&flash="),
        "{location}"
    );
    let unverified = arrived(&house, None).await;
    let page = house.get("/openid").cookie(&unverified).send().await;
    let onward = "href=\"/login?next=%2Fproviders\"";
    assert!(page.body.contains(onward), "{}", page.body);
    link(&house, OWN.sender).await;
    let page = house.get("/openid").cookie(&unverified).send().await;
    for words in ["action=\"/openid/enter\"", onward] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }

    let house = house_that_can_be_left().await;
    let left = house.get("/openid/start?next=/held/x").send().await;
    let ticket = left.cookie();
    let (_, state) = left.location().split_once("&state=").unwrap();
    let state = state.split('&').next().unwrap();
    let back = house
        .get(&format!("/openid/return?error=access_denied&state={state}"))
        .cookie(&ticket)
        .send()
        .await;
    let location = back.location();
    assert!(
        location.starts_with("/login?next=%2Fheld%2Fx&flash="),
        "{location}"
    );
    let page = house.get(location).send().await;
    let words = "sent you back without a log-in";
    assert!(page.body.contains(words), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_logged_in_stays_so_while_the_provider_is_down() {
    let house = with_provider().await;
    let session = house.session_of(NOBODY).await;
    let failed = house.get("/openid/start").cookie(&session).send().await;
    let location = failed.location();
    assert!(location.starts_with("/profile?flash="), "{location}");
    let page = house.get(location).cookie(&session).send().await;
    assert_eq!(page.status, 422);
    let words = "The log-in with Oak Agency does not answer at the moment. Try again later.";
    assert!(page.body.contains(words), "{}", page.body);
    assert!(!page.body.contains("Or log in with"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_other_site_begins_a_log_in_and_nothing_but_a_page_does() {
    let house = with_provider().await;
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-dest", "iframe", 403),
        ("sec-fetch-dest", "image", 403),
        ("sec-fetch-dest", "empty", 403),
        ("sec-fetch-dest", "document", 303),
        ("sec-fetch-site", "same-origin", 303),
        ("sec-fetch-site", "none", 303),
    ] {
        let ask = house.get("/openid/start").header(name, value);
        assert_eq!(ask.send().await.status, status, "{name}: {value}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ticket_alone_is_a_cookie_of_ours() {
    let house = with_provider().await;
    link(&house, OWN.sender).await;
    let ticket = arrived(&house, None).await;
    let ask = house.ask(Method::POST, "/openid/enter").cookie(&ticket);
    let refused = ask.form("consent=true").send().await;
    assert_eq!(refused.status, 403);
    assert!(!is_over(&house, &ticket).await);
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
    let whole = "code=a-marked-code&state=a-marked-state&iss=x";
    for (cookie, query) in [
        ("", whole),
        (&ticket, whole),
        ("__Host-openqies-ticket=a; __Host-openqies-ticket=b", whole),
        // What cannot be read.
        (&ticket, "code=a-marked-code&code=another"),
    ] {
        let back = house
            .get(&format!("/openid/return?{query}"))
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
        page.body.contains("action=\"/openid/link?drawn_for="),
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
    let kept = "/login/device?next=%2Fheld%2F";
    assert!(stale.location().starts_with(kept), "{stale:?}");
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
