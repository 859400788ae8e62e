//! Upload PBJ Files, Upload Assessments: choose, check in the browser, send.

use super::checking::{CheckFiles, Sends};
use super::samples::Samples;
use crate::api::uploads::view_upload;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{Alert, AlertKind, DataTable, Loaded, LookOnly, Page, SectionBar, load, use_query};
use crate::view::uploads::UploadView;
use domain::submissions::{SendsFor, SubmissionKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

pub struct UploadPage;

#[lazy_route]
impl LazyRoute for UploadPage {
    fn data() -> Self {
        Self
    }

    fn view(UploadPage: Self) -> AnyView {
        let (query, place) = (use_query(), use_location().pathname);
        let asked = move || {
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            let is_assessments = place.with(|path| path == paths::UPLOAD_ASSESSMENTS);
            let kind = if is_assessments {
                SubmissionKind::Assessments
            } else {
                SubmissionKind::Staffing
            };
            (kind, flash)
        };
        let upload = load(asked, async |(kind, flash)| view_upload(kind, flash).await);
        let is_unsent = query.with_untracked(paths::is_unsent);
        view! { <Loaded resource=upload let:view><Upload view is_unsent/></Loaded> }.into_any()
    }
}

const fn heading(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Staffing => "Upload PBJ Files",
        SubmissionKind::Assessments => "Upload Assessments",
    }
}

#[component]
fn Upload(
    view: UploadView,
    /// Whether files were sent when the session had ended.
    is_unsent: bool,
) -> impl IntoView {
    let error = view.form.error("file").map(str::to_owned);
    let kind = view.kind;
    let sends = Sends {
        kind,
        key: view.key,
        own: view.facilities.clone(),
    };
    view! {
        <Page heading=heading(kind) errors=view.form.errors>
            <HonestNote/>
            {is_unsent.then(|| view! {
                <Alert kind=AlertKind::Warning>
                    "Nothing of what you sent was received, for your session had ended. Choose your files once more."
                </Alert>
            })}
            <SectionBar heading="Choose files"/>
            <p class="q-needs-script">"Files are checked in your browser first. Nothing is sent before you press Send."</p>
            <LookOnly read_only=view.read_only>
                <CheckFiles options=view.checker.options() packs=view.checker.packs sends=Some(sends) error/>
            </LookOnly>
            <WhatHappens kind/>
            <Facilities kind facilities=view.facilities/>
            {(view.demo && kind == SubmissionKind::Staffing).then(|| view! { <Samples/> })}
        </Page>
    }
}

/// A file says whose it is by the state's number, which nobody knows by heart.
#[component]
fn Facilities(kind: SubmissionKind, facilities: Vec<SendsFor>) -> impl IntoView {
    let rows = facilities
        .into_iter()
        .map(|sends| {
            view! {
                <tr>
                    <th scope="row">{sends.facility.name}</th>
                    <td>{sends.state.as_str()}</td>
                    <td class="q-code">{sends.facility_id.as_str().to_owned()}</td>
                    <td class="q-code">{sends.facility.ccn.map(|ccn| ccn.as_str().to_owned())}</td>
                </tr>
            }
        })
        .collect_view();
    let (state, number) = match kind {
        SubmissionKind::Staffing => ("stateCode", "facilityId"),
        SubmissionKind::Assessments => ("STATE_CD", "FAC_ID or HHA_AGENCY_ID"),
    };
    view! {
        <details class="q-details">
            <summary>"Facilities you can send for, and their IDs"</summary>
            <DataTable id="facilities" caption="Facilities you can send for">
                <thead>
                    <tr>
                        <th scope="col">"Facility"</th>
                        <th scope="col">{state}</th>
                        <th scope="col">{number}</th>
                        <th scope="col">"CCN"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        </details>
    }
}

#[component]
fn WhatHappens(kind: SubmissionKind) -> impl IntoView {
    let (seen, read) = match kind {
        SubmissionKind::Staffing => (
            "You see what was found, and what the file would change in the stored quarter. You decide whether to send it.",
            "Everyone with a PBJ role at the facility can read it.",
        ),
        SubmissionKind::Assessments => (
            "You see what was found in each record. You decide whether to send it. Corrections are looked up, and duplicates found, when it has arrived.",
            "Everyone with an assessment role at the facility can read it, and what was rejected waits in the inbox until it is dealt with.",
        ),
    };
    view! {
        <details class="q-details">
            <summary>"What happens to my file"</summary>
            <ol class="usa-list">
                <li class="q-needs-script">"Your browser reads and checks it. It does not leave your computer for that."</li>
                <li class="q-needs-script">{seen}</li>
                <li>
                    "The server stores it, gives you a receipt with a submission ID, and checks it, also against what is stored."
                </li>
                <li>"The Final Validation Report says whether each file was accepted or rejected. "{read}</li>
            </ol>
        </details>
    }
}
