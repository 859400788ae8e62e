use std::convert::Infallible;
use std::fmt::Write as _;

use axum::body::Body;
use domain::access::Role;
use domain::support::Incident;
use futures::{StreamExt as _, stream};

use super::house::{Answer, Ask, House, OWN, file_for, user_of};

const BOUNDARY: &str = "----between-the-parts";

/// A multipart form: fields, then files by name and content.
fn form(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in fields {
        write!(
            text,
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .unwrap();
    }
    let mut bytes = text.into_bytes();
    for (name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    bytes
}

fn upload<'a>(
    house: &'a House,
    cookie: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Ask<'a> {
    upload_to("/pbj/submissions", house, cookie, fields, files)
}

fn upload_to<'a>(
    path: &str,
    house: &'a House,
    cookie: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Ask<'a> {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    house
        .post(path)
        .cookie(cookie)
        .body(&kind, form(fields, files))
}

async fn sender(house: &House) -> String {
    house.session_of(OWN.sender).await
}

fn is_problem(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.body.contains(words), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_sent_by_script_is_answered_with_its_receipt() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let send = async |key| {
        upload(&house, &cookie, &[("key", key)], &[("a.xml", b"<a/>")])
            .for_json()
            .send()
            .await
    };
    let answer = send("one").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (201, r#"{"received":1000003}"#)
    );
    assert_eq!(answer.location(), "/submissions/1000003");
    let receipt = house.get(answer.location()).cookie(&cookie).send().await;
    assert!(
        receipt.body.contains("This is not yet acceptance"),
        "{}",
        receipt.body
    );

    let same_key = send("one").await;
    assert_eq!(
        (same_key.status.as_u16(), same_key.body),
        (201, answer.body)
    );
    let other_key = send("two").await;
    assert_eq!(
        (other_key.status.as_u16(), other_key.body.as_str()),
        (409, r#"{"sent_before":1000003}"#)
    );
    let fields = [("key", "two"), ("again", "true")];
    let again = upload(&house, &cookie, &fields, &[("a.xml", b"<a/>")])
        .for_json()
        .send()
        .await;
    assert_eq!(
        (again.status.as_u16(), again.body.as_str()),
        (201, r#"{"received":1000004}"#)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_sends_files_without_script_after_the_session_is_told_that_nothing_was_received() {
    let house = House::new().await;
    let ended = house.ended_session_of(OWN.sender).await;
    let answer = upload(&house, &ended, &[("key", "k")], &[("a.xml", b"<a/>")])
        .header("referer", "http://localhost:3000/pbj/upload")
        .send()
        .await;
    assert_eq!(answer.status, 303);
    let log_in = answer.location();
    assert!(
        log_in.starts_with("/login?next=%2Fpbj%2Fupload%3Funsent%3Dtrue"),
        "{log_in}"
    );
    let page = house.get(log_in).send().await;
    let words = "Nothing of what you sent was received. Log in, and choose your files once more.";
    is_problem(&page, 200, words);
    let cookie = sender(&house).await;
    let page = house.get("/pbj/upload?unsent=true").cookie(&cookie);
    let words = "Nothing of what you sent was received, for your session had ended.";
    is_problem(&page.send().await, 200, words);
    let page = house.get("/pbj/upload").cookie(&cookie).send().await;
    assert!(!page.body.contains("Nothing of what you sent"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_file_sent_without_script_leads_to_its_receipt() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let answer = upload(&house, &cookie, &[("key", "k")], &[("a.xml", b"<a/>")])
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/submissions/1000003")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_files_sent_without_script_lead_to_what_became_of_each() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let before = file_for(OWN);
    let zip = [b"PK".to_vec(), vec![0; 5_242_880]].concat();
    let files: [(&str, &[u8]); 4] = [
        ("a.xml", b"<a/>"),
        ("hours.xml", &before),
        ("empty.xml", b""),
        ("big.zip", &zip),
    ];
    let answer = upload(&house, &cookie, &[("key", "k")], &files)
        .send()
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let results = "/pbj/sent?results=1000003%2Cbefore-1000001%2Cempty%2Ctoo-large";
    assert_eq!(results_of(&answer), results);
    let page = house.get(answer.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
    for words in [
        "Files sent",
        "a.xml: ",
        "Submission 1000003",
        "hours.xml: ",
        "Submission 1000001",
        "empty.xml: ",
        "it is empty",
        "big.zip: ",
        "a ZIP file at most 5.0 MB",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    // Once seen, the names of those that are stored nowhere are forgotten.
    let again = house.get(answer.location()).cookie(&cookie).send().await;
    for words in ["a.xml: ", "hours.xml: ", "File 3: ", "File 4: "] {
        assert!(again.body.contains(words), "{words}: {}", again.body);
    }
    let none = upload(&house, &cookie, &[("key", "none")], &files[2..])
        .send()
        .await;
    let page = house.get(none.location()).cookie(&cookie).send().await;
    assert!(page.body.contains("No file was received"), "{}", page.body);
    let none = upload(&house, &cookie, &[("key", "k")], &[("", b"")])
        .send()
        .await;
    assert_eq!(none.status, 303);
    let page = house.get(none.location()).cookie(&cookie).send().await;
    is_problem(&page, 422, "Choose a file first.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_became_of_files_is_told_to_those_who_may_see_them_and_of_no_others() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let page = "/pbj/sent?results=1000001%2Cempty";
    let shown = house.get(page).cookie(&cookie).send().await;
    assert_eq!(shown.status, 200);
    for words in ["hours.xml: ", "Submission 1000001", "File 2: "] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    // One that there is not, one of others, and nobody.
    for unknown in ["7777777", "1000001%2C1000002"] {
        let page = format!("/pbj/sent?results={unknown}");
        let answer = house.get(&page).cookie(&cookie).send().await;
        assert_eq!(answer.status, 404, "{unknown}");
        assert!(!answer.body.contains("received as"), "{}", answer.body);
    }
    let nobody = house.get(page).send().await;
    assert_eq!(nobody.status, 303);
    let log_in = "/login?next=%2Fpbj%2Fsent";
    assert!(
        nobody.location().starts_with(log_in),
        "{}",
        nobody.location()
    );
}

/// Where the page about several files lies, without the id of their names.
fn results_of(answer: &Answer) -> &str {
    let (results, _names) = answer.location().split_once("&flash=").unwrap();
    results
}

/// The page about several files whose sending stopped, which must show the receipts of those before.
async fn shows_receipt_and(
    house: &House,
    cookie: &str,
    answer: &Answer,
    results: &str,
    words: &str,
) {
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(results_of(answer), format!("/pbj/sent?results={results}"));
    let page = house.get(answer.location()).cookie(cookie).send().await;
    let first = results.split('%').next().unwrap();
    for words in [&format!("Submission {first}"), words] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_the_hour_takes_no_more_files_those_received_are_shown() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    for _ in 0..59 {
        let sent = upload(&house, &cookie, &[("key", "k")], &[("a.xml", b"<a/>")]);
        assert_eq!(sent.for_json().send().await.status, 201);
    }
    let files: [(&str, &[u8]); 3] = [("b.xml", b"<b/>"), ("c.xml", b"<c/>"), ("d.xml", b"<d/>")];
    let answer = upload(&house, &cookie, &[("key", "all")], &files)
        .send()
        .await;
    let words = "as many files as one hour takes";
    shows_receipt_and(&house, &cookie, &answer, "1000004%2Ctoo-often", words).await;
    let none = upload(&house, &cookie, &[("key", "more")], &files)
        .send()
        .await;
    assert_eq!(none.status, 429, "nothing was received: {}", none.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_an_upload_of_several_breaks_off_those_received_are_shown() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let files: [(&str, &[u8]); 2] = [("a.xml", b"<a/>"), ("b.xml", b"<b/>")];
    let mut body = form(&[("key", "k")], &files);
    body.truncate(body.len() - 30);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let sent = house.post("/pbj/submissions").cookie(&cookie);
    let answer = sent.body(&kind, body).send().await;
    let words = "the upload broke off";
    shows_receipt_and(&house, &cookie, &answer, "1000003%2Ccut-off", words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_the_disk_fails_between_two_files_the_first_receipt_is_shown() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let files: [(&str, &[u8]); 2] = [("a.xml", b"<a/>"), ("b.xml", b"<second/>")];
    let body = form(&[("key", "k")], &files);
    let half = body
        .windows(9)
        .position(|bytes| bytes == b"<second/>")
        .unwrap();
    let (first, second) = (body[..half].to_vec(), body[half..].to_vec());
    let (db, staging) = (
        house.services.db.clone(),
        house.folder().join("files/staging"),
    );
    let second = async move {
        let received = "select count(*) from submission where number = 1000003";
        loop {
            let mut tx = db.read().await.unwrap();
            let (count,) = store::fetch!(fetch_one, (i64,), tx, received).unwrap();
            if count == 1 {
                break;
            }
            drop(tx);
            tokio::task::yield_now().await;
        }
        // No file can be written into a file.
        std::fs::remove_dir_all(&staging).unwrap();
        std::fs::write(&staging, "").unwrap();
        second
    };
    let first = stream::once(async move { first });
    let chunks = first.chain(stream::once(second)).map(Ok::<_, Infallible>);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let sent = house.post("/pbj/submissions").cookie(&cookie);
    let answer = sent.body(&kind, Body::from_stream(chunks)).send().await;
    let results = results_of(&answer)
        .strip_prefix("/pbj/sent?results=")
        .unwrap();
    let incident = results.strip_prefix("1000003%2Cfault-").unwrap();
    assert!(Incident::parse(incident).is_some(), "{incident}");
    let words = format!("the incident number {incident}");
    shows_receipt_and(&house, &cookie, &answer, results, &words).await;
}

async fn submissions(house: &House) -> i64 {
    let mut tx = house.services.db.read().await.unwrap();
    let count = store::fetch!(fetch_one, (i64,), tx, "select count(*) from submission");
    count.unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_server_says_that_nothing_was_received_and_takes_the_file_once_there_is_room() {
    let house = House::with(|services| services.rules.limits.upload.requests = 1_000).await;
    let senders = [
        ("/pbj/submissions", OWN.sender.to_owned()),
        (
            "/assessments/submissions",
            user_of(Role::VendorAssessmentSubmitter),
        ),
    ];
    for (path, user) in senders {
        let cookie = house.session_of(&user).await;
        for (accept, received) in [("text/html", 303_u16), ("application/json", 201)] {
            let attempt = async |number: i64| {
                let key = format!("{accept} {number}");
                let content = format!("<a>{key}</a>");
                let files = [("a.xml", content.as_bytes())];
                let sent = upload_to(path, &house, &cookie, &[("key", key.as_str())], &files);
                sent.header("accept", accept).send().await
            };
            let before = submissions(&house).await;
            house.take_room().await;
            let mut sent = 0;
            let refused = loop {
                let answer = attempt(sent).await;
                if answer.status != received {
                    break answer;
                }
                sent += 1;
                assert!(sent < 300, "there is room without end");
            };
            assert_eq!(refused.status, 507, "{path} {accept}: {}", refused.body);
            assert_eq!(refused.header("retry-after"), "300");
            if accept == "text/html" {
                let words = "Nothing of what you sent was received. Try again later.";
                is_problem(&refused, 507, words);
                assert!(refused.is_page());
            } else {
                assert_eq!(refused.body, "\"no_room\"");
            }
            assert_eq!(submissions(&house).await, before + sent, "{path} {accept}");
            house.give_room().await;
            assert_eq!(attempt(sent).await.status, received, "{path} {accept}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_without_file_or_key_says_what_is_missing() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let answer = upload(&house, &cookie, &[("key", "k")], &[])
        .for_json()
        .send()
        .await;
    is_problem(&answer, 422, "Choose a file first.");
    let answer = upload(&house, &cookie, &[], &[("a.xml", b"<a/>")])
        .for_json()
        .send()
        .await;
    is_problem(&answer, 422, "Load the upload page again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_of_a_script_brings_one_file_and_nothing_of_two_is_received() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let files: [(&str, &[u8]); 2] = [("a.xml", b"<a/>"), ("b.xml", b"<b/>")];
    let answer = upload(&house, &cookie, &[("key", "k")], &files)
        .for_json()
        .send()
        .await;
    is_problem(&answer, 422, "Send one file in each request");
    let receipt = house.get("/submissions/1000003").cookie(&cookie).send();
    assert_eq!(receipt.await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let ask = || upload(&house, &cookie, &[("key", "k")], &[("a.xml", b"<a/>")]);
    let told = ask()
        .for_json()
        .header("content-length", "52494337")
        .send()
        .await;
    is_problem(&told, 413, "too_large");
    let told = ask().header("content-length", "104923137").send().await;
    is_problem(&told, 413, "This is too large");
    is_problem(&told, 413, "larger than the 100 MB that the server takes");
    let zip = [b"PK".to_vec(), vec![0; 5_242_880]].concat();
    let untold = upload(&house, &cookie, &[("key", "k")], &[("a.zip", &zip)])
        .for_json()
        .send()
        .await;
    is_problem(&untold, 413, "too_large");
}

/// The status of a request that says it brings so many bytes.
async fn told(house: &House, cookie: &str, by_script: bool, bytes: u64) -> u16 {
    let sent = upload(house, cookie, &[("key", "k")], &[("a.xml", b"<a/>")]);
    let sent = if by_script { sent.for_json() } else { sent };
    let sent = sent.header("content-length", &bytes.to_string());
    sent.send().await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_may_be_as_large_as_the_settings_let_a_file_be() {
    const LARGE: u64 = 300 * 1024 * 1024;
    const REST: u64 = 64 * 1024;
    for (zip_bytes, xml_bytes) in [(LARGE, 10), (10, LARGE)] {
        let house = House::with(|services| {
            services.rules.file_limits.zip_bytes = zip_bytes;
            services.rules.file_limits.xml_bytes = xml_bytes;
        })
        .await;
        let cookie = sender(&house).await;
        for by_script in [true, false] {
            assert_eq!(
                told(&house, &cookie, by_script, LARGE + REST + 1).await,
                413
            );
            assert_ne!(told(&house, &cookie, by_script, LARGE + REST).await, 413);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_body_that_does_not_tell_its_size_is_limited_too() {
    let house = House::with(|services| services.rules.file_limits = small()).await;
    let cookie = sender(&house).await;
    let rest = vec![b'x'; 70_000];
    let fields = [("key", "k"), ("more", std::str::from_utf8(&rest).unwrap())];
    let answer = upload(&house, &cookie, &fields, &[("a.xml", b"<a/>")]);
    is_problem(&answer.for_json().send().await, 413, "too_large");
}

fn small() -> submission::Limits {
    submission::Limits {
        zip_bytes: 1_000,
        xml_bytes: 1_000,
        ..submission::Limits::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_upload_that_is_cut_off_is_no_fault_of_ours() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let mut body = form(&[("key", "k")], &[("a.xml", b"<a/>")]);
    body.truncate(body.len() - 20);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = house
        .post("/pbj/submissions")
        .cookie(&cookie)
        .body(&kind, body)
        .for_json()
        .send()
        .await;
    is_problem(&answer, 400, "bad_request");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_hour_takes_sixty_files_of_a_person() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let send = || {
        upload(&house, &cookie, &[("key", "k")], &[("a.xml", b"<a/>")])
            .for_json()
            .send()
    };
    for _ in 0..60 {
        assert_eq!(send().await.status, 201);
    }
    let answer = send().await;
    assert_eq!(answer.status, 429);
    assert!(!answer.header("retry-after").is_empty());
    house.pass(3_600);
    let cookie = sender(&house).await;
    let later = upload(&house, &cookie, &[("key", "k")], &[("a.xml", b"<a/>")])
        .for_json()
        .send()
        .await;
    assert_eq!(later.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lists_and_reports_come_as_files() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let report = format!("/submissions/{}/files/1/report", OWN.number);
    for (path, kind, name, words) in [
        (
            "/submissions.csv".to_owned(),
            "text/csv",
            "submissions.csv",
            OWN.number,
        ),
        (
            format!("{report}.csv"),
            "text/csv",
            "report-1000001-1.csv",
            "Submission ID",
        ),
        (
            format!("{report}.json"),
            "application/json",
            "report-1000001-1.json",
            "validationErrors",
        ),
        (
            "/staffing.csv".to_owned(),
            "text/csv",
            "staffing-hours.csv",
            "Employee ID",
        ),
        (
            "/staffing/status.csv".to_owned(),
            "text/csv",
            "staffing-status.csv",
            OWN.ccn,
        ),
    ] {
        let answer = house.get(&path).cookie(&cookie).send().await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with(kind), "{path}");
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename=\"{name}\"")
        );
        assert!(answer.body.contains(words), "{path}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_waits_for_an_upload_is_not_idle() {
    let house = House::new().await;
    let cookie = sender(&house).await;
    let bytes = form(&[("key", "slow")], &[("hours.xml", &file_for(OWN))]);
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    let pass = house.passing();
    let parts = stream::iter([first.to_vec(), rest.to_vec()]).map(move |part| {
        pass(10 * 60);
        Ok::<_, Infallible>(part)
    });
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let sent = house
        .post("/pbj/submissions")
        .for_json()
        .cookie(&cookie)
        .body(&kind, Body::from_stream(parts))
        .send()
        .await;
    assert!(matches!(sent.status.as_u16(), 201 | 409), "{}", sent.body);
    house.pass(14 * 60);
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
}
