//! ICD-10 codes that states exclude: the list, and the form for another.

use super::error;
use crate::api::patients::{AddExclusion, list_exclusions};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, DataTable, DateText, FilterForm, LeftOut, Loaded, LookOnly,
    Moment, Page, PostForm, SectionBar, SelectField, SuccessBanner, TextField, load, state_choices,
    use_query,
};
use crate::view::patients::ExclusionsView;
use domain::forms::ReturnedForm;
use domain::listing::Query;
use domain::patients::{ExclusionLine, Exclusions};
use domain::providers::StateCode;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ExclusionsPage;

#[lazy_route]
impl LazyRoute for ExclusionsPage {
    fn data() -> Self {
        Self
    }

    fn view(ExclusionsPage: Self) -> AnyView {
        let query = use_query();
        let asked =
            move || query.with(|query| (place(query), query.get("flash").map(str::to_owned)));
        let found = load(asked, async |(state, flash)| {
            list_exclusions(state, flash).await
        });
        view! {
            <Loaded resource=found let:found>
                <List found done=query.with_untracked(|query| query.get("done").map(str::to_owned))/>
            </Loaded>
        }
        .into_any()
    }
}

/// The state whose codes an address asks for.
fn place(query: &Query) -> Option<StateCode> {
    let place = query.get("place");
    place.and_then(|text| StateCode::parse(text).ok())
}

fn understood(query: &Query) -> Query {
    Query::default().with("place", place(query).map(StateCode::as_str))
}

#[component]
fn List(
    found: ExclusionsView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let ExclusionsView { exclusions, form } = found;
    let Exclusions {
        lines,
        states,
        state,
        read_only,
    } = exclusions;
    let errors = form.errors.clone();
    let banner = done.as_deref().and_then(done_words).map(
        |done| view! { <SuccessBanner done next="Records that come from now on are read so."/> },
    );
    let gone = (done.as_deref() == Some("gone")).then(|| view! { <Gone/> });
    let choices = state_choices(states.iter().copied());
    let offered = choices.clone();
    let filter = (states.len() > 1).then(|| view! { <StateFilter offered state/> });
    let alone = match states.as_slice() {
        [one] => Some(*one),
        _ => state,
    };
    let add = view! { <LookOnly read_only><AddForm choices alone form/></LookOnly> };
    let table = if lines.is_empty() {
        view! { <p>"No code is excluded."</p> }.into_any()
    } else {
        view! { <Excluded lines/> }.into_any()
    };
    view! {
        <Page heading="Excluded ICD-10 codes" errors>
            {banner}
            {gone}
            <p>
                "Where a state's law forbids to transmit certain diagnosis codes, they are taken out of the OASIS records that its
                home health agencies send (OASIS edit -9110). A code stands for every code that begins like it."
            </p>
            <p>
                "An exclusion that has taken nothing out of a record yet can be deleted. Any other is ended, and stays in the list: what it
                took out of records stays out."
            </p>
            {filter}
            {table}
            {add}
        </Page>
    }
}

/// It came through the address, so only known words count.
fn done_words(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("The code is excluded"),
        "ended" => Some("The exclusion has a last day"),
        "deleted" => Some("The exclusion is deleted"),
        _ => None,
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning>
            "This exclusion is not in your list any more, so nothing was done. It may have been deleted in another tab, or by
            somebody else."
        </Alert>
    }
}

#[component]
fn StateFilter(
    offered: Vec<Choice>,
    /// The state that is shown alone, if one is.
    state: Option<StateCode>,
) -> impl IntoView {
    let value = state.map(StateCode::as_str).unwrap_or_default();
    view! {
        <FilterForm action=paths::EXCLUSIONS label="Filter excluded codes">
            <SelectField name="place" label="Show the codes of" any="All states" choices=offered value/>
        </FilterForm>
        <LeftOut read=understood fields=&[("place", "Show the codes of")]/>
    }
}

/// The table of the codes.
#[component]
fn Excluded(lines: Vec<ExclusionLine>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| view! { <ExclusionRow line/> })
        .collect_view();
    view! {
        <DataTable id="exclusions" caption="Excluded codes, those in force first">
            <thead>
                <tr>
                    <th scope="col">"Code"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"First day"</th>
                    <th scope="col">"Last day"</th>
                    <th scope="col">"Added"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"First applied"</th>
                    <th scope="col">"Act"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn ExclusionRow(line: ExclusionLine) -> impl IntoView {
    let code = line.code.words();
    let spoken = format!(" the exclusion of {code} in {}", line.state.name());
    let act = |words: &'static str, href| {
        let spoken = spoken.clone();
        view! { <a href=href>{words}<span class="usa-sr-only">{spoken}</span></a>" " }
    };
    let end = line
        .may_end
        .then(|| act("End", paths::end_exclusion(line.id)));
    let delete = line
        .applied_at
        .is_none()
        .then(|| act("Delete", paths::delete_exclusion(line.id)));
    let applied = match line.applied_at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => view! { "Not yet" }.into_any(),
    };
    let by = match line.ended_by {
        Some(ended) => format!("{}, ended by {ended}", line.added_by),
        None => line.added_by,
    };
    view! {
        <tr>
            <th scope="row">{code.clone()}</th>
            <td>{line.state.name()}</td>
            <td><DateText date=line.from/></td>
            <td>{line.until.map(|date| view! { <DateText date/> })}</td>
            <td><Moment at=line.added_at/></td>
            <td>{by}</td>
            <td>{applied}</td>
            <td>{end}{delete}</td>
        </tr>
    }
}

#[component]
fn AddForm(
    choices: Vec<Choice>,
    /// The state that is chosen before anybody does.
    alone: Option<StateCode>,
    form: ReturnedForm,
) -> impl IntoView {
    let state = match form.value("state") {
        "" => alone.map(StateCode::as_str).unwrap_or_default().to_owned(),
        typed => typed.to_owned(),
    };
    view! {
        <SectionBar heading="Exclude a code"/>
        <PostForm action=AddExclusion::url() label="Exclude a code" has_required=true>
            <SelectField
                name="state"
                label="State"
                any="Select"
                choices
                value=state
                error=error(&form, "state")
                required=true
            />
            <TextField
                name="excluded"
                label="Code, or its beginning"
                hint="Such as B20, or A51.3: every code that begins so is excluded."
                value=form.value("excluded")
                error=error(&form, "excluded")
                required=true
            />
            <TextField
                name="from"
                label="First day"
                hint="MM/DD/YYYY"
                value=form.value("from")
                error=error(&form, "from")
                required=true
            />
            <TextField
                name="until"
                label="Last day (optional)"
                hint="MM/DD/YYYY"
                value=form.value("until")
                error=error(&form, "until")
            />
            <Button>"Exclude the code"</Button>
        </PostForm>
    }
}
