//! Numbers of things.

/// A number as rows and answers hold it. More than they can hold is as many as they can.
#[must_use]
pub fn as_count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_row_holds_is_as_many_as_it_can() {
        assert_eq!(as_count(3_usize), 3);
        assert_eq!(as_count(u64::MAX), i64::MAX);
        assert_eq!(as_count(u128::MAX), i64::MAX);
    }
}
