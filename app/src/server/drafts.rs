//! The pages and forms of assessments that are entered in the browser.

use domain::{
    assessments::{AnswerLine, AssessmentNumber, DraftEnd, DraftId, PatientNumber, Transaction},
    forms::FieldError,
    listing::SealedSearch,
    patients::PatientFilter,
    providers::Ccn,
};
use jiff::civil::Date;
use services::{
    ServiceError, Services,
    assessments::drafts::{self, MOST_FACILITIES},
    patients,
};
use submission::assessments::{
    PackLabel,
    entry::{Entry, Questionnaire, SectionLabel, shown},
};

use super::{actor, now, returned, returned_form, send_back, services};
use crate::{
    error::ApiError,
    paths,
    view::drafts::{DraftReviewView, DraftView, NewDraftView},
};

/// The facility that was named, or the only one, with those of its patients whom a search finds or who is chosen, and what says why a
/// record of its instrument is made.
///
/// # Errors
/// [`ApiError::Forbidden`], the database's.
pub async fn view_new(
    facility: Option<&str>,
    patient: Option<&str>,
    search: Option<SealedSearch>,
    flash: Option<&str>,
) -> Result<NewDraftView, ApiError> {
    let (services, actor) = (services(), actor()?);
    let facilities = drafts::enters_for(&services, &actor, None).await?;
    let named = facility.and_then(|ccn| Ccn::parse(ccn).ok());
    let chosen = match (&named, facilities.as_slice()) {
        (Some(ccn), _) => {
            let found = drafts::enters_for(&services, &actor, Some(ccn)).await?;
            found.into_iter().next()
        }
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let instrument = chosen.as_ref().map(|chosen| chosen.instrument.as_str());
    let form = returned_form(flash).await?;
    let ccn = chosen.as_ref().and_then(|chosen| chosen.ccn.clone());
    let typed = [form.value("patient"), patient.unwrap_or_default()];
    let named = typed.into_iter().find(|number| !number.is_empty());
    let named = named.and_then(|number| number.trim().parse().ok());
    let patient = match (&ccn, named) {
        (Some(ccn), Some(number)) => {
            patients::of_provider(&services, &actor, ccn, PatientNumber(number)).await?
        }
        _ => None,
    };
    let found = match (ccn, search) {
        (Some(ccn), Some(search)) => {
            let filter = PatientFilter {
                provider: Some(ccn),
                search: Some(search),
                ..PatientFilter::default()
            };
            Some(patients::list(&services, &actor, &filter).await?)
        }
        _ => None,
    };
    let (search, patients) = found.map(|found| (found.search, found.lines)).unzip();
    Ok(NewDraftView {
        search: search.unwrap_or_default(),
        patients,
        patient,
        reasons: instrument.map_or_else(Vec::new, |instrument| {
            drafts::choices(&services, &actor, instrument)
        }),
        has_more: facilities.len() >= MOST_FACILITIES,
        facilities,
        chosen,
        read_only: actor.viewing.is_some(),
        form,
    })
}

/// The form of a draft's version.
fn form_of<'a>(
    services: &'a Services,
    draft: &domain::assessments::Draft,
) -> Result<&'a (PackLabel, Questionnaire), ApiError> {
    services
        .packs
        .forms
        .of_version(&draft.line.instrument, &draft.specification)
        .ok_or(ApiError::NotFound)
}

/// A form that is being filled in, at a section or where the first answer is missing.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::Forbidden`], the database's.
pub async fn find_draft(
    id: DraftId,
    section: Option<&str>,
    flash: Option<&str>,
) -> Result<DraftView, ApiError> {
    let (services, actor, today) = (services(), actor()?, now().today());
    let (draft, standing, carried) = drafts::find_standing(&services, &actor, id).await?;
    let form = returned_form(flash).await?;
    let (pack, questionnaire) = form_of(&services, &draft)?;
    let entry = Entry::read(questionnaire, &draft.answers, today);
    let sections = entry.sections();
    let named = sections
        .iter()
        .find(|known| section.is_some_and(|section| known.code == section));
    // Whoever comes back goes on where the first answer is missing.
    let missing = standing.missing.first();
    let missing = missing.and_then(|id| questionnaire.pack.item(id));
    let missing = missing.map(|item| &questionnaire.pack.items[usize::from(item)].section);
    let goes_on = sections.iter().find(|known| Some(&known.code) == missing);
    let first = goes_on.or_else(|| sections.first());
    let section = named.or(first).cloned().ok_or(ApiError::NotFound)?;
    let items = || {
        entry
            .asked()
            .map(|item| (item, &questionnaire.pack.items[usize::from(item)]))
    };
    let fixed =
        || items().filter(|(index, item)| item.section == section.code && entry.is_fixed(*index));
    let finding = fixed()
        .filter(|(index, _)| entry.finds_record(*index))
        .map(|(_, item)| item.id.clone())
        .collect();
    let fixed = fixed().map(|(_, item)| item.id.clone()).collect();
    let is_here =
        |id: &String| items().any(|(_, item)| item.id == *id && item.section == section.code);
    let carried = carried.and_then(|mut carried| {
        carried.items.retain(is_here);
        (!carried.items.is_empty()).then_some(carried)
    });
    let places = items().map(|(_, item)| (item.id.clone(), item.section.clone()));
    Ok(DraftView {
        questions: entry.questions(&section.code),
        fixed,
        finding,
        carried,
        standing,
        places: places.collect(),
        sections,
        section,
        pack: pack.clone(),
        today,
        is_open: draft.line.state.is_open(),
        read_only: actor.viewing.is_some(),
        draft,
        form,
    })
}

