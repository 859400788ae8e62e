//! Upload PBJ Files, and the checker that it shares with the public page.

mod checked;
pub mod checker;
mod checking;
mod comparison;
mod csv;
mod delivery;
mod drop_zone;
mod file_card;
mod findings;
mod foreign;
mod pace;
mod page;
mod picked;
mod problems;
mod receipt;
mod samples;
mod send;
mod send_panel;
mod sending;
mod state;
mod turns;

pub use checking::CheckFiles;
pub use pace::size;
pub use page::UploadPage;

#[cfg(test)]
mod tests;
