//! Recording a payment and taking it back, as browsers without script do it; and that whoever collects penalties sees
//! nothing else.

use domain::access::Role;
use store::exec;
use uuid::Uuid;

use super::browsing::{has, next, page};
use super::house::{Answer, House, OTHER, OWN, user_of};

const SECOND: &str = "SECOND.FINANCE";

async fn send(house: &House, cookie: &str, function: &str, form: &str) -> Answer {
    house
        .post(&format!("/api/penalties/{function}"))
        .cookie(cookie)
        .form(form)
        .send()
        .await
}

/// The value of a hidden field.
fn field(page: &Answer, name: &str) -> String {
    let before = format!("name=\"{name}\" value=\"");
    let start = page.body.find(&before).unwrap() + before.len();
    let rest = &page.body[start..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// The cookies of two people of the Office of Financial Management.
async fn collectors(house: &House) -> (String, String) {
    let (user, grant) = (Uuid::now_v7(), Uuid::now_v7());
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, 'Second', 'second@example.org', 'active', 0)",
        user,
        SECOND
    )
    .unwrap();
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, $3, 0)",
        grant,
        user,
        Role::FinancialManagementUser.key()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let first = house
        .session_of(&user_of(Role::FinancialManagementUser))
        .await;
    (first, house.session_of(SECOND).await)
}

