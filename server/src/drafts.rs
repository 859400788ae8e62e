//! The forms of assessments whose fields a pack decides: beginning one, and saving a section without script.

use app::error::ApiError;
use app::paths;
use app::view::drafts::answer_line;
use axum::Extension;
use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Actor;
use domain::assessments::{
    AnswerLine, ChangedAnswer, Clash, DraftId, NewDraft, PatientNumber, Saved,
};
use domain::forms::{FieldError, ReturnedForm};
use domain::listing::Query;
use domain::providers::Ccn;
use domain::time::Now;
use services::assessments::drafts;
use services::{ServiceError, Services, flash};
use submission::assessments::entry::{
    Control, Entry, Field, Question, Questionnaire, answer_of, shown,
};
use uuid::Uuid;

use crate::forms::cut;
use crate::problems::Problem;
use crate::routes::Routes;
use crate::session::LoggedIn;
use crate::state::Here;

type Pairs = Vec<(String, String)>;

pub fn routes() -> Routes {
    Routes::default()
        .post(paths::BEGIN_DRAFT, begin)
        .post(paths::SAVE_SECTION, save_section)
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let of_name = pairs.iter().rev().find(|(known, _)| known == name);
    of_name.map_or("", |(_, value)| value.as_str())
}

/// `facility`, `patient`, and the items that say why.
async fn begin(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (services, actor) = (&state.services, &session.actor);
    let ccn = Ccn::parse(value(&pairs, "facility")).map_err(|_| Problem(ApiError::NotFound))?;
    let facilities = drafts::enters_for(services, actor, Some(&ccn)).await?;
    let facility = facilities
        .into_iter()
        .next()
        .ok_or(Problem(ApiError::NotFound))?;
    let begun = match patient(value(&pairs, "patient")) {
        Ok(patient) => {
            let new = NewDraft {
                provider: facility.provider,
                instrument: facility.instrument,
                reasons: pairs.clone(),
                patient,
            };
            drafts::begin(services, actor, &new).await
        }
        Err(error) => Err(ServiceError::Refused(vec![error])),
    };
    match begun {
        Ok(id) => Ok(Redirect::to(&paths::draft(id, None)).into_response()),
        Err(ServiceError::Refused(errors)) => {
            let owner = Some(&session.holder.token_hash);
            let page = paths::new_draft(Some(&ccn), None);
            send_back(services, owner, &page, pairs, errors, now).await
        }
        Err(error) => Err(error.into()),
    }
}

fn patient(typed: &str) -> Result<Option<PatientNumber>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = |_| FieldError::new("patient", "A Patient ID is a number, such as 500123.");
    typed
        .parse()
        .map(|number| Some(PatientNumber(number)))
        .map_err(wrong)
}

/// The answers of a section, and as `was.` and the item what stood there when its page was drawn. A box that was left empty is not ticked, unless it
/// may be blank, as its whole question is.
async fn save_section(
    Here(state): Here,
    Extension(now): Extension<Now>,
    LoggedIn(session): LoggedIn,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (services, actor) = (&state.services, &session.actor);
    let id = Uuid::parse_str(value(&pairs, "id")).map_err(|_| Problem(ApiError::NotFound))?;
    let id = DraftId(id);
    let section = value(&pairs, "section");
    let saved = save(services, actor, id, section, &pairs).await;
    match saved.map_err(|error| with_typed(services, error, &pairs))? {
        Saved::At(_) => {
            let page = match value(&pairs, "next") {
                "review" => paths::draft_review(id),
                "" => paths::draft_saved(id, section),
                next => paths::draft_section(id, next),
            };
            Ok(Redirect::to(&page).into_response())
        }
        Saved::Clashed { clashes, .. } => {
            let errors = clashes.iter().map(told).collect();
            let typed = pairs
                .iter()
                .filter(|(name, _)| !name.starts_with("was."))
                .cloned()
                .collect();
            let owner = Some(&session.holder.token_hash);
            let page = paths::draft(id, Some(section));
            send_back(services, owner, &page, typed, errors, now).await
        }
    }
}

async fn save(
    services: &Services,
    actor: &Actor,
    id: DraftId,
    section: &str,
    pairs: &Pairs,
) -> Result<Saved, ServiceError> {
    let changes = changes(services, actor, id, section, pairs).await?;
    drafts::save(services, actor, id, &changes).await
}

/// The error's page. Where the form has ended, it has what was typed too late: nothing else does.
fn with_typed(services: &Services, error: ServiceError, pairs: &Pairs) -> Problem {
    let end = match error {
        ServiceError::FormEnded(end) => end,
        other => return other.into(),
    };
    // The draft may be gone: its page says what it was made from.
    let [instrument, specification] =
        ["instrument", "specification"].map(|name| value(pairs, name));
    let form = services.packs.forms.of_version(instrument, specification);
    Problem(ApiError::FormEnded {
        end,
        unsaved: typed(pairs, form.map(|(_, form)| form)),
    })
}

