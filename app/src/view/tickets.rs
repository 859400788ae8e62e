//! What the pages of tickets show: their asker's, and the Help Desk's.

use domain::{
    forms::ReturnedForm,
    listing::Page,
    support::{Ticket, TicketLine, TicketState},
};
use serde::{Deserialize, Serialize};

/// One's own tickets, and the form for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTickets {
    /// The latest first.
    pub tickets: Vec<TicketLine>,
    pub form: ReturnedForm,
}

/// The Help Desk's queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsView {
    pub tickets: Page<TicketLine>,
    pub counts: Vec<(TicketState, i64)>,
}

/// A ticket's page: its thread, and its form when that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    pub ticket: Ticket,
    pub form: ReturnedForm,
}
