//! What people who are logged in are refused is written down: that a right is missing, that something is closed while they view
//! as a role, or that no page of ours sent it. By the right or the route, never by the address, which has ids in it.

use app::error::ApiError;
use app::paths;
use app::server::Answered;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::access::Action;
use domain::audit::Who;
use domain::time::{Instant, Now};
use services::Services;
use services::audit::{Refusal, Refusals, refused};
use services::identity::Session;

/// Lets the answer go, and writes down beside it what it refuses.
pub async fn note(State(of_late): State<Refusals>, mut request: Request, next: Next) -> Response {
    let Some(asker) = Asker::of(&request) else {
        return next.run(request).await;
    };
    let answered = Answered::default();
    request.extensions_mut().insert(answered.clone());
    let answer = next.run(request).await;
    let refusal = answered.error().and_then(|error| asker.refusal(error));
    if let Some(refusal) = refusal {
        asker.note(&of_late, refusal);
    }
    answer
}

/// Who asks for what, as the record names both.
struct Asker {
    services: Services,
    who: Who,
    route: Option<String>,
    now: Instant,
}

impl Asker {
    /// Nobody where nobody is logged in, and at the page of an error, which only tells of it.
    fn of(request: &Request) -> Option<Self> {
        let extensions = request.extensions();
        let session = extensions.get::<Session>()?;
        let route = extensions.get::<MatchedPath>().map(MatchedPath::as_str);
        if route == Some(paths::ERROR) {
            return None;
        }
        Some(Self {
            services: extensions.get::<Services>()?.clone(),
            who: Who::logged_in(&session.actor),
            route: route.map(str::to_owned),
            now: extensions.get::<Now>()?.system,
        })
    }

    fn refusal(&self, error: &ApiError) -> Option<Refusal> {
        match error {
            ApiError::Forbidden { action, .. } => Action::from_key(action).map(Refusal::Right),
            ApiError::Viewing => Some(Refusal::Viewing(self.route.clone())),
            ApiError::CrossSite => Some(Refusal::CrossSite(self.route.clone())),
            _ => None,
        }
    }

    /// Where it cannot be written, the log says so.
    fn note(self, of_late: &Refusals, refusal: Refusal) {
        let session = self.services.origin.session;
        if !session.is_some_and(|session| of_late.admits(session, &refusal, self.now)) {
            return;
        }
        tokio::spawn(async move {
            if let Err(fault) = refused(&self.services, self.who, refusal, self.now).await {
                let _in_the_log = services::incident::report(&fault);
            }
        });
    }
}
