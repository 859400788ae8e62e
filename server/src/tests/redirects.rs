//! Nobody is led to another site: neither by an address that somebody made up for them, nor by a mail.

use std::sync::{Arc, Mutex};

use app::paths::{LONGEST_PAGE, is_page_of_ours};
use futures::future::BoxFuture;
use proptest::prelude::*;
use services::messages::compose::text;
use services::messages::{Gateway, GatewayFault, Outbox, Outcome, Outgoing};
use url::Url;

use super::house::{Answer, House, NOBODY, OWN, PASSWORD};
use super::log_in::log_in_wholly;
use super::openid::{arrived_for, with_provider};
use super::registration::{form, profile};

/// Addresses of another site, as browsers read them, and what is no page of ours.
const ELSEWHERE: [&str; 15] = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)//evil.example",
    "https:evil.example",
    "/login?next=//evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/.\\evil.example",
    "/%2e//evil.example",
    "/%5cevil.example",
    // The app's router decodes it, and browsers skip a tab.
    "/%09/evil.example",
];

async fn post(house: &House, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let ask = house.post(path).cookie(cookie).form(&form(fields));
    ask.send().await
}

/// Neither where an answer leads to, nor where it lets people go from its page.
fn stays_here(answer: &Answer, about: &str) {
    assert!(answer.status.as_u16() < 400, "{about}: {}", answer.body);
    assert!(!answer.location().contains("evil"), "{about}: {answer:?}");
    for attribute in ["href=\"", "action=\"", "formaction=\"", "content=\"0;"] {
        for value in answer.body.split(attribute).skip(1) {
            let value = value.split('"').next().unwrap();
            let leads = ELSEWHERE
                .iter()
                .any(|elsewhere| value.starts_with(elsewhere));
            assert!(!leads, "{about}: {attribute}{value}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_page_that_is_told_what_comes_next_leads_elsewhere() {
    let house = with_provider().await;
    let open = house.session_of(NOBODY).await;
    for next in ELSEWHERE {
        let query = form(&[("next", next)]);
        for path in ["/login", "/login/device", "/login/code", "/openid/start"] {
            let page = format!("{path}?{query}");
            stays_here(&house.get(&page).cookie(&open).send().await, &page);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_form_that_is_told_what_comes_next_leads_elsewhere() {
    let house =
        House::with(|services| services.rules.limits = services.rules.limits.raised(1_000)).await;
    let mut tx = house.services.db.write().await.unwrap();
    let rename = "update user_account set user_name = 'DANA.WHITLOCK' where user_name = $1";
    store::exec!(tx, rename, NOBODY).unwrap();
    tx.commit().await.unwrap();
    for next in ELSEWHERE {
        let fields = [
            ("user_name", OWN.sender),
            ("password", PASSWORD),
            ("consent", "true"),
            ("next", next),
        ];
        let entered = post(&house, "/login", "", &fields).await;
        assert_eq!(entered.location(), "/login/device", "{next}");
        let cookie = entered.cookie();
        for (path, field) in [("/login/device", "device"), ("/login/code", "code")] {
            let wrong = post(&house, path, &cookie, &[(field, "x"), ("next", next)]).await;
            stays_here(&wrong, next);
            house.pass(20);
        }
        let fields = [("user_name", "DANA.WHITLOCK"), ("next", next)];
        let entered = post(&house, "/demo/log-in", "", &fields).await;
        assert_eq!(entered.location(), "/dashboard", "{next}");
        // A log-in that comes to its end forgets the wrong codes.
        let next = form(&[("next", next)]).replacen("next=", "", 1);
        let entered = log_in_wholly(&house, &next).await;
        assert_eq!(entered.location(), "/dashboard", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_providers_answer_leads_nowhere_else() {
    let house = with_provider().await;
    let session = house.session_of(NOBODY).await;
    for next in ELSEWHERE {
        let ticket = async || arrived_for(&house, Some("someone@example.org"), next).await;
        let both = format!("{session}; {}", ticket().await);
        let linked = post(&house, "/openid/link", &both, &[]).await;
        assert_eq!(linked.location(), "/profile?done=linked", "{next}");
        let ticket = ticket().await;
        let entered = post(&house, "/openid/enter", &ticket, &[("consent", "true")]).await;
        assert_eq!(entered.location(), "/login/device", "{next}");
    }
}

/// The page that a form came from is only what its sender says.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_made_up_referrer_leads_nobody_elsewhere() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    house.pass(301);
    let referrer = "https://evil.example//evil.example/x";
    for path in ["/devices", "/api/identity/ask_for_email"] {
        let ask = house.post(path).cookie(&cookie).header("referer", referrer);
        let answer = ask
            .form("kind=email&email=new.one%40example.org")
            .send()
            .await;
        let (page, next) = answer.location().split_once("?next=").unwrap();
        assert_eq!(page, "/login/device", "{path}");
        assert!(next.starts_with("%2Fheld%2F"), "{path}: {next}");
    }
    house.pass(15 * 60);
    let ask = house.post("/api/identity/save_contact").cookie(&cookie);
    let ask = ask.header("referer", referrer);
    let late = ask.form("phone=12").send().await;
    let (_, held) = late.location().split_once("next=").unwrap();
    let held = held.split('&').next().unwrap().replace("%2F", "/");
    let back = house.session_of(NOBODY).await;
    let page = house.get(&held).cookie(&back).send().await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("evil.example"), "{}", page.body);
    let ask = house.post("//evil.example/steal").cookie(&cookie);
    let late = ask.form("phone=12").send().await;
    assert!(!late.location().contains("held"), "{}", late.location());
}

/// Keeps what goes out, as it is read.
#[derive(Debug, Clone, Default)]
struct Carrier(Arc<Mutex<Vec<String>>>);

impl Gateway for Carrier {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        Box::pin(async move {
            let text = text(message.letterhead, message.words);
            self.0.lock().unwrap().push(text);
            Ok(Outcome::Sent)
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mails_link_leads_to_the_configured_origin_whatever_a_request_says_of_its_host() {
    let carrier = Carrier::default();
    let house = House::with(|services| {
        services.rules.limits = services.rules.limits.raised(100);
        services.partners.outbox = Outbox::default().mail(carrier.clone());
    })
    .await;
    let cookie = house.session_of(NOBODY).await;
    for name in [
        "host",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-server",
        "forwarded",
        "x-original-host",
        "x-host",
        "referer",
    ] {
        for (path, body) in [
            ("/recover", form(&[("who", NOBODY)])),
            ("/register", profile(&[])),
            (
                "/api/identity/ask_for_email",
                form(&[("email", "new.one@example.org")]),
            ),
        ] {
            let value = if name == "forwarded" {
                "for=192.0.2.1;host=evil.example;proto=http"
            } else {
                "evil.example"
            };
            let ask = house.post(path).cookie(&cookie).header(name, value);
            let answer = ask.form(&body).send().await;
            assert!(answer.status.is_redirection(), "{name} {path}: {answer:?}");
        }
    }
    house.work().await;
    let mails = carrier.0.lock().unwrap().clone();
    for page in ["recover/link", "register/account", "profile/email/link"] {
        let link = format!("http://localhost:3000/{page}?link=");
        let found = mails.iter().filter(|mail| mail.contains(&link)).count();
        assert!(found > 0, "no mail with a link to {page}");
    }
    for mail in mails {
        assert!(!mail.contains("evil.example"), "{mail}");
    }
}

proptest! {
    /// As browsers resolve an address (the WHATWG's rules).
    #[test]
    fn whatever_is_taken_for_a_page_of_ours_is_one(next in "[/\\\\.:@?#%a-e\t\n ]{1,12}|\\PC{0,20}") {
        let here = Url::parse("https://site.example/login?next=x").unwrap();
        if is_page_of_ours(&next) {
            let page = here.join(&next).unwrap();
            prop_assert_eq!(page.origin(), here.origin());
        }
    }
}

#[test]
fn after_log_in_nobody_is_sent_to_another_site() {
    for page in [
        "/",
        "/dashboard",
        "/providers?q=oak&page=2",
        "/providers/16E724",
    ] {
        assert!(is_page_of_ours(page), "{page}");
    }
    for page in ELSEWHERE.into_iter().chain(["", "evil", "/login", "/ü"]) {
        assert!(!is_page_of_ours(page), "{page}");
    }
    let too_long = format!("/{}", "x".repeat(LONGEST_PAGE));
    assert!(!is_page_of_ours(&too_long));
}
