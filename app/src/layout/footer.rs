//! The footer: where help is, in the same place on every page (WCAG 3.2.6).

use crate::paths;
use domain::site::Site;
use leptos::prelude::*;

#[component]
pub fn Footer(site: Site) -> impl IntoView {
    let not_cms = site.is_not_cms().then(|| {
        view! { <p>{format!("{} is open software. This site is not operated by CMS.", site.name)}</p> }
    });
    view! {
        <footer class="q-footer">
            <div class="q-footer__content">
                <ServiceCenter site/>
                <ul class="q-footer__links">
                    <li><a href=paths::HELP>"Help"</a></li>
                    <li><a href=paths::CHECKER>"Check a file without logging in"</a></li>
                </ul>
                {not_cms}
            </div>
        </footer>
    }
}

/// Whom to call (seeds 000 and 003).
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
