//! How lists count their rows: `select count(*) from (select 1 … limit $n offset $m) as seen` binds the words of a page.

/// The limit of a statement that counts, or reads, all that there is.
pub(crate) const EVERYTHING: i64 = i64::MAX;

/// What a statement counted, which gives one row.
pub(crate) fn counted(rows: Vec<(i64,)>) -> i64 {
    rows.into_iter().map(|(count,)| count).sum()
}
