//! What the upload page and the public checker show.

use domain::forms::ReturnedForm;
use domain::staffing::Comparison;
use domain::submissions::{LiveState, SendsFor, SubmissionKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use submission::assessments::Catalogue;
use submission::checker::Enclosed;
use submission::{Limits, Options};

/// What a check in the browser needs, and what the page around it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckerView {
    /// Today by the rules' clock.
    #[serde(with = "domain::time::wire")]
    pub today: Date,
    pub limits: Limits,
    /// The rules of assessments, which are fetched when one is checked; none where they cannot be sent.
    pub packs: Option<Enclosed<Catalogue>>,
}

impl CheckerView {
    #[must_use]
    pub const fn options(&self) -> Options {
        Options {
            today: self.today,
            limits: self.limits,
        }
    }
}

/// The upload page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadView {
    pub kind: SubmissionKind,
    pub checker: CheckerView,
    pub facilities: Vec<SendsFor>,
    /// Whether it is shown to somebody who views as the role, and sends nothing.
    pub read_only: bool,
    /// Whether there are sample files.
    pub demo: bool,
    /// The word for one act of sending, for the form without script.
    pub key: String,
    /// That form, when it came back.
    pub form: ReturnedForm,
}

/// A file's figures beside the stored quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// One for each file; none where the person may not send for its facility.
    With(Vec<Option<Comparison>>),
    /// The session has ended. Not an error: the page keeps its files.
    LoggedOut,
}

/// How far a submission is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    At(LiveState),
    /// The session has ended. Not an error: the page keeps its files.
    LoggedOut,
}
