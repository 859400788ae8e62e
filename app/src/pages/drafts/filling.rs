//! A form while it is filled in: answers, how it stands, and saving. The rules are asked in the Web Worker; the server is the one that
//! saves.

use crate::api::drafts::save_answers;
use crate::error::ApiError;
use crate::layout::{KeepsWork, keeps_work};
use crate::pages::leaving::{before_history, before_links, leads_out};
use crate::pages::submissions::upload::checker::Checker;
use crate::paths;
use crate::view::drafts::{DraftView, answer_line};
use domain::assessments::{AnswerLine, ChangedAnswer, Clash, DraftEnd, DraftId, Saved};
use domain::submissions::SubmissionKind;
use jiff::civil::Date;
use leptos::html::Div;
use leptos::task::spawn_local;
use leptos::web_sys::{HtmlAnchorElement, MouseEvent};
use leptos::{ev, prelude::*};
use send_wrapper::SendWrapper;
use std::collections::{BTreeMap, HashMap};
use submission::assessments::PackLabel;
use submission::assessments::entry::{Control, Problem, Question, Standing};
use submission::checker::{Enclosed, FormQuestion, Reply, Request};

pub type Answers = BTreeMap<String, String>;

/// Which items are skipped: what each is sent as, and since which answer.
pub type Closed = HashMap<String, (String, String)>;

/// What has become of the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Saving {
    #[default]
    Quiet,
    Underway,
    Done,
    /// None of them was saved: others stand in the place of some.
    Clashed(Vec<Clash>),
    /// Nothing is saved any more: the form was sent or thrown away in another tab.
    Ended(DraftEnd),
    Failed(String),
}

/// Why answers were not saved, and what to do without losing them: loading the page would.
fn why_not_saved(error: &ApiError) -> String {
    match error {
        ApiError::Unauthenticated => String::from(
            "Your session has ended. Log in again in another tab, come back, and press Try again. Until then these answers stand only on this page.",
        ),
        ApiError::Internal { incident: None } => String::from(
            "The server did not answer. Check your connection and press Try again. Until then these answers stand only on this page.",
        ),
        other => other.to_string(),
    }
}

/// The section of a form that is shown.
#[derive(Debug, Clone)]
struct Shown {
    id: DraftId,
    today: Date,
    pack: PackLabel,
    questions: Vec<Question>,
}

/// One for all sections of a form that are shown one after another: what is still being saved when another is shown is not forgotten.
#[derive(Clone, Copy)]
pub struct Filling {
    shown: StoredValue<Option<Shown>>,
    answers: RwSignal<Answers>,
    /// What the server has, and the version of the form that it was part of.
    stored: StoredValue<Answers>,
    version: StoredValue<i32>,
    /// A section that is put away may look at this once more: what it compares with it is to be its own.
    pub standing: RwSignal<Standing>,
    pub closed: Memo<Closed>,
    pub problems: Memo<Vec<Problem>>,
    pub saving: RwSignal<Saving>,
    /// Whether something is not saved yet: then the page stays when its session ends.
    keeps: KeepsWork,
    checker: StoredValue<Option<SendWrapper<Checker>>>,
    /// Whether the rules are being asked, and whether something changed since.
    asked: StoredValue<(bool, bool)>,
    /// Whether the page may close with what is not saved.
    is_let_go: StoredValue<bool>,
    /// A link that is followed once everything is saved.
    waits: StoredValue<Option<SendWrapper<HtmlAnchorElement>>>,
    /// Where it is said why answers are not saved.
    pub alert: NodeRef<Div>,
}

impl Filling {
    pub fn new() -> Self {
        let keeps = keeps_work();
        on_cleanup(move || keeps.set(false));
        let standing = RwSignal::<Standing>::default();
        Self {
            shown: StoredValue::new(None),
            stored: StoredValue::default(),
            version: StoredValue::default(),
            answers: RwSignal::default(),
            standing,
            closed: Memo::new(move |_| standing.with(closed)),
            problems: Memo::new(move |_| standing.with(|standing| standing.problems.clone())),
            saving: RwSignal::default(),
            keeps,
            checker: StoredValue::new(None),
            asked: StoredValue::new((false, false)),
            is_let_go: StoredValue::new(false),
            waits: StoredValue::new(None),
            alert: NodeRef::new(),
        }
    }

