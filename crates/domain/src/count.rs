//! Numbers of things.

/// A number as rows and answers hold it. More than they can hold is as many as they can.
#[must_use]
pub fn as_count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
