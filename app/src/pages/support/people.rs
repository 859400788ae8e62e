//! Finding somebody, for the Help Desk.

use crate::api::people::list_people;
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{DataTable, Loaded, Moment, Page, Tag, Tone, load, use_query};
use domain::access::PeopleList;
use domain::listing::SealedSearch;
use domain::support::{PeopleFound, PersonLine};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct PeoplePage;

#[lazy_route]
impl LazyRoute for PeoplePage {
    fn data() -> Self {
        Self
    }

    fn view(PeoplePage: Self) -> AnyView {
        let query = use_query();
        let search = move || query.with(SealedSearch::from_query);
        let found = load(search, list_people);
        view! {
            <Loaded resource=found let:found>
                <People found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn People(found: PeopleFound) -> impl IntoView {
    let PeopleFound {
        search,
        people,
        has_more,
    } = found;
    let status = status(&search, people.len(), has_more);
    let is_found = !people.is_empty();
    let rows = people
        .into_iter()
        .map(|line| view! { <PersonRow line/> })
        .collect_view();
    view! {
        <Page heading="People">
            <p>
                "Find somebody by name, user ID or e-mail address. That you looked is recorded."
            </p>
            <PeopleSearch
                list=PeopleList::People
                search
                label="Name, user ID or e-mail address"
                hint=format!("At least {} characters.", PeopleFound::SHORTEST)
            />
            {status.map(|status| view! { <p class="q-result-count" role="status">{status}</p> })}
            {is_found.then(|| view! {
                <DataTable id="people" caption="People found">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"E-mail"</th>
                            <th scope="col">"Account"</th>
                            <th scope="col">"Last log-in"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
        </Page>
    }
}

/// What became of the search; none before there is one.
fn status(search: &str, count: usize, has_more: bool) -> Option<String> {
    let typed = search.chars().count();
    if typed == 0 {
        None
    } else if typed < PeopleFound::SHORTEST {
        Some(format!(
            "Enter at least {} characters.",
            PeopleFound::SHORTEST
        ))
    } else if has_more {
        Some(format!(
            "The first {count} people. Search for more of the name to find fewer."
        ))
    } else {
        let people = if count == 1 { "person" } else { "people" };
        Some(format!("{count} {people} found."))
    }
}

#[component]
fn PersonRow(line: PersonLine) -> impl IntoView {
    let account = if line.is_usable {
        view! { <Tag tone=Tone::Good text="Active"/> }
    } else {
        view! { <Tag tone=Tone::Bad text="Cannot be used"/> }
    };
    let last = match line.last_log_in {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::person(line.user)>{line.person}</a>
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
            </th>
            <td>{line.email}</td>
            <td>{account}</td>
            <td>{last}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::status;

    #[test]
    fn a_search_says_what_became_of_it() {
        assert_eq!(status("", 0, false), None);
        assert_eq!(
            status("ab", 0, false).unwrap(),
            "Enter at least 3 characters."
        );
        assert_eq!(status("abc", 1, false).unwrap(), "1 person found.");
        assert_eq!(status("abc", 0, false).unwrap(), "0 people found.");
        assert!(status("abc", 50, true).unwrap().starts_with("The first 50"));
    }
}
