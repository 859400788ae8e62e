//! Deciding on several requests and confirming roles, as browsers without script do it.

use axum::body::Body;
use domain::access::{PeopleList, Role};

use super::access::found;
use super::browsing::{has, next, page};
use super::house::{Answer, House, NOBODY, OWN, user_of};

/// Sends a form, encoded as browsers do it.
async fn send(house: &House, cookie: &str, function: &str, form: &str) -> Answer {
    let form = form.replace("[]", "%5B%5D");
    house
        .post(&format!("/api/access/{function}"))
        .cookie(cookie)
        .body("application/x-www-form-urlencoded", Body::from(form))
        .send()
        .await
}

/// What the first box of a page ticks.
fn ticked(page: &Answer) -> String {
    let words = "name=\"rows[]\" value=\"";
    let start = page.body.find(words).unwrap() + words.len();
    let rest = &page.body[start..];
    rest[..rest.find('"').unwrap()].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_requests_are_ticked_looked_at_and_decided() {
    let house = House::new().await;
    let person = house.session_of(NOBODY).await;
    for role in ["pbj_viewer", "pbj_submitter"] {
        let form = format!("role={role}&ccn={}", OWN.ccn);
        send(&house, &person, "submit_request", &form).await;
    }
    let official = user_of(Role::ProviderSecurityOfficial);
    let official = house.session_of(&official).await;
    let queue = page(&house, &official, "/access/requests").await;
    let one = ticked(&queue);
    let back = send(
        &house,
        &official,
        "review_requests",
        "decision=approve&list=",
    )
    .await;
    let shown = next(&house, &official, &back).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["Tick at least one request.", "href=\"#rows\""]);

    let form = format!("decision=reject&rows[]={one}&list=");
    let preview = send(&house, &official, "review_requests", &form).await;
    let shown = next(&house, &official, &preview).await;
    has(
        &shown,
        &["Nothing is decided yet. 1 of 1 would be.", OWN.name],
    );
    assert_eq!(ticked(&shown), one);
    let form = format!("decision=reject&rows[]={one}&rows[]={one}&reason=");
    let back = send(&house, &official, "decide_requests", &form).await;
    let shown = next(&house, &official, &back).await;
    assert_eq!(shown.status, 422);
    let form = format!("{form}Not+yet.");
    let done = send(&house, &official, "decide_requests", &form).await;
    let subject = format!("class=\"q-subject\">{NOBODY}");
    let link = format!("href=\"/access/requests/{one}\"");
    has(
        &next(&house, &official, &done).await,
        &["1 of 1 requests rejected", "Decided now.", &subject, &link],
    );
    // The same form once more.
    let again = send(&house, &official, "decide_requests", &form).await;
    has(
        &next(&house, &official, &again).await,
        &["It was decided already: Rejected"],
    );
    let queue = page(&house, &official, "/access/requests").await;
    assert_ne!(ticked(&queue), one);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_is_kept_and_another_removed_with_a_reason() {
    let house = House::new().await;
    house.live_a_day().await;
    let official = user_of(Role::ProviderSecurityOfficial);
    let official = house.session_of(&official).await;
    let viewer = user_of(Role::PbjViewer);
    let list = found(&house, &official, PeopleList::Recertification, &viewer).await;
    let shown = page(&house, &official, &list).await;
    has(&shown, &[&viewer, OWN.name, "Roles to confirm"]);
    let row = ticked(&shown);
    let back = send(&house, &official, "confirm_roles", "change=keep&list=").await;
    let shown = next(&house, &official, &back).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["Tick at least one role."]);
    let form = format!("change=keep&rows[]={row}&list=");
    let kept = send(&house, &official, "confirm_roles", &form).await;
    assert_eq!(kept.location(), "/access/recertification?kept=1");
    has(&next(&house, &official, &kept).await, &["1 role is kept"]);

    let submitter = user_of(Role::PbjSubmitter);
    let list = found(&house, &official, PeopleList::Recertification, &submitter).await;
    let row = ticked(&page(&house, &official, &list).await);
    let form = format!("change=remove&rows[]={row}&list=");
    let preview = send(&house, &official, "confirm_roles", &form).await;
    has(
        &next(&house, &official, &preview).await,
        &["Nothing is removed yet.", &submitter],
    );
    let form = format!("rows[]={row}&reason=");
    let back = send(&house, &official, "remove_roles", &form).await;
    assert_eq!(next(&house, &official, &back).await.status, 422);
    let form = format!("{form}Left+us.");
    let removed = send(&house, &official, "remove_roles", &form).await;
    assert_eq!(removed.location(), "/access/recertification?removed=1");
    let cookie = house.session_of(&submitter).await;
    has(
        &page(&house, &cookie, "/profile").await,
        &["You hold no role any more."],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn organizations_without_an_official_are_for_those_who_step_in() {
    let house = House::new().await;
    for (role, status) in [
        (Role::CmsSecurityOfficial, 200),
        (Role::HelpDeskProductionControl, 200),
        (Role::ProviderSecurityOfficial, 404),
        (Role::HelpDesk, 403),
    ] {
        let cookie = house.session_of(&user_of(role)).await;
        for address in ["/access/organizations", "/access/organizations.csv"] {
            let shown = page(&house, &cookie, address).await;
            assert_eq!(shown.status, status, "{role:?}: {address}");
        }
    }
}
