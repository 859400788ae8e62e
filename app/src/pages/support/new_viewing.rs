//! Starting to view as a role: from which ticket, as which role, where, and why.

use crate::api::viewing::find_viewing_form;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, ChoiceGroup, Loaded, Page, PostForm, ProveFirst, SelectField,
    TextArea, TextField, load, use_query,
};
use crate::view::viewing::ViewingForm;
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::listing::Query;
use domain::support::{NewViewing, ViewingReason};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct NewViewingPage;

#[lazy_route]
impl LazyRoute for NewViewingPage {
    fn data() -> Self {
        Self
    }

    fn view(NewViewingPage: Self) -> AnyView {
        let query = use_query();
        let word = move |name| query.with(|query| query.get(name).map(str::to_owned));
        let asked = move || (word("flash"), word("ticket"));
        let found = load(asked, |(flash, ticket)| find_viewing_form(flash, ticket));
        view! {
            <Loaded resource=found let:found>
                <Start found asked=query.get_untracked()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Start(
    found: ViewingForm,
    /// What the address asks for.
    asked: Query,
) -> impl IntoView {
    let errors = found.form.errors.clone();
    let act = if found.is_running {
        view! { <StopElsewhere/> }.into_any()
    } else if found.is_confirmed {
        view! { <StartForm found asked/> }.into_any()
    } else {
        let query = Query::default()
            .with("ticket", asked.get("ticket"))
            .with("role", asked.get("role"))
            .with("organization", asked.get("organization"));
        view! { <ProveFirst page=query.after(paths::NEW_VIEWING)/> }.into_any()
    };
    view! {
        <Page heading="View as a role" errors>
            <p>
                "You see the pages that this role sees at this organization, for 30 minutes at most. Nothing can be changed, "
                "sent or saved, and identifiers are masked. The organization's security officials are told, or Production "
                "Control and the CMS Security Officials where it has none, and each look is recorded with your name."
            </p>
            {act}
        </Page>
    }
}

#[component]
fn StartForm(found: ViewingForm, asked: Query) -> impl IntoView {
    let groups = groups(found.places);
    let [ticket, role, organization, place, reason, words, elsewhere] =
        filled_in(&found.form, &asked, &groups);
    let chosen = Query::default()
        .with("ticket", Some(ticket.0.as_str()))
        .with(
            "role",
            Some(role.0.as_str()).filter(|role| !role.is_empty()),
        );
    let offered =
        (!found.offered.is_empty()).then(|| view! { <Offered offered=found.offered chosen/> });
    let roles = found.roles.into_iter().map(choice).collect();
    view! {
        {offered}
        <PostForm action=paths::START_VIEWING label="View as a role" has_required=true>
            <TextField
                name="ticket"
                label="Ticket"
                hint="Its number, such as HD-1001."
                value=ticket.0
                error=ticket.1
                autocomplete="off"
                required=true
            />
            <SelectField
                name="role"
                label="Role"
                choices=roles
                value=role.0
                any="Select one"
                error=role.1
                required=true
            />
            <Where groups organization place elsewhere/>
            <Why reason words/>
            <Button>"Start viewing as"</Button>
        </PostForm>
    }
}

/// What each field has, in their order: what was typed, or else what the address asks for.
fn filled_in(form: &ReturnedForm, asked: &Query, groups: &[ChoiceGroup]) -> [Typed; 7] {
    // The address has one word for the organization, of whatever kind it is.
    let is_place = |key: &str| {
        let mut choices = groups.iter().flat_map(|group| &group.choices);
        choices.any(|choice| choice.value == key)
    };
    let organization = asked.get("organization").unwrap_or_default();
    let (asked_ccn, asked_place) = if is_place(organization) {
        ("", organization)
    } else {
        (organization, "")
    };
    let value = |field: &str| match (form.value(field), field) {
        ("", "organization") => asked_ccn.to_owned(),
        ("", "place") => asked_place.to_owned(),
        ("", _) => asked.get(field).unwrap_or_default().to_owned(),
        (typed, _) => typed.to_owned(),
    };
    let error = |field: &str| form.error(field).map(str::to_owned);
    [
        "ticket",
        "role",
        "organization",
        "place",
        "reason",
        "words",
        "elsewhere",
    ]
    .map(|field| (value(field), error(field)))
}

fn choice((key, name): (String, String)) -> Choice {
    Choice::new(key, name)
}

/// The places that are no provider, by their kind.
fn groups(places: Vec<(String, Vec<(String, String)>)>) -> Vec<ChoiceGroup> {
    let group = |(label, places): (String, Vec<_>)| ChoiceGroup {
        label,
        choices: places.into_iter().map(choice).collect(),
    };
    places.into_iter().map(group).collect()
}

/// What a field has, and what is wrong with it.
type Typed = (String, Option<String>);

/// The fields for the organization, and why it is another than the sender's.
#[component]
fn Where(
    groups: Vec<ChoiceGroup>,
    organization: Typed,
    place: Typed,
    elsewhere: Typed,
) -> impl IntoView {
    view! {
        <TextField
            name="organization"
            label="CCN"
            hint="Of the provider, for a role of a provider or a vendor; empty for every other."
            value=organization.0
            error=organization.1
            autocomplete="off"
        />
        <SelectField
            name="place"
            label="State, region, accrediting organization or contract"
            hint="For every other role; empty for one of a provider or a vendor."
            groups
            value=place.0
            any="Select one"
            error=place.1
        />
        <TextField
            name="elsewhere"
            label="Why another organization than the sender's?"
            hint="Needed where whoever asked in the ticket neither holds a role at this organization nor asks for one. For auditors and Production Control. At most 500 characters, no names of people."
            value=elsewhere.0
            error=elsewhere.1
            autocomplete="off"
        />
    }
}

/// The fields that say what it is for.
#[component]
fn Why(reason: Typed, words: Typed) -> impl IntoView {
    let reasons = ViewingReason::ALL
        .into_iter()
        .map(|reason| Choice::new(reason.key(), reason.title()))
        .collect();
    view! {
        <SelectField
            name="reason"
            label="Reason"
            choices=reasons
            value=reason.0
            any="Select one"
            error=reason.1
            required=true
        />
        <TextArea
            name="words"
            label="In your words"
            hint="Why you need to see it, for auditors and Production Control. At most 500 characters, no names of people."
            value=words.0
            error=words.1
            max_length=as_count(NewViewing::LONGEST)
            required=true
        />
    }
}

/// The organizations of whoever asks in the ticket: each link fills the form in.
#[component]
fn Offered(
    offered: Vec<(String, String)>,
    /// What is chosen already.
    chosen: Query,
) -> impl IntoView {
    let organizations = offered.into_iter().map(|(key, name)| {
        let href = chosen
            .clone()
            .with("organization", Some(&key))
            .after(paths::NEW_VIEWING);
        // The document comes anew: the form is filled in where it is made.
        view! { <li><a href=href rel="external">{name}</a></li> }
    });
    view! {
        <p>"Whoever asked in this ticket holds a role, or asks for one, at:"</p>
        <ul>{organizations.collect_view()}</ul>
    }
}

#[component]
fn StopElsewhere() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning>"You view as a role in another browser already: one at a time."</Alert>
        <PostForm action=paths::STOP_VIEWING label="Stop viewing as">
            <Button>"Stop viewing as"</Button>
        </PostForm>
    }
}
