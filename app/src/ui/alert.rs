//! Messages that belong to the page's content.

use super::{Icon, Tone};
use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertKind {
    Info,
    Warning,
    Error,
    Success,
}

impl AlertKind {
    /// As a tag of this tone says it.
    #[must_use]
    pub const fn of(tone: Tone) -> Self {
        match tone {
            Tone::Neutral => Self::Info,
            Tone::Good => Self::Success,
            Tone::Caution => Self::Warning,
            Tone::Bad => Self::Error,
        }
    }

    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "usa-alert usa-alert--info",
            Self::Warning => "usa-alert usa-alert--warning",
            Self::Error => "usa-alert usa-alert--error",
            Self::Success => "usa-alert usa-alert--success",
        }
    }
}

/// A message with an optional heading (level 2).
#[component]
pub fn Alert(
    kind: AlertKind,
    #[prop(optional, into)] heading: Option<String>,
    children: Children,
) -> impl IntoView {
    let slim = if heading.is_none() {
        " usa-alert--slim"
    } else {
        ""
    };
    view! {
        <div class=format!("{}{slim}", kind.class())>
            <div class="usa-alert__body">
                {heading.map(|heading| view! { <h2 class="usa-alert__heading">{heading}</h2> })}
                <div class="usa-alert__text">{children()}</div>
            </div>
        </div>
    }
}

/// The green banner with a check mark: what was done, and what happens next.
#[component]
pub fn SuccessBanner(
    #[prop(into)] done: String,
    #[prop(optional, into)] next: Option<String>,
) -> impl IntoView {
    view! {
        <div class="q-success-banner" role="status">
            <Icon name="check_circle"/>
            <div>
                <p class="q-success-banner__done">{done}</p>
                {next.map(|next| view! { <p>{next}</p> })}
            </div>
        </div>
    }
}
