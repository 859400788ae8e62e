//! Pages of lists: every list is a URL, so its state is these few words.

use serde::{Deserialize, Serialize};

mod listed;
mod query;
mod sealed;
mod searched;

pub use listed::{Listed, Sorted};
pub use query::Query;
pub use sealed::SealedSearch;
pub use searched::{collapsed, searched};

/// Rows per page that a list offers.
pub const PAGE_SIZES: [u32; 3] = [25, 50, 100];
/// Rows of a page that is made to be printed: reports offer it.
pub const PRINT_SIZE: u32 = 1_000;
/// What a report offers that has as few as a list on a page, too.
pub const REPORT_SIZES: [u32; 4] = [PAGE_SIZES[0], PAGE_SIZES[1], PAGE_SIZES[2], PRINT_SIZE];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    #[default]
    Asc,
    Desc,
}

impl Direction {
    /// Where a press on a column's header leads: the other way round when the list is sorted by it already
    /// (`sorted`), else to the column's `first`.
    #[must_use]
    pub const fn turned(sorted: Option<Self>, first: Self) -> Self {
        match sorted {
            Some(Self::Asc) => Self::Desc,
            Some(Self::Desc) => Self::Asc,
            None => first,
        }
    }
}

/// Which page of a list, 1-based; sizes that none offers ([`PageRequest::is_size`]) fall back to the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Sent")]
pub struct PageRequest {
    pub page: u32,
    pub size: u32,
}

/// A page as somebody asks for it, who may ask for anything.
#[derive(Deserialize)]
struct Sent {
    page: u32,
    size: u32,
}

impl From<Sent> for PageRequest {
    fn from(sent: Sent) -> Self {
        Self::new(sent.page, sent.size)
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            page: 1,
            size: PAGE_SIZES[0],
        }
    }
}

impl PageRequest {
    #[must_use]
    pub fn new(page: u32, size: u32) -> Self {
        let size = if Self::is_size(size) {
            size
        } else {
            PAGE_SIZES[0]
        };
        Self {
            page: page.max(1),
            size,
        }
    }

    /// Whether pages may have so many rows.
    #[must_use]
    pub fn is_size(size: u32) -> bool {
        PAGE_SIZES.contains(&size) || size == PRINT_SIZE
    }

    /// The rows of this page, of a list that is at hand whole.
    #[must_use]
    pub fn of<T>(self, rows: Vec<T>) -> Vec<T> {
        let before = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let most = usize::try_from(self.size).unwrap_or(usize::MAX);
        rows.into_iter().skip(before).take(most).collect()
    }

    /// The first page, of the same size.
    #[must_use]
    pub const fn first(self) -> Self {
        Self { page: 1, ..self }
    }

    /// The last page of so many rows, of the same size; of none, the first.
    #[must_use]
    pub fn last(self, total: i64) -> Self {
        let size = i64::from(self.size);
        let pages = (total + size - 1) / size;
        Self {
            page: u32::try_from(pages).unwrap_or(u32::MAX).max(1),
            ..self
        }
    }

    /// The page to be read of a list of so many rows: the last one, where the list ends before this. Addresses are kept while lists
    /// become shorter.
    #[must_use]
    pub fn within(self, total: i64) -> Self {
        let last = self.last(total);
        if self.page > last.page { last } else { self }
    }

    /// Rows before this page.
    #[must_use]
    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.size)
    }
}

/// One page of rows, and how many rows the whole list has: all of them counted, or a [`Total`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T, N = i64> {
    pub rows: Vec<T>,
    pub total: N,
    pub request: PageRequest,
}

impl<T> Page<T> {
    /// Of a list that has nothing.
    #[must_use]
    pub const fn empty(request: PageRequest) -> Self {
        Self {
            rows: Vec::new(),
            total: 0,
            request,
        }
    }
}

/// How many rows a list has. One that may have millions is counted up to a number only: to count them all takes longer than to
/// read a page of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Total {
    Exactly(i64),
    MoreThan(i64),
}

impl From<i64> for Total {
    fn from(rows: i64) -> Self {
        Self::Exactly(rows)
    }
}

impl Total {
    /// So far are the rows of a long list counted; on a page that lies behind them, to its end.
    const COUNTED: i64 = 10_000;

    /// So far are the rows of a long list counted for one page of it.
    #[must_use]
    pub fn counted_up_to(page: PageRequest) -> i64 {
        Self::COUNTED.max(page.offset() + i64::from(page.size))
    }

    /// Of a list whose rows were counted up to one more than `most`.
    #[must_use]
    pub const fn of(counted: i64, most: i64) -> Self {
        if counted > most {
            Self::MoreThan(most)
        } else {
            Self::Exactly(counted)
        }
    }

    /// Rows that are there for certain.
    #[must_use]
    pub const fn least(self) -> i64 {
        match self {
            Self::Exactly(rows) => rows,
            Self::MoreThan(rows) => rows + 1,
        }
    }

    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Exactly(_))
    }
}

/// `more than 10000`.
impl core::fmt::Display for Total {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Exactly(rows) => write!(f, "{rows}"),
            Self::MoreThan(rows) => write!(f, "more than {rows}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PRINT_SIZE, PageRequest, Total};

    #[test]
    fn a_long_list_is_counted_to_ten_thousand_and_behind_them_to_the_end_of_the_page() {
        let first = Total::counted_up_to(PageRequest::default());
        assert_eq!(Total::of(10_000, first), Total::Exactly(10_000));
        assert_eq!(Total::of(10_001, first), Total::MoreThan(10_000));
        let behind = Total::counted_up_to(PageRequest::new(401, 25));
        assert_eq!(behind, 10_025);
        assert_eq!(
            Total::MoreThan(behind).least(),
            10_026,
            "there is a next page"
        );
    }

    #[test]
    fn behind_its_last_page_a_list_has_that_one() {
        let asked = |page| PageRequest::new(page, 25);
        for (page, total, read) in [
            (999, 160, 7),
            (7, 160, 7),
            (2, 160, 2),
            (7, 150, 6),
            (3, 1, 1),
            (2, 0, 1),
        ] {
            let within = asked(page).within(total);
            assert_eq!(within, asked(read), "page {page} of {total} rows");
        }
        assert_eq!(
            PageRequest::new(9, 100).within(160),
            PageRequest::new(2, 100)
        );
        assert_eq!(asked(1).last(1_203), asked(49));
        assert_eq!(asked(u32::MAX).last(i64::MAX - 25).page, u32::MAX);
    }

    #[test]
    fn a_list_that_is_at_hand_is_cut_into_pages() {
        let all: Vec<u32> = (0..60).collect();
        let of = |page| PageRequest::new(page, 25).of(all.clone());
        assert_eq!([of(1).len(), of(2).len(), of(3).len()], [25, 25, 10]);
        assert_eq!(of(3)[0], 50);
        assert!(of(4).is_empty());
        assert_eq!(PageRequest::new(1, PRINT_SIZE).of(all.clone()), all);
    }

    #[test]
    fn a_page_that_is_sent_is_no_larger_than_those_offered_and_begins_at_the_first() {
        for (sent, read) in [
            (r#"{"page":3,"size":50}"#, PageRequest::new(3, 50)),
            (r#"{"page":0,"size":4294967295}"#, PageRequest::default()),
        ] {
            let page: PageRequest = serde_json::from_str(sent).unwrap();
            assert_eq!(page, read);
        }
        let last = serde_json::from_str::<PageRequest>(r#"{"page":4294967295,"size":100}"#);
        assert_eq!(last.unwrap().offset(), 429_496_729_400);
    }
}
