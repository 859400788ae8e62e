//! Background jobs, for staff.

use domain::support::JobFilter;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};
use uuid::Uuid;

use crate::{
    error::ApiError,
    view::support::{JobView, JobsView},
};

/// The jobs that the filter lets through, and how many there are of each state.
#[server(endpoint = "support/list_jobs", input = Json, output = Postcard)]
pub async fn list_jobs(filter: JobFilter) -> Result<JobsView, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let jobs = services::support::list_jobs(&services, &actor, filter).await?;
    let counts = services::support::count_jobs(&services, &actor).await?;
    Ok(JobsView { jobs, counts })
}

/// One job. `flash` names the form that came back.
#[server(endpoint = "support/find_job", input = Json, output = Postcard)]
pub async fn find_job(id: Uuid, flash: Option<String>) -> Result<JobView, ApiError> {
    let actor = crate::server::actor()?;
    let job = services::support::find_job(&crate::server::services(), &actor, id).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(JobView { job, form })
}

/// Tries a failed job again, and shows it.
#[server(endpoint = "support/retry_job", output = Postcard)]
pub async fn retry_job(id: Uuid) -> Result<(), ApiError> {
    let actor = crate::server::actor()?;
    services::support::retry_job(&crate::server::services(), &actor, id).await?;
    leptos_axum::redirect(&crate::paths::job_done(
        id,
        domain::support::JobState::Queued,
    ));
    Ok(())
}

/// Lays a failed job aside, and shows it. The form comes back when its note is not one.
#[server(endpoint = "support/give_up_job", output = Postcard)]
pub async fn give_up_job(id: Uuid, note: String) -> Result<(), ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    match services::support::give_up_job(&services, &actor, id, &note).await {
        Err(services::ServiceError::Refused(errors)) => {
            let values = vec![("note".to_owned(), note)];
            return crate::server::send_back(
                &crate::paths::job(id),
                &domain::forms::ReturnedForm { values, errors },
            )
            .await;
        }
        done => done?,
    }
    leptos_axum::redirect(&crate::paths::job_done(
        id,
        domain::support::JobState::GivenUp,
    ));
    Ok(())
}
