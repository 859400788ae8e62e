//! What the page of a record shows that was rejected or warned of.

use domain::{assessments::InboxRecord, forms::ReturnedForm};
use serde::{Deserialize, Serialize};

/// A record of the inbox, and whichever of its forms came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxView {
    pub record: InboxRecord,
    pub form: ReturnedForm,
}
