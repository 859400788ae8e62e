//! The demonstration's own page.

mod guide;

pub use guide::GuidePage;
