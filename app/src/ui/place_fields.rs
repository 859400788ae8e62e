//! Where in the country: the fields with which lists of providers, and of what concerns them, are filtered.

use super::choice::{Choice, SelectField};
use domain::providers::{Region, StateCode};
use leptos::prelude::*;

/// A state, under the name `state`.
#[component]
pub fn StateField(
    value: Option<StateCode>,
    /// Those that one may choose from; without it, all.
    #[prop(optional)]
    among: Option<Vec<StateCode>>,
) -> impl IntoView {
    let states = among.unwrap_or_else(|| StateCode::all().collect());
    view! {
        <SelectField
            name="state"
            label="State"
            any="All states"
            choices=state_choices(states)
            value=value.map(StateCode::as_str).unwrap_or_default()
        />
    }
}

/// These states to choose from, in the order of the names that are shown.
#[must_use]
pub fn state_choices(states: impl IntoIterator<Item = StateCode>) -> Vec<Choice> {
    StateCode::by_name(states)
        .into_iter()
        .map(|state| Choice::new(state.as_str(), state.name()))
        .collect()
}

/// A region of CMS, under the name `region`.
#[component]
pub fn RegionField(value: Option<Region>) -> impl IntoView {
    let number = |region: Region| region.number().to_string();
    let choices = Region::all().map(|region| Choice::new(number(region), region_text(region)));
    view! {
        <SelectField
            name="region"
            label="CMS region"
            any="All regions"
            choices=choices.collect()
            value=value.map(number).unwrap_or_default()
        />
    }
}

/// `Region 7: Kansas City`.
#[must_use]
pub fn region_text(region: Region) -> String {
    format!("Region {}: {}", region.number(), region.name())
}