fn typed(amount: &str) -> String {
    format!(
        "number={}&amount={amount}&received_on=10/01/2026&method=check&trace=1077",
        OWN.case
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payment_is_reviewed_recorded_once_and_reversed_by_a_colleague() {
    let house = House::new().await;
    let (first, second) = collectors(&house).await;
    let sent = send(&house, &first, "review_payment", &typed("400")).await;
    let review = next(&house, &first, &sent).await;
    assert_eq!(review.status, 200);
    has(
        &review,
        &["Review the payment", "$400.00", "$600.00", "Partially paid"],
    );
    let form = format!("{}&key={}&step=record", typed("400"), field(&review, "key"));
    for _ in 0..2 {
        let recorded = send(&house, &first, "record_payment", &form).await;
        let case = next(&house, &first, &recorded).await;
        has(&case, &["The payment is recorded", "Check 1077", "$400.00"]);
        has(&case, &["Yours: a colleague reverses it"]);
        assert_eq!(case.body.matches("Check 1077").count(), 1, "{}", case.body);
    }
    let address = format!("/penalties/{}?tab=payments", OWN.case);
    let seen = page(&house, &second, &address).await;
    let link = format!("href=\"/penalties/{}/reverse/", OWN.case);
    let start = seen.body.find(&link).unwrap() + link.len();
    let entry = &seen.body[start..start + 36];
    let form = format!("number={}&entry={entry}&reason=", OWN.case);
    let silent = send(&house, &second, "reverse_entry", &form).await;
    let back = next(&house, &second, &silent).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#reason\"", "Enter the reason"]);
    let form = format!("{form}The+check+was+for+another+home.");
    let own = send(&house, &first, "reverse_entry", &form).await;
    assert_eq!(own.location(), "/error?status=409&why=own_entry");
    let reversed = send(&house, &second, "reverse_entry", &form).await;
    let case = next(&house, &second, &reversed).await;
    has(
        &case,
        &["The entry is reversed", "Due and payable", "$1,000.00"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_check_that_was_recorded_is_recorded_again_only_as_another_one() {
    let house = House::new().await;
    let (first, second) = collectors(&house).await;
    let sent = send(&house, &first, "review_payment", &typed("5")).await;
    let review = next(&house, &first, &sent).await;
    let form = format!("{}&key={}&step=record", typed("5"), field(&review, "key"));
    send(&house, &first, "record_payment", &form).await;
    let changed = form.replace("amount=5", "amount=999");
    let sent = send(&house, &first, "record_payment", &changed).await;
    let why = "/error?status=409&why=form_recorded_otherwise";
    assert_eq!(sent.location(), why);

    let sent = send(&house, &second, "review_payment", &typed("6")).await;
    let asked = next(&house, &second, &sent).await;
    assert_eq!(asked.status, 422);
    has(
        &asked,
        &[
            "href=\"#another\"",
            "Check 1077 was recorded before: $5.00",
            OWN.case,
            "It is another receipt",
        ],
    );
    let ticked = format!("{}&another=true", typed("6"));
    let sent = send(&house, &second, "review_payment", &ticked).await;
    let review = next(&house, &second, &sent).await;
    has(
        &review,
        &["Review the payment", "name=\"another\" value=\"true\""],
    );
    let form = format!("{ticked}&key={}&step=record", field(&review, "key"));
    let sent = send(&house, &second, "record_payment", &form).await;
    has(
        &next(&house, &second, &sent).await,
        &["The payment is recorded"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_with_a_payment_stands_at_its_field_and_can_be_changed() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    for (form, field) in [
        (typed("1000.01"), "amount"),
        (typed("0"), "amount"),
        (typed("ten"), "amount"),
        (
            typed("5").replace("10/01/2026", "10/21/2026"),
            "received_on",
        ),
        (
            typed("5").replace("10/01/2026", "06/30/2026"),
            "received_on",
        ),
        (typed("5").replace("1077", ""), "trace"),
        (typed("5").replace("check", "gold"), "method"),
    ] {
        let sent = send(&house, &first, "review_payment", &form).await;
        let shown = next(&house, &first, &sent).await;
        assert_eq!(shown.status, 422, "{form}");
        has(&shown, &[&format!("href=\"#{field}\"")]);
    }
    let sent = send(&house, &first, "review_payment", &typed("5")).await;
    let review = next(&house, &first, &sent).await;
    let form = format!("{}&key={}&step=change", typed("5"), field(&review, "key"));
    let sent = send(&house, &first, "record_payment", &form).await;
    let again = next(&house, &first, &sent).await;
    assert_eq!(again.status, 200);
    has(&again, &["Record payment for case", "value=\"1077\""]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_is_moved_on_once_with_a_reason_and_its_history_shows_it() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let address = format!("/penalties/{}", OWN.case);
    let case = page(&house, &first, &address).await;
    has(&case, &["Move the case on", &format!("{address}/step")]);
    assert!(!case.body.contains("Record refund"), "{}", case.body);
    let shown = page(&house, &first, &format!("{address}/step")).await;
    has(&shown, &["Next status", "Overdue", "Payment plan"]);
    assert!(!shown.body.contains("Payable since"), "{}", shown.body);
    let key = field(&shown, "key");
    let silent = format!("number={}&key={key}&state=payment_plan&reason=", OWN.case);
    let sent = send(&house, &first, "take_step", &silent).await;
    let back = next(&house, &first, &sent).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#reason\"", "Enter the reason"]);
    let form = format!("{silent}Six+instalments+were+agreed.");
    for _ in 0..2 {
        let sent = send(&house, &first, "take_step", &form).await;
        let moved = next(&house, &first, &sent).await;
        has(&moved, &["The case is moved on", "Payment plan"]);
        let reason = "Six instalments were agreed.";
        assert_eq!(moved.body.matches(reason).count(), 1, "{}", moved.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_step_is_taken_back_with_a_reason_the_last_one_first() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let step = async |state: &str| {
        let shown = page(&house, &first, &format!("/penalties/{}/step", OWN.case)).await;
        let (number, key) = (OWN.case, field(&shown, "key"));
        let form = format!("number={number}&key={key}&state={state}&reason=Late");
        let sent = send(&house, &first, "take_step", &form).await;
        has(
            &next(&house, &first, &sent).await,
            &["The case is moved on"],
        );
        key
    };
    let (overdue, plan) = (step("overdue").await, step("payment_plan").await);
    let address = format!("/penalties/{}/step", OWN.case);
    let history = page(
        &house,
        &first,
        &format!("/penalties/{}?tab=history", OWN.case),
    )
    .await;
    has(&history, &[&format!("href=\"{address}/{plan}\"")]);
    assert!(!history.body.contains(&format!("{address}/{overdue}")));
    let early = page(&house, &first, &format!("{address}/{overdue}")).await;
    has(&early, &["Take back first", "Payment plan"]);
    assert!(!early.body.contains("name=\"reason\""), "{}", early.body);
    let form = |step: &str, reason: &str| {
        let number = OWN.case;
        format!("number={number}&step={step}&reason={reason}")
    };
    let silent = send(&house, &first, "take_step_back", &form(&plan, "")).await;
    let back = next(&house, &first, &silent).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#reason\"", "Enter the reason"]);
    for step in [plan, overdue] {
        let taken = send(&house, &first, "take_step_back", &form(&step, "Misread")).await;
        let case = next(&house, &first, &taken).await;
        has(
            &case,
            &["The step is taken back", "Takes a step back", "Misread"],
        );
    }
    let case = page(&house, &first, &format!("/penalties/{}", OWN.case)).await;
    has(&case, &["Due and payable", "$1,000.00"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_came_in_too_much_is_sent_back_and_reversed_by_a_colleague() {
    let house = House::new().await;
    let (first, second) = collectors(&house).await;
    let over = format!("{}&overpayment=yes", typed("1100"));
    let sent = send(&house, &first, "review_payment", &over).await;
    let review = next(&house, &first, &sent).await;
    let form = format!("{over}&key={}&step=record", field(&review, "key"));
    let recorded = send(&house, &first, "record_payment", &form).await;
    has(&next(&house, &first, &recorded).await, &["Record refund"]);
    let shown = page(&house, &first, &format!("/penalties/{}/refund", OWN.case)).await;
    has(&shown, &["To go back", "Sent back on"]);
    let form = |amount: &str| {
        let key = field(&shown, "key");
        let number = OWN.case;
        format!("number={number}&key={key}&amount={amount}&refunded_on=10/02/2026&trace=9001")
    };
    let much = send(&house, &first, "record_refund", &form("1100")).await;
    let back = next(&house, &first, &much).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#amount\"", "Enter at most that"]);
    for _ in 0..2 {
        let sent = send(&house, &first, "record_refund", &form("10")).await;
        let case = next(&house, &first, &sent).await;
        has(&case, &["The refund is recorded", "Refund", "9001"]);
        assert_eq!(case.body.matches("9001").count(), 1, "{}", case.body);
    }
    let address = format!("/penalties/{}?tab=payments", OWN.case);
    has(
        &page(&house, &second, &address).await,
        &["Refund of -$10.00"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_penalty_is_adjusted_after_a_review_and_a_colleague_takes_it_back() {
    let house = House::new().await;
    let (first, second) = collectors(&house).await;
    let typed = |amount: &str| {
        let number = OWN.case;
        format!(
            "number={number}&kind=settlement&amount={amount}&adjusted_on=10/01/2026&reason=Settled"
        )
    };
    let much = send(&house, &first, "review_adjustment", &typed("1000.01")).await;
    let back = next(&house, &first, &much).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#amount\"", "value=\"1000.01\""]);
    let sent = send(&house, &first, "review_adjustment", &typed("400")).await;
    let review = next(&house, &first, &sent).await;
    has(&review, &["Review the adjustment", "$400.00", "$600.00"]);
    let kept = |review: &Answer| {
        let (seen, key) = (field(review, "seen"), field(review, "key"));
        format!("{}&seen={seen}&key={key}", typed("400"))
    };
    let form = kept(&review);
    let change = format!("{form}&step=change");
    let changed = send(&house, &first, "record_adjustment", &change).await;
    has(
        &next(&house, &first, &changed).await,
        &["Percent to take off"],
    );
    for _ in 0..2 {
        let recorded = send(&house, &first, "record_adjustment", &form).await;
        let case = next(&house, &first, &recorded).await;
        has(&case, &["The penalty is adjusted", "Settlement", "Settled"]);
        has(&case, &["Yours: a colleague takes it back"]);
        assert_eq!(case.body.matches("Settled").count(), 1, "{}", case.body);
    }
    // What a colleague reviewed before that is to be looked at again.
    let stale = form.replace(&field(&review, "key"), &Uuid::now_v7().to_string());
    let refused = send(&house, &second, "record_adjustment", &stale).await;
    let again = next(&house, &second, &refused).await;
    assert_eq!(again.status, 422);
    has(
        &again,
        &["Review the adjustment once more", "value=\"400\""],
    );
    let address = format!("/penalties/{}?tab=adjustments", OWN.case);
    let seen = page(&house, &second, &address).await;
    let link = format!("href=\"/penalties/{}/adjust/", OWN.case);
    let start = seen.body.find(&link).unwrap() + link.len();
    let adjustment = &seen.body[start..start + 36];
    let address = format!("/penalties/{}/adjust/{adjustment}", OWN.case);
    has(
        &page(&house, &second, &address).await,
        &["Take back an adjustment", "$600.00", "$1,000.00"],
    );
    let form = format!("number={}&adjustment={adjustment}&reason=", OWN.case);
    let silent = send(&house, &second, "take_adjustment_back", &form).await;
    let back = next(&house, &second, &silent).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#reason\"", "Enter the reason"]);
    let form = format!("{form}Another+home.");
    let own = send(&house, &first, "take_adjustment_back", &form).await;
    assert_eq!(own.location(), "/error?status=409&why=own_adjustment");
    let taken = send(&house, &second, "take_adjustment_back", &form).await;
    has(
        &next(&house, &second, &taken).await,
        &["The adjustment is taken back", "Taken back: Settlement"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_list_cannot_make_sense_of_it_says() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let said = "Not understood, and so left out:";
    for (address, words) in [
        (
            "/penalties?due_from=13/45/2026&least=ten&status=",
            "Due from “13/45/2026”, Penalty from ($) “ten”.",
        ),
        ("/penalties/receipts?to=soon", "Received until “soon”."),
    ] {
        let list = page(&house, &first, address).await;
        assert_eq!(list.status, 200);
        has(&list, &[&format!("{said} {words}")]);
    }
    let fine = page(&house, &first, "/penalties?due_from=01/02/2026&q=oak").await;
    assert!(!fine.body.contains(said));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mistyped_payable_day_is_corrected_with_a_reason() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let address = format!("/penalties/{}/payable-day", OWN.case);
    let shown = page(&house, &first, &address).await;
    has(&shown, &["Payable since", "Right day"]);
    let key = field(&shown, "key");
    let form = |reason: &str| {
        let number = OWN.case;
        format!("number={number}&key={key}&payable_on=10/01/2026&reason={reason}")
    };
    let silent = send(&house, &first, "correct_payable_day", &form("")).await;
    let back = next(&house, &first, &silent).await;
    assert_eq!(back.status, 422);
    has(&back, &["href=\"#reason\"", "value=\"10/01/2026\""]);
    for _ in 0..2 {
        let sent = send(&house, &first, "correct_payable_day", &form("Misread")).await;
        let case = next(&house, &first, &sent).await;
        has(
            &case,
            &["The payable day is corrected", "Payable since 10/01/2026"],
        );
        assert_eq!(case.body.matches("Misread").count(), 1, "{}", case.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_part_of_a_case_that_has_nothing_is_not_offered() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let address = format!("/penalties/{}?tab=offsets", OWN.case);
    let case = page(&house, &first, &address).await;
    has(
        &case,
        &["Summary", "tab=interest", "invented for the demonstration"],
    );
    for tab in ["rows", "adjustments", "payments", "offsets", "history"] {
        assert!(!case.body.contains(&format!("tab={tab}\"")), "{tab}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_collects_penalties_sees_nothing_else() {
    let house = House::new().await;
    let (first, _) = collectors(&house).await;
    let dashboard = page(&house, &first, "/dashboard").await;
    has(&dashboard, &["Civil money penalties", "standing=overdue"]);
    for words in [
        "Payroll-Based",
        "Certifications",
        "Background Jobs",
        "Not built yet",
    ] {
        assert!(!dashboard.body.contains(words), "{words}");
    }
    let provider = page(&house, &first, &format!("/providers/{}", OTHER.ccn)).await;
    has(&provider, &[OTHER.name, OTHER.ccn, "1 Main Street"]);
    for words in [
        OTHER.facility_id,
        "Certification history",
        "Changes",
        "Ownership",
    ] {
        assert!(!provider.body.contains(words), "{words}");
    }
    for address in [
        "/submissions",
        "/staffing",
        "/staffing/status",
        "/support/jobs",
        "/access/requests",
        "/access/users",
    ] {
        assert_eq!(page(&house, &first, address).await.status, 403, "{address}");
    }
}
