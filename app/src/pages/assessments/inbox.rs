//! The inbox: every record of one's facilities that was rejected or warned of; what is to be sent first comes first.

use super::named;
use crate::api::inbox::list_inbox;
use crate::pages::submissions::FacilityText;
use crate::paths;
use crate::ui::{
    Choice, ChoiceWord, CsvLink, DataTable, DateText, FilterForm, LeftOut, Loaded, Page,
    Pagination, ResultCount, SelectField, StatCard, StatCards, Tag, TextField, Tone, load,
    use_query,
};
use domain::assessments::{Inbox, InboxDue, InboxFilter, InboxLine, InboxPart};
use domain::listing::PageRequest;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct InboxPage;

#[lazy_route]
impl LazyRoute for InboxPage {
    fn data() -> Self {
        Self
    }

    fn view(InboxPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(InboxFilter::from_query);
        let found = load(filter, async |filter| {
            let inbox = list_inbox(filter.clone()).await;
            inbox.map(|inbox| (filter, inbox))
        });
        view! {
            <Loaded resource=found let:found>
                <Records filter=found.0 inbox=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Records(filter: InboxFilter, inbox: Inbox) -> impl IntoView {
    let Inbox { lines, counts } = inbox;
    let (total, request) = (lines.total, lines.request);
    let rows = lines
        .rows
        .into_iter()
        .map(|line| view! { <InboxRow line/> })
        .collect_view();
    let of = |part| paths::inbox(&InboxFilter::of(part));
    let parts = InboxPart::ALL.map(|part| Choice::new(part.key(), part.title()));
    let keep = InboxFilter {
        page: filter.page.first(),
        ..InboxFilter::default()
    }
    .to_query();
    let paged = filter.clone();
    let csv = paths::inbox_csv(&filter);
    view! {
        <Page heading="Assessment Inbox">
            <p>
                "Records that were rejected or accepted with warnings. Everybody at the facility sees them, not only who sent them.
                A rejected record is to be sent again: one of MDS within 14 days of its completion, a new one of OASIS within 30, and a
                correction of OASIS at any time. Of one that was accepted nothing is due. A record that is sent again and accepted leaves by itself."
            </p>
            <StatCards>
                <StatCard label="not done" value=counts.open href=of(InboxPart::Open)/>
                <StatCard label="in my hands" value=counts.mine href=of(InboxPart::Mine)/>
                <StatCard label="overdue" value=counts.overdue href=of(InboxPart::Overdue)/>
            </StatCards>
            <FilterForm action=paths::INBOX label="Filter the inbox" keep=keep>
                <SelectField name="show" label="Records" choices=parts.to_vec() value=filter.part.key()/>
                <TextField name="facility" label="CCN" value=filter.facility.map(String::from).unwrap_or_default()/>
            </FilterForm>
            <LeftOut read=|query| InboxFilter::from_query(query).to_query() fields=&[("facility", "CCN")] choices=&CHOICES/>
            <div>
                <ResultCount total request noun="records"/>
                {(total > 0).then(|| view! { <CsvLink href=csv total most=InboxFilter::EXPORT_ROWS/> })}
            </div>
            {(total > 0).then(|| view! {
                <DataTable id="inbox" caption="Records to look at">
                    <thead>
                        <tr>
                            <th scope="col">"Submission and file"</th>
                            <th scope="col">"Due"</th>
                            <th scope="col">"Outcome"</th>
                            <th scope="col">"Patient"</th>
                            <th scope="col">"Instrument and reason"</th>
                            <th scope="col">"Target date"</th>
                            <th scope="col">"Facility"</th>
                            <th scope="col">"In whose hands"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <Pagination
                total
                request
                label="Records"
                href=move |page: PageRequest| paths::inbox(&InboxFilter { page, ..paged.clone() })
            />
        </Page>
    }
}

const CHOICES: [ChoiceWord; 1] = [("show", "Records", |word| {
    InboxPart::from_key(word).is_some()
})];

#[component]
fn InboxRow(line: InboxLine) -> impl IntoView {
    let href = paths::inbox_record(line.submission, line.ordinal);
    let name = format!("{}, file {}", line.submission, line.ordinal);
    let reason = format!("{} {}", line.instrument, line.reasons);
    view! {
        <tr>
            <th scope="row"><a class="usa-link" href=href>{name}</a></th>
            <td><Due line=line.clone()/></td>
            <td><Outcome line=line.clone()/></td>
            <td class="q-name">{named(&line.patient_name, &line.patient_birth)}</td>
            <td>{reason}</td>
            <td>{line.target.map(|date| view! { <DateText date/> })}</td>
            <td class="q-name"><FacilityText facility=line.facility/></td>
            <td>{line.owner.unwrap_or_else(|| "Nobody".to_owned())}</td>
        </tr>
    }
}

#[component]
pub(super) fn Outcome(line: InboxLine) -> impl IntoView {
    let tone = if line.is_rejected {
        Tone::Bad
    } else {
        Tone::Caution
    };
    view! { <Tag tone text=line.outcome()/> }
}

/// The day by which it is to be sent again, and how far that is away; or that there is none, or that it is done.
#[component]
fn Due(line: InboxLine) -> impl IntoView {
    match (line.done, line.due) {
        (Some(done), _) => view! { <Tag tone=Tone::Good text=done.why.title()/> }.into_any(),
        (None, Some(due)) => view! { <Clock due/> }.into_any(),
        (None, None) if line.is_rejected => "At any time".into_any(),
        (None, None) => "Nothing to send".into_any(),
    }
}

#[component]
pub(super) fn Clock(due: InboxDue) -> impl IntoView {
    let (tone, words) = match due.days_left {
        i64::MIN..0 => (Tone::Bad, overdue(-due.days_left)),
        0 => (Tone::Caution, "today".to_owned()),
        1 => (Tone::Caution, "1 day left".to_owned()),
        days @ 2..=3 => (Tone::Caution, format!("{days} days left")),
        days => (Tone::Neutral, format!("{days} days left")),
    };
    view! { <DateText date=due.on/>" "<Tag tone text=words/> }
}

fn overdue(days: i64) -> String {
    if days == 1 {
        "1 day overdue".to_owned()
    } else {
        format!("{days} days overdue")
    }
}
