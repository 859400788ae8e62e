//! Against the public test data beside the project: hostile files, the W3C suite, and xmllint as
//! a second opinion. Without the data or the program they fail, unless skipping is meant (`public_data`).
//! Times and memory are asserted in a release build: `cargo test --release -p submission`.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its data has failed"
)]

mod hostile;
mod oracle;
mod support;
mod w3c;
