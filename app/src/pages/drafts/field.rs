//! One item of the form: its question, its control by kind, what is wrong with it, and why it is closed.

use super::filling::Filling;
use leptos::html::Input;
use leptos::prelude::*;
use std::collections::HashMap;
use submission::assessments::entry::{Choice, Control, Field, Question, answer_of, shown};

/// Who says what stands in an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SaidBy {
    #[default]
    People,
    Program,
    /// The program, since a modification finds its record by it.
    Locator,
}

const BLANK: &str = "^";
const DASH: &str = "-";

/// Items that belong together, under the number of their question where there are several.
#[component]
pub fn QuestionFields(
    question: Question,
    filling: Filling,
    /// The value of each item, and who says it.
    values: HashMap<String, (String, SaidBy)>,
) -> impl IntoView {
    let is_one = question.fields.len() == 1;
    let fields = question
        .fields
        .into_iter()
        .map(|field| {
            let (value, by) = values.get(&field.id).cloned().unwrap_or_default();
            match by {
                SaidBy::People => view! { <ItemField field value filling/> }.into_any(),
                SaidBy::Program => view! { <Said field value why="(filled in here)"/> }.into_any(),
                SaidBy::Locator => {
                    let why = "(finds the record: a modification cannot change it)";
                    view! { <Said field value why/> }.into_any()
                }
            }
        })
        .collect_view();
    if is_one {
        return fields.into_any();
    }
    view! {
        <fieldset class="usa-fieldset q-question">
            <legend class="usa-legend q-question__legend">{question.id}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}

/// What the program says of the record.
#[component]
fn Said(field: Field, value: String, why: &'static str) -> impl IntoView {
    let meaning = field
        .choices
        .into_iter()
        .find(|choice| choice.value == value);
    let said = match value.as_str() {
        "" | BLANK => "Blank".to_owned(),
        value => shown(field.control, value),
    };
    view! {
        <div class="usa-form-group q-item">
            <p class="usa-label q-item__said" id=field.id.clone()>{field.name}<ItemId id=field.id.clone()/></p>
            <p>{said}" "{meaning.map(|choice| choice.label)}<span class="usa-hint">" "{why}</span></p>
        </div>
    }
}

#[component]
fn ItemId(id: String) -> impl IntoView {
    view! { " "<span class="q-code q-item__id">{id}</span> }
}

#[component]
fn ItemField(field: Field, value: String, filling: Filling) -> impl IntoView {
    let id = field.id.clone();
    let why = Memo::new(move |_| filling.closed.with(|closed| closed.get(&id).cloned()));
    let (id, name) = (field.id.clone(), field.name.clone());
    let reason = move || {
        why.get().map(|(value, since)| {
            let since = if since.is_empty() {
                "Skipped".to_owned()
            } else {
                format!("Skipped, since {since}")
            };
            let sent = if value == BLANK {
                "It is sent blank.".to_owned()
            } else {
                format!("It is sent as {value}.")
            };
            view! {
                <p class="q-item__closed">{name.clone()}<ItemId id=id.clone()/>": "{since}". "{sent}</p>
            }
        })
    };
    let control = match field.control {
        Control::Tick => view! { <Tick field value filling/> }.into_any(),
        Control::Radio => view! { <Radios field value filling/> }.into_any(),
        Control::Select => view! { <OneOfMany field value filling/> }.into_any(),
        _ => view! { <Written field value filling/> }.into_any(),
    };
    view! {
        <div class="usa-form-group q-item">
            <div hidden=move || why.with(Option::is_some)>{control}</div>
            {reason}
        </div>
    }
}

/// What is wrong with an item, and how to mend it.
#[component]
fn Wrong(id: String, filling: Filling) -> impl IntoView {
    let of = id.clone();
    let told = move || {
        filling.problems.with(|problems| {
            let of_item = problems.iter().filter(|problem| problem.item == of);
            of_item
                .map(|problem| {
                    view! { <span class="usa-error-message">{problem.code.clone()}": "{problem.message.clone()}" "{problem.fix.clone()}</span> }
                })
                .collect_view()
        })
    };
    view! { <div id=format!("{id}-error")>{told}</div> }
}

#[component]
fn Tick(field: Field, value: String, filling: Filling) -> impl IntoView {
    let id = StoredValue::new(field.id.clone());
    let dash = field
        .choices
        .iter()
        .find(|choice| choice.value == DASH)
        .cloned();
    let (ticked, unknown) = (NodeRef::new(), NodeRef::new());
    // It is ticked, or unknown, or neither.
    let changed = move |this, beside: NodeRef<Input>| {
        if let Some(beside) = beside.get_untracked().filter(|_| is_checked(this)) {
            beside.set_checked(false);
        }
        let value = match (is_checked(unknown), is_checked(ticked)) {
            (true, _) => DASH,
            (false, true) => "1",
            (false, false) => "0",
        };
        id.with_value(|id| filling.answer(id, value));
        filling.save();
    };
    let name = field.id.clone();
    let error = format!("{name}-error");
    let not_known = dash.map(|choice| {
        let box_id = format!("{name}-dash");
        view! {
            <div class="usa-checkbox q-item__dash">
                <input class="usa-checkbox__input" type="checkbox" id=box_id.clone() name=name.clone() value=DASH
                    checked=value == DASH node_ref=unknown on:change=move |_| changed(unknown, ticked)/>
                <label class="usa-checkbox__label" for=box_id>
                    {choice.label}<span class="usa-sr-only">": "{field.name.clone()}</span>
                </label>
            </div>
        }
    });
    view! {
        <Wrong id=field.id.clone() filling/>
        <div class="usa-checkbox">
            <input class="usa-checkbox__input" type="checkbox" id=field.id.clone() name=field.id.clone() value="1"
                checked=value == "1" node_ref=ticked aria-describedby=error on:change=move |_| changed(ticked, unknown)/>
            <label class="usa-checkbox__label" for=field.id.clone()>{field.name.clone()}<ItemId id=field.id.clone()/></label>
        </div>
        {not_known}
    }
}

fn is_checked(of: NodeRef<Input>) -> bool {
    of.get_untracked().is_some_and(|input| input.checked())
}

/// `01 Start of care`.
fn words(choice: &Choice) -> String {
    match choice.value.as_str() {
        BLANK => choice.label.clone(),
        value => format!("{value} {}", choice.label),
    }
}

#[component]
fn Radios(field: Field, value: String, filling: Filling) -> impl IntoView {
    let id = StoredValue::new(field.id.clone());
    let on_change = move |event| {
        let value = event_target_value(&event);
        id.with_value(|id| filling.answer(id, &value));
        filling.save();
    };
    let name = field.id.clone();
    let radios = field
        .choices
        .iter()
        .enumerate()
        .map(|(place, choice)| {
            let radio = match place {
                0 => name.clone(),
                place => format!("{name}-{place}"),
            };
            view! {
                <div class="usa-radio">
                    <input class="usa-radio__input" type="radio" id=radio.clone() name=name.clone() value=choice.value.clone()
                        checked=choice.value == value on:change=on_change/>
                    <label class="usa-radio__label" for=radio>{words(choice)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="usa-fieldset" aria-describedby=format!("{}-error", field.id)>
            <legend class="usa-legend">{field.name}<ItemId id=field.id.clone()/></legend>
            <Wrong id=field.id.clone() filling/>
            {radios}
        </fieldset>
    }
}

#[component]
fn OneOfMany(field: Field, value: String, filling: Filling) -> impl IntoView {
    let id = StoredValue::new(field.id.clone());
    let on_change = move |event| {
        let value = event_target_value(&event);
        id.with_value(|id| filling.answer(id, &value));
        filling.save();
    };
    let options = field
        .choices
        .iter()
        .map(|choice| {
            view! { <option value=choice.value.clone() selected=choice.value == value>{words(choice)}</option> }
        })
        .collect_view();
    view! {
        <label class="usa-label" for=field.id.clone()>{field.name}<ItemId id=field.id.clone()/></label>
        <Wrong id=field.id.clone() filling/>
        <select class="usa-select" id=field.id.clone() name=field.id.clone() aria-describedby=format!("{}-error", field.id)
            on:change=on_change>
            <option value="">"Not answered"</option>
            {options}
        </select>
    }
}

/// A text, a date, a number or a diagnosis: written, and saved when the field is left.
#[component]
fn Written(field: Field, value: String, filling: Filling) -> impl IntoView {
    // A field that is taken away with something typed into it says so afterwards, when what this view stored is gone.
    let (id, control) = (field.id.clone(), field.control);
    let answer = move |typed: String| filling.answer(&id, &answer_of(control, &typed));
    let answer_last = answer.clone();
    let shown_value = match value.as_str() {
        BLANK => String::new(),
        value => shown(control, value),
    };
    let special: Vec<String> = field
        .choices
        .iter()
        .map(|choice| format!("{}: {}", choice.value, choice.label))
        .collect();
    let mut hint = match control {
        Control::Date => "MM/DD/YYYY".to_owned(),
        Control::Icd => "ICD-10-CM code, such as E11.9".to_owned(),
        Control::Number => field.allowed.clone(),
        Control::Identifier => format!(
            "At most {} letters and digits; dashes between them are left out",
            field.length
        ),
        _ if field.length == 1 => "One character".to_owned(),
        _ => format!("At most {} characters", field.length),
    };
    if !special.is_empty() {
        hint = format!("{hint}. {}", special.join("; "));
    }
    let class = if field.length > 20 {
        "usa-input"
    } else {
        "usa-input usa-input--medium"
    };
    let name = field.id.clone();
    view! {
        <label class="usa-label" for=name.clone()>{field.name}<ItemId id=name.clone()/></label>
        <span class="usa-hint" id=format!("{name}-hint")>{hint}</span>
        <Wrong id=name.clone() filling/>
        <input
            class=class
            type="text"
            inputmode=matches!(control, Control::Date | Control::Number).then_some("numeric")
            id=name.clone()
            name=name.clone()
            value=shown_value
            autocomplete="off"
            aria-describedby=format!("{name}-hint {name}-error")
            on:input=move |event| answer(event_target_value(&event))
            on:change=move |event| {
                answer_last(event_target_value(&event));
                filling.save();
            }
        />
    }
}
