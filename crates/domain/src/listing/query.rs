use jiff::civil::Date;

use super::{Direction, PAGE_SIZES, PageRequest};
use crate::time::day_of;

/// What an address says after its `?`, as names and values. The first of equal names counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A date as people type it, `11/22/2026`, or as addresses write it, `2026-11-22`.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Date> {
        day_of(self.get(name)?.trim())
    }

    /// Puts a word in place of any of that name; none takes it away.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0
            .extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    /// `page` and `size`; the first page and the usual size where they say nothing else.
    #[must_use]
    pub fn page(&self) -> PageRequest {
        let number = |name| self.get(name).and_then(|text| text.parse().ok());
        PageRequest::new(
            number("page").unwrap_or(1),
            number("size").unwrap_or(PAGE_SIZES[0]),
        )
    }

    #[must_use]
    pub fn with_page(self, request: PageRequest) -> Self {
        let usual = PageRequest::default();
        let page = (request.page != usual.page).then(|| request.page.to_string());
        let size = (request.size != usual.size).then(|| request.size.to_string());
        self.with("page", page.as_deref())
            .with("size", size.as_deref())
    }

    #[must_use]
    pub fn direction(&self) -> Direction {
        if self.get("dir") == Some("desc") {
            Direction::Desc
        } else {
            Direction::Asc
        }
    }

    #[must_use]
    pub fn with_direction(self, direction: Direction) -> Self {
        self.with("dir", (direction == Direction::Desc).then_some("desc"))
    }

    /// What stands in one of these words and not in `read`, the address that is made of what was understood: names with what
    /// was typed, as far as one reads it. Blanks say nothing.
    pub fn left_out<'a>(
        &'a self,
        read: &'a Self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        names.into_iter().filter_map(|name| {
            let typed = self.get(name).map(str::trim)?;
            (!typed.is_empty() && read.get(name).is_none()).then(|| (name, brief(typed)))
        })
    }

    /// What stands in a word that is none of its choices. For words that have a usual choice, which [`Self::left_out`] does
    /// not tell from one that is not known: addresses leave it out. As far as one reads it; blanks say nothing.
    #[must_use]
    pub fn unknown(&self, name: &str, is_known: fn(&str) -> bool) -> Option<&str> {
        let typed = self.get(name).map(str::trim)?;
        (!typed.is_empty() && !is_known(typed)).then(|| brief(typed))
    }

    /// The names and values, for the hidden fields of a form.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `path` with these words: `/providers?q=oak`, or `/providers` alone when there are none.
    #[must_use]
    pub fn after(&self, path: &str) -> String {
        if self.0.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{self}")
        }
    }
}

/// `q=oak+hill&state=IA`, without the `?`.
impl core::fmt::Display for Query {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let text = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish();
        f.write_str(&text)
    }
}

/// What is quoted back of words that were not understood.
fn brief(typed: &str) -> &str {
    const MOST: usize = 60;
    let end = typed.char_indices().nth(MOST).map(|(at, _)| at);
    end.map_or(typed, |end| &typed[..end])
}
