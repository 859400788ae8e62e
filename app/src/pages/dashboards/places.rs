//! The nation by region and state; every number leads to its list.

use crate::paths;
use crate::ui::{DataTable, number};
use domain::dashboards::{DashboardFilter, PlaceFigures};
use domain::providers::{ProviderFilter, ProviderStatus, Region, StateCode};
use domain::staffing::{FiscalQuarter, StatusFilter, SubmissionStatus};
use leptos::prelude::*;

/// `places` come by region.
#[component]
pub fn Places(places: Vec<(StateCode, PlaceFigures)>, quarter: FiscalQuarter) -> impl IntoView {
    let regions = Region::all()
        .map(|region| {
            let states: Vec<_> = places
                .iter()
                .filter(|(state, _)| state.region() == region)
                .copied()
                .collect();
            let mut sum = PlaceFigures::default();
            for (_, figures) in &states {
                sum += *figures;
            }
            let rows = states
                .into_iter()
                .map(|(state, figures)| row(Place::State(state), figures, quarter));
            let rows = rows.collect_view();
            (sum != PlaceFigures::default())
                .then(|| view! { {row(Place::Region(region), sum, quarter)} {rows} })
        })
        .collect_view();
    view! {
        <DataTable id="places" caption=format!("By region and state, PBJ files for {quarter}")>
            <thead>
                <tr>
                    <th scope="col">"Region or state"</th>
                    <th scope="col" class="q-number">"Active providers"</th>
                    <th scope="col" class="q-number">"Changed in 30 days"</th>
                    <th scope="col" class="q-number">{SubmissionStatus::Accepted.title()}</th>
                    <th scope="col" class="q-number">{SubmissionStatus::RejectedOnly.title()}</th>
                    <th scope="col" class="q-number">{SubmissionStatus::Missing.title()}</th>
                </tr>
            </thead>
            <tbody>{regions}</tbody>
        </DataTable>
    }
}

/// What a row stands for.
#[derive(Clone, Copy)]
enum Place {
    Region(Region),
    State(StateCode),
}

impl Place {
    const fn state(self) -> Option<StateCode> {
        match self {
            Self::State(state) => Some(state),
            Self::Region(_) => None,
        }
    }

    const fn region(self) -> Option<Region> {
        match self {
            Self::Region(region) => Some(region),
            Self::State(_) => None,
        }
    }

    fn providers(self) -> ProviderFilter {
        ProviderFilter {
            state: self.state(),
            region: self.region(),
            ..ProviderFilter::default()
        }
    }

    fn status(self, quarter: FiscalQuarter, status: SubmissionStatus) -> String {
        paths::staffing_status(&StatusFilter {
            quarter: Some(quarter),
            state: self.state(),
            region: self.region(),
            status: Some(status),
            ..StatusFilter::default()
        })
    }
}

fn row(place: Place, figures: PlaceFigures, quarter: FiscalQuarter) -> impl IntoView {
    let (class, name) = match place {
        Place::Region(region) => (
            "q-region",
            format!("Region {}, {}", region.number(), region.name()).into_any(),
        ),
        Place::State(state) => {
            let href = paths::dashboard(&DashboardFilter {
                facility: None,
                state: Some(state),
            });
            (
                "q-state",
                view! { <a href=href>{state.name()}</a> }.into_any(),
            )
        }
    };
    let active = ProviderFilter {
        status: Some(ProviderStatus::Active),
        ..place.providers()
    };
    let changed = ProviderFilter {
        changed_recently: true,
        ..place.providers()
    };
    let cell = |value: i64, href: String| view! { <td class="q-number"><a href=href>{number(value)}</a></td> };
    let of = |status| place.status(quarter, status);
    view! {
        <tr class=class>
            <th scope="row">{name}</th>
            {cell(figures.providers, paths::providers(&active))}
            {cell(figures.changed, paths::providers(&changed))}
            {cell(figures.status.accepted, of(SubmissionStatus::Accepted))}
            {cell(figures.status.rejected_only, of(SubmissionStatus::RejectedOnly))}
            {cell(figures.status.missing, of(SubmissionStatus::Missing))}
        </tr>
    }
}
