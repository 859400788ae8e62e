//! Passkeys in the browser (W3C Web Authentication): the one second factor that needs script. The browser is handed what
//! the server asks, as JSON; what the device answers is sent in a form, as the codes of other devices are.

use js_sys::{Function, JSON, Promise, Reflect};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// For pages that a passkey is asked on, where the browser runs no script.
pub const NEEDS_SCRIPT: &str = "<p>A passkey needs script, which your browser does not run here. Every other device works \
                                without it: choose one of those.</p>";
/// While the page's program is not there: it loads, or never comes.
const NOT_YET: &str = "The button works once the page's program has loaded. If it stays grey, load the page again, or choose \
                       another device.";
const NO_PASSKEYS: &str =
    "This browser cannot use passkeys here. Update it, or choose another device.";
const HAS_ONE: &str = "This device has a passkey for your account already. Choose another device.";
const NO_ANSWER: &str = "The passkey gave no answer: that was stopped, or took too long. Try again, or choose another device.";

/// What the device is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// A new passkey.
    Make,
    /// A signature.
    Sign,
}

impl Ceremony {
    const fn button(self) -> &'static str {
        match self {
            Self::Make => "Make a passkey",
            Self::Sign => "Use the passkey",
        }
    }

    /// Of `PublicKeyCredential`.
    const fn parser(self) -> &'static str {
        match self {
            Self::Make => "parseCreationOptionsFromJSON",
            Self::Sign => "parseRequestOptionsFromJSON",
        }
    }

    /// Of `navigator.credentials`.
    const fn method(self) -> &'static str {
        match self {
            Self::Make => "create",
            Self::Sign => "get",
        }
    }
}

/// The form that a device answers in. `options` is what the browser is to ask; the children are the form's other fields.
#[component]
pub fn PasskeyForm(
    action: &'static str,
    ceremony: Ceremony,
    options: String,
    children: Children,
) -> impl IntoView {
    let (form, answer) = (NodeRef::<html::Form>::new(), NodeRef::<html::Input>::new());
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    let asking = RwSignal::new(false);
    let trouble = RwSignal::new(None::<&'static str>);
    let press = move || {
        let (Some(form), Some(field)) = (form.get_untracked(), answer.get_untracked()) else {
            return;
        };
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        trouble.set(None);
        let options = options.clone();
        spawn_local(async move {
            match ask(ceremony, &options).await {
                Ok(answer) => {
                    field.set_value(&answer);
                    drop(form.submit());
                }
                Err(why) => trouble.set(Some(why)),
            }
            asking.set(false);
        });
    };
    view! {
        <noscript inner_html=NEEDS_SCRIPT></noscript>
        <form
            class="usa-form usa-form--large q-needs-script"
            method="post"
            action=action
            aria-label=ceremony.button()
            node_ref=form
        >
            {children()}
            <input type="hidden" name="code" node_ref=answer/>
            <p class="usa-error-message" role="alert">{move || trouble.get()}</p>
            // The error summary leads here.
            <button
                type="button"
                id="code"
                class="usa-button"
                disabled=move || !alive.get()
                on:click=move |_| press()
            >
                {ceremony.button()}
            </button>
            {move || (!alive.get()).then(|| view! { <p class="usa-hint">{NOT_YET}</p> })}
        </form>
    }
}

/// Has the browser ask the device, and gives its answer as JSON; else why there is none.
async fn ask(ceremony: Ceremony, options: &str) -> Result<String, &'static str> {
    let window = JsValue::from(window());
    let class = property(&window, "PublicKeyCredential");
    let credentials = property(&property(&window, "navigator"), "credentials");
    let parse = method(&class, ceremony.parser()).ok_or(NO_PASSKEYS)?;
    let asks = method(&credentials, ceremony.method()).ok_or(NO_PASSKEYS)?;
    let answer = async {
        let request = JSON::parse("{}")?;
        let options = parse.call1(&class, &JSON::parse(options)?)?;
        Reflect::set(&request, &JsValue::from_str("publicKey"), &options)?;
        let promise: Promise = asks.call1(&credentials, &request)?.unchecked_into();
        // A credential writes itself as JSON that the server reads.
        JSON::stringify(&JsFuture::from(promise).await?)
    };
    match answer.await {
        Ok(json) => Ok(String::from(json)),
        Err(error) => match property(&error, "name").as_string().as_deref() {
            Some("InvalidStateError") => Err(HAS_ONE),
            _ => Err(NO_ANSWER),
        },
    }
}

/// Nothing where there is no such thing.
fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    property(of, name).dyn_into().ok()
}
