//! What was sent to people, as far as it can be looked at.

mod mailbox;

pub use mailbox::MailboxPage;
