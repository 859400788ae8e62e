//! Help with patients and reports.

use super::roles_for;
use crate::paths;
use crate::ui::{Page, SectionBar};
use domain::access::Action;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct PatientsHelpPage;

#[lazy_route]
impl LazyRoute for PatientsHelpPage {
    fn data() -> Self {
        Self
    }

    fn view(PatientsHelpPage: Self) -> AnyView {
        view! {
            <Page heading="Help with patients and reports">
                <Patients/>
                <SectionBar id="reports" heading="Reports"/>
                <ul>
                    <li>
                        <a href=paths::REPORTS>"Reports"</a>" lists those that your role brings: what was sent and with which results, which errors are the most frequent, who came and "
                        "went, and what is late or missing."
                    </li>
                    <li>"Choose the facility and the days. The result is a table, a CSV file, or a page to print. An Assessment ID leads to its record."</li>
                    <li>
                        "A report of a whole state or the nation is made in the background. You may go on working and find it in "
                        <a href=paths::KEPT_REPORTS>"My Reports"</a>", where it is kept for 30 days."
                    </li>
                    <li>"What you see is held to the facilities, the state or the nation of your role."</li>
                </ul>
                <p>
                    "Payroll files have no reports here: their hours are under "<a href=paths::STAFFING>"Staffing Hours"</a>", and who has submitted is under "
                    <a href=paths::STAFFING_STATUS>"Staffing Submission Status"</a>"."
                </p>
                <p><a href=paths::HELP>"All help"</a></p>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Patients() -> impl IntoView {
    view! {
        <SectionBar id="patients" heading="Patients"/>
        <ul>
            <li>
                <a href=paths::PATIENTS>"Patients"</a>" is searched by name, date of birth, Patient ID, Social Security number or Medicare number. What you type "
                "stands in no address and no history of the browser."
            </li>
            <li>
                "A patient comes with the first record about them that is accepted, and belongs to one provider. Make one by hand only when no record was sent yet; "
                "the page warns of those who may be the same person."
            </li>
            <li>
                "Numbers are masked. Give a reason, and they are shown whole for five minutes. The reason and each look stand in the patient's history and in the audit trail."
            </li>
            <li>
                "Change what is wrong on the profile. Two entries of one person are merged; a merge can be taken apart again."
            </li>
            <li>
                <a href=paths::EXCLUSIONS>"Excluded ICD-10 codes"</a>": codes that a state does not want in the OASIS records of its agencies, and until when."
            </li>
        </ul>
        <dl class="q-facts">
            <dt>"See patients"</dt><dd>{roles_for(Action::ViewPatients)}</dd>
            <dt>"Make, change and merge them"</dt><dd>{roles_for(Action::EditPatients)}</dd>
            <dt>"Say which codes a state excludes"</dt><dd>{roles_for(Action::ManageExclusions)}</dd>
        </dl>
    }
}
