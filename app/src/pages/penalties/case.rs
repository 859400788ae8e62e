//! A case. Its parts are links that work without script, and only those that have something to show.

use super::{Amount, StateTag, adjustments::Adjustments, entries::Entries, use_case_number};
use crate::api::penalties::{ChargeInterest, find_case};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, DataTable, DateText, LinkButton, Loaded, Moment, Page, PostForm,
    ProveFirst, SectionBar, SuccessBanner, Tag, Tone, load, use_query,
};
use crate::view::penalties::CaseView;
use domain::money::Cents;
use domain::penalties::{
    CaseDetail, CaseNumber, CaseTab, ChangeId, ChangeKind, Entry, EntryKind, Ledger, Origin,
    PenaltyRow, StateChange,
};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct CasePage;

#[lazy_route]
impl LazyRoute for CasePage {
    fn data() -> Self {
        Self
    }

    fn view(CasePage: Self) -> AnyView {
        let (number, query) = (use_case_number(), use_query());
        let asked = move || {
            let tab = query.with(|query| query.get("tab").and_then(CaseTab::from_key));
            (number(), tab.unwrap_or_default())
        };
        let found = load(asked, async |(number, tab)| match number {
            Some(number) => find_case(number, None).await.map(|found| (tab, found)),
            None => Err(ApiError::NotFound),
        });
        let done = move || query.with_untracked(|query| query.get("done").map(str::to_owned));
        view! {
            <Loaded resource=found let:found>
                <Case tab=found.0 found=found.1 done=done()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Case(
    tab: CaseTab,
    found: CaseView,
    /// What was just done.
    done: Option<String>,
) -> impl IntoView {
    let CaseView {
        case, is_confirmed, ..
    } = found;
    let tabs = case.tabs();
    let tab = if tabs.contains(&tab) {
        tab
    } else {
        CaseTab::Summary
    };
    let banner = match done.as_deref() {
        Some("recorded") => Some("The payment is recorded"),
        Some("charged") => Some("The interest is charged"),
        Some("reversed") => Some("The entry is reversed"),
        Some("refunded") => Some("The refund is recorded"),
        Some("adjusted") => Some("The penalty is adjusted"),
        Some("taken-back") => Some("The adjustment is taken back"),
        Some("corrected") => Some("The payable day is corrected"),
        Some("stepped-back") => Some("The step is taken back"),
        Some("moved") => Some("The case is moved on"),
        _ => None,
    };
    let number = case.line.number.clone();
    let links = tabs
        .into_iter()
        .map(|one| {
            let here = (one == tab).then_some("page");
            view! { <li><a href=paths::penalty(&number, one) aria-current=here>{one.title()}</a></li> }
        })
        .collect_view();
    let acts = acts(&case);
    view! {
        <Page heading=format!("Case {}: {}", number, case.line.provider)>
            {banner.map(|done| view! { <SuccessBanner done/> })}
            <Source origin=case.origin/>
            <nav aria-label="Parts of the case"><ul class="q-switch">{links}</ul></nav>
            <SectionBar heading=tab.title()/>
            {part(tab, case, is_confirmed)}
            {acts}
            <p><a href=paths::PENALTIES>"All penalty cases"</a></p>
        </Page>
    }
}

/// What the viewer may do with the case.
fn acts(case: &CaseDetail) -> impl IntoView + use<> {
    let number = &case.line.number;
    let acts = [
        (
            case.may_pay,
            paths::record_payment(number),
            "Record payment",
        ),
        (
            case.may_refund,
            paths::record_refund(number),
            "Record refund",
        ),
        (
            case.may_keep_books,
            paths::adjust_penalty(number),
            "Adjust the penalty",
        ),
        (
            !case.steps.is_empty(),
            paths::penalty_step(number),
            "Move the case on",
        ),
        (
            case.may_correct_day(),
            paths::correct_payable_day(number),
            "Correct the payable day",
        ),
    ];
    let acts: Vec<_> = acts
        .into_iter()
        .filter(|(is_offered, ..)| *is_offered)
        .map(|(_, href, title)| view! { <LinkButton href>{title}</LinkButton> })
        .collect();
    (!acts.is_empty()).then(|| view! { <div class="q-acts">{acts}</div> })
}

/// What is a fact, and what is not.
#[component]
fn Source(origin: Origin) -> impl IntoView {
    let words = match origin {
        Origin::PublicFile => {
            "Day and amount are from CMS's public file of penalties. What became due and what was paid is not in it."
        }
        Origin::Invented => {
            "Everything about this case is invented for the demonstration: the penalty, what is due and what was paid."
        }
    };
    view! { <Alert kind=AlertKind::Info>{words}</Alert> }
}

fn part(tab: CaseTab, case: CaseDetail, is_confirmed: bool) -> AnyView {
    let of = |kinds: &[EntryKind]| -> Vec<Entry> {
        let entries = case.ledger.iter().flat_map(|ledger| &ledger.entries);
        let of_kinds = entries.filter(|entry| kinds.contains(&entry.account));
        of_kinds.cloned().collect()
    };
    let entries = |caption: &'static str, entries: Vec<Entry>| {
        let (number, may_keep_books) = (case.line.number.clone(), case.may_keep_books);
        view! { <Entries id="entries" caption number entries may_keep_books/> }
    };
    match tab {
        CaseTab::Summary => view! { <Summary case/> }.into_any(),
        CaseTab::Rows => view! { <Rows rows=case.rows gross=case.gross/> }.into_any(),
        CaseTab::Adjustments => {
            let (number, may_keep_books) = (case.line.number, case.may_keep_books);
            view! { <Adjustments number adjustments=case.adjustments may_keep_books/> }.into_any()
        }
        CaseTab::Payments => entries(
            "Payments and refunds",
            of(&[EntryKind::Payment, EntryKind::Refund]),
        )
        .into_any(),
        CaseTab::Offsets => entries("Offsets", of(&[EntryKind::Offset])).into_any(),
        CaseTab::Interest => {
            let charged = of(&[EntryKind::Interest]);
            let table =
                (!charged.is_empty()).then(|| entries("Interest that was charged", charged));
            view! {
                <Interest case=case.clone() is_confirmed/>
                {table}
            }
            .into_any()
        }
        CaseTab::History => {
            let (number, step_back) = (case.line.number, case.step_back);
            view! { <History number changes=case.history step_back/> }.into_any()
        }
    }
}

#[component]
fn Summary(case: CaseDetail) -> impl IntoView {
    let line = case.line;
    let adjusted: Cents = case.adjustments.iter().map(|one| one.amount.turned()).sum();
    let rescinded = line.net.minus(case.gross).minus(adjusted);
    let taken_off = [("Adjustments", adjusted), ("Rescinded", rescinded)]
        .into_iter()
        .filter(|(_, amount)| *amount != Cents::ZERO)
        .map(|(term, amount)| view! { <dt>{term}</dt><dd class="q-number"><Amount amount/></dd> })
        .collect_view();
    let date = |term: &'static str, date: Date| {
        view! { <dt>{term}</dt><dd><DateText date/></dd> }
    };
    let due = match (case.payable_on, line.due_on) {
        (Some(payable), Some(due)) => view! {
            {date("Payable since", payable)}
            {date("Due", due)}
        }
        .into_any(),
        _ => view! { <dt>"Due"</dt><dd>"Not known"</dd> }.into_any(),
    };
    view! {
        <dl class="q-facts">
            <dt>"Status"</dt><dd><StateTag state=line.state/></dd>
            <dt>"Provider"</dt><dd>{line.provider}<br/>{case.address}</dd>
            {line.ccn.map(|ccn| view! { <dt>"CCN"</dt><dd>{String::from(ccn)}</dd> })}
            {date("Notice", line.notice_on)}
            {due}
            <dt>"Penalty as imposed"</dt><dd class="q-number"><Amount amount=case.gross/></dd>
            {taken_off}
            <dt>"Penalty"</dt><dd class="q-number"><Amount amount=line.net/></dd>
            {case.ledger.map(|ledger| view! { <Sums ledger/> })}
        </dl>
    }
}

#[component]
fn Sums(ledger: Ledger) -> impl IntoView {
    let to_pay = ledger.to_pay();
    // Refunds stand in the ledger as negative receipts.
    let sums = [
        ("Payments", ledger.payments.turned(), true),
        ("Offsets", ledger.offsets.turned(), true),
        ("Interest charged", ledger.interest, true),
        (
            "Refunds",
            ledger.refunds.turned(),
            ledger.refunds != Cents::ZERO,
        ),
        ("Balance", ledger.balance, true),
        (
            "Interest not charged yet",
            ledger.uncharged,
            ledger.uncharged != Cents::ZERO,
        ),
        (
            "Pays it off today",
            to_pay,
            ledger.uncharged != Cents::ZERO && to_pay > Cents::ZERO,
        ),
    ];
    sums.into_iter()
        .filter(|(_, _, is_shown)| *is_shown)
        .map(|(term, amount, _)| {
            view! { <dt>{term}</dt><dd class="q-number"><Amount amount/></dd> }
        })
        .collect_view()
}

#[component]
fn Rows(rows: Vec<PenaltyRow>, gross: Cents) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let days = row.days();
            let (kind, rate, days) = match row.per_day {
                Some(amount) => ("Per day", Some(view! { <Amount amount/> }), Some(days)),
                None => ("Per instance", None, None),
            };
            view! {
                <tr>
                    <th scope="row">{kind}</th>
                    <td class="q-number">{rate}</td>
                    <td><DateText date=row.from/></td>
                    <td><DateText date=row.to/></td>
                    <td class="q-number">{days}</td>
                    <td class="q-number"><Amount amount=row.total/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="penalties" caption="Penalties of this case; first and last day count">
            <thead>
                <tr>
                    <th scope="col">"Kind"</th>
                    <th scope="col" class="q-number">"A day"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"To"</th>
                    <th scope="col" class="q-number">"Days"</th>
                    <th scope="col" class="q-number">"Total"</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                <tr>
                    <th scope="row">"All"</th>
                    <td></td><td></td><td></td><td></td>
                    <td class="q-number"><Amount amount=gross/></td>
                </tr>
            </tbody>
        </DataTable>
    }
}

