//! What a dashboard shows.

use domain::access::RolesLost;
use domain::dashboards::{LaterRole, OversightBoard, SubmissionBoard};
use domain::penalties::AgeLine;
use serde::{Deserialize, Serialize};

/// A person's dashboard. Nothing in it is the welcome of someone new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    pub submissions: Option<SubmissionBoard>,
    pub oversight: Option<OversightBoard>,
    pub work: Vec<WorkBoard>,
    /// Unpaid penalties, of those who collect them; none of others.
    pub ages: Vec<AgeLine>,
    /// Roles of the person whose work is not built yet.
    pub later: Vec<LaterRole>,
    /// Only of someone who holds no role.
    pub lost: RolesLost,
}

/// A board of figures and links. The server writes it, words and addresses: a browser that opens a dashboard first
/// then loads one board for all kinds of work, and not the words and the lists of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkBoard {
    pub heading: String,
    pub figures: Vec<Figure>,
    /// Words and address.
    pub links: Vec<(String, String)>,
}

/// A number with the address of the list that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub label: String,
    pub value: String,
    pub href: String,
    pub note: Option<String>,
}
