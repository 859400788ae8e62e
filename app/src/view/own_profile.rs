//! What the pages show that change the e-mail address, and which of them there are.

use domain::forms::ReturnedForm;
use serde::{Deserialize, Serialize};

/// Which page of a change of the e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailStep {
    Ask,
    /// A mail is on its way to the new address.
    Sent,
    /// The mail's link.
    Link,
    Done,
}

impl EmailStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>) -> Option<Self> {
        match step {
            None => Some(Self::Ask),
            Some("sent") => Some(Self::Sent),
            Some("link") => Some(Self::Link),
            Some("done") => Some(Self::Done),
            Some(_) => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailView {
    Ask {
        form: ReturnedForm,
        /// The address of now.
        email: String,
    },
    Sent {
        is_demo: bool,
    },
    Link {
        /// The secret of the link, which the form sends along.
        link: String,
        /// The address that it confirms.
        email: String,
    },
    LinkIsOver,
    Done,
}
