//! The interface for programs (ADR 31): `/api/v1`, with an access token in place of a log-in. No cookie counts here, every
//! error is a problem of a fixed list (RFC 9457), and whatever takes long is asked for again after `Retry-After`.

pub mod checks;
pub mod openapi;
pub mod problem;
pub mod submissions;
pub mod view;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use domain::audit::SessionMark;
use domain::identity::TokenRight;
use domain::programs::ProblemKind;
use domain::time::Now;
use services::audit::Origin;
use services::identity::{Bearer, present_token};
use services::{Services, limits};

use crate::routes::Routes;
use crate::state::AppState;
use crate::vut;
use problem::ApiProblem;

/// Where its addresses begin.
pub const ROOT: &str = "/api/v1";

pub fn routes() -> Routes {
    Routes::default()
        .and(submissions::routes())
        .and(checks::routes())
        .and(openapi::routes())
}

/// Whether an address is one for programs with a token: no cookie counts there.
#[must_use]
pub fn is_for_programs(uri: &Uri) -> bool {
    is_below(uri, ROOT)
}

/// Whether an error is told as a problem: to programs, also where they need no token.
#[must_use]
pub fn tells_problems(uri: &Uri) -> bool {
    is_for_programs(uri) || is_below(uri, vut::ROOT) || uri.path() == openapi::PATH
}

fn is_below(uri: &Uri, root: &str) -> bool {
    let rest = uri.path().strip_prefix(root);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The program that asks: whom it acts for, and services that know which token it came with.
pub struct Caller {
    pub bearer: Bearer,
    pub services: Services,
    pub now: Now,
}

impl Caller {
    /// # Errors
    /// [`ProblemKind::TokenRight`] when the token was not made for this, [`ProblemKind::Forbidden`] when its owner holds no
    /// role any more with which it acts: not every route asks for one.
    pub fn needs(&self, right: TokenRight) -> Result<(), ApiProblem> {
        if !self.bearer.may(right) {
            let name = right.name();
            return Err(ApiProblem::new(
                ProblemKind::TokenRight,
                format!(
                    "This token was not made for \"{name}\". Its owner makes tokens under My Profile."
                ),
            ));
        }
        if self.bearer.actor.grants.is_empty() {
            return Err(ApiProblem::new(
                ProblemKind::Forbidden,
                "The token's owner holds no role any more with which it acts.",
            ));
        }
        Ok(())
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiProblem> {
        let now = parts.extensions.get::<Now>().copied();
        let now = now.unwrap_or_else(|| state.now());
        let text = token_of(&parts.headers)?;
        let mut services = state.services.clone();
        let of_request = parts.extensions.get::<Services>();
        services.origin = Origin {
            address: of_request.and_then(|services| services.origin.address.clone()),
            ..Origin::default()
        };
        let bearer = present_token(&services, text, now).await?.ok_or_else(|| {
            let detail = "This token is none of ours, has ended, or was revoked.";
            ApiProblem::new(ProblemKind::Unauthenticated, detail)
        })?;
        services.origin.session = Some(SessionMark::of(&bearer.token_hash));
        services.origin.token = Some(bearer.token);
        let whom = bearer.token.0.to_string();
        limits::count(&services, services.rules.limits.program, &whom, now.system).await?;
        Ok(Self {
            bearer,
            services,
            now,
        })
    }
}

/// The token in `Authorization: Bearer …` (RFC 6750).
fn token_of(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    let mut lines = headers.get_all(AUTHORIZATION).into_iter();
    let token = match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_str().ok().and_then(|line| line.split_once(' ')),
        _ => None,
    };
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(ApiProblem::new(
            ProblemKind::Unauthenticated,
            "Send an access token: Authorization: Bearer oqt_…",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(line: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, line.parse().unwrap());
        token_of(&headers).ok().map(str::to_owned)
    }

    #[test]
    fn a_token_stands_behind_its_scheme() {
        assert_eq!(token("Bearer oqt_x").as_deref(), Some("oqt_x"));
        assert_eq!(token("bearer  oqt_x").as_deref(), Some("oqt_x"));
        for line in ["oqt_x", "Basic oqt_x", ""] {
            assert_eq!(token(line), None, "{line}");
        }
    }

    #[test]
    fn addresses_for_programs_are_those_below_the_root() {
        for (path, is, tells) in [
            ("/api/v1", true, true),
            ("/api/v1/submissions", true, true),
            ("/api/v10", false, false),
            ("/api/vut/v1/assessmentUpload", false, true),
            ("/api/vut/v10", false, false),
            ("/api/openapi.json", false, true),
            ("/api/providers/find_profile", false, false),
        ] {
            let uri = path.parse().unwrap();
            let found = (is_for_programs(&uri), tells_problems(&uri));
            assert_eq!(found, (is, tells), "{path}");
        }
    }
}
