//! Where files are chosen or dropped: a native file input that fills the zone, so it works without script too.

use super::pace::size;
use super::picked::{Pick, PickedFiles};
use super::state::MOST_FILES;
use leptos::ev::{DragEvent, Event};
use leptos::html::Input;
use leptos::prelude::*;
use submission::Limits;
use wasm_bindgen::JsCast;
use web_sys::{DataTransferItem, File, FileList, HtmlElement};

/// As in the form, so that its errors lead here.
const ID: &str = "file";

#[component]
pub fn DropZone(
    files: PickedFiles,
    limits: Limits,
    label: &'static str,
    /// Until then the input itself says what was chosen.
    alive: Signal<bool>,
    error: Option<String>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);

    let take_chosen = move || {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let chosen = input.files().map(|list| picks(&list)).unwrap_or_default();
        // The list below shows what was chosen; an empty input lets the same file be chosen again.
        input.set_value("");
        if !chosen.is_empty() {
            files.add(chosen);
        }
    };
    // What was chosen before the page was alive counts too.
    Effect::new(move || {
        if input.get().is_some() {
            take_chosen();
        }
    });
    let on_change = move |_: Event| take_chosen();
    let on_over = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        files.add(dropped(&event));
    };

    let (group, describedby, invalid) = if error.is_some() {
        (
            "usa-form-group usa-form-group--error",
            "file-hint file-error",
            Some("true"),
        )
    } else {
        ("usa-form-group", "file-hint", None)
    };
    view! {
        <div class=group>
            <label class="usa-label" for=ID>{label}</label>
            <div class="usa-hint" id="file-hint">
                {format!(
                    "XML files up to {}, or ZIP files up to {} with XML files inside. At most {MOST_FILES} files at once.",
                    size(limits.xml_bytes),
                    size(limits.zip_bytes),
                )}
            </div>
            {error.map(|error| view! { <span class="usa-error-message" id="file-error">{error}</span> })}
            <div
                class="q-drop"
                class:q-drop--alive=alive
                class:q-drop--over=over
                on:dragover=on_over
                on:dragleave=move |_| over.set(false)
                on:drop=on_drop
            >
                <span class="q-drop__words" aria-hidden="true">
                    "Drag files here or " <span class="q-drop__choose">"choose files"</span>
                </span>
                <input
                    class="q-drop__input"
                    id=ID
                    name=ID
                    type="file"
                    accept=".xml,.zip,text/xml,application/xml,application/zip"
                    multiple
                    aria-describedby=describedby
                    aria-invalid=invalid
                    node_ref=input
                    on:change=on_change
                />
            </div>
        </div>
    }
}

/// Gives the keyboard back to where files are chosen, when what had it goes away.
pub fn focus_on_choosing() {
    request_animation_frame(|| {
        let input = document().get_element_by_id(ID);
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            drop(input.focus());
        }
    });
}

fn picks(list: &FileList) -> Vec<Pick> {
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(|file| Pick {
            file,
            is_folder: false,
        })
        .collect()
}

/// What was dropped. A browser hands over a folder as if it were a file; only its entry tells.
fn dropped(event: &DragEvent) -> Vec<Pick> {
    let Some(data) = event.data_transfer() else {
        return Vec::new();
    };
    let items = data.items();
    let files: Vec<Pick> = (0..items.length())
        .filter_map(|index| items.get(index))
        .filter_map(|item| pick(&item))
        .collect();
    if files.is_empty() {
        data.files().map(|list| picks(&list)).unwrap_or_default()
    } else {
        files
    }
}

fn pick(item: &DataTransferItem) -> Option<Pick> {
    let file: File = item.get_as_file().ok().flatten()?;
    let entry = item.webkit_get_as_entry().ok().flatten();
    Some(Pick {
        file: file.unchecked_into(),
        is_folder: entry.is_some_and(|entry| entry.is_directory()),
    })
}