    /// A section is shown. Where it was read before answers of this page were saved, those stay, with how the form stands by them.
    pub fn show(self, view: &DraftView) {
        let id = view.draft.line.id;
        let is_same = self.shows(id);
        if is_same && cfg!(feature = "ssr") {
            // The body is drawn a second time: set again, the signals would wake the thread that drew it first.
            return;
        }
        self.waits.set_value(None);
        self.shown.set_value(Some(Shown {
            id,
            today: view.today,
            pack: view.pack.clone(),
            questions: view.questions.clone(),
        }));
        let is_older = view.draft.version < self.version.get_value();
        if is_same && (is_older || self.is_underway() || self.is_unsaved()) {
            self.check();
            return;
        }
        if !is_same {
            self.lost();
        }
        let answers = answers(&view.draft.answers);
        self.stored.set_value(answers.clone());
        self.version.set_value(view.draft.version);
        self.answers.set(answers);
        self.standing.set(view.standing.clone());
        self.saving.set(Saving::Quiet);
    }

    fn shows(self, id: DraftId) -> bool {
        self.shown
            .with_value(|shown| shown.as_ref().is_some_and(|shown| shown.id == id))
    }

    /// What stands on the page.
    pub fn answered(self) -> Answers {
        self.answers.get_untracked()
    }

    /// What the server has, as far as this page knows.
    pub fn saved_answers(self) -> Answers {
        self.stored.get_value()
    }

    /// Text is saved when its field is left: also when the whole page is put aside, or about to be closed.
    pub fn listen(self) {
        before_links(move |event, link| self.leave(event, link));
        before_history(
            move |link| self.is_held(link),
            move |link| self.go_back(link),
        );
        let aside = window_event_listener_untyped("visibilitychange", move |_| self.save());
        let closed = window_event_listener(ev::beforeunload, move |event| {
            if self.is_let_go.get_value() {
                return;
            }
            self.save();
            // The browser asks whether to leave, which gives it the time to be saved.
            if self.is_unsaved() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            aside.remove();
            closed.remove();
        });
    }

    /// Nothing is lost with the page: its form brings everything that stands in it, or it is given up for what others saved.
    pub fn let_go(self) {
        self.is_let_go.set_value(true);
    }

    /// A link would put away what is shown. Answers that stand on this page alone are saved first; where they cannot be, the browser follows
    /// it, and asks before, which the router does not.
    fn leave(self, event: &MouseEvent, link: HtmlAnchorElement) {
        if !self.is_unsaved() {
            return;
        }
        event.stop_propagation();
        if self.is_asked_about(&link) {
            self.show_trouble();
        } else {
            event.prevent_default();
            self.follow_later(link);
        }
    }

    /// Whether the browser would go back to another page than this one, or to another section of a form that has ended, with answers that are
    /// not saved: both would take their place. Sections of a form that goes on keep them.
    fn is_held(self, link: &HtmlAnchorElement) -> bool {
        let is_other = self.shown.with_value(|shown| {
            let here = shown.as_ref().map(|shown| paths::draft(shown.id, None));
            here.is_some_and(|here| link.pathname() != here)
        });
        self.is_unsaved() && (is_other || self.is_ended())
    }

    /// The browser's own way back is taken as a link.
    fn go_back(self, link: HtmlAnchorElement) {
        if self.is_asked_about(&link) {
            self.show_trouble();
            link.click();
        } else {
            self.follow_later(link);
        }
    }

    /// Whether the answers cannot be saved before the link is followed.
    fn is_asked_about(self, link: &HtmlAnchorElement) -> bool {
        self.is_ended() || self.holds_unsaved() && leads_out(link)
    }

    fn follow_later(self, link: HtmlAnchorElement) {
        self.waits.set_value(Some(SendWrapper::new(link)));
        self.save();
    }

