//! What an answer says of whether somebody may.

use app::paths;
use domain::identity::DrawnFor;

use super::{About, Function};
use crate::tests::house::{Answer, Home};

/// How the second case of `Followed` and of `Compared` travels.
const LOGGED_OUT: &str = "\u{1}";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Allow,
    Deny,
    Hidden,
    LogIn,
    /// The page was drawn for another category: nothing is carried out.
    Stale,
}

impl Outcome {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Hidden => "hidden",
            Self::LogIn => "log in",
            Self::Stale => "stale",
        }
    }

    pub fn of(function: &Function, answer: &Answer, home: Home) -> Self {
        match answer.status.as_u16() {
            409 if !answer.header(DrawnFor::STALE).is_empty() => Self::Stale,
            401 => Self::LogIn,
            303 if answer.location().starts_with("/login?next") => Self::LogIn,
            200..=399 if answer.body == LOGGED_OUT => Self::LogIn,
            403 => Self::Deny,
            // The list of exclusions, which says that it has none of these.
            200..=399 if answer.location() == paths::exclusions_done("gone") => Self::Hidden,
            200..=399 | 409 | 422
                if function.about != About::Rows || answer.body.contains(home.name) =>
            {
                Self::Allow
            }
            404 | 200..=399 => Self::Hidden,
            other => panic!("{} answers {other}: {}", function.path, answer.body),
        }
    }
}
