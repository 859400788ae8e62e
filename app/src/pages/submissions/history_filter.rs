use crate::paths;
use crate::ui::{
    self, Choice, ChoiceWord, FieldKind, FilterChip, FilterChips, FilterForm, LeftOut, SelectField,
    TextField,
};
use domain::staffing::FiscalQuarter;
use domain::submissions::{Progress, SubmissionFilter, SubmissionKind, SubmissionSort};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;

const FIELDS: [(&str, &str); 8] = [
    ("number", "Submission ID"),
    ("facility", "CCN"),
    ("quarter", "Quarter"),
    ("state", "State"),
    ("edit", "Kind of problem"),
    ("from", "Received from"),
    ("to", "Received until"),
    ("sender", "Sender"),
];
const CHOICES: [ChoiceWord; 2] = [
    ("kind", "Kind", |word| {
        SubmissionKind::from_key(word).is_some()
    }),
    ("sort", "Sorted by", |word| {
        SubmissionSort::from_key(word).is_some()
    }),
];

/// The form above the history, and the filters that are on.
#[component]
pub fn HistoryFilterForm(filter: SubmissionFilter, quarters: Vec<FiscalQuarter>) -> impl IntoView {
    let quarters = quarters
        .into_iter()
        .map(|quarter| Choice::new(quarter.key(), quarter.to_string()));
    let states = Progress::ALL.map(|progress| Choice::new(progress.key(), progress.title()));
    let edits = match filter.kind {
        SubmissionKind::Staffing => "The number of an edit, for example -4016",
        SubmissionKind::Assessments => "As reports name it, for example -3810 or server:duplicate",
    };
    let (keep, chips) = (filter.beside_the_form(), chips(&filter));
    let day = |date: Option<Date>| date.map(display_date).unwrap_or_default();
    view! {
        <FilterForm action=paths::SUBMISSIONS label="Filter submissions" keep>
            <TextField
                name="number"
                label="Submission ID"
                kind=FieldKind::Digits
                value=filter.number.map(|number| number.to_string()).unwrap_or_default()
            />
            <TextField
                name="facility"
                label="CCN"
                value=filter.facility.map(String::from).unwrap_or_default()
            />
            {(filter.kind == SubmissionKind::Staffing).then(|| view! {
                <SelectField
                    name="quarter"
                    label="Quarter"
                    any="All quarters"
                    choices=quarters.collect()
                    value=filter.quarter.map(FiscalQuarter::key).unwrap_or_default()
                />
            })}
            <SelectField
                name="state"
                label="State"
                any="All states"
                choices=states.to_vec()
                value=filter.progress.map(Progress::key).unwrap_or_default()
            />
            <TextField
                name="edit"
                label="Kind of problem"
                hint=edits
                value=filter.edit.unwrap_or_default()
            />
            <TextField name="from" label="Received from" hint="MM/DD/YYYY" value=day(filter.from)/>
            <TextField name="to" label="Received until" hint="MM/DD/YYYY" value=day(filter.to)/>
            <TextField name="sender" label="Sender" hint="A user ID" value=filter.sender.unwrap_or_default()/>
        </FilterForm>
        <LeftOut
            read=|query| SubmissionFilter::from_query(query).to_query()
            fields=&FIELDS
            choices=&CHOICES
        />
        <FilterChips chips/>
    }
}

fn chips(filter: &SubmissionFilter) -> Vec<FilterChip> {
    let said = |words: &str, text: Option<String>| text.map(|text| format!("{words} {text}"));
    ui::chips(
        filter,
        [
            (
                said("Submission", filter.number.map(|number| number.to_string())),
                |filter| filter.number = None,
            ),
            (
                said("CCN", filter.facility.clone().map(String::from)),
                |filter| filter.facility = None,
            ),
            (
                filter.quarter.map(|quarter| quarter.to_string()),
                |filter| filter.quarter = None,
            ),
            (
                filter.progress.map(|progress| progress.title().to_owned()),
                |filter| filter.progress = None,
            ),
            (said("Edit", filter.edit.clone()), |filter| {
                filter.edit = None;
            }),
            (said("From", filter.from.map(display_date)), |filter| {
                filter.from = None;
            }),
            (said("Until", filter.to.map(display_date)), |filter| {
                filter.to = None;
            }),
            (said("Sender", filter.sender.clone()), |filter| {
                filter.sender = None;
            }),
        ],
        paths::submissions,
    )
}
