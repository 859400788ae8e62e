//! The Web Worker that checks a file before it is sent. It keeps what it found and hands it out a page at a
//! time, so that the page stays quick however many findings there are. Nothing leaves the machine.

mod csv;
mod desk;
mod file;

use desk::Desk;
use file::BrowserFile;
use js_sys::{Array, ArrayBuffer, JsString, WebAssembly};
use submission::Options;
use submission::checker::{Answer, Checked, Progress, Question, Reply, Request};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue, wasm_bindgen};
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

/// Listens, and then says so.
#[wasm_bindgen(start)]
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut desk = Desk::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some((question, file)) = read(&event) {
            answer(&mut desk, question, file);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    on_message.forget();
    post(0, Reply::Ready, None);
}

fn answer(desk: &mut Desk, Question { number, request }: Question, file: Option<File>) {
    match request {
        Request::Check(options) => {
            let on_progress = |progress: Progress| post(number, Reply::Progress(progress), None);
            let checked = checked(desk, file, &options, on_progress);
            post(
                number,
                checked.map_or(Reply::Unreadable, |checked| {
                    Reply::Checked(Box::new(checked))
                }),
                None,
            );
        }
        Request::Edits(list) => post(number, Reply::Edits(desk.edits(&list)), None),
        Request::Page { list, page } => post(number, Reply::Page(desk.page(&list, page)), None),
        Request::Csv(list) => post(
            number,
            Reply::Csv,
            csv::file(desk.findings(&list)).ok().as_ref(),
        ),
    }
}

/// None when the browser cannot read the file.
fn checked(
    desk: &mut Desk,
    file: Option<File>,
    options: &Options,
    on_progress: impl Fn(Progress),
) -> Option<Checked> {
    let file = file?;
    let name = file.name();
    let mut source = BrowserFile::new(file.into()).ok()?;
    let checked = desk.check(&mut source, &name, options, on_progress).ok()?;
    Some(Checked {
        memory: memory(),
        ..checked
    })
}

/// Bytes of this program's memory. It only ever grows.
fn memory() -> u64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: ArrayBuffer = memory.buffer().unchecked_into();
    buffer.byte_length().into()
}

/// A message is an array of its text and, where there is one, the browser's own object.
fn read(event: &MessageEvent) -> Option<(Question, Option<File>)> {
    let message: Array = event.data().dyn_into().ok()?;
    let question = Question::from_text(&message.get(0).as_string()?)?;
    Some((question, message.get(1).dyn_into().ok()))
}

fn post(number: u32, reply: Reply, blob: Option<&Blob>) {
    let text =
        serde_json::to_string(&Answer { number, reply }).expect("an answer's keys are texts");
    let message = Array::of2(
        &JsString::from(text),
        &blob.map_or(JsValue::UNDEFINED, JsValue::from),
    );
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope
        .post_message(&message)
        .expect("texts and files can be cloned");
}
