//! Request User Role, STEP 3: the organizations that the role is for (seed 003, figures 9 and 10; seed 002, figure 4).

use super::category::{SelectCategory, category_of};
use super::role::{SelectRole, done_before, role_of};
use crate::api::access::{AddOrganization, PREVIOUS, SubmitRequest, find_organizations};
use crate::paths::{self, Before};
use crate::ui::{
    Choice, DataTable, Loaded, Page, PostForm, RadioGroup, SelectField, SoftButton, TextField,
    counted, load, state_choices, use_query,
};
use crate::view::access::OrganizationsData;
use domain::access::{
    Category, OrganizationLine, Organizations, Role, SearchBy, SurveyorAnswer, SurveyorId,
};
use domain::forms::ReturnedForm;
use domain::listing::Query;
use domain::providers::StateCode;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct AddOrganizationsPage;

#[lazy_route]
impl LazyRoute for AddOrganizationsPage {
    fn data() -> Self {
        Self
    }

    fn view(AddOrganizationsPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || query.with(Asked::from_query);
        let found = load(asked, async |asked| {
            let slugs = asked.slugs.clone();
            // A step before this one only hands it on.
            let flash = asked.role.and(asked.flash.clone());
            find_organizations(asked.role, slugs, flash)
                .await
                .map(|data| (asked, data))
        });
        view! {
            <Loaded resource=found let:found>
                {step(found)}
            </Loaded>
        }
        .into_any()
    }
}

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Asked {
    /// Of the second step.
    category: Option<Category>,
    role: Option<Role>,
    slugs: Vec<String>,
    by: SearchBy,
    change: Option<Change>,
    /// Of a role that ended and is asked for again.
    state: Option<StateCode>,
    jurisdiction: Option<String>,
    flash: Option<String>,
}

/// What was just done to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Change {
    Added,
    Removed,
}

impl Change {
    fn from_key(key: &str) -> Option<Self> {
        match key {
            "added" => Some(Self::Added),
            "removed" => Some(Self::Removed),
            _ => None,
        }
    }

    /// Whoever adds a provider finds it last.
    fn told(self, organizations: &[OrganizationLine]) -> Option<String> {
        match self {
            Self::Added => organizations
                .last()
                .map(|last| format!("{} is added.", last.name)),
            Self::Removed => Some("The provider is removed.".to_owned()),
        }
    }
}

impl Asked {
    fn from_query(query: &Query) -> Self {
        let Before { slugs, flash } = done_before(query);
        Self {
            category: category_of(query),
            role: role_of(query),
            slugs,
            by: query
                .get("by")
                .and_then(SearchBy::from_key)
                .unwrap_or_default(),
            change: query.get("change").and_then(Change::from_key),
            state: query
                .get("state")
                .and_then(|state| StateCode::parse(state).ok()),
            jurisdiction: query.get("jurisdiction").map(str::to_owned),
            flash,
        }
    }

    fn before(self) -> Before {
        Before {
            slugs: self.slugs,
            flash: self.flash,
        }
    }
}

/// The third step; one before it where its choice is missing.
fn step((asked, data): (Asked, OrganizationsData)) -> AnyView {
    match (asked.role, asked.category) {
        (Some(role), _) => {
            let Asked {
                by,
                change,
                state,
                jurisdiction,
                ..
            } = asked;
            view! { <AddOrganizations role by change state jurisdiction data/> }.into_any()
        }
        (None, Some(category)) => {
            let (offered, before) = (data.offered, asked.before());
            view! { <SelectRole offered category before is_missing=true/> }.into_any()
        }
        (None, None) => {
            let (offered, before) = (data.offered, asked.before());
            view! { <SelectCategory offered before is_missing=true/> }.into_any()
        }
    }
}

