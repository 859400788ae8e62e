use super::house::{APPLICANT, House, JOB, NOBODY, OWN, user_of};
use domain::access::Role;

const NOTE: &str = "id=JOB&note=A+long+explanation%2C+typed+for+an+hour";

fn note() -> String {
    NOTE.replace("JOB", &JOB.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_comes_after_the_session_is_kept_for_the_same_person() {
    let house = House::new().await;
    let help_desk = user_of(Role::HelpDesk);
    let cookie = house.session_of(&help_desk).await;
    house.pass(15 * 60);
    let page = format!("http://localhost:3000/support/jobs/{JOB}");
    let answer = house
        .post("/api/support/give_up_job")
        .cookie(&cookie)
        .header("referer", &page)
        .form(&note())
        .send()
        .await;
    assert_eq!(answer.status, 303);
    assert!(
        answer.location().starts_with("/login?next=%2Fheld%2F"),
        "{}",
        answer.location()
    );
    assert!(
        answer.location().ends_with("&ended=idle"),
        "{}",
        answer.location()
    );
    let held = answer
        .location()
        .split(['=', '&'])
        .nth(1)
        .unwrap()
        .replace("%2F", "/");

    let back = house.session_of(&help_desk).await;
    let page = house.get(&held).cookie(&back).send().await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("A long explanation, typed for an hour"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("action=\"/api/support/give_up_job?drawn_for=cms-")
    );
    assert!(page.body.contains(&format!("href=\"/support/jobs/{JOB}\"")));

    let stranger = house.session_of(OWN.sender).await;
    let foreign = house.get(&held).cookie(&stranger).send().await;
    assert_eq!(foreign.status, 404);
    assert!(!foreign.body.contains("A long explanation"));

    let id = held.rsplit('/').next().unwrap();
    let dropped = house
        .post("/held/drop")
        .cookie(&back)
        .form(&format!("id={id}"))
        .send()
        .await;
    assert_eq!(dropped.location(), "/dashboard");
    assert_eq!(house.get(&held).cookie(&back).send().await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_kept_for_those_who_had_no_session_or_come_from_elsewhere() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(15 * 60);
    let nobody = house
        .post("/api/support/give_up_job")
        .form(&note())
        .send()
        .await;
    assert!(!nobody.location().contains("held"), "{}", nobody.location());
    let elsewhere = house
        .post("/api/support/give_up_job")
        .cookie(&cookie)
        .header("sec-fetch-site", "cross-site")
        .form(&note())
        .send()
        .await;
    assert_eq!(elsewhere.status, 403);
    let again = house
        .post("/login")
        .cookie(&cookie)
        .form("user_name=&password=")
        .send()
        .await;
    assert!(
        again.location().starts_with("/login?flash="),
        "{}",
        again.location()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_knows_how_long_its_session_lasts_and_asking_does_not_lengthen_it() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    for _ in 0..3 {
        house.pass(4 * 60 + 59);
        let asked = house
            .post("/api/identity/find_session_end")
            .for_json()
            .cookie(&cookie)
            .form("")
            .send()
            .await;
        assert_eq!(asked.status, 200);
    }
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
    house.pass(14 * 60);
    let extended = house
        .post("/api/identity/extend_session")
        .for_json()
        .cookie(&cookie)
        .form("")
        .send()
        .await;
    assert_eq!(extended.status, 200);
    house.pass(14 * 60);
    assert_eq!(
        house.get("/profile").cookie(&cookie).send().await.status,
        200
    );
    house.pass(15 * 60);
    assert_eq!(
        house.get("/profile").cookie(&cookie).send().await.status,
        303
    );
}

/// WCAG 2.2.1 asks for ten times.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_is_extended_more_than_ten_times() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    for _ in 0..20 {
        house.pass(14 * 60);
        let ask = house.post("/api/identity/extend_session").for_json();
        let extended = ask.cookie(&cookie).form("").send().await;
        assert_eq!(extended.status, 200);
    }
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_a_session_that_was_ended_elsewhere_is_kept_and_told_why() {
    let house = House::new().await;
    let help_desk = user_of(Role::HelpDesk);
    let (here, there) = (
        house.session_of(&help_desk).await,
        house.session_of(&help_desk).await,
    );
    let ended = house
        .post("/api/identity/end_other_sessions")
        .cookie(&here)
        .form("")
        .send()
        .await;
    assert_eq!(ended.location(), "/profile/sessions");
    let answer = house
        .post("/api/support/give_up_job")
        .cookie(&there)
        .form(&note())
        .send()
        .await;
    let location = answer.location();
    assert!(location.starts_with("/login?next=%2Fheld%2F"), "{location}");
    assert!(location.ends_with("&ended=elsewhere"), "{location}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_kept_of_a_session_that_was_never_open() {
    let house = House::new().await;
    let cookie = house.registering_session_of(APPLICANT).await;
    house.pass(15 * 60);
    let answer = house
        .post("/devices")
        .cookie(&cookie)
        .form("kind=email&name=A+long+name")
        .send()
        .await;
    assert!(!answer.location().contains("held"), "{}", answer.location());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn asking_for_more_time_too_late_sends_nobody_away_from_their_page() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(15 * 60);
    let late = house
        .post("/api/identity/extend_session")
        .for_json()
        .cookie(&cookie)
        .form("")
        .send()
        .await;
    assert_eq!((late.status.as_u16(), late.location()), (200, ""));
}

/// A page with the id that follows these words on it.
async fn id_on(house: &House, cookie: &str, page: &str, words: &str) -> String {
    let page = house.get(page).cookie(cookie).send().await;
    let start = page.body.find(words).unwrap() + words.len();
    page.body[start..start + 36].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_comes_too_long_after_the_second_factor_is_kept_and_sent_after_it() {
    let house = House::new().await;
    let person = house.session_of(NOBODY).await;
    let ask = house.post("/api/access/submit_request").cookie(&person);
    let form = format!("role=pbj_viewer&ccn={}", OWN.ccn);
    ask.form(&form).send().await;
    let official = user_of(Role::ProviderSecurityOfficial);
    let cookie = house.session_of(&official).await;
    let queue = "/access/requests";
    let id = id_on(&house, &cookie, queue, "href=\"/access/requests/").await;
    let page = format!("/access/requests/{id}");
    let form = format!("id={id}&reason=Ask+for+a+role+that+sends%2C+please.");
    house.pass(5 * 60 + 20);
    let refused = house
        .post("/api/access/reject_request")
        .cookie(&cookie)
        .header("referer", &format!("http://localhost:3000{page}"))
        .form(&form)
        .send()
        .await;
    let (way, held) = refused.location().split_once("?next=").unwrap();
    assert_eq!((refused.status.as_u16(), way), (303, "/login/device"));
    let held = held.replace("%2F", "/");

    // The code is given.
    let cookie = house.session_of(&official).await;
    let shown = house.get(&held).cookie(&cookie).send().await;
    assert_eq!(shown.status, 200);
    let back = format!("href=\"{page}\"");
    for words in [
        "Ask for a role that sends, please.",
        "nothing was decided or changed",
        "you had proven your second factor too long ago",
        "action=\"/api/access/reject_request?drawn_for=provider-",
        back.as_str(),
    ] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    let waits = house.get(&page).cookie(&cookie).send().await;
    assert!(waits.body.contains("/api/access/reject_request"));
    let ask = house.post("/api/access/reject_request").cookie(&cookie);
    let done = ask.form(&form).send().await;
    assert_eq!(done.location(), format!("{page}?done=rejected"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_plain_route_keeps_too_what_comes_too_long_after_the_second_factor_but_no_secret() {
    let house = House::new().await;
    let help_desk = user_of(Role::HelpDesk);
    let cookie = house.session_of(&help_desk).await;
    house.pass(5 * 60);
    let ask = house.post("/support/viewing/start").cookie(&cookie);
    let kept = ask.form("ticket=HD-1&reason=They+see+nothing").send().await;
    let (_, held) = kept.location().split_once("?next=").unwrap();
    let back = house.session_of(&help_desk).await;
    let shown = house.get(&held.replace("%2F", "/")).cookie(&back).send();
    assert!(shown.await.body.contains("They see nothing"));

    let ask = house.post("/support/viewing/start").cookie(&cookie);
    let ask = ask.header("referer", "http://localhost:3000/support/viewing/new");
    let secret = ask.form("ticket=HD-1&password=hunter22").send().await;
    let (way, held) = secret.location().split_once("?next=").unwrap();
    assert_eq!(way, "/login/device");
    let shown = house.get(&held.replace("%2F", "/")).cookie(&back).send();
    let shown = shown.await.body;
    assert!(shown.contains("HD-1") && !shown.contains("hunter22"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_types_passwords_too_long_after_the_second_factor_is_told_that_they_are_not_kept() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    house.pass(5 * 60 + 20);
    let change = house.post("/api/identity/change_password").cookie(&cookie);
    let sent = change
        .header("referer", "http://localhost:3000/profile/password")
        .form("old_password=hunter22&password=kqzwxvjb77mupf&ends_others=true")
        .send()
        .await;
    let (way, held) = sent.location().split_once("?next=").unwrap();
    assert_eq!(way, "/login/device");
    let cookie = house.session_of(NOBODY).await;
    let shown = house.get(&held.replace("%2F", "/")).cookie(&cookie).send();
    let shown = shown.await.body;
    for words in [
        "Passwords and codes",
        "you had proven your second factor too long ago",
        "href=\"/profile/password\"",
        "Ends others",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // It could not be sent as it is.
    for words in [
        "hunter22",
        "kqzwxvjb77mupf",
        "/api/identity/change_password",
    ] {
        assert!(!shown.contains(words), "{words}: {shown}");
    }
}
