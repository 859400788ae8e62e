//! What browsers without script do with pages, and what is read on them.

use super::house::{Answer, House};

pub async fn page(house: &House, cookie: &str, address: &str) -> Answer {
    house.get(address).cookie(cookie).send().await
}

/// The page that a form's answer leads to.
pub async fn next(house: &House, cookie: &str, answer: &Answer) -> Answer {
    assert!(answer.status.is_redirection(), "{}", answer.body);
    page(house, cookie, answer.location()).await
}

/// All of these words are on the page.
pub fn has(page: &Answer, words: &[&str]) {
    for words in words {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}
