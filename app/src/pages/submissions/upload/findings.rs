//! Findings as a table, a hundred at a time.

use super::picked::PickedFile;
use super::problems::tone;
use crate::ui::{DateText, Tag, announcer, number};
use leptos::prelude::*;
use submission::checker::{List, Page, Reply, Request};
use submission::{Fact, Finding, Sort};

/// Which columns a table has: those in which its rows may differ.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// The problems may be of several files.
    pub files: bool,
    /// And of several edits.
    pub edits: bool,
}

#[component]
pub fn FindingsTable(
    file: PickedFile,
    list: Signal<List>,
    /// Of which edit alone they are.
    edit: Option<String>,
    columns: Columns,
) -> impl IntoView {
    let name = file.name.get_value();
    let (caption, id) = match edit {
        Some(edit) => (
            format!("Problems of {name}: edit {edit}"),
            format!("problems-{}-{edit}", file.id),
        ),
        None => (
            format!("Problems of {name}"),
            format!("problems-{}-list", file.id),
        ),
    };
    let order = RwSignal::new((Sort::Line, false));
    let shown = RwSignal::new(1_u32);
    let page = RwSignal::new(Page::default());
    // Another filter or another order begins at its first page.
    Effect::new(move || {
        list.track();
        order.track();
        if shown.get_untracked() != 1 {
            shown.set(1);
        }
    });
    Effect::new(move || {
        let mut list = list.get();
        (list.query.sort, list.query.descending) = order.get();
        file.ask(
            Request::Page {
                list,
                page: shown.get(),
                size: Page::SIZE,
            },
            move |reply| {
                if let Reply::Page(found) = reply {
                    page.set(found);
                }
            },
        );
    });
    let headings = columns
        .shown()
        .map(|column| view! { <Heading column order/> })
        .collect_view();
    let named_by = id.clone();
    view! {
        <p class="q-result-count">{move || page.with(|page| range(page, shown.get()))}</p>
        <div class="usa-table-container--scrollable q-scroll" role="region" aria-labelledby=named_by tabindex="0">
            <table class="usa-table usa-table--striped q-table">
                <caption id=id>{caption}</caption>
                <thead><tr>{headings}</tr></thead>
                <tbody>{move || page.with(|page| rows(&page.facts, columns))}</tbody>
            </table>
        </div>
        <Pager page shown/>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    File,
    Line,
    Severity,
    Edit,
    Problem,
    Item,
    Value,
    Allowed,
    Employee,
    Date,
}

impl Column {
    const ALL: [Self; 10] = [
        Self::File,
        Self::Line,
        Self::Severity,
        Self::Edit,
        Self::Problem,
        Self::Item,
        Self::Value,
        Self::Allowed,
        Self::Employee,
        Self::Date,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Line => "Line",
            Self::Severity => "Severity",
            Self::Edit => "Edit",
            Self::Problem => "Problem and what to change",
            Self::Item => "Item",
            Self::Value => "Submitted",
            Self::Allowed => "Allowed",
            Self::Employee => "Employee ID",
            Self::Date => "Work date",
        }
    }

    /// How the checker sorts by it, if it does.
    const fn sort(self) -> Option<Sort> {
        match self {
            Self::Line => Some(Sort::Line),
            Self::Severity => Some(Sort::Severity),
            Self::Edit => Some(Sort::Code),
            Self::Item => Some(Sort::Item),
            Self::Employee => Some(Sort::Employee),
            Self::Date => Some(Sort::Date),
            Self::File | Self::Problem | Self::Value | Self::Allowed => None,
        }
    }

    fn cell(self, finding: &Finding) -> AnyView {
        let place = &finding.place;
        match self {
            Self::File => view! { <td class="q-long">{place.file.clone()}</td> }.into_any(),
            Self::Line => {
                view! { <td class="q-number">{place.line.map(|line| number(line.into()))}</td> }
                    .into_any()
            }
            Self::Severity => {
                let (tone, text) = (tone(finding.severity), finding.severity.title());
                view! { <td><Tag tone text/></td> }.into_any()
            }
            Self::Edit => view! { <td class="q-code">{finding.code.clone()}</td> }.into_any(),
            Self::Problem => {
                let (message, fix) = (finding.message.clone(), finding.fix.clone());
                view! { <th scope="row" class="q-problem">{message} " " <span class="q-fix">{fix}</span></th> }
                    .into_any()
            }
            Self::Item => {
                let (item, path) = (finding.item.clone(), place.path.clone());
                view! { <td class="q-code">{item} " " <span class="q-path">{path}</span></td> }
                    .into_any()
            }
            Self::Value => view! { <td class="q-code">{finding.value.clone()}</td> }.into_any(),
            Self::Allowed => view! { <td>{finding.allowed.clone()}</td> }.into_any(),
            Self::Employee => view! { <td class="q-code">{place.employee.clone()}</td> }.into_any(),
            Self::Date => {
                view! { <td>{place.date.map(|date| view! { <DateText date/> })}</td> }.into_any()
            }
        }
    }
}

