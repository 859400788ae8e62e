//! The forms of the inbox.

use domain::{
    assessments::{AssessmentNumber, DoneWhy},
    forms::ReturnedForm,
    submissions::SubmissionNumber,
};
use services::{ServiceError, assessments::inbox};

use super::{actor, send_back, services};
use crate::{error::ApiError, paths};

/// Leads on to the record with what was done, or sends the form back with what is wrong.
///
/// # Errors
/// The service's.
pub async fn answer(
    done: Result<(), ServiceError>,
    number: SubmissionNumber,
    ordinal: i32,
    what: &str,
    values: Vec<(String, String)>,
) -> Result<(), ApiError> {
    match done {
        Err(ServiceError::Refused(errors)) => {
            let page = paths::inbox_record(number, ordinal);
            send_back(&page, &ReturnedForm { values, errors }).await
        }
        done => {
            done?;
            leptos_axum::redirect(&paths::inbox_record_done(number, ordinal, what));
            Ok(())
        }
    }
}

/// Says that nothing is left to do for a record.
///
/// # Errors
/// The service's.
pub async fn close(
    number: SubmissionNumber,
    ordinal: i32,
    why: String,
    assessment: String,
) -> Result<(), ApiError> {
    let (services, actor) = (services(), actor()?);
    let answered = assessment.trim().parse().ok().map(AssessmentNumber);
    let reason = DoneWhy::from_key(&why);
    let done = inbox::close(&services, &actor, number, ordinal, reason, answered).await;
    let values = vec![
        ("why".to_owned(), why),
        ("assessment".to_owned(), assessment),
    ];
    answer(done, number, ordinal, "closed", values).await
}
