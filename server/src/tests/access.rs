//! Asking for a role and deciding on it, as browsers without script do it.

use domain::access::{PeopleList, Role, policy};

use super::browsing::{has, next, page};
use super::house::{Answer, House, NOBODY, OTHER, OWN, user_of};

/// Sends a form, and gives the answer that leads on.
async fn send(house: &House, cookie: &str, function: &str, form: &str) -> Answer {
    house
        .post(&format!("/api/access/{function}"))
        .cookie(cookie)
        .form(form)
        .send()
        .await
}

/// The address of a list of people with those whom a search finds. It does not say what was searched for.
pub(super) async fn found(house: &House, cookie: &str, list: PeopleList, text: &str) -> String {
    let form = format!("list={}&q={text}", list.key());
    let ask = house.post("/api/search/search_people").cookie(cookie);
    let answer = ask.form(&form).send().await;
    let address = answer.location();
    assert!(address.contains("search="), "{address}");
    assert!(!address.contains(text), "{address}");
    address.to_owned()
}

/// The id that follows these words on a page.
fn id_after(page: &Answer, words: &str) -> String {
    let start = page.body.find(words).unwrap() + words.len();
    page.body[start..start + 36].to_owned()
}

/// Somebody without a role, who asks for one at the home of these tests, and the cookie of its security official.
async fn asked(house: &House) -> (String, String) {
    let cookie = house.session_of(NOBODY).await;
    let form = format!("role=pbj_viewer&ccn={}", OWN.ccn);
    let sent = send(house, &cookie, "submit_request", &form).await;
    assert_eq!(
        (sent.status.as_u16(), sent.location()),
        (302, "/profile?done=requested")
    );
    let official = user_of(Role::ProviderSecurityOfficial);
    (cookie, house.session_of(&official).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_titles_of_the_steps_say_for_which_category_and_role() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    for (address, title) in [
        (
            "/request-role/role?category=provider",
            "<title>Select a User Role: Provider - ",
        ),
        (
            "/request-role/organizations?category=provider&role=pbj_viewer",
            "<title>Add Organizations: PBJ Viewer - ",
        ),
    ] {
        let step = page(&house, &cookie, address).await;
        has(&step, &[title]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_steps_lead_to_a_pending_request() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    let first = page(&house, &cookie, "/request-role").await;
    has(
        &first,
        &[
            "STEP 1",
            "Select a User Category",
            "Next",
            "href=\"/profile\"",
        ],
    );
    assert!(!first.body.contains("Application Development Organization"));
    let second = page(&house, &cookie, "/request-role/role?category=provider").await;
    has(
        &second,
        &[
            "STEP 2",
            "Select a User Role",
            "(Warning: Cannot upload patient assessments)",
            "href=\"/request-role?category=provider\"",
        ],
    );
    let form = format!("role=pbj_viewer&by=ccn&search_for={}", OWN.ccn);
    let added = send(&house, &cookie, "add_organization", &form).await;
    assert_eq!(
        added.location(),
        "/request-role/organizations?role=pbj_viewer&ccn=165123&change=added#added"
    );
    let third = next(&house, &cookie, &added).await;
    has(
        &third,
        &[
            "STEP 3",
            "Add Organizations",
            &format!("{} is added.", OWN.name),
            "1 Provider",
            OWN.name,
            ">NH<",
            OWN.facility_id,
            "href=\"/request-role/organizations?role=pbj_viewer&amp;change=removed#added\"",
            "name=\"step\" value=\"previous\"",
            "Submit Request",
        ],
    );
    asked(&house).await;
    let profile = page(&house, &cookie, "/profile?done=requested").await;
    has(
        &profile,
        &[
            "Role Request Submitted",
            "Your approval status will be emailed to you after your request is reviewed.",
            "Assessment FAC ID",
            "Security Official Contact",
            OWN.name,
            &format!("Person {}", user_of(Role::ProviderSecurityOfficial)),
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_goes_back_keeps_the_providers_that_were_added() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    for step in [
        "/request-role/role?category=provider&role=pbj_viewer&ccn=165123,365123",
        "/request-role?category=provider&ccn=165123,365123",
        // The step before, for want of a choice.
        "/request-role/organizations?category=provider&ccn=165123,365123",
    ] {
        let shown = page(&house, &cookie, step).await;
        has(&shown, &["name=\"ccn\" value=\"165123,365123\""]);
    }
    let second = "/request-role/role?category=provider&ccn=165123,365123";
    let first = "href=\"/request-role?category=provider&amp;ccn=165123%2C365123\"";
    has(&page(&house, &cookie, second).await, &[first]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_of_the_training_environment_is_refused_when_its_third_step_is_opened() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    let address = "/request-role/organizations?role=ado_developer";
    let shown = page(&house, &cookie, address).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["This role cannot be requested here."]);
    assert!(!shown.body.contains("STEP 3"), "{}", shown.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_step_that_is_asked_for_without_a_choice_shows_the_one_before() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    for (address, error, field) in [
        ("/request-role/role", "Select a user category.", "category"),
        (
            "/request-role/organizations",
            "Select a user category.",
            "category",
        ),
        (
            "/request-role/organizations?category=cms",
            "Select a user role.",
            "role",
        ),
    ] {
        let shown = page(&house, &cookie, address).await;
        let (link, id) = (format!("href=\"#{field}\""), format!("id=\"{field}\""));
        has(&shown, &[error, &link, &id]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn roles_of_cms_and_states_need_no_organizations() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    let step = async |role: Role| {
        let address = format!("/request-role/organizations?role={}", role.key());
        page(&house, &cookie, &address).await
    };
    let none = "This role does not require the addition of organizations.";
    let state = step(Role::StateAgencyGeneralUser).await;
    has(
        &state,
        &[
            none,
            "name=\"state\"",
            "Are you a Surveyor?",
            "Skip Question",
        ],
    );
    let cms = step(Role::CmsGeneralUser).await;
    has(&cms, &[none, "Are you a Surveyor?"]);
    assert!(!cms.body.contains("name=\"state\""));
    let view_only = step(Role::CmsViewOnlyUser).await;
    has(&view_only, &[none]);
    assert!(!view_only.body.contains("Are you a Surveyor?"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_with_the_third_step_stands_at_its_field() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    for typed in ["", "12", "999999"] {
        let form = format!("role=pbj_viewer&ccn=165123&by=ccn&search_for={typed}");
        let answer = send(&house, &cookie, "add_organization", &form).await;
        let shown = next(&house, &cookie, &answer).await;
        assert_eq!(shown.status, 422, "{typed}");
        // What was added before stays.
        has(&shown, &["href=\"#search_for\"", "1 Provider", OWN.name]);
    }
    let again = "role=pbj_viewer&ccn=165123&by=facility_id&search_for=IA1001";
    let answer = send(&house, &cookie, "add_organization", again).await;
    has(
        &next(&house, &cookie, &answer).await,
        &["is in the list already"],
    );
    for (form, field) in [
        ("role=pbj_viewer", "search_for"),
        // Nobody there could decide.
        ("role=pbj_viewer&ccn=365123", "provider-365123"),
        ("role=state_agency_general_user", "state"),
        (
            "role=state_agency_general_user&state=IA&surveyor=yes&surveyor_id=12",
            "surveyor_id",
        ),
    ] {
        let answer = send(&house, &cookie, "submit_request", form).await;
        let shown = next(&house, &cookie, &answer).await;
        assert_eq!(shown.status, 422, "{form}");
        has(&shown, &[&format!("href=\"#{field}\"")]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_third_step_asks_is_kept_on_the_way_back_and_on_again() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    for (role, typed, kept) in [
        (
            "state_agency_general_user",
            "state=IA&surveyor=yes&surveyor_id=30417",
            vec!["<option value=\"IA\" selected", "value=\"30417\""],
        ),
        (
            "qio_user",
            "jurisdiction=region-4",
            vec!["<option value=\"region-4\" selected"],
        ),
    ] {
        let form = format!("role={role}&{typed}&step=previous");
        let back = send(&house, &cookie, "submit_request", &form).await;
        let (_, flash) = back.location().split_once("&flash=").unwrap();
        // The address tells nothing of what was typed.
        assert!(!back.location().contains("30417"), "{}", back.location());
        let hidden = format!("name=\"flash\" value=\"{flash}\"");
        let second = next(&house, &cookie, &back).await;
        assert_eq!(second.status, 200);
        has(&second, &["STEP 2", &hidden]);
        // Still further back, and on again.
        let category = Role::from_key(role).unwrap().category().key();
        let first = format!("/request-role?category={category}&flash={flash}");
        let escaped = first.replace('&', "&amp;");
        has(&second, &[&format!("href=\"{escaped}\"")]);
        has(&page(&house, &cookie, &first).await, &["STEP 1", &hidden]);
        let third = format!("/request-role/organizations?role={role}&flash={flash}");
        let third = page(&house, &cookie, &third).await;
        has(&third, &kept);
    }
    // Nothing was asked for.
    let profile = page(&house, &cookie, "/profile").await;
    has(&profile, &["No request is pending."]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_security_official_decides_once() {
    let house = House::new().await;
    let (person, official) = asked(&house).await;
    let queue = page(&house, &official, "/access/requests").await;
    has(&queue, &[NOBODY, OWN.name]);
    let id = id_after(&queue, "href=\"/access/requests/");
    let address = format!("/access/requests/{id}");
    let form = format!("id={id}&reason=");
    let answer = send(&house, &official, "reject_request", &form).await;
    let shown = next(&house, &official, &answer).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["href=\"#reason\""]);

    let form = format!("id={id}");
    let answer = send(&house, &official, "approve_request", &form).await;
    assert_eq!(answer.location(), format!("{address}?done=approved"));
    has(
        &next(&house, &official, &answer).await,
        &["The request is approved"],
    );
    let second = format!("id={id}&reason=Not+needed");
    let answer = send(&house, &official, "reject_request", &second).await;
    let late = format!("{address}?late=true&flash=");
    assert!(
        answer.location().starts_with(&late),
        "{}",
        answer.location()
    );
    let by = format!("by {}", user_of(Role::ProviderSecurityOfficial));
    has(
        &next(&house, &official, &answer).await,
        &["Somebody was first", "Not needed", "Approved", &by],
    );
    let answer = send(&house, &official, "approve_request", &form).await;
    let shown = next(&house, &official, &answer).await;
    has(&shown, &["Somebody was first"]);
    assert!(!shown.body.contains("You had written"));
    let profile = page(&house, &person, "/profile").await;
    has(&profile, &["No request is pending.", "Approved"]);
    assert!(!profile.body.contains("You hold no role yet."));
    // The words come through the address, so they count only where they are true.
    let form = format!("role=pbj_submitter&ccn={}", OWN.ccn);
    send(&house, &person, "submit_request", &form).await;
    let queue = page(&house, &official, "/access/requests").await;
    let waiting = id_after(&queue, "href=\"/access/requests/");
    assert_ne!(waiting, id);
    let waiting = format!("/access/requests/{waiting}?late=true");
    let shown = page(&house, &official, &waiting).await;
    has(&shown, &["name=\"reason\""]);
    assert!(!shown.body.contains("Somebody was first"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn filters_offer_the_roles_that_can_be_in_their_list() {
    let house = House::new().await;
    for (reader, theirs, not_theirs) in [
        (
            Role::ProviderSecurityOfficial,
            vec![Role::PbjViewer, Role::VendorPbjSubmitter],
            vec![Role::AdoDeveloper, Role::CmsGeneralUser, Role::QioUser],
        ),
        (
            Role::StateAgencySecurityOfficial,
            vec![Role::StateAgencyGeneralUser],
            vec![Role::AdoDeveloper, Role::PbjViewer],
        ),
        (
            Role::HelpDeskProductionControl,
            vec![Role::PbjViewer, Role::Auditor],
            vec![],
        ),
    ] {
        let cookie = house.session_of(&user_of(reader)).await;
        for address in [
            "/access/requests",
            "/access/users",
            "/access/recertification",
        ] {
            let shown = page(&house, &cookie, address).await;
            let offers = |role: &Role| {
                let option = format!("<option value=\"{}\"", role.key());
                shown.body.contains(&option)
            };
            assert!(theirs.iter().all(offers), "{reader:?} {address}");
            assert!(!not_theirs.iter().any(offers), "{reader:?} {address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_conflict_leads_back_to_the_page_of_the_form() {
    let house = House::new().await;
    let (person, _) = asked(&house).await;
    let profile = page(&house, &person, "/profile").await;
    let id = id_after(&profile, "name=\"id\" value=\"");
    for (referrer, back) in [
        (
            "http://localhost:3000/profile?done=contact",
            Some("/profile?done=contact"),
        ),
        ("https://evil.example//evil.example/x", None),
    ] {
        let ask = house.post("/api/access/remind_deciders").cookie(&person);
        let ask = ask.header("referer", referrer).form(&format!("id={id}"));
        let shown = next(&house, &person, &ask.send().await).await;
        assert_eq!(shown.status, 409);
        let link = "Go back to the page you came from";
        assert_eq!(shown.body.contains(link), back.is_some(), "{}", shown.body);
        assert!(!shown.body.contains("evil"), "{}", shown.body);
        if let Some(back) = back {
            has(&shown, &[&format!("href=\"{back}\"")]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_browser_without_script_is_told_why_nothing_was_decided_or_reminded() {
    let house = House::new().await;
    let (person, official) = asked(&house).await;
    let profile = page(&house, &person, "/profile").await;
    let id = id_after(&profile, "name=\"id\" value=\"");
    let early = send(&house, &person, "remind_deciders", &format!("id={id}")).await;
    assert_eq!(early.location(), "/error?status=409&why=reminded_lately");
    let shown = next(&house, &person, &early).await;
    assert_eq!(shown.status, 409);
    has(
        &shown,
        &["This cannot be done", "can be reminded three days after"],
    );

    let form = format!("role=pbj_viewer&ccn={}", OWN.ccn);
    send(&house, &official, "submit_request", &form).await;
    let profile = page(&house, &official, "/profile").await;
    let id = id_after(&profile, "name=\"id\" value=\"");
    let own = send(&house, &official, "approve_request", &format!("id={id}")).await;
    assert_eq!(own.location(), "/error?status=409&why=own_request");
    has(
        &next(&house, &official, &own).await,
        &["Nobody decides on their own request: a colleague has to."],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rejection_tells_its_reason_and_a_withdrawal_ends_the_request() {
    let house = House::new().await;
    let (person, official) = asked(&house).await;
    let queue = page(&house, &official, "/access/requests").await;
    let id = id_after(&queue, "href=\"/access/requests/");
    let form = format!("id={id}&reason=Ask+for+PBJ+Submitter");
    send(&house, &official, "reject_request", &form).await;
    let profile = page(&house, &person, "/profile").await;
    let by = format!("Person {}", user_of(Role::ProviderSecurityOfficial));
    has(&profile, &["Rejected", "Ask for PBJ Submitter", &by]);

    asked(&house).await;
    let profile = page(&house, &person, "/profile").await;
    let id = id_after(&profile, "name=\"id\" value=\"");
    let answer = send(&house, &person, "withdraw_request", &format!("id={id}")).await;
    has(
        &next(&house, &person, &answer).await,
        &["Your request is withdrawn", "No request is pending."],
    );
    let queue = page(&house, &official, "/access/requests").await;
    has(&queue, &["No requests match."]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deciding_takes_a_fresh_second_factor() {
    let house = House::new().await;
    let (_, official) = asked(&house).await;
    let queue = page(&house, &official, "/access/requests").await;
    let id = id_after(&queue, "href=\"/access/requests/");
    house.pass(300);
    let shown = page(&house, &official, &format!("/access/requests/{id}")).await;
    has(&shown, &["Prove that it is you"]);
    assert!(!shown.body.contains("/api/access/approve_request"));
    let answer = send(&house, &official, "approve_request", &format!("id={id}")).await;
    assert!(
        answer.location().starts_with("/login/device"),
        "{}",
        answer.location()
    );
}

/// The ids of somebody, their one role and its provider, in the list of an official.
async fn held_by(house: &House, official: &str, name: &str) -> (String, String, String) {
    let list = found(house, official, PeopleList::Users, name).await;
    let list = page(house, official, &list).await;
    has(&list, &[name, OWN.name]);
    let user = id_after(&list, "href=\"/access/users/");
    let grant = id_after(&list, "grant=");
    let provider = id_after(&list, &format!("{grant}."));
    (user, grant, provider)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn my_profile_says_of_a_suspended_role_who_can_give_it_back() {
    let house = House::new().await;
    let official = house
        .session_of(&user_of(Role::ProviderSecurityOfficial))
        .await;
    let viewer = user_of(Role::PbjViewer);
    let (user, grant, provider) = held_by(&house, &official, &viewer).await;
    let form = format!("user={user}&grant={grant}&provider={provider}&change=suspend&reason=Away");
    send(&house, &official, "change_grant", &form).await;
    let cookie = house.session_of(&viewer).await;
    let profile = page(&house, &cookie, "/profile").await;
    has(
        &profile,
        &[
            "You hold no role while it is suspended.",
            "Suspended roles",
            "or a colleague of theirs",
            &format!("Person {}", user_of(Role::ProviderSecurityOfficial)),
            "Away",
        ],
    );
    assert!(!profile.body.contains("You hold no role yet."));
    let dashboard = page(&house, &cookie, "/dashboard").await;
    let what = format!("PBJ Viewer, {} ({}): suspended on ", OWN.name, OWN.ccn);
    has(
        &dashboard,
        &[
            "You hold no user role at present.",
            &what,
            "href=\"/profile\"",
        ],
    );
    assert!(!dashboard.body.contains("no user role yet"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_is_removed_with_a_reason() {
    let house = House::new().await;
    let official = house
        .session_of(&user_of(Role::ProviderSecurityOfficial))
        .await;
    let viewer = user_of(Role::PbjViewer);
    let (user, grant, provider) = held_by(&house, &official, &viewer).await;
    let one = format!("/access/users/{user}?grant={grant}.{provider}");
    has(
        &page(&house, &official, &one).await,
        &["value=\"remove\"", "value=\"suspend\"", OWN.name],
    );
    let change = format!("user={user}&grant={grant}&provider={provider}&change=remove&reason=");
    let answer = send(&house, &official, "change_grant", &change).await;
    let shown = next(&house, &official, &answer).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["href=\"#reason\""]);

    let answer = send(
        &house,
        &official,
        "change_grant",
        &format!("{change}Left+us"),
    )
    .await;
    assert_eq!(answer.location(), "/access/users?done=removed");
    has(
        &next(&house, &official, &answer).await,
        &["The role is removed"],
    );
    let cookie = house.session_of(&viewer).await;
    has(
        &page(&house, &cookie, "/profile").await,
        &["You hold no role any more.", "Removed", OWN.name, "Left us"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_else_sees_requests_or_people() {
    let house = House::new().await;
    let (_, official) = asked(&house).await;
    let queue = page(&house, &official, "/access/requests").await;
    let id = id_after(&queue, "href=\"/access/requests/");
    let sender = house.session_of(OTHER.sender).await;
    let request = format!("/access/requests/{id}");
    for address in ["/access/requests", request.as_str(), "/access/users"] {
        let shown = page(&house, &sender, address).await;
        assert_eq!(shown.status, 403, "{address}");
        assert!(!shown.body.contains(NOBODY), "{address}");
    }
    // Of another state.
    let state = house
        .session_of(&user_of(Role::StateAgencySecurityOfficial))
        .await;
    let shown = page(&house, &state, &request).await;
    assert_eq!(shown.status, 404, "a provider's request is not the state's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_list_of_people_is_searched_by_whoever_may_read_it() {
    let house = House::new().await;
    for list in PeopleList::ALL {
        let may = |role: &Role| policy(*role, list.action()).is_some();
        let reader = Role::ALL.into_iter().find(may).expect("somebody who may");
        let reader = house.session_of(&user_of(reader)).await;
        let address = found(&house, &reader, list, "somebody").await;
        let shown = page(&house, &reader, &address).await;
        has(&shown, &["value=\"somebody\""]);
        let other = house.session_of(&user_of(Role::PbjViewer)).await;
        let form = format!("list={}&q=somebody", list.key());
        let ask = house.post("/api/search/search_people").cookie(&other);
        let refused = ask.for_json().form(&form).send().await;
        assert_eq!(refused.status, 403, "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_with_a_warning_is_approved_by_whoever_says_that_they_have_read_it() {
    let house = House::new().await;
    let surveys = (Role::StateAgencyGeneralUser, OWN);
    house.add_person("MARA.BOTH", &[surveys]).await;
    let person = house.session_of("MARA.BOTH").await;
    let form = format!("role=pbj_viewer&ccn={}", OWN.ccn);
    send(&house, &person, "submit_request", &form).await;
    let official = user_of(Role::ProviderSecurityOfficial);
    let official = house.session_of(&official).await;
    let queue = page(&house, &official, "/access/requests").await;
    let id = id_after(&queue, "href=\"/access/requests/");
    let address = format!("/access/requests/{id}");
    let nothing = "None where you decide on roles.";
    has(
        &page(&house, &official, &address).await,
        &[
            "conflict of interest",
            "name=\"read\" value=\"true\"",
            nothing,
        ],
    );
    let form = format!("id={id}");
    let answer = send(&house, &official, "approve_request", &form).await;
    let shown = next(&house, &official, &answer).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["href=\"#read\""]);
    let form = format!("id={id}&read=true");
    let answer = send(&house, &official, "approve_request", &form).await;
    assert_eq!(answer.location(), format!("{address}?done=approved"));
    // What the request brought was not held before.
    has(&next(&house, &official, &answer).await, &[nothing]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_surveyor_id_is_verified_with_an_approval_only_by_whoever_says_how_they_know_it() {
    let house = House::new().await;
    let person = house.session_of(NOBODY).await;
    let form = "role=state_agency_general_user&state=IA&surveyor=yes&surveyor_id=12345";
    send(&house, &person, "submit_request", form).await;
    let official = user_of(Role::StateAgencySecurityOfficial);
    let official = house.session_of(&official).await;
    let queue = page(&house, &official, "/access/requests").await;
    let id = id_after(&queue, "href=\"/access/requests/");
    let address = format!("/access/requests/{id}");
    let shown = page(&house, &official, &address).await;
    has(&shown, &["12345 (not verified yet)", "How do you know it?"]);
    // It is typed by whoever has looked it up, and stands in no field before.
    assert!(!shown.body.contains("value=\"12345\""), "{}", shown.body);
    let form = format!("id={id}&surveyor_id=12345");
    let answer = send(&house, &official, "approve_request", &form).await;
    let shown = next(&house, &official, &answer).await;
    assert_eq!(shown.status, 422);
    has(&shown, &["href=\"#origin\"", "Say how you know it."]);
    let form = format!("{form}&origin=verified");
    let answer = send(&house, &official, "approve_request", &form).await;
    assert_eq!(answer.location(), format!("{address}?done=approved"));
    let shown = next(&house, &official, &answer).await;
    has(&shown, &["12345 (verified)"]);
}