/// What runs up each day, and charging it.
#[component]
fn Interest(case: CaseDetail, is_confirmed: bool) -> impl IntoView {
    let number = case.line.number;
    let may_keep_books = case.may_keep_books;
    case.ledger.map(|ledger| {
        let rate = ledger.rate.map(|rate| {
            view! { <p>{format!("Today's rate is {} a year, simple interest for each day.", rate.words())}</p> }
        });
        let uncharged = ledger.uncharged;
        let said = if uncharged < Cents::ZERO {
            format!(
                "{} more was charged than ran up: a colleague may reverse an entry.",
                uncharged.unsigned()
            )
        } else {
            format!("{uncharged} has run up until today and is not charged yet. Recording a payment charges it.")
        };
        let act = (may_keep_books && uncharged > Cents::ZERO).then(|| {
            if is_confirmed {
                view! {
                    <PostForm action=ChargeInterest::url() label="Charge interest">
                        <input type="hidden" name="number" value=number.to_string()/>
                        <Button>"Charge interest until today"</Button>
                    </PostForm>
                }
                .into_any()
            } else {
                view! { <ProveFirst page=paths::penalty(&number, CaseTab::Interest)/> }.into_any()
            }
        });
        view! { {rate}<p>{said}</p>{act} }
    })
}

