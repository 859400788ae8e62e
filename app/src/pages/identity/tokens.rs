//! One's access tokens: the list, making one, and the page that shows a new one once.

use crate::api::access_tokens::find_tokens;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, CheckBox, Choice, DataTable, LinkButton, Loaded, Moment, Page,
    PostForm, SelectField, SuccessBanner, TextArea, TextField, load, use_query,
};
use crate::view::access_tokens::{TokenStep, TokensData};
use domain::forms::ReturnedForm;
use domain::identity::{AccessTokenLine, TOKEN_DAYS, TokenRight, TokenState};
use domain::providers::Ccn;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct TokensPage;

#[lazy_route]
impl LazyRoute for TokensPage {
    fn data() -> Self {
        Self
    }

    fn view(TokensPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let step = params.with(|params| TokenStep::parse(params.get_str("step")));
            (
                step,
                query.with(|query| query.get("flash").map(str::to_owned)),
            )
        };
        let data = load(asked, async |(step, flash)| match step {
            Some(step) => find_tokens(step, flash).await.map(|data| (step, data)),
            None => Err(ApiError::NotFound),
        });
        let is_revoked = query.with_untracked(|query| query.get("done") == Some("revoked"));
        view! {
            <Loaded resource=data let:found>
                {step_view(found, is_revoked)}
            </Loaded>
        }
        .into_any()
    }
}

fn step_view((step, data): (TokenStep, TokensData), is_revoked: bool) -> AnyView {
    match step {
        TokenStep::List => view! { <Tokens tokens=data.tokens is_revoked/> }.into_any(),
        TokenStep::New => view! { <NewToken form=data.form rights=data.rights/> }.into_any(),
        TokenStep::Made => view! { <Made form=data.form/> }.into_any(),
    }
}

#[component]
fn Tokens(tokens: Vec<AccessTokenLine>, is_revoked: bool) -> impl IntoView {
    let list = if tokens.is_empty() {
        view! { <p>"You have no access token."</p> }.into_any()
    } else {
        view! { <List tokens/> }.into_any()
    };
    view! {
        <Page heading="Access tokens">
            {is_revoked.then(|| view! { <SuccessBanner done="The token is revoked"/> })}
            <p>
                "A program sends files and reads reports for you with an access token in place of a log-in. It can do what you
                chose, within the roles that you hold at that moment: a role that ends, ends for your tokens at once."
            </p>
            {list}
            <LinkButton href=paths::NEW_TOKEN>"Make a token"</LinkButton>
            <p><a href=paths::PROFILE>"My Profile"</a></p>
        </Page>
    }
}

