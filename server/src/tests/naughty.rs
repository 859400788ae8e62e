//! What nobody types by accident: the Big List of Naughty Strings, bad encodings and far too much, in every field of every
//! form. None of it is an error of ours, and what comes back comes back escaped.

use axum::http::StatusCode;
use domain::listing::Query;
use public_data::{NAUGHTY, naughty_strings};

use super::forms::{FormOf, Sender, forms};
use super::house::{Answer, House};
use super::openid::silent_provider;

/// A house that takes as many forms as a test has, and has an identity provider, so that it has all forms.
async fn house() -> House {
    House::with(|services| {
        services.rules.limits = services.rules.limits.raised(100_000);
        services.partners.openid = Some(silent_provider());
    })
    .await
}

async fn send(
    house: &House,
    form: &FormOf,
    cookie: &str,
    body: impl Into<axum::body::Body>,
) -> Answer {
    house
        .post(form.path)
        .cookie(cookie)
        .body("application/x-www-form-urlencoded", body)
        .send()
        .await
}

/// What a browser shows after an answer: the page that it leads to, or itself. It leads to no other site.
async fn shown(house: &House, form: &FormOf, cookie: &str, answer: Answer) -> Answer {
    let path = form.path;
    assert!(answer.status.as_u16() < 500, "{path}: {}", answer.body);
    if !answer.headers.contains_key("location") {
        return answer;
    }
    let location = answer.location();
    let is_ours = location.starts_with('/') && !location.starts_with("//");
    assert!(is_ours, "{path}: {location}");
    let page = house.get(location).cookie(cookie).send().await;
    assert!(page.status.as_u16() < 500, "{path}: {}", page.body);
    page
}

fn filled(form: &FormOf, value: &str) -> String {
    let fields = form.filled(value).into_iter();
    let query = fields.fold(Query::default(), |query, (name, value)| {
        query.with(name, Some(&value))
    });
    query.to_string()
}

/// Whether a browser takes the text for markup: elements of its own, or the end of the attribute that it is in.
fn works(text: &str, page: &str) -> bool {
    let is_element = text.contains("<s") || text.contains("<i");
    (is_element && page.contains(text))
        || (text.contains("=\"") && page.contains(&format!("=\"{text}")))
}

async fn comes_back_escaped(house: &House, form: &FormOf, text: &str) {
    let cookie = form.sender.cookie(house).await;
    let answer = send(house, form, &cookie, filled(form, text)).await;
    let page = shown(house, form, &cookie, answer).await;
    let is_markup = works(text, &page.body);
    assert!(!is_markup, "{} {text:?}: {}", form.path, page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_of_anybody_come_back_escaped() {
    let house = house().await;
    let forms = forms();
    // Each log-in takes a password's hash; it is tried with the others.
    let of_anybody = |form: &&FormOf| form.sender == Sender::Anybody && form.path != "/login";
    for text in naughty_strings() {
        for form in forms.iter().filter(of_anybody) {
            comes_back_escaped(&house, form, &text).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_of_whoever_holds_a_session_come_back_escaped() {
    let house = house().await;
    let forms = forms();
    let others = |form: &&FormOf| form.sender != Sender::Anybody || form.path == "/login";
    let big = naughty_strings().into_iter().skip(NAUGHTY.len());
    let own = NAUGHTY.into_iter().map(str::to_owned);
    for text in own.chain(big.step_by(10)) {
        for form in forms.iter().filter(others) {
            comes_back_escaped(&house, form, &text).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bad_encodings_and_controls_are_no_error_of_ours() {
    let house = house().await;
    for value in [
        &b"%00"[..],
        b"a%00b%00c%00",
        b"%FF%FE",
        b"%ZZ",
        b"%",
        b"\xff\xfe\xfd",
        b"%ED%A0%80",
        b"%0D%0ASet-Cookie:+x=y",
        b"%E2%80%AEabc",
    ] {
        for form in forms() {
            let cookie = form.sender.cookie(&house).await;
            let pairs: Vec<Vec<u8>> = form
                .names()
                .map(|field| [field.as_bytes(), b"=", value].concat())
                .collect();
            let answer = send(&house, &form, &cookie, pairs.join(&b'&')).await;
            assert!(
                answer
                    .cookies()
                    .iter()
                    .all(|cookie| !cookie.contains("x=y")),
                "{} {value:?}: {:?}",
                form.path,
                answer.cookies()
            );
            shown(&house, &form, &cookie, answer).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_field_may_be_long_and_what_comes_back_of_it_is_cut() {
    let house = house().await;
    for form in forms() {
        let cookie = form.sender.cookie(&house).await;
        let long = "x".repeat(200_000 / form.names().count());
        let answer = send(&house, &form, &cookie, filled(&form, &long)).await;
        let page = shown(&house, &form, &cookie, answer).await;
        let bytes = page.body.len();
        if form.sender == Sender::Anybody {
            assert!(bytes < 100_000, "{}: {bytes} bytes", form.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_is_too_long_is_refused() {
    let house = house().await;
    for form in forms() {
        let cookie = form.sender.cookie(&house).await;
        let field = form.names().next().unwrap();
        for bytes in [300_000, 1_000_000] {
            let far_too_long = format!("{field}={}", "x".repeat(bytes));
            let answer = send(&house, &form, &cookie, far_too_long).await;
            if !form.path.starts_with("/api/") {
                assert_eq!(answer.status, 413, "{}", form.path);
            }
            let page = shown(&house, &form, &cookie, answer).await;
            let path = form.path;
            assert!(page.status.is_client_error(), "{path}: {}", page.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_field_that_comes_twice_or_not_at_all_is_no_error_of_ours() {
    let house = house().await;
    for form in forms() {
        let field = form.names().next().unwrap();
        for body in [
            format!("{field}=a&{field}=b"),
            String::new(),
            "&&&=&=x".to_owned(),
            format!("{field}[]=a&{field}[0][b]=c"),
        ] {
            let cookie = form.sender.cookie(&house).await;
            let answer = send(&house, &form, &cookie, body).await;
            shown(&house, &form, &cookie, answer).await;
        }
    }
    for (path, twice) in [
        ("/login", "password=a&password=b"),
        ("/recover", "who=a&who=b"),
        ("/register/account/create", "link=a&link=b"),
    ] {
        let answer = house.post(path).form(twice).send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.is_page(), "{path}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_log_nobody_in() {
    let house = house().await;
    let form = forms()
        .into_iter()
        .find(|form| form.path == "/login")
        .unwrap();
    for text in NAUGHTY {
        let of_someone = filled(&form, text).replacen("user_name=", "user_name=SENDER.OWN&x=", 1);
        for body in [filled(&form, text), of_someone] {
            // After any lock.
            house.pass(3 * 3_600);
            let answer = send(&house, &form, "", body).await;
            assert_eq!(answer.status, 303, "{text:?}: {}", answer.body);
            assert!(answer.location().starts_with("/login?"), "{text:?}");
            let page = house.get(answer.location()).send().await;
            assert_eq!(page.status, 422, "{text:?}");
        }
    }
}
