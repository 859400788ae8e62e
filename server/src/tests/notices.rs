use app::paths;
use domain::submissions::SubmissionNumber;
use domain::support::TicketNumber;
use domain::time::Instant;
use services::notices::pages;
use store::exec;

use super::browsing::has;
use super::house::{House, NOON, OWN};
use super::log_in::log_in_wholly;

#[test]
fn notices_lead_to_pages_of_this_site() {
    assert_eq!(pages::LOG_IN, paths::LOG_IN);
    assert_eq!(pages::REQUEST_ROLE, paths::REQUEST_ROLE);
    assert_eq!(pages::PROFILE, paths::PROFILE);
    assert_eq!(pages::ROLE_REQUESTS, paths::ROLE_REQUESTS);
    assert_eq!(pages::USERS, paths::USERS);
    assert_eq!(pages::RECERTIFICATION, paths::RECERTIFICATION);
    let alone = domain::access::UserFilter {
        alone: true,
        ..Default::default()
    };
    assert_eq!(pages::ALONE, paths::users(&alone));
    assert_eq!(pages::UNATTENDED, paths::UNATTENDED);
    assert_eq!(pages::UPLOAD, paths::UPLOAD);
    assert_eq!(pages::VIEWINGS, paths::VIEWINGS);
    let ticket = TicketNumber(1001);
    assert_eq!(pages::own_ticket(ticket), paths::own_ticket(ticket));
    let number = SubmissionNumber(1_000_001);
    assert_eq!(pages::report(number.0, 2), paths::report(number, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_lost_their_roles_is_told_so_after_the_log_in() {
    let house = House::new().await;
    let mut tx = house.services.db.write().await.unwrap();
    for sql in [
        "update role_grant set ended_at = 7, ended_why = 'unused'
            where user_id = (select id from user_account where user_name = $1)",
        "update user_account set roles_ended_at = 7 where user_name = $1",
    ] {
        exec!(tx, sql, OWN.sender).unwrap();
    }
    tx.commit().await.unwrap();
    // Also on the way to a page that they may not see any more.
    for next in ["", "/pbj/upload"] {
        let answer = log_in_wholly(&house, next).await;
        assert_eq!(answer.location(), "/profile", "{next}");
        for address in ["/profile", "/dashboard"] {
            let page = house.get(address).cookie(&answer.cookie()).send().await;
            assert_eq!(page.status, 200);
            for words in [
                "Your roles have ended",
                "PBJ Submitter, Maple Ridge Care Center",
                "It is decided on anew",
                "href=\"/request-role/organizations?role=pbj_submitter&amp;ccn=",
            ] {
                assert!(
                    page.body.contains(words),
                    "{address}, {words}: {}",
                    page.body
                );
            }
        }
    }
    // Nobody else is.
    let other = house.session_of(super::house::OTHER.sender).await;
    let page = house.get("/profile").cookie(&other).send().await;
    assert!(!page.body.contains("Your roles have ended"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_lost_their_last_role_to_somebody_is_told_so_after_the_log_in() {
    let house = House::new().await;
    let end = async |why: &'static str, at: Instant| {
        let sql = "update role_grant set ended_at = $2, ended_why = $3, ended_note = 'Away'
            where user_id = (select id from user_account where user_name = $1)";
        let mut tx = house.services.db.write().await.unwrap();
        exec!(tx, sql, OWN.sender, at.0, why).unwrap();
        tx.commit().await.unwrap();
    };
    for why in ["suspended", "removed"] {
        end(why, NOON).await;
        let answer = log_in_wholly(&house, "/pbj/upload").await;
        assert_eq!(answer.location(), "/profile", "{why}");
        let told = house
            .get("/dashboard")
            .cookie(&answer.cookie())
            .send()
            .await;
        let what = format!("{} ({}): {why} on ", OWN.name, OWN.ccn);
        has(&told, &["You hold no user role at present.", &what]);
    }
    // After a while it is told no more, and still not that there never was one.
    end("removed", NOON.plus_days(-91)).await;
    let answer = log_in_wholly(&house, "").await;
    assert_eq!(answer.location(), "/dashboard");
    let told = house
        .get("/dashboard")
        .cookie(&answer.cookie())
        .send()
        .await;
    has(&told, &["You hold no user role at present."]);
    assert!(!told.body.contains("removed on"), "{}", told.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notice_that_is_not_ticked_is_not_wanted_any_more() {
    let house = House::new().await;
    let cookie = house.session_of(OWN.sender).await;
    let ticked = async || {
        let page = house
            .get("/profile/notifications")
            .cookie(&cookie)
            .send()
            .await;
        assert_eq!(page.status, 200);
        let boxes = page.body.split("<input").filter(|tag| {
            tag.contains("type=\"checkbox\"")
                && tag
                    .split('>')
                    .next()
                    .is_some_and(|attributes| attributes.contains(" checked"))
        });
        boxes.count()
    };
    assert_eq!(ticked().await, 2);
    for (form, count) in [
        ("staffing_file=true", 1),
        ("", 0),
        ("staffing_file=true&staffing_deadline=true", 2),
    ] {
        let saved = house
            .post("/api/notices/save_choices")
            .cookie(&cookie)
            .form(form)
            .send()
            .await;
        assert_eq!(
            (saved.status.as_u16(), saved.location()),
            (302, "/profile/notifications?done=saved")
        );
        assert_eq!(ticked().await, count, "{form}");
    }
}