impl Columns {
    fn shown(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |column| match column {
            Column::File => self.files,
            Column::Severity | Column::Edit => self.edits,
            _ => true,
        })
    }
}

#[component]
fn Heading(column: Column, order: RwSignal<(Sort, bool)>) -> impl IntoView {
    let announcer = announcer();
    let Some(sort) = column.sort() else {
        return view! { <th scope="col">{column.title()}</th> }.into_any();
    };
    let state = move || match order.get() {
        (by, descending) if by == sort => Some(if descending {
            "descending"
        } else {
            "ascending"
        }),
        _ => None,
    };
    let arrow = move || match state() {
        Some("ascending") => "\u{25b2}",
        Some(_) => "\u{25bc}",
        None => "",
    };
    let press = move |_| {
        order.update(|(by, descending)| {
            *descending = *by == sort && !*descending;
            *by = sort;
        });
        let direction = if order.get_untracked().1 {
            "descending"
        } else {
            "ascending"
        };
        announcer.say(format!(
            "Sorted by {}, {direction}.",
            column.title().to_ascii_lowercase()
        ));
    };
    view! {
        <th scope="col" aria-sort=state>
            <button type="button" class="q-sort" on:click=press>{column.title()}<span aria-hidden="true">{arrow}</span></button>
        </th>
    }
    .into_any()
}

fn rows(facts: &[Fact], columns: Columns) -> impl IntoView + use<> {
    facts
        .iter()
        .map(|fact| row(&fact.told(), columns))
        .collect_view()
}

fn row(finding: &Finding, columns: Columns) -> impl IntoView + use<> {
    let cells = columns.shown().map(|column| column.cell(finding));
    view! { <tr>{cells.collect_view()}</tr> }
}

/// `101-200 of 1,203 problems`.
fn range(page: &Page, shown: u32) -> String {
    let first = (shown - 1) * Page::SIZE;
    let last = first.saturating_add(Page::SIZE).min(page.total);
    match page.total {
        0 => String::from("No problems match."),
        1 => String::from("1 problem"),
        total => format!(
            "{}-{} of {} problems",
            number((first + 1).into()),
            number(last.into()),
            number(total.into())
        ),
    }
}

#[component]
fn Pager(page: RwSignal<Page>, shown: RwSignal<u32>) -> impl IntoView {
    let announcer = announcer();
    let last = Memo::new(move |_| page.with(Page::last));
    let turn = move |to: u32| {
        shown.set(to.clamp(1, last.get_untracked()));
        announcer.say(format!(
            "Page {} of {}.",
            shown.get_untracked(),
            last.get_untracked()
        ));
    };
    let step = move |text: &'static str, to: fn(u32, u32) -> u32| {
        let end = move || to(shown.get(), last.get()).clamp(1, last.get()) == shown.get();
        view! {
            <button
                type="button"
                class="usa-button usa-button--outline"
                aria-disabled=move || end().then_some("true")
                on:click=move |_| turn(to(shown.get_untracked(), last.get_untracked()))
            >{text}</button>
        }
    };
    view! {
        <Show when=move || { last.get() > 1 }>
            <nav class="q-pager" aria-label="Pages of problems">
                {step("First", |_, _| 1)}
                {step("Previous", |now, _| now.saturating_sub(1))}
                <span>{move || format!("Page {} of {}", shown.get(), last.get())}</span>
                {step("Next", |now, _| now + 1)}
                {step("Last", |_, last| last)}
            </nav>
        </Show>
    }
}