/// A form before it is sent.
///
/// # Errors
/// As [`find_draft`].
pub async fn find_review(id: DraftId, flash: Option<&str>) -> Result<DraftReviewView, ApiError> {
    let (services, actor) = (services(), actor()?);
    let draft = drafts::find(&services, &actor, id).await?;
    let review = drafts::review(&services, &actor, id).await?;
    let (_, form) = form_of(&services, &draft)?;
    let (answers, blank) = answers(form, &draft.answers, now().today());
    Ok(DraftReviewView {
        version: draft.version,
        answers,
        blank,
        problems: review.problems,
        obstacle: review.obstacle,
        is_open: draft.line.state.is_open(),
        read_only: actor.viewing.is_some(),
        line: draft.line,
        form: returned_form(flash).await?,
    })
}

/// By section, what will be sent and is not blank; and how many items are.
fn answers(
    form: &Questionnaire,
    lines: &str,
    today: Date,
) -> (Vec<(SectionLabel, Vec<AnswerLine>)>, u32) {
    let entry = Entry::read(form, lines, today);
    let settled = entry.settle();
    let mut sections: Vec<(SectionLabel, Vec<AnswerLine>)> = entry
        .sections()
        .into_iter()
        .map(|section| (section, Vec::new()))
        .collect();
    let mut blank = 0;
    for index in entry.asked() {
        let item = &form.pack.items[usize::from(index)];
        let value = settled.record().submitted(index).unwrap_or_default();
        let of_item = sections
            .iter_mut()
            .find(|(section, _)| section.code == item.section);
        match of_item {
            Some((_, answers)) if value != "^" => {
                let words = form.answers.label(&item.id, value).unwrap_or_default();
                answers.push(AnswerLine {
                    item: item.id.clone(),
                    name: item.name.clone(),
                    value: shown(form.control(index), value),
                    words: words.to_owned(),
                });
            }
            _ => blank += 1,
        }
    }
    sections.retain(|(_, answers)| !answers.is_empty());
    (sections, blank)
}

/// Sends a form and shows the receipt, or says why not.
///
/// # Errors
/// [`ApiError::Conflict`] in another version than the one that was looked at; [`ApiError::NotFound`], [`ApiError::Forbidden`], the
/// database's.
pub async fn submit_draft(id: DraftId, version: i32) -> Result<(), ApiError> {
    let (services, actor) = (services(), actor()?);
    match drafts::submit(&services, &actor, id, version).await {
        Err(ServiceError::Refused(errors)) => {
            send_back(&paths::draft_review(id), &returned(&[], errors)).await
        }
        Err(ServiceError::FormEnded(end)) => tell_end(&paths::draft_review(id), &end).await,
        sent => {
            leptos_axum::redirect(&paths::submission(sent?));
            Ok(())
        }
    }
}

/// Throws a form away, and shows the list.
///
/// # Errors
/// As [`submit_draft`].
pub async fn discard_draft(id: DraftId) -> Result<(), ApiError> {
    let (services, actor) = (services(), actor()?);
    match drafts::discard(&services, &actor, id).await {
        Err(ServiceError::FormEnded(end)) => tell_end(&paths::draft(id, None), &end).await,
        discarded => {
            discarded?;
            leptos_axum::redirect(&paths::drafts_done("discarded"));
            Ok(())
        }
    }
}

/// Shows a page of a form, which says that it was sent or thrown away in another tab.
async fn tell_end(page: &str, end: &DraftEnd) -> Result<(), ApiError> {
    let error = FieldError::new("", end.to_string());
    send_back(page, &returned(&[], vec![error])).await
}

/// Begins a correction, and shows its form.
///
/// # Errors
/// [`ApiError::Conflict`] for a version that is not the current one; else as [`submit_draft`].
pub async fn correct_record(
    number: AssessmentNumber,
    transaction: Transaction,
) -> Result<(), ApiError> {
    let (services, actor) = (services(), actor()?);
    if transaction == Transaction::New {
        return Err(ApiError::BadRequest);
    }
    let id = drafts::correct(&services, &actor, number, transaction).await?;
    leptos_axum::redirect(&paths::draft(id, None));
    Ok(())
}
