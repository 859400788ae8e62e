//! The Web Worker that checks a file before it is sent. It keeps what it found and hands it out a page at a
//! time, so that the page stays quick however many findings there are. Nothing leaves the machine.

mod desk;
mod file;

pub use desk::Assessor;

use desk::Desk;
use file::BrowserFile;
use js_sys::{ArrayBuffer, Uint8Array, WebAssembly};
use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::ControlFlow;
use submission::assessments::Catalogue;
use submission::checker::{
    Answer, Checked, Enclosed, Message as _, PartTold, Progress, Question, Reply, Request,
};
use submission::{Options, ReadAt as _};
use wasm_bindgen::prelude::{JsCast, wasm_bindgen};
use web_sys::File;

thread_local! {
    /// Away while a question is answered; one is answered at a time.
    static DESK: Cell<Desk> = Cell::default();
    /// The question whose ZIP is being checked part by part, and the ZIP.
    static OPENED: Cell<Option<(u32, BrowserFile)>> = const { Cell::new(None) };
    /// The question whose file is being read, and how far that has come.
    static READING: Cell<Option<(u32, Progress)>> = const { Cell::new(None) };
}

#[wasm_bindgen]
extern "C" {
    /// The worker's own, which copies what it is given.
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &Uint8Array);
}

/// Answers a question of the page. The file comes with the question to check it, and with the file its first piece.
/// Says whether its pieces are wanted, from the first on, by [`read`].
#[wasm_bindgen]
pub fn answer(question: &[u8], file: Option<File>, start: Option<Uint8Array>) -> bool {
    let Some(Question { number, request }) = Question::from_bytes(question) else {
        return false;
    };
    let (reply, is_ready) = with_desk(|desk| {
        let reply = match request {
            Request::Check(options, packs) => {
                check(desk, file.zip(start), &options, packs.as_ref(), number)
            }
            Request::Edits(list) => Some(Reply::Edits(desk.edits(&list))),
            Request::Page { list, page, size } => Some(Reply::Page(desk.page(&list, page, size))),
            Request::Form(form) => desk.form(&form).map(Reply::Form),
        };
        (reply, desk.wanted().is_none() && desk.parts() == 0)
    });
    let waits = reply.is_none() && is_ready;
    if let Some(reply) = reply {
        post(number, reply);
    }
    waits
}

/// Reads the next piece of the file: an empty one at its end, none where the browser cannot read it on. Says whether
/// more is wanted.
#[wasm_bindgen]
pub fn read(piece: Option<Uint8Array>) -> bool {
    let Some((number, mut progress)) = READING.take() else {
        return false;
    };
    // It is put back unless the file cannot be read on: then nothing of it counts.
    let mut desk = DESK.take();
    let Some((read, count)) = piece.map(|piece| take_in(&mut desk, &piece)) else {
        post(number, Reply::Unreadable);
        return false;
    };
    progress.done += u64::from(count);
    match (read, progress.done.cmp(&progress.total)) {
        (ControlFlow::Continue(()), Ordering::Less) if count > 0 => {
            DESK.set(desk);
            READING.set(Some((number, progress)));
            post(number, Reply::Progress(progress));
            return true;
        }
        (ControlFlow::Break(()), _) | (ControlFlow::Continue(()), Ordering::Equal) => {
            if let Some(checked) = desk.finish() {
                post(number, whole(checked));
            }
            DESK.set(desk);
        }
        // It has become shorter or longer while it was read.
        _ => post(number, Reply::Unreadable),
    }
    false
}

/// Into how many parts the file falls, each to be checked by [`check_part`]; 0 unless it is a ZIP.
#[wasm_bindgen]
pub fn parts() -> usize {
    with_desk(|desk| desk.parts())
}

/// Checks one part of the ZIP, counted from 0. Says whether that is done: not while something is [`wanted`].
#[wasm_bindgen]
pub fn check_part(part: usize) -> bool {
    with_zip(|desk, source, number| {
        let on_progress = |progress: Progress| post(number, Reply::Progress(progress));
        match desk.check_part(source, part, on_progress) {
            Ok(checked) => say(desk, number, checked),
            Err(_) => post(number, Reply::Unreadable),
        }
        desk.wanted().is_none()
    })
    .unwrap_or(true)
}

