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

/// Set once, before anything is shown: names are as constant as the program itself while it runs.
static WORDS: OnceLock<Vec<RoleWords>> = OnceLock::new();

/// Calls these roles by the installation's own words from now on. A second call changes nothing.
pub fn call_roles(words: Vec<RoleWords>) {
    drop(WORDS.set(words));
}

fn words_of(role: Role) -> Option<&'static RoleWords> {
    WORDS.get()?.iter().find(|words| words.role == role)
}

pub(super) fn name_of(role: Role) -> Option<&'static str> {
    words_of(role).map(|words| words.name.as_str())
}

pub(super) fn text_of(role: Role) -> Option<&'static str> {
    words_of(role)?.text.as_deref()
}

const FIELD: char = '\t';
const LINE: char = '\n';

impl RoleWords {
    /// As the page's document carries them to its program, a line each: key, name and text, with tabs between.
    #[must_use]
    pub fn write() -> Option<String> {
        let words = WORDS.get().filter(|words| !words.is_empty())?;
        let lines = words.iter().map(|words| {
            let text = words.text.as_deref().unwrap_or_default();
            format!("{}{FIELD}{}{FIELD}{text}", words.role.key(), words.name)
        });
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Reads what [`Self::write`] wrote. What is no such line is left out.
    #[must_use]
    pub fn read(text: &str) -> Vec<Self> {
        let line = |line: &str| {
            let mut fields = line.split(FIELD);
            let role = Role::from_key(fields.next()?).ok()?;
            let name = fields.next()?.to_owned();
            let text = fields.next().filter(|text| !text.is_empty());
            Some(Self {
                role,
                name,
                text: text.map(str::to_owned),
            })
        };
        text.split(LINE).filter_map(line).collect()
    }
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
    fn words_are_read_as_they_were_written() {
        let read =
            RoleWords::read("qio_user\tQIN Analyst\tReads.\nmac_user\tMAC Analyst\t\nshoe\tShoe\t");
        let of = |role, name: &str, text: Option<&str>| RoleWords {
            role,
            name: name.to_owned(),
            text: text.map(str::to_owned),
        };
        let wanted = [
            of(Role::QioUser, "QIN Analyst", Some("Reads.")),
            of(Role::MacUser, "MAC Analyst", None),
        ];
        assert_eq!(read, wanted);
    }
}
