//! Tabs that were drawn before a change of category, and what becomes of those who lose their last role in one.

use domain::access::Role;
use domain::identity::DrawnFor;
use store::exec;

use super::house::{Answer, House, JOB, NOBODY, OWN, user_of};
use super::pages::{address, pages};

/// Of the Help Desk, and of a home.
const NINA: &str = "NINA.TWOFOLD";

async fn house() -> House {
    let house = House::new().await;
    let roles = [(Role::PbjSubmitter, OWN), (Role::HelpDesk, OWN)];
    house.add_person(NINA, &roles).await;
    house
}

async fn switch(house: &House, cookie: &str, fields: &str) -> Answer {
    let ask = house.post("/switch-category").cookie(cookie);
    ask.form(fields).send().await
}

fn note() -> String {
    format!("id={JOB}&note=A+long+explanation")
}

/// Sends the note from a tab that was drawn for this.
async fn send(house: &House, cookie: &str, drawn_for: &str) -> Answer {
    let address = format!("/api/support/give_up_job?drawn_for={drawn_for}");
    let page = format!("http://localhost:3000/support/jobs/{JOB}");
    let ask = house.post(&address).cookie(cookie).header("referer", &page);
    ask.form(&note()).send().await
}

async fn end_roles(house: &House, role: Role) {
    let mut tx = house.services.db.write().await.unwrap();
    let end = "update role_grant set ended_at = $2, ended_why = 'removed' where role = $1
        and user_id = (select id from user_account where user_name = $3)";
    exec!(tx, end, role.key(), house.now().system.0, NINA).unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_a_stale_tab_is_kept_explained_and_sent_once_switched_back() {
    let house = house().await;
    let first = house.session_of(NINA).await;
    let cms = switch(&house, &first, "category=cms").await.cookie();
    let drawn_for = house.drawn_for(&cms).await;
    assert!(drawn_for.starts_with("cms-"), "{drawn_for}");
    // In another tab.
    let provider = switch(&house, &cms, "category=provider").await.cookie();

    let stale = send(&house, &provider, &drawn_for).await;
    assert_eq!(stale.status, 303);
    let held = stale.location().to_owned();
    assert!(held.starts_with("/held/"), "{held}");
    let page = house.get(&held).cookie(&provider).send().await;
    assert_eq!((page.status.as_u16(), page.is_page()), (409, true));
    for words in [
        "You went on in another category",
        "drawn while CMS was your active category",
        "you went on as Provider",
        "A long explanation",
        "Switch back to CMS and look at the form",
        "Throw it away and go on",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }

    let fields = format!("category=cms&next={held}");
    let back = switch(&house, &provider, &fields).await;
    assert_eq!(back.location(), held);
    let back = back.cookie();
    let page = house.get(&held).cookie(&back).send().await;
    assert_eq!(page.status, 200);
    for words in ["Your form was kept", "A long explanation", "Send it now"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let drawn_for = house.drawn_for(&back).await;
    let sent = send(&house, &back, &drawn_for).await;
    assert!(
        !sent.location().starts_with("/held/"),
        "{}",
        sent.location()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn my_profile_names_the_roles_of_other_categories_and_where_one_goes_on_with_them() {
    let house = house().await;
    let says = async |cookie: &str, role: &str| {
        let page = house.get("/profile").cookie(cookie).send().await;
        for words in [role, "choose “Go on as” their category in the user menu"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
    };
    let provider = house.session_of(NINA).await;
    says(&provider, "Help Desk (CMS), Nationwide").await;
    let cms = switch(&house, &provider, "category=cms").await.cookie();
    let submitter = format!("PBJ Submitter (Provider), {}", OWN.name);
    says(&cms, &submitter).await;
    end_roles(&house, Role::PbjSubmitter).await;
    let page = house.get("/profile").cookie(&cms).send().await;
    assert!(!page.body.contains("further roles"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_another_persons_tab_is_shown_and_not_offered_to_be_sent() {
    let house = house().await;
    let before = house.session_of(&user_of(Role::HelpDesk)).await;
    let drawn_for = house.drawn_for(&before).await;
    let now = house.session_of(NINA).await;
    let stale = send(&house, &now, &drawn_for).await;
    let page = house.get(stale.location()).cookie(&now).send().await;
    assert_eq!(page.status, 409);
    for words in [
        "Somebody else is logged in now",
        "Person NINA.TWOFOLD is logged in with this browser now",
        "A long explanation",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for words in ["Send it now", "Switch back"] {
        assert!(!page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_stale_tab_asks_by_itself_is_refused_and_it_loads_again() {
    let house = house().await;
    let cookie = house.session_of(NINA).await;
    let now = house.drawn_for(&cookie).await;
    let (_, person) = now.split_once('-').unwrap();
    let other = format!("vendor-{person}");
    let ask = async |drawn_for: &str, path: &str| {
        let ask = house.post(path).for_json().cookie(&cookie).form("");
        ask.header(DrawnFor::HEADER, drawn_for).send().await
    };
    let whole = ask(&now, "/api/identity/list_sessions").await;
    assert_eq!(
        (whole.status.as_u16(), whole.header("x-stale-page")),
        (200, "")
    );
    let stale = ask(&other, "/api/identity/list_sessions").await;
    assert_eq!(
        (stale.status.as_u16(), stale.header("x-stale-page")),
        (409, now.as_str())
    );
    // What is true of every tab.
    let clock = ask(&other, "/api/identity/find_session_end").await;
    assert_eq!(
        (clock.status.as_u16(), clock.header("x-stale-page")),
        (200, "")
    );
    // A page that is loaded is drawn for the present category.
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_a_stale_tab_is_not_received() {
    let house = house().await;
    let cookie = house.session_of(NINA).await;
    let now = house.drawn_for(&cookie).await;
    let other = now.replace("provider", "cms");
    let ask = house.post(&format!("/pbj/submissions?drawn_for={other}"));
    let body = "--edge--\r\n".as_bytes().to_vec();
    let ask = ask.body("multipart/form-data; boundary=edge", body);
    let stale = ask.cookie(&cookie).send().await;
    assert_eq!((stale.status.as_u16(), stale.is_page()), (409, true));
    assert!(
        stale.body.contains("Nothing was carried out"),
        "{}",
        stale.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_of_a_stale_tab_that_is_too_large_to_be_kept_is_not_carried_out() {
    let house = house().await;
    let elsewhere = house.session_of(NINA).await;
    let cookie = house.session_of(NINA).await;
    let other = house.drawn_for(&cookie).await.replace("provider", "cms");
    // Would be carried out without any field.
    let address = format!("/api/identity/end_other_sessions?drawn_for={other}");
    let form = format!("more={}", "x".repeat(300 * 1024));
    let ask = house.post(&address).cookie(&cookie).form(&form);
    let stale = ask.send().await;
    assert_eq!((stale.status.as_u16(), stale.is_page()), (409, true));
    let now = house.drawn_for(&cookie).await;
    assert_eq!(stale.header(DrawnFor::STALE), now);
    let page = house.get("/profile").cookie(&elsewhere).send().await;
    assert_eq!(page.status, 200, "the other session goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_underway_during_a_switch_logs_nobody_out() {
    let house = house().await;
    let old = house.session_of(NINA).await;
    let drawn_for = house.drawn_for(&old).await;
    let new = switch(&house, &old, "category=cms").await.cookie();

    // A page: by the time that it is sent to log in, the browser has the new token.
    let page = house.get("/providers?q=oak").cookie(&old).send().await;
    let location = page.location();
    assert_eq!(location, "/login?next=%2Fproviders%3Fq%3Doak&ended=renewed");
    assert!(page.cookies().is_empty(), "the new token stays");
    let on = house.get(location).cookie(&new).send().await;
    assert_eq!(on.location(), "/providers?q=oak");
    let lost = house.get(location).cookie(&old).send().await;
    assert_eq!(
        lost.status, 200,
        "without the new token it is the log-in page"
    );

    // A form is kept.
    let form = send(&house, &old, &drawn_for).await;
    assert!(
        form.location().starts_with("/login?next=%2Fheld%2F"),
        "{}",
        form.location()
    );
    let on = house.get(form.location()).cookie(&new).send().await;
    assert!(on.location().starts_with("/held/"), "{}", on.location());
    assert_eq!(
        house.get(on.location()).cookie(&new).send().await.status,
        409
    );

    // What a page asks by itself has it loaded again.
    let ask = house.post("/api/identity/list_sessions").for_json();
    let ask = ask.header(DrawnFor::HEADER, &drawn_for).form("");
    let asked = ask.cookie(&old).send().await;
    assert_eq!(
        (asked.status.as_u16(), asked.header("x-stale-page")),
        (409, "true")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_another_persons_tab_is_not_received_and_the_answer_names_who_is_logged_in_now() {
    let house = house().await;
    let before = house.session_of(OWN.sender).await;
    let then = house.drawn_for(&before).await;
    let cookie = house.session_of(NINA).await;
    let send = |page: &str| {
        let ask = house.post(page);
        let body = "--edge--\r\n".as_bytes().to_vec();
        let ask = ask.body("multipart/form-data; boundary=edge", body);
        ask.cookie(&cookie)
    };
    let page = send(&format!("/pbj/submissions?drawn_for={then}"));
    let page = page.send().await;
    assert_eq!((page.status.as_u16(), page.is_page()), (409, true));
    for words in [
        "Somebody else is logged in now",
        "Person NINA.TWOFOLD is logged in with this browser now",
        "Log in in another tab as the person for whom this page was drawn",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let asked = send("/pbj/submissions").for_json();
    let asked = asked.header(DrawnFor::HEADER, &then).send().await;
    assert_eq!(asked.status, 409);
    let error: app::error::ApiError = serde_json::from_str(&asked.body).unwrap();
    let now = String::from("Person NINA.TWOFOLD");
    assert_eq!(error, app::error::ApiError::OfAnother { now });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_switch_nobody_is_led_elsewhere() {
    let house = house().await;
    let mut cookie = house.session_of(NINA).await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let switched = switch(&house, &cookie, &format!("category=cms&next={next}")).await;
        assert_eq!(switched.location(), "/dashboard", "{next}");
        cookie = switched.cookie();
        let page = format!("/login?ended=renewed&next={next}");
        let on = house.get(&page).cookie(&cookie).send().await;
        assert_eq!(on.location(), "/dashboard", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_loses_their_last_role_in_a_category_is_told_once_and_goes_on_in_another() {
    let house = house().await;
    let first = house.session_of(NINA).await;
    let cookie = switch(&house, &first, "category=cms").await.cookie();
    let drawn_for = house.drawn_for(&cookie).await;
    house.pass(60);
    end_roles(&house, Role::HelpDesk).await;
    let next = house.get("/support/jobs").cookie(&cookie).send().await;
    assert_eq!(next.location(), "/profile?moved=cms");
    let told = house.get(next.location()).cookie(&cookie).send().await;
    for words in [
        "Your last role of the category CMS",
        "You go on as Provider",
    ] {
        assert!(told.body.contains(words), "{words}: {}", told.body);
    }
    let page = house.get("/submissions").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);

    // What stood in a tab of it can be read, and not sent.
    let stale = send(&house, &cookie, &drawn_for).await;
    let page = house.get(stale.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 409);
    assert!(
        page.body
            .contains("You hold no role of the category CMS any more")
    );

    house.pass(60);
    end_roles(&house, Role::PbjSubmitter).await;
    let next = house.get("/submissions").cookie(&cookie).send().await;
    assert_eq!(next.location(), "/profile?moved=provider");
    let told = house.get(next.location()).cookie(&cookie).send().await;
    assert!(
        told.body.contains("You hold no other role"),
        "{}",
        told.body
    );
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert_eq!(page.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_waits_for_a_first_role_lands_on_what_is_pending() {
    let house = house().await;
    let cookie = house.session_of(NOBODY).await;
    let welcome = house.get("/dashboard").cookie(&cookie).send().await;
    assert_eq!(welcome.status, 200);
    assert!(
        welcome.body.contains("href=\"/request-role\""),
        "{}",
        welcome.body
    );
    let asked = house.post("/api/access/submit_request").cookie(&cookie);
    let asked = asked.form("role=cms_view_only_user").send().await;
    assert_eq!(asked.location(), "/profile?done=requested");
    let lands = house.get("/dashboard").cookie(&cookie).send().await;
    assert_eq!(lands.location(), "/profile");
    let page = house.get("/profile").cookie(&cookie).send().await;
    assert!(page.body.contains("Pending Requests"), "{}", page.body);
}

/// The forms that need no session, or end or change one.
const STAND_ALONE: [&str; 5] = [
    "/login",
    "/logout",
    "/switch-category",
    "/demo/log-in",
    "/openid",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_form_of_a_page_says_for_whom_it_was_drawn() {
    let house = house().await;
    let people = [
        Role::HelpDesk,
        Role::HelpDeskProductionControl,
        Role::ProviderSecurityOfficial,
        Role::PbjSubmitter,
        Role::FinancialManagementUser,
        Role::Auditor,
    ];
    let mut marked = 0;
    for user in people.map(user_of) {
        let cookie = house.session_of(&user).await;
        let mark = format!("drawn_for={}", house.drawn_for(&cookie).await);
        for page in pages() {
            let page = address(&page, OWN);
            let answer = house.get(&page).cookie(&cookie).send().await;
            for form in answer.body.split("<form ").skip(1) {
                let tag = form.split('>').next().unwrap();
                let (_, rest) = tag.split_once("action=\"").unwrap_or(("", tag));
                let action = rest.split('"').next().unwrap();
                let stands_alone = STAND_ALONE.iter().any(|start| action.starts_with(start));
                if tag.contains("method=\"post\"") && !stands_alone {
                    assert!(action.ends_with(&mark), "{user} {page}: {tag}");
                    marked += 1;
                }
            }
        }
    }
    assert!(marked > 50, "{marked}");
}
