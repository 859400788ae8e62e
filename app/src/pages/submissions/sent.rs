//! What became of several files that were sent together without script.

use super::upload::size;
use crate::api::submissions::find_sent;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{LinkButton, Loaded, Page, load, use_query};
use crate::view::submissions::SentView;
use domain::submissions::{SentFile, SentLine, SubmissionKind, SubmissionNumber};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use submission::Limits;

pub struct SentPage;

#[lazy_route]
impl LazyRoute for SentPage {
    fn data() -> Self {
        Self
    }

    fn view(SentPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || {
            query.with(|query| {
                let results = query.get("results").unwrap_or_default().to_owned();
                (results, query.get("flash").map(str::to_owned))
            })
        };
        let sent = load(asked, async |(results, flash)| {
            find_sent(results, flash).await
        });
        let kind =
            query.with_untracked(|query| query.get("kind").and_then(SubmissionKind::from_key));
        view! {
            <Loaded resource=sent let:sent><Sent sent kind=kind.unwrap_or_default()/></Loaded>
        }
        .into_any()
    }
}

#[component]
fn Sent(sent: SentView, kind: SubmissionKind) -> impl IntoView {
    let is_received = |line: &SentLine| matches!(line.file, SentFile::Received(_));
    let heading = if sent.files.iter().any(is_received) {
        "Files sent"
    } else {
        "No file was received"
    };
    let rows = (1..)
        .zip(sent.files)
        .map(|(place, line)| {
            let name = line.name.unwrap_or_else(|| format!("File {place}"));
            view! { <li>{format!("{name}: ")}{outcome(line.file, &sent.limits)}</li> }
        })
        .collect_view();
    view! {
        <Page heading>
            <HonestNote/>
            <p>"In the order in which you chose them:"</p>
            <ol class="usa-list">{rows}</ol>
            <LinkButton href=paths::upload(kind)>"Send other files"</LinkButton>
        </Page>
    }
}

fn outcome(file: SentFile, limits: &Limits) -> AnyView {
    let link = |number: SubmissionNumber| {
        view! { <a class="usa-link" href=paths::submission(number)>{format!("Submission {number}")}</a> }
    };
    match file {
        SentFile::Received(number) => view! { "received as "{link(number)}". This is not yet acceptance." }.into_any(),
        SentFile::SentBefore(number) => view! {
            "not received, because the same file came before as "{link(number)}
            ". To send it again, choose it once more and tick \u{201c}Send it also if the same file came before\u{201d}."
        }
        .into_any(),
        SentFile::TooLarge => format!(
            "not received: it is larger than a file of its kind may be. An XML file can be at most {}, a ZIP file at most {}.",
            size(limits.xml_bytes),
            size(limits.zip_bytes),
        )
        .into_any(),
        SentFile::Empty => "not received: it is empty. Export it again.".into_any(),
        SentFile::TooMany => "not received, nor any after it: 20 files can be sent at once.".into_any(),
        SentFile::Failed => "not received. Load the upload page again, and choose the file once more.".into_any(),
        SentFile::TooOften => {
            "not received, nor any after it: you have sent as many files as one hour takes. Send the rest later.".into_any()
        }
        SentFile::TogetherTooLarge => {
            let together = SentFile::BYTES_AT_ONCE.max(limits.xml_bytes).max(limits.zip_bytes);
            format!(
                "not received, nor any after it: the files of one form can be at most {} together. Send the rest on their own.",
                size(together),
            )
            .into_any()
        }
        SentFile::CutOff => "not received, nor any after it: the upload broke off. Send the rest again.".into_any(),
        SentFile::NoRoom => "not received, nor any after it: the server has no room at the moment. Send the rest later.".into_any(),
        SentFile::Fault(incident) => view! {
            "not received, nor any after it: something failed on our side. Send the rest again."
            {incident.map(|incident| format!(" If it fails again, tell the Service Center the incident number {incident}."))}
        }
        .into_any(),
    }
}
