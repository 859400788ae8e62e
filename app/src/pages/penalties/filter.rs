use crate::paths;
use crate::ui::{
    self, Choice, ChoiceWord, FilterChip, FilterChips, FilterForm, LeftOut, RegionField,
    SelectField, StateField, TextField, region_text,
};
use domain::money::Cents;
use domain::penalties::{CaseFilter, CaseSort, CaseState, Standing};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;

/// The form's fields, each with its label.
const FIELDS: [(&str, &str); 9] = [
    ("q", "Case number, provider or CCN"),
    ("state", "State"),
    ("region", "CMS region"),
    ("status", "Status"),
    ("standing", "What is owed"),
    ("due_from", "Due from"),
    ("due_to", "Due until"),
    ("least", "Penalty from ($)"),
    ("most", "Penalty up to ($)"),
];

const CHOICES: [ChoiceWord; 1] = [("sort", "Sorted by", |word| {
    CaseSort::from_key(word).is_some()
})];

/// The form above the list of cases, and the filters that are on.
#[component]
pub fn CaseFilterForm(filter: CaseFilter) -> impl IntoView {
    let states = CaseState::ALL.map(|state| Choice::new(state.key(), state.title()));
    let standings = Standing::ALL.map(|standing| Choice::new(standing.key(), standing.title()));
    let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
    let amount = |amount: Option<Cents>| amount.map(Cents::plain).unwrap_or_default();
    let (keep, chips) = (filter.beside_the_form(), chips(&filter));
    view! {
        <FilterForm action=paths::PENALTIES label="Filter penalty cases" keep>
            <TextField
                name="q"
                label="Case number, provider or CCN"
                value=filter.search.clone().unwrap_or_default()
            />
            <StateField value=filter.place/>
            <RegionField value=filter.region/>
            <SelectField
                name="status"
                label="Status"
                any="Any status"
                choices=states.to_vec()
                value=filter.state.map(CaseState::key).unwrap_or_default()
            />
            <SelectField
                name="standing"
                label="What is owed"
                any="Any"
                choices=standings.to_vec()
                value=filter.standing.map(Standing::key).unwrap_or_default()
            />
            <TextField name="due_from" label="Due from" hint="MM/DD/YYYY" value=day(filter.due_from)/>
            <TextField name="due_to" label="Due until" hint="MM/DD/YYYY" value=day(filter.due_to)/>
            <TextField name="least" label="Penalty from ($)" value=amount(filter.least)/>
            <TextField name="most" label="Penalty up to ($)" value=amount(filter.most)/>
        </FilterForm>
        <LeftOut read=|query| CaseFilter::from_query(query).to_query() fields=&FIELDS choices=&CHOICES/>
        <FilterChips chips/>
    }
}

/// The filters that are on, each with the list without it.
fn chips(filter: &CaseFilter) -> Vec<FilterChip> {
    let day =
        |day: Option<Date>, before: &str| day.map(|day| format!("{before} {}", display_date(day)));
    let amount = |amount: Option<Cents>, before: &str| amount.map(|one| format!("{before} {one}"));
    ui::chips(
        filter,
        [
            (
                filter.search.as_ref().map(|text| format!("Search: {text}")),
                |filter| filter.search = None,
            ),
            (
                filter.place.map(|state| state.name().to_owned()),
                |filter| filter.place = None,
            ),
            (filter.region.map(region_text), |filter| {
                filter.region = None;
            }),
            (
                filter.state.map(|state| state.title().to_owned()),
                |filter| filter.state = None,
            ),
            (
                filter.standing.map(|standing| standing.title().to_owned()),
                |filter| filter.standing = None,
            ),
            (day(filter.due_from, "Due from"), |filter| {
                filter.due_from = None;
            }),
            (day(filter.due_to, "Due until"), |filter| {
                filter.due_to = None;
            }),
            (amount(filter.least, "Penalty from"), |filter| {
                filter.least = None;
            }),
            (amount(filter.most, "Penalty up to"), |filter| {
                filter.most = None;
            }),
        ],
        paths::penalties,
    )
}