#[component]
fn List(tokens: Vec<AccessTokenLine>) -> impl IntoView {
    let rows = tokens
        .into_iter()
        .map(|token| view! { <Row token/> })
        .collect_view();
    view! {
        <DataTable id="tokens" caption="Your access tokens">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Token"</th>
                    <th scope="col">"May"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col">"Made"</th>
                    <th scope="col">"Ends"</th>
                    <th scope="col">"Last used"</th>
                    <th scope="col">"State"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Row(token: AccessTokenLine) -> impl IntoView {
    let may: Vec<&str> = token.rights.iter().map(|right| right.name()).collect();
    let place = match &token.facilities {
        Some(facilities) => {
            let numbers: Vec<&str> = facilities.iter().map(Ccn::as_str).collect();
            numbers.join(", ")
        }
        None => format!("All of yours as {}", token.category),
    };
    let used = match token.last_used_at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Never".into_any(),
    };
    let state = match token.state {
        TokenState::Good => {
            let label = format!("Revoke {}", token.name);
            view! {
                <form method="post" action=crate::sent_from(paths::REVOKE_TOKEN.to_owned())>
                    <input type="hidden" name="token" value=token.id.0.to_string()/>
                    <button type="submit" class="usa-button usa-button--outline" aria-label=label>"Revoke"</button>
                </form>
            }
            .into_any()
        }
        state => state.title().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{token.name.clone()}</th>
            <td><code>{token.hint}</code></td>
            <td>{may.join(", ")}</td>
            <td>{place}</td>
            <td><Moment at=token.made_at/></td>
            <td><Moment at=token.ends_at/></td>
            <td>{used}</td>
            <td>{state}</td>
        </tr>
    }
}

#[component]
fn NewToken(form: ReturnedForm, rights: Vec<TokenRight>) -> impl IntoView {
    let days = TOKEN_DAYS.map(|days| Choice::new(days.to_string(), format!("In {days} days")));
    view! {
        <Page heading="Make an access token" errors=form.errors.clone()>
            <PostForm action=paths::MAKE_TOKEN label="Make an access token" has_required=true>
                <TextField
                    name="name"
                    label="Name"
                    hint="So that you know it again, such as the program that uses it. At most 40 characters."
                    value=form.value("name")
                    error=form.error("name").map(str::to_owned)
                    required=true
                />
                <SelectField
                    name="days"
                    label="It ends"
                    choices=days.to_vec()
                    value=form.value("days")
                    any="Select"
                    hint="Make a new one in time: none lasts longer than a year."
                    error=form.error("days").map(str::to_owned)
                    required=true
                />
                <Rights form=form.clone() rights/>
                <TextArea
                    name="facilities"
                    label="Facilities (optional)"
                    hint="CCNs, apart by blanks or commas. Leave it empty for all facilities of your roles."
                    value=form.value("facilities")
                    error=form.error("facilities").map(str::to_owned)
                    rows=3
                />
                <Button>"Make the token"</Button>
            </PostForm>
            <p><a href=paths::TOKENS>"Back to the tokens"</a></p>
        </Page>
    }
}

/// What the token may do.
#[component]
fn Rights(form: ReturnedForm, rights: Vec<TokenRight>) -> impl IntoView {
    let is_asked = |right: TokenRight| {
        let mut asked = form.values.iter().filter(|(name, _)| name == "rights");
        asked.any(|(_, key)| key == right.key())
    };
    let boxes = rights
        .into_iter()
        .map(|right| {
            let checked = is_asked(right);
            view! { <CheckBox name=right.key() label=right.name() hint=right.description() checked/> }
        })
        .collect_view();
    let wrong = form.error("rights").map(|message| {
        view! { <span class="usa-error-message" id="rights-error">{message.to_owned()}</span> }
    });
    let is_wrong = wrong.is_some();
    view! {
        <fieldset
            class="usa-fieldset"
            id="rights"
            tabindex="-1"
            aria-describedby=is_wrong.then_some("rights-error")
        >
            <legend class="usa-legend">
                "It may" <abbr title="required" class="usa-label--required">" *"</abbr>
            </legend>
            {wrong}
            {boxes}
        </fieldset>
    }
}

/// The token that was just made. It is nowhere to be read again.
#[component]
fn Made(form: ReturnedForm) -> impl IntoView {
    let token = form.value("token").to_owned();
    let content = if token.is_empty() {
        view! { <p>"An access token is shown once, when it is made."</p> }.into_any()
    } else {
        let name = form.value("name").to_owned();
        view! {
            <Alert kind=AlertKind::Warning>
                "Copy the token now, to where your program keeps its secrets: it is not shown again. Whoever has it can do what
                it may do."
            </Alert>
            <dl class="q-facts">
                <dt>"Name"</dt><dd>{name}</dd>
                <dt>"Token"</dt><dd><code id="token">{token}</code></dd>
            </dl>
            <p>"A program sends it with each request: "<code>"Authorization: Bearer oqt_…"</code></p>
        }
        .into_any()
    };
    view! {
        <Page heading="Your new access token">
            {content}
            <LinkButton href=paths::TOKENS>"I have kept it"</LinkButton>
        </Page>
    }
}
