//! The root of every page: title, router and the table of routes.

use crate::error::ApiError;
use crate::layout::{Layout, provide_keeps_work, provide_shown_submission, provide_visit};
use crate::pages::access::{
    AddOrganizationsPage, RecertificationPage, RemoveRolesPage, RequestRolePage, RoleRequestPage,
    RoleRequestsPage, SelectRolePage, SeveralRequestsPage, UnattendedPage, UserPage, UsersPage,
};
use crate::pages::assessments::{AssessmentListPage, AssessmentPage, InboxPage, InboxRecordPage};
use crate::pages::audit::{
    AccessRecordPage, AuditEventPage, AuditPage, OwnEventsPage, ViewingRecordPage, ViewingsPage,
};
use crate::pages::dashboards::DashboardPage;
use crate::pages::demo::GuidePage;
use crate::pages::drafts::{DraftListPage, DraftPage, DraftReviewPage, NewDraftPage};
use crate::pages::errors::ErrorPage;
use crate::pages::help::{
    AccountHelpPage, AssessmentsHelpPage, HelpPage, OwnTicketsPage, PatientsHelpPage, PbjEditsPage,
    ProgramsPage, RolesMatrixPage,
};
use crate::pages::identity::{
    CodePage, ContactPage, DevicePage, DevicesPage, EmailPage, HeldPage, LogInPage, OpenIdPage,
    PasswordPage, ProfilePage, ProofingPage, RecoveryPage, RegistrationPage, SessionsPage,
    TokensPage,
};
use crate::pages::messages::MailboxPage;
use crate::pages::notices::NotificationsPage;
use crate::pages::patients::{
    DeleteExclusionPage, EditPatientPage, EndExclusionPage, ExclusionsPage, MergePatientsPage,
    NewPatientPage, PatientHistoryPage, PatientListPage, PatientPage, UndoMergePage,
};
use crate::pages::penalties::{
    AdjustPage, AgeingPage, CaseListPage, CasePage, PayableDayPage, ReceiptsPage,
    RecordPaymentPage, RecordRefundPage, ReverseEntryPage, StepBackPage, StepPage, TakeBackPage,
};
use crate::pages::providers::{ProviderListPage, ProviderProfilePage};
use crate::pages::reports::{KeptReportPage, KeptReportsPage, ReportTablePage, ReportsPage};
use crate::pages::staffing::{QuarterPage, StatusPage};
use crate::pages::submissions::upload::UploadPage;
use crate::pages::submissions::{HistoryPage, ReceiptPage, ReportPage, SentPage};
use crate::pages::support::{
    JobPage, JobsPage, NewViewingPage, PeoplePage, PersonPage, ProofingCasePage, ProofingCasesPage,
    RevealPage, TicketPage, TicketsPage,
};
use crate::pages::vut::VutPage;
use crate::title::provide_title;
use crate::ui::{Problem, provide_announcer, provide_page_focus};
use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::{Router, Routes};
use leptos_router::hooks::{use_location, use_url};
use leptos_router::{ChooseView, LazyRoute, NestedRoute, PossibleRouteMatch, SsrMode, path};
use std::pin::Pin;
use std::sync::Arc;

/// Every route is lazy (its code is fetched when it is first shown) and `SsrMode::Async` (one complete
/// document, so that status codes, cookies and pages without script are right).
#[component]
pub fn App() -> impl IntoView {
    provide_announcer();
    provide_page_focus();
    provide_title();
    provide_visit();
    provide_keeps_work();
    provide_shown_submission();

    view! {
        <Router>
            <SettledAddress/>
            <Destination/>
            <Layout>
                <Routes fallback=|| view! { <Problem error=ApiError::NotFound/> } children=ToChildren::to_children(routes)/>
            </Layout>
        </Router>
    }
}

