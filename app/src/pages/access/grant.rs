//! One role of somebody at one place: removed, suspended or given back.

use crate::api::access::ChangeGrant;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, Moment, Page, PostForm, ProveFirst, Tag, TextArea, Tone,
};
use domain::access::{GrantFilter, GrantLine};
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use server_fn::ServerFn;

/// Whether a role works, and whether nobody else decides there.
pub(super) fn state_of(line: &GrantLine) -> impl IntoView + use<> {
    let (tone, text) = if line.suspended {
        (Tone::Caution, "Suspended")
    } else {
        (Tone::Good, "Active")
    };
    let last = line
        .is_last_official
        .then(|| view! { " "<Tag text="Last security official"/> });
    view! { <Tag tone text/>{last} }
}

#[component]
pub(super) fn OneGrant(
    line: GrantLine,
    /// Of the list that one came from.
    filter: GrantFilter,
    is_confirmed: bool,
    form: ReturnedForm,
) -> impl IntoView {
    let back = paths::grants(&filter);
    let act = if line.is_own {
        view! {
            <Alert kind=AlertKind::Info>"This is your own role: somebody else decides on it."</Alert>
        }
        .into_any()
    } else if !is_confirmed {
        view! { <ProveFirst page=paths::grant(&filter, line.id, line.provider)/> }.into_any()
    } else {
        let resume = line
            .suspended
            .then(|| view! { <Resume line=line.clone() filter=filter.clone()/> });
        view! {
            {resume}
            <TakeAway line=line.clone() filter form=form.clone()/>
        }
        .into_any()
    };
    view! {
        <Page heading=format!("Role of {}", line.person) errors=form.errors>
            <dl class="q-facts">
                <dt>"State"</dt><dd>{state_of(&line)}</dd>
                <dt>"User ID"</dt><dd>{line.user_name.as_str().to_owned()}</dd>
                <dt>"User Role"</dt><dd>{line.role.name()}</dd>
                <dt>"What it is for"</dt><dd>{line.role.description()}</dd>
                <dt>"Where"</dt><dd>{line.place}</dd>
                <dt>"Since"</dt><dd><Moment at=line.granted_at/></dd>
            </dl>
            {act}
            <p><a href=back>"People and Roles"</a></p>
        </Page>
    }
}

/// Which role it is about, and the list to go back to.
#[component]
fn Hidden(line: GrantLine, filter: GrantFilter) -> impl IntoView {
    let provider = line.provider.map(|provider| {
        view! { <input type="hidden" name="provider" value=provider.0.to_string()/> }
    });
    view! {
        <input type="hidden" name="grant" value=line.id.to_string()/>
        {provider}
        <input type="hidden" name="list" value=filter.to_query().to_string()/>
    }
}

#[component]
fn TakeAway(line: GrantLine, filter: GrantFilter, form: ReturnedForm) -> impl IntoView {
    let last = line.is_last_official.then(|| {
        view! {
            <Alert kind=AlertKind::Warning>
                "Nobody else is a security official here, so only Production Control removes this role. If you suspend it,
                Production Control is told and decides on requests here until there is another one."
            </Alert>
        }
    });
    let label = if line.suspended {
        "Remove"
    } else {
        "Remove or suspend"
    };
    let suspend = (!line.suspended)
        .then(|| view! { <Button name="change" value="suspend">"Suspend"</Button> });
    view! {
        {last}
        <PostForm action=ChangeGrant::url() label has_required=true>
            <Hidden line filter/>
            <TextArea
                name="reason"
                label="Reason"
                hint="At most 1,000 characters. The person reads it."
                value=form.value("reason")
                error=form.error("reason").map(str::to_owned)
                max_length=1000
                required=true
            />
            {suspend}
            <Button kind=ButtonKind::Danger name="change" value="remove">"Remove"</Button>
        </PostForm>
    }
}

#[component]
fn Resume(line: GrantLine, filter: GrantFilter) -> impl IntoView {
    view! {
        <p>"The role is suspended. Given back, it works again as before."</p>
        <PostForm action=ChangeGrant::url() label="Give back">
            <Hidden line filter/>
            <Button name="change" value="resume">"Give back"</Button>
        </PostForm>
    }
}
