//! Excluded ICD-10 codes, as browsers without script use them.

use domain::access::Role;
use uuid::Uuid;

use super::browsing::page;
use super::house::{Answer, Home, House, OTHER, OWN, user_of};

const GONE: &str = "/patients/exclusions?done=gone";

async fn send(house: &House, cookie: &str, function: &str, form: &str) -> Answer {
    house
        .post(&format!("/api/patients/{function}"))
        .cookie(cookie)
        .form(form)
        .send()
        .await
}

/// The id of an exclusion that this person adds for the state of a home.
async fn added(house: &House, cookie: &str, home: Home) -> String {
    let form = format!("state={}&excluded=B20&from=10/01/2026", home.state);
    let added = send(house, cookie, "add_exclusion", &form).await;
    assert_eq!(added.location(), "/patients/exclusions?done=added");
    let list = page(house, cookie, added.location()).await.body;
    let (_, link) = list.split_once("/patients/exclusions/").unwrap();
    link.chars().take(36).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_deleted_in_another_tab_is_said_to_be_gone() {
    let house = House::new().await;
    let coordinator = user_of(Role::StateAgencyAssessmentCoordinator);
    let cookie = house.session_of(&coordinator).await;
    let id = added(&house, &cookie, OWN).await;
    let (delete, end) = (
        format!("exclusion={id}"),
        format!("exclusion={id}&last_day=11/22/2026"),
    );
    let deleted = send(&house, &cookie, "delete_exclusion", &delete).await;
    assert_eq!(deleted.location(), "/patients/exclusions?done=deleted");
    for (function, form) in [("delete_exclusion", &delete), ("end_exclusion", &end)] {
        let late = send(&house, &cookie, function, form).await;
        assert_eq!(late.location(), GONE, "{function}");
    }
    let shown = page(&house, &cookie, GONE).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert!(
        shown.body.contains("not in your list any more"),
        "{}",
        shown.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn before_it_is_ended_or_deleted_an_exclusion_says_which_it_is() {
    let house = House::new().await;
    let coordinator = user_of(Role::StateAgencyAssessmentCoordinator);
    let cookie = house.session_of(&coordinator).await;
    let id = added(&house, &cookie, OWN).await;
    let end = format!("/patients/exclusions/{id}");
    let delete = format!("{end}/delete");
    let facts = ["B20", "Iowa", "10/01/2026", "None yet"];
    let by = format!(" by Person {coordinator}");
    for address in [&end, &delete] {
        let shown = page(&house, &cookie, address).await.body;
        for fact in facts.into_iter().chain([by.as_str()]) {
            assert!(shown.contains(fact), "{address}, {fact}: {shown}");
        }
    }
    let last = format!("exclusion={id}&last_day=11/22/2026");
    send(&house, &cookie, "end_exclusion", &last).await;
    for address in [&end, &delete] {
        let shown = page(&house, &cookie, address).await.body;
        assert!(shown.contains("11/22/2026"), "{address}: {shown}");
        assert!(!shown.contains("None yet"), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_dashboard_of_whoever_manages_the_codes_leads_to_them() {
    let house = House::new().await;
    for (role, leads) in [
        (Role::HelpDeskProductionControl, true),
        (Role::StateAgencyAssessmentCoordinator, true),
        (Role::HelpDesk, false),
    ] {
        let cookie = house.session_of(&user_of(role)).await;
        let dashboard = page(&house, &cookie, "/dashboard").await.body;
        for words in ["Stored assessments", "href=\"/patients/exclusions\""] {
            assert_eq!(dashboard.contains(words), leads, "{role:?} {words}");
        }
    }
}

/// Nobody learns of what other states exclude, and nothing is said to whoever excludes no codes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_exclusion_of_another_state_is_answered_like_one_that_there_is_not() {
    let house = House::new().await;
    let production = user_of(Role::HelpDeskProductionControl);
    let production = house.session_of(&production).await;
    let foreign = added(&house, &production, OTHER).await;
    let coordinator = user_of(Role::StateAgencyAssessmentCoordinator);
    let coordinator = house.session_of(&coordinator).await;
    let submitter = house.session_of(&user_of(Role::PbjSubmitter)).await;
    for id in [foreign.clone(), Uuid::now_v7().to_string()] {
        let form = format!("exclusion={id}");
        let hidden = send(&house, &coordinator, "delete_exclusion", &form).await;
        assert_eq!(hidden.location(), GONE, "{id}");
        let denied = send(&house, &submitter, "delete_exclusion", &form).await;
        assert!(
            denied.location().starts_with("/error?status=403"),
            "{}",
            denied.location()
        );
    }
    let still = page(&house, &production, "/patients/exclusions").await;
    assert!(still.body.contains(&foreign));
}
