//! A checked file: what was found, what was looked at here, and what only the server can look at.

use super::file_card::Remove;
use super::picked::{PickedFile, PickedFiles};
use super::problems::Problems;
use super::send_panel::SendPanel;
use super::state::{count, payroll_files};
use crate::ui::number;
use domain::submissions::Severity;
use leptos::prelude::*;
use std::sync::Arc;
use submission::Finding;
use submission::assessments::RulesUsed;
use submission::checker::Checked;

#[component]
pub fn CheckedFile(
    files: PickedFiles,
    file: PickedFile,
    checked: Arc<Checked>,
    sends: bool,
) -> impl IntoView {
    let found = match &checked.refusal {
        Some(refusal) => view! { <Unopened finding=refusal.told()/> }.into_any(),
        None => view! { <Found files file checked=Arc::clone(&checked)/> }.into_any(),
    };
    view! {
        {found}
        {sends.then(|| view! { <SendPanel files file/> })}
        <Remove files file/>
    }
}

#[component]
fn Found(files: PickedFiles, file: PickedFile, checked: Arc<Checked>) -> impl IntoView {
    let found = Severity::ALL
        .into_iter()
        .map(|severity| count(&checked, severity))
        .sum::<i64>();
    let has_payroll = payroll_files(&checked, files.kind) > 0;
    view! {
        {(found > 0).then(|| view! { <Problems file checked=Arc::clone(&checked)/> })}
        <Scope file checked clean=found == 0 && !has_payroll/>
    }
}

#[component]
fn Unopened(finding: Finding) -> impl IntoView {
    view! {
        <div class="usa-alert usa-alert--error">
            <div class="usa-alert__body">
                <p class="usa-alert__text">
                    {finding.message} " " {finding.fix} " " <span class="q-code">{finding.code}</span>
                </p>
            </div>
        </div>
    }
}

/// How far a check here reaches. Never more than that is promised.
#[component]
fn Scope(
    file: PickedFile,
    checked: Arc<Checked>,
    /// Whether nothing was found in the file.
    clean: bool,
) -> impl IntoView {
    let open = clean && file.foretold.get_untracked() == 0;
    let lead = move || {
        if clean && file.foretold.get() == 0 {
            "No problems were found here."
        } else {
            "How far this check reaches"
        }
    };
    let rules = rules_used(&checked);
    let staffing = checked.members.iter().any(|member| member.rules.is_none());
    let unlisted = checked
        .members
        .iter()
        .map(|member| member.employees_not_listed)
        .sum();
    view! {
        <details class="q-details" open=open>
            <summary>{lead}</summary>
            {(!rules.is_empty()).then(|| view! { <AssessmentScope rules/> })}
            {staffing.then(|| view! { <StaffingScope unlisted/> })}
        </details>
    }
}

/// Each pack once.
fn rules_used(checked: &Checked) -> Vec<RulesUsed> {
    let mut used: Vec<RulesUsed> = Vec::new();
    for rules in checked
        .members
        .iter()
        .filter_map(|member| member.rules.as_ref())
    {
        if !used.contains(rules) {
            used.push(rules.clone());
        }
    }
    used
}

#[component]
fn AssessmentScope(rules: Vec<RulesUsed>) -> impl IntoView {
    let rows = rules.into_iter().map(|RulesUsed { name, edits }| {
        view! { <li>{name} ": " {number(edits.into())} " edits were checked."</li> }
    });
    view! {
        <p>"Checked in your browser: which items the record has, and"</p>
        <ul class="usa-list">{rows.collect_view()}</ul>
        <p>
            "The server checks besides: that the facility is known and you may send for it, earlier records (duplicates, what is corrected, \
             correction numbers), and what else needs stored data. CMS may find more than the edits checked here."
        </p>
    }
}

#[component]
fn StaffingScope(unlisted: u32) -> impl IntoView {
    let unlisted = match unlisted {
        0 => String::new(),
        1 => String::from(": one is not in this file's employees section"),
        count => format!(
            ": {} are not in this file's employees section",
            number(count.into())
        ),
    };
    view! {
        <p>
            "Checked in your browser: that the file can be read, its structure, each item's form and allowed values, dates \
             against the quarter, and 22.50 hours per employee and day within this file."
        </p>
        <p>"Only the server can check:"</p>
        <ul class="usa-list">
            <li>"that the facility ID is known and you may send for it (-3693),"</li>
            <li>
                "that every employee ID in the staffing hours is known, from this file or an earlier one (-4016)" {unlisted} ","
            </li>
            <li>"22.50 hours per employee and day together with what is stored (-4025),"</li>
            <li>"that the quarter is still open."</li>
        </ul>
    }
}
