//! Sending one file: a multipart POST with progress. Dropping a delivery ends it.

use super::pace::Pace;
use super::picked::now_ms;
use domain::identity::DrawnFor;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{document, set_timeout_with_handle, window};
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// A file on its way, or waiting for its next try.
pub enum Delivery {
    Underway {
        request: XmlHttpRequest,
        _listeners: Listeners,
    },
    Waiting(TimeoutHandle),
}

type Listeners = [Closure<dyn FnMut(ProgressEvent)>; 2];

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Answered {
        status: u16,
        text: String,
    },
    /// The network broke, before or after the server had the file.
    NoAnswer,
}

/// What is sent beside the file.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// Makes a second try harmless: the same key gives the same receipt.
    pub key: &'a str,
    /// The person has said that bytes sent before are to be sent again.
    pub again: bool,
}

impl Delivery {
    /// # Errors
    /// What the browser says when it makes no request.
    pub fn start(
        file: &File,
        address: &str,
        manner: Manner<'_>,
        on_progress: impl Fn(Pace) + 'static,
        on_outcome: impl Fn(Outcome) + 'static,
    ) -> Result<Self, JsValue> {
        let form = FormData::new()?;
        form.append_with_str("key", manner.key)?;
        if manner.again {
            form.append_with_str("again", "true")?;
        }
        // The file comes last: the server knows what to do with it before its first byte.
        form.append_with_blob_and_filename("file", file, &file.name())?;

        let request = XmlHttpRequest::new()?;
        request.open("POST", address)?;
        request.set_request_header("Accept", "application/json")?;
        let body = document().body();
        if let Some(here) = body.and_then(|body| body.get_attribute("data-drawn-for")) {
            request.set_request_header(DrawnFor::HEADER, &here)?;
        }
        let started = now_ms();
        let progressed = Closure::new(move |event: ProgressEvent| {
            on_progress(pace(&event, now_ms().saturating_sub(started)));
        });
        let ended = Closure::new({
            let request = request.clone();
            move |_: ProgressEvent| on_outcome(outcome(&request))
        });
        request
            .upload()?
            .set_onprogress(Some(progressed.as_ref().unchecked_ref()));
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        request.send_with_opt_form_data(Some(&form))?;
        Ok(Self::Underway {
            request,
            _listeners: [progressed, ended],
        })
    }

    /// # Errors
    /// What the browser says when it sets no timer.
    pub fn after(seconds: u32, next: impl FnOnce() + 'static) -> Result<Self, JsValue> {
        set_timeout_with_handle(next, Duration::from_secs(seconds.into())).map(Self::Waiting)
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        match self {
            Self::Underway { request, .. } => {
                request.set_onloadend(None);
                // A request that never began has nothing to end.
                let _ = request.abort();
            }
            Self::Waiting(timer) => timer.clear(),
        }
    }
}

/// A key that no other act of sending has: 128 random bits in hexadecimal.
#[must_use]
pub fn new_key() -> String {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // Sixteen bytes are within what a browser hands out at once.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

fn pace(event: &ProgressEvent, elapsed_ms: u64) -> Pace {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "byte counts are whole and not negative"
    )]
    let bytes = |double: f64| double as u64;
    Pace {
        done: bytes(event.loaded()),
        total: bytes(event.total()),
        elapsed_ms,
    }
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    let status = request.status().unwrap_or_default();
    if status == 0 {
        return Outcome::NoAnswer;
    }
    Outcome::Answered {
        status,
        text: request.response_text().ok().flatten().unwrap_or_default(),
    }
}
