//! The forms with which the Help Desk helps somebody. Each asks why, and the person is told.

use crate::api::people::{ReproofPerson, StartReset, UnlockPerson};
use crate::ui::{Button, ButtonKind, Choice, PostForm, SelectField, TextArea};
use domain::forms::ReturnedForm;
use domain::identity::{IdentityCheck, UserId};
use leptos::prelude::*;
use server_fn::ServerFn;

const HINT: &str = "Why, and how you know whom you speak with, at most 1,000 characters. No passwords and no codes.";

#[component]
pub(super) fn Help(
    user: UserId,
    /// Whether there is anything to unlock.
    is_counted: bool,
    /// Whether the reader may not begin identity proofing anew here.
    only_production_control: bool,
    form: ReturnedForm,
) -> impl IntoView {
    let unlock = is_counted.then(|| view! { <Unlock user form=form.clone()/> });
    let reproof = if only_production_control {
        view! {
            <p>
                "This person decides on others, helps, audits or records payments: Production Control begins their identity
                proofing anew."
            </p>
        }
        .into_any()
    } else {
        view! { <Reproof form=form.clone() user/> }.into_any()
    };
    view! {
        <Reset user form/>
        {unlock}
        <h3>"Start identity proofing anew"</h3>
        {reproof}
    }
}

#[component]
fn Whose(user: UserId) -> impl IntoView {
    view! { <input type="hidden" name="person" value=user.0.to_string()/> }
}

/// What the Help Desk writes down of it, in the field `name`.
#[component]
fn Why(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    form: ReturnedForm,
) -> impl IntoView {
    view! {
        <TextArea
            name
            label
            hint
            value=form.value(name)
            error=form.error(name).map(str::to_owned)
            max_length=1000
            rows=3
            required=true
        />
    }
}

#[component]
fn Reset(user: UserId, form: ReturnedForm) -> impl IntoView {
    view! {
        <h3>"Start a new password"</h3>
        <p>
            "Mails the person a link, good for 30 minutes. They prove their second factor and choose a password, which ends their
            other sessions and revokes their access tokens."
        </p>
        <PostForm action=StartReset::url() label="Start a new password" has_required=true>
            <Whose user/>
            <Why name="reset_reason" label="Reason for a new password" hint=HINT form/>
            <Button>"Mail the link"</Button>
        </PostForm>
    }
}

#[component]
fn Unlock(user: UserId, form: ReturnedForm) -> impl IntoView {
    view! {
        <h3>"Unlock"</h3>
        <p>"Takes the locks off the password and the security codes, and forgets the failures that led to them."</p>
        <PostForm action=UnlockPerson::url() label="Unlock" has_required=true>
            <Whose user/>
            <Why name="unlock_reason" label="Reason to unlock" hint=HINT form/>
            <Button>"Unlock"</Button>
        </PostForm>
    }
}

#[component]
fn Reproof(user: UserId, form: ReturnedForm) -> impl IntoView {
    let choices = IdentityCheck::ALL
        .into_iter()
        .map(|check| Choice::new(check.key(), check.name()))
        .collect();
    view! {
        <p>
            "For someone who has lost every device and has no backup code. It takes all devices and access tokens off the account and
            ends its sessions; the person logs in with the password and is proofed again. A colleague decides on documents and
            video calls. Their roles stay."
        </p>
        <PostForm action=ReproofPerson::url() label="Start identity proofing anew" has_required=true>
            <Whose user/>
            <SelectField
                name="check"
                label="How you made sure who the person is"
                choices
                value=form.value("check")
                any="Select one"
                error=form.error("check").map(str::to_owned)
                required=true
            />
            <Why
                name="record"
                label="Record"
                hint="What was checked, when and by whom, at most 1,000 characters. No numbers of documents."
                form
            />
            <Button kind=ButtonKind::Danger>"Start identity proofing anew"</Button>
        </PostForm>
    }
}
