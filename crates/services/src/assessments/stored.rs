//! Stored records: the list, and one of them with its versions.

pub(crate) mod list;
pub(crate) mod record;
mod said;

pub use list::{export, list};
pub use record::find;
pub(crate) use said::telling;

#[cfg(test)]
pub(crate) mod tests;
