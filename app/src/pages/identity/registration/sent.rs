//! After step 1. The same for every address, whether it has an account or not.

use super::{RegistrationSteps, Step};
use crate::paths;
use crate::ui::{Alert, AlertKind, Page};
use leptos::prelude::*;

#[component]
pub fn Sent(is_demo: bool) -> impl IntoView {
    view! {
        <Page heading="Check your e-mail">
            <RegistrationSteps step=Step::Profile/>
            <p>
                "A mail is on its way to the address that you gave. It has a link with which you go on within 24 hours. If
                the address has an account already, the mail says so, and how to log in with it."
            </p>
            {is_demo.then(|| view! { <Mailbox/> })}
            <p>
                "No mail after a few minutes? Look among unwanted mail, then check the address and "
                <a href=paths::REGISTER>"send your profile again"</a>"."
            </p>
        </Page>
    }
}

/// Where the demonstration's mails are to be found.
#[component]
pub fn Mailbox() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Info>
            "This is a demonstration: nothing leaves it. "<a href=paths::MAILBOX>"Its mailbox"</a>" shows the mail."
        </Alert>
    }
}
