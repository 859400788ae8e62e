//! The filter of the roles that are to be confirmed.

use super::role_choices;
use crate::paths;
use crate::ui::{self, CheckBox, FilterChip, FilterForm, LeftOut, SelectField};
use domain::access::{RecertificationFilter, Role};
use leptos::prelude::*;

#[component]
pub(super) fn RecertificationFilterForm(
    filter: RecertificationFilter,
    roles: Vec<Role>,
    nationwide: bool,
) -> impl IntoView {
    let everywhere = nationwide.then(|| {
        view! {
            <CheckBox
                name="everywhere"
                label="Also what the officials of an organization are asked"
                checked=filter.everywhere
            />
        }
    });
    view! {
        <FilterForm action=paths::RECERTIFICATION label="Filter roles to confirm" keep=filter.beside_the_form()>
            <SelectField
                name="role"
                label="User Role"
                choices=role_choices(roles)
                value=filter.role.map(Role::key).unwrap_or_default()
                any="All roles"
            />
            {everywhere}
        </FilterForm>
        <LeftOut
            read=|query| RecertificationFilter::from_query(query).to_query()
            fields=&[("role", "User Role"), ("everywhere", "Everywhere")]
        />
    }
}

pub(super) fn chips(filter: &RecertificationFilter, search: &str) -> Vec<FilterChip> {
    ui::chips(
        filter,
        [
            (
                (!search.is_empty()).then(|| format!("Search: {search}")),
                |filter| filter.search = None,
            ),
            (filter.role.map(|role| role.name().to_owned()), |filter| {
                filter.role = None;
            }),
            (
                filter.everywhere.then(|| "Everywhere".to_owned()),
                |filter| filter.everywhere = false,
            ),
        ],
        paths::recertification,
    )
}
