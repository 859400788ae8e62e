//! Pages of lists: every list is a URL, so its state is these few words.

use serde::{Deserialize, Serialize};

mod query;
mod sealed;

pub use query::Query;
pub use sealed::{SealedSearch, searched};

/// Rows per page that a list offers.
pub const PAGE_SIZES: [u32; 3] = [25, 50, 100];

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

/// Which page of a list, 1-based; sizes outside [`PAGE_SIZES`] fall back to the first.
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
        let size = if PAGE_SIZES.contains(&size) {
            size
        } else {
            PAGE_SIZES[0]
        };
        Self {
            page: page.max(1),
            size,
        }
    }

    /// The first page, of the same size.
    #[must_use]
    pub const fn first(self) -> Self {
        Self { page: 1, ..self }
    }

    /// Rows before this page.
    #[must_use]
    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.size)
    }
}

/// One page of rows, and how many rows the whole list has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub total: i64,
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

    #[must_use]
    pub fn last_page(&self) -> u32 {
        let size = i64::from(self.request.size);
        u32::try_from((self.total + size - 1) / size)
            .unwrap_or(u32::MAX)
            .max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::PageRequest;

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
