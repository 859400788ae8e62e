//! Two agencies in two states, and the files of records.

mod matching;
mod world;
