//! Help with assessments: sending and entering them, the inbox, who may do what.

use super::roles_for;
use crate::paths;
use crate::ui::{Page, SectionBar};
use domain::access::Action;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AssessmentsHelpPage;

#[lazy_route]
impl LazyRoute for AssessmentsHelpPage {
    fn data() -> Self {
        Self
    }

    fn view(AssessmentsHelpPage: Self) -> AnyView {
        view! {
            <Page heading="Help with assessments">
                <p>"OASIS and MDS records are sent as files or entered here. What becomes of a record is the same."</p>
                <Sending/>
                <Entering/>
                <Inbox/>
                <SectionBar id="who" heading="Who may do it"/>
                <dl class="q-facts">
                    <dt>"Send files"</dt><dd>{roles_for(Action::SubmitAssessments)}</dd>
                    <dt>"Enter records"</dt><dd>{roles_for(Action::EnterAssessments)}</dd>
                    <dt>"Modify and inactivate"</dt><dd>{roles_for(Action::CorrectAssessments)}</dd>
                    <dt>"Read stored records"</dt><dd>{roles_for(Action::ViewAssessments)}</dd>
                    <dt>"See submissions, their reports and the inbox"</dt><dd>{roles_for(Action::ViewAssessmentSubmissions)}</dd>
                </dl>
                <p><a href=paths::HELP>"All help"</a></p>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Sending() -> impl IntoView {
    view! {
        <SectionBar id="sending" heading="Sending a file"/>
        <ol>
            <li>
                "Open "<a href=paths::UPLOAD_ASSESSMENTS>"Upload Assessments"</a>" and choose an XML file with one record, or a ZIP "
                "of such files. OASIS and MDS may be in one ZIP."
            </li>
            <li>
                "Your browser checks the records by the rules of their version. Nothing leaves your computer yet. Each problem names "
                "its edit, the item and what to change."
            </li>
            <li>
                "Send the file. The receipt has the Submission ID. The server checks each record again and compares it with what is stored: "
                "the provider, your rights, the patient, whether the record is a duplicate, whether it follows the records around it, and what a correction corrects."
            </li>
            <li>
                "Read the Final Validation Report under "<a href=paths::ASSESSMENT_SUBMISSIONS>"Assessment Submissions"</a>
                ". An accepted record becomes part of its patient's history; a rejected one is in the inbox until it is answered."
            </li>
        </ol>
        <p>
            "Each record is accepted or rejected for itself. One with warnings is stored, and the warnings say what to look at. Nothing of a rejected record is stored."
        </p>
    }
}

#[component]
fn Entering() -> impl IntoView {
    view! {
        <SectionBar id="entering" heading="Entering, modifying and inactivating a record"/>
        <ul>
            <li>
                <a href=paths::NEW_DRAFT>"Enter an assessment"</a>" asks for the facility, the patient and the reasons, and opens a form, a section at a time. "
                "For a patient who is known, what their records repeat is filled in; the form says from which assessment. "
                "Your answers are saved as you give them. You, or a colleague who may enter assessments, can go on under "
                <a href=paths::DRAFTS>"Assessment Forms"</a>"."
            </li>
            <li>
                "Review and submit says what is wrong or missing, section by section. A record that would be rejected cannot be sent; one with warnings can."
            </li>
            <li>
                "To correct a stored record, open it under "<a href=paths::ASSESSMENTS>"Assessments"</a>" and choose Modify: the form is filled in from it. "
                "Inactivate takes back a record that ought not to be there. The former versions stay to be read."
            </li>
            <li>"A form that nobody saves for a long time is deleted. The list says on which day, two weeks before."</li>
        </ul>
    }
}

#[component]
fn Inbox() -> impl IntoView {
    view! {
        <SectionBar id="inbox" heading="The inbox"/>
        <ul>
            <li>
                "The "<a href=paths::INBOX>"Assessment Inbox"</a>" has each record that was rejected or accepted with warnings, whoever sent it, "
                "with the day by which it is to be sent again. MDS records are to be sent within 14 days of their completion, new OASIS records "
                "within 30, and corrections of OASIS at any time."
            </li>
            <li>"Whoever sends or enters assessments takes a record in hand, hands it to a colleague, or closes it with a reason when nothing is left to do."</li>
            <li>"A record that is sent again and accepted leaves by itself. One that was closed by mistake is opened again."</li>
        </ul>
    }
}
