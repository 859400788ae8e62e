//! Sorting in little code: the standard library's sort is 10 kB for each type that is sorted, and the browser would load them.

use std::{cmp::Ordering, collections::BinaryHeap};

/// Something with the key by which it is sorted, and its place before.
struct Keyed<K, T> {
    key: (K, usize),
    item: T,
}

impl<K: Ord, T> Ord for Keyed<K, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<K: Ord, T> PartialOrd for Keyed<K, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, T> PartialEq for Keyed<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord, T> Eq for Keyed<K, T> {}

/// In the order of a key; those of equal keys stay as they were.
pub(crate) fn by_key<K: Ord, T>(
    items: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let keyed: BinaryHeap<_> = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| Keyed {
            key: (key(&item), index),
            item,
        })
        .collect();
    let sorted = keyed.into_sorted_vec();
    sorted.into_iter().map(|keyed| keyed.item).collect()
}

/// Each once, in order; for a few.
pub(crate) fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if let Err(place) = distinct.binary_search(&item) {
            distinct.insert(place, item);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::{by_key, distinct};

    #[test]
    fn equal_keys_stay_as_they_were() {
        let words = ["pear", "fig", "plum", "apple", "kiwi", "nut"];
        let sorted = by_key(words, |word| word.len());
        assert_eq!(sorted, ["fig", "nut", "pear", "plum", "kiwi", "apple"]);
    }

    #[test]
    fn each_stands_once() {
        assert_eq!(distinct([3, 1, 2, 3, 1]), [1, 2, 3]);
    }
}
