//! Identity proofing as browsers without script do it, and what it leaves behind.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::post;
use domain::access::Role;
use domain::identity::ProofingReference;
use services::identity::proofing::{Manual, ProofingService, ServiceAddress, Simulated};
use tokio::net::TcpListener;

use super::house::{APPLICANT, Answer, CASE, House, listen, user_of};

const PAGE: &str = "/register/proofing";

async fn page(house: &House, cookie: &str) -> Answer {
    house.get(PAGE).cookie(cookie).send().await
}

/// Sends a form of the page and gives the page that comes next.
async fn send(house: &House, cookie: &str, form: &str, values: &str) -> Answer {
    let answer = house
        .post(&format!("{PAGE}/{form}"))
        .cookie(cookie)
        .form(values)
        .send()
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.location().starts_with(PAGE), "{}", answer.location());
    house.get(answer.location()).cookie(cookie).send().await
}

/// The reference number on a page.
fn reference(page: &Answer) -> String {
    let places = page.body.match_indices("P-").map(|(place, _)| place);
    let found = places
        .filter_map(|place| page.body.get(place..place + 13))
        .find_map(|text| ProofingReference::parse(text).ok());
    found.unwrap().as_str().to_owned()
}

/// The answers that pass, or others.
fn answers(page: &Answer, right: bool) -> String {
    let answers = Simulated::right_answers(&reference(page));
    let chosen = answers.iter().zip(1..).map(|(answer, number)| {
        let other = if answer.choice == "c0" { "c1" } else { "c0" };
        let choice = if right { &answer.choice } else { other };
        format!("answer_{number}={choice}")
    });
    chosen.collect::<Vec<_>>().join("&")
}

