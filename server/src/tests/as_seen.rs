//! Whoever views as a role is shown the pages that the role is shown: each is asked for by somebody who holds the role, and by somebody
//! who views as it at the same organization, and compared word by word and link by link.
//!
//! What may differ: the red bar; that a form is to be looked at alone ([`LOOK_ONLY`]), which every form is that is refused; who reads it; and
//! what is hidden from whoever views, which has a word of its own in its place ([`HIDDEN`]).

use axum::http::Method;
use domain::access::Role;
use store::exec;

use super::authorization::belong;
use super::house::{House, OWN, user_of};
use crate::viewing::{is_open, pages};

const LOOK_ONLY: &str = "You see this form as the role sees it. Nothing can be chosen or sent while you view as another role.";
const HIDDEN: &str = "••••";

/// Of the viewing itself, and for those who are not logged in.
const NOT_OF_THE_ROLE: [&str; 3] = [app::paths::REVEAL, app::paths::LOG_IN, "/demo"];

/// A form that is being filled in, with answers that say who the patient is, one of which is wrong.
const ANSWERS: &str = "ITM_SBST_CD=01
M0040_PAT_FNAME=RUTH
M0040_PAT_LNAME=ABLE
M0064_SSN=1234
M0066_PAT_BIRTH_DT=19310412
";

async fn begin_form(house: &House) {
    let mut tx = house.services.db.write().await.unwrap();
    let open = "update draft set submission_id = null, answers = $2 where id = $1";
    exec!(tx, open, OWN.thing, ANSWERS).unwrap();
    tx.commit().await.unwrap();
}

/// A page's address about the own home.
fn address(route: &str) -> String {
    let thing = OWN.thing.to_string();
    let number = if route.starts_with(app::paths::PENALTIES) {
        OWN.case
    } else {
        OWN.number
    };
    let parts = route.split('/').map(|part| match part {
        "{slug}" => OWN.ccn,
        "{number}" => number,
        "{ordinal}" => "1",
        "{report}" => "roster",
        part if part.starts_with('{') => &thing,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What a page says, and where its links and forms lead, in their order.
fn words(page: &str) -> Vec<String> {
    let (_, mut rest) = page.split_once("<body").unwrap();
    let mut words = Vec::new();
    while let Some((text, after)) = rest.split_once('<') {
        words.push(text.trim());
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        for name in ["href", "action"] {
            // For whom a page was drawn is the session's.
            let address = attribute(tag, name);
            words.extend(address.and_then(|address| address.split("?drawn_for=").next()));
        }
        let end = if tag.starts_with("script") {
            after.split_once("</script>")
        } else {
            None
        };
        rest = end.map_or(after, |(_, after)| after);
    }
    words.retain(|word| !word.is_empty());
    // First comes the rest of the body's own tag.
    words.into_iter().skip(1).map(str::to_owned).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// Where the forms lead that whoever views could send, and that are refused.
fn refused_forms(page: &str) -> Vec<&str> {
    let (mut closed, mut refused) = (Vec::new(), Vec::new());
    for tag in page.split('<').filter_map(|tag| tag.split('>').next()) {
        if tag.starts_with("fieldset") {
            closed.push(tag.contains(" disabled"));
        } else if tag.starts_with("/fieldset") {
            closed.pop();
        } else if tag.starts_with("form") && attribute(tag, "method") == Some("post") {
            let action = attribute(tag, "action").and_then(|action| action.split('?').next());
            let is_refused =
                |action: &&str| !closed.contains(&true) && !is_open(&Method::POST, action);
            refused.extend(action.filter(is_refused));
        }
    }
    refused
}

/// A page without the red bar; none where it has none.
fn without_the_bar(page: &str) -> Option<String> {
    let at = page[..page.find("aria-label=\"Viewing as another role\"")?].rfind("<section")?;
    let (before, rest) = page.split_at(at);
    let (_, after) = rest.split_once("</section>")?;
    Some(before.to_owned() + after)
}

/// How the page that is seen differs from the one that the role is shown, apart from what may differ.
fn difference(held: &[String], seen: &[String]) -> Option<String> {
    let seen: Vec<_> = seen.iter().filter(|word| *word != LOOK_ONLY).collect();
    let differs = |(held, seen): &(&String, &&String)| held != *seen && !seen.contains(HIDDEN);
    match held.iter().zip(&seen).find(differs) {
        Some((held, seen)) => Some(format!("{held:?} is {seen:?}")),
        None if held.len() != seen.len() => {
            let longer = held.get(seen.len()).or(seen.get(held.len()).copied());
            Some(format!("only one of them has {longer:?}"))
        }
        None => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_views_as_a_role_is_shown_the_pages_that_it_is_shown() {
    let house =
        House::with(|services| services.rules.limits = services.rules.limits.raised(1000)).await;
    belong(&house).await;
    begin_form(&house).await;
    let helper = user_of(Role::HelpDesk);
    let (mut differ, mut compared) = (Vec::new(), 0);
    for role in Role::ALL.into_iter().filter(|role| role.may_be_viewed()) {
        let user = user_of(role);
        let holder = house.session_of(&user).await;
        let viewer = house.viewing_session(role).await;
        for (_, route) in pages::routes() {
            let path = address(route);
            if NOT_OF_THE_ROLE.contains(&route) {
                continue;
            }
            let held = house.get(&path).cookie(&holder).send().await;
            let seen = house.get(&path).cookie(&viewer).send().await;
            if held.status != seen.status {
                differ.push(format!("{role:?} {path}: {} {}", held.status, seen.status));
            } else if held.is_page() {
                // Both are who reads, and colleagues of others besides.
                let read = |page: &str| words(&page.replace(&user, &helper));
                let found = match without_the_bar(&seen.body) {
                    Some(seen) => difference(&read(&held.body), &read(&seen)),
                    None => Some("no red bar".to_owned()),
                };
                let refused = refused_forms(&seen.body);
                let refused = refused.iter().map(|form| format!("{form} is refused"));
                let found = found.into_iter().chain(refused);
                differ.extend(found.map(|found| format!("{role:?} {path}: {found}")));
                compared += 1;
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(compared > 500, "{compared}");
}
