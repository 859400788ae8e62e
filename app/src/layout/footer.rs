//! The footer: where help is, in the same place on every page (WCAG 3.2.6).

use super::contact::ServiceCenter;
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