/// The same for the worker that keeps the findings; none when something is [`wanted`], or when that worker must look itself.
pub fn tell_part(part: usize) -> Option<Uint8Array> {
    let told = with_zip(|desk, source, _| desk.tell_part(source, part).ok().flatten())??;
    Some(Uint8Array::from(told.to_bytes().as_slice()))
}

/// Takes in what another worker told of a part. Says whether it told anything.
pub fn hear_part(part: usize, told: &[u8]) -> bool {
    let heard = with_zip(|desk, _, number| {
        let checked = desk.hear_part(part, PartTold::from_bytes(told)?);
        say(desk, number, checked);
        Some(())
    });
    heard.flatten().is_some()
}

/// Does something about the ZIP that is being checked. It stays until there is an answer about it.
fn with_zip<T>(act: impl FnOnce(&mut Desk, &mut BrowserFile, u32) -> T) -> Option<T> {
    let (number, mut source) = OPENED.take()?;
    let (done, stays) = with_desk(|desk| (act(desk, &mut source, number), desk.parts() > 0));
    if stays {
        OPENED.set(Some((number, source)));
    }
    Some(done)
}

fn with_desk<T>(act: impl FnOnce(&mut Desk) -> T) -> T {
    let mut desk = DESK.take();
    let done = act(&mut desk);
    DESK.set(desk);
    done
}

/// Posts the answer, or how far it has come.
fn say(desk: &Desk, number: u32, checked: Option<Checked>) {
    if let Some(checked) = checked {
        post(number, whole(checked));
    } else if let Some(progress) = desk.progress() {
        post(number, Reply::Progress(progress));
    }
}

/// What the file needs before it can have an answer: the address of a pack, which is fetched and given to [`supply`], or `assessor`, the
/// other program. Then the question is asked again.
#[wasm_bindgen]
pub fn wanted() -> Option<String> {
    with_desk(|desk| desk.wanted().map(str::to_owned))
}

/// This program checks assessments too.
pub fn hire(assessor: Box<dyn Assessor>) {
    with_desk(|desk| desk.hire(assessor));
}

/// The wanted pack. Says whether it is one.
#[wasm_bindgen]
pub fn supply(pack: &[u8]) -> bool {
    with_desk(|desk| desk.supply(pack))
}

/// Copies a piece into the desk's buffers, one after the other; gives how many of its bytes were taken.
fn take_in(desk: &mut Desk, piece: &Uint8Array) -> (ControlFlow<()>, u32) {
    let mut at = 0_u32;
    let read = desk.read(|buffer| {
        let room = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let to = piece.length().min(at.saturating_add(room));
        let count = (to - at) as usize;
        piece.subarray(at, to).copy_to(&mut buffer[..count]);
        at = to;
        count
    });
    (read, at)
}

/// None where the file waits to be read.
fn check(
    desk: &mut Desk,
    file: Option<(File, Uint8Array)>,
    options: &Options,
    packs: Option<&Enclosed<Catalogue>>,
    number: u32,
) -> Option<Reply> {
    let Some((file, start)) = file else {
        return Some(Reply::Unreadable);
    };
    let name = file.name();
    let Ok(mut source) = BrowserFile::new(file.into(), start) else {
        return Some(Reply::Unreadable);
    };
    match desk.check(&mut source, &name, options, packs) {
        Ok(Some(checked)) => Some(whole(checked)),
        Ok(None) if desk.parts() > 0 => {
            OPENED.set(Some((number, source)));
            None
        }
        Ok(None) => {
            let total = source.len().unwrap_or_default();
            READING.set(Some((number, Progress { done: 0, total })));
            None
        }
        Err(_) => Some(Reply::Unreadable),
    }
}

fn whole(checked: Checked) -> Reply {
    Reply::Checked(Box::new(Checked {
        memory: memory(),
        ..checked
    }))
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
