//! A report: what it asks for, and its table, or the button that has it made.

use super::rows::ReportRows;
use crate::api::reports::{AskForReport, find_table};
use crate::error::ApiError;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, DateText, FilterForm, LeftOut, Loaded, LookOnly, Moment,
    Page, Pagination, PostForm, ResultCount, SelectField, StateField, TextField, load, number,
    use_query,
};
use crate::view::reports::ReportView;
use domain::assessments::INSTRUMENTS;
use domain::listing::{PageRequest, REPORT_SIZES};
use domain::providers::StateCode;
use domain::reports::{Parameter, ReportKind, ReportParameters, ReportTable};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ReportTablePage;

#[lazy_route]
impl LazyRoute for ReportTablePage {
    fn data() -> Self {
        Self
    }

    fn view(ReportTablePage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let kind = params.with(|params| ReportKind::from_key(&params.get("report")?));
            kind.map(|kind| {
                let parameters = query.with(|query| ReportParameters::from_query(kind, query));
                (kind, parameters)
            })
        };
        let found = load(asked, async |asked| match asked {
            Some((kind, parameters)) => find_table(kind, parameters).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=found let:found><Report found/></Loaded> }.into_any()
    }
}

#[component]
fn Report(found: ReportView) -> impl IntoView {
    let ReportView {
        kind,
        parameters,
        states,
        table,
        read_only,
    } = found;
    let answer = match table {
        Some(table) => view! { <Table table/> }.into_any(),
        None => view! { <Long kind parameters=parameters.clone() read_only/> }.into_any(),
    };
    view! {
        <Page heading=kind.title()>
            <HonestNote/>
            <p>{kind.explanation()}</p>
            <ParameterForm kind parameters states/>
            {answer}
            <p><a href=paths::REPORTS>"All reports"</a></p>
        </Page>
    }
}

/// What the report asks for.
#[component]
fn ParameterForm(
    kind: ReportKind,
    parameters: ReportParameters,
    /// Those that one may choose from.
    states: Vec<StateCode>,
) -> impl IntoView {
    let asks = |parameter| kind.asks_for(parameter);
    let day = |date: Option<Date>| date.map(display_date).unwrap_or_default();
    let facility = asks(Parameter::Facility).then(|| {
        let value = parameters.facility.clone().map(String::from);
        view! { <TextField name="facility" label="CCN" value=value.unwrap_or_default()/> }
    });
    let has_choice = states.len() > 1 || parameters.state.is_some();
    let state = (asks(Parameter::State) && has_choice).then(|| {
        view! { <StateField value=parameters.state among=states/> }
    });
    let instrument = asks(Parameter::Instrument).then(|| {
        let choices = INSTRUMENTS.map(|name| Choice::new(name, name)).to_vec();
        let value = parameters.instrument().unwrap_or_default();
        view! { <SelectField name="instrument" label="Instrument" any="All instruments" choices value/> }
    });
    let days = asks(Parameter::Days).then(|| {
        let (from, to) = (day(parameters.from), day(parameters.to));
        let usual = format!(
            "MM/DD/YYYY; without it, {} days before the last",
            kind.usual_days()
        );
        view! {
            <TextField name="from" label="First day" hint=usual value=from/>
            <TextField name="to" label="Last day" hint="MM/DD/YYYY; without it, today" value=to/>
        }
    });
    let edit = asks(Parameter::Edit).then(|| {
        let value = parameters.edit.clone().unwrap_or_default();
        view! { <TextField name="edit" label="Edit" hint="As reports name it, for example -3810 or server:duplicate" value/> }
    });
    view! {
        <FilterForm action=paths::report_form(kind) label="Parameters of the report" button="Show the report">
            {facility}
            {state}
            {instrument}
            {days}
            {edit}
        </FilterForm>
        <LeftOut read=ReportParameters::understood fields=&ReportParameters::FIELDS/>
    }
}

/// A report that takes long is made when it is asked for.
#[component]
fn Long(kind: ReportKind, parameters: ReportParameters, read_only: bool) -> impl IntoView {
    let at_once = kind
        .asks_for(Parameter::Facility)
        .then_some(" Name a CCN above to have that of one facility at once.");
    view! {
        <Alert kind=AlertKind::Info>
            "This report is about many facilities. It is made in the background; you may go on working and find it in My Reports."
            {at_once}
        </Alert>
        <LookOnly read_only>
            <PostForm action=AskForReport::url() label="Make this report">
                <input type="hidden" name="report" value=kind.key()/>
                <input type="hidden" name="filter" value=parameters.whole().to_query().to_string()/>
                <Button>"Make this report"</Button>
            </PostForm>
        </LookOnly>
    }
}

#[component]
fn Table(table: ReportTable) -> impl IntoView {
    let ReportTable {
        kind,
        parameters,
        total,
        request,
        ..
    } = table;
    let csv = paths::report_table_csv(kind, &parameters);
    let is_backwards = matches!(table.days.as_slice(), [first, last] if first > last);
    let words = parameters.in_words();
    let about = (!words.is_empty()).then(|| view! { <dt>"Of"</dt><dd>{words}</dd> });
    let cut = table.is_cut.then(|| {
        view! { <p>{format!("These are the first {} rows; the CSV has more.", number(total))}</p> }
    });
    let turned = move |page: PageRequest| {
        paths::report_table(
            kind,
            &ReportParameters {
                page,
                ..parameters.clone()
            },
        )
    };
    let rows = if total == 0 {
        view! { <Nothing is_backwards/> }.into_any()
    } else {
        view! {
            <ResultCount total request noun="rows"/>
            {cut}
            <ReportRows kind caption=kind.title() columns=table.columns rows=table.rows/>
            <Pagination total request label="Report" href=turned sizes=&REPORT_SIZES/>
        }
        .into_any()
    };
    view! {
        <dl class="q-facts">
            <dt>"As of"</dt><dd><Moment at=table.as_of/></dd>
            <DaysFact days=table.days/>
            {about}
        </dl>
        <p class="q-downloads">
            <a class="usa-link q-download" rel="external" href=csv>"Download CSV"</a>
        </p>
        {rows}
    }
}

/// First and last day of a report that has them, among its facts.
#[component]
pub(super) fn DaysFact(days: Vec<Date>) -> impl IntoView {
    (!days.is_empty()).then(|| view! { <dt>"Days"</dt><dd><Days days/></dd> })
}

/// First and last day of a report that has them.
#[component]
pub(super) fn Days(days: Vec<Date>) -> impl IntoView {
    match days.as_slice() {
        [first, last] => {
            let (first, last) = (*first, *last);
            Some(view! { <DateText date=first/>" to "<DateText date=last/> })
        }
        _ => None,
    }
}

/// Why a table may be empty, and what to try.
#[component]
fn Nothing(
    /// The first day is after the last.
    is_backwards: bool,
) -> impl IntoView {
    if is_backwards {
        return view! {
            <Alert kind=AlertKind::Warning>
                "The first day is after the last, so that no day lies between them. Change one of them."
            </Alert>
        }
        .into_any();
    }
    view! { <p>"Nothing was found. Ask for more days or facilities, or leave a choice out."</p> }
        .into_any()
}
