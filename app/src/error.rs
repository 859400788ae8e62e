//! Why the server did not do what a page asked: the one error of every server function.
//!
//! It carries no text from inside. What went wrong inside is logged under an incident number.

use core::fmt;

use domain::{
    access::{Action, Category, Denial},
    assessments::{AnswerLine, DraftEnd},
    forms::FieldError,
    listing::Query,
    objection::{Objection, Told},
    support::Incident,
};
use serde::{Deserialize, Serialize};
use server_fn::{
    Bytes, Encodes,
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// Nobody is logged in, or the session has ended.
    Unauthenticated,
    /// Too dangerous for a session whose second factor was not proven a moment ago.
    Unconfirmed,
    /// A right is missing. Its words come along, as those of an objection do, and the roles that have it, each with who grants it;
    /// none of them where the right came in an address.
    Forbidden {
        /// [`Action::key`].
        action: String,
        why: String,
        roles: Vec<String>,
    },
    /// Closed while somebody views as a role.
    Viewing,
    /// An unsafe request that no page of this site sent.
    CrossSite,
    /// It is not there, or lies outside what the person's roles let them see.
    NotFound,
    /// Bad input outside a form; forms come back through `?flash=`.
    Refused(Vec<FieldError>),
    /// Someone else changed it first, or it is past the state that the act needs.
    Conflict(Told),
    /// The page was drawn before the person went on in this category in another tab.
    Elsewhere {
        category: Category,
    },
    /// The page was drawn for another person than the one who is logged in now.
    OfAnother {
        now: String,
    },
    /// The form of an assessment was sent or thrown away meanwhile, as in another tab.
    FormEnded {
        end: DraftEnd,
        /// What came with a form too late.
        unsaved: Vec<AnswerLine>,
    },
    TooManyRequests {
        retry_after_seconds: u32,
    },
    TooLarge {
        /// The limit in force, in units of 1,024 bytes. None where only the status is known.
        kilobytes: Option<u32>,
    },
    /// The request's own shape is wrong: an address or arguments that no page of ours makes.
    BadRequest,
    /// A fault of ours. None while it happened in the browser: the network, or a newer server.
    Internal {
        incident: Option<Incident>,
    },
    /// It could not be written down that somebody looks, so nothing is shown.
    Unrecorded,
    /// The server has no room for what was sent, and kept nothing of it.
    NoRoom,
}

impl ApiError {
    /// [`Self::Forbidden`] in the words of a denial.
    #[must_use]
    pub fn forbidden(denial: &Denial, roles: Vec<String>) -> Self {
        Self::Forbidden {
            action: denial.action.key().to_owned(),
            why: denial.to_string(),
            roles,
        }
    }

    /// What goes beyond a limit, in bytes.
    #[must_use]
    pub fn too_large(limit: u64) -> Self {
        Self::TooLarge {
            kilobytes: u32::try_from(limit / 1024).ok(),
        }
    }

    /// The status of an answer that carries this error.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden { .. } | Self::Viewing | Self::CrossSite | Self::Unconfirmed => 403,
            Self::NotFound => 404,
            Self::Conflict(_)
            | Self::Elsewhere { .. }
            | Self::OfAnother { .. }
            | Self::FormEnded { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::Refused(_) => 422,
            Self::TooManyRequests { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unrecorded => 503,
            Self::NoRoom => 507,
        }
    }

