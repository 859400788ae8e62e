use domain::listing::Query;

use super::house::{Answer, House, NOBODY, OWN, PASSWORD};

const EMAIL: &str = "bela@davis.example.org";

/// The form of step 1; `changes` stand in for some of its fields.
pub fn profile(changes: &[(&str, &str)]) -> String {
    let fields = [
        ("first_name", "Bela"),
        ("middle_name", ""),
        ("last_name", "Somogyi"),
        ("suffix", ""),
        ("email", EMAIL),
        ("phone", "641-555-0142"),
        ("address", "509 North Madison Street"),
        ("city", "Bloomfield"),
        ("state", "IA"),
        ("zip", "52537"),
        ("born_on", "04/27/1984"),
    ];
    form(fields.iter().chain(changes))
}

pub fn form<'a>(fields: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let fields = fields.into_iter();
    fields
        .fold(Query::default(), |query, (name, value)| {
            query.with(name, Some(value))
        })
        .to_string()
}

/// The page that the link of the newest mail leads to.
pub async fn mailed_page(house: &House) -> String {
    house.work().await;
    house.last_message().await.link.unwrap().path
}

fn link_of(page: &str) -> &str {
    page.split_once("?link=").unwrap().1
}

async fn send_account(house: &House, link: &str, user_name: &str, password: &str) -> Answer {
    let fields = [
        ("link", link),
        ("user_name", user_name),
        ("password", password),
    ];
    house
        .post("/register/account/create")
        .form(&form(&fields))
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_registers_up_to_the_identity_proofing() {
    let house = House::new().await;
    let page = house.get("/register").send().await;
    for words in [
        "Register in HARP",
        "aria-current=\"step\"",
        "Corporate e-mail address",
        "autocomplete=\"given-name\"",
        "two or fewer providers",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let sent = house.post("/register").form(&profile(&[])).send().await;
    assert_eq!(
        (sent.status.as_u16(), sent.location()),
        (303, "/register/sent")
    );
    let page = house.get(sent.location()).send().await;
    assert!(page.body.contains("Check your e-mail"));
    assert!(!page.body.contains("bela@"));

    let account = mailed_page(&house).await;
    // Programs that read mails open links, too.
    for _ in 0..2 {
        let page = house.get(&account).send().await;
        assert_eq!(page.status, 200);
        for words in [
            "cannot be changed later",
            "8 to 128 characters",
            "Bela Somogyi",
        ] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
    }
    let answer = send_account(&house, link_of(&account), "bela.s", "seven green kettles").await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/register/terms")
    );
    let cookie = answer.cookie();
    let page = house.get("/register/terms").cookie(&cookie).send().await;
    assert!(page.body.contains("I have read the terms and conditions"));
    let answer = house
        .post("/register/terms/accept")
        .cookie(&cookie)
        .form("terms=true")
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, "/register/proofing")
    );
    // No page behind the log-in is open yet.
    let page = house.get("/dashboard").cookie(&cookie).send().await;
    assert_eq!(page.status, 303);
    // The link is used up, and its page says so.
    let page = house.get(&account).send().await;
    assert!(
        page.body.contains("This link works no longer"),
        "{}",
        page.body
    );
    let again = send_account(&house, link_of(&account), "bela.t", "seven green kettles").await;
    assert!(
        again.location().starts_with("/register/account?link="),
        "{}",
        again.location()
    );
    assert!(again.cookies().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_with_an_account_is_answered_like_any_other() {
    let house = House::new().await;
    let mut answers = Vec::new();
    for email in ["someone@example.org", "nobody@example.org"] {
        let sent = house
            .post("/register")
            .form(&profile(&[("email", email)]))
            .send()
            .await;
        let page = house.get(sent.location()).send().await;
        answers.push((
            sent.status,
            sent.location().to_owned(),
            without_nonces(&page),
        ));
    }
    assert_eq!(answers[0], answers[1]);
}

/// A page's words and marks, without what is new in each answer.
fn without_nonces(page: &Answer) -> String {
    let (body, _) = page.body.split_once("</main>").unwrap();
    let (_, main) = body.split_once("<main").unwrap();
    main.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_profile_comes_back_with_what_is_wrong_and_what_was_typed() {
    let house = House::new().await;
    let changes = [
        ("email", "bela@gmail.com"),
        ("born_on", "27.4.1984"),
        ("last_name", "<b>Somogyi"),
        ("zip", ""),
    ];
    let sent = house
        .post("/register")
        .form(&profile(&changes))
        .send()
        .await;
    assert!(
        sent.location().starts_with("/register?flash="),
        "{}",
        sent.location()
    );
    let page = house.get(sent.location()).send().await;
    assert_eq!(page.status, 422);
    for words in [
        "There are 4 problems",
        "Enter your corporate e-mail address",
        "month, day and year",
        "value=\"&lt;b&gt;Somogyi\"",
        "value=\"27.4.1984\"",
        "<option value=\"IA\" selected",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_account_form_comes_back_without_the_password() {
    let house = House::new().await;
    house.post("/register").form(&profile(&[])).send().await;
    let account = mailed_page(&house).await;
    let answer = send_account(&house, link_of(&account), OWN.sender, "bela-kettle-zebra").await;
    assert!(answer.cookies().is_empty());
    let page = house.get(answer.location()).send().await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("This user ID is taken."));
    assert!(page.body.contains("Leave out your user ID, your name"));
    assert!(page.body.contains(&format!("value=\"{}\"", OWN.sender)));
    assert!(!page.body.contains("bela-kettle-zebra"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_facilitys_name_brings_a_box_that_says_it_is_ones_own() {
    let house = House::new().await;
    house.post("/register").form(&profile(&[])).send().await;
    let account = mailed_page(&house).await;
    let (link, password) = (link_of(&account), "seven green kettles");
    let page = house.get(&account).send().await;
    assert!(!page.body.contains("name=\"own_name\""));
    let answer = send_account(&house, link, "maple.ridge", password).await;
    let page = house.get(answer.location()).send().await;
    assert!(page.body.contains(OWN.name), "{}", page.body);
    assert!(page.body.contains("name=\"own_name\""));
    let fields = [
        ("link", link),
        ("user_name", "maple.ridge"),
        ("own_name", "true"),
        ("password", password),
    ];
    let answer = house
        .post("/register/account/create")
        .form(&form(&fields))
        .send()
        .await;
    assert_eq!(answer.location(), "/register/terms");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_left_a_registration_comes_back_to_it_by_logging_in() {
    let house = House::new().await;
    house.post("/register").form(&profile(&[])).send().await;
    let account = mailed_page(&house).await;
    send_account(&house, link_of(&account), "bela.s", "seven green kettles").await;
    house.pass(86_400);
    let answer = house
        .post("/login")
        .form("user_name=bela.s&password=seven+green+kettles&consent=true")
        .send()
        .await;
    assert_eq!(answer.location(), "/register/terms");
    let without_box = house
        .post("/register/terms/accept")
        .cookie(&answer.cookie())
        .form("")
        .send()
        .await;
    let page = house
        .get(without_box.location())
        .cookie(&answer.cookie())
        .send()
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("Tick the box to accept"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_logged_in_changes_their_password_on_their_profile() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    let change = async |fields: &[(&str, &str)]| {
        house
            .post("/api/identity/change_password")
            .cookie(&cookie)
            .form(&form(fields))
            .send()
            .await
    };
    let new = ("password", "seven green kettles");
    let wrong = change(&[("old_password", "not it"), new]).await;
    assert!(
        wrong.location().starts_with("/profile/password?flash="),
        "{wrong:?}"
    );
    let page = house.get(wrong.location()).cookie(&cookie).send().await;
    assert_eq!(page.status, 422);
    assert!(
        page.body
            .contains("This is not the password that you have now.")
    );
    assert!(!page.body.contains("not it"));
    house.pass(2);
    let done = change(&[("old_password", PASSWORD), new, ("ends_others", "true")]).await;
    assert_eq!(done.location(), "/profile?done=password");
    let page = house.get(done.location()).cookie(&cookie).send().await;
    assert!(page.body.contains("Your password is changed"));
    assert_eq!(
        house.last_message().await.subject,
        "Your password was changed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_of_a_new_password_asks_for_the_second_factor_first() {
    let house = House::new().await;
    let cookie = house.session_of(NOBODY).await;
    house.pass(6 * 60);
    let page = house.get("/profile/password").cookie(&cookie).send().await;
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (303, "/login/device?next=%2Fprofile%2Fpassword")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_demonstration_says_which_accounts_are_not_complete() {
    let house = House::new().await;
    let page = house.get("/login").send().await;
    for user_name in ["GRETA.LINDQVIST", "MILO.ASHFORD"] {
        assert!(page.body.contains(user_name), "{user_name}");
    }
    assert!(page.body.contains("href=\"/register\""));
    assert!(page.body.contains("href=\"/recover\""));
}