    /// Follows the link that waits for saving, or says why one stays.
    fn go_on(self) {
        let link = self.waits.try_update_value(Option::take).flatten();
        let Some(link) = link else { return };
        if self.is_unsaved() {
            self.show_trouble();
        } else {
            link.click();
        }
    }

    /// Leads to why answers are not saved.
    fn show_trouble(self) {
        if let Some(alert) = self.alert.get_untracked() {
            // The next frame: by then it stands there.
            request_animation_frame(move || drop(alert.focus()));
        }
    }

    /// An item is answered; the boxes beside it that were left empty are not ticked.
    pub fn answer(self, item: &str, value: &str) {
        self.answers.update(|answers| {
            put(answers, item, value);
            if !value.is_empty() {
                for other in self.boxes_beside(item) {
                    answers.entry(other).or_insert_with(|| "0".to_owned());
                }
            }
        });
        self.keeps.set(true);
        self.check();
    }

    fn boxes_beside(self, item: &str) -> Vec<String> {
        self.shown.with_value(|shown| {
            let questions = shown.iter().flat_map(|shown| &shown.questions);
            boxes_beside(questions, item)
        })
    }

    /// Asks the rules, one question at a time.
    fn check(self) {
        let (is_asked, _) = self.asked.get_value();
        self.asked.set_value((true, is_asked));
        if is_asked {
            return;
        }
        let Some(Shown { pack, today, .. }) = self.shown.get_value() else {
            return;
        };
        let question = FormQuestion {
            pack,
            answers: self.answers.with_untracked(lines),
            today,
        };
        let request = Request::Form(Enclosed::new(&question));
        let on_reply = move |reply| self.told(reply);
        let has_one = self.checker.with_value(Option::is_some);
        if has_one {
            self.checker.with_value(|checker| {
                if let Some(checker) = checker {
                    checker.ask(request, on_reply);
                }
            });
            return;
        }
        let kind = SubmissionKind::Assessments;
        match Checker::start(kind, None, request, on_reply, move || self.lost()) {
            Ok(checker) => self.checker.set_value(Some(SendWrapper::new(checker))),
            Err(_) => self.lost(),
        }
    }

    /// No worker started, or it broke off, as without a network. The next answer asks another one; until then the server says how the form
    /// stands each time a section is saved.
    fn lost(self) {
        self.checker.set_value(None);
        self.asked.set_value((false, false));
    }

    fn told(self, reply: Reply) {
        let Reply::Form(standing) = reply else { return };
        if let Some(standing) = standing.open() {
            self.standing.set(standing);
        }
        let (_, again) = self.asked.get_value();
        self.asked.set_value((false, false));
        if again {
            self.check();
        }
    }

    /// Saves what is changed; while that is underway, what changes meanwhile waits for it.
    pub fn save(self) {
        if self.is_underway() {
            return;
        }
        if self.is_ended() {
            // Nothing is saved any more: what else was typed is listed with the rest.
            self.saving.notify();
            return;
        }
        let changes = self.changes();
        if changes.is_empty() {
            self.keeps.set(false);
            return;
        }
        let Some(Shown { id, .. }) = self.shown.get_value() else {
            return;
        };
        self.saving.set(Saving::Underway);
        spawn_local(async move {
            let saved = save_answers(id, changes.clone()).await;
            // Another page, or another form, may be shown by now.
            if !self.saving.is_disposed() && self.shows(id) {
                self.saved(saved, &changes);
            }
        });
    }

    fn saved(self, saved: Result<Saved, ApiError>, changes: &[ChangedAnswer]) {
        match saved {
            Ok(Saved::At(version)) => {
                self.version.set_value(version);
                self.stored.update_value(|stored| {
                    for change in changes {
                        put(stored, &change.item, &change.after);
                    }
                });
                self.saving.set(Saving::Done);
                self.save();
            }
            Ok(Saved::Clashed { clashes, .. }) => self.saving.set(Saving::Clashed(clashes)),
            Err(ApiError::FormEnded { end, .. }) => self.saving.set(Saving::Ended(end)),
            Err(error) => self.saving.set(Saving::Failed(why_not_saved(&error))),
        }
        if !self.is_underway() {
            self.go_on();
        }
    }

