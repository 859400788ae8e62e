//! What nobody types by accident: the Big List of Naughty Strings, bad encodings and far too much, in the fields of the
//! forms. None of it is an error of ours, and what comes back comes back escaped.

use domain::access::Role;
use public_data::{NAUGHTY, naughty_strings};

use super::house::{Answer, CASE, House, JOB, user_of};
use super::registration::form;

/// The forms that need no log-in, with all their fields.
const FORMS: [(&str, &[&str]); 4] = [
    (
        "/register",
        &[
            "first_name",
            "middle_name",
            "last_name",
            "suffix",
            "email",
            "personal_email",
            "phone",
            "address",
            "city",
            "state",
            "zip",
            "born_on",
        ],
    ),
    (
        "/register/account/create",
        &["link", "user_name", "password", "own_name"],
    ),
    ("/recover", &["who"]),
    ("/recover/link/use", &["link"]),
];

async fn send(house: &House, path: &str, body: impl Into<axum::body::Body>) -> Answer {
    house
        .post(path)
        .body("application/x-www-form-urlencoded", body)
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_come_back_escaped() {
    let house = House::new().await;
    for text in naughty_strings() {
        // A limit's window later.
        house.pass(3_601);
        for (path, fields) in FORMS {
            let fields: Vec<_> = fields.iter().map(|field| (*field, text.as_str())).collect();
            let answer = send(&house, path, form(&fields)).await;
            assert_eq!(answer.status, 303, "{path} {text:?}: {}", answer.body);
            let page = house.get(answer.location()).send().await;
            assert!(
                [200, 422].contains(&page.status.as_u16()),
                "{path} {text:?}"
            );
            let is_markup = text.contains("<s") || text.contains("<i") || text.contains("=\"");
            assert!(
                !is_markup || !page.body.contains(&text),
                "{path} {text:?}: {}",
                page.body
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bad_encodings_and_controls_are_no_error_of_ours() {
    let house = House::new().await;
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
        for (path, fields) in FORMS {
            house.pass(3_601);
            let pairs: Vec<Vec<u8>> = fields
                .iter()
                .map(|field| [field.as_bytes(), b"=", value].concat())
                .collect();
            let answer = send(&house, path, pairs.join(&b'&')).await;
            let status = answer.status.as_u16();
            assert!((300..500).contains(&status), "{path} {value:?}: {status}");
            assert!(answer.cookies().is_empty(), "{path} {value:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_field_may_be_long_and_a_form_not_too_long() {
    let house = House::new().await;
    for (path, fields) in FORMS {
        let long = "x".repeat(200_000 / fields.len());
        let pairs: Vec<_> = fields.iter().map(|field| (*field, long.as_str())).collect();
        let answer = send(&house, path, form(&pairs)).await;
        assert_eq!(answer.status, 303, "{path}");
        if answer.location().contains("flash=") && !answer.location().contains("link=") {
            let page = house.get(answer.location()).send().await;
            assert!(
                page.body.len() < 100_000,
                "{path}: {} bytes",
                page.body.len()
            );
        }
        let far_too_long = format!("{}={}", fields[0], "x".repeat(300_000));
        let answer = send(&house, path, far_too_long).await;
        assert_eq!(answer.status, 413, "{path}");
        let twice = format!("{0}=a&{0}=b", fields[0]);
        let answer = send(&house, path, twice).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}

/// The forms of whoever is logged in, with all their fields; one with a value has always that one.
fn own_forms() -> Vec<(&'static str, Vec<String>)> {
    let job = format!("id={JOB}");
    let case = format!("reference={CASE}");
    [
        (
            "/api/identity/save_contact",
            &["phone", "address", "city", "state", "zip", "time_zone"][..],
        ),
        ("/api/identity/ask_for_email", &["email", "personal_email"]),
        ("/api/identity/use_email_link", &["link"]),
        ("/api/identity/end_session", &["id"]),
        (
            "/api/notices/save_choices",
            &["staffing_file", "staffing_deadline"],
        ),
        (
            "/api/proofing/decide_case",
            &[&case, "decision=reject", "reason"],
        ),
        (
            "/api/proofing/decide_case",
            &["reference", "decision", "reason"],
        ),
        (
            "/api/proofing/restart_proofing",
            &["user_name", "check", "record"],
        ),
        ("/api/support/give_up_job", &[&job, "note"]),
        ("/devices", &["kind=email", "name", "target"]),
        ("/devices", &["kind", "name", "target"]),
        ("/devices/confirm", &["device", "code"]),
        ("/devices/rename", &["device", "name"]),
        ("/devices/remove", &["device"]),
        ("/login/device", &["device", "next"]),
        ("/login/code", &["code", "next"]),
        ("/held/drop", &["id"]),
        ("/demo/log-in", &["user_name", "next"]),
    ]
    .into_iter()
    .map(|(path, fields)| {
        (
            path,
            fields.iter().map(|field| (*field).to_owned()).collect(),
        )
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_of_whoever_is_logged_in_come_back_escaped() {
    let house = House::with(|services| services.limits = services.limits.raised(100_000)).await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let big = naughty_strings().into_iter().skip(NAUGHTY.len());
    let strings = NAUGHTY
        .into_iter()
        .map(str::to_owned)
        .chain(big.step_by(10));
    for text in strings {
        for (path, fields) in own_forms() {
            let pairs: Vec<_> = fields
                .iter()
                .map(|field| {
                    field
                        .split_once('=')
                        .unwrap_or((field.as_str(), text.as_str()))
                })
                .collect();
            let answer = house
                .post(path)
                .cookie(&cookie)
                .form(&form(&pairs))
                .send()
                .await;
            let status = answer.status.as_u16();
            assert!(
                (200..500).contains(&status),
                "{path} {text:?}: {}",
                answer.body
            );
            let location = answer.headers.get("location");
            let page = match location.map(|location| location.to_str().unwrap()) {
                Some(location) => {
                    assert!(
                        location.starts_with('/') && !location.starts_with("//"),
                        "{location}"
                    );
                    house.get(location).cookie(&cookie).send().await
                }
                None => answer,
            };
            assert!(page.status.as_u16() < 500, "{path} {text:?}: {}", page.body);
            let is_markup = text.contains("<s") || text.contains("<i") || text.contains("=\"");
            assert!(
                !is_markup || !page.body.contains(&text),
                "{path} {text:?}: {}",
                page.body
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn naughty_strings_log_nobody_in() {
    let house = House::with(|services| services.limits = services.limits.raised(100_000)).await;
    for text in NAUGHTY {
        for fields in [
            [
                ("user_name", text),
                ("password", text),
                ("consent", text),
                ("next", text),
            ],
            [
                ("user_name", "SENDER.OWN"),
                ("password", text),
                ("consent", text),
                ("next", text),
            ],
        ] {
            // After any lock.
            house.pass(3 * 3_600);
            let answer = send(&house, "/login", form(&fields)).await;
            assert_eq!(answer.status, 303, "{text:?}: {}", answer.body);
            assert!(answer.location().starts_with("/login?"), "{text:?}");
            let page = house.get(answer.location()).send().await;
            assert_eq!(page.status, 422, "{text:?}");
            let is_markup = text.contains('<') || text.contains("=\"");
            assert!(
                !is_markup || !page.body.contains(text),
                "{text:?}: {}",
                page.body
            );
        }
    }
}
