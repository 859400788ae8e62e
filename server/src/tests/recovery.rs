use super::house::{Answer, House, NOBODY, OWN, PASSWORD};
use super::registration::{form, mailed_page};

const NEW: &str = "seven green kettles";

async fn ask(house: &House, who: &str) -> Answer {
    house
        .post("/recover")
        .form(&form(&[("who", who)]))
        .send()
        .await
}

/// From the request to the session that the mailed link begins; gives the answer to the link.
async fn follow_link(house: &House, who: &str) -> Answer {
    ask(house, who).await;
    let page = mailed_page(house).await;
    let shown = house.get(&page).send().await;
    assert!(
        shown.body.contains("action=\"/recover/link/use\""),
        "{}",
        shown.body
    );
    let link = page.split_once("?link=").unwrap().1;
    house
        .post("/recover/link/use")
        .form(&form(&[("link", link)]))
        .send()
        .await
}

/// Proves the mailed code; gives the session that is confirmed.
async fn prove(house: &House, cookie: &str) -> Answer {
    let page = house.get("/login/device").cookie(cookie).send().await;
    let (_, after) = page.body.split_once("<option value=\"").unwrap();
    let device = after.split_once('"').unwrap().0;
    house
        .post("/login/device")
        .cookie(cookie)
        .form(&form(&[("device", device)]))
        .send()
        .await;
    let code = house.last_message().await.code.unwrap();
    house
        .post("/login/code")
        .cookie(cookie)
        .form(&form(&[("code", code.as_str())]))
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_forgotten_password_is_chosen_anew_with_mailbox_and_second_factor() {
    let house = House::new().await;
    let elsewhere = house.session_of(NOBODY).await;
    let begun = follow_link(&house, NOBODY).await;
    assert_eq!(
        (begun.status.as_u16(), begun.location()),
        (303, "/login/device")
    );
    // Before the second factor there is no new password.
    let early = house
        .get("/recover/password")
        .cookie(&begun.cookie())
        .send()
        .await;
    assert_eq!(early.location(), "/login/device?next=%2Frecover%2Fpassword");
    let proven = prove(&house, &begun.cookie()).await;
    assert_eq!(proven.location(), "/recover/password");
    let cookie = proven.cookie();
    let change = async |password| {
        house
            .post("/recover/password/change")
            .cookie(&cookie)
            .form(&form(&[("password", password)]))
            .send()
            .await
    };
    let weak = change("password1234").await;
    let page = house.get(weak.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("too easy to guess"), "{}", page.body);
    assert!(!page.body.contains("password1234"));
    let done = change(NEW).await;
    assert_eq!(done.location(), "/login?ended=recovered");
    assert!(
        done.cookies()[0].contains("Max-Age=0"),
        "{:?}",
        done.cookies()
    );
    let page = house.get(done.location()).send().await;
    assert!(
        page.body
            .contains("Your password is changed. Log in with the new one.")
    );
    let page = house.get("/profile").cookie(&elsewhere).send().await;
    assert_eq!(page.status, 303);
    for (password, location) in [(NEW, "/login/device"), (PASSWORD, "/login?flash=")] {
        let fields = [
            ("user_name", NOBODY),
            ("password", password),
            ("consent", "true"),
        ];
        let answer = house.post("/login").form(&form(&fields)).send().await;
        assert!(
            answer.location().starts_with(location),
            "{}",
            answer.location()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_answer_tells_nobody_whether_there_is_such_an_account() {
    let house = House::new().await;
    for who in [
        OWN.sender,
        "NOBODY.HERE",
        "someone@example.org",
        "nobody@example.org",
    ] {
        let answer = ask(&house, who).await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, "/recover/sent"),
            "{who}"
        );
    }
    let page = house.get("/recover/sent").send().await;
    assert!(
        page.body.contains("If there is such an account"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_that_is_over_leads_to_a_new_request() {
    let house = House::new().await;
    let used = house
        .post("/recover/link/use")
        .form("link=over")
        .send()
        .await;
    assert!(
        used.location().starts_with("/recover?flash="),
        "{}",
        used.location()
    );
    let page = house.get(used.location()).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("older than 30 minutes"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_other_session_chooses_a_password_without_the_old_one() {
    let house = House::new().await;
    let open = house.session_of(NOBODY).await;
    let fields = [
        ("user_name", NOBODY),
        ("password", PASSWORD),
        ("consent", "true"),
    ];
    let half_way = house
        .post("/login")
        .form(&form(&fields))
        .send()
        .await
        .cookie();
    for cookie in [open, half_way] {
        let answer = house
            .post("/recover/password/change")
            .cookie(&cookie)
            .form(&form(&[("password", NEW)]))
            .send()
            .await;
        assert_eq!(answer.status, 404);
    }
}
