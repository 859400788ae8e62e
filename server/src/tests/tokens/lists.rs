//! Lists and tables, page by page.

use std::collections::BTreeSet;

use domain::programs::ProblemKind;

use super::{get, is_problem, senders_token, submit};
use crate::api::view::{Submission, Submissions};
use crate::tests::house::{Answer, House, OTHER, OWN};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_list_is_asked_for_page_by_page() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    for (key, file) in [("a", b"<a/>"), ("b", b"<b/>"), ("c", b"<c/>")] {
        assert_eq!(submit(&house, &token, key, file).await.status, 201);
    }
    let mut next = Some("/api/v1/submissions?kind=pbj&since=2020-01-01&limit=3".to_owned());
    let mut numbers = Vec::new();
    while let Some(page) = next {
        let answer = get(&house, &page, &token).await;
        let page: Submissions = serde_json::from_str(&answer.body).unwrap();
        numbers.extend(page.submissions.iter().map(|head| head.number));
        next = page.next;
    }
    // The house's own file was sent before.
    assert_eq!(numbers.len(), 4, "{numbers:?}");
    assert!(numbers.is_sorted());
    let later = get(
        &house,
        "/api/v1/submissions?since=2099-01-01T00:00:00Z",
        &token,
    )
    .await;
    let later: Submissions = serde_json::from_str(&later.body).unwrap();
    assert_eq!((later.submissions, later.next), (Vec::new(), None));
    for (query, part) in [
        ("since=soon", "since"),
        ("kind=x", "kind"),
        ("after=x", "after"),
    ] {
        let answer = get(&house, &format!("/api/v1/submissions?{query}"), &token).await;
        let problem = is_problem(&answer, ProblemKind::Invalid);
        assert_eq!(problem.errors[0].name, part);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_table_has_the_reports_of_every_file() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    submit(&house, &token, "one", b"<nursingHomeData/>").await;
    house.work().await;
    let table = get(&house, "/api/v1/reports.csv?since=2020-01-01", &token).await;
    assert_eq!(table.status, 200, "{}", table.body);
    assert!(table.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = table.body.lines().collect();
    assert!(lines[0].starts_with("Submission ID,File,File Name,Facility,CCN"));
    // Also a file without any message has a row.
    for begin in [OWN.number, "1000003,1,hours.xml"] {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "{begin}: {}",
            table.body
        );
    }
    assert!(!table.body.contains(OTHER.number));
    assert_eq!(fields_of(&table.body), [20].into());
    let later = get(&house, "/api/v1/reports.csv?since=2099-01-01", &token).await;
    assert_eq!(later.body.lines().count(), 1, "{}", later.body);
    // A person's has a line more, which says whose these files are not.
    let cookie = house.session_of(OWN.sender).await;
    let ask = house.get("/submissions/reports.csv").cookie(&cookie);
    let download = ask.send().await.body;
    let note = download.strip_prefix(&table.body).unwrap();
    assert!(note.contains("do not go to CMS"), "{note}");
    let report = "/api/v1/submissions/1000003/files/1/report.csv";
    let report = get(&house, report, &token).await;
    assert_eq!(fields_of(&report.body), [14].into(), "{}", report.body);
}

/// How many fields the rows of a table have (RFC 4180).
fn fields_of(table: &str) -> BTreeSet<usize> {
    let mut counts = BTreeSet::new();
    let (mut fields, mut is_quoted) = (1, false);
    for sign in table.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields += 1,
            '\n' if !is_quoted => {
                counts.insert(fields);
                fields = 1;
            }
            _ => {}
        }
    }
    counts
}

const VENDORS_CI: &str = include_str!("../../../../docs/examples/vendor-ci.yml");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_example_of_a_vendors_ci_finds_what_it_sent_in_the_evening() {
    let (_, query) = VENDORS_CI.split_once("/api/v1/reports.csv?").unwrap();
    let (query, _) = query.split_once("\" >").unwrap();
    let house = House::new().await;
    // Ten in the evening in the east, and the next day in UTC.
    house.pass(10 * 3_600);
    let token = senders_token(&house).await;
    let sent = submit(&house, &token, "one", b"<nursingHomeData/>").await;
    house.work().await;
    let submission = get(&house, sent.location(), &token).await;
    let submission: Submission = serde_json::from_str(&submission.body).unwrap();
    let utc = house.now().system.iso();
    assert!(utc.starts_with("2026-10-21"), "{utc}");
    let query = query
        .replace(
            "$(jq -r .received_at submission.json)",
            &submission.received_at,
        )
        .replace("$(date --utc +%F)", &utc[..10]);
    let table = get(&house, &format!("/api/v1/reports.csv?{query}"), &token).await;
    let own = format!("{},", submission.number);
    let mut lines = table.body.lines();
    assert!(lines.any(|line| line.starts_with(&own)), "{}", table.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_table_of_all_reports_is_read_page_by_page() {
    let house = House::new().await;
    let token = senders_token(&house).await;
    for (key, file) in [("a", b"<a/>"), ("b", b"<b/>"), ("c", b"<c/>")] {
        assert_eq!(submit(&house, &token, key, file).await.status, 201);
    }
    house.work().await;
    let rows = |page: &Answer| {
        let rows = page
            .body
            .lines()
            .skip(1)
            .filter(|line| line.starts_with("10000"));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = get(&house, "/api/v1/reports.csv?since=2020-01-01", &token).await;
    assert_eq!(whole.header("link"), "", "all of it is on one page");
    let mut paged = Vec::new();
    let mut next = "/api/v1/reports.csv?since=2020-01-01&limit=1".to_owned();
    let mut asked = 0;
    loop {
        let page = get(&house, &next, &token).await;
        assert_eq!(page.status, 200, "{}", page.body);
        paged.extend(rows(&page));
        asked += 1;
        let link = page.header("link").to_owned();
        let Some(address) = link
            .strip_prefix('<')
            .and_then(|link| link.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        next = address.to_owned();
    }
    assert_eq!(asked, 4, "one's own of before, and three");
    assert_eq!(paged, rows(&whole));
    let usual = get(&house, "/api/v1/reports.csv?limit=1", &token).await;
    assert!(
        usual.header("link").contains("since="),
        "{}",
        usual.header("link")
    );
    for wrong in ["limit=many", "limit=0", "after=x", "since=then"] {
        let answer = get(&house, &format!("/api/v1/reports.csv?{wrong}"), &token).await;
        is_problem(&answer, ProblemKind::Invalid);
    }
}
