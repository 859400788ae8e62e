//! What stands around every page: skip link, strip, header, side navigation, footer. It asks the
//! server once who is here ([`provide_visit`]); pages read the same answer ([`visit`]).

mod contact;
mod footer;
mod header;
mod honest_note;
mod session_watch;
mod side_nav;
mod viewing_bar;

pub use contact::Contact;
pub use honest_note::HonestNote;
pub use session_watch::{KeepsWork, keeps_work, provide_keeps_work};
pub use side_nav::{provide_shown_submission, shows_submission};

use crate::api::identity::find_visit;
use crate::title::name_site;
use crate::ui::{Announcements, Loading, load};
use domain::site::Visit;
use footer::Footer;
use header::{Header, Strip};
use leptos::prelude::*;
use session_watch::SessionWatch;
use side_nav::SideNav;
use viewing_bar::ViewingBar;

#[derive(Clone, Copy)]
struct Visiting(Loading<Visit>);

/// Called once, at the root.
pub fn provide_visit() {
    provide_context(Visiting(load(|| (), |()| find_visit())));
}

/// The site, today, and who is logged in; to be awaited inside `Suspend`.
///
/// # Panics
/// Outside of the app's root, which provides it.
#[must_use]
pub fn visit() -> Loading<Visit> {
    let Visiting(visit) = expect_context();
    visit
}

/// The frame, with the routes as its children.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    view! {
        // External to the router, so that the browser itself moves the focus.
        <a class="usa-skipnav" href="#main-content" rel="external">"Skip to main content"</a>
        <WithVisit show=|visit: Visit| {
            name_site(visit.site.name.clone());
            let bar = visit.viewing.clone().map(|viewing| view! { <ViewingBar viewing/> });
            view! {
                {bar}
                <Strip visit=visit.clone()/>
                <Header visit/>
            }
            .into_any()
        }/>
        <div class="q-body">
            <WithVisit show=|visit: Visit| {
                view! { <SideNav links=visit.links submission=visit.submission/> }.into_any()
            }/>
            <main id="main-content" tabindex="-1">{children()}</main>
        </div>
        <WithVisit show=|visit: Visit| view! { <Footer site=visit.site/> }.into_any()/>
        <WithVisit show=|visit: Visit| {
            visit.session.map(|clock| view! { <SessionWatch clock/> }).into_any()
        }/>
        <Announcements/>
    }
}

/// A part of a page that needs the visit; nothing while it is not known.
#[component]
fn WithVisit(show: fn(Visit) -> AnyView) -> impl IntoView {
    let visit = visit();
    let content = move || Suspend::new(async move { visit.await.ok().map(show) });
    view! { <Suspense>{content}</Suspense> }
}
