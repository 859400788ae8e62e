//! For whom a page was drawn. Tabs share one cookie: what is sent from one that was drawn before a change of category, or
//! for somebody else, says so by this mark. It guards against accidents and nothing else: who may do what is asked of
//! the session.

use core::fmt;

use super::UserId;
use crate::access::{Actor, Category};

/// Written `provider-1a2b3c4d`: the category, and the end of the account's id. Whoever holds no role has no category yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnFor {
    pub category: Option<Category>,
    person: u32,
}

impl DrawnFor {
    /// The word in the address of a form.
    pub const QUERY: &'static str = "drawn_for";
    /// The header of what a page's program asks.
    pub const HEADER: &'static str = "x-drawn-for";
    /// The header of the answer to a page that was drawn for something else.
    pub const STALE: &'static str = "x-stale-page";

    /// For whom a page is drawn now.
    #[must_use]
    pub fn now(actor: &Actor) -> Self {
        Self {
            category: (!actor.grants.is_empty()).then_some(actor.category),
            person: person_of(actor.user),
        }
    }

    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (category, person) = text.split_once('-')?;
        let category = match category {
            "" => None,
            key => Some(Category::from_key(key)?),
        };
        let person = u32::from_str_radix(person, 16).ok()?;
        Some(Self { category, person })
    }

    #[must_use]
    pub fn is_of(self, user: UserId) -> bool {
        self.person == person_of(user)
    }

    /// Whether what was drawn for this is out of place where `now` is. The first role, and the loss of the last, are no
    /// change of category.
    #[must_use]
    pub fn is_stale(self, now: Self) -> bool {
        let changed = |(then, now)| then != now;
        self.person != now.person || self.category.zip(now.category).is_some_and(changed)
    }
}

impl fmt::Display for DrawnFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let category = self.category.map_or("", Category::key);
        write!(f, "{category}-{:08x}", self.person)
    }
}

/// The random end of the id.
fn person_of(user: UserId) -> u32 {
    let [.., a, b, c, d] = *user.0.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn mark(category: Option<Category>, person: u128) -> DrawnFor {
        DrawnFor {
            category,
            person: person_of(UserId(Uuid::from_u128(person))),
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for one in [
            mark(Some(Category::StateAgency), 0x1a2b_3c4d),
            mark(None, 7),
        ] {
            assert_eq!(DrawnFor::parse(&one.to_string()), Some(one));
        }
        assert_eq!(
            mark(Some(Category::Vendor), 7).to_string(),
            "vendor-00000007"
        );
        for text in ["", "vendor", "somebody-00000007", "vendor-x"] {
            assert_eq!(DrawnFor::parse(text), None, "{text}");
        }
    }

    #[test]
    fn another_category_or_another_person_is_stale_and_a_first_role_is_not() {
        let here = mark(Some(Category::Vendor), 7);
        for (then, stale) in [
            (here, false),
            (mark(None, 7), false),
            (mark(Some(Category::Provider), 7), true),
            (mark(Some(Category::Vendor), 8), true),
            (mark(None, 8), true),
        ] {
            assert_eq!(then.is_stale(here), stale, "{then}");
        }
        assert!(!here.is_stale(mark(None, 7)));
    }
}
