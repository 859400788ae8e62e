//! The files that the person picked: a list, and a queue that checks one after the other.

use super::checker::Checker;
use super::comparison::{Asked, brought};
use super::delivery::{Delivery, new_key};
use super::foreign::foretold;
use super::pace::Pace;
use super::send::send_next;
use super::sending::Sending;
use super::state::{Check, MOST_FILES, Refusal};
use super::turns::{Brought, Turn};
use crate::ui::{Announcer, announcer};
use domain::submissions::{SendsFor, SubmissionKind};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::sync::Arc;
use submission::Options;
use submission::assessments::Catalogue;
use submission::checker::{Enclosed, Progress, Reply, Request};
use web_sys::File;

/// The list of picked files.
#[derive(Clone, Copy)]
pub struct PickedFiles {
    pub list: RwSignal<Vec<PickedFile>>,
    /// Counts the files sent from here that have had the server's answer: what is stored may be another.
    pub settled: RwSignal<u32>,
    /// Those that wait to be sent, in the order in which their buttons were pressed, and whether they are sent once more.
    pub pressed: StoredValue<Vec<(PickedFile, bool)>>,
    announcer: Announcer,
    /// What they are sent as.
    pub kind: SubmissionKind,
    /// The facilities for which the person may send such files.
    pub own: StoredValue<Vec<SendsFor>>,
    options: StoredValue<Options>,
    packs: StoredValue<Option<Enclosed<Catalogue>>>,
    next: StoredValue<u32>,
    /// The page: files picked in an event belong to it, and end with it.
    owner: StoredValue<Owner>,
}

/// A picked file, and all that became of it.
#[derive(Clone, Copy)]
pub struct PickedFile {
    pub id: u32,
    pub name: StoredValue<String>,
    pub bytes: u64,
    pub check: RwSignal<Check>,
    pub sending: RwSignal<Sending>,
    pub consent: RwSignal<Consent>,
    /// What the server said of it beside the stored quarters.
    pub asked: RwSignal<Option<Asked>>,
    /// Its payroll files that are not rejected for what was found in them.
    pub brings: Memo<Arc<Vec<Brought>>>,
    /// The count of [`PickedFiles::settled`] when it had had its own answer.
    settled: RwSignal<Option<u32>>,
    pub turn: Memo<Turn>,
    /// How many files of it, or records of assessments, the server will reject for their facility or quarter, as far as is known.
    pub foretold: RwSignal<i64>,
    held: StoredValue<Held>,
}

/// Whether the person must say, and has said, that the file is sent in spite of a doubt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    #[default]
    NotNeeded,
    /// It is being compared with what is stored.
    NotKnown,
    Needed(Doubt),
    Given(Doubt),
}

/// Why a file is not sent without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The server did not say what it would do to the stored quarter.
    NotCompared,
    /// It takes away more than a quarter of what is stored.
    TakesMuch,
    /// It replaces what another file of the page brings before it.
    ReplacesOther,
}

impl Consent {
    /// What becomes of it when the file was compared and there is such a doubt. A word once given stays, unless the
    /// doubt is another by now.
    #[must_use]
    pub fn after(self, doubt: Option<Doubt>) -> Self {
        match (doubt, self) {
            (None, _) => Self::NotNeeded,
            (Some(doubt), Self::Given(given)) if doubt == given || doubt == Doubt::NotCompared => {
                self
            }
            (Some(doubt), _) => Self::Needed(doubt),
        }
    }
}

impl Doubt {
    /// What the person ticks.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotCompared => {
                "Yes, send this file although it is not known what it does to the stored quarter"
            }
            Self::TakesMuch => {
                "Yes, this file is to take away more than a quarter of what is stored"
            }
            Self::ReplacesOther => {
                "Yes, this file is to take the place of what another one brings before it"
            }
        }
    }

    /// What is said to whoever sends it without a tick.
    #[must_use]
    pub const fn tick_first(self) -> &'static str {
        match self {
            Self::NotCompared => {
                "Tick the box if this file is to be sent without knowing what it does to the stored quarter."
            }
            Self::TakesMuch => {
                "Tick the box if this file is to take away more than a quarter of what is stored."
            }
            Self::ReplacesOther => {
                "Tick the box if this file is to take the place of what another one brings before it. Parts of one quarter have processType merge."
            }
        }
    }
}

