//! What the lists of events are filtered by.

use crate::ui::{Choice, FilterChip, FilterChips, FilterForm, SelectField, TextField};
use domain::audit::{Act, AuditFilter, Organization, Outcome};
use domain::identity::UserName;
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;

#[component]
pub(super) fn EventFilter(
    filter: AuditFilter,
    /// The page of the list.
    page: &'static str,
    /// The list's address with another filter.
    address: fn(&AuditFilter) -> String,
    /// Whether it is the whole record, which also knows states, and what was refused.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let chips = chips(&filter, address);
    let acts = Act::ALL
        .into_iter()
        .map(|act| Choice::new(act.key(), act.words()))
        .collect();
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|outcome| Choice::new(outcome.key(), outcome.title()))
        .collect();
    let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
    let user = filter
        .user
        .as_ref()
        .map(UserName::as_str)
        .unwrap_or_default()
        .to_owned();
    let organization = filter
        .organization
        .as_ref()
        .map(Organization::as_str)
        .unwrap_or_default()
        .to_owned();
    let (label, hint) = if whole {
        ("Organization", "A CCN, or a state's two letters")
    } else {
        ("Organization", "A CCN")
    };
    view! {
        <FilterForm action=page label="Filter events">
            <TextField name="from" label="From" hint="MM/DD/YYYY" value=day(filter.from)/>
            <TextField name="to" label="Until" hint="MM/DD/YYYY" value=day(filter.to)/>
            <TextField
                name="user"
                label="Who"
                hint="A user ID"
                value=user
            />
            <SelectField
                name="act"
                label="What"
                choices=acts
                value=filter.act.map(Act::key).unwrap_or_default()
                any="Everything"
            />
            <TextField name="organization" label hint value=organization/>
            {whole.then(|| view! {
                <SelectField
                    name="outcome"
                    label="Outcome"
                    choices=outcomes
                    value=filter.outcome.map(Outcome::key).unwrap_or_default()
                    any="All outcomes"
                />
            })}
        </FilterForm>
        <FilterChips chips/>
    }
}

fn chips(filter: &AuditFilter, address: fn(&AuditFilter) -> String) -> Vec<FilterChip> {
    let all = filter.at_first_page();
    let chip = |text: Option<String>, without: AuditFilter| {
        text.map(|text| FilterChip {
            text,
            without: address(&without),
        })
    };
    let from = filter
        .from
        .map(|day| format!("From: {}", display_date(day)));
    let to = filter.to.map(|day| format!("Until: {}", display_date(day)));
    let user = filter.user.as_ref();
    let organization = filter.organization.as_ref();
    [
        chip(
            from,
            AuditFilter {
                from: None,
                ..all.clone()
            },
        ),
        chip(
            to,
            AuditFilter {
                to: None,
                ..all.clone()
            },
        ),
        chip(
            user.map(|name| format!("Who: {}", name.as_str())),
            AuditFilter {
                user: None,
                ..all.clone()
            },
        ),
        chip(
            filter.act.map(|act| act.words().to_owned()),
            AuditFilter {
                act: None,
                ..all.clone()
            },
        ),
        chip(
            organization.map(|place| format!("Organization: {}", place.as_str())),
            AuditFilter {
                organization: None,
                ..all.clone()
            },
        ),
        chip(
            filter
                .outcome
                .map(|outcome| format!("Outcome: {}", outcome.title())),
            AuditFilter {
                outcome: None,
                ..all
            },
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
