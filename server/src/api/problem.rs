//! What a program is told in place of an answer: `application/problem+json` (RFC 9457), of a fixed list of types.

use app::error::ApiError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::forms::FieldError;
use serde::{Deserialize, Serialize};
use services::ServiceError;

use crate::problems::{Complete, Problem};

/// The types of problems. Their names are for good; programs tell them apart by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    BadRequest,
    KeyMissing,
    Unauthenticated,
    AccountLocked,
    TokenRight,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    NotDecided,
    SentBefore,
    TooLarge,
    KeyReused,
    Invalid,
    RateLimited,
    Internal,
    Unavailable,
}

impl ProblemKind {
    pub const ALL: [Self; 16] = [
        Self::BadRequest,
        Self::KeyMissing,
        Self::Unauthenticated,
        Self::AccountLocked,
        Self::TokenRight,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotDecided,
        Self::SentBefore,
        Self::TooLarge,
        Self::KeyReused,
        Self::Invalid,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The type's name, the status, and the title.
    #[must_use]
    pub const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::BadRequest => ("bad-request", 400, "The request cannot be read"),
            Self::KeyMissing => ("idempotency-key-missing", 400, "An Idempotency-Key is needed"),
            Self::Unauthenticated => ("unauthenticated", 401, "A good access token is needed"),
            Self::AccountLocked => ("account-locked", 403, "The owner's account is locked"),
            Self::TokenRight => ("token-right", 403, "The token was not made for this"),
            Self::Forbidden => ("forbidden", 403, "The owner's roles do not allow this"),
            Self::NotFound => ("not-found", 404, "There is no such thing for this token"),
            Self::MethodNotAllowed => ("method-not-allowed", 405, "This address takes another method"),
            Self::NotDecided => ("not-decided", 409, "The file is not decided yet"),
            Self::SentBefore => ("sent-before", 409, "The same file came before"),
            Self::TooLarge => ("too-large", 413, "The file is too large"),
            Self::KeyReused => {
                ("idempotency-key-reused", 422, "The Idempotency-Key belongs to another file")
            }
            Self::Invalid => ("invalid", 422, "A part of the request cannot be taken"),
            Self::RateLimited => ("rate-limited", 429, "Too many requests"),
            Self::Internal => ("internal", 500, "Something failed on our side"),
            Self::Unavailable => ("unavailable", 503, "Not possible at the moment"),
        }
    }

    /// Of an answer that has nothing but its status.
    fn of_status(status: StatusCode) -> Self {
        let kinds = Self::ALL.into_iter();
        let same = kinds.filter(|kind| kind.row().1 == status.as_u16());
        match status.as_u16() {
            403 => Self::Forbidden,
            422 => Self::Invalid,
            _ => same.into_iter().next().unwrap_or(if status.is_server_error() {
                Self::Internal
            } else {
                Self::BadRequest
            }),
        }
    }
}

/// Seconds after which a program asks again for what is not decided yet.
pub const ASK_AGAIN_SECONDS: u32 = 5;

/// A problem as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvalidPart {
    /// The field of the form, the header, or the word of the address.
    pub name: String,
    pub message: String,
}

/// What a route for programs answers instead.
#[derive(Debug)]
pub struct ApiProblem {
    kind: ProblemKind,
    body: ProblemBody,
    retry_after_seconds: Option<u32>,
}

impl ApiProblem {
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (name, status, title) = kind.row();
        Self {
            kind,
            body: ProblemBody {
                kind: format!("urn:openqies:problem:{name}"),
                title: title.to_owned(),
                status,
                detail: detail.into(),
                number: None,
                errors: Vec::new(),
                incident: None,
            },
            retry_after_seconds: (kind == ProblemKind::NotDecided).then_some(ASK_AGAIN_SECONDS),
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
        match error {
            ApiError::Unauthenticated => Self::new(
                ProblemKind::Unauthenticated,
                "Send an access token: Authorization: Bearer oqt_…",
            ),
            ApiError::Forbidden { .. }
            | ApiError::Unconfirmed
            | ApiError::Viewing
            | ApiError::CrossSite => Self::new(ProblemKind::Forbidden, words),
            ApiError::NotFound => Self::new(ProblemKind::NotFound, words),
            ApiError::Refused(parts) => Self::of_parts(&parts),
            ApiError::Conflict { reason } => Self::new(ProblemKind::NotDecided, reason),
            ApiError::TooManyRequests {
                retry_after_seconds,
            } => Self {
                retry_after_seconds: Some(retry_after_seconds),
                ..Self::new(ProblemKind::RateLimited, words)
            },
            ApiError::TooLarge => Self::new(ProblemKind::TooLarge, words),
            ApiError::BadRequest => Self::new(
                ProblemKind::BadRequest,
                "The request was cut off, or has another shape than the documentation says.",
            ),
            ApiError::Internal { incident } => {
                let mut problem = Self::new(ProblemKind::Internal, words);
                problem.body.incident = incident.map(|incident| incident.to_string());
                problem
            }
            ApiError::Unrecorded => Self {
                retry_after_seconds: Some(ASK_AGAIN_SECONDS),
                ..Self::new(ProblemKind::Unavailable, words)
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
    let problem = match answer.extensions().get::<ApiError>() {
        Some(error) => ApiProblem::from(error.clone()),
        None => {
            let kind = ProblemKind::of_status(status);
            ApiProblem::new(kind, kind.row().2)
        }
    };
    let allow = answer.headers().get(header::ALLOW).cloned();
    let mut answer = problem.into_response();
    if let Some(allow) = allow {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}
