//! The filter of the roles that are to be confirmed.

use super::role_choices;
use crate::paths;
use crate::ui::{CheckBox, FilterChip, FilterForm, LeftOut, SelectField};
use domain::access::{RecertificationFilter, Role};
use domain::listing::Listed as _;
use leptos::prelude::*;

#[component]
pub(super) fn RecertificationFilterForm(
    filter: RecertificationFilter,
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
                choices=role_choices()
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
    let all = filter.at_first_page();
    let chip = |text: String, without: RecertificationFilter| FilterChip {
        text,
        without: paths::recertification(&without),
    };
    let searched = (!search.is_empty()).then(|| {
        let without = RecertificationFilter {
            search: None,
            ..all.clone()
        };
        chip(format!("Search: {search}"), without)
    });
    let role = filter.role.map(|role| {
        let without = RecertificationFilter {
            role: None,
            ..all.clone()
        };
        chip(role.name().to_owned(), without)
    });
    let everywhere = filter.everywhere.then(|| {
        let without = RecertificationFilter {
            everywhere: false,
            ..all.clone()
        };
        chip("Everywhere".to_owned(), without)
    });
    [searched, role, everywhere].into_iter().flatten().collect()
}
