//! A form that was not carried out when it was sent: its session had ended, its tab was drawn for another category, or its
//! second factor was proven too long ago. It is all there, and goes on with one press; one with a password or a code, which
//! are not kept, is typed again.

use crate::api::identity::find_held_form;
use crate::paths;
use crate::ui::{Alert, AlertKind, Button, LinkButton, Loaded, Page, PostForm, SectionBar, load};
use crate::view::identity::{HeldStanding, HeldView};
use domain::forms::HeldBecause;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct HeldPage;

#[lazy_route]
impl LazyRoute for HeldPage {
    fn data() -> Self {
        Self
    }

    fn view(HeldPage: Self) -> AnyView {
        let params = use_params_map();
        let id = move || params.with(|params| params.get("id").unwrap_or_default());
        let held = load(id, find_held_form);
        view! {
            <Loaded resource=held let:held>
                <Held held id=params.with_untracked(|params| params.get("id").unwrap_or_default())/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Held(held: HeldView, id: String) -> impl IntoView {
    let HeldView {
        form,
        typed,
        standing,
    } = held;
    let page = form.page.clone().map(|page| {
        view! { <p>"You wrote it on "<a href=page>"this page"</a>"."</p> }
    });
    let (heading, choice) = match standing {
        HeldStanding::Ready if form.had_secret => {
            let choice = view! { <TypeAgain because=form.because page=form.page/> };
            ("Type your form again", choice.into_any())
        }
        HeldStanding::Ready => {
            let choice =
                view! { <SendNow because=form.because action=form.action values=form.values/> };
            ("Your form was kept", choice.into_any())
        }
        HeldStanding::Elsewhere { then, now, back } => {
            let choice = view! { <SwitchBack then now back id=id.clone()/> };
            ("You went on in another category", choice.into_any())
        }
        HeldStanding::OfAnother { now } => (
            "Somebody else is logged in now",
            view! { <OfAnother now/> }.into_any(),
        ),
    };
    view! {
        <Page heading>
            {choice}
            {page}
            <Typed typed/>
            <PostForm action=paths::HELD_DROP label="Throw it away">
                <input type="hidden" name="id" value=id/>
                <button type="submit" class="usa-button usa-button--outline">"Throw it away and go on"</button>
            </PostForm>
        </Page>
    }
}

const fn why(because: HeldBecause) -> &'static str {
    match because {
        HeldBecause::SessionEnded => "your session had ended",
        HeldBecause::OutOfPlace => "you were here in another category",
        HeldBecause::Unproven => "you had proven your second factor too long ago",
    }
}

#[component]
fn TypeAgain(
    because: HeldBecause,
    #[prop(optional_no_strip)] page: Option<String>,
) -> impl IntoView {
    let why = why(because);
    let again = page.map(|page| view! { <LinkButton href=page>"Type it again"</LinkButton> });
    view! {
        <Alert kind=AlertKind::Warning>
            "Your form was not carried out when you sent it, and nothing was decided or changed: "{why}". Passwords and codes
            are never kept, so it is to be typed again. What else you typed stands below for a quarter of an hour."
        </Alert>
        {again}
    }
}

#[component]
fn SendNow(because: HeldBecause, action: String, values: Vec<(String, String)>) -> impl IntoView {
    let why = why(because);
    let fields = values
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Info>
            "Your form was not carried out when you sent it, and nothing was decided or changed: "{why}". Send it now, or
            throw it away. It is kept for a quarter of an hour."
        </Alert>
        <PostForm action label="Send it now">
            {fields}
            <Button>"Send it now"</Button>
        </PostForm>
    }
}

#[component]
fn SwitchBack(then: String, now: String, back: Option<String>, id: String) -> impl IntoView {
    let told = format!(
        "The tab that you sent a form from was drawn while {then} was your active category. Since then you went on as {now}
        in another tab, which holds for every tab of this browser. The form was kept for a quarter of an hour and was not
        carried out."
    );
    let switch = match back {
        Some(key) => view! {
            <form class="usa-form usa-form--large" method="post" action=paths::SWITCH_CATEGORY aria-label="Switch back">
                <input type="hidden" name="category" value=key/>
                <input type="hidden" name="next" value=paths::held(&id)/>
                <Button>{format!("Switch back to {then} and look at the form")}</Button>
            </form>
        }
        .into_any(),
        None => view! { <p>{format!("You hold no role of the category {then} any more, so it cannot be sent again.")}</p> }
            .into_any(),
    };
    view! {
        <Alert kind=AlertKind::Warning>{told}</Alert>
        {switch}
    }
}

#[component]
fn OfAnother(now: String) -> impl IntoView {
    let told = format!(
        "{now} is logged in with this browser now. The tab that this form was sent from was drawn for another person, who was
        logged in before. The form was not carried out, and it cannot be sent in your name. To send it, log in as that
        person, open its page and type it again: what was typed stands below for a quarter of an hour."
    );
    view! { <Alert kind=AlertKind::Warning>{told}</Alert> }
}

#[component]
fn Typed(typed: Vec<(String, String)>) -> impl IntoView {
    let facts = typed
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect_view();
    view! {
        <SectionBar heading="What it holds"/>
        <dl class="q-facts">{facts}</dl>
    }
}