#[component]
fn AddOrganizations(
    role: Role,
    by: SearchBy,
    change: Option<Change>,
    state: Option<StateCode>,
    jurisdiction: Option<String>,
    data: OrganizationsData,
) -> impl IntoView {
    let OrganizationsData {
        organizations,
        jurisdictions,
        form,
        ..
    } = data;
    let slugs: Vec<String> = organizations
        .iter()
        .map(|organization| organization.slug.clone())
        .collect();
    let lists_providers = role.organizations() == Organizations::Providers;
    let providers = lists_providers.then(|| {
        view! {
            <Add role by slugs=slugs.clone() form=form.clone()/>
            <Added role by change organizations form=form.clone()/>
        }
    });
    let none = matches!(
        role.organizations(),
        Organizations::Nothing | Organizations::State
    )
    .then(|| view! { <p>"This role does not require the addition of organizations."</p> });
    let role_error = form.error("role").map(|error| {
        view! { <span class="usa-error-message" id="role-error">{error.to_owned()}</span> }
    });
    view! {
        <Page heading="Add Organizations" part=role.name() errors=form.errors.clone()>
            <p class="q-step">"STEP 3"</p>
            // An error about the role leads here.
            <p id="role" tabindex="-1">"User Role: "<strong>{role.name()}</strong>{role_error}</p>
            {providers}
            {none}
            <Submit role slugs state jurisdiction jurisdictions form/>
        </Page>
    }
}

/// Finds a provider by its number, and puts it into the list.
#[component]
fn Add(role: Role, by: SearchBy, slugs: Vec<String>, form: ReturnedForm) -> impl IntoView {
    let choices = SearchBy::ALL
        .into_iter()
        .map(|by| Choice::new(by.key(), by.label()))
        .collect();
    view! {
        <p>{format!("Add providers for the {} role by entering their CCN or Facility ID.", role.name())}</p>
        <PostForm action=AddOrganization::url() label="Add a provider">
            <input type="hidden" name="role" value=role.key()/>
            <input type="hidden" name="ccn" value=slugs.join(",")/>
            <SelectField
                name="by"
                label="Search By"
                hint="Select whether to search by CCN or Facility ID"
                choices
                value=by.key()
            />
            <TextField
                name="search_for"
                label="Search for"
                value=form.value("search_for")
                error=form.error("search_for").map(str::to_owned)
                autocomplete="off"
            />
            <button type="submit" class="usa-button usa-button--outline">"Add"</button>
        </PostForm>
    }
}

/// The providers that were added, each with a link to the list without it, and with what is wrong with asking there. The line
/// above has the focus after a change: a row that goes takes it along.
#[component]
fn Added(
    role: Role,
    by: SearchBy,
    change: Option<Change>,
    organizations: Vec<OrganizationLine>,
    form: ReturnedForm,
) -> impl IntoView {
    let count = counted(organizations.len(), "Provider");
    let told = change
        .and_then(|change| change.told(&organizations))
        .map(|told| view! { <span>{told}</span>" " });
    let without = |slug: &str| {
        let others: Vec<String> = organizations
            .iter()
            .filter(|other| other.slug != slug)
            .map(|other| other.slug.clone())
            .collect();
        paths::organizations_changed(role, &others, by, "removed")
    };
    let rows = organizations
        .iter()
        .map(|line| {
            let error = form.error(&line.field()).map(str::to_owned);
            let (line, without) = (line.clone(), without(&line.slug));
            view! { <AddedRow line without error/> }
        })
        .collect_view();
    view! {
        <p class="q-result-count" id="added" role="status" tabindex="-1">{told}<span>{count}</span></p>
        {(!organizations.is_empty()).then(|| view! {
            <DataTable id="providers" caption="Providers of this request">
                <thead>
                    <tr>
                        <th scope="col">"Provider"</th>
                        <th scope="col">"Provider Type"</th>
                        <th scope="col">"CCN"</th>
                        <th scope="col">"Facility ID"</th>
                        <th scope="col">"Change"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        })}
    }
}

#[component]
fn AddedRow(line: OrganizationLine, without: String, error: Option<String>) -> impl IntoView {
    let id = line.field();
    let error = error.map(|error| view! { <span class="usa-error-message">{error}</span> });
    let spoken = format!(" {}", line.name);
    view! {
        <tr>
            // An error about it leads here.
            <th scope="row" id=id tabindex="-1">
                {line.name}
                <span class="q-subject">{line.address}<br/>{line.place}</span>
                {error}
            </th>
            <td>{line.kind.abbreviation()}</td>
            <td>{line.ccn.map(String::from)}</td>
            <td>{line.facility_id.map(String::from)}</td>
            <td><a href=without>"Remove"<span class="usa-sr-only">{spoken}</span></a></td>
        </tr>
    }
}

