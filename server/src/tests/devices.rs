use domain::time::Instant;
use store::exec;
use totp_rs::{Builder, Secret};

use super::house::{APPLICANT, House, OWN, PASSWORD};

/// What an authenticator app shows for the key on its page (RFC 6238).
pub fn shown_by(key: &str, now: Instant) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.0 / 1_000_000).unwrap())
        .to_string()
}

/// Sets up an authenticator app as a second device of [`OWN`]'s sender: its id and its key.
pub async fn add_authenticator(house: &House) -> (String, String) {
    let cookie = house.session_of(OWN.sender).await;
    let begun = house
        .post("/devices")
        .cookie(&cookie)
        .form("kind=authenticator&name=Phone")
        .send()
        .await;
    let page = house.get(begun.location()).cookie(&cookie).send().await;
    let key = page.body.split("<dt>Key</dt><dd><code>").nth(1).unwrap();
    let key = key.split('<').next().unwrap();
    let device = after(&page.body, "name=\"device\" value=\"");
    let code = shown_by(key, house.now().system);
    let added = house
        .post("/devices/confirm")
        .cookie(&cookie)
        .form(&format!("device={device}&code={code}"))
        .send()
        .await;
    assert_eq!(added.location(), "/devices?done=added");
    (device.to_owned(), key.to_owned())
}

/// The value of the first attribute `name` after `before`.
fn after<'a>(body: &'a str, before: &str) -> &'a str {
    let (_, rest) = body
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} in {body}"));
    rest.split_once('"').unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_registration_adds_its_first_device_and_no_other() {
    let house = House::new().await;
    let mut tx = house.services.db.write().await.unwrap();
    let none =
        "delete from device where user_id = (select id from user_account where user_name = $1)";
    exec!(tx, none, APPLICANT).unwrap();
    tx.commit().await.unwrap();
    let cookie = house.registering_session_of(APPLICANT).await;
    let page = house.get("/devices/add/email").cookie(&cookie).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("E-mail address"), "{}", page.body);
    // Whoever has one proves it before they add another.
    let cookie = house.registering_session_of(OWN.sender).await;
    let page = house.get("/devices/add/email").cookie(&cookie).send().await;
    assert_eq!(page.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_alone_leads_from_the_list_of_devices_to_the_second_factor() {
    let house = House::new().await;
    let password = PASSWORD.replace(' ', "+");
    let user_name = OWN.sender;
    let form = format!("user_name={user_name}&password={password}&consent=true");
    let half_way = house.post("/login").form(&form).send().await.cookie();
    let list = house.get("/devices").cookie(&half_way).send().await;
    assert_eq!(list.status, 303, "{}", list.body);
    assert_eq!(list.location(), "/login/device?next=%2Fdevices");
    let asked = r#"{"step":"List","flash":null}"#;
    let program = house
        .post("/api/identity/find_device_step")
        .cookie(&half_way)
        .json(asked);
    let answer = program.send().await;
    assert!(!answer.body.contains("Work e-mail"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_device_is_added_by_plain_forms() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let list = house.get("/devices").cookie(&cookie).send().await;
    assert!(list.body.contains("Work e-mail"), "{}", list.body);
    let begun = house
        .post("/devices")
        .cookie(&cookie)
        .form("kind=email&name=Home&target=me@home.example")
        .send()
        .await;
    assert!(
        begun.location().starts_with("/devices/confirm/"),
        "{}",
        begun.location()
    );
    let page = house.get(begun.location()).cookie(&cookie).send().await;
    assert!(page.body.contains("m•••@home.example"), "{}", page.body);
    let device = after(&page.body, "name=\"device\" value=\"");
    let code = house.last_message().await.code.unwrap();
    let added = house
        .post("/devices/confirm")
        .cookie(&cookie)
        .form(&format!("device={device}&code={code}"))
        .send()
        .await;
    assert_eq!(added.location(), "/devices?done=added");
    // The old token is dead, and the new one sees the device.
    assert_eq!(
        house.get("/devices").cookie(&cookie).send().await.status,
        303
    );
    let list = house
        .get(added.location())
        .cookie(&added.cookie())
        .send()
        .await;
    assert!(list.body.contains("The device is set up"));
    assert!(list.body.contains(">Home<"), "{}", list.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_authenticators_key_is_on_its_page_as_a_drawing_and_as_text() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let begun = house
        .post("/devices")
        .cookie(&cookie)
        .form("kind=authenticator")
        .send()
        .await;
    let page = house.get(begun.location()).cookie(&cookie).send().await;
    assert!(page.body.contains("class=\"q-qr\""));
    let key = page.body.split("<dt>Key</dt><dd><code>").nth(1).unwrap();
    let key = key.split('<').next().unwrap();
    assert_eq!(key.len(), 39, "{key}: 32 letters in fours");
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_five_minutes_a_change_asks_for_the_second_factor_and_comes_back() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(301);
    let list = house.get("/devices").cookie(&cookie).send().await;
    assert_eq!(list.status, 200);
    let page = house
        .get("/devices/add/authenticator")
        .cookie(&cookie)
        .send()
        .await;
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (303, "/login/device?next=%2Fdevices%2Fadd%2Fauthenticator")
    );
    let posted = house
        .post("/devices")
        .cookie(&cookie)
        .header("referer", "http://localhost:3000/devices/add/authenticator")
        .form("kind=authenticator")
        .send()
        .await;
    let (way, held) = posted.location().split_once("next=").unwrap();
    assert_eq!(way, "/login/device?");
    let cookie = house.session_of(OWN.sender).await;
    let form = house.get(&held.replace("%2F", "/")).cookie(&cookie).send();
    assert!(
        form.await
            .body
            .contains("name=\"kind\" value=\"authenticator\"")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn backup_codes_are_shown_once_and_in_no_address() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let made = house
        .post("/devices/backup-codes")
        .cookie(&cookie)
        .form("")
        .send()
        .await;
    let page = house.get(made.location()).cookie(&cookie).send().await;
    let codes = page.body.split("<li><code>").count() - 1;
    assert_eq!(codes, 10, "{}", page.body);
    let again = house.get(made.location()).cookie(&cookie).send().await;
    assert!(again.body.contains("shown once"), "{}", again.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_with_a_device_stands_at_its_field() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let answer = house
        .post("/devices")
        .cookie(&cookie)
        .form("kind=text&target=123&name=%3Cb%3E")
        .send()
        .await;
    let page = house.get(answer.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("href=\"#target\""), "{}", page.body);
    assert!(page.body.contains("value=\"&lt;b&gt;\""));
    let last = house.get("/devices").cookie(&cookie).send().await;
    let device = after(&last.body, "href=\"/devices/remove/").to_owned();
    let answer = house
        .post("/devices/remove")
        .cookie(&cookie)
        .form(&format!("device={device}"))
        .send()
        .await;
    let page = house.get(answer.location()).cookie(&cookie).send().await;
    assert!(
        page.body.contains("This is your last device."),
        "{}",
        page.body
    );
}
