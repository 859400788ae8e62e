//! Choosing files and what became of each: the part that the upload page and the public checker share.

use super::drop_zone::DropZone;
use super::file_card::FileCard;
use super::picked::{PickedFile, PickedFiles};
use super::send::{is_left_out, is_ready, send_all};
use crate::layout::keeps_work;
use crate::pages::leaving::ask_before_leaving;
use crate::paths;
use crate::ui::{Button, CheckBox, SectionBar, counted};
use domain::submissions::{SendsFor, SubmissionKind};
use leptos::prelude::*;
use submission::Options;
use submission::assessments::Catalogue;
use submission::checker::Enclosed;

/// How the picked files are sent.
#[derive(Debug, Clone)]
pub struct Sends {
    pub kind: SubmissionKind,
    /// The form's word for one act of sending.
    pub key: String,
    /// The facilities for which the person may send them.
    pub own: Vec<SendsFor>,
}

#[component]
pub fn CheckFiles(
    options: Options,
    /// The rules of assessments; none where they are not taken.
    packs: Option<Enclosed<Catalogue>>,
    /// How they are sent; none where files are only checked.
    sends: Option<Sends>,
    /// What was wrong with the form, sent without script.
    #[prop(optional_no_strip, into)]
    error: Option<String>,
) -> impl IntoView {
    let kind = sends.as_ref().map(|sends| sends.kind);
    let label = match kind {
        Some(SubmissionKind::Staffing) => "PBJ files",
        Some(SubmissionKind::Assessments) => "Assessment files",
        None if packs.is_none() => "PBJ files",
        None => "PBJ files or assessments",
    };
    let (form, own) = match sends {
        Some(Sends { kind, key, own }) => {
            let action = crate::sent_from(paths::send(kind).to_owned());
            (Some((action, key)), own)
        }
        None => (None, Vec::new()),
    };
    let files = PickedFiles::new(options, packs, kind.unwrap_or_default(), own);
    let sends = form.is_some();
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    // A time-out leaves the page where it is while there are files on it.
    let keeps = keeps_work();
    Effect::new(move || keeps.set(!files.list.with(Vec::is_empty)));
    on_cleanup(move || keeps.set(false));
    Effect::new(move || {
        if sends {
            ask_before_leaving(move || files.would_be_lost());
        }
    });
    let without_script = move || sends && !alive.get();
    // Without script the form sends the files as they are; the server checks them.
    let zone = view! {
        <Show when=without_script>
            <p>"Without script the files are sent as they are. The server checks them and shows what it finds."</p>
            // Before the files: the server reads the form in its order, and takes a file in as it comes.
            <CheckBox name="again" label="Send it also if the same file came before"/>
        </Show>
        <DropZone files limits=options.limits label alive=alive.into() error/>
        <Show when=without_script><Button>"Send files"</Button></Show>
    };
    view! {
        {if let Some((action, key)) = form {
            view! { <form method="post" action=action enctype="multipart/form-data"><input type="hidden" name="key" value=key/>{zone}</form> }.into_any()
        } else {
            view! { <noscript inner_html=NEEDS_SCRIPT></noscript> <div class="q-needs-script">{zone}</div> }.into_any()
        }}
        <Show when=move || !files.list.with(Vec::is_empty)>
            <SectionBar heading="Your files" id="files-heading"/>
            <ul class="q-files" aria-labelledby="files-heading">
                <For each=move || files.list.get() key=|file| file.id let:file>
                    <FileCard files file sends/>
                </For>
            </ul>
            {sends.then(|| view! { <SendAll files/> })}
        </Show>
    }
}

/// Where files are only checked there is nothing to do without script, so the field is not shown then.
const NEEDS_SCRIPT: &str = "<p>This page needs script, which your browser does not run: log in to send files without \
                            it, and the server checks them.</p>";

/// One press for all files that need no further word.
#[component]
fn SendAll(files: PickedFiles) -> impl IntoView {
    let count = move |wanted: fn(SubmissionKind, PickedFile) -> bool| {
        let list = files.list.get().into_iter();
        list.filter(|file| wanted(files.kind, *file)).count()
    };
    let ready = Memo::new(move |_| count(is_ready));
    let rejected = Memo::new(move |_| count(is_left_out));
    let label = move || {
        format!(
            "Send {} of {} files",
            ready.get(),
            files.list.with(Vec::len)
        )
    };
    view! {
        <Show when=move || { ready.get() > 1 }>
            <button type="button" class="usa-button" on:click=move |_| send_all(files)>{label}</button>
            <Show when=move || { rejected.get() > 0 }>
                <p>{move || left_out(rejected.get())}</p>
            </Show>
        </Show>
    }
}

/// What becomes of files that are not sent with all others.
fn left_out(rejected: usize) -> String {
    let is = if rejected == 1 { "is" } else { "are" };
    format!(
        "{} of which the server will reject something {is} not among them. You can send each by itself.",
        counted(rejected, "file")
    )
}
