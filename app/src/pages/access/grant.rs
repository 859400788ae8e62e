//! One role of somebody at one place: removed, suspended or given back.

use super::users::state_of;
use crate::api::users::ChangeGrant;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, Moment, Page, PostForm, ProveFirst, TextArea,
};
use domain::access::{GrantAt, Holding, UserFilter, UserLine};
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use server_fn::ServerFn;

#[component]
pub(super) fn OneGrant(
    line: UserLine,
    grant: GrantAt,
    /// Of the list that one came from.
    filter: UserFilter,
    may_change: bool,
    is_confirmed: bool,
    form: ReturnedForm,
) -> impl IntoView {
    let back = paths::user(&filter, line.user);
    let act = if line.is_own {
        view! {
            <Alert kind=AlertKind::Info>"This is your own role: somebody else decides on it."</Alert>
        }
        .into_any()
    } else if !may_change {
        view! {
            <Alert kind=AlertKind::Info>"Those who decide on requests here change it."</Alert>
        }
        .into_any()
    } else if !is_confirmed {
        view! { <ProveFirst page=paths::user_grant(&filter, line.user, grant)/> }.into_any()
    } else {
        let resume = (line.holding == Holding::Suspended)
            .then(|| view! { <Resume line=line.clone() grant filter=filter.clone()/> });
        view! {
            {resume}
            <TakeAway line=line.clone() grant filter form=form.clone()/>
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
                <dt>"Since"</dt><dd><Moment at=line.since/></dd>
            </dl>
            {act}
            <p><a href=back>"All that is known of this person"</a></p>
        </Page>
    }
}

/// Which role it is about, and the list to go back to.
#[component]
fn Hidden(line: UserLine, grant: GrantAt, filter: UserFilter) -> impl IntoView {
    let provider = grant.provider.map(|provider| {
        view! { <input type="hidden" name="provider" value=provider.0.to_string()/> }
    });
    view! {
        <input type="hidden" name="user" value=line.user.0.to_string()/>
        <input type="hidden" name="grant" value=grant.id.to_string()/>
        {provider}
        <input type="hidden" name="list" value=filter.to_query().to_string()/>
    }
}

#[component]
fn TakeAway(
    line: UserLine,
    grant: GrantAt,
    filter: UserFilter,
    form: ReturnedForm,
) -> impl IntoView {
    let suspended = line.holding == Holding::Suspended;
    let last = line.is_last_official.then(|| {
        view! {
            <Alert kind=AlertKind::Warning>
                "Nobody else is a security official here, so only Production Control removes this role. If you suspend it,
                Production Control is told and decides on requests here until there is another one."
            </Alert>
        }
    });
    let label = if suspended {
        "Remove"
    } else {
        "Remove or suspend"
    };
    let suspend =
        (!suspended).then(|| view! { <Button name="change" value="suspend">"Suspend"</Button> });
    view! {
        {last}
        <PostForm action=ChangeGrant::url() label has_required=true>
            <Hidden line grant filter/>
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
fn Resume(line: UserLine, grant: GrantAt, filter: UserFilter) -> impl IntoView {
    view! {
        <p>"The role is suspended. Given back, it works again as before."</p>
        <PostForm action=ChangeGrant::url() label="Give back">
            <Hidden line grant filter/>
            <Button name="change" value="resume">"Give back"</Button>
        </PostForm>
    }
}
