use crate::paths;
use crate::ui::{
    self, CheckBox, Choice, ChoiceWord, FilterChip, FilterChips, FilterForm, LeftOut, RegionField,
    SelectField, StateField, TextField, region_text,
};
use domain::providers::{ProviderFilter, ProviderSort, ProviderStatus, ProviderType};
use leptos::prelude::*;

const FIELDS: [(&str, &str); 5] = [
    ("state", "State"),
    ("region", "CMS region"),
    ("type", "Provider type"),
    ("status", "Status"),
    ("changed", "Changed"),
];
const CHOICES: [ChoiceWord; 1] = [("sort", "Sorted by", |word| {
    ProviderSort::from_key(word).is_some()
})];

/// The form above the provider list, and the filters that are on.
#[component]
pub fn ProviderFilterForm(
    filter: ProviderFilter,
    /// Whether the viewer sees who a provider is and no more.
    identity_only: bool,
) -> impl IntoView {
    let filter = if identity_only {
        filter.of_identity()
    } else {
        filter
    };
    let searched = if identity_only {
        "Name, city or CCN"
    } else {
        "Name, city, CCN or Facility ID"
    };
    let kinds = ProviderType::ALL.map(|kind| Choice::new(kind.key(), kind.name()));
    let statuses = ProviderStatus::ALL.map(|status| Choice::new(status.key(), status.name()));
    let (keep, chips) = (filter.beside_the_form(), chips(&filter));
    view! {
        <FilterForm action=paths::PROVIDERS label="Filter providers" keep>
            <TextField
                name="q"
                label=searched
                value=filter.search.unwrap_or_default()
            />
            <StateField value=filter.state/>
            <RegionField value=filter.region/>
            <SelectField
                name="type"
                label="Provider type"
                any="All types"
                choices=kinds.to_vec()
                value=filter.kind.map(ProviderType::key).unwrap_or_default()
            />
            {(!identity_only).then(|| view! {
                <SelectField
                    name="status"
                    label="Status"
                    any="Any status"
                    choices=statuses.to_vec()
                    value=filter.status.map(ProviderStatus::key).unwrap_or_default()
                />
                <CheckBox
                    name="changed"
                    label=format!("Changed in the last {} days", ProviderFilter::RECENT_DAYS)
                    value="recently"
                    checked=filter.changed_recently
                />
            })}
        </FilterForm>
        <LeftOut
            read=|query| ProviderFilter::from_query(query).to_query()
            fields=&FIELDS
            choices=&CHOICES
        />
        <FilterChips chips/>
    }
}

fn chips(filter: &ProviderFilter) -> Vec<FilterChip> {
    let days = ProviderFilter::RECENT_DAYS;
    ui::chips(
        filter,
        [
            (
                filter.search.as_ref().map(|text| format!("Search: {text}")),
                |filter| filter.search = None,
            ),
            (
                filter.state.map(|state| state.name().to_owned()),
                |filter| filter.state = None,
            ),
            (filter.region.map(region_text), |filter| {
                filter.region = None;
            }),
            (filter.kind.map(|kind| kind.name().to_owned()), |filter| {
                filter.kind = None;
            }),
            (
                filter.status.map(|status| status.name().to_owned()),
                |filter| filter.status = None,
            ),
            (
                filter
                    .changed_recently
                    .then(|| format!("Changed in the last {days} days")),
                |filter| filter.changed_recently = false,
            ),
        ],
        paths::providers,
    )
}
