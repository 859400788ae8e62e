//! The page's end of the checker: a Web Worker that holds one file and its findings.

use domain::submissions::SubmissionKind;
use js_sys::{Array, Uint8Array};
use leptos::prelude::document;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use submission::checker::{Answer, Message as _, Question, Reply, Request};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

/// One file being checked, or checked and ready to be asked about. Dropping it ends the worker at once,
/// in the middle of a check too.
pub struct Checker {
    worker: Worker,
    asked: Rc<RefCell<Asked>>,
    /// The browser calls these as long as the worker lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// Who waits for which answer.
#[derive(Default)]
struct Asked {
    last: u32,
    waiting: HashMap<u32, OnReply>,
}

type OnReply = Rc<dyn Fn(Reply)>;

impl Checker {
    /// Starts a worker, with the program that this kind wants, and asks its first question; a [`Request::Check`] comes with the
    /// file. `on_reply` hears of progress and of the result; `on_loss` hears when the program could not start or broke off.
    ///
    /// # Errors
    /// What the browser says when it starts no workers.
    pub fn start(
        kind: SubmissionKind,
        file: Option<File>,
        request: Request,
        on_reply: impl Fn(Reply) + 'static,
        on_loss: impl Fn() + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(match kind {
            SubmissionKind::Staffing => "worker",
            SubmissionKind::Assessments => "assessor",
        });
        let worker = Worker::new_with_options(&address(), &options)?;
        let asked = Rc::new(RefCell::new(Asked::default()));
        let question = asked.borrow_mut().register(request, Rc::new(on_reply));

        let on_message = Closure::new({
            let asked = Rc::clone(&asked);
            move |event: MessageEvent| {
                if let Some(Answer { number, reply }) = read(&event) {
                    Asked::hand_out(&asked, number, reply);
                }
            }
        });
        let on_error = Closure::new(move |event: ErrorEvent| {
            event.prevent_default();
            on_loss();
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // The browser holds it back until the worker listens.
        post(&worker, &question, file.as_ref());
        Ok(Self {
            worker,
            asked,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Asks about the checked file.
    pub fn ask(&self, request: Request, on_reply: impl Fn(Reply) + 'static) {
        let question = self.asked.borrow_mut().register(request, Rc::new(on_reply));
        post(&self.worker, &question, None);
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Asked {
    fn register(&mut self, request: Request, on_reply: OnReply) -> Question {
        self.last += 1;
        self.waiting.insert(self.last, on_reply);
        Question {
            number: self.last,
            request,
        }
    }

    /// Progress leaves its question open, every other reply closes it. Nothing is borrowed while the page acts.
    fn hand_out(asked: &RefCell<Self>, number: u32, reply: Reply) {
        let on_reply = match reply {
            Reply::Progress(_) => asked.borrow().waiting.get(&number).cloned(),
            _ => asked.borrow_mut().waiting.remove(&number),
        };
        if let Some(on_reply) = on_reply {
            on_reply(reply);
        }
    }
}

/// The worker's address in this build, which the shell writes on `<body>`.
fn address() -> String {
    document()
        .body()
        .and_then(|body| body.dataset().get("worker"))
        .unwrap_or_default()
}

/// A question is an array of its bytes and, where there is one, the file.
fn post(worker: &Worker, question: &Question, file: Option<&File>) {
    let message = Array::of2(
        &Uint8Array::from(question.to_bytes().as_slice()).into(),
        &file.map_or(JsValue::UNDEFINED, JsValue::from),
    );
    worker
        .post_message(&message)
        .expect("bytes and files can be cloned");
}

fn read(event: &MessageEvent) -> Option<Answer> {
    let bytes: Uint8Array = event.data().dyn_into().ok()?;
    Answer::from_bytes(&bytes.to_vec())
}
