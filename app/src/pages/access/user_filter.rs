//! The filter of User Management.

use super::role_choices;
use crate::paths;
use crate::ui::{
    self, CheckBox, Choice, ChoiceWord, FilterChip, FilterForm, LeftOut, SelectField, TextField,
};
use domain::access::{LastLogIn, Role, Shown, Surveying, UserFilter, UserSort};
use domain::audit::Organization;
use leptos::prelude::*;

const FIELDS: [(&str, &str); 6] = [
    ("organization", "Organization"),
    ("role", "User Role"),
    ("last_log_in", "Last log-in"),
    ("surveyor", "Federal surveyor ID"),
    ("unconfirmed", "Only roles to confirm"),
    ("alone", "Without a second security official"),
];
const CHOICES: [ChoiceWord; 2] = [
    ("show", "Roles", |word| Shown::from_key(word).is_some()),
    ("sort", "Sorted by", |word| {
        UserSort::from_key(word).is_some()
    }),
];

#[component]
pub(super) fn UserFilterForm(filter: UserFilter, roles: Vec<Role>) -> impl IntoView {
    let keep = filter.beside_the_form();
    let shown = Shown::ALL
        .into_iter()
        .map(|shown| Choice::new(shown.key(), shown.title()))
        .collect();
    let last_log_in = LastLogIn::ALL
        .into_iter()
        .map(|last| Choice::new(last.key(), last.title()))
        .collect();
    let surveying = Surveying::ALL
        .into_iter()
        .map(|surveying| Choice::new(surveying.key(), surveying.title()))
        .collect();
    let organization = filter.organization.as_ref();
    let wrong = organization.and_then(Organization::wrong);
    let organization = organization.map(Organization::as_str);
    let organization = organization.unwrap_or_default().to_owned();
    view! {
        <FilterForm action=paths::USERS label="Filter people and roles" keep>
            <TextField
                name="organization"
                label="Organization"
                hint="A CCN, or a state's two letters"
                value=organization
                error=wrong.map(str::to_owned)
            />
            <SelectField
                name="role"
                label="User Role"
                choices=role_choices(roles)
                value=filter.role.map(Role::key).unwrap_or_default()
                any="All roles"
            />
            <SelectField name="show" label="Roles" choices=shown value=filter.shown.key()/>
            <SelectField
                name="last_log_in"
                label="Last log-in"
                choices=last_log_in
                value=filter.last_log_in.map(LastLogIn::key).unwrap_or_default()
                any="Any time"
            />
            <SelectField
                name="surveyor"
                label="Federal surveyor ID"
                choices=surveying
                value=filter.surveying.map(Surveying::key).unwrap_or_default()
                any="With or without"
            />
            <CheckBox name="unconfirmed" label="Only roles to confirm" checked=filter.unconfirmed/>
        </FilterForm>
        <LeftOut read=|query| UserFilter::from_query(query).to_query() fields=&FIELDS choices=&CHOICES/>
    }
}

pub(super) fn chips(filter: &UserFilter, search: &str) -> Vec<FilterChip> {
    let organization = filter.organization.as_ref();
    ui::chips(
        filter,
        [
            (
                (!search.is_empty()).then(|| format!("Search: {search}")),
                |filter| filter.search = None,
            ),
            (
                organization.map(|place| format!("Organization: {}", place.as_str())),
                |filter| filter.organization = None,
            ),
            (filter.role.map(|role| role.name().to_owned()), |filter| {
                filter.role = None;
            }),
            (
                (filter.shown != Shown::All).then(|| format!("Roles: {}", filter.shown.title())),
                |filter| filter.shown = Shown::All,
            ),
            (
                filter
                    .last_log_in
                    .map(|last| format!("Last log-in: {}", last.title())),
                |filter| filter.last_log_in = None,
            ),
            (
                filter
                    .surveying
                    .map(|surveying| format!("Federal surveyor ID: {}", surveying.title())),
                |filter| filter.surveying = None,
            ),
            (
                filter
                    .unconfirmed
                    .then(|| "Only roles to confirm".to_owned()),
                |filter| filter.unconfirmed = false,
            ),
            (
                filter
                    .alone
                    .then(|| "Without a second security official".to_owned()),
                |filter| filter.alone = false,
            ),
        ],
        paths::users,
    )
}
