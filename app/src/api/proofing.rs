//! Identity proofing: how far one's own has come, and the queue of those who decide.

use domain::{
    identity::{ProofingFilter, ProofingReference},
    listing::SealedSearch,
};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::proofing::{ProofingCaseData, ProofingCases, ProofingData},
};

/// How far the proofing of whoever registers has come. `flash` names the form that came back.
#[server(endpoint = "proofing/find_standing", input = Json, output = Postcard)]
pub async fn find_standing(flash: Option<String>) -> Result<ProofingData, ApiError> {
    let (services, holder) = (crate::server::services(), crate::server::holder()?);
    let now = crate::server::now().system;
    let view = services::identity::proofing::standing(&services, &holder, now).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(ProofingData { view, form })
}

/// The cases that the filter lets through, and how many there are of each outcome. `flash` names the form that came back,
/// `restarted` is whoever's proofing was just begun anew.
#[server(endpoint = "proofing/list_cases", input = Json, output = Postcard)]
pub async fn list_cases(
    filter: ProofingFilter,
    flash: Option<String>,
    restarted: Option<SealedSearch>,
) -> Result<ProofingCases, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let (cases, counts) =
        services::identity::proofing::list_cases(&services, &actor, filter).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(ProofingCases {
        cases,
        counts,
        is_confirmed: crate::server::is_confirmed(),
        restarted: services::search::open(&services, &actor, restarted.as_ref()),
        form,
    })
}

/// One case. `flash` names the form that came back.
#[server(endpoint = "proofing/find_case", input = Json, output = Postcard)]
pub async fn find_case(
    reference: ProofingReference,
    flash: Option<String>,
) -> Result<ProofingCaseData, ApiError> {
    let (services, actor) = (crate::server::services(), crate::server::actor()?);
    let case = services::identity::proofing::find_case(&services, &actor, &reference).await?;
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(ProofingCaseData {
        case,
        is_confirmed: crate::server::is_confirmed(),
        form,
    })
}

/// Decides a case, and shows it. The form comes back when its reason is none.
#[server(endpoint = "proofing/decide_case", output = Postcard)]
pub async fn decide_case(
    reference: ProofingReference,
    decision: String,
    reason: String,
) -> Result<(), ApiError> {
    use services::{ServiceError, identity::proofing};
    let services = crate::server::services();
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let now = crate::server::now().system;
    let page = crate::paths::proofing_case(&reference);
    let decision = proofing::Decision::from_key(&decision).ok_or(ApiError::BadRequest)?;
    match proofing::decide(&services, &session, &reference, decision, &reason, now).await {
        Err(ServiceError::Refused(errors)) => {
            let values = vec![("reason".to_owned(), reason)];
            crate::server::send_back(&page, &domain::forms::ReturnedForm { values, errors }).await
        }
        done => {
            done?;
            leptos_axum::redirect(&page);
            Ok(())
        }
    }
}

/// Begins somebody's proofing anew after their factor was lost. The form comes back when something in it is wrong.
#[server(endpoint = "proofing/restart_proofing", output = Postcard)]
pub async fn restart_proofing(
    user_name: String,
    check: String,
    record: String,
) -> Result<(), ApiError> {
    use services::{ServiceError, identity::proofing};
    let services = crate::server::services();
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let restart = proofing::Restart {
        user_name: &user_name,
        check: &check,
        record: &record,
    };
    let now = crate::server::now().system;
    match proofing::reproof(&services, &session, restart, now).await {
        Err(ServiceError::Refused(errors)) => {
            let names = ["user_name", "check", "record"].map(str::to_owned);
            let values = names.into_iter().zip([user_name, check, record]).collect();
            let form = domain::forms::ReturnedForm { values, errors };
            crate::server::send_back(crate::paths::PROOFING_CASES, &form).await
        }
        done => {
            let user_name = done?;
            let sealed = services::search::seal(&services, &session.actor, user_name.as_str())?;
            leptos_axum::redirect(&crate::paths::proofing_restarted(sealed.as_ref()));
            Ok(())
        }
    }
}
