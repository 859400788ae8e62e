//! A provider's profile.

use super::StatusTag;
use crate::api::providers::find_profile;
use crate::paths;
use crate::ui::{Alert, AlertKind, DataTable, DateText, Loaded, Moment, Page, SectionBar, load};
use domain::providers::{Certification, ProviderChange, ProviderProfile};
use domain::{staffing::StatusFilter, submissions::SubmissionFilter};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct ProviderProfilePage;

#[lazy_route]
impl LazyRoute for ProviderProfilePage {
    fn data() -> Self {
        Self
    }

    fn view(ProviderProfilePage: Self) -> AnyView {
        let params = use_params_map();
        let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
        let profile = load(slug, find_profile);
        view! {
            <Loaded resource=profile let:profile>
                <Profile profile/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Profile(profile: ProviderProfile) -> impl IntoView {
    let state = profile.line.state;
    let more = (!profile.identity_only).then(|| {
        let profile = profile.clone();
        view! {
            <Staffing profile=profile.clone()/>
            <SectionBar heading="Certification history"/>
            <Certifications periods=profile.certifications/>
            <SectionBar heading="Changes"/>
            <Changes changes=profile.changes/>
        }
    });
    view! {
        <Page heading=profile.line.name.clone()>
            {profile.of_another_state.then(|| view! {
                <Alert kind=AlertKind::Info>
                    <p>{format!("This provider is in {}. Your role lets you read about it; its own state keeps the record.", state.name())}</p>
                </Alert>
            })}
            <SectionBar heading="Provider"/>
            <Identity profile/>
            {more}
        </Page>
    }
}

#[component]
fn Identity(profile: ProviderProfile) -> impl IntoView {
    let line = profile.line;
    let place = format!("{}, {} {}", line.city, line.state, profile.zip);
    let whole = !profile.identity_only;
    let kind = whole.then(|| format!("{} ({})", line.kind.name(), line.kind.abbreviation()));
    let region = line.state.region();
    let region = whole.then(|| format!("{} {}", region.number(), region.name()));
    let fact = |term: &'static str, words: Option<String>| {
        words.map(|words| view! { <dt>{term}</dt><dd>{words}</dd> })
    };
    view! {
        <dl class="q-facts">
            {fact("CCN", line.ccn.map(String::from))}
            {fact("Facility ID", line.facility_id.map(String::from))}
            {fact("Provider Type", kind)}
            {line.status.map(|status| view! { <dt>"Status"</dt><dd><StatusTag status/></dd> })}
            <dt>"Address"</dt>
            <dd>{profile.address}<br/>{place}</dd>
            {fact("CMS region", region)}
            {fact("Telephone", profile.phone)}
            {fact("Ownership", profile.ownership)}
            {fact("Accredited by", profile.accredited_by)}
            {fact("Certified beds", profile.certified_beds.map(|beds| beds.to_string()))}
            {line.certified_on.map(|date| view! { <dt>"First certified"</dt><dd><DateText date/></dd> })}
        </dl>
    }
}

/// The ways on to this home's payroll files, as far as the viewer's roles go.
#[component]
fn Staffing(profile: ProviderProfile) -> impl IntoView {
    let status = StatusFilter {
        state: Some(profile.line.state),
        ..StatusFilter::default()
    };
    let files = SubmissionFilter {
        facility: profile.line.ccn,
        ..SubmissionFilter::default()
    };
    (profile.staffing_status || profile.submissions).then(|| {
        view! {
            <SectionBar heading="Payroll-based journal"/>
            <ul>
                {profile.submissions.then(|| view! {
                    <li><a class="usa-link" href=paths::submissions(&files)>"Files sent for this provider"</a></li>
                })}
                {profile.staffing_status.then(|| view! {
                    <li>
                        <a class="usa-link" href=paths::staffing_status(&status)>
                            {format!("Who has submitted in {}", profile.line.state.name())}
                        </a>
                    </li>
                })}
            </ul>
        }
    })
}

#[component]
fn Certifications(periods: Vec<Certification>) -> impl IntoView {
    if periods.is_empty() {
        return view! { <p>"No certification is on record."</p> }.into_any();
    }
    let rows = periods
        .into_iter()
        .map(|period| {
            let until = period.to.map_or_else(|| "in force".into_any(), |date| view! { <DateText date/> }.into_any());
            view! { <tr><th scope="row">{period.action}</th><td><DateText date=period.from/></td><td>{until}</td></tr> }
        })
        .collect_view();
    view! {
        <DataTable id="certifications" caption="Periods of certification, the latest first">
            <thead><tr><th scope="col">"Action"</th><th scope="col">"From"</th><th scope="col">"To"</th></tr></thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

#[component]
fn Changes(changes: Vec<ProviderChange>) -> impl IntoView {
    if changes.is_empty() {
        return view! { <p>"No change is on record."</p> }.into_any();
    }
    let rows = changes
        .into_iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row">{change.field}</th>
                    <td>{change.before}</td>
                    <td>{change.after}</td>
                    <td><Moment at=change.at/></td>
                    <td>{change.source}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="changes" caption="Changes of the record, the latest first">
            <thead>
                <tr>
                    <th scope="col">"Field"</th>
                    <th scope="col">"Before"</th>
                    <th scope="col">"After"</th>
                    <th scope="col">"When"</th>
                    <th scope="col">"Source"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
