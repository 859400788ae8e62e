//! What the pages of reports show.

use domain::listing::Page;
use domain::providers::StateCode;
use domain::reports::{Cell, ReportKind, ReportParameters, ReportRun, ReportTable};
use serde::{Deserialize, Serialize};

/// A report's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    pub kind: ReportKind,
    pub parameters: ReportParameters,
    /// Those that one may choose from.
    pub states: Vec<StateCode>,
    /// None where it takes long: then a job makes it, when it is asked for.
    pub table: Option<ReportTable>,
    /// Whether it is shown to somebody who views as the role, and asks for none.
    pub read_only: bool,
}

/// A kept report: how far it is, and a page of its first rows once it is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    pub run: ReportRun,
    pub columns: Vec<String>,
    pub rows: Page<Vec<Cell>>,
}
