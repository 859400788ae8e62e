//! People: logging in and out, and who a session belongs to.

use domain::{access::Actor, identity::Person, time::Instant};

/// Who is logged in: as rules see them and as screens show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: Actor,
    pub person: Person,
    /// SHA-256 of the cookie's token: the session's name inside.
    pub token_hash: [u8; 32],
    /// When it ends unless something is asked before.
    pub ends_at: Instant,
}
