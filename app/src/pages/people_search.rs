//! The search above a list of people. Its words stand in no address.

use crate::api::search::SearchPeople;
use crate::ui::{Button, LookOnly, PostForm, TextField};
use domain::access::PeopleList;
use domain::listing::Query;
use leptos::prelude::*;
use server_fn::ServerFn;

#[component]
pub fn PeopleSearch(
    list: PeopleList,
    /// What the list's address says besides.
    #[prop(optional)]
    filter: Query,
    /// What is searched for.
    search: String,
    #[prop(default = "Name or user ID")] label: &'static str,
    #[prop(optional, into)] hint: String,
    /// Whether it is shown to somebody who views as a role, and searches for nobody.
    #[prop(optional)]
    read_only: bool,
) -> impl IntoView {
    let hint =
        format!("{hint} What you type is kept out of the page's address, which browsers remember.");
    view! {
        <LookOnly read_only>
            <div class="q-people-search">
                <PostForm action=SearchPeople::url() label="Find people">
                    <input type="hidden" name="list" value=list.key()/>
                    <input type="hidden" name="filter" value=filter.to_string()/>
                    <TextField name="q" label hint=hint.trim().to_owned() value=search autocomplete="off"/>
                    <Button>"Search"</Button>
                </PostForm>
            </div>
        </LookOnly>
    }
}
