//! What is unpaid of penalties that have come due, by how long ago that was.

use super::Amount;
use crate::api::penalties::list_ages;
use crate::paths;
use crate::ui::{BarChart, ChartBar, DataTable, Loaded, Page, load, number};
use domain::money::Cents;
use domain::penalties::{AgeLine, CaseFilter, Standing};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AgeingPage;

#[lazy_route]
impl LazyRoute for AgeingPage {
    fn data() -> Self {
        Self
    }

    fn view(AgeingPage: Self) -> AnyView {
        let found = load(|| (), async |()| list_ages().await);
        view! {
            <Loaded resource=found let:found>
                <Ageing ages=found/>
            </Loaded>
        }
        .into_any()
    }
}

/// What is unpaid, by how long ago it came due.
#[component]
pub fn AgeChart<'a>(ages: &'a [AgeLine]) -> impl IntoView + use<> {
    let bars = ages.iter().map(|line| ChartBar {
        label: line.age.title().trim_end_matches(" days").to_owned(),
        note: None,
        values: vec![line.unpaid.0],
    });
    let bars = bars.collect();
    let owed: Cents = ages.iter().map(|line| line.unpaid).sum();
    view! {
        <BarChart
            id="ageing"
            title="Unpaid penalties by days past due"
            finding=format!("{owed} is unpaid of penalties that have come due.")
            axis="Days past due"
            series=vec!["Unpaid"]
            bars
            format=|cents| Cents(cents).to_string()
        />
    }
}

#[component]
fn Ageing(ages: Vec<AgeLine>) -> impl IntoView {
    let chart = view! { <AgeChart ages=&ages/> };
    let rows = ages
        .into_iter()
        .map(|line| {
            let list = paths::penalties(&CaseFilter::of_standing(Standing::Aged(line.age)));
            view! {
                <tr>
                    <th scope="row">{line.age.title()}</th>
                    <td class="q-number"><a href=list.clone()>{cases_of(line.cases)}</a></td>
                    <td class="q-number"><a href=list><Amount amount=line.unpaid/></a></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Page heading="Unpaid penalties by age">
            {chart}
            <DataTable id="ages" caption="Cases by days past due">
                <thead>
                    <tr>
                        <th scope="col">"Past due"</th>
                        <th scope="col" class="q-number">"Cases"</th>
                        <th scope="col" class="q-number">"Unpaid"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            <p><a href=paths::PENALTIES>"All penalty cases"</a></p>
        </Page>
    }
}

/// `1 case`, `2 cases`.
fn cases_of(count: i64) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} case{ending}", number(count))
}
