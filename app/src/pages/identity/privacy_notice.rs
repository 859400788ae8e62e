//! What a person consents to at log-in (ARS AC-8), in the installation's words or our own.

use crate::ui::SectionBar;
use crate::view::identity::NoticeData;
use leptos::prelude::*;

#[component]
pub fn PrivacyNotice(notice: NoticeData) -> impl IntoView {
    let words = if notice.paragraphs.is_empty() {
        view! { <OwnWords notice/> }.into_any()
    } else {
        let paragraph = |words: String| view! { <p>{words}</p> };
        notice
            .paragraphs
            .into_iter()
            .map(paragraph)
            .collect_view()
            .into_any()
    };
    view! {
        <SectionBar heading="Privacy and security notice" id="privacy-notice"/>
        {words}
    }
}

#[component]
fn OwnWords(notice: NoticeData) -> impl IntoView {
    let end = format!(
        "Log out when you leave your place. A session ends by itself after {} in which nothing is asked, and after {} at the latest.",
        span(notice.idle_seconds),
        span(notice.lasting_seconds)
    );
    view! {
        <p>
            "This system holds information about residents, patients, staff and providers. It is for people who were
            given a role in it, and for the work that the role is for. What you do here is recorded under your user ID,
            and those who are responsible for the system may read these records."
        </p>
        <ul>
            <li>"Use your own account only, and tell nobody your password."</li>
            <li>"Look at a person's data only where your work needs it, and keep what you download as safe as it is here."</li>
            <li>{end}</li>
            <li>"Use without permission, and use beyond your role, can end your access and can be punished by law."</li>
        </ul>
        <p>
            "One cookie keeps you logged in; it is deleted when you log out. There are no others, and nothing about
            your visit goes to anyone else."
        </p>
    }
}

/// `15 minutes`, `12 hours`.
fn span(seconds: i64) -> String {
    match (seconds % 3600, seconds % 60) {
        (0, _) => format!("{} hours", seconds / 3600),
        (_, 0) => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}
