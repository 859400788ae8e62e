//! What My Profile changes: contact details with the time zone, and the e-mail address.

use domain::forms::ReturnedForm;
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

use crate::{
    error::ApiError,
    view::own_profile::{EmailStep, EmailView},
};

/// The form of the contact details, with what stands there now.
#[server(endpoint = "identity/find_contact", input = Json, output = Postcard)]
pub async fn find_contact(flash: Option<String>) -> Result<ReturnedForm, ApiError> {
    let session = crate::server::session().ok_or(ApiError::Unauthenticated)?;
    let returned = crate::server::returned_form(flash.as_deref()).await?;
    if !returned.values.is_empty() {
        return Ok(returned);
    }
    let profile = services::identity::profile(&crate::server::services(), &session).await?;
    Ok(crate::server::contact_form(profile))
}

/// Changes telephone, address and time zone, and shows the profile.
#[server(endpoint = "identity/save_contact", output = Postcard)]
pub async fn save_contact(
    #[server(default)] phone: String,
    #[server(default)] address: String,
    #[server(default)] city: String,
    #[server(default)] state: String,
    #[server(default)] zip: String,
    #[server(default)] time_zone: String,
) -> Result<(), ApiError> {
    let form = domain::identity::ContactForm {
        phone,
        address,
        city,
        state,
        zip,
        time_zone,
    };
    crate::server::save_contact(&form).await
}

/// A page of a change of the e-mail address. `link` is what the mail's address ends with; it stays good.
#[server(endpoint = "identity/find_email_step", input = Json, output = Postcard)]
pub async fn find_email_step(
    step: EmailStep,
    link: Option<String>,
    flash: Option<String>,
) -> Result<EmailView, ApiError> {
    match step {
        EmailStep::Ask => crate::server::ask_for_email_view(flash).await,
        EmailStep::Sent => Ok(EmailView::Sent {
            is_demo: crate::server::services().site.is_demo(),
        }),
        EmailStep::Link => crate::server::email_link_view(link.unwrap_or_default()).await,
        EmailStep::Done => Ok(EmailView::Done),
    }
}

/// Asks for another e-mail address; a link goes there.
#[server(endpoint = "identity/ask_for_email", output = Postcard)]
pub async fn ask_for_email(
    #[server(default)] email: String,
    #[server(default)] personal_email: String,
) -> Result<(), ApiError> {
    let form = domain::identity::EmailForm {
        email,
        personal_email,
    };
    crate::server::ask_for_email(form).await
}

/// Uses a mailed link up, by whoever has it.
#[server(endpoint = "identity/use_email_link", output = Postcard)]
pub async fn use_email_link(#[server(default)] link: String) -> Result<(), ApiError> {
    let (services, now) = (crate::server::services(), crate::server::now().system);
    services::identity::use_email_link(&services, &link, now).await?;
    leptos_axum::redirect(crate::paths::EMAIL_DONE);
    Ok(())
}
