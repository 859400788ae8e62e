//! Who may do what, tried out: every server function and every plain route, asked by a person of every
//! role, by some who hold two, from an ended session and from a stale tab, about their own home, another one of its state, one of another
//! state, and one that there is not. The outcome is `tests/golden/authorization.txt`; a change of it is read by a person before it goes
//! in. `UPDATE_GOLDEN=1` writes it anew.

mod askers;
mod functions;
mod outcome;
mod things;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use app::paths;
use axum::http::Method;
use futures::stream::{self, StreamExt as _};
use server_fn::axum::server_fn_paths;

use super::house::{Answer, Home, House, OTHER, OWN};
use crate::router::plain_routes;
use askers::{APART, logged_in, move_in, people};
pub(super) use functions::{
    About, Body, Function, download, forms_of_functions, functions, json_function,
};
use outcome::Outcome;
pub(super) use things::belong;

const GOLDEN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/golden/authorization.txt"
);

/// How many ask at the same time, as people do: what one may does not depend on who asks beside them.
const AT_ONCE: usize = 8;

async fn outcomes(
    house: &House,
    function: &Function,
    home: Home,
) -> BTreeMap<Outcome, BTreeSet<&'static str>> {
    let asked = people().into_iter().map(async |(word, asker)| {
        let ask = asker.signs(house, function.ask(house, home)).await;
        (word, Outcome::of(function, &ask.send().await, home))
    });
    let told: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let mut outcomes = BTreeMap::<_, BTreeSet<_>>::new();
    for (word, outcome) in told {
        outcomes.entry(outcome).or_default().insert(word);
    }
    outcomes
}

fn in_words(these: &BTreeSet<&'static str>) -> String {
    let logged_in: BTreeSet<_> = logged_in().map(|(word, _)| word).collect();
    let apart: Vec<_> = these.difference(&logged_in).copied().collect();
    let words = if !these.is_superset(&logged_in) {
        these.iter().copied().collect()
    } else if apart.len() == APART.len() {
        vec!["everyone"]
    } else {
        [&["everyone who is logged in"], apart.as_slice()].concat()
    };
    words.join(" ")
}

/// The homes that are asked about, by the words of the golden file.
const SCOPES: [(&str, Home); 4] = [
    ("own", OWN),
    ("other CCN", things::NEAR),
    ("other state", OTHER),
    ("nobody's", things::NOBODYS),
];

const HEAD: &str = "\
# Who may do what, by role: every server function and every route that is not a page.
# own: a home that the role's grant names, or lies in its state or region, or was accredited by its organization, with all that belongs to it;
# other CCN: another home of that state; other state: a home of another state; nobody's: a home, and an id, that there is not.
# allow: it is done, or refused for what is asked alone. hidden: there is nothing for those. deny: they may not at all.
# expired: the session has ended. stale_category: PBJ Submitter and State Agency S&C General User, from a tab that was drawn for State Agency
# and asks as Provider. pair_…: two roles, each with its own place.
# viewing_as: of the Help Desk, who views as PBJ Submitter of the own home.
# Tried out by server/src/tests/authorization.rs; UPDATE_GOLDEN=1 writes this file anew.
";

/// The text of the golden file, and how many cells it has: one asker, one function, one home.
async fn tried_out() -> (String, usize) {
    // Everything is asked by everybody from one address.
    let house =
        House::with(|services| services.rules.limits = services.rules.limits.raised(1000)).await;
    move_in(&house).await;
    things::belong(&house).await;
    let (mut text, mut cells) = (HEAD.to_owned(), 0);
    for function in functions() {
        writeln!(text, "\n{} {}", function.method, function.path).unwrap();
        let about_nothing = function.about == About::Nothing;
        let asked = if about_nothing { &SCOPES[..1] } else { &SCOPES };
        for (scope, home) in asked {
            let scope = if about_nothing { "" } else { scope };
            for (outcome, people) in outcomes(&house, &function, *home).await {
                cells += people.len();
                let (outcome, people) = (outcome.word(), in_words(&people));
                writeln!(text, "  {scope:<11} {outcome:<6} {people}").unwrap();
            }
        }
    }
    (text, cells)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_may_do_what_is_as_written_down() {
    let begun = std::time::Instant::now();
    let (found, cells) = tried_out().await;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{cells} cells in {seconds:.1} s");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(std::path::Path::new(GOLDEN).parent().unwrap()).unwrap();
        std::fs::write(GOLDEN, &found).unwrap();
    }
    let written = std::fs::read_to_string(GOLDEN).unwrap();
    for (number, (found, written)) in found.lines().zip(written.lines()).enumerate() {
        assert_eq!(found, written, "line {} of {GOLDEN}", number + 1);
    }
    assert_eq!(found.lines().count(), written.lines().count(), "{GOLDEN}");
}

#[test]
fn every_function_and_route_is_tried_out() {
    let registered = server_fn_paths().map(|(path, method)| (method.to_string(), path.to_owned()));
    let plain = plain_routes()
        .list
        .into_iter()
        .map(|(method, path)| (method.to_string(), path.to_owned()));
    let registered: BTreeSet<_> = registered.chain(plain).collect();
    let tried: BTreeSet<_> = functions()
        .into_iter()
        .map(|function| (function.method.to_string(), function.path.to_owned()))
        .collect();
    let missing: Vec<_> = registered.difference(&tried).collect();
    let gone: Vec<_> = tried.difference(&registered).collect();
    assert!(
        missing.is_empty(),
        "add a line to functions() for {missing:?}"
    );
    assert!(gone.is_empty(), "not there any more: {gone:?}");
}

/// Every function and route, by its method and path, asked by somebody with this cookie about their own home.
pub async fn asked_by(house: &House, cookie: &str) -> Vec<(Method, &'static str, Answer)> {
    // What ends the session, or the viewing, would change who asks.
    let ends = [paths::LOG_OUT, paths::STOP_VIEWING, paths::REVEAL];
    let mut answers = Vec::new();
    for function in functions() {
        if ends.contains(&function.path) {
            continue;
        }
        let ask = function.ask(house, OWN).cookie(cookie);
        answers.push((function.method.clone(), function.path, ask.send().await));
    }
    answers
}
