//! Stored assessments: the list, and one record.

use domain::assessments::{AssessmentDetail, AssessmentFilter, AssessmentList, AssessmentNumber};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::error::ApiError;

/// The versions of records that this person may see and that the filter lets through.
#[server(endpoint = "assessments/list_assessments", input = Json, output = Postcard)]
pub async fn list_assessments(filter: AssessmentFilter) -> Result<AssessmentList, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    Ok(services::assessments::stored::list(&services, &actor, &filter).await?)
}

/// One version of a record, with what it says in one section, or in `all`.
#[server(endpoint = "assessments/find_assessment", input = Json, output = Postcard)]
pub async fn find_assessment(
    number: AssessmentNumber,
    section: Option<String>,
) -> Result<AssessmentDetail, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let section = section.as_deref();
    Ok(services::assessments::stored::find(&services, &actor, number, section).await?)
}
