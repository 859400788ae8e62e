//! A form while it is filled in: answers, how it stands, and saving. The rules are asked in the Web Worker; the server is the one that
//! saves.

use crate::api::drafts::{DraftView, save_answers};
use crate::error::ApiError;
use crate::layout::{KeepsWork, keeps_work};
use crate::pages::submissions::upload::checker::Checker;
use domain::assessments::{ChangedAnswer, Clash, DraftId, Saved};
use domain::submissions::SubmissionKind;
use jiff::civil::Date;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use send_wrapper::SendWrapper;
use std::collections::BTreeMap;
use submission::assessments::PackLabel;
use submission::assessments::entry::{Control, Question, Standing};
use submission::checker::{Enclosed, FormQuestion, Reply, Request};

pub type Answers = BTreeMap<String, String>;

/// What has become of the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Saving {
    #[default]
    Quiet,
    Underway,
    Done,
    /// None of them was saved: others stand in the place of some.
    Clashed(Vec<Clash>),
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

#[derive(Clone, Copy)]
pub struct Filling {
    id: DraftId,
    today: Date,
    pack: StoredValue<PackLabel>,
    answers: RwSignal<Answers>,
    /// What the server has.
    stored: StoredValue<Answers>,
    pub standing: RwSignal<Standing>,
    pub saving: RwSignal<Saving>,
    /// Whether something is not saved yet: then the page stays when its session ends.
    keeps: KeepsWork,
    /// Those of the section that is shown.
    questions: StoredValue<Vec<Question>>,
    checker: StoredValue<Option<SendWrapper<Checker>>>,
    /// Whether the rules are being asked, and whether something changed since.
    asked: StoredValue<(bool, bool)>,
    /// Whether the section was sent as a form, with all that stands in it.
    is_sent: StoredValue<bool>,
}

impl Filling {
    pub fn new(view: &DraftView) -> Self {
        let answers = answers(&view.draft.answers);
        let keeps = keeps_work();
        on_cleanup(move || keeps.set(false));
        Self {
            id: view.draft.line.id,
            today: view.today,
            pack: StoredValue::new(view.pack.clone()),
            stored: StoredValue::new(answers.clone()),
            answers: RwSignal::new(answers),
            standing: RwSignal::new(view.standing.clone()),
            saving: RwSignal::default(),
            keeps,
            questions: StoredValue::new(view.questions.clone()),
            checker: StoredValue::new(None),
            asked: StoredValue::new((false, false)),
            is_sent: StoredValue::new(false),
        }
    }

    /// Text is saved when its field is left: also when the whole page is put aside, or about to be closed.
    pub fn listen(self) {
        let aside = window_event_listener_untyped("visibilitychange", move |_| self.save());
        let closed = window_event_listener(ev::beforeunload, move |event| {
            self.save();
            // The browser asks whether to leave, which gives it the time to be saved.
            if self.is_unsaved() && !self.is_sent.get_value() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            aside.remove();
            closed.remove();
        });
    }

    /// The section's form brings everything that stands in it: nothing is lost with the page.
    pub fn goes_as_form(self) {
        self.is_sent.set_value(true);
    }

    /// An item is answered; the boxes beside it that were left empty are not ticked.
    pub fn answer(self, item: &str, value: &str) {
        self.answers.update(|answers| {
            put(answers, item, value);
            if !value.is_empty() {
                let beside = self
                    .questions
                    .with_value(|questions| boxes_beside(questions, item));
                for other in beside {
                    answers.entry(other).or_insert_with(|| "0".to_owned());
                }
            }
        });
        self.keeps.set(true);
        self.check();
    }

    /// Asks the rules, one question at a time.
    fn check(self) {
        let (is_asked, _) = self.asked.get_value();
        self.asked.set_value((true, is_asked));
        if is_asked {
            return;
        }
        let question = FormQuestion {
            pack: self.pack.get_value(),
            answers: self.answers.with_untracked(lines),
            today: self.today,
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
        if self.saving.get_untracked() == Saving::Underway {
            return;
        }
        let changes = self.changes();
        if changes.is_empty() {
            self.keeps.set(false);
            return;
        }
        let sent = self.answers.get_untracked();
        self.saving.set(Saving::Underway);
        spawn_local(async move {
            let saved = save_answers(self.id, changes).await;
            // Another section may be shown by now.
            if !self.saving.is_disposed() {
                self.saved(saved, sent);
            }
        });
    }

    fn saved(self, saved: Result<Saved, ApiError>, sent: Answers) {
        match saved {
            Ok(Saved::At(_)) => {
                self.stored.set_value(sent);
                self.saving.set(Saving::Done);
                self.save();
            }
            Ok(Saved::Clashed { clashes, .. }) => self.saving.set(Saving::Clashed(clashes)),
            Err(error) => self.saving.set(Saving::Failed(why_not_saved(&error))),
        }
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
    pub fn holds_unsaved(self) -> bool {
        let saving = self.saving.get_untracked();
        matches!(saving, Saving::Clashed(_) | Saving::Failed(_))
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

fn put(answers: &mut Answers, item: &str, value: &str) {
    if value.is_empty() {
        answers.remove(item);
    } else {
        answers.insert(item.to_owned(), value.to_owned());
    }
}

/// The boxes of the question that an item belongs to: `M0064_SSN_UK` stands beside the number.
fn boxes_beside(questions: &[Question], item: &str) -> Vec<String> {
    let asks = |question: &&Question| question.fields.iter().any(|field| field.id == item);
    let fields = questions
        .iter()
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
                    field("M0063_MEDICARE_NUM", Control::Text),
                    field("M0063_MEDICARE_NA", Control::Tick),
                ],
            ),
            question(
                "M0064",
                vec![
                    field("M0064_SSN", Control::Text),
                    field("M0064_SSN_UK", Control::Tick),
                ],
            ),
        ];
        assert_eq!(boxes_beside(&questions, "M0064_SSN"), ["M0064_SSN_UK"]);
        assert!(boxes_beside(&questions, "M0069").is_empty());
    }
}
