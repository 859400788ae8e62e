//! My Profile: what one changes oneself.

use super::house::{House, OWN};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn moments_are_shown_in_the_zone_that_one_chose() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let page = house.get("/profile/sessions").cookie(&cookie).send().await;
    assert!(
        page.body.contains("10/20/2026 12:00 PM ET"),
        "{}",
        page.body
    );
    let saved = house
        .post("/api/identity/save_contact")
        .cookie(&cookie)
        .form(
            "phone=641-555-0142&address=509+North+Madison+Street&city=Bloomfield&state=IA&zip=52537\
             &time_zone=America/Chicago",
        )
        .send()
        .await;
    assert_eq!(
        (saved.status.as_u16(), saved.location()),
        (302, "/profile?done=contact")
    );
    let page = house.get(saved.location()).cookie(&cookie).send().await;
    for words in [
        "contact details are saved",
        "641-555-0142",
        "509 North Madison Street",
        "Central Time",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for address in ["/profile/sessions", "/submissions"] {
        let page = house.get(address).cookie(&cookie).send().await;
        assert!(page.body.contains(" CT<"), "{address}: {}", page.body);
        assert!(!page.body.contains(" ET<"), "{address}: {}", page.body);
    }
    // Of deadlines nothing changes.
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert!(
        page.body.contains("Eastern") || page.body.contains(" ET"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_with_mistakes_comes_back_filled() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let sent = house
        .post("/api/identity/save_contact")
        .cookie(&cookie)
        .form(
            "phone=12&address=%3Cb%3E&city=Bloomfield&state=IA&zip=52537&time_zone=America/Chicago",
        )
        .send()
        .await;
    let page = house.get(sent.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 422);
    for words in [
        "href=\"#phone\"",
        "value=\"12\"",
        "value=\"Bloomfield\"",
        "&lt;b&gt;",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_address_is_confirmed_by_the_link_that_is_mailed_there() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let page = house.get("/profile/email").cookie(&cookie).send().await;
    assert!(page.body.contains("someone@example.org"), "{}", page.body);
    let asked = house
        .post("/api/identity/ask_for_email")
        .cookie(&cookie)
        .form("email=new.sender@example.org")
        .send()
        .await;
    assert_eq!(asked.location(), "/profile/email/sent");
    house.work().await;
    let filter = domain::messages::MailboxFilter {
        to: "new.sender@example.org".to_owned(),
    };
    let mails = services::messages::mailbox(&house.services, None, &filter, house.now().system);
    let path = mails.await.unwrap().remove(0).words.link.unwrap().path;
    // On another machine, where nobody is logged in.
    let page = house.get(&path).send().await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("new.sender@example.org"),
        "{}",
        page.body
    );
    let (_, link) = path.split_once("link=").unwrap();
    for (outcome, location) in [
        ("the first time", "/profile/email/done"),
        ("again", "/error?status=404"),
    ] {
        let used = house
            .post("/api/identity/use_email_link")
            .form(&format!("link={link}"))
            .send()
            .await;
        assert_eq!(used.location(), location, "{outcome}");
    }
    let page = house.get(&path).send().await;
    assert!(
        page.body.contains("does not work any more"),
        "{}",
        page.body
    );
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert!(
        page.body.contains("new.sender@example.org"),
        "{}",
        page.body
    );
    // Without the second factor of a moment ago nobody changes it.
    house.pass(301);
    let page = house.get("/profile/email").cookie(&cookie).send().await;
    assert_eq!(page.location(), "/login/device?next=%2Fprofile%2Femail");
}