    /// Seconds after which the same may be asked again, where the answer says so (`Retry-After`).
    #[must_use]
    pub const fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            Self::TooManyRequests {
                retry_after_seconds,
            } => Some(*retry_after_seconds),
            // Somebody has to make room first.
            Self::NoRoom => Some(300),
            _ => None,
        }
    }

    /// Sets the answer's status (and sends someone who is not logged in to the log-in page) while a
    /// page or a server function is being answered. In the browser there is nothing to do.
    pub fn answer(&self) {
        #[cfg(feature = "ssr")]
        crate::server::answer(self);
    }

    /// The error that the page being made must show in place of an answer that is no page: the
    /// server's, whatever the address. None in the browser.
    #[must_use]
    pub fn in_place_of_answer() -> Option<Self> {
        #[cfg(feature = "ssr")]
        return crate::server::error_in_place_of_answer();
        #[cfg(not(feature = "ssr"))]
        None
    }

    /// The error page's query: a few words without text from inside.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let status = self.status().to_string();
        let query = Query::default().with("status", Some(&status));
        match self {
            Self::Forbidden { action, .. } => query.with("action", Some(action)),
            Self::Viewing => query.with("viewing", Some("true")),
            Self::Conflict(told) => query.with("why", Some(&told.key)),
            Self::TooLarge { kilobytes } => {
                let limit = kilobytes.map(|limit| limit.to_string());
                query.with("kilobytes", limit.as_deref())
            }
            Self::TooManyRequests {
                retry_after_seconds,
            } => query.with("seconds", Some(&retry_after_seconds.to_string())),
            Self::Internal { incident } => {
                let number = incident.map(|incident| incident.to_string());
                query.with("incident", number.as_deref())
            }
            _ => query,
        }
    }

    /// What the error page's query says. It came through the address, so only known words count.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        match query.get("status").unwrap_or_default() {
            "401" => Self::Unauthenticated,
            "403" if query.get("viewing").is_some() => Self::Viewing,
            "403" => {
                let action = query.get("action").and_then(Action::from_key);
                action.map_or(Self::CrossSite, |action| {
                    Self::forbidden(&Denial { action }, Vec::new())
                })
            }
            "404" => Self::NotFound,
            "409" => {
                let objection = query.get("why").and_then(Objection::from_key);
                Self::Conflict(objection.unwrap_or(Objection::Changed).into())
            }
            "413" => Self::TooLarge {
                kilobytes: query.get("kilobytes").and_then(|text| text.parse().ok()),
            },
            "429" => {
                let seconds = query.get("seconds").and_then(|text| text.parse().ok());
                Self::TooManyRequests {
                    retry_after_seconds: seconds.unwrap_or(60),
                }
            }
            "500" => Self::Internal {
                incident: query.get("incident").and_then(Incident::parse),
            },
            "503" => Self::Unrecorded,
            "507" => Self::NoRoom,
            _ => Self::BadRequest,
        }
    }

    /// For an answer that has nothing but its status.
    #[must_use]
    pub fn from_status(status: u16) -> Self {
        let query = Query::default().with("status", Some(&status.to_string()));
        Self::from_query(&query)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthenticated => f.write_str("Log in to go on."),
            Self::Unconfirmed => f.write_str("Prove your second factor again to do this."),
            Self::Forbidden { why, .. } => f.write_str(why),
            Self::Viewing => f.write_str("You view pages as another role: nothing can be changed, sent or saved, and your own profile, security and mails are closed. Stop viewing as this role first."),
            Self::CrossSite => f.write_str("This request did not come from a page of this site. Go back, load the page again, and repeat what you did."),
            Self::NotFound => f.write_str("There is nothing here that your roles let you see."),
            Self::Refused(fields) => match fields.as_slice() {
                [only] => f.write_str(&only.message),
                several => write!(f, "{} entries need a change.", several.len()),
            },
            Self::Conflict(told) => told.fmt(f),
            Self::Elsewhere { category } => write!(
                f,
                "This page was drawn before you went on as {} in another tab. Nothing was carried out. Load the page again.",
                category.name()
            ),
            Self::OfAnother { now } => write!(
                f,
                "This page was drawn for another person, and {now} is logged in with this browser now. Nothing was carried out. Log in in another tab as the person for whom this page was drawn, and try it here once more."
            ),
            Self::FormEnded { end, .. } => end.fmt(f),
            Self::TooManyRequests {
                retry_after_seconds,
            } => {
                let plural = if *retry_after_seconds == 1 { "" } else { "s" };
                write!(
                    f,
                    "There were too many in a short time. Try again in {retry_after_seconds} second{plural}."
                )
            }
            Self::TooLarge { kilobytes: None } => {
                f.write_str("This is larger than the server takes.")
            }
            Self::TooLarge {
                kilobytes: Some(limit),
            } => {
                let (limit, unit) = if *limit < 1024 { (*limit, "kB") } else { (limit / 1024, "MB") };
                write!(f, "This is larger than the {limit} {unit} that the server takes at once.")
            }
            Self::BadRequest => f.write_str("The page and the server do not understand each other. Load the page again."),
            Self::Internal {
                incident: Some(incident),
            } => {
                write!(
                    f,
                    "Something failed on our side. Its incident number is {incident}."
                )
            }
            Self::Internal { incident: None } => f.write_str(
                "The server did not answer. Check your connection and load the page again.",
            ),
            Self::Unrecorded => f.write_str(
                "Looking at this could not be recorded, so it is not shown. Try again in a moment.",
            ),
            Self::NoRoom => f.write_str(
                "The server has no room at the moment. Nothing of what you sent was received. Try again later.",
            ),
        }
    }
}

impl core::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr::{Args, Deserialization, MissingArg, UnsupportedRequestMethod};
        match error {
            // On the server: a body that is no text, too long, or cut off.
            Args(_) | MissingArg(_) | UnsupportedRequestMethod(_) | Deserialization(_) => {
                Self::BadRequest
            }
            _ => Self::Internal { incident: None },
        }
    }

    // Called where the error leaves the server as the answer of a server function.
    fn ser(&self) -> Bytes {
        self.answer();
        PostcardEncoding::encode(self).expect("an enum of strings and numbers can be written")
    }
}
