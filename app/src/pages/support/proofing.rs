//! Identity proofing by people: the queue, and beginning somebody's proofing anew.

use super::OutcomeTag;
use crate::api::proofing::{RestartProofing, list_cases};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Choice, DataTable, FilterChip, FilterChips, FilterForm, LeftOut, Loaded,
    Moment, Page, Pagination, PostForm, ProveFirst, ResultCount, SectionBar, SelectField,
    SuccessBanner, TextArea, TextField, load, number, use_query,
};
use crate::view::proofing::ProofingCases;
use domain::forms::ReturnedForm;
use domain::identity::{IdentityCheck, ProofingCaseLine, ProofingFilter, ProofingOutcome};
use domain::listing::{PageRequest, SealedSearch};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

/// What was asked for, and what was found.
type Found = (ProofingFilter, ProofingCases);

pub struct ProofingCasesPage;

#[lazy_route]
impl LazyRoute for ProofingCasesPage {
    fn data() -> Self {
        Self
    }

    fn view(ProofingCasesPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || {
            query.with(|query| {
                let flash = query.get("flash").map(str::to_owned);
                let restarted = query.get("restarted").and_then(SealedSearch::parse);
                (ProofingFilter::from_query(query), flash, restarted)
            })
        };
        let found = load(asked, async |(filter, flash, restarted)| {
            list_cases(filter, flash, restarted)
                .await
                .map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Cases found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Cases(found: Found) -> impl IntoView {
    let (filter, found) = found;
    let ProofingCases {
        cases,
        counts,
        is_confirmed,
        restarted,
        form,
    } = found;
    let (total, request) = (cases.total, cases.request);
    let banner = (!restarted.is_empty()).then(|| {
        let done = format!("Proofing begins anew for {restarted}");
        let next =
            "Their devices are taken off, their sessions are ended, and an e-mail tells them.";
        view! { <SuccessBanner done next/> }
    });
    view! {
        <Page heading="Identity Proofing" errors=form.errors.clone()>
            {banner}
            <p>"People who registered and whose identity a person is to confirm. The longest waiting stand first."</p>
            <CaseFilter outcome=filter.outcome counts/>
            <ResultCount total request noun="cases"/>
            {(total > 0).then(|| view! { <CaseTable cases=cases.rows/> })}
            <Pagination
                total
                request
                label="Cases"
                href=move |page: PageRequest| paths::proofing_cases(ProofingFilter { page, ..filter })
            />
            <StartAnew form is_confirmed/>
        </Page>
    }
}

/// The filter, and what it is set to.
#[component]
fn CaseFilter(
    outcome: Option<ProofingOutcome>,
    /// How many cases each outcome has.
    counts: Vec<(ProofingOutcome, i64)>,
) -> impl IntoView {
    let choices = counts
        .into_iter()
        .map(|(outcome, count)| {
            let label = format!("{} ({})", outcome.title(), number(count));
            Choice::new(outcome.key(), label)
        })
        .collect();
    let chips = outcome.map(|outcome| FilterChip {
        text: format!("State: {}", outcome.title()),
        without: paths::proofing_cases(ProofingFilter::default()),
    });
    view! {
        <FilterForm action=paths::PROOFING_CASES label="Filter cases">
            <SelectField
                name="outcome"
                label="State"
                choices
                value=outcome.map(ProofingOutcome::key).unwrap_or_default()
                any="All states"
            />
        </FilterForm>
        <LeftOut read=|query| ProofingFilter::from_query(query).to_query() fields=&[("outcome", "State")]/>
        <FilterChips chips=chips.into_iter().collect()/>
    }
}

#[component]
fn CaseTable(cases: Vec<ProofingCaseLine>) -> impl IntoView {
    let rows = cases
        .into_iter()
        .map(|case| view! { <CaseRow case/> })
        .collect_view();
    view! {
        <DataTable id="cases" caption="Cases of manual proofing, those that wait first">
            <thead>
                <tr>
                    <th scope="col">"Reference number"</th>
                    <th scope="col">"Name"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Sent"</th>
                    <th scope="col">"Decided"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn CaseRow(case: ProofingCaseLine) -> impl IntoView {
    let decided = case.ended_at.map(|at| view! { <Moment at/> });
    let decided_by = case.decided_by.map(|name| format!(" by {name}"));
    view! {
        <tr>
            <th scope="row"><a href=paths::proofing_case(&case.reference)>{case.reference.as_str().to_owned()}</a></th>
            <td>{case.full_name}" ("{case.user_name.as_str().to_owned()}")"</td>
            <td>{case.evidence.name()}</td>
            <td><OutcomeTag outcome=case.outcome/></td>
            <td><Moment at=case.started_at/></td>
            <td>{decided}{decided_by}</td>
        </tr>
    }
}

/// For someone who lost every second factor.
#[component]
fn StartAnew(form: ReturnedForm, is_confirmed: bool) -> impl IntoView {
    let act = if is_confirmed {
        view! { <StartAnewForm form/> }.into_any()
    } else {
        view! { <ProveFirst page=paths::PROOFING_CASES/> }.into_any()
    };
    view! {
        <SectionBar heading="Start proofing anew for a user ID"/>
        <p>
            "For someone who has lost every device and has no backup code. It takes all devices and access tokens off the account,
            ends its sessions and mails the person, who logs in with the password and is proofed again. A colleague decides on
            documents and video calls. Their roles stay. For people who decide on others, help, audit or record payments,
            Production Control does it."
        </p>
        {act}
    }
}

#[component]
fn StartAnewForm(form: ReturnedForm) -> impl IntoView {
    let error = |field| form.error(field).map(str::to_owned);
    let [user_name_error, check_error, record_error] = ["user_name", "check", "record"].map(error);
    let choices = IdentityCheck::ALL
        .into_iter()
        .map(|check| Choice::new(check.key(), check.name()))
        .collect();
    view! {
        <PostForm action=RestartProofing::url() label="Start proofing anew" has_required=true>
            <TextField
                name="user_name"
                label="User ID"
                value=form.value("user_name")
                error=user_name_error
                autocomplete="off"
                required=true
            />
            <SelectField
                name="check"
                label="How you made sure who the person is"
                choices
                value=form.value("check")
                any="Select one"
                error=check_error
                required=true
            />
            <TextArea
                name="record"
                label="Record"
                hint="What was checked, when and by whom, at most 1,000 characters. No numbers of documents."
                value=form.value("record")
                error=record_error
                max_length=1000
                required=true
            />
            <Button kind=ButtonKind::Danger>"Start proofing anew"</Button>
        </PostForm>
    }
}
