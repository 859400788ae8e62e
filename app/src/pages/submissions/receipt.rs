//! The receipt of a submission: what arrived, when, from whom; and how far it is, live.

use super::{Changes, FacilityText, SOON, StateTag, next_look};
use crate::api::submissions::find_receipt;
use crate::error::ApiError;
use crate::layout::{HonestNote, shows_submission};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, DataTable, Loaded, Moment, Page, SectionBar, announcer, load, number,
};
use domain::reports::ReportKind;
use domain::submissions::{
    LiveState, ProviderCounts, Receipt, ReceiptFile, SubmissionFilter, SubmissionKind,
    SubmissionNumber, SubmissionState,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct ReceiptPage;

#[lazy_route]
impl LazyRoute for ReceiptPage {
    fn data() -> Self {
        Self
    }

    fn view(ReceiptPage: Self) -> AnyView {
        let params = use_params_map();
        let number = move || params.with(|params| params.get("number")?.parse().ok());
        let receipt = load(number, async |number: Option<i64>| match number {
            Some(number) => find_receipt(SubmissionNumber(number)).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=receipt let:receipt><ReceiptView receipt/></Loaded> }.into_any()
    }
}

#[component]
fn ReceiptView(receipt: Receipt) -> impl IntoView {
    let number = receipt.number;
    let kind = receipt.kind;
    shows_submission(kind);
    let live = RwSignal::new(receipt.clone());
    follow(number, live);
    let progress = Memo::new(move |_| live.with(|receipt| receipt.progress.clone()));
    let files = Memo::new(move |_| live.with(|receipt| receipt.files.clone()));
    let providers = Memo::new(move |_| live.with(|receipt| receipt.providers.clone()));
    let reports = Memo::new(move |_| live.with(reports));
    view! {
        <Page heading=format!("Submission {number}")>
            <HonestNote/>
            <SectionBar heading="State"/>
            {move || view! { <Progress number kind progress=progress.get()/> }}
            {move || view! { <Providers number kind providers=providers.get()/> }}
            {move || view! { <Files number kind files=files.get()/> }}
            {move || view! { <Changes files=files.get()/> }}
            {move || view! { <Reports reports=reports.get()/> }}
            <SectionBar heading="Receipt"/>
            <Facts receipt/>
        </Page>
    }
}

/// The words and the address of each report that is about this submission.
fn reports(receipt: &Receipt) -> Vec<(String, String)> {
    let link = |kind: ReportKind, whose: &str, facility| {
        let words = format!("{}: {whose}", kind.title());
        (
            words,
            paths::report_table(kind, &receipt.report_parameters(facility)),
        )
    };
    let providers = receipt.providers.iter();
    let of_facilities = providers.filter_map(|counts| {
        let facility = counts.facility.as_ref()?;
        let ccn = facility.ccn.clone()?;
        Some(link(
            ReportKind::FacilityValidation,
            &facility.name,
            Some(ccn),
        ))
    });
    let own = receipt.has_own_report.then(|| {
        link(
            ReportKind::SubmitterValidation,
            "everything that you sent",
            None,
        )
    });
    of_facilities.chain(own).collect()
}

/// Reports of whole facilities, as the *Reports* page makes them.
#[component]
fn Reports(reports: Vec<(String, String)>) -> impl IntoView {
    let links = reports
        .iter()
        .map(|(words, href)| view! { <li><a class="usa-link" href=href.clone()>{words.clone()}</a></li> })
        .collect_view();
    (!reports.is_empty()).then(|| {
        view! {
            <SectionBar heading="Reports of this day"/>
            <p>
                "All records of a facility, or of yours, that came on the day of this submission, with each message about them."
            </p>
            <ul class="usa-list">{links}</ul>
        }
    })
}

/// Looks until the submission has had its answer or the page has gone.
fn follow(number: SubmissionNumber, live: RwSignal<Receipt>) {
    let announcer = announcer();
    Effect::new(move || {
        let before = live.with_untracked(|receipt| receipt.progress.state);
        if let Some(pause) = next_look(before) {
            set_timeout(move || look(number, live), pause);
        }
    });
    Effect::new(move |before: Option<SubmissionState>| {
        let state = live.with(|receipt| receipt.progress.state);
        if before.is_some_and(|before| before != state) {
            announcer.say(format!("Submission {number}: {}.", state.title()));
        }
        state
    });
}

fn look(number: SubmissionNumber, live: RwSignal<Receipt>) {
    if live.is_disposed() {
        return;
    }
    spawn_local(async move {
        let answer = find_receipt(number).await;
        let again = match answer {
            Ok(receipt) => {
                let again = next_look(receipt.progress.state);
                live.try_set(receipt);
                again
            }
            // The network may come back; a session that has ended does not.
            Err(ApiError::Internal { .. }) => Some(SOON),
            Err(_) => None,
        };
        if let Some(pause) = again.filter(|_| !live.is_disposed()) {
            set_timeout(move || look(number, live), pause);
        }
    });
}

#[component]
fn Progress(number: SubmissionNumber, kind: SubmissionKind, progress: LiveState) -> impl IntoView {
    let state = progress.state;
    let step = |words: &'static str, at| view! { <li>{words}": "<Moment at/></li> };
    let what = match state {
        SubmissionState::FailedRetrying => Some(
            "Something failed on our side. The check starts again by itself; you need not do anything.",
        ),
        SubmissionState::FailedNeedsStaff => Some(
            "Something failed on our side, several times. Staff see it and will look at it; the file is safe here.",
        ),
        SubmissionState::PartlyRejected => Some(
            "Some files were accepted, others rejected. Nothing of the rejected ones was stored.",
        ),
        SubmissionState::Rejected => {
            Some("Nothing of this submission was stored. The report says what to change.")
        }
        SubmissionState::AcceptedWithWarnings => Some(match kind {
            SubmissionKind::Staffing => {
                "The hours are stored. The report says what was left out or looks wrong."
            }
            SubmissionKind::Assessments => {
                "The records are stored, unless they were sent as a test. The report says what looks wrong."
            }
        }),
        SubmissionState::Accepted => Some(match kind {
            SubmissionKind::Staffing => "The hours are stored.",
            SubmissionKind::Assessments => {
                "The records are stored, unless they were sent as a test."
            }
        }),
        SubmissionState::Received | SubmissionState::Checking => None,
    };
    let finished = progress
        .finished_at
        .map(|at| view! { <li>{state.title()}": "<Moment at/></li> });
    view! {
        <p class="q-state"><StateTag state/></p>
        <ol class="usa-list">
            {step("Received", progress.received_at)}
            {progress.checking_at.map(|at| step("Checking began", at))}
            {finished}
        </ol>
        {what.map(|what| view! { <p>{what}</p> })}
        {(!state.is_decided()).then(|| view! {
            <Alert kind=AlertKind::Info>
                "This is not yet acceptance. The file is being checked"
                <span class="q-needs-script">"; this page follows along"</span>
                ". "
                <a class="usa-link" rel="external" href=paths::submission(number)>"Refresh"</a>
            </Alert>
        })}
    }
}

/// What became of the records of each provider, with the way to these.
#[component]
fn Providers(
    number: SubmissionNumber,
    kind: SubmissionKind,
    providers: Vec<ProviderCounts>,
) -> impl IntoView {
    let more = (providers.len() >= Receipt::FILES)
        .then(|| view! { <p>"These are the first of them by name. The CSV file has all."</p> });
    let csv = paths::submission_providers_csv(number);
    (!providers.is_empty()).then(|| {
        let rows = providers
            .into_iter()
            .map(|counts| view! { <ProviderRow number kind counts/> })
            .collect_view();
        view! {
            <SectionBar heading="Providers in this submission"/>
            <DataTable id="providers" caption="What became of the records of each provider">
                <thead>
                    <tr>
                        <th scope="col">"Provider"</th>
                        <th scope="col">"CCN"</th>
                        <th scope="col" class="q-number">"Processed"</th>
                        <th scope="col" class="q-number">"Accepted"</th>
                        <th scope="col" class="q-number">"of these with warnings"</th>
                        <th scope="col" class="q-number">"Rejected"</th>
                        <th scope="col" class="q-number">"Fatal messages"</th>
                        <th scope="col" class="q-number">"Warnings"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            {more}
            // The router leaves the link to the browser, which saves the file.
            <p><a class="usa-link q-download" rel="external" href=csv>"Download the providers as CSV"</a></p>
        }
    })
}

#[component]
fn ProviderRow(
    number: SubmissionNumber,
    kind: SubmissionKind,
    counts: ProviderCounts,
) -> impl IntoView {
    let files = counts.files(number, kind);
    let (name, ccn) = match counts.facility {
        Some(facility) => (facility.name, facility.ccn.map(String::from)),
        None => (ProviderCounts::UNKNOWN.to_owned(), None),
    };
    let name = match files {
        Some(filter) => view! {
            <a class="usa-link" href=paths::submissions(&filter)>
                {name}<span class="usa-sr-only">": records of this submission"</span>
            </a>
        }
        .into_any(),
        None => name.into_any(),
    };
    let figures = [
        counts.processed,
        counts.accepted,
        counts.with_warnings,
        counts.rejected,
        counts.fatal,
        counts.warnings,
    ];
    let figures =
        figures.map(|figure| view! { <td class="q-number">{crate::ui::number(figure)}</td> });
    view! {
        <tr>
            <th scope="row" class="q-name">{name}</th>
            <td>{ccn}</td>
            {figures}
        </tr>
    }
}

#[component]
fn Files(number: SubmissionNumber, kind: SubmissionKind, files: Vec<ReceiptFile>) -> impl IntoView {
    let has_quarters = kind == SubmissionKind::Staffing;
    let row = move |file: ReceiptFile| {
        let report = file.state.is_decided().then(|| {
            let whose = format!(" of {}", file.name);
            view! {
                <a class="usa-link" href=paths::report(number, file.ordinal)>
                    "Final Validation Report"<span class="usa-sr-only">{whose}</span>
                </a>
            }
        });
        view! {
            <tr>
                <th scope="row" class="q-long">{file.name}</th>
                <td><FacilityText facility=file.facility/></td>
                {has_quarters.then(|| view! {
                    <td>{file.quarter.map(|quarter| quarter.to_string())}</td>
                    <td>{file.on_time.map(on_time)}</td>
                })}
                <td><StateTag state=file.state/></td>
                <td>{report}</td>
            </tr>
        }
    };
    let all = SubmissionFilter {
        kind,
        number: Some(number),
        ..SubmissionFilter::default()
    };
    let more = (files.len() >= Receipt::FILES).then(|| {
        view! { <p><a class="usa-link" href=paths::submissions(&all)>"All files of this submission"</a></p> }
    });
    (!files.is_empty()).then(|| {
        view! {
            <DataTable id="files" caption="Files of this submission">
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        <th scope="col">"Facility"</th>
                        {has_quarters.then(|| view! {
                            <th scope="col">"Quarter"</th>
                            <th scope="col">"Deadline"</th>
                        })}
                        <th scope="col">"State"</th>
                        <th scope="col">"Report"</th>
                    </tr>
                </thead>
                <tbody>{files.into_iter().map(row).collect_view()}</tbody>
            </DataTable>
            {more}
        }
    })
}

const fn on_time(on_time: bool) -> &'static str {
    if on_time { "On time" } else { "Late" }
}

#[component]
fn Facts(receipt: Receipt) -> impl IntoView {
    let sender = format!("{} ({})", receipt.sender_name, receipt.sender);
    let note = "The last byte's arrival decides whether a file is on time.";
    view! {
        <dl class="q-facts">
            <dt>"Submission ID"</dt><dd>{receipt.number.to_string()}</dd>
            <dt>"Sending began"</dt><dd><Moment at=receipt.started_at/></dd>
            <dt>"Received"</dt><dd><Moment at=receipt.received_at/></dd>
            <dt>"Sender"</dt><dd>{sender}</dd>
            <dt>"Role"</dt><dd>{receipt.role.name()}</dd>
            <dt>"File name"</dt><dd>{receipt.file_name}</dd>
            <dt>"Size"</dt><dd>{number(receipt.size)} " bytes"</dd>
            <dt>"SHA-256"</dt><dd class="q-code">{receipt.hash}</dd>
        </dl>
        <p>{note}" Print this page, or keep its address: it stays."</p>
    }
}
