//! The field in which a new password is chosen: its rules stand above it and say, while one types, which of them are
//! kept. Without script they are a plain list, and the server answers.

use super::announcer;
use super::field::FieldFrame;
use domain::identity::{PasswordRule, PasswordRules};
use leptos::{html, prelude::*};

const COUNT: usize = PasswordRule::ALL.len();

/// The field is named `password`. `also_own` are more words that may not stand in it, from fields beside it.
#[component]
pub fn NewPasswordField(
    #[prop(into)] label: String,
    rules: PasswordRules,
    #[prop(optional, into)] also_own: Signal<Vec<String>>,
    #[prop(optional_no_strip, into)] error: Option<String>,
) -> impl IntoView {
    let element = NodeRef::<html::Input>::new();
    let (typed, shown) = (RwSignal::new(String::new()), RwSignal::new(false));
    let alive = RwSignal::new(false);
    Effect::new(move || {
        if let Some(element) = element.get() {
            // Also what was typed before the page became alive.
            typed.set(element.value());
            alive.set(true);
        }
    });
    let texts = PasswordRule::ALL.map(|rule| rule.words(&rules));
    let kept = Memo::new(move |_| kept(&rules, &also_own.get(), &typed.get()));
    announce_changes(kept, alive, texts.clone());
    let class = if error.is_some() {
        "usa-input usa-input--error"
    } else {
        "usa-input"
    };
    let describedby = match &error {
        Some(_) => "password-rules password-error",
        None => "password-rules",
    };
    let invalid = error.is_some().then_some("true");
    view! {
        <FieldFrame name="password" label hint=None error required=true>
            <Rules texts kept alive/>
            <input
                class=class
                type=move || if shown.get() { "text" } else { "password" }
                id="password"
                name="password"
                autocomplete="new-password"
                autocapitalize="none"
                spellcheck="false"
                required
                aria-describedby=describedby
                aria-invalid=invalid
                node_ref=element
                on:input=move |event| typed.set(event_target_value(&event))
            />
            {move || alive.get().then(|| view! { <ShowBox shown/> })}
        </FieldFrame>
    }
}

fn kept(rules: &PasswordRules, also_own: &[String], typed: &str) -> [bool; COUNT] {
    let own = rules.own.iter().chain(also_own).cloned().collect();
    let shortest = rules.shortest;
    let rules = PasswordRules { shortest, own };
    PasswordRule::ALL.map(|rule| rules.keeps(rule, typed))
}

const fn state(kept: bool) -> &'static str {
    if kept { "Met: " } else { "Not yet: " }
}

#[component]
fn Rules(
    texts: [String; COUNT],
    kept: Memo<[bool; COUNT]>,
    alive: RwSignal<bool>,
) -> impl IntoView {
    let items = texts
        .into_iter()
        .enumerate()
        .map(|(place, text)| {
            let is_kept = move || kept.with(|kept| kept[place]);
            view! {
                <li class:q-rules__kept=move || alive.get() && is_kept()>
                    <strong>{move || alive.get().then(|| state(is_kept()))}</strong>
                    {text}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="q-rules" id="password-rules">
            {items}
            <li>"Hard to guess: this is checked when you send the form"</li>
        </ul>
    }
}

/// Says which rules have come to be kept, or are no longer.
fn announce_changes(kept: Memo<[bool; COUNT]>, alive: RwSignal<bool>, texts: [String; COUNT]) {
    let announcer = announcer();
    Effect::new(move |before: Option<[bool; COUNT]>| {
        let now = kept.get();
        if let Some(before) = before.filter(|_| alive.get_untracked()) {
            let changes: Vec<String> = (0..COUNT)
                .filter(|place| before[*place] != now[*place])
                .map(|place| format!("{}{}", state(now[place]), texts[place]))
                .collect();
            if !changes.is_empty() {
                announcer.say(changes.join(". "));
            }
        }
        now
    });
}

/// Not part of the form.
#[component]
fn ShowBox(shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="usa-checkbox">
            <input
                class="usa-checkbox__input"
                type="checkbox"
                id="password-show"
                prop:checked=move || shown.get()
                on:change=move |event| shown.set(event_target_checked(&event))
            />
            <label class="usa-checkbox__label" for="password-show">"Show password"</label>
        </div>
    }
}
