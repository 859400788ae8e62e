//! What the pages of background jobs show.

use domain::{
    forms::ReturnedForm,
    listing::Page,
    support::{JobLine, JobState},
};
use serde::{Deserialize, Serialize};

/// The page of jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsView {
    pub jobs: Page<JobLine>,
    pub counts: Vec<(JobState, i64)>,
}

/// A job's page: the job, and its form when that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    pub job: JobLine,
    pub form: ReturnedForm,
}
