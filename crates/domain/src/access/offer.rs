//! What an installation makes of the roles that no stored source describes: which of them people may ask for, and what
//! they are called.

use std::sync::OnceLock;

use super::{Category, Role};

/// An installation's own words for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleWords {
    pub role: Role,
    pub name: String,
    /// What it is for; the usual words while it is none.
    pub text: Option<String>,
}

/// As [`RoleWords::write`] wrote them. Set once, before anything is shown: names are as constant as the program itself
/// while it runs.
static WRITTEN: OnceLock<String> = OnceLock::new();

const FIELD: char = '\t';

impl RoleWords {
    /// A line each: key, name and text, with tabs between. So the page's document carries them to its program.
    #[must_use]
    pub fn write(words: &[Self]) -> String {
        let lines = words.iter().map(|words| {
            let text = words.text.as_deref().unwrap_or_default();
            format!("{}{FIELD}{}{FIELD}{text}", words.role.key(), words.name)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Calls roles by the words that [`RoleWords::write`] wrote from now on. A second call changes nothing.
pub fn call_roles(written: String) {
    drop(WRITTEN.set(written));
}

/// What [`call_roles`] was told; none where roles have their usual names.
#[must_use]
pub fn called_roles() -> Option<&'static str> {
    let written = WRITTEN.get()?.as_str();
    Some(written).filter(|written| !written.is_empty())
}

pub(super) fn name_of(role: Role) -> Option<&'static str> {
    let (name, _) = find(called_roles()?, role)?;
    Some(name)
}

pub(super) fn text_of(role: Role) -> Option<&'static str> {
    let (_, text) = find(called_roles()?, role)?;
    Some(text).filter(|text| !text.is_empty())
}

/// Name and text. Looked up each time: few installations have any, and what every page loads first need not read them.
fn find(written: &str, role: Role) -> Option<(&str, &str)> {
    written.lines().find_map(|line| {
        let (key, words) = line.split_once(FIELD)?;
        if key == role.key() {
            words.split_once(FIELD)
        } else {
            None
        }
    })
}

/// The roles that an installation withholds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld(Vec<Role>);

impl Withheld {
    /// Only configurable roles can be withheld; others among `roles` are left out.
    #[must_use]
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Self {
        let configurable = roles.into_iter().filter(|role| role.is_configurable());
        Self(configurable.collect())
    }

    /// Whether people may ask for it. ADO is of the training environment alone (seed 002).
    #[must_use]
    pub fn offers(&self, role: Role, is_training: bool) -> bool {
        !self.0.contains(&role) && (is_training || role.category() != Category::Ado)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ado_is_offered_in_the_training_environment_alone() {
        let all = Withheld::default();
        assert!(all.offers(Role::AdoDeveloper, true) && !all.offers(Role::AdoDeveloper, false));
        assert!(all.offers(Role::MacUser, true) && all.offers(Role::MacUser, false));
    }

    #[test]
    fn a_role_that_the_sources_describe_cannot_be_withheld() {
        let withheld = Withheld::new([Role::PbjViewer, Role::QioUser]);
        assert!(withheld.offers(Role::PbjViewer, false));
        assert!(!withheld.offers(Role::QioUser, false) && !withheld.offers(Role::QioUser, true));
    }

    #[test]
    fn words_are_found_as_they_were_written() {
        let of = |role, name: &str, text: Option<&str>| RoleWords {
            role,
            name: name.to_owned(),
            text: text.map(str::to_owned),
        };
        let written = RoleWords::write(&[
            of(Role::QioUser, "QIN Analyst", Some("Reads.")),
            of(Role::MacUser, "MAC Analyst", None),
        ]);
        let found =
            [Role::QioUser, Role::MacUser, Role::ContractSurveyor].map(|role| find(&written, role));
        assert_eq!(
            found,
            [
                Some(("QIN Analyst", "Reads.")),
                Some(("MAC Analyst", "")),
                None
            ]
        );
    }
}
