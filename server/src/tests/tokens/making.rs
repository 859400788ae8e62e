//! How a token is made by plain forms, shown once and revoked.

use domain::access::Role;
use domain::programs::ProblemKind;

use super::{get, is_problem};
use crate::tests::house::{House, OTHER, OWN};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_is_made_by_a_plain_form_shown_once_and_revoked() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let send =
        async |path: &str, fields: &str| house.post(path).cookie(&cookie).form(fields).send().await;
    let page = async |path: &str| house.get(path).cookie(&cookie).send().await;
    let returned = send("/profile/tokens/make", "name=&submit=true").await;
    let again = page(returned.location()).await;
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("Select when the token ends."));
    let fields = "name=Payroll&days=90&submit=true&read_reports=true&facilities=165123";
    let made = send("/profile/tokens/make", fields).await;
    let shown = page(made.location()).await;
    let (_, rest) = shown.body.split_once("<code id=\"token\">").unwrap();
    let token = rest.split('<').next().unwrap().to_owned();
    assert!(token.starts_with("oqt_"), "{token}");
    let later = page(made.location()).await;
    assert!(!later.body.contains(&token), "{}", later.body);
    assert!(later.body.contains("shown once"), "{}", later.body);
    let answer = get(&house, "/api/v1/submissions", &token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let list = page("/profile/tokens").await;
    assert!(list.body.contains("Payroll") && list.body.contains("165123"));
    assert!(!list.body.contains(&token));
    let (_, rest) = list.body.split_once("name=\"token\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let stranger = house.session_of(OTHER.sender).await;
    let theirs = house
        .post("/profile/tokens/revoke")
        .cookie(&stranger)
        .form(&format!("token={id}"))
        .send()
        .await;
    assert_eq!(theirs.status, 404);
    let revoked = send("/profile/tokens/revoke", &format!("token={id}")).await;
    assert_eq!(revoked.location(), "/profile/tokens?done=revoked");
    let answer = get(&house, "/api/v1/submissions", &token).await;
    is_problem(&answer, ProblemKind::Unauthenticated);
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn making_a_token_asks_for_the_second_factor_first() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    house.pass(400);
    let page = house
        .get("/profile/tokens/new")
        .cookie(&cookie)
        .send()
        .await;
    assert!(page.location().starts_with("/login/device"), "{page:?}");
    let form = "name=Payroll&days=90&submit=true";
    let ask = house
        .post("/profile/tokens/make")
        .cookie(&cookie)
        .form(form);
    let made = ask.send().await;
    assert!(made.location().starts_with("/login/device"), "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_views_as_a_role_sees_and_makes_no_tokens() {
    let house = House::new().await;
    let cookie = house.viewing_session(Role::PbjSubmitter).await;
    let page = house.get("/profile/tokens").cookie(&cookie).send().await;
    assert_eq!(page.status, 403);
    let ask = house.post("/profile/tokens/make").cookie(&cookie);
    let made = ask.form("name=a&days=30&check=true").send().await;
    assert_eq!(made.status, 403);
}
