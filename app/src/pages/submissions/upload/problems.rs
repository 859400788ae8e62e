//! The problems of a checked file: filtered, grouped by edit or as one list, and as a CSV file.

use super::csv;
use super::findings::{Columns, FindingsTable};
use super::picked::PickedFile;
use crate::layout::visit;
use crate::ui::{Tag, Tone, announcer, number};
use domain::submissions::Severity;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cmp::Reverse;
use std::sync::Arc;
use submission::checker::{Checked, EditFound, List, Reply, Request};

#[component]
pub fn Problems(file: PickedFile, checked: Arc<Checked>) -> impl IntoView {
    let list = RwSignal::new(List::default());
    let grouped = RwSignal::new(true);
    let edits = RwSignal::new(Vec::<EditFound>::new());
    let announcer = announcer();
    Effect::new(move |before: Option<()>| {
        file.ask(Request::Edits(list.get()), move |reply| {
            let Reply::Edits(mut found) = reply else {
                return;
            };
            found.sort_by_key(|edit| Reverse((edit.severity, edit.count)));
            if before.is_some() {
                announcer.say(matching(&found));
            }
            edits.set(found);
        });
    });
    let visit = visit();
    let save = move |_| {
        spawn_local(async move {
            if let Ok(visit) = visit.await {
                csv::save(file, list.get_untracked(), &visit.site);
            }
        });
    };
    let several = checked.members.len() > 1;
    let id = format!("problems-{}", file.id);
    let heading = id.clone();
    view! {
        <section aria-labelledby=heading>
            <h4 id=id>"Problems"</h4>
            <Filters file checked=Arc::clone(&checked) list grouped/>
            <Kept checked=Arc::clone(&checked)/>
            {move || if grouped.get() {
                view! { <Groups file edits list several/> }.into_any()
            } else {
                view! { <FindingsTable file list=list.into() edit=None columns=Columns { files: several, edits: true }/> }.into_any()
            }}
            <button type="button" class="usa-button usa-button--outline" on:click=save>
                "Download these problems (CSV)"
            </button>
        </section>
    }
}

/// What a filter let through, for screen readers.
fn matching(edits: &[EditFound]) -> String {
    match edits.iter().map(|edit| edit.count).sum::<u64>() {
        0 => String::from("No problems match."),
        1 => String::from("1 problem matches."),
        count => format!("{} problems match.", number(count.cast_signed())),
    }
}

#[component]
fn Filters(
    file: PickedFile,
    checked: Arc<Checked>,
    list: RwSignal<List>,
    grouped: RwSignal<bool>,
) -> impl IntoView {
    let announcer = announcer();
    let show = move |view: String| {
        grouped.set(view.is_empty());
        announcer.say(if view.is_empty() {
            "Grouped by edit."
        } else {
            "Shown as one list."
        });
    };
    let severities =
        Severity::ALL.map(|severity| (severity.as_str().to_owned(), severity.title().to_owned()));
    let members: Vec<_> = checked
        .members
        .iter()
        .enumerate()
        .map(|(index, member)| (index.to_string(), member.name.clone()))
        .collect();
    let mut codes: Vec<_> = checked
        .members
        .iter()
        .flat_map(|member| &member.counts)
        .map(|row| row.code.clone())
        .collect();
    codes.sort();
    codes.dedup();
    let codes = codes.into_iter().map(|code| (code.clone(), code)).collect();
    view! {
        <div class="q-choices">
            <Choose file name="severity" label="Severity" any="All" choices=severities.to_vec()
                on_choose=move |value| list.update(|list| list.query.severity = Severity::parse(&value))/>
            {(members.len() > 1).then(|| view! {
                <Choose file name="member" label="File" any="All files" choices=members
                    on_choose=move |value| list.update(|list| list.member = value.parse().ok())/>
            })}
            <Choose file name="edit" label="Edit" any="All" choices=codes
                on_choose=move |value| list.update(|list| list.query.code = (!value.is_empty()).then_some(value))/>
            <Choose file name="view" label="Show" any="Grouped by edit" choices=vec![("list".into(), "As one list".into())]
                on_choose=show/>
        </div>
    }
}

/// A list that acts when something is chosen; `any` is its empty first choice.
#[component]
fn Choose(
    file: PickedFile,
    name: &'static str,
    label: &'static str,
    any: &'static str,
    /// Value and label.
    choices: Vec<(String, String)>,
    on_choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let id = format!("{name}-{}", file.id);
    let options = choices
        .into_iter()
        .map(|(value, label)| view! { <option value=value>{label}</option> })
        .collect_view();
    view! {
        <div>
            <label class="usa-label" for=id.clone()>{label}</label>
            <select class="usa-select" id=id on:change:target=move |event| on_choose(event.target().value())>
                <option value="">{any}</option>
                {options}
            </select>
        </div>
    }
}

/// Says so when more was found than the checker keeps.
#[component]
fn Kept(checked: Arc<Checked>) -> impl IntoView {
    let found: u64 = checked
        .members
        .iter()
        .flat_map(|member| &member.counts)
        .map(|row| row.count)
        .sum();
    (found > checked.kept).then(|| {
        let (kept, found) = (number(checked.kept.cast_signed()), number(found.cast_signed()));
        view! {
            <p>{format!("The first {kept} of {found} problems are listed. All of them are counted.")}</p>
        }
    })
}

/// One disclosure for each edit, the gravest first. `several`: there is more than one file.
#[component]
fn Groups(
    file: PickedFile,
    edits: RwSignal<Vec<EditFound>>,
    list: RwSignal<List>,
    several: bool,
) -> impl IntoView {
    view! {
        <Show when=move || edits.with(Vec::is_empty)>
            <p>"No problems match."</p>
        </Show>
        <For each=move || edits.get() key=|edit| (edit.code.clone(), edit.count) children=move |edit| view! {
            <Group file edit list several/>
        }/>
    }
}

#[component]
fn Group(file: PickedFile, edit: EditFound, list: RwSignal<List>, several: bool) -> impl IntoView {
    let open = RwSignal::new(false);
    let (code, told) = (edit.code.clone(), edit.code.clone());
    let of_edit = Signal::derive(move || {
        let mut list = list.get();
        list.query.code = Some(code.clone());
        list
    });
    view! {
        <details
            class="q-group"
            on:toggle:target=move |event| open.set(event.target().open())
        >
            <summary>
                <Tag tone=tone(edit.severity) text=edit.severity.title()/>
                " " <span class="q-code">{edit.code}</span> " "
                {edit.example.map(|fact| fact.told().message)} " "
                <span class="q-group__count">{times(edit.count)}</span>
            </summary>
            <Show when=move || open.get()>
                <FindingsTable file list=of_edit edit=Some(told.clone()) columns=Columns { files: several, edits: false }/>
            </Show>
        </details>
    }
}

pub const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Fatal => Tone::Bad,
        Severity::Warning => Tone::Caution,
        Severity::Information => Tone::Neutral,
    }
}

fn times(count: u64) -> String {
    if count == 1 {
        String::from("once")
    } else {
        format!("{} times", number(count.cast_signed()))
    }
}
