//! The pages of registration and of recovery, and the change of one's password. Their forms go to plain routes, for most
//! of them begin or end a session.

use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::registration::{
        PasswordView, RecoveryStep, RecoveryView, RegistrationStep, RegistrationView,
    },
};

/// A page of the registration. `link` is what the mail's address ends with; it stays good.
#[server(endpoint = "identity/find_registration", input = Json, output = Postcard)]
pub async fn find_registration(
    step: RegistrationStep,
    link: Option<String>,
    flash: Option<String>,
) -> Result<RegistrationView, ApiError> {
    let services = crate::server::services();
    let form = crate::server::returned_form(flash.as_deref()).await?;
    Ok(match step {
        RegistrationStep::Profile => RegistrationView::Profile(form),
        RegistrationStep::Sent => RegistrationView::Sent {
            is_demo: services.site.is_demo(),
        },
        RegistrationStep::Account => {
            crate::server::account_step(link.unwrap_or_default(), form).await?
        }
        RegistrationStep::Terms => RegistrationView::Terms(crate::view::registration::TermsView {
            form,
            paragraphs: services.rules.registration.terms.clone(),
            next: crate::server::registration()?,
        }),
    })
}

/// A page of the recovery.
#[server(endpoint = "identity/find_recovery", input = Json, output = Postcard)]
pub async fn find_recovery(
    step: RecoveryStep,
    flash: Option<String>,
) -> Result<RecoveryView, ApiError> {
    Ok(match step {
        RecoveryStep::Ask => {
            RecoveryView::Ask(crate::server::returned_form(flash.as_deref()).await?)
        }
        RecoveryStep::Sent => RecoveryView::Sent {
            is_demo: crate::server::services().site.is_demo(),
        },
        RecoveryStep::Link => RecoveryView::Link,
        RecoveryStep::Password => {
            let holder = crate::server::holder()?;
            if holder.stage != domain::identity::SessionStage::Recovering {
                return Err(ApiError::NotFound);
            }
            RecoveryView::Password(crate::server::password_view(&holder, flash).await?)
        }
    })
}

/// Change Password: the rules, for whoever is logged in and has just proven their second factor.
#[server(endpoint = "identity/find_new_password", input = Json, output = Postcard)]
pub async fn find_new_password(flash: Option<String>) -> Result<PasswordView, ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    crate::server::password_view(&session.holder, flash).await
}

/// Changes the password of whoever is logged in, and shows their profile. `ends_others` is sent when its box is ticked.
#[server(endpoint = "identity/change_password", output = Postcard)]
pub async fn change_password(
    #[server(default)] old_password: String,
    #[server(default)] password: String,
    ends_others: Option<String>,
) -> Result<(), ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let (services, holder) = (crate::server::services(), session.holder);
    let form = services::identity::ChangePassword {
        old_password: &old_password,
        password: &password,
        ends_others: ends_others.is_some(),
    };
    let now = crate::server::now().system;
    match services::identity::change_password(&services, &holder, &form, now).await {
        Err(services::ServiceError::Refused(errors)) => {
            // The box comes back as it was; passwords do not.
            let ends_others = ends_others.map_or("no", |_| "yes").to_owned();
            let values = vec![("ends_others".to_owned(), ends_others)];
            let form = domain::forms::ReturnedForm { values, errors };
            return crate::server::send_back(crate::paths::CHANGE_PASSWORD, &form).await;
        }
        done => done?,
    }
    leptos_axum::redirect(&crate::paths::profile_done("password"));
    Ok(())
}
