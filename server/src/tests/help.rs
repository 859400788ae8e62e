//! Help: that it is there for what one does here, and names the roles that may do it.

use domain::access::{Action, Role, policy};

use super::browsing::{has, next};
use super::house::{House, OWN};

/// The page of each address, with the words by which `/help` leads to it and the headings of its parts.
const PAGES: [(&str, &str, &[&str]); 3] = [
    (
        "/help/assessments",
        "Assessments: sending, entering, the inbox",
        &[
            "Sending a file",
            "Entering, modifying and inactivating a record",
            "The inbox",
            "Who may do it",
        ],
    ),
    (
        "/help/patients",
        "Patients and reports",
        &["Patients", "Reports"],
    ),
    (
        "/help/account",
        "Registration, devices, and when a session ends",
        &[
            "Registration",
            "Devices and the second factor",
            "When a session ends",
        ],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn help_leads_to_what_there_is_help_with_and_needs_no_log_in() {
    let house = House::new().await;
    let index = house.get("/help").send().await;
    for (address, words, headings) in PAGES {
        let link = index
            .body
            .split("<a ")
            .find(|link| link.contains(&format!("href=\"{address}\"")));
        assert!(link.is_some_and(|link| link.contains(words)), "{address}");
        let page = house.get(address).send().await;
        assert_eq!(page.status, 200, "{address}");
        assert!(page.is_page(), "{address}");
        for heading in headings {
            assert!(page.body.contains(heading), "{address} {heading}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn help_names_the_roles_that_may_do_it_and_no_others() {
    let house = House::new().await;
    let said = |body: &str, term: &str| {
        let (_, rest) = body.split_once(&format!("<dt>{term}</dt>")).unwrap();
        let (_, rest) = rest.split_once("<dd>").unwrap();
        let (names, _) = rest.split_once("</dd>").unwrap();
        names.trim_end_matches("<!>").to_owned()
    };
    let expected = |action| {
        let may = Role::ALL
            .into_iter()
            .filter(|role| policy(*role, action).is_some());
        may.map(Role::name).collect::<Vec<_>>().join(", ")
    };
    for (address, term, action) in [
        ("/help/assessments", "Send files", Action::SubmitAssessments),
        (
            "/help/assessments",
            "Modify and inactivate",
            Action::CorrectAssessments,
        ),
        (
            "/help/patients",
            "Say which codes a state excludes",
            Action::ManageExclusions,
        ),
    ] {
        let page = house.get(address).send().await;
        assert_eq!(said(&page.body, term), expected(action), "{address} {term}");
    }
    let page = house.get("/help/assessments").send().await;
    assert_eq!(
        said(&page.body, "Send files"),
        "Assessment Submitter, Provider Security Official, Assessment Submitter (Vendor)"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_ticket_too_many_is_not_opened_and_what_was_typed_stays() {
    let house = House::with(|services| services.rules.limits.ticket.requests = 1).await;
    let asker = house.session_of(OWN.sender).await;
    let ask = async |function: &str, form: &str| {
        house
            .post(&format!("/api/support/{function}"))
            .cookie(&asker)
            .form(form)
            .send()
            .await
    };
    let opened = ask("open_ticket", "subject=First&ccn=&words=Help").await;
    let number = opened.location().split(['/', '?']).nth(3).unwrap();
    let write = format!("number={number}&words=Typed+twice");
    for (function, form) in [
        ("open_ticket", "subject=Second&ccn=&words=Typed+twice"),
        ("write_to_ticket", write.as_str()),
    ] {
        let back = ask(function, form).await;
        let page = next(&house, &asker, &back).await;
        assert_eq!(page.status, 422, "{function}");
        has(&page, &["too often within an hour", "Typed twice"]);
    }
}
