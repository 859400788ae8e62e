//! What nobody types by accident: the Big List of Naughty Strings, bad encodings and far too much, in the fields of the
//! forms that need no log-in. None of it is an error of ours, and what comes back comes back escaped.

use super::house::{Answer, House};
use super::registration::form;

/// The forms, with all their fields.
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

fn naughty_strings() -> Vec<String> {
    let strings = public_data::read("corpora/strings/blns/blns.json");
    strings.map_or_else(Vec::new, |json| serde_json::from_slice(&json).unwrap())
}

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