/// What the browser holds for a file. Only ever filled in the browser, on its one thread.
#[derive(Default)]
struct Held {
    file: Option<SendWrapper<File>>,
    checker: Option<SendWrapper<Checker>>,
    delivery: Option<SendWrapper<Delivery>>,
    /// The key of this act of sending, made when it begins.
    key: Option<String>,
}

/// Something picked or dropped.
pub struct Pick {
    pub file: File,
    pub is_folder: bool,
}

impl PickedFiles {
    /// An empty list; called where the page is made.
    #[must_use]
    pub fn new(
        options: Options,
        packs: Option<Enclosed<Catalogue>>,
        kind: SubmissionKind,
        own: Vec<SendsFor>,
    ) -> Self {
        Self {
            kind,
            own: StoredValue::new(own),
            list: RwSignal::default(),
            settled: RwSignal::default(),
            pressed: StoredValue::new(Vec::new()),
            announcer: announcer(),
            options: StoredValue::new(options),
            packs: StoredValue::new(packs),
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Takes up what was picked, says what cannot be taken, and begins to check.
    pub fn add(self, picks: Vec<Pick>) {
        let mut refused = Vec::new();
        for pick in picks {
            let name = pick.file.name();
            let refusal = self.refusal(&pick);
            let file = self.owner.with_value(|owner| {
                owner.with(|| PickedFile::new(self.next_id(), pick.file, refusal))
            });
            if let Some(refusal) = refusal {
                refused.push(format!("{name}: {}", refusal.message()));
            }
            self.list.update(|list| list.push(file));
        }
        if !refused.is_empty() {
            self.announcer.say(refused.join(" "));
        }
        self.check_next();
    }

    /// Says something about a file to screen readers.
    pub fn tell(self, file: PickedFile, words: &str) {
        self.announcer
            .say(format!("{}: {words}", file.name.get_value()));
    }

    /// Takes a file off the list, ending whatever is being done with it.
    pub fn remove(self, file: PickedFile) {
        self.forget_press(file);
        file.let_go();
        self.list
            .update(|list| list.retain(|other| other.id != file.id));
        self.tell(file, "removed from the list.");
        self.check_next();
        send_next(self);
    }

    /// Takes a file out of those that wait to be sent.
    pub fn forget_press(self, file: PickedFile) {
        self.pressed
            .update_value(|pressed| pressed.retain(|(other, _)| other.id != file.id));
    }

    /// A file has had the server's answer.
    pub fn settle(self, file: PickedFile) {
        let settled = self.settled.get_untracked() + 1;
        file.settled.set(Some(settled));
        self.settled.set(settled);
    }

    /// Whether files would be lost with the page: those that the server does not have, be they on their way to it.
    pub fn would_be_lost(self) -> bool {
        let list = self.list.try_get_untracked().unwrap_or_default();
        list.iter().any(|file| {
            let is_taken = file
                .check
                .with_untracked(|check| !matches!(check, Check::Refused(_)));
            is_taken && file.sending.with_untracked(Sending::is_unsent)
        })
    }

    /// Ends a check in its middle.
    pub fn cancel(self, file: PickedFile) {
        file.held.update_value(|held| held.checker = None);
        file.check.set(Check::Cancelled);
        self.tell(file, "check cancelled.");
        self.check_next();
    }

    pub fn check_again(self, file: PickedFile) {
        file.check.set(Check::Waiting);
        self.check_next();
    }

    fn refusal(self, pick: &Pick) -> Option<Refusal> {
        let taken = |file: &PickedFile| !matches!(file.check.get_untracked(), Check::Refused(_));
        if pick.is_folder {
            Some(Refusal::Folder)
        } else if self
            .list
            .with_untracked(|list| list.iter().filter(|file| taken(file)).count())
            >= MOST_FILES
        {
            Some(Refusal::TooMany)
        } else {
            self.options.with_value(|options| {
                Refusal::of(&pick.file.name(), bytes(&pick.file), &options.limits)
            })
        }
    }

    fn next_id(self) -> u32 {
        self.next.update_value(|next| *next += 1);
        self.next.get_value()
    }

    /// Begins with the first file that waits, unless one is being checked.
    fn check_next(self) {
        let list = self.list.get_untracked();
        let state_is =
            |file: &&PickedFile, wanted: fn(&Check) -> bool| file.check.with_untracked(wanted);
        if list
            .iter()
            .any(|file| state_is(&file, |check| matches!(check, Check::Running(_))))
        {
            return;
        }
        if let Some(file) = list
            .iter()
            .find(|file| state_is(file, |check| *check == Check::Waiting))
        {
            self.check(*file);
        }
    }

    fn check(self, file: PickedFile) {
        let Some(blob) = file.blob() else { return };
        let request = Request::Check(self.options.get_value(), self.packs.get_value());
        let started = now_ms();
        file.check.set(Check::Running(Pace {
            total: file.bytes,
            ..Pace::default()
        }));
        let on_loss = move || {
            file.held.update_value(|held| held.checker = None);
            self.finish(file, Check::Lost);
        };
        let on_reply = move |reply| match reply {
            Reply::Progress(progress) => self.progressed(file, progress, started),
            Reply::Checked(checked) => self.finish(file, Check::Done(Arc::new(*checked))),
            Reply::Unreadable => on_loss(),
            _ => {}
        };
        match Checker::start(self.kind, Some(blob), request, on_reply, on_loss) {
            Ok(checker) => file
                .held
                .update_value(|held| held.checker = Some(SendWrapper::new(checker))),
            Err(_) => self.finish(file, Check::Lost),
        }
    }

    fn progressed(self, file: PickedFile, progress: Progress, started: u64) {
        let elapsed_ms = now_ms().saturating_sub(started);
        let pace = Pace {
            done: progress.done,
            total: progress.total,
            elapsed_ms,
        };
        let Check::Running(before) = file.check.get_untracked() else {
            return;
        };
        file.check.set(Check::Running(pace));
        if let Some(percent) = pace.tenth_since(before) {
            self.tell(file, &format!("{percent} percent checked."));
        }
    }

    fn finish(self, file: PickedFile, check: Check) {
        let foretold = foretold(self, &check);
        self.tell(file, &format!("{}.", check.words(self.kind, foretold)));
        file.foretold.set(foretold);
        file.check.set(check);
        self.check_next();
    }
}

impl PickedFile {
    fn new(id: u32, file: File, refusal: Option<Refusal>) -> Self {
        let name = StoredValue::new(file.name());
        let check = RwSignal::new(refusal.map_or(Check::Waiting, Check::Refused));
        let sending = RwSignal::<Sending>::default();
        let asked = RwSignal::default();
        let settled = RwSignal::<Option<u32>>::default();
        Self {
            id,
            name,
            bytes: bytes(&file),
            check,
            sending,
            asked,
            brings: Memo::new(move |_| {
                name.with_value(|name| check.with(|check| Arc::new(brought(name, check))))
            }),
            settled,
            turn: Memo::new(move |_| sending.with(|sending| Turn::of(sending, settled.get()))),
            consent: RwSignal::default(),
            foretold: RwSignal::default(),
            held: StoredValue::new(Held {
                file: Some(SendWrapper::new(file)),
                ..Held::default()
            }),
        }
    }

    /// The browser's own file.
    #[must_use]
    pub fn blob(self) -> Option<File> {
        self.held.with_value(|held| held.file.as_deref().cloned())
    }

    /// Asks the checker that holds this file; without one there is no answer.
    pub fn ask(self, request: Request, on_reply: impl Fn(Reply) + 'static) {
        self.held.with_value(|held| {
            if let Some(checker) = &held.checker {
                checker.ask(request, on_reply);
            }
        });
    }

    /// Holds on to what is being sent, or lets go of it.
    pub fn hold(self, delivery: Option<Delivery>) {
        self.held
            .update_value(|held| held.delivery = delivery.map(SendWrapper::new));
    }

    /// The key of this act of sending: every try has the same one.
    pub fn key(self) -> String {
        self.held
            .update_value(|held| held.key = held.key.take().or_else(|| Some(new_key())));
        self.held
            .with_value(|held| held.key.clone())
            .unwrap_or_default()
    }

    fn let_go(self) {
        self.held.set_value(Held::default());
    }
}

fn bytes(file: &File) -> u64 {
    // Sizes are whole numbers that a browser hands over as a double.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is whole and not negative"
    )]
    let bytes = file.size() as u64;
    bytes
}

/// Milliseconds since the page began.
pub fn now_ms() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "time on a page fits, and runs forward"
    )]
    let ms = window()
        .performance()
        .map_or(0.0, |performance| performance.now()) as u64;
    ms
}
