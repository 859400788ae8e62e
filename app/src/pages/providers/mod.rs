//! Providers and suppliers.

mod filter;
mod list;
mod profile;

pub use list::ProviderListPage;
pub use profile::ProviderProfilePage;

use crate::ui::{Tag, Tone};
use domain::providers::ProviderStatus;
use leptos::prelude::*;

#[component]
fn StatusTag(status: ProviderStatus) -> impl IntoView {
    let tone = match status {
        ProviderStatus::Active => Tone::Good,
        ProviderStatus::Terminated => Tone::Neutral,
    };
    view! { <Tag tone text=status.name()/> }
}