/// Reads the address while one thread alone is at work on the page. The server draws the parts of a page on
/// several threads, and of two that read a memo for the first time at once, one finds it emptied by the other
/// and panics (`reactive_graph` 0.2, `MemoInner::update_if_necessary`).
#[component]
fn SettledAddress() -> impl IntoView {
    let location = use_location();
    for part in [location.pathname, location.search] {
        drop(part.read_untracked());
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

fn routes() -> StaticVec<AnyNestedRoute> {
    let mut routes = vec![
        page::<LogInPage>(path!("/login")),
        page::<DevicePage>(path!("/login/device")),
        page::<CodePage>(path!("/login/code")),
        page::<OpenIdPage>(path!("/openid")),
        page::<DevicesPage>(path!("/devices")),
        page::<DevicesPage>(path!("/devices/:step/:about")),
        page::<HeldPage>(path!("/held/:id")),
        page::<PasswordPage>(path!("/profile/password")),
        page::<ContactPage>(path!("/profile/contact")),
        page::<EmailPage>(path!("/profile/email/:step?")),
        page::<ProofingPage>(path!("/register/proofing")),
        page::<ProfilePage>(path!("/profile")),
        page::<NotificationsPage>(path!("/profile/notifications")),
        page::<GuidePage>(path!("/demo")),
        page::<MailboxPage>(path!("/demo/mailbox")),
        page::<SessionsPage>(path!("/profile/sessions")),
        page::<TokensPage>(path!("/profile/tokens/:step?")),
        page::<RequestRolePage>(path!("/request-role")),
        page::<SelectRolePage>(path!("/request-role/role")),
        page::<AddOrganizationsPage>(path!("/request-role/organizations")),
        page::<RoleRequestsPage>(path!("/access/requests")),
        page::<SeveralRequestsPage>(path!("/access/requests/several")),
        // After the one that is no id.
        page::<RoleRequestPage>(path!("/access/requests/:id")),
        page::<UnattendedPage>(path!("/access/organizations")),
        page::<RecertificationPage>(path!("/access/recertification")),
        page::<RemoveRolesPage>(path!("/access/recertification/remove")),
        page::<UsersPage>(path!("/access/users")),
        page::<UserPage>(path!("/access/users/:id")),
        page::<ErrorPage>(path!("/error")),
        page::<HelpPage>(path!("/help")),
        page::<AssessmentsHelpPage>(path!("/help/assessments")),
        page::<PatientsHelpPage>(path!("/help/patients")),
        page::<AccountHelpPage>(path!("/help/account")),
        page::<PbjEditsPage>(path!("/help/pbj-edits")),
        page::<ProgramsPage>(path!("/help/api")),
        page::<RolesMatrixPage>(path!("/help/roles")),
        page::<OwnTicketsPage>(path!("/help/ticket")),
        page::<TicketPage>(path!("/help/ticket/:number")),
        page::<DashboardPage>(path!("/dashboard")),
        page::<JobsPage>(path!("/support/jobs")),
        page::<JobPage>(path!("/support/jobs/:id")),
        page::<PeoplePage>(path!("/support/people")),
        page::<PersonPage>(path!("/support/people/:id")),
        page::<ProofingCasesPage>(path!("/support/proofing")),
        page::<ProofingCasePage>(path!("/support/proofing/:reference")),
        page::<NewViewingPage>(path!("/support/viewing/new")),
        page::<RevealPage>(path!("/support/viewing/reveal")),
        page::<TicketsPage>(path!("/support/tickets")),
        page::<TicketPage>(path!("/support/tickets/:number")),
        page::<ProviderListPage>(path!("/providers")),
        page::<ProviderProfilePage>(path!("/providers/:slug")),
        page::<NewDraftPage>(path!("/assessments/new")),
        page::<DraftListPage>(path!("/assessments/drafts")),
        page::<DraftPage>(path!("/assessments/drafts/:id")),
        page::<DraftReviewPage>(path!("/assessments/drafts/:id/review")),
        page::<UploadPage>(path!("/pbj/upload")),
        page::<UploadPage>(path!("/assessments/upload")),
        page::<SentPage>(path!("/pbj/sent")),
        page::<HistoryPage>(path!("/submissions")),
        page::<ReceiptPage>(path!("/submissions/:number")),
        page::<ReportPage>(path!("/submissions/:number/files/:ordinal")),
        page::<QuarterPage>(path!("/staffing")),
        page::<StatusPage>(path!("/staffing/status")),
        page::<VutPage>(path!("/vut")),
        page::<CaseListPage>(path!("/penalties")),
        page::<ReceiptsPage>(path!("/penalties/receipts")),
        page::<AgeingPage>(path!("/penalties/ageing")),
        page::<CasePage>(path!("/penalties/:number")),
        page::<RecordPaymentPage>(path!("/penalties/:number/payment")),
        page::<AdjustPage>(path!("/penalties/:number/adjust")),
        page::<TakeBackPage>(path!("/penalties/:number/adjust/:adjustment")),
        page::<PayableDayPage>(path!("/penalties/:number/payable-day")),
        page::<StepPage>(path!("/penalties/:number/step")),
        page::<StepBackPage>(path!("/penalties/:number/step/:change")),
        page::<RecordRefundPage>(path!("/penalties/:number/refund")),
        page::<ReverseEntryPage>(path!("/penalties/:number/reverse/:entry")),
        page::<AssessmentListPage>(path!("/assessments")),
        page::<InboxPage>(path!("/assessments/inbox")),
        page::<InboxRecordPage>(path!("/assessments/inbox/:number/:ordinal")),
        // After those that are no numbers.
        page::<AssessmentPage>(path!("/assessments/:number")),
        page::<ReportsPage>(path!("/reports")),
        page::<KeptReportsPage>(path!("/reports/mine")),
        page::<KeptReportPage>(path!("/reports/mine/:id")),
        // After those that are no reports.
        page::<ReportTablePage>(path!("/reports/:report")),
        page::<AuditPage>(path!("/audit")),
        page::<AccessRecordPage>(path!("/audit/organization")),
        page::<OwnEventsPage>(path!("/audit/own")),
        page::<ViewingsPage>(path!("/audit/viewings")),
        page::<ViewingRecordPage>(path!("/audit/viewings/:id")),
        // After those that are no numbers.
        page::<AuditEventPage>(path!("/audit/:number")),
        // After the steps that have pages of their own.
        page::<RegistrationPage>(path!("/register/:step?")),
        page::<RecoveryPage>(path!("/recover/:step?")),
    ];
    routes.extend(patients());
    StaticVec::from(routes)
}

fn patients() -> [AnyNestedRoute; 10] {
    [
        page::<PatientListPage>(path!("/patients")),
        page::<NewPatientPage>(path!("/patients/new")),
        page::<ExclusionsPage>(path!("/patients/exclusions")),
        page::<EndExclusionPage>(path!("/patients/exclusions/:exclusion")),
        page::<DeleteExclusionPage>(path!("/patients/exclusions/:exclusion/delete")),
        // After those that are no numbers.
        page::<PatientPage>(path!("/patients/:number")),
        page::<EditPatientPage>(path!("/patients/:number/edit")),
        page::<MergePatientsPage>(path!("/patients/:number/merge")),
        page::<UndoMergePage>(path!("/patients/:number/merges/:merge")),
        page::<PatientHistoryPage>(path!("/patients/:number/history")),
    ]
}

/// The route of a page at an address. All routes are of one type: with a type for each form of address and each page,
/// the browser would load the router's code for every one of them.
fn page<P: LazyRoute>(path: impl PossibleRouteMatch + Send + Sync + 'static) -> AnyNestedRoute {
    let path: Arc<dyn PossibleRouteMatch + Send + Sync> = Arc::new(path);
    NestedRoute::new(path, Fetched::new::<P>())
        .ssr_mode(SsrMode::Async)
        .into_any_nested_route()
}

/// A page's view, and how its code is fetched before it is shown.
#[derive(Clone, Copy)]
struct Fetched {
    view: fn() -> Pin<Box<dyn Future<Output = AnyView>>>,
    preload: fn() -> Pin<Box<dyn Future<Output = ()>>>,
}

impl Fetched {
    fn new<P: LazyRoute>() -> Self {
        Self {
            view: || Box::pin(P::view(P::data())),
            preload: || Box::pin(P::preload()),
        }
    }
}

impl ChooseView for Fetched {
    async fn choose(self) -> AnyView {
        (self.view)().await
    }

    async fn preload(&self) {
        (self.preload)().await;
    }
}
