//! What the pages of role requests show, and which organizations an address of theirs names.

use domain::{
    access::{BulkLine, OrganizationLine, RequestDetail, RequestLine, RequestState, Role},
    forms::ReturnedForm,
    listing::Page,
};
use serde::{Deserialize, Serialize};

/// More organizations than one request names.
pub(crate) const MOST_ORGANIZATIONS: usize = 100;

/// As long as an id; a CCN is shorter.
const LONGEST_SLUG: usize = 36;

/// The organizations that `?ccn=` or its hidden field names, each once. What names none is left out.
#[must_use]
pub fn slugs_of(text: &str) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for slug in text.split(',').map(str::trim) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let is_slug = (1..=LONGEST_SLUG).contains(&slug.len()) && slug.chars().all(allowed);
        if is_slug && slugs.len() < MOST_ORGANIZATIONS && slugs.iter().all(|known| known != slug) {
            slugs.push(slug.to_owned());
        }
    }
    slugs
}

/// The third step of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationsData {
    pub organizations: Vec<OrganizationLine>,
    /// The regions, accrediting organizations or contracts that the role asks for: keys and names.
    pub jurisdictions: Vec<(String, String)>,
    /// The roles that may be asked for, for the steps before.
    pub offered: Vec<Role>,
    /// Either of its two forms, when it came back.
    pub form: ReturnedForm,
}

/// The queue of those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestsView {
    pub requests: Page<RequestLine>,
    /// What is searched for; empty where nothing is.
    pub search: String,
    /// Those that can be among them, for the filter.
    pub roles: Vec<Role>,
    pub counts: Vec<(RequestState, i64)>,
    /// The form that decides on several, when it came back.
    pub form: ReturnedForm,
}

/// Several requests, before they are decided together and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeveralView {
    pub lines: Vec<BulkLine>,
    /// Whether the second factor was proven a moment ago, as whoever decides must.
    pub is_confirmed: bool,
    /// The form, when it came back.
    pub form: ReturnedForm,
}

/// The page of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub request: RequestDetail,
    /// Whether the second factor was proven a moment ago, as whoever decides must.
    pub is_confirmed: bool,
    /// Either of its two forms, when it came back.
    pub form: ReturnedForm,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_each_organization_once_and_nothing_else() {
        assert_eq!(
            slugs_of("16E724, 165123,16E724,,<b>,a b"),
            ["16E724", "165123"]
        );
        assert_eq!(slugs_of(&"x".repeat(37)), Vec::<String>::new());
        let many: Vec<String> = (0..200).map(|number| number.to_string()).collect();
        assert_eq!(slugs_of(&many.join(",")).len(), MOST_ORGANIZATIONS);
    }
}