/// Each item that has another value in the form than when its page was drawn, with the one that was typed. A box that is not ticked any more
/// is not sent: what it was says that it was there.
fn typed(pairs: &Pairs, form: Option<&Questionnaire>) -> Vec<AnswerLine> {
    const OURS: [&str; 5] = ["id", "section", "next", "instrument", "specification"];
    let mut typed: Vec<AnswerLine> = Vec::new();
    for (name, _) in pairs {
        let item = name.strip_prefix("was.").unwrap_or(name);
        let is_known = typed.iter().any(|known| known.item == *item);
        if is_known || OURS.contains(&item) {
            continue;
        }
        let before = value(pairs, &format!("was.{item}"));
        let is_sent = pairs.iter().any(|(known, _)| known == item);
        let now = match before {
            _ if is_sent => value(pairs, item),
            "1" | "-" => "0",
            _ => continue,
        };
        let field = form.and_then(|form| form.fields(&[form.pack.item(item)?]).pop());
        let says_the_same = |control| answer_of(control, now) == before;
        let is_same = now.is_empty() && before == "^"
            || match &field {
                Some(field) => says_the_same(field.control),
                None => [Control::Text, Control::Date, Control::Icd]
                    .into_iter()
                    .any(says_the_same),
            };
        if !is_same {
            typed.push(answer_line(&cut(item), &cut(now), field.as_ref()));
        }
    }
    typed
}

/// What the form of a section changes. What is closed is left as it stands.
async fn changes(
    services: &Services,
    actor: &Actor,
    id: DraftId,
    section: &str,
    pairs: &Pairs,
) -> Result<Vec<ChangedAnswer>, ServiceError> {
    let draft = drafts::find(services, actor, id).await?;
    let found = services
        .packs
        .forms
        .of_version(&draft.line.instrument, &draft.specification);
    let (_, form) = found.ok_or(ServiceError::NotFound)?;
    let entry = Entry::read(form, &draft.answers, actor.now.today());
    let settled = entry.settle();
    let missing = entry.standing(&settled).missing;
    let questions = entry.questions(section);
    let is_begun = |id: &str| {
        let asks = |question: &&Question| question.fields.iter().any(|field| field.id == id);
        let question = questions.iter().find(asks);
        let said = |field: &Field| !value(pairs, &field.id).is_empty();
        question.is_some_and(|question| question.fields.iter().any(said))
    };
    let mut changes = Vec::new();
    for index in entry.asked() {
        let item = &form.pack.items[usize::from(index)];
        if item.section != section || entry.is_fixed(index) {
            continue;
        }
        let control = form.control(index);
        let typed = pairs.iter().filter(|(name, _)| *name == item.id);
        let typed: Vec<&str> = typed.map(|(_, value)| value.as_str()).collect();
        let after = match (control, typed.as_slice()) {
            (Control::Tick, []) if settled.closed(index).is_some() => continue,
            // Nothing asks for it: a skip pattern that no rule here knows may stand before it.
            (Control::Tick, [])
                if entry.answered(index).is_none()
                    && !missing.contains(&item.id)
                    && !is_begun(&item.id) =>
            {
                continue;
            }
            (Control::Tick, []) => "0".to_owned(),
            // It says both that it is ticked and that nobody knows.
            (Control::Tick, typed) => (*typed.last().unwrap_or(&"0")).to_owned(),
            (_, []) => continue,
            (control, typed) => answer_of(control, typed.last().unwrap_or(&"")),
        };
        let before = value(pairs, &format!("was.{}", item.id)).to_owned();
        if before != after {
            changes.push(ChangedAnswer {
                item: item.id.clone(),
                before,
                after,
            });
        }
    }
    Ok(changes)
}

fn told(clash: &Clash) -> FieldError {
    let said = |value: &str| match value {
        "" => "nothing".to_owned(),
        value => format!("\u{201c}{}\u{201d}", shown(Control::Text, value)),
    };
    let message = format!(
        "{}: somebody else has saved {} meanwhile; yours is {}. Nothing of this section was saved. Save it again to put yours in its place.",
        clash.item,
        said(&clash.stored),
        said(&clash.yours)
    );
    FieldError::new(&clash.item, message)
}

/// Back to the page of the form, with what was typed.
async fn send_back(
    services: &Services,
    owner: Option<&[u8; 32]>,
    page: &str,
    typed: Pairs,
    errors: Vec<FieldError>,
    now: Now,
) -> Result<Response, Problem> {
    let values = typed
        .into_iter()
        .map(|(name, value)| (name, cut(&value)))
        .collect();
    let form = ReturnedForm { values, errors };
    let kept = flash::keep(services, owner, &form, now.system).await?;
    let (path, words) = page.split_once('?').unwrap_or((page, ""));
    let query = Query::parse(words).with("flash", Some(&kept));
    Ok(Redirect::to(&query.after(path)).into_response())
}
