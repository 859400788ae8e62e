//! The Web Worker that checks a file before it is sent. It keeps what it found and hands it out a page at a
//! time, so that the page stays quick however many findings there are. Nothing leaves the machine.

mod desk;
mod file;

use desk::Desk;
use file::BrowserFile;
use js_sys::{ArrayBuffer, Uint8Array, WebAssembly};
use std::cell::Cell;
use submission::Options;
use submission::checker::{Answer, Checked, Message as _, Progress, Question, Reply, Request};
use wasm_bindgen::prelude::{JsCast, wasm_bindgen};
use web_sys::File;

thread_local! {
    /// Away while a question is answered; one is answered at a time.
    static DESK: Cell<Desk> = Cell::default();
}

#[wasm_bindgen]
extern "C" {
    /// The worker's own, which copies what it is given.
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &Uint8Array);
}

/// The worker listens already.
#[wasm_bindgen(start)]
pub fn start() {
    post(0, Reply::Ready);
}

/// Answers a question of the page. The file comes with the question to check it.
#[wasm_bindgen]
pub fn answer(question: &[u8], file: Option<File>) {
    let Some(Question { number, request }) = Question::from_bytes(question) else {
        return;
    };
    let mut desk = DESK.take();
    let reply = match request {
        Request::Check(options) => {
            let on_progress = |progress: Progress| post(number, Reply::Progress(progress));
            checked(&mut desk, file, &options, on_progress).map_or(Reply::Unreadable, |checked| {
                Reply::Checked(Box::new(checked))
            })
        }
        Request::Edits(list) => Reply::Edits(desk.edits(&list)),
        Request::Page { list, page, size } => Reply::Page(desk.page(&list, page, size)),
    };
    DESK.set(desk);
    post(number, reply);
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

fn post(number: u32, reply: Reply) {
    let message = Answer { number, reply }.to_bytes();
    post_message(&Uint8Array::from(message.as_slice()));
}
