//! The list of patients: searched, filtered, sorted, paged. What is searched for stands in no address.

use super::facts::provider_words;
use crate::api::patients::list_patients;
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{
    self, ChoiceWord, CsvLink, DataTable, DateText, FilterChip, FilterChips, FilterForm, LeftOut,
    LinkButton, Loaded, Page, Pagination, ResultCount, SortHeader, Tag, TextField, load, use_query,
};
use domain::access::PeopleList;
use domain::listing::{PageRequest, Sorted as _};
use domain::patients::{PatientFilter, PatientLine, PatientList, PatientSort};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

const CHOICES: [ChoiceWord; 1] = [("sort", "Sorted by", |word| {
    PatientSort::from_key(word).is_some()
})];

pub struct PatientListPage;

#[lazy_route]
impl LazyRoute for PatientListPage {
    fn data() -> Self {
        Self
    }

    fn view(PatientListPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(PatientFilter::from_query);
        let found = load(filter, async |filter| {
            let patients = list_patients(filter.clone()).await;
            patients.map(|patients| (filter, patients))
        });
        view! {
            <Loaded resource=found let:found>
                <Patients filter=found.0 patients=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Patients(filter: PatientFilter, patients: PatientList) -> impl IntoView {
    let PatientList {
        lines,
        search,
        may_make,
        manages_exclusions,
        read_only,
    } = patients;
    let (total, request) = (lines.total, lines.request);
    let csv = paths::patients_csv(&filter);
    let (chips, paged) = (chips(&filter, &search), filter.clone());
    let (rows, shown) = (lines.rows, filter.clone());
    view! {
        <Page heading="Patients">
            {may_make.then(|| view! { <LinkButton href=paths::NEW_PATIENT>"New Patient"</LinkButton> })}
            {manages_exclusions.then(|| view! {
                <p><a href=paths::EXCLUSIONS>"ICD-10 codes that a state excludes"</a></p>
            })}
            <PeopleSearch
                list=PeopleList::Patients
                filter=filter.to_query()
                search
                read_only
                label="Name, date of birth, Patient ID, Social Security number or Medicare number"
                hint="Name and date of birth (04/12/1931 or 04/1931) may stand together. The last four digits of a Social Security number do as well."
            />
            <ProviderFilter filter/>
            <FilterChips chips/>
            <div>
                <ResultCount total request noun="patients"/>
                {(total > 0).then(|| view! { <CsvLink href=csv total most=PatientFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! {
                <PatientTable lines=rows filter=shown/>
                <Pagination
                    total
                    request
                    label="Patients"
                    href=move |page: PageRequest| paths::patients(&PatientFilter { page, ..paged.clone() })
                />
            })}
            {(total == 0).then(|| view! {
                <p>"A patient is here once a record about them was accepted, or somebody has made them by hand."</p>
            })}
        </Page>
    }
}

#[component]
fn ProviderFilter(filter: PatientFilter) -> impl IntoView {
    let provider = filter.provider.as_ref().map(|ccn| ccn.as_str().to_owned());
    view! {
        <FilterForm action=paths::PATIENTS label="Filter patients" keep=filter.beside_the_form()>
            <TextField
                name="provider"
                label="Provider"
                hint="A CCN of six characters"
                value=provider.unwrap_or_default()
            />
        </FilterForm>
        <LeftOut read=|query| PatientFilter::from_query(query).to_query() fields=&[("provider", "Provider")] choices=&CHOICES/>
    }
}

#[component]
fn PatientTable(lines: Vec<PatientLine>, filter: PatientFilter) -> impl IntoView {
    let headers = PatientSort::ALL
        .into_iter()
        .map(|column| {
            let (sorted, by_column) = filter.sorted_by(column);
            view! { <SortHeader label=column.title() href=paths::patients(&by_column) sorted/> }
        })
        .collect_view();
    let rows = lines
        .into_iter()
        .map(|line| view! { <PatientRow line/> })
        .collect_view();
    view! {
        <DataTable id="patients" caption="Patients, with their newest assessment that counts">
            <thead><tr>{headers}</tr></thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn PatientRow(line: PatientLine) -> impl IntoView {
    let (name, provider) = (line.name(), provider_words(&line));
    let merged = line.merged_into.map(|kept| {
        let text = format!("Merged into {kept}");
        view! { " "<Tag text/> }
    });
    view! {
        <tr>
            <th scope="row"><a href=paths::patient(line.number)>{name}</a>{merged}</th>
            <td>{line.number.to_string()}</td>
            <td>{line.birth}</td>
            <td>{provider}</td>
            <td>{line.last_assessment.map(|date| view! { <DateText date/> })}</td>
        </tr>
    }
}

fn chips(filter: &PatientFilter, search: &str) -> Vec<FilterChip> {
    let provider = filter.provider.as_ref();
    ui::chips(
        filter,
        [
            (
                (!search.is_empty()).then(|| format!("Search: {search}")),
                |filter| filter.search = None,
            ),
            (
                provider.map(|ccn| format!("Provider {}", ccn.as_str())),
                |filter| filter.provider = None,
            ),
        ],
        paths::patients,
    )
}