/// A form with files under this name.
fn multipart(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"documents\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

async fn upload(house: &House, cookie: &str, body: Vec<u8>) -> Answer {
    house
        .post("/register/proofing/documents")
        .cookie(cookie)
        .body("multipart/form-data; boundary=edge", body)
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_simulation_says_what_it_is_and_never_asks_for_a_number() {
    let house = House::new().await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let first = page(&house, &cookie).await;
    assert_eq!(first.status, 200);
    for words in [
        "Identity Proofing",
        "This is a simulation",
        "never asks for a social security",
        "What you need",
        "action=\"/register/proofing/start\"",
    ] {
        assert!(first.body.contains(words), "{words}: {}", first.body);
    }
    let asked = send(&house, &cookie, "start", "").await;
    for page in [&first, &asked] {
        assert!(!page.body.contains("name=\"social_security_number\""));
    }
    assert!(asked.body.contains("This is a simulation"));
    assert!(asked.body.contains("The invented person"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn right_answers_lead_to_the_second_factor() {
    let house = House::new().await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let asked = send(&house, &cookie, "start", "").await;
    let passed = send(&house, &cookie, "answers", &answers(&asked, true)).await;
    assert!(
        passed.body.contains("Your identity is confirmed"),
        "{}",
        passed.body
    );
    assert!(passed.body.contains("href=\"/devices\""));
    assert_eq!(reference(&passed), reference(&asked));
    let devices = house.get("/devices").cookie(&cookie).send().await;
    assert_eq!(devices.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_question_without_an_answer_is_said_at_its_field_and_answers_do_not_come_back() {
    let house = House::new().await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let asked = send(&house, &cookie, "start", "").await;
    let first = answers(&asked, true).split('&').next().unwrap().to_owned();
    let back = send(&house, &cookie, "answers", &first).await;
    assert_eq!(back.status, 422);
    for (field, words) in [("answer_2", "question 2"), ("answer_3", "question 3")] {
        assert!(back.body.contains(&format!("href=\"#{field}\"")), "{field}");
        let message = format!("Choose an answer to {words}.");
        assert_eq!(back.body.matches(&message).count(), 2, "{message}");
    }
    assert!(!back.body.contains("href=\"#answer_1\""));
    let inputs = back.body.split("<input").skip(1);
    for input in inputs.filter_map(|input| input.split_once('>')) {
        assert!(!input.0.contains("checked"), "{}", input.0);
    }
    for odd in [
        "answer_1=%00",
        "answer_1=%FF&answer_2=a&answer_2=b",
        "x=y",
        "%ZZ",
    ] {
        let back = send(&house, &cookie, "answers", odd).await;
        assert_eq!(back.status, 422, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_failures_lead_to_documents_which_wait_for_a_person() {
    let house = House::new().await;
    let cookie = house.registering_session_of(APPLICANT).await;
    for words in ["You have one more attempt", "a person decides now"] {
        let asked = send(&house, &cookie, "start", "").await;
        let failed = send(&house, &cookie, "answers", &answers(&asked, false)).await;
        assert!(failed.body.contains("This attempt did not succeed"));
        assert!(failed.body.contains(words), "{words}: {}", failed.body);
    }
    let last = page(&house, &cookie).await;
    assert!(!last.body.contains("action=\"/register/proofing/start\""));
    let again = send(&house, &cookie, "start", "").await;
    assert!(!again.body.contains("The invented person"));
    let sent = upload(&house, &cookie, multipart(&[("me.pdf", b"%PDF-1.7 me")])).await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, PAGE));
    let waits = page(&house, &cookie).await;
    for words in [
        "waits for a person",
        "You can leave now",
        "action=\"/logout\"",
    ] {
        assert!(waits.body.contains(words), "{words}: {}", waits.body);
    }
    // Sent twice is sent once.
    let sent = upload(&house, &cookie, multipart(&[("me.pdf", b"%PDF-1.7 me")])).await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, PAGE));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_file_is_refused_at_its_field_and_a_name_comes_back_escaped() {
    let house = House::proofed_by(Manual).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    for (files, words) in [
        (vec![], "Choose at least one document."),
        (vec![("", b"".as_slice())], "Choose at least one document."),
        (vec![("a.pdf", b"".as_slice())], "a.pdf is empty."),
        (
            vec![("<b>a.pdf", b"MZ".as_slice())],
            "&lt;b&gt;a.pdf is not a PDF, JPEG or PNG file",
        ),
        (
            vec![("large.png", large.as_slice())],
            "large.png is larger than 10 MB.",
        ),
        (
            vec![("a.pdf", b"%PDF-".as_slice()); 4],
            "Choose at most 3 documents.",
        ),
    ] {
        let answer = upload(&house, &cookie, multipart(&files)).await;
        assert_eq!(answer.status, 303, "{words}: {}", answer.body);
        let back = house.get(answer.location()).cookie(&cookie).send().await;
        assert_eq!(back.status, 422, "{words}");
        assert!(back.body.contains("href=\"#documents\""));
        assert_eq!(
            back.body.matches(words).count(),
            2,
            "{words}: {}",
            back.body
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn more_than_all_documents_may_have_is_too_large() {
    let house = House::proofed_by(Manual).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let file = vec![b'x'; 10 * 1024 * 1024];
    let files = vec![("a.png", file.as_slice()); 4];
    let answer = upload(&house, &cookie, multipart(&files)).await;
    assert_eq!(answer.status, 413);
    // Before log-in nothing is read at all.
    let answer = upload(&house, "", multipart(&files[..1])).await;
    assert!(
        answer.location().starts_with("/login"),
        "{}",
        answer.location()
    );
    for odd in [b"".to_vec(), b"--edge".to_vec(), b"--other--\r\n".to_vec()] {
        let answer = upload(&house, &cookie, odd).await;
        let status = answer.status.as_u16();
        assert!(matches!(status, 303 | 400), "{status}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn documents_are_counted_before_a_byte_of_them_is_read() {
    let house = House::proofed_by(Manual).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    // Read first, this is no form.
    let odd = || upload(&house, &cookie, b"--other--\r\n".to_vec());
    for _ in 0..house.services.rules.limits.proofing.requests {
        assert_ne!(odd().await.status, 429);
    }
    let answer = odd().await;
    assert_eq!(answer.status, 429);
    assert!(answer.headers.contains_key("retry-after"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn few_forms_of_documents_are_read_at_the_same_time() {
    let house = House::proofed_by(Manual).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let readers = u32::try_from(crate::proofing::READERS).unwrap();
    let busy = house.document_readers.acquire_many(readers).await.unwrap();
    let form = || upload(&house, &cookie, multipart(&[("me.pdf", b"%PDF-1.7 me")]));
    assert_eq!(form().await.status, 429);
    drop(busy);
    assert_eq!(form().await.location(), "/register/proofing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_is_a_file_to_be_saved_that_no_browser_opens() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    let address = format!("/support/proofing/{CASE}/documents/1");
    let answer = house.get(&address).cookie(&cookie).send().await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (200, "%PDF-1.7 invented")
    );
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"{CASE}-1.pdf\"")
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    for odd in [
        "P-WAITS-00001/documents/2",
        "P-NONE0-00000/documents/1",
        "x/documents/1",
    ] {
        let answer = house
            .get(&format!("/support/proofing/{odd}"))
            .cookie(&cookie)
            .send()
            .await;
        assert_eq!(answer.status, 404, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_is_decided_by_a_form_with_a_reason_once() {
    let house = House::new().await;
    let cookie = house
        .session_of(&user_of(Role::HelpDeskProductionControl))
        .await;
    let address = format!("/support/proofing/{CASE}");
    let case = house.get(&address).cookie(&cookie).send().await;
    for words in [
        "RITA.WAITS",
        "someone@example.org",
        "Document 1",
        "Reason",
        "Approve",
        "Reject",
    ] {
        assert!(case.body.contains(words), "{words}: {}", case.body);
    }
    let decide = async |reason: &str| {
        house
            .post("/api/proofing/decide_case")
            .cookie(&cookie)
            .form(&format!("reference={CASE}&decision=reject&reason={reason}"))
            .send()
            .await
    };
    let answer = decide("+").await;
    let back = house.get(answer.location()).cookie(&cookie).send().await;
    assert_eq!(back.status, 422);
    assert!(back.body.contains("Enter the reason for your decision."));
    let naughty = "%3Cscript%3Ealert(1)%3C/script%3E";
    let answer = decide(naughty).await;
    assert_eq!(answer.location(), address);
    let case = house.get(&address).cookie(&cookie).send().await;
    assert!(case.body.contains("Rejected"));
    assert!(case.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!case.body.contains("name=\"reason\""));
    let late = decide("Again").await;
    assert!(
        late.location().starts_with("/error?status=409"),
        "{}",
        late.location()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deciding_and_beginning_anew_ask_for_the_second_factor_first() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::HelpDesk)).await;
    house.pass(301);
    for page in ["/support/proofing", "/support/proofing/P-WAITS-00001"] {
        let shown = house.get(page).cookie(&cookie).send().await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains("Prove that it is you"), "{page}");
        assert!(!shown.body.contains("name=\"reason\""));
        assert!(!shown.body.contains("name=\"record\""));
    }
    for (function, form) in [
        (
            "decide_case",
            "reference=P-WAITS-00001&decision=approve&reason=Fits",
        ),
        (
            "restart_proofing",
            "user_name=ROSA.APPLIES&check=in_person&record=Seen",
        ),
    ] {
        let answer = house
            .post(&format!("/api/proofing/{function}"))
            .cookie(&cookie)
            .header("referer", "http://localhost:3000/support/proofing")
            .form(form)
            .send()
            .await;
        let location = answer.location();
        assert!(
            location.starts_with("/login/device?next=%2Fheld%2F"),
            "{function}: {location}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn proofing_begun_anew_leads_the_next_log_in_to_proofing() {
    let house = House::new().await;
    let helper = house.session_of(&user_of(Role::HelpDesk)).await;
    let lost = house.session_of("SENDER.OWN").await;
    let answer = house
        .post("/api/proofing/restart_proofing")
        .cookie(&helper)
        .form("user_name=sender.own&check=called_back&record=Called+back+at+noon.")
        .send()
        .await;
    let address = answer.location();
    assert!(
        address.starts_with("/support/proofing?restarted="),
        "{address}"
    );
    assert!(!address.to_uppercase().contains("SENDER"), "{address}");
    let shown = house.get(address).cookie(&helper).send().await;
    assert!(shown.body.contains("Proofing begins anew for SENDER.OWN"));
    let gone = house.get("/profile").cookie(&lost).send().await;
    assert!(gone.location().starts_with("/login"), "{}", gone.location());
    let password = super::house::PASSWORD.replace(' ', "+");
    let log_in = house
        .post("/login")
        .form(&format!(
            "user_name=SENDER.OWN&password={password}&consent=true"
        ))
        .send()
        .await;
    assert_eq!(log_in.location(), PAGE);
    // What the address says is shown only if it was sealed for whoever reads it.
    let other = house
        .session_of(&user_of(Role::HelpDeskProductionControl))
        .await;
    for (page, reader) in [
        ("/support/proofing?restarted=SENDER.OWN", &helper),
        (address, &other),
    ] {
        let odd = house.get(page).cookie(reader).send().await;
        assert!(!odd.body.contains("begins anew for"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_person_of_the_help_desk_alone_replaces_nobodys_second_factor() {
    let house = House::new().await;
    let helper = house.session_of(&user_of(Role::HelpDesk)).await;
    house
        .post("/api/proofing/restart_proofing")
        .cookie(&helper)
        .form("user_name=sender.own&check=called_back&record=Called+back+at+noon.")
        .send()
        .await;
    house.pass(60);
    let password = super::house::PASSWORD.replace(' ', "+");
    let form = format!("user_name=SENDER.OWN&password={password}&consent=true");
    let half_way = house.post("/login").form(&form).send().await.cookie();
    let waiting = send(&house, &half_way, "video-call", "").await;
    assert!(
        waiting.body.contains("waits for a person"),
        "{}",
        waiting.body
    );
    let mut cases = house.get("/support/proofing").cookie(&helper).send().await;
    // The row names its case before its person.
    let row = cases.body.find("SENDER.OWN").unwrap();
    cases.body.truncate(row);
    cases.body.drain(..cases.body.rfind("<tr").unwrap());
    let case = reference(&cases);
    let address = format!("/support/proofing/{case}");
    let shown = house.get(&address).cookie(&helper).send().await;
    let why = "You began this identity proofing anew: a colleague decides it.";
    assert!(shown.body.contains(why), "{}", shown.body);
    assert!(!shown.body.contains("name=\"reason\""));
    let approve = async |cookie: &str| {
        house
            .post("/api/proofing/decide_case")
            .cookie(cookie)
            .form(&format!("reference={case}&decision=approve&reason=Held+it"))
            .send()
            .await
    };
    let refused = approve(&helper).await;
    assert!(
        refused.location().starts_with("/error?status=409"),
        "{}",
        refused.location()
    );
    let still = page(&house, &half_way).await;
    assert!(still.body.contains("waits for a person"), "{}", still.body);
    let colleague = house
        .session_of(&user_of(Role::HelpDeskProductionControl))
        .await;
    assert_eq!(approve(&colleague).await.location(), address);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_social_security_number_stands_in_no_log_page_address_or_file() {
    const NUMBER: &str = "219-09-9999";
    const DIGITS: &str = "219099999";
    let log = listen();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let got: Arc<Mutex<String>> = Arc::default();
    let bureau = {
        let got = Arc::clone(&got);
        // It fails, and throws back what it was sent.
        let fail = move |body: String| {
            *got.lock().unwrap() += &body;
            async move { (axum::http::StatusCode::INTERNAL_SERVER_ERROR, body) }
        };
        Router::new().route("/sessions", post(fail))
    };
    tokio::spawn(async move { axum::serve(listener, bureau).await });
    let service = ProofingService::new(
        ServiceAddress::parse(&address).unwrap(),
        Some("marked-token"),
        true,
        "http://localhost:3000/register/proofing".to_owned(),
    );
    let house = House::proofed_by(service).await;
    let cookie = house.registering_session_of(APPLICANT).await;
    let first = page(&house, &cookie).await;
    assert!(first.body.contains("name=\"social_security_number\""));
    assert!(first.body.contains("it is not kept here"));

    let mut shown = String::new();
    for typed in [NUMBER, DIGITS, "219-09-999"] {
        let answer = house
            .post("/register/proofing/start")
            .cookie(&cookie)
            .form(&format!("social_security_number={typed}"))
            .send()
            .await;
        shown += &format!("{:?}", answer.headers);
        shown += &answer.body;
        let back = house.get(answer.location()).cookie(&cookie).send().await;
        assert_eq!(back.status, 422);
        shown += &back.body;
    }
    // A session that is over keeps its forms, and not this one.
    house.pass(16 * 60);
    let late = house
        .post("/register/proofing/start")
        .cookie(&cookie)
        .form(&format!("social_security_number={NUMBER}"))
        .send()
        .await;
    assert!(late.location().starts_with("/login"), "{}", late.location());
    assert!(!late.location().contains("held"), "{}", late.location());

    assert!(
        got.lock().unwrap().contains(DIGITS),
        "the service was sent the number"
    );
    let logged = log.text();
    assert!(
        logged.contains("identity proofing cannot go on"),
        "{logged}"
    );
    // The part of the client that writes down every byte, as hexadecimal digits.
    assert!(!logged.contains("ureq_proto"), "{logged}");
    for number in [NUMBER, DIGITS, "219-09-999", "marked-token"] {
        assert!(!shown.contains(number), "{number} is shown");
        assert!(!logged.contains(number), "{number} is logged");
    }
    for entry in std::fs::read_dir(house.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for number in [NUMBER.as_bytes(), DIGITS.as_bytes()] {
                let found = bytes.windows(number.len()).any(|part| part == number);
                assert!(!found, "{}", path.display());
            }
        }
    }
}