    fn is_ended(self) -> bool {
        self.saving
            .with_untracked(|saving| matches!(saving, Saving::Ended(_)))
    }

    fn is_underway(self) -> bool {
        self.saving
            .with_untracked(|saving| *saving == Saving::Underway)
    }

    fn changes(self) -> Vec<ChangedAnswer> {
        let answers = self.answers.read_untracked();
        self.stored.with_value(|stored| changes(stored, &answers))
    }

    /// Whether answers stand on this page that the server has not said it has.
    fn is_unsaved(self) -> bool {
        !self.changes().is_empty()
    }

    /// Whether saving has failed, or waits for a word about what others saved.
    fn holds_unsaved(self) -> bool {
        let saving = self.saving.get_untracked();
        matches!(
            saving,
            Saving::Clashed(_) | Saving::Ended(_) | Saving::Failed(_)
        )
    }

    /// The answers that the server does not have.
    pub fn unsaved(self) -> Vec<AnswerLine> {
        let changes = self.changes();
        self.shown.with_value(|shown| {
            let line = |change: &ChangedAnswer| {
                let questions = shown.iter().flat_map(|shown| &shown.questions);
                let mut fields = questions.flat_map(|question| &question.fields);
                let field = fields.find(|field| field.id == change.item);
                answer_line(&change.item, &change.after, field)
            };
            changes.iter().map(line).collect()
        })
    }

    /// Puts one's own answers in the place of those that somebody else saved meanwhile.
    pub fn insist(self, clashes: &[Clash]) {
        self.stored.update_value(|stored| {
            for clash in clashes {
                put(stored, &clash.item, &clash.stored);
            }
        });
        self.saving.set(Saving::Quiet);
        self.save();
    }
}

fn closed(standing: &Standing) -> Closed {
    let each = standing.closed.iter().flat_map(|shut| {
        let told = (shut.value.clone(), shut.since.clone());
        let items = shut.items.iter().cloned();
        items.map(move |item| (item, told.clone()))
    });
    each.collect()
}

fn put(answers: &mut Answers, item: &str, value: &str) {
    if value.is_empty() {
        answers.remove(item);
    } else {
        answers.insert(item.to_owned(), value.to_owned());
    }
}

/// The boxes of the question that an item belongs to: `M0064_SSN_UK` stands beside the number.
fn boxes_beside<'a>(mut questions: impl Iterator<Item = &'a Question>, item: &str) -> Vec<String> {
    let asks = |question: &&Question| question.fields.iter().any(|field| field.id == item);
    let fields = questions
        .find(asks)
        .into_iter()
        .flat_map(|question| &question.fields);
    let boxes = fields.filter(|field| field.control == Control::Tick);
    boxes.map(|field| field.id.clone()).collect()
}

/// Reads `ID=value` lines.
pub fn answers(lines: &str) -> Answers {
    let answers = lines.lines().filter_map(|line| line.split_once('='));
    answers
        .map(|(item, value)| (item.to_owned(), value.to_owned()))
        .collect()
}

fn lines(answers: &Answers) -> String {
    answers.iter().fold(String::new(), |lines, (item, value)| {
        lines + item + "=" + value + "\n"
    })
}

