//! *Edit* of a patient: what is typed takes the place of what is stored.

use super::facts::BackToPatient;
use super::fields::{
    MEDICAID_HINT, MEDICARE_HINT, NumberField, PersonFields, ReasonField, SSN_HINT,
};
use super::load_patient;
use crate::api::patients::ChangePatient;
use crate::ui::{Alert, AlertKind, Button, Loaded, LookOnly, Page, PostForm};
use crate::view::patients::PatientView;
use domain::forms::ReturnedForm;
use domain::patients::{Field, PatientDetail};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct EditPatientPage;

#[lazy_route]
impl LazyRoute for EditPatientPage {
    fn data() -> Self {
        Self
    }

    fn view(EditPatientPage: Self) -> AnyView {
        let found = load_patient(true);
        view! {
            <Loaded resource=found let:found>
                <EditPatient found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn EditPatient(found: PatientView) -> impl IntoView {
    let PatientView { patient, form } = found;
    let (line, errors) = (patient.line.clone(), form.errors.clone());
    let act = if patient.may_edit {
        let read_only = patient.read_only;
        view! {
            <p>"The next record about the patient that is accepted brings what is stored up to what it says."</p>
            <LookOnly read_only><Fields patient form/></LookOnly>
        }
        .into_any()
    } else {
        view! { <Alert kind=AlertKind::Info>"There is nothing of this patient that you may change."</Alert> }
            .into_any()
    };
    view! {
        <Page heading=format!("Edit patient {}", line.number) errors>
            {act}
            <BackToPatient line/>
        </Page>
    }
}

#[component]
fn Fields(patient: PatientDetail, form: ReturnedForm) -> impl IntoView {
    let PatientDetail {
        line,
        values,
        needs_reason,
        version,
        ..
    } = patient;
    let stored = |field: Field| {
        let found = values.iter().find(|(known, _)| *known == field);
        found.and_then(|(_, value)| value.clone())
    };
    let numbers = [
        (Field::SocialSecurity, SSN_HINT, "remove_ssn"),
        (Field::Medicare, MEDICARE_HINT, "remove_medicare"),
        (Field::Medicaid, MEDICAID_HINT, "remove_medicaid"),
    ]
    .map(|(field, hint, remove)| {
        view! { <NumberField field hint form=form.clone() stored=stored(field) remove/> }
    })
    .into_iter()
    .collect_view();
    let sex = match line.sex.as_str() {
        "Male" => "1",
        "Female" => "2",
        _ => "",
    };
    view! {
        <PostForm action=ChangePatient::url() label="Edit the patient" has_required=true>
            <input type="hidden" name="number" value=line.number.to_string()/>
            <input type="hidden" id="version" name="version" value=version.to_string()/>
            <PersonFields form=form.clone() stored=values sex=sex.to_owned()/>
            {numbers}
            <ReasonField form required=needs_reason/>
            <Button>"Save"</Button>
        </PostForm>
    }
}
