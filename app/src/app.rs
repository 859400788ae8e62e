//! The root of every page: title, router and the table of routes.

use crate::error::ApiError;
use crate::layout::{Layout, provide_keeps_work, provide_visit};
use crate::pages::dashboards::DashboardPage;
use crate::pages::errors::ErrorPage;
use crate::pages::help::{HelpPage, PbjEditsPage};
use crate::pages::identity::{
    CodePage, ContactPage, DevicePage, DevicesPage, EmailPage, HeldPage, LogInPage, OpenIdPage,
    PasswordPage, ProfilePage, ProofingPage, RecoveryPage, RegistrationPage, RequestRolePage,
    SessionsPage,
};
use crate::pages::messages::MailboxPage;
use crate::pages::notices::NotificationsPage;
use crate::pages::providers::{ProviderListPage, ProviderProfilePage};
use crate::pages::staffing::{QuarterPage, StatusPage};
use crate::pages::submissions::upload::UploadPage;
use crate::pages::submissions::{HistoryPage, ReceiptPage, ReportPage, SentPage};
use crate::pages::support::{JobPage, JobsPage, ProofingCasePage, ProofingCasesPage};
use crate::pages::vut::VutPage;
use crate::ui::{Problem, provide_announcer, provide_page_focus};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_url;
use leptos_router::{Lazy, SsrMode, path};

/// Every route is lazy (its code is fetched when it is first shown) and `SsrMode::Async` (one complete
/// document, so that status codes, cookies and pages without script are right).
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_announcer();
    provide_page_focus();
    provide_visit();
    provide_keeps_work();

    view! {
        <Router>
            <Destination/>
            <Layout>
                <Routes fallback=|| view! { <Problem error=ApiError::NotFound/> }>
                    <Route path=path!("/login") view={Lazy::<LogInPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/login/device") view={Lazy::<DevicePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/login/code") view={Lazy::<CodePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/openid") view={Lazy::<OpenIdPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/devices") view={Lazy::<DevicesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/devices/:step/:about") view={Lazy::<DevicesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/held/:id") view={Lazy::<HeldPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile/password") view={Lazy::<PasswordPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile/contact") view={Lazy::<ContactPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile/email/:step?") view={Lazy::<EmailPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/register/proofing") view={Lazy::<ProofingPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile") view={Lazy::<ProfilePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile/notifications") view={Lazy::<NotificationsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/demo/mailbox") view={Lazy::<MailboxPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/profile/sessions") view={Lazy::<SessionsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/request-role") view={Lazy::<RequestRolePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/error") view={Lazy::<ErrorPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/help") view={Lazy::<HelpPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/help/pbj-edits") view={Lazy::<PbjEditsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/dashboard") view={Lazy::<DashboardPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/support/jobs") view={Lazy::<JobsPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/support/jobs/:id") view={Lazy::<JobPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/support/proofing") view={Lazy::<ProofingCasesPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/support/proofing/:reference") view={Lazy::<ProofingCasePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/providers") view={Lazy::<ProviderListPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/providers/:slug") view={Lazy::<ProviderProfilePage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/pbj/upload") view={Lazy::<UploadPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/pbj/sent") view={Lazy::<SentPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/submissions") view={Lazy::<HistoryPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/submissions/:number") view={Lazy::<ReceiptPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/submissions/:number/files/:ordinal") view={Lazy::<ReportPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staffing") view={Lazy::<QuarterPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staffing/status") view={Lazy::<StatusPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/vut") view={Lazy::<VutPage>::new()} ssr=SsrMode::Async/>
                    // After the steps that have pages of their own.
                    <Route path=path!("/register/:step?") view={Lazy::<RegistrationPage>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/recover/:step?") view={Lazy::<RecoveryPage>::new()} ssr=SsrMode::Async/>
                </Routes>
            </Layout>
        </Router>
    }
}

/// Marks `<body data-location>` with the address that the page shows or is on its way to: should the program
/// stop underway, `recovery.js` finishes the move.
#[component]
fn Destination() -> impl IntoView {
    let url = use_url();
    Effect::new(move || {
        let body = document().body().expect("an HTML page has a body");
        let location = url.with(|url| match url.search() {
            "" => url.path().to_owned(),
            search => format!("{}?{search}", url.path()),
        });
        body.set_attribute("data-location", &location)
            .expect("the name is well-formed");
    });
}
