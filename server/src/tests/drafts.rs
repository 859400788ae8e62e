//! Entering an assessment as browsers without script do it.

use domain::access::Role;
use store::exec;

use super::browsing::{has, page};
use super::house::{Answer, House, OTHER, OWN, user_of};

/// An admission assessment of a nursing home, which is no payment assessment.
const ADMISSION: &str = "A0200=1&A0310A=01&A0310B=99&A0310F=99&A0310H=0";

async fn send(house: &House, cookie: &str, address: &str, form: &str) -> Answer {
    house.post(address).cookie(cookie).form(form).send().await
}

/// Saves a section of a form.
async fn save(house: &House, cookie: &str, id: &str, answers: &str) -> Answer {
    let form = format!("id={id}&{answers}");
    send(house, cookie, "/assessments/answers", &form).await
}

fn id_of(draft: &str) -> String {
    draft.rsplit('/').next().unwrap().to_owned()
}

/// The address of a form that was just begun.
async fn begun(house: &House, cookie: &str) -> String {
    let form = format!("facility={}&{ADMISSION}", OWN.ccn);
    let answer = send(house, cookie, "/assessments/begin", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(
        answer.location().starts_with("/assessments/drafts/"),
        "{}",
        answer.location()
    );
    answer.location().to_owned()
}

/// Somebody of this role with a form that they have begun.
async fn begun_by(house: &House, role: Role) -> (String, String) {
    let cookie = house.session_of(&user_of(role)).await;
    let draft = begun(house, &cookie).await;
    (cookie, draft)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reasons_that_are_missing_come_back_with_the_form() {
    let house = House::new().await;
    let cookie = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    let form = format!("facility={}&A0310A=01", OWN.ccn);
    let answer = send(&house, &cookie, "/assessments/begin", &form).await;
    assert_eq!(answer.status, 303);
    let form = page(&house, &cookie, answer.location()).await;
    assert_eq!(form.status, 422);
    has(&form, &["There are 4 problems", "A0310B", OWN.name]);
    let foreign = format!("facility={}&{ADMISSION}", OTHER.ccn);
    let answer = send(&house, &cookie, "/assessments/begin", &foreign).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_patient_is_found_by_name_or_birth_and_no_address_has_either() {
    let house = House::new().await;
    let cookie = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    for typed in ["able", "04%2F12%2F1931", "ruth+04%2F1931"] {
        let form = format!(
            "list=new_assessment&filter=facility%3D{}&q={typed}",
            OWN.ccn
        );
        let found = send(&house, &cookie, "/api/search/search_people", &form).await;
        let address = found.location();
        assert!(
            address.starts_with("/assessments/new?facility=") && !address.contains("able"),
            "{address}"
        );
        has(
            &page(&house, &cookie, address).await,
            &["ABLE, RUTH", "04/12/1931"],
        );
    }
    let form = format!("list=new_assessment&filter=facility%3D{}&q=nobody", OWN.ccn);
    let nobody = send(&house, &cookie, "/api/search/search_people", &form).await;
    has(
        &page(&house, &cookie, nobody.location()).await,
        &["The facility has nobody of whom this is known."],
    );
    let chosen = format!(
        "/assessments/new?facility={}&patient={}",
        OWN.ccn, OWN.number
    );
    has(
        &page(&house, &cookie, &chosen).await,
        &["Patient: <strong>ABLE, RUTH", ", born 04/12/1931"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_section_is_saved_and_says_what_it_closes() {
    let house = House::new().await;
    let (cookie, draft) = begun_by(&house, Role::ProviderAssessmentCoordinator).await;
    let answers = id_of(&draft);
    let saved = save(&house, &cookie, &answers, "section=B&B0100=1&next=").await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let shown = page(&house, &cookie, saved.location()).await;
    has(
        &shown,
        &[
            "The section is saved.",
            "Skipped, since B0100 is 1",
            "name=\"was.B0100\" value=\"1\"",
        ],
    );
    // A date is typed as people write it, and stands in the record as the specifications do.
    let saved = save(
        &house,
        &cookie,
        &answers,
        "section=A&A0900=3/15/1940&A0500C=Oak&next=B",
    )
    .await;
    assert!(
        saved.location().contains("section=B"),
        "{}",
        saved.location()
    );
    let shown = page(&house, &cookie, &format!("{draft}?section=A")).await;
    // Tabs and the browser's history tell the sections apart, and name no patient.
    let next = page(&house, &cookie, &format!("{draft}?section=B")).await;
    for (section, name) in [(&shown, "Section A: "), (&next, "Section B: ")] {
        let (_, head) = section.body.split_once("<title").unwrap();
        let (_, title) = head.split_once('>').unwrap();
        let (title, _) = title.split_once("</title>").unwrap();
        assert!(title.contains(name), "{title}");
        assert!(title.contains("MDS") && !title.to_lowercase().contains("oak"));
    }
    has(
        &shown,
        &[
            "value=\"03/15/1940\"",
            "name=\"was.A0900\" value=\"19400315\"",
        ],
    );
    let list = page(&house, &cookie, "/assessments/drafts").await;
    has(&list, &["Oak", OWN.name, &draft]);
    let review = page(&house, &cookie, &format!("{draft}/review")).await;
    has(&review, &["This record would be rejected", "03/15/1940"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn boxes_left_empty_say_no_but_of_a_question_that_may_stay_blank() {
    let house = House::new().await;
    let (cookie, draft) = begun_by(&house, Role::ProviderAssessmentCoordinator).await;
    let answers = id_of(&draft);
    let stands = async |section: &str, item: &str| {
        let shown = page(&house, &cookie, &format!("{draft}?section={section}")).await;
        let of_item = format!("name=\"was.{item}\" value=\"");
        let value = shown.body.split_once(&of_item)?.1.split_once('"')?.0;
        Some(value.to_owned())
    };
    let no = Some("0".to_owned());
    // The diagnoses of section I may not be blank. Whether the staff are asked (F0800) says F0700, by no rule that is held.
    save(&house, &cookie, &answers, "section=I&I7900=1&next=").await;
    assert_eq!(stands("I", "I0100").await, no);
    save(&house, &cookie, &answers, "section=F&F0700=0&next=").await;
    assert_eq!(stands("F", "F0800A").await, None);
    save(&house, &cookie, &answers, "section=F&F0800A=1&next=").await;
    assert_eq!(stands("F", "F0800B").await, no);
    // What is asked at the start of a Medicare stay alone is closed, and so is its "none of the above".
    save(&house, &cookie, &answers, "section=K&K0520Z2=1&next=").await;
    assert_eq!(stands("K", "K0520Z1").await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_somebody_else_saved_meanwhile_is_shown_beside_ones_own() {
    let house = House::new().await;
    let first = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    let second = house
        .session_of(&user_of(Role::ProviderAssessmentCoordinator))
        .await;
    let draft = begun(&house, &first).await;
    let answers = id_of(&draft);
    save(&house, &first, &answers, "section=A&A0500C=Oak&next=").await;
    // Drawn before the first one saved.
    let clashed = save(&house, &second, &answers, "section=A&A0500C=Elm&next=").await;
    let shown = page(&house, &second, clashed.location()).await;
    assert_eq!(shown.status, 422);
    has(
        &shown,
        &[
            "\u{201c}Oak\u{201d}",
            "\u{201c}Elm\u{201d}",
            "value=\"Elm\"",
            "name=\"was.A0500C\" value=\"Oak\"",
        ],
    );
    let again = "section=A&A0500C=Elm&was.A0500C=Oak&next=";
    let saved = save(&house, &second, &answers, again).await;
    let shown = page(&house, &second, saved.location()).await;
    has(
        &shown,
        &["The section is saved.", "name=\"was.A0500C\" value=\"Elm\""],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_is_nobodys_but_its_facilitys_and_goes_when_it_is_discarded() {
    let house = House::new().await;
    let (cookie, draft) = begun_by(&house, Role::ProviderAdministrator).await;
    let answers = id_of(&draft);
    let foreign = house.session_of(OTHER.sender).await;
    for role in [Role::AssessmentSubmitter, Role::ProviderAssessmentViewer] {
        let other = house.session_of(&user_of(role)).await;
        assert_eq!(page(&house, &other, &draft).await.status, 403);
        assert_eq!(
            save(&house, &other, &answers, "section=A").await.status,
            403
        );
    }
    assert_ne!(page(&house, &foreign, &draft).await.status, 200);
    let id = draft.rsplit('/').next().unwrap();
    let gone = send(
        &house,
        &cookie,
        "/api/drafts/discard_draft",
        &format!("id={id}"),
    )
    .await;
    assert!(
        gone.location()
            .ends_with("/assessments/drafts?done=discarded"),
        "{}",
        gone.location()
    );
    assert_ne!(page(&house, &foreign, &draft).await.status, 200);
    // Another tab still shows it, and what is typed there is not lost without a word.
    for address in [draft.clone(), format!("{draft}/review")] {
        let shown = page(&house, &cookie, &address).await;
        assert_eq!(shown.status, 409, "{address}");
        has(
            &shown,
            &["This form was discarded", "discarded this form on"],
        );
    }
    let typed = "section=A&A0500C=Oak%3Cb%3E&A0900=03/15/1940&was.A0900=19400315&A1100=&was.A1100=^&was.A1005A=1&was.A1005B=0&A1005C=1&was.A1005C=1&next=B&instrument=MDS&specification=3.10.0";
    let late = save(&house, &cookie, &answers, typed).await;
    assert_eq!(late.status, 409);
    has(
        &late,
        &[
            "This form was discarded",
            "These answers were not saved.",
            "Resident last name",
            "A0500C",
            "\u{201c}Oak&lt;b&gt;\u{201d}",
            // A box that is not ticked any more.
            "A1005A",
            "\u{201c}0\u{201d}",
            "Not checked (No)",
        ],
    );
    for unchanged in ["A0900", "A1100", "A1005B", "A1005C"] {
        assert!(!late.body.contains(unchanged), "{unchanged}");
    }
    for act in ["/api/drafts/discard_draft", "/api/drafts/submit_draft"] {
        let late = send(&house, &cookie, act, &format!("id={id}&version=1")).await;
        let shown = page(&house, &cookie, late.location()).await;
        has(
            &shown,
            &["This form was discarded", "discarded this form on"],
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_was_sent_in_another_tab_says_as_what_and_keeps_what_is_typed() {
    let house = House::new().await;
    let (cookie, draft) = begun_by(&house, Role::ProviderAdministrator).await;
    let answers = id_of(&draft);
    let sent = "update draft set submission_id = (select submission_id from submission_file where provider_id = $1)";
    let mut tx = house.services.db.write().await.unwrap();
    exec!(tx, sent, OWN.id).unwrap();
    tx.commit().await.unwrap();
    let words = format!("This form was sent as submission {}", OWN.number);
    let receipt = format!("href=\"/submissions/{}\"", OWN.number);
    let late = save(&house, &cookie, &answers, "section=A&A0500C=Oak&next=B").await;
    assert_eq!(late.status, 409);
    has(&late, &[&words, &receipt, "A0500C", "\u{201c}Oak\u{201d}"]);
    for act in ["/api/drafts/discard_draft", "/api/drafts/submit_draft"] {
        let form = format!("id={answers}&version=1");
        let late = send(&house, &cookie, act, &form).await;
        let shown = page(&house, &cookie, late.location()).await;
        assert_eq!(shown.status, 422, "{act}");
        has(&shown, &[&words, &receipt]);
    }
}
