//! Two agencies in two states, and the files of records.

mod exclusions;
mod hand;
mod looking;
mod matching;
mod merging;
mod world;
