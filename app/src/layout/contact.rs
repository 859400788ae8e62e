//! Whom to call.

use super::WithVisit;
use domain::site::{Site, Visit};
use leptos::prelude::*;

/// The Service Center, on a page.
#[component]
pub fn Contact() -> impl IntoView {
    view! { <WithVisit show=|visit: Visit| view! { <ServiceCenter site=visit.site/> }.into_any()/> }
}

/// The Service Center's address and hours (seeds 000 and 003).
#[component]
pub fn ServiceCenter(site: Site) -> impl IntoView {
    let demo = site.is_demo().then(|| {
        view! { <p>"This is a demonstration: the Service Center does not know it and cannot help with it."</p> }
    });
    let (phone, email) = (site.service_center_phone, site.service_center_email);
    view! {
        <address class="q-service-center">
            <p><strong>"iQIES Service Center"</strong></p>
            <p>
                "Phone: " <a href=format!("tel:{phone}")>{phone.clone()}</a>
                " (select Option 1), 8:00 a.m.-8:00 p.m. (ET) Monday through Friday"
            </p>
            <p>"Email: " <a href=format!("mailto:{email}")>{email.clone()}</a></p>
            {demo}
        </address>
    }
}
