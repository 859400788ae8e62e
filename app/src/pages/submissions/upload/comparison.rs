//! What a file would do to the stored quarter, in plain figures.

use super::picked::{Consent, PickedFile};
use super::state::Check;
use crate::api::uploads::{Compared, compare};
use crate::error::ApiError;
use domain::staffing::Comparison;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks once, when the file has been checked.
#[component]
pub fn StoredQuarter(file: PickedFile) -> impl IntoView {
    let compared = RwSignal::new(None::<Result<Compared, ApiError>>);
    Effect::new(move || {
        let Check::Done(checked) = file.check.get_untracked() else {
            return;
        };
        let figures: Vec<_> = checked
            .members
            .iter()
            .filter_map(|member| member.figures.clone())
            .collect();
        if figures.is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = compare(figures).await;
            if let Ok(Compared::With(comparisons)) = &answer
                && comparisons.iter().any(Comparison::drops_over_a_quarter)
            {
                file.consent.try_set(Consent::Needed);
            }
            compared.try_set(Some(answer));
        });
    });
    move || compared.get().map(|compared| view! { <Figures compared/> })
}

#[component]
fn Figures(compared: Result<Compared, ApiError>) -> impl IntoView {
    match compared {
        Err(_) => {
            view! { <p>"What this file would do to the stored quarter cannot be shown: the server did not answer."</p> }.into_any()
        }
        Ok(Compared::LoggedOut) => {
            view! { <p>"What this file would do to the stored quarter cannot be shown: your session has ended."</p> }.into_any()
        }
        Ok(Compared::With(comparisons)) => comparisons
            .into_iter()
            .map(|comparison| {
                let words = comparison.words();
                view! {
                    <p class="q-comparison">
                        <strong>{comparison.facility.name} ", " {comparison.quarter.to_string()} ": "</strong>
                        {words}
                    </p>
                }
            })
            .collect_view()
            .into_any(),
    }
}
