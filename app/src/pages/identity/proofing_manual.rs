//! Manual proofing: sending documents, or asking for a video call.

use crate::paths;
use crate::ui::{Button, PostForm, SectionBar};
use domain::forms::ReturnedForm;
use domain::identity::{DOCUMENT_BYTES, MOST_DOCUMENTS};
use leptos::prelude::*;

const FIELD: &str = "documents";

/// Both ways in which a person decides.
#[component]
pub fn ByPerson(form: ReturnedForm) -> impl IntoView {
    let errors: Vec<String> = form
        .errors
        .iter()
        .filter(|error| error.field == FIELD)
        .map(|error| error.message.clone())
        .collect();
    view! {
        <SectionBar heading="Send documents"/>
        <p>
            "Send a picture or scan of an identity document with your picture, such as a driver's license or a passport,
            and one of a document with your address, such as a bill. A person compares them with your profile."
        </p>
        <p>"Documents are stored encrypted, seen by nobody but the Help Desk, and deleted once your case is decided."</p>
        <PostForm action=paths::PROOFING_DOCUMENTS label="Send documents" multipart=true>
            <Documents errors/>
            <Button>"Send documents"</Button>
        </PostForm>
        <SectionBar heading="Hold a video call"/>
        <p>
            "You have no picture or scan at hand? The Help Desk writes to you to make an appointment, and looks at your
            identity document in a video call."
        </p>
        <PostForm action=paths::PROOFING_VIDEO_CALL label="Hold a video call">
            <button type="submit" class="usa-button usa-button--outline">"Ask for a video call"</button>
        </PostForm>
    }
}

#[component]
fn Documents(errors: Vec<String>) -> impl IntoView {
    let has_errors = !errors.is_empty();
    let group = if has_errors {
        "usa-form-group usa-form-group--error"
    } else {
        "usa-form-group"
    };
    let describedby = if has_errors {
        "documents-hint documents-error"
    } else {
        "documents-hint"
    };
    let messages = errors
        .into_iter()
        .map(|error| view! { <span class="usa-error-message">{error}</span> })
        .collect_view();
    view! {
        <div class=group>
            <label class="usa-label" for=FIELD>"Documents"</label>
            <span class="usa-hint" id="documents-hint">
                {format!(
                    "PDF, JPEG or PNG files. At most {MOST_DOCUMENTS} files of at most {} MB each.",
                    DOCUMENT_BYTES / 1024 / 1024,
                )}
            </span>
            {has_errors.then(|| view! { <div id="documents-error">{messages}</div> })}
            <input
                class="q-file-input"
                id=FIELD
                name=FIELD
                type="file"
                accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
                multiple
                aria-describedby=describedby
                aria-invalid=has_errors.then_some("true")
            />
        </div>
    }
}
