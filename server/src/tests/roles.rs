//! The User Roles Matrix and the training environment, as people see them.

use std::sync::Arc;

use app::server::role_matrix::cell;
use domain::access::{Action, Category, Role, Withheld, policy};
use domain::site::Site;

use super::house::{House, NOBODY};

/// What a cell of the matrix says; none where the page has no such cell.
fn said(body: &str, role: Role, action: Action) -> Option<&str> {
    let id = format!("id=\"{}-{}\">", role.key(), action.key());
    let start = body.find(&id)? + id.len();
    let rest = &body[start..];
    let cell = rest.split("</td>").next()?;
    Some(cell.trim_end_matches("<!>"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_matrix_needs_no_log_in_and_agrees_with_the_policy_cell_by_cell() {
    let house = House::new().await;
    let whole = house.get("/help/roles").send().await;
    assert_eq!(whole.status, 200);
    for role in Role::ALL {
        for action in Action::ALL {
            let wanted = cell(policy(role, action));
            let found = said(&whole.body, role, action);
            assert_eq!(found, Some(wanted), "{role:?} {action:?}");
        }
        // Its first letter is a capital one there.
        assert!(whole.body.contains(&role.granted_by()[1..]), "{role:?}");
    }
    assert!(whole.body.contains("Cannot upload patient assessments"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_matrix_of_a_category_shows_its_roles_alone() {
    let house = House::new().await;
    for category in Category::ALL {
        let address = format!("/help/roles?category={}", category.key());
        let page = house.get(&address).send().await;
        for role in Role::ALL {
            let is_there = said(&page.body, role, Action::ViewProviders).is_some();
            assert_eq!(is_there, role.category() == category, "{address} {role:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ado_and_the_strip_are_of_the_training_environment_alone() {
    let strip = "Training environment. Roles are granted at once";
    for is_training in [false, true] {
        let house = House::with(|services| {
            services.site = Arc::new(Site {
                is_training,
                ..Site::default()
            });
        })
        .await;
        let cookie = house.session_of(NOBODY).await;
        let first = house.get("/request-role").cookie(&cookie).send().await;
        assert_eq!(first.body.contains("value=\"ado\""), is_training);
        for address in ["/request-role", "/profile", "/help", "/no-such-page"] {
            let page = house.get(address).cookie(&cookie).send().await;
            assert_eq!(page.body.contains(strip), is_training, "{address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_in_the_training_environment_works_at_the_next_page() {
    let house = House::with(|services| {
        services.site = Arc::new(Site {
            is_training: true,
            ..Site::default()
        });
    })
    .await;
    let cookie = house.session_of(NOBODY).await;
    let sent = house
        .post("/api/access/submit_request")
        .cookie(&cookie)
        .form("role=qio_user&jurisdiction=region-7")
        .send()
        .await;
    assert_eq!(sent.location(), "/profile?done=granted");
    let profile = house.get(sent.location()).cookie(&cookie).send().await;
    for words in [
        "Role Request Submitted",
        "The role is immediately available in the training environment.",
        "Granted at once",
        "Region 7 (Kansas City)",
    ] {
        assert!(profile.body.contains(words), "{words}: {}", profile.body);
    }
    let providers = house.get("/providers").cookie(&cookie).send().await;
    assert_eq!(providers.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_that_is_withheld_is_not_among_those_to_choose() {
    let house = House::with(|services| {
        services.rules.withheld = Arc::new(Withheld::new([Role::QioUser]));
    })
    .await;
    let cookie = house.session_of(NOBODY).await;
    let step = house
        .get("/request-role/role?category=qio")
        .cookie(&cookie)
        .send()
        .await;
    assert!(step.body.contains("value=\"qio_security_official\""));
    assert!(!step.body.contains("value=\"qio_user\""));
}
