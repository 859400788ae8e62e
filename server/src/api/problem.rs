//! What a program is told in place of an answer: `application/problem+json` (RFC 9457), of a fixed list of types.

use app::error::ApiError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::forms::FieldError;
use domain::programs::ProblemKind;
use serde::{Deserialize, Serialize};
use services::ServiceError;
use utoipa::ToSchema;

use crate::problems::{Complete, Problem, kept};

/// Seconds after which a program asks again for what is not decided yet.
pub const ASK_AGAIN_SECONDS: u32 = 5;

/// A problem as it is written (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Problem, example = json!({
    "type": "urn:openqies:problem:sent-before",
    "title": "The same file came before",
    "status": 409,
    "detail": "The same bytes came before, as submission 1000123. Send the field \"again\" to send them once more.",
    "number": 1_000_123,
}))]
pub struct ProblemBody {
    /// `urn:openqies:problem:rate-limited`: one of a fixed list.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What to do about it, for people.
    pub detail: String,
    /// The submission that the same bytes made before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What is wrong with which part of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InvalidPart>,
    /// The number of a fault of ours, for the Service Center.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

/// A part of a request that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvalidPart {
    /// The field of the form, the header, or the word of the address.
    pub name: String,
    pub message: String,
}

/// Whether a problem passes by itself, so that it comes with `Retry-After`.
#[must_use]
pub const fn says_when(kind: ProblemKind) -> bool {
    use ProblemKind::{NoRoom, NotDecided, RateLimited, Unavailable};
    matches!(kind, NotDecided | RateLimited | Unavailable | NoRoom)
}

/// What a route for programs answers instead.
#[derive(Debug)]
pub struct ApiProblem {
    kind: ProblemKind,
    body: Box<ProblemBody>,
    retry_after_seconds: Option<u32>,
}

impl ApiProblem {
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            body: Box::new(ProblemBody {
                kind: format!("{}{}", ProblemKind::PREFIX, kind.name()),
                title: kind.title().to_owned(),
                status: kind.status(),
                detail: detail.into(),
                number: None,
                errors: Vec::new(),
                incident: None,
            }),
            retry_after_seconds: says_when(kind).then_some(ASK_AGAIN_SECONDS),
        }
    }

    /// A part of the request that cannot be taken.
    #[must_use]
    pub fn invalid(name: &str, message: &str) -> Self {
        Self::of_parts(&[FieldError::new(name, message)])
    }

    fn of_parts(parts: &[FieldError]) -> Self {
        let mut problem = Self::new(ProblemKind::Invalid, "See the errors.");
        let part = |error: &FieldError| InvalidPart {
            name: error.field.clone(),
            message: error.message.clone(),
        };
        problem.body.errors = parts.iter().map(part).collect();
        problem
    }

    /// The same bytes came before, as this submission.
    #[must_use]
    pub fn sent_before(number: i64) -> Self {
        let detail = format!(
            "The same bytes came before, as submission {number}. Send the field \"again\" to send them once more."
        );
        let mut problem = Self::new(ProblemKind::SentBefore, detail);
        problem.body.number = Some(number);
        problem
    }
}

impl From<ApiError> for ApiProblem {
    fn from(error: ApiError) -> Self {
        let words = error.to_string();
        let retry_after_seconds = error.retry_after_seconds();
        match error {
            ApiError::Unauthenticated => Self::new(
                ProblemKind::Unauthenticated,
                "Send an access token: Authorization: Bearer oqt_…",
            ),
            ApiError::Forbidden { .. } | ApiError::Unconfirmed | ApiError::Viewing => {
                Self::new(ProblemKind::Forbidden, words)
            }
            ApiError::CrossSite => Self::new(ProblemKind::CrossSite, words),
            ApiError::NotFound => Self::new(ProblemKind::NotFound, words),
            ApiError::Refused(parts) => Self::of_parts(&parts),
            ApiError::Conflict(_)
            | ApiError::Elsewhere { .. }
            | ApiError::OfAnother { .. }
            | ApiError::FormEnded { .. } => Self::new(ProblemKind::NotDecided, words),
            ApiError::TooManyRequests { .. } => Self {
                retry_after_seconds,
                ..Self::new(ProblemKind::RateLimited, words)
            },
            ApiError::TooLarge { .. } => Self::new(ProblemKind::TooLarge, words),
            ApiError::BadRequest => Self::new(
                ProblemKind::BadRequest,
                "The request was cut off, or has another shape than the documentation says.",
            ),
            ApiError::Internal { incident } => {
                let mut problem = Self::new(ProblemKind::Internal, words);
                problem.body.incident = incident.map(|incident| incident.to_string());
                problem
            }
            ApiError::Unrecorded => Self::new(ProblemKind::Unavailable, words),
            ApiError::NoRoom => Self {
                retry_after_seconds,
                ..Self::new(ProblemKind::NoRoom, words)
            },
        }
    }
}

impl From<Problem> for ApiProblem {
    fn from(Problem(error): Problem) -> Self {
        error.into()
    }
}

impl From<ServiceError> for ApiProblem {
    fn from(error: ServiceError) -> Self {
        ApiError::from(error).into()
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body).unwrap_or_default();
        let status = StatusCode::from_u16(self.body.status).expect("the table holds HTTP statuses");
        let kind = (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        let mut answer = (status, [kind], body).into_response();
        let headers = answer.headers_mut();
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == ProblemKind::Unauthenticated {
            let scheme = HeaderValue::from_static("Bearer realm=\"openqies\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        answer.extensions_mut().insert(Complete);
        answer
    }
}

/// Makes a problem of an answer to a program that is none yet: refused before it came to its route, unknown, or a panic.
pub fn instead(answer: Response) -> Response {
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || answer.extensions().get::<Complete>().is_some() {
        return answer;
    }
    let problem = if let Some(error) = answer.extensions().get::<ApiError>() {
        ApiProblem::from(error.clone())
    } else {
        let kind = of_status(status);
        ApiProblem::new(kind, kind.title())
    };
    let headers = kept(answer.headers());
    let mut answer = problem.into_response();
    answer.headers_mut().extend(headers);
    answer
}

/// The problem of an answer that has nothing but its status.
fn of_status(status: StatusCode) -> ProblemKind {
    let mut kinds = ProblemKind::ALL.into_iter();
    match status.as_u16() {
        // Our own refusals say more; what comes before them looks at where a request is from.
        403 => ProblemKind::CrossSite,
        422 => ProblemKind::Invalid,
        known => {
            let same = kinds.find(|kind| kind.status() == known);
            same.unwrap_or(if status.is_server_error() {
                ProblemKind::Internal
            } else {
                ProblemKind::BadRequest
            })
        }
    }
}
