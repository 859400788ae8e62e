use std::sync::Arc;

use services::identity::RegistrationRules;

use super::devices::{add_authenticator, shown_by};
use super::house::{Answer, House, OWN, PASSWORD};

fn form(user_name: &str, password: &str) -> String {
    format!(
        "user_name={user_name}&password={}&consent=true",
        password.replace(' ', "+")
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_log_in_page_has_the_seeds_words_and_works_without_script() {
    let house = House::new().await;
    let page = house.get("/login").send().await;
    assert_eq!(page.status, 200);
    for words in [
        "Welcome to iQIES",
        "Essential accessibility and connectivity for health care professionals.",
        "All required fields are marked with an asterisk",
        "I have read the full privacy and security notice below and consent to its terms and conditions regarding usage and information collection.",
        "Forgot your user ID or password?",
        "not operated by CMS",
        "no real HARP password",
        "href=\"/help\"",
        "action=\"/login\"",
        "action=\"/demo/log-in\"",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_consent_to_the_notice_that_the_installation_has() {
    let house = House::with(|services| {
        let notice = vec!["For staff of <Oak Agency> alone.".to_owned()];
        services.rules.registration = Arc::new(RegistrationRules {
            notice,
            ..RegistrationRules::default()
        });
    })
    .await;
    let page = house.get("/login").send().await;
    let words = "For staff of &lt;Oak Agency&gt; alone.";
    assert!(page.body.contains(words), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logging_in_hands_out_a_cookie_that_only_this_host_reads() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form(&(form(OWN.sender, PASSWORD) + "&next=/providers"))
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/login/device?next=%2Fproviders")
    );
    let cookies = answer.cookies();
    let (value, attributes) = cookies[0].split_once("; ").unwrap();
    assert_eq!(value.strip_prefix("__Host-openqies=").unwrap().len(), 43);
    let mut attributes: Vec<&str> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
}

/// The id of the first device that the page offers.
async fn first_device(house: &House, cookie: &str) -> String {
    let page = house.get("/login/device").cookie(cookie).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, after) = page.body.split_once("<option value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

/// From user ID and password to an open session; gives the last answer.
pub async fn log_in_wholly(house: &House, next: &str) -> Answer {
    let answer = house
        .post("/login")
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    let half_way = answer.cookie();
    let device = first_device(house, &half_way).await;
    let chosen = house
        .post("/login/device")
        .cookie(&half_way)
        .form(&format!("device={device}&next={next}"))
        .send()
        .await;
    assert!(
        chosen.location().starts_with("/login/code"),
        "{}",
        chosen.location()
    );
    let code = house.last_message().await.code.unwrap();
    house
        .post("/login/code")
        .cookie(&half_way)
        .form(&format!("code={code}&next={next}"))
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_and_a_mailed_code_lead_to_the_page_that_was_asked_for() {
    let house = House::new().await;
    let answer = log_in_wholly(&house, "/providers").await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/providers")
    );
    let profile = house.get("/profile").cookie(&answer.cookie()).send().await;
    assert_eq!(profile.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_that_asks_for_a_longer_password_leads_to_its_change_first() {
    let house = House::new().await;
    let change = async |sql: &'static str| {
        let mut tx = house.services.db.write().await.unwrap();
        store::exec!(tx, sql, OWN.sender).unwrap();
        tx.commit().await.unwrap();
    };
    change(
        "update role_grant set role = 'help_desk'
            where user_id = (select id from user_account where user_name = $1)",
    )
    .await;
    let answer = log_in_wholly(&house, "/providers").await;
    assert_eq!(answer.location(), "/profile/password");
    let page = house
        .get("/profile/password")
        .cookie(&answer.cookie())
        .send()
        .await;
    assert_eq!(page.status, 200);
    for words in [
        "Your role asks for a longer password",
        "15 characters or more",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    change("update user_account set long_password = true where user_name = $1").await;
    let answer = log_in_wholly(&house, "/providers").await;
    assert_eq!(answer.location(), "/providers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn between_password_and_code_no_page_is_open() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    for page in ["/profile", "/dashboard", "/submissions"] {
        let asked = house.get(page).cookie(&answer.cookie()).send().await;
        assert_eq!(asked.status, 303, "{page}");
        assert!(asked.location().starts_with("/login?"), "{page}");
    }
    for page in ["/login/device", "/login/code"] {
        let asked = house.get(page).send().await;
        assert_eq!(asked.status, 303, "{page} for nobody");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_seeds_words_stand_on_both_pages_of_the_second_factor() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    let cookie = answer.cookie();
    let page = house.get("/login/device").cookie(&cookie).send().await;
    for words in [
        "Two-Factor Authentication",
        ">Device",
        "Send Code",
        "s•••@example.org",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("someone@example.org"));
    let device = first_device(&house, &cookie).await;
    house
        .post("/login/device")
        .cookie(&cookie)
        .form(&format!("device={device}"))
        .send()
        .await;
    let page = house.get("/login/code").cookie(&cookie).send().await;
    for words in [
        "Enter Code",
        "Security Code",
        "Submit",
        "autocomplete=\"one-time-code\"",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_an_authenticator_app_the_page_says_that_no_code_was_sent() {
    let house = House::new().await;
    let (device, key) = add_authenticator(&house).await;
    let answer = house
        .post("/login")
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    let cookie = answer.cookie();
    house
        .post("/login/device")
        .cookie(&cookie)
        .form(&format!("device={device}"))
        .send()
        .await;
    assert_eq!(house.last_message().await.code, None);
    let page = house.get("/login/code").cookie(&cookie).send().await;
    let words =
        "No code was sent: your authenticator app shows one, and a new one every 30 seconds.";
    assert!(page.body.contains(words), "{}", page.body);
    for words in ["A code was sent", "q-reference", "Send a new code"] {
        assert!(!page.body.contains(words), "{words}: {}", page.body);
    }
    // The code of its set-up is used up.
    house.pass(30);
    let code = shown_by(&key, house.now().system);
    let opened = house
        .post("/login/code")
        .cookie(&cookie)
        .form(&format!("code={code}"))
        .send()
        .await;
    assert_eq!(opened.location(), "/dashboard");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_code_comes_back_with_its_reason_and_without_the_code() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    let cookie = answer.cookie();
    let device = first_device(&house, &cookie).await;
    house
        .post("/login/device")
        .cookie(&cookie)
        .form(&format!("device={device}"))
        .send()
        .await;
    let answer = house
        .post("/login/code")
        .cookie(&cookie)
        .form("code=13572468&next=/staffing")
        .send()
        .await;
    let page = house.get(answer.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("This is not the code"));
    assert!(page.body.contains("value=\"/staffing\""));
    assert!(!page.body.contains("13572468"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cookie_from_before_log_in_never_works_after_it() {
    let house = House::new().await;
    let before = house.session_of(OWN.sender).await;
    let answer = house
        .post("/login")
        .cookie(&before)
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    assert_ne!(answer.cookie(), before);
    assert_eq!(
        house.get("/profile").cookie(&before).send().await.status,
        303
    );
    // A planted cookie that names no session does not become one.
    let planted = "__Host-openqies=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    house
        .post("/login")
        .cookie(planted)
        .form(&form(OWN.sender, PASSWORD))
        .send()
        .await;
    assert_eq!(
        house.get("/profile").cookie(planted).send().await.status,
        303
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_password_brings_the_form_back_once_without_the_password() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form("user_name=%3Cb%3Esomeone&password=hunter22&consent=true&next=/staffing")
        .send()
        .await;
    assert_eq!(answer.status, 303);
    assert!(answer.cookies().is_empty());
    let page = house.get(answer.location()).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("There is a problem"));
    assert!(
        page.body
            .contains("This user ID and password do not belong together.")
    );
    assert!(
        page.body.contains("value=\"&lt;b&gt;someone\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"/staffing\""));
    assert!(!page.body.contains("hunter22"));
    let again = house.get(answer.location()).send().await;
    assert_eq!(again.status, 200);
    assert!(!again.body.contains("There is a problem"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_missing_is_said_at_each_field() {
    let house = House::new().await;
    let answer = house
        .post("/login")
        .form("user_name=&password=")
        .send()
        .await;
    let page = house.get(answer.location()).send().await;
    for (field, words) in [
        ("user_name", "Enter your user ID."),
        ("password", "Enter your password."),
        (
            "consent",
            "Select the check box to consent to the privacy and security notice.",
        ),
    ] {
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field}");
        assert_eq!(
            page.body.matches(&format!(">{words}<")).count(),
            2,
            "{words}: in the summary and at the field"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_sent_to_another_site_after_log_in() {
    let house = House::new().await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
    ] {
        let answer = log_in_wholly(&house, next).await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, "/dashboard"),
            "{next}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_eleventh_try_of_a_minute_is_told_to_wait() {
    let house = House::new().await;
    for number in 0..10 {
        assert_eq!(
            house
                .post("/login")
                .form(&form(&format!("SOMEBODY{number}"), "wrong"))
                .send()
                .await
                .status,
            303
        );
    }
    let answer = house
        .post("/login")
        .form(&form("SOMEBODY", "wrong"))
        .send()
        .await;
    assert_eq!(answer.status, 429);
    let seconds: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&seconds), "{seconds}");
    assert!(
        answer.is_page()
            && answer
                .body
                .contains(&format!("Try again in {seconds} seconds.")),
        "{}",
        answer.body
    );
    // It leads back to the form, which has the user ID, and to nothing that needs a session.
    assert!(!answer.body.contains("Go to the dashboard"));
    let (_, back) = answer.body.split_once("href=\"/login?flash=").unwrap();
    let flash = back.split('"').next().unwrap();
    let back = house.get(&format!("/login?flash={flash}")).send().await;
    assert!(back.body.contains("value=\"SOMEBODY\""), "{}", back.body);
    house.pass(61);
    assert_eq!(
        house
            .post("/login")
            .form(&form(OWN.sender, PASSWORD))
            .send()
            .await
            .location(),
        "/login/device"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_is_for_the_demonstrations_people_alone() {
    let house = House::new().await;
    let answer = house
        .post("/demo/log-in")
        .form(&format!("user_name={}", OWN.sender))
        .send()
        .await;
    assert_eq!(answer.status, 404);
}