fn changes(stored: &Answers, now: &Answers) -> Vec<ChangedAnswer> {
    let items = stored
        .keys()
        .chain(now.keys().filter(|item| !stored.contains_key(*item)));
    let of = |answers: &Answers, item: &str| answers.get(item).cloned().unwrap_or_default();
    items
        .map(|item| ChangedAnswer {
            item: item.clone(),
            before: of(stored, item),
            after: of(now, item),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Answers, answers, boxes_beside, changes, lines};
    use submission::assessments::entry::{Control, Field, Question};

    #[cfg(feature = "ssr")]
    mod on_the_server {
        use crate::layout::provide_keeps_work;
        use crate::pages::drafts::filling::Filling;
        use crate::view::drafts::DraftView;
        use domain::assessments::{Draft, DraftId, DraftLine, DraftState, Transaction};
        use domain::forms::ReturnedForm;
        use domain::time::Instant;
        use jiff::civil::date;
        use leptos::prelude::*;
        use submission::assessments::entry::{SectionLabel, Standing};
        use submission::assessments::{PackLabel, Span};
        use uuid::Uuid;

        fn view() -> DraftView {
            let line = DraftLine {
                id: DraftId(Uuid::nil()),
                facility: String::new(),
                ccn: None,
                instrument: "OASIS".to_owned(),
                transaction: Transaction::New,
                kind: "Start of care".to_owned(),
                patient: String::new(),
                state: DraftState::Open,
                submission: None,
                begun_by: String::new(),
                touched_by: String::new(),
                touched_at: Instant(0),
                expires_on: None,
            };
            DraftView {
                draft: Draft {
                    line,
                    specification: "3.02.0".to_owned(),
                    answers: "A=1\n".to_owned(),
                    version: 1,
                },
                sections: Vec::new(),
                section: SectionLabel {
                    code: "A".to_owned(),
                    title: String::new(),
                },
                questions: Vec::new(),
                fixed: Vec::new(),
                finding: Vec::new(),
                carried: None,
                standing: Standing {
                    missing: vec!["A".to_owned()],
                    ..Standing::default()
                },
                places: Vec::new(),
                pack: PackLabel {
                    instrument: "OASIS".to_owned(),
                    version: "3.02.0".to_owned(),
                    specifications: Vec::new(),
                    in_force: Span {
                        from: date(2026, 4, 1),
                        until: None,
                    },
                    address: String::new(),
                },
                today: date(2026, 11, 10),
                is_open: true,
                read_only: false,
                form: ReturnedForm::default(),
            }
        }

        #[test]
        fn a_form_that_is_drawn_again_wakes_nobody() {
            Owner::new().with(|| {
                provide_keeps_work();
                let filling = Filling::new();
                filling.show(&view());
                let missing = filling.standing.get_untracked().missing;
                assert_eq!(missing, ["A"]);
                let woken = Memo::new(move |before: Option<&u32>| {
                    filling.standing.track();
                    before.map_or(0, |before| before + 1)
                });
                assert_eq!(woken.get_untracked(), 0);
                filling.show(&view());
                assert_eq!(woken.get_untracked(), 0);
            });
        }
    }

    fn of(lines: &str) -> Answers {
        answers(lines)
    }

    #[test]
    fn what_was_taken_back_is_a_change_too() {
        let changed = changes(&of("A=1\nB=2\n"), &of("B=3\nC=4\n"));
        let told: Vec<_> = changed
            .iter()
            .map(|change| {
                (
                    change.item.as_str(),
                    change.before.as_str(),
                    change.after.as_str(),
                )
            })
            .collect();
        assert_eq!(told, [("A", "1", ""), ("B", "2", "3"), ("C", "", "4")]);
    }

    #[test]
    fn answers_are_written_as_they_were_read() {
        let text = "A=1\nB=two words = 2\n";
        assert_eq!(lines(&of(text)), text);
    }

    #[test]
    fn whoever_writes_a_number_has_not_ticked_that_there_is_none() {
        let field = |id: &str, control| Field {
            id: id.to_owned(),
            name: String::new(),
            control,
            length: 9,
            choices: Vec::new(),
            allowed: String::new(),
        };
        let question = |id: &str, fields| Question {
            id: id.to_owned(),
            fields,
        };
        let questions = [
            question(
                "M0063",
                vec![
                    field("M0063_MEDICARE_NUM", Control::Identifier),
                    field("M0063_MEDICARE_NA", Control::Tick),
                ],
            ),
            question(
                "M0064",
                vec![
                    field("M0064_SSN", Control::Identifier),
                    field("M0064_SSN_UK", Control::Tick),
                ],
            ),
        ];
        assert_eq!(
            boxes_beside(questions.iter(), "M0064_SSN"),
            ["M0064_SSN_UK"]
        );
        assert!(boxes_beside(questions.iter(), "M0069").is_empty());
    }
}
