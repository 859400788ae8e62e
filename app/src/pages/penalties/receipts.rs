//! What came in by date, without what was reversed.

use super::{Amount, entries::method_and_trace};
use crate::api::penalties::list_receipts;
use crate::paths;
use crate::ui::{
    DataTable, DateText, FilterForm, LeftOut, Loaded, Page, Pagination, ResultCount, TextField,
    load, use_query,
};
use domain::listing::PageRequest;
use domain::penalties::{CaseTab, ReceiptFilter, ReceiptLine, Receipts};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The filter's fields, each with its label.
const FIELDS: [(&str, &str); 2] = [("from", "Received from"), ("to", "Received until")];

pub struct ReceiptsPage;

#[lazy_route]
impl LazyRoute for ReceiptsPage {
    fn data() -> Self {
        Self
    }

    fn view(ReceiptsPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(ReceiptFilter::from_query);
        let found = load(filter, async |filter| {
            list_receipts(filter).await.map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <ReceiptList filter=found.0 receipts=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn ReceiptList(filter: ReceiptFilter, receipts: Receipts) -> impl IntoView {
    let (page, sum) = (receipts.lines, receipts.total);
    let (total, request) = (page.total, page.request);
    let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
    let rows = page
        .rows
        .into_iter()
        .map(|line| view! { <ReceiptRow line/> })
        .collect_view();
    view! {
        <Page heading="Receipts">
            <p>"Payments and offsets by the day of receipt, without those that were reversed."</p>
            <FilterForm action=paths::RECEIPTS label="Filter receipts">
                <TextField name="from" label="Received from" hint="MM/DD/YYYY" value=day(filter.from)/>
                <TextField name="to" label="Received until" hint="MM/DD/YYYY" value=day(filter.to)/>
            </FilterForm>
            <LeftOut read=|query| ReceiptFilter::from_query(query).to_query() fields=&FIELDS/>
            <ResultCount total request noun="receipts"/>
            <p>"Received: "<strong><Amount amount=sum/></strong></p>
            {(total > 0).then(|| view! {
                <DataTable id="receipts" caption="Receipts, the latest first">
                    <thead>
                        <tr>
                            <th scope="col">"Received on"</th>
                            <th scope="col">"Case Number"</th>
                            <th scope="col">"Provider"</th>
                            <th scope="col">"Method and number"</th>
                            <th scope="col" class="q-number">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <Pagination
                    total
                    request
                    label="Receipts"
                    href=move |page: PageRequest| paths::receipts(ReceiptFilter { page, ..filter })
                />
            })}
            <p><a href=paths::PENALTIES>"All penalty cases"</a></p>
        </Page>
    }
}

#[component]
fn ReceiptRow(line: ReceiptLine) -> impl IntoView {
    let case = paths::penalty(&line.number, CaseTab::Payments);
    view! {
        <tr>
            <td><DateText date=line.on/></td>
            <th scope="row"><a href=case>{line.number.to_string()}</a></th>
            <td>{line.provider}</td>
            <td>{method_and_trace(line.method, &line.trace)}</td>
            <td class="q-number"><Amount amount=line.amount/></td>
        </tr>
    }
}
