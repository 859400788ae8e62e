//! A thousand requests for pages, twenty at a time, by people of every role: each is answered whole within
//! five seconds, and the program's memory stays where it was.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use support::{Client, Place, Program};

const REQUESTS: usize = 1_000;
const AT_A_TIME: usize = 20;
const LONGEST: Duration = Duration::from_secs(5);
/// What the second half of the requests may leave behind.
const GROWTH_MEGABYTES: u64 = 60;

const PEOPLE: [&str; 10] = [
    "DANA.WHITLOCK",
    "OWEN.SANDOVAL",
    "NADIA.BRANDT",
    "LARKSPUR.DATA",
    "TOMAS.BERG",
    "RUTH.ELLERY",
    "SAM.OKAFOR",
    "HOLLY.BRECHT",
    "GRACE.NOVAK",
    "NORA.VANCE",
];

/// Each of them asks for every one of these; where a role does not reach, the answer is a page that says so.
const PAGES: [&str; 19] = [
    "/dashboard",
    "/dashboard?facility=16E724",
    "/providers",
    "/providers?q=county&sort=name&dir=desc",
    "/providers?state=IA&page=2",
    "/providers/16E724",
    "/pbj/upload",
    "/submissions",
    "/submissions?page=2",
    "/staffing",
    "/staffing/status",
    "/support/jobs",
    "/profile",
    "/request-role",
    "/help",
    "/help/pbj-edits",
    "/reports/facility-final-validation",
    "/vut",
    "/no-such-page",
];

/// Pages whose addresses nobody knows beforehand: who has some, on which list, and how they look, with a star for what holds a digit.
const FOUND: [(&str, &str, &str); 11] = [
    ("DANA.WHITLOCK", "/submissions", "/submissions/*"),
    (
        "DANA.WHITLOCK",
        "/submissions?state=rejected",
        "/submissions/*/files/*",
    ),
    ("DANA.WHITLOCK", "/assessments", "/assessments/*"),
    (
        "DANA.WHITLOCK",
        "/submissions?kind=assessments&state=rejected",
        "/submissions/*/files/*",
    ),
    (
        "HOLLY.BRECHT",
        "/assessments/drafts",
        "/assessments/drafts/*",
    ),
    (
        "HOLLY.BRECHT",
        "/assessments/inbox",
        "/assessments/inbox/*/*",
    ),
    ("HOLLY.BRECHT", "/patients", "/patients/*"),
    (
        "GRACE.NOVAK",
        "/access/requests?state=all",
        "/access/requests/*",
    ),
    ("GRACE.NOVAK", "/access/users?show=held", "/access/users/*"),
    ("SAM.OKAFOR", "/support/tickets", "/support/tickets/*"),
    ("NORA.VANCE", "/penalties", "/penalties/*"),
];

/// How many of each kind.
const OF_A_KIND: usize = 3;

/// What answers whoever is not logged in with a page; the others lead them to the log-in page.
const OPEN_PAGES: [&str; 6] = [
    "/login",
    "/login?ended=logged_out",
    "/help",
    "/help/pbj-edits",
    "/vut",
    "/no-such-page",
];

#[test]
fn a_thousand_pages_twenty_at_a_time_are_each_answered_whole_within_five_seconds() {
    let place = Place::new(None);
    let mut program = place.start();
    let mut visitors: Vec<Visitor> = PEOPLE
        .iter()
        .map(|user| {
            let client = Client::log_in(&place, user);
            let pages = pages_of(&client, user);
            (client, pages)
        })
        .collect();
    visitors.push((Client::new(&place), owned(&OPEN_PAGES)));
    ask(&visitors, 0..REQUESTS / 2);
    let half = resident_megabytes(&program);
    ask(&visitors, REQUESTS / 2..REQUESTS);
    let whole = resident_megabytes(&program);
    assert!(
        whole < half + GROWTH_MEGABYTES,
        "{half} MB after half of the requests, {whole} MB after all"
    );
    program.kill();
    place.assert_whole_audit_trail();
    assert!(!place.said().contains("panicked"), "{}", place.said());
}

/// Somebody, and what they ask for.
type Visitor = (Client, Vec<String>);

fn owned(pages: &[&str]) -> Vec<String> {
    pages.iter().map(|page| String::from(*page)).collect()
}

/// What everybody asks for, and what this person's lists lead to.
fn pages_of(client: &Client, user: &str) -> Vec<String> {
    let lists = FOUND.iter().filter(|(who, ..)| *who == user);
    lists.fold(owned(&PAGES), |mut pages, (_, list, kind)| {
        let mut found = links_of(client, list, kind);
        let first = found.first().cloned();
        let first = first.unwrap_or_else(|| panic!("{list} leads {user} to no {kind}"));
        // Such as the sections of a form.
        found.extend(links_of(client, &first, kind));
        pages.extend(found);
        pages
    })
}

/// The first few addresses of a kind to which a page leads.
fn links_of(client: &Client, page: &str, kind: &str) -> Vec<String> {
    let text = assert_whole_page(client, page);
    let mut links = Vec::new();
    for link in text.split("href=\"").skip(1) {
        let address = link.split(['"', '#']).next().unwrap_or_default();
        let address = address.replace("&amp;", "&");
        if links.len() < OF_A_KIND && is_of_kind(&address, kind) && !links.contains(&address) {
            links.push(address);
        }
    }
    links
}

fn is_of_kind(address: &str, kind: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let mut parts = path.split('/').zip(kind.split('/'));
    let is_like = |(part, like): (&str, &str)| match like {
        "*" => part.contains(|letter: char| letter.is_ascii_digit()),
        _ => part == like,
    };
    path.split('/').count() == kind.split('/').count() && parts.all(is_like)
}

/// All ask in turn, each for one page after the other.
fn ask(visitors: &[Visitor], requests: std::ops::Range<usize>) {
    let next = AtomicUsize::new(requests.start);
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= requests.end {
                        return;
                    }
                    let (client, pages) = &visitors[number % visitors.len()];
                    assert_whole_page(client, &pages[number / visitors.len() % pages.len()]);
                }
            });
        }
    });
}

fn assert_whole_page(client: &Client, page: &str) -> String {
    let asked = Instant::now();
    let mut answer = client.get(page).expect("the program answers");
    let status = answer.status();
    let text = answer.body_mut().read_to_string().expect("a page is text");
    assert!(
        asked.elapsed() < LONGEST,
        "{page} took {:?}",
        asked.elapsed()
    );
    // An address that leads elsewhere is no page; a refusal is one.
    assert!(
        (status.is_success() || status.is_client_error()) && text.trim_end().ends_with("</html>"),
        "{page}: {status}\n{text}"
    );
    text
}

fn resident_megabytes(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id()))
        .expect("Linux tells of a process");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("a process has memory");
    let kilobytes = line
        .trim()
        .trim_end_matches(" kB")
        .parse::<u64>()
        .expect("a number of kB");
    kilobytes / 1_024
}
