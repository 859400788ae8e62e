//! What the page shows of who has submitted.

use domain::staffing::{FiscalQuarter, StatusList};
use serde::{Deserialize, Serialize};

/// The page about who has submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    pub list: StatusList,
    /// Those that its filter offers, the latest first.
    pub quarters: Vec<FiscalQuarter>,
}
