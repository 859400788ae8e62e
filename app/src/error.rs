//! Why the server did not do what a page asked: the one error of every server function.
//!
//! It carries no text from inside. What went wrong inside is logged under an incident number.

use core::fmt;

use domain::{access::Denial, forms::FieldError};
use serde::{Deserialize, Serialize};
use server_fn::{
    Bytes, Encodes,
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// Nobody is logged in, or the session has ended.
    Unauthenticated,
    /// The right that is missing; [`Denial::roles`] would have it.
    Forbidden(Denial),
    /// It is not there, or lies outside what the person's roles let them see.
    NotFound,
    /// Bad input outside a form; forms come back through `?flash=`.
    Refused(Vec<FieldError>),
    /// Someone else changed it first, or it is past the state that the act needs.
    Conflict { reason: String },
    TooManyRequests { retry_after_seconds: u32 },
    TooLarge,
    /// The request's own shape is wrong: an address or arguments that no page of ours makes.
    BadRequest,
    /// A fault of ours. None while it happened in the browser: the network, or a newer server.
    Internal { incident: Option<String> },
}

impl ApiError {
    /// The status of an answer that carries this error.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::TooLarge => 413,
            Self::Refused(_) => 422,
            Self::TooManyRequests { .. } => 429,
            Self::Internal { .. } => 500,
        }
    }

    /// Sets the answer's status (and sends someone who is not logged in to the log-in page) while a
    /// page or a server function is being answered. In the browser there is nothing to do.
    pub fn answer(&self) {
        #[cfg(feature = "ssr")]
        crate::server::answer(self);
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthenticated => f.write_str("Log in to go on."),
            Self::Forbidden(denial) => denial.fmt(f),
            Self::NotFound => f.write_str("There is nothing here that your roles let you see."),
            Self::Refused(fields) => match fields.as_slice() {
                [only] => f.write_str(&only.message),
                several => write!(f, "{} entries need a change.", several.len()),
            },
            Self::Conflict { reason } => f.write_str(reason),
            Self::TooManyRequests { retry_after_seconds } => {
                write!(f, "Too many requests. Try again in {retry_after_seconds} seconds.")
            }
            Self::TooLarge => f.write_str("This is larger than the server takes."),
            Self::BadRequest => f.write_str("The server does not understand this request. Go back and try again."),
            Self::Internal { incident: Some(incident) } => {
                write!(f, "Something failed on our side. Its incident number is {incident}.")
            }
            Self::Internal { incident: None } => {
                f.write_str("The server did not answer. Check your connection and load the page again.")
            }
        }
    }
}

impl core::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr::{Args, MissingArg, UnsupportedRequestMethod};
        match error {
            Args(_) | MissingArg(_) | UnsupportedRequestMethod(_) => Self::BadRequest,
            _ => Self::Internal { incident: None },
        }
    }

    // Called where the error leaves the server as the answer of a server function.
    fn ser(&self) -> Bytes {
        self.answer();
        JsonEncoding::encode(self).expect("an enum of strings and numbers is JSON")
    }
}
