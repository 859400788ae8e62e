//! What a person consents to at log-in (ARS AC-8), in our own words.

use crate::ui::SectionBar;
use leptos::prelude::*;

#[component]
pub fn PrivacyNotice() -> impl IntoView {
    view! {
        <SectionBar heading="Privacy and security notice" id="privacy-notice"/>
        <p>
            "This system holds information about residents, patients, staff and providers. It is for people who were
            given a role in it, and for the work that the role is for. What you do here is recorded under your user ID,
            and those who are responsible for the system may read these records."
        </p>
        <ul>
            <li>"Use your own account only, and tell nobody your password."</li>
            <li>"Look at a person's data only where your work needs it, and keep what you download as safe as it is here."</li>
            <li>"Log out when you leave your place. A session ends by itself after 15 minutes in which nothing is asked, and after 12 hours at the latest."</li>
            <li>"Use without permission, and use beyond your role, can end your access and can be punished by law."</li>
        </ul>
        <p>
            "One cookie keeps you logged in; it is deleted when you log out. There are no others, and nothing about
            your visit goes to anyone else."
        </p>
    }
}
