//! The help page: getting started, a PBJ file from check to report, what else there is help with, roles, whom to ask.

use crate::layout::Contact;
use crate::paths;
use crate::ui::{Page, SectionBar};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct HelpPage;

#[lazy_route]
impl LazyRoute for HelpPage {
    fn data() -> Self {
        Self
    }

    fn view(HelpPage: Self) -> AnyView {
        view! {
            <Page heading="Help">
                <ul>
                    <li><a href="#get-started" rel="external">"Getting started"</a></li>
                    <li><a href="#pbj" rel="external">"Checking and sending a payroll-based journal file"</a></li>
                    <li><a href="#states" rel="external">"Received, checked, accepted: what the words mean"</a></li>
                    <li><a href="#roles" rel="external">"Roles and what they may do"</a></li>
                    <li><a href=paths::ASSESSMENTS_HELP>"Assessments: sending, entering, the inbox"</a></li>
                    <li><a href=paths::PATIENTS_HELP>"Patients and reports"</a></li>
                    <li><a href=paths::ACCOUNT_HELP>"Registration, devices, and when a session ends"</a></li>
                    <li><a href=paths::PROGRAMS>"For programs: the API"</a></li>
                    <li><a href="#contact" rel="external">"Whom to ask"</a></li>
                </ul>
                <GettingStarted/>
                <PbjFile/>
                <States/>
                <SectionBar id="roles" heading="Roles and what they may do"/>
                <p>
                    "The "<a href=paths::ROLES_MATRIX>"User Roles Matrix"</a>
                    " says of each role what it may do and where, who decides on it, and what a request for it names."
                </p>
                <SectionBar id="contact" heading="Whom to ask"/>
                <p>
                    "Ask the security official of your organization about access and roles. "
                    "For technical help, write to the "<a href=paths::OWN_TICKETS>"Help Desk"</a>
                    ", which takes a log-in, or ask the Service Center:"
                </p>
                <Contact/>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn GettingStarted() -> impl IntoView {
    view! {
        <SectionBar id="get-started" heading="Getting started"/>
        <ol class="usa-process-list">
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Log in"</h3>
                <p>
                    "Enter your user ID and password, tick the box that says you have read the privacy and security "
                    "notice, and select Log In. In a demonstration you can log in as one of the people that the "
                    <a href=paths::LOG_IN>"log-in page"</a>" lists."
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Request a user role"</h3>
                <p>
                    "Open the user menu at the top right and select "<a href=paths::REQUEST_ROLE>"Request User Role"</a>
                    ". Choose the category of your organization, then the role that fits your work."
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Add your organizations"</h3>
                <p>
                    "For provider and vendor roles, add each provider by its CMS Certification Number (CCN) or its "
                    "Facility ID, and select Submit Request."
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Wait for approval"</h3>
                <p>
                    "The security official of the organization approves or rejects the request. "
                    "My Profile shows which roles you hold. With a role, you start at the dashboard of that role."
                </p>
            </li>
        </ol>
    }
}

#[component]
fn PbjFile() -> impl IntoView {
    view! {
        <SectionBar id="pbj" heading="Checking and sending a payroll-based journal file"/>
        <ol class="usa-process-list">
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Choose the file"</h3>
                <p>
                    "Open "<a href=paths::UPLOAD>"Upload PBJ Files"</a>" and drop an XML file, or a ZIP of XML files, on "
                    "the page, or choose it with the button. You need the role PBJ Submitter. To check a file "
                    "without logging in, use "<a href=paths::CHECKER>"the checker"</a>"."
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Read what was found"</h3>
                <p>
                    "Your browser checks the file; nothing leaves your computer yet. Each problem names its edit, "
                    "the line, the value that was sent, and what to change. "
                    <a href=paths::PBJ_EDITS>"All PBJ edits"</a>
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Send it"</h3>
                <p>
                    "Compare what the file would change with what is stored, then send it. You get a receipt with the "
                    "Submission ID. Keep it: everyone speaks of the file by this number."
                </p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Read the Final Validation Report"</h3>
                <p>
                    "The server checks the file again, together with what it has stored. The report is under "
                    <a href=paths::SUBMISSIONS>"Submissions"</a>", for everyone with a PBJ role at that facility. "
                    "Correct what was rejected and send the file again before the deadline: 45 days after the end "
                    "of the quarter, at 11:59 PM Eastern Time."
                </p>
            </li>
        </ol>
    }
}

#[component]
fn States() -> impl IntoView {
    view! {
        <SectionBar id="states" heading="Received, checked, accepted: what the words mean"/>
        <dl class="q-facts">
            <dt>"Received"</dt>
            <dd>"The file has arrived and is stored safely. Nobody has looked into it: this is not yet acceptance."</dd>
            <dt>"Checking"</dt>
            <dd>"The server is reading the file. Large files take a minute."</dd>
            <dt>"Accepted"</dt>
            <dd>"No rule was broken, and what was sent is stored: hours, or a record of an assessment."</dd>
            <dt>"Accepted with warnings"</dt>
            <dd>"It is stored. The warnings say what to look at, and which entries of a payroll file were left out."</dd>
            <dt>"Partly rejected"</dt>
            <dd>"Some files of a ZIP were accepted and others rejected. Each has its own report."</dd>
            <dt>"Rejected"</dt>
            <dd>"At least one fatal problem was found. Nothing of a rejected payroll file, and nothing of a rejected record, is stored; what was stored before stays."</dd>
            <dt>"Delayed, or stopped"</dt>
            <dd>"Something failed on our side. The file is safe; it is tried again, or staff look at it."</dd>
        </dl>
    }
}
