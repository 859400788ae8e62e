//! The inbox: records that were rejected or warned of.

use domain::{
    assessments::{Inbox, InboxFilter},
    submissions::SubmissionNumber,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{error::ApiError, view::inbox::InboxView};

/// The inbox of the facilities that somebody sees.
#[server(endpoint = "assessments/list_inbox", input = Json, output = Postcard)]
pub async fn list_inbox(filter: InboxFilter) -> Result<Inbox, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::assessments::inbox::list(&services, &actor, &filter).await?)
}

/// One record of the inbox. `flash` names the form that came back.
#[server(endpoint = "assessments/find_inbox_record", input = Json, output = Postcard)]
pub async fn find_inbox_record(
    number: SubmissionNumber,
    ordinal: i32,
    flash: Option<String>,
) -> Result<InboxView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let record = services::assessments::inbox::find(&services, &actor, number, ordinal).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(InboxView { record, form })
}

/// Takes a record in hand, and shows it.
#[server(endpoint = "assessments/take_inbox_record", output = Postcard)]
pub async fn take_inbox_record(number: SubmissionNumber, ordinal: i32) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    services::assessments::inbox::take(&services, &actor, number, ordinal).await?;
    leptos_axum::redirect(&crate::paths::inbox_record_done(number, ordinal, "taken"));
    Ok(())
}

/// Puts a record into a colleague's hands, and shows it. The form comes back when it names nobody who may have it.
#[server(endpoint = "assessments/hand_inbox_record_over", output = Postcard)]
pub async fn hand_inbox_record_over(
    number: SubmissionNumber,
    ordinal: i32,
    #[server(default)] owner: String,
) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let done =
        services::assessments::inbox::hand_over(&services, &actor, number, ordinal, &owner).await;
    let values = vec![("owner".to_owned(), owner)];
    crate::server::inbox::answer(done, number, ordinal, "handed-over", values).await
}

/// Opens a record again that was closed by mistake, and shows it.
#[server(endpoint = "assessments/reopen_inbox_record", output = Postcard)]
pub async fn reopen_inbox_record(number: SubmissionNumber, ordinal: i32) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    services::assessments::inbox::reopen(&services, &actor, number, ordinal).await?;
    leptos_axum::redirect(&crate::paths::inbox_record_done(number, ordinal, "opened"));
    Ok(())
}

/// Says that nothing is left to do for a record, and shows it. The form comes back when it does not say why.
#[server(endpoint = "assessments/close_inbox_record", output = Postcard)]
pub async fn close_inbox_record(
    number: SubmissionNumber,
    ordinal: i32,
    #[server(default)] why: String,
    #[server(default)] assessment: String,
) -> Result<(), ApiError> {
    crate::server::inbox::close(number, ordinal, why, assessment).await
}
