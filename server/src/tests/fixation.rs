//! A token that somebody knew, or planted, before its holder went a step on is worth nothing after it (ASVS 7.2.4).

use store::exec;
use uuid::Uuid;

use super::house::{Answer, House, NOBODY, OWN, PASSWORD};
use super::openid::{arrived_for, with_provider};
use super::registration::{form, mailed_page, profile};

/// A token that names no session, as one page of another site may have set it.
const PLANTED: &str = "__Host-openqies=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a cookie is a session's, at whatever stage.
async fn is_someone(house: &House, cookie: &str) -> bool {
    let page = house.get("/login/device").cookie(cookie).send().await;
    match page.status.as_u16() {
        200 => true,
        303 => false,
        other => panic!("{other}: {}", page.body),
    }
}

async fn post(house: &House, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let ask = house.post(path).cookie(cookie).form(&form(fields));
    ask.send().await
}

/// The answer handed out a token that is new and someone's, and the one that came with the request is nobody's.
async fn has_changed(house: &House, before: &str, answer: &Answer) -> String {
    let after = answer.cookie();
    assert_ne!(before, after, "{}", answer.location());
    assert!(!is_someone(house, before).await, "{}", answer.location());
    assert!(is_someone(house, &after).await, "{}", answer.location());
    after
}

async fn typed(house: &House, before: &str) -> Answer {
    let fields = [
        ("user_name", NOBODY),
        ("password", PASSWORD),
        ("consent", "true"),
    ];
    post(house, "/login", before, &fields).await
}

/// Chooses the first device and types its code.
async fn prove(house: &House, cookie: &str) -> Answer {
    let page = house.get("/login/device").cookie(cookie).send().await;
    let (_, rest) = page.body.split_once("<option value=\"").unwrap();
    let device = rest.split('"').next().unwrap();
    post(house, "/login/device", cookie, &[("device", device)]).await;
    let code = house.last_message().await.code.unwrap();
    post(house, "/login/code", cookie, &[("code", &code)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_log_in_changes_the_token_at_the_password_and_at_the_second_factor() {
    let house = House::new().await;
    let known = house.session_of(OWN.sender).await;
    for before in [known.as_str(), PLANTED] {
        let half_way = has_changed(&house, before, &typed(&house, before).await).await;
        let proven = prove(&house, &half_way).await;
        has_changed(&house, &half_way, &proven).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_step_up_changes_the_token() {
    let house = House::new().await;
    let open = house.session_of(NOBODY).await;
    let confirmed = has_changed(&house, &open, &prove(&house, &open).await).await;
    let profile = house.get("/profile").cookie(&confirmed).send().await;
    assert_eq!(profile.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_to_another_category_of_roles_changes_the_token() {
    let house = House::new().await;
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at)
         select $2, id, 'help_desk', 0 from user_account where user_name = $1",
        OWN.sender,
        Uuid::from_u128(9)
    )
    .unwrap();
    tx.commit().await.unwrap();
    let mut cookie = house.session_of(OWN.sender).await;
    for (category, jobs, offer) in [
        ("cms", 200, "Go on as Provider"),
        ("provider", 403, "Go on as CMS"),
    ] {
        let fields = [("category", category)];
        let switched = post(&house, "/switch-category", &cookie, &fields).await;
        cookie = has_changed(&house, &cookie, &switched).await;
        let page = house.get("/support/jobs").cookie(&cookie).send().await;
        assert_eq!(page.status, jobs, "{category}");
        assert!(page.body.contains(offer), "{category}: {}", page.body);
    }
    let fields = [("category", "qio")];
    let refused = post(&house, "/switch-category", &cookie, &fields).await;
    assert!(refused.cookies().is_empty());
    assert!(is_someone(&house, &cookie).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_recovery_changes_the_token_at_its_link_and_at_the_second_factor_and_leaves_none() {
    let house = House::new().await;
    let before = house.session_of(OWN.sender).await;
    post(&house, "/recover", "", &[("who", NOBODY)]).await;
    let page = mailed_page(&house).await;
    let (_, link) = page.split_once("?link=").unwrap();
    let begun = post(&house, "/recover/link/use", &before, &[("link", link)]).await;
    let half_way = has_changed(&house, &before, &begun).await;
    let proven = prove(&house, &half_way).await;
    let recovering = has_changed(&house, &half_way, &proven).await;
    let fields = [("password", "seven green kettles")];
    post(&house, "/recover/password/change", &recovering, &fields).await;
    assert!(!is_someone(&house, &recovering).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_account_begins_under_a_token_of_its_own() {
    let house = House::new().await;
    let before = house.session_of(OWN.sender).await;
    house.post("/register").form(&profile(&[])).send().await;
    let page = mailed_page(&house).await;
    let (_, link) = page.split_once("?link=").unwrap();
    let fields = [
        ("link", link),
        ("user_name", "bela.s"),
        ("password", "seven green kettles"),
    ];
    let made = post(&house, "/register/account/create", &before, &fields).await;
    has_changed(&house, &before, &made).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_log_in_through_the_provider_changes_the_token() {
    let house = with_provider().await;
    let ticket = async || arrived_for(&house, Some("someone@example.org"), "").await;
    let before = house.session_of(NOBODY).await;
    let both = format!("{before}; {}", ticket().await);
    post(&house, "/openid/link", &both, &[]).await;
    let both = format!("{before}; {}", ticket().await);
    let entered = post(&house, "/openid/enter", &both, &[("consent", "true")]).await;
    has_changed(&house, &before, &entered).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_changes_the_token() {
    let house = House::new().await;
    let mut tx = house.services.db.write().await.unwrap();
    let rename = "update user_account set user_name = 'DANA.WHITLOCK' where user_name = $1";
    exec!(tx, rename, OWN.sender).unwrap();
    tx.commit().await.unwrap();
    let before = house.session_of(NOBODY).await;
    let fields = [("user_name", "DANA.WHITLOCK")];
    let entered = post(&house, "/demo/log-in", &before, &fields).await;
    has_changed(&house, &before, &entered).await;
}