/// What the role asks besides, and the button that sends the request off.
#[component]
fn Submit(
    role: Role,
    slugs: Vec<String>,
    state: Option<StateCode>,
    jurisdiction: Option<String>,
    jurisdictions: Vec<(String, String)>,
    form: ReturnedForm,
) -> impl IntoView {
    let waits = role.organizations() == Organizations::Providers && slugs.is_empty();
    let not_yet = Signal::derive(move || waits.then_some("Add at least one provider first."));
    let asks_state = role.organizations() == Organizations::State;
    let state = asks_state.then(|| {
        let chosen = match form.value("state") {
            "" => state.map_or("", StateCode::as_str),
            typed => typed,
        };
        let choices = state_choices(StateCode::all());
        view! {
            <SelectField
                name="state"
                label="State"
                choices
                value=chosen
                any="Select a state"
                error=form.error("state").map(str::to_owned)
                required=true
            />
        }
    });
    let asks_jurisdiction = !jurisdictions.is_empty();
    let field = asks_jurisdiction.then(|| {
        let chosen = match form.value("jurisdiction") {
            "" => jurisdiction.unwrap_or_default(),
            typed => typed.to_owned(),
        };
        let error = form.error("jurisdiction").map(str::to_owned);
        view! { <JurisdictionField role jurisdictions chosen error/> }
    });
    let surveyor = role
        .asks_surveyor()
        .then(|| view! { <Surveyor form=form.clone()/> });
    view! {
        <PostForm action=SubmitRequest::url() label="Submit Request" has_required=asks_state || asks_jurisdiction>
            <input type="hidden" name="role" value=role.key()/>
            <input type="hidden" name="ccn" value=slugs.join(",")/>
            {state}
            {field}
            {surveyor}
            <div class="q-step-buttons">
                <SoftButton not_yet>"Submit Request"</SoftButton>
                // A button, for what is chosen above goes along.
                <button type="submit" class="usa-button usa-button--unstyled" name="step" value=PREVIOUS>"Previous"</button>
            </div>
        </PostForm>
    }
}

/// The region, the accrediting organization or the contract that the role is for.
#[component]
fn JurisdictionField(
    role: Role,
    jurisdictions: Vec<(String, String)>,
    chosen: String,
    error: Option<String>,
) -> impl IntoView {
    let (label, any) = match role.organizations() {
        Organizations::Accreditation => (
            "Accrediting organization",
            "Select an accrediting organization",
        ),
        Organizations::Contract => ("Contract", "Select a contract"),
        _ => ("CMS region", "Select a CMS region"),
    };
    let choices = jurisdictions
        .into_iter()
        .map(|(key, name)| Choice::new(key, name))
        .collect();
    view! {
        <SelectField
            name="jurisdiction"
            label
            choices
            value=chosen
            any
            error
            required=true
        />
    }
}

/// Whether one is a surveyor. The field of the ID shows beside the answer "Yes", by the style sheet alone.
#[component]
fn Surveyor(form: ReturnedForm) -> impl IntoView {
    let choices = SurveyorAnswer::ALL
        .into_iter()
        .map(|answer| Choice::new(answer.key(), answer.label()))
        .collect();
    let chosen = match form.value("surveyor") {
        "" => SurveyorAnswer::Skip.key(),
        typed => typed,
    };
    let hint = format!(
        "{} digits. The role is given once the ID is verified.",
        SurveyorId::LENGTH
    );
    view! {
        <div class="q-surveyor">
            <RadioGroup
                name="surveyor"
                legend="Are you a Surveyor?"
                choices
                value=chosen
                error=form.error("surveyor").map(str::to_owned)
            />
            <div class="q-surveyor__id">
                <TextField
                    name="surveyor_id"
                    label="Federal surveyor ID (optional)"
                    hint
                    value=form.value("surveyor_id")
                    error=form.error("surveyor_id").map(str::to_owned)
                    autocomplete="off"
                />
            </div>
        </div>
    }
}
