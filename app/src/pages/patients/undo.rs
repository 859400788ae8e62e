//! *Undo* of a merge: the records that moved go back.

use super::facts::BackToPatient;
use super::fields::ReasonField;
use super::load_patient;
use crate::api::patients::UndoMerge;
use crate::ui::{Alert, AlertKind, Button, Loaded, LookOnly, Moment, Page, PostForm};
use crate::view::patients::PatientView;
use domain::assessments::PatientNumber;
use domain::forms::ReturnedForm;
use domain::patients::MergeLine;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct UndoMergePage;

#[lazy_route]
impl LazyRoute for UndoMergePage {
    fn data() -> Self {
        Self
    }

    fn view(UndoMergePage: Self) -> AnyView {
        let (found, params) = (load_patient(true), use_params_map());
        let merge = move || params.with_untracked(|params| params.get("merge"));
        view! {
            <Loaded resource=found let:found>
                <Undo found merge=merge()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Undo(
    found: PatientView,
    /// The one that the address names.
    merge: Option<String>,
) -> impl IntoView {
    let PatientView { patient, form } = found;
    let (line, errors) = (patient.line, form.errors.clone());
    let is_open = |one: &MergeLine| {
        let id = one.id.0.to_string();
        one.undone_at.is_none() && merge.as_deref() == Some(id.as_str())
    };
    let merge = patient.merges.into_iter().find(is_open);
    let act = match merge.filter(|_| patient.may_edit) {
        Some(merge) => {
            let (read_only, number) = (patient.read_only, line.number);
            view! { <LookOnly read_only><UndoForm number merge form/></LookOnly> }.into_any()
        }
        None => {
            view! { <Alert kind=AlertKind::Info>"There is no merge here that you may undo."</Alert> }.into_any()
        }
    };
    view! {
        <Page heading="Undo a merge" errors>
            {act}
            <BackToPatient line/>
        </Page>
    }
}

#[component]
fn UndoForm(number: PatientNumber, merge: MergeLine, form: ReturnedForm) -> impl IntoView {
    view! {
        <dl class="q-facts">
            <dt>"Who was merged"</dt><dd>{format!("{}, Patient ID {}", merge.name, merge.merged)}</dd>
            <dt>"Into"</dt><dd>{format!("Patient {number}")}</dd>
            <dt>"Merged"</dt><dd><Moment at=merge.merged_at/></dd>
            <dt>"Records that go back"</dt><dd>{merge.records.to_string()}</dd>
        </dl>
        <p>
            "A record that came since the merge goes back, too, where it fits the one who was merged, and is counted here. Every other new one stays with
            the patient who was kept."
        </p>
        <PostForm action=UndoMerge::url() label="Undo the merge" has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="merge" value=merge.id.0.to_string()/>
            <ReasonField form required=true/>
            <Button>"Undo the merge"</Button>
        </PostForm>
    }
}