#[component]
fn History(
    number: CaseNumber,
    changes: Vec<StateChange>,
    step_back: Option<ChangeId>,
) -> impl IntoView {
    let rows = changes
        .into_iter()
        .map(|change| {
            let tag = match change.kind {
                ChangeKind::TakenBack => Some("Taken back"),
                ChangeKind::TakesBack => Some("Takes a step back"),
                ChangeKind::Step | ChangeKind::Followed => None,
            };
            let tag = tag.map(|text| view! { <Tag tone=Tone::Neutral text/>" " });
            let correction = step_back.map(|last| {
                let link = (change.id == last).then(|| {
                    let href = paths::take_step_back(&number, change.id);
                    let which = format!(" the step to {}", change.to.title());
                    view! { <a href=href>"Take back"<span class="usa-sr-only">{which}</span></a> }
                });
                view! { <td>{link}</td> }
            });
            view! {
                <tr>
                    <td><Moment at=change.at/></td>
                    <td>{change.from.map(|state| view! { <StateTag state/> })}</td>
                    <td><StateTag state=change.to/></td>
                    <td class="q-prose">{tag}{change.why}</td>
                    <td>{change.by}</td>
                    {correction}
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="history" caption="States of this case, the latest first">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Why"</th>
                    <th scope="col">"Who, or which file"</th>
                    {step_back.map(|_| view! { <th scope="col">"Correction"</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
