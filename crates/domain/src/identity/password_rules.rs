//! What a password must be (NIST SP 800-63B-4, 3.1.1; CMS ARS 5.0, IA-5(1); ASVS 6.2). There is no rule of character
//! classes and no expiry. Whether it is hard to guess takes a dictionary, and is for the server to say.

use serde::{Deserialize, Serialize};

use crate::access::Role;

/// Longer ones are refused, never cut off.
pub const LONGEST: usize = 128;

/// What those who decide about others or see into the system need (ARS IA-5(1)).
pub const LONG: usize = 15;

/// Shorter words of one's own, such as `Lee`, stand in too many others.
const SHORTEST_WORD: usize = 4;

/// A rule that needs no dictionary: the browser checks it while the password is typed, the server when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRule {
    Length,
    /// Not one character all the way.
    Varied,
    /// Without one's user ID, name or e-mail address.
    Impersonal,
}

impl PasswordRule {
    pub const ALL: [Self; 3] = [Self::Length, Self::Varied, Self::Impersonal];

    /// As the list beside the field has it.
    #[must_use]
    pub fn words(self, rules: &PasswordRules) -> String {
        match self {
            Self::Length => format!("{} to {LONGEST} characters, spaces too", rules.shortest),
            Self::Varied => "Not one character repeated".to_owned(),
            Self::Impersonal => {
                "Without your user ID, your name or the first part of your e-mail address"
                    .to_owned()
            }
        }
    }

    /// What to do about a password that does not keep it.
    #[must_use]
    pub fn remedy(self, rules: &PasswordRules) -> String {
        match self {
            Self::Length => format!("Use {} to {LONGEST} characters.", rules.shortest),
            Self::Varied => "Use more than one character.".to_owned(),
            Self::Impersonal => {
                "Leave out your user ID, your name and the first part of your e-mail address."
                    .to_owned()
            }
        }
    }
}

/// What the rules are for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRules {
    /// In characters.
    pub shortest: usize,
    /// What may not stand in it, as [`own_words`] gives it.
    pub own: Vec<String>,
}

impl PasswordRules {
    /// Whether a password keeps the rule. An empty one keeps none.
    #[must_use]
    pub fn keeps(&self, rule: PasswordRule, password: &str) -> bool {
        let mut characters = password.chars();
        let Some(first) = characters.next() else {
            return false;
        };
        match rule {
            PasswordRule::Length => (self.shortest..=LONGEST).contains(&password.chars().count()),
            PasswordRule::Varied => characters.any(|character| character != first),
            PasswordRule::Impersonal => {
                let password = password.to_lowercase();
                !self.own.iter().any(|word| password.contains(word))
            }
        }
    }

    /// The rules that it does not keep.
    pub fn broken(&self, password: &str) -> impl Iterator<Item = PasswordRule> {
        PasswordRule::ALL
            .into_iter()
            .filter(move |rule| !self.keeps(*rule, password))
    }
}

/// How many characters a password has at least: 8 beside a second factor, which everybody has, and 15 for those who
/// decide about others or see into the system (ARS IA-5(1)).
#[must_use]
pub fn shortest(roles: impl IntoIterator<Item = Role>) -> usize {
    let privileged = |role| {
        matches!(
            role,
            Role::StateAgencySecurityOfficial
                | Role::CmsSecurityOfficial
                | Role::HelpDesk
                | Role::HelpDeskProductionControl
                | Role::AoSecurityOfficial
                | Role::MacSecurityOfficial
                | Role::QioSecurityOfficial
                | Role::Auditor
        )
    };
    if roles.into_iter().any(privileged) {
        LONG
    } else {
        8
    }
}

/// The words of a user ID, a name, or the local part of an e-mail address that may not stand in the password: each
/// whole, and its parts between other characters than letters and digits, of four letters or more; in lower case.
#[must_use]
pub fn own_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = texts
        .into_iter()
        .flat_map(|text| {
            let text = text.trim();
            core::iter::once(text).chain(text.split(|c: char| !c.is_alphanumeric()))
        })
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .map(str::to_lowercase)
        .collect();
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(password: &str) -> Vec<PasswordRule> {
        let own = own_words(["ANNE.EXAMPLE", "Anne", "Lee", "anne.lee-example"]);
        let rules = PasswordRules { shortest: 8, own };
        rules.broken(password).collect()
    }

    #[test]
    fn eight_characters_of_any_kind_are_enough() {
        assert_eq!(broken("kqzwxvjb"), []);
        assert_eq!(broken("two words"), []);
        assert_eq!(broken("пароль да"), []);
        assert_eq!(broken("kqzwxvj"), [PasswordRule::Length]);
        assert_eq!(broken(&"ab".repeat(64)), []);
        assert_eq!(broken(&"ab".repeat(65)), [PasswordRule::Length]);
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(broken("ééééöööö"), []);
        assert_eq!(broken("éééööö"), [PasswordRule::Length]);
    }

    #[test]
    fn one_character_repeated_is_refused() {
        assert_eq!(broken("aaaaaaaaaaaa"), [PasswordRule::Varied]);
        assert_eq!(broken("aaaaaaaaaaab"), []);
    }

    #[test]
    fn ones_own_words_are_refused_however_they_are_written() {
        for password in ["xx-aNNe-99", "Example!2026", "my anne.lee-EXAMPLE"] {
            assert_eq!(broken(password), [PasswordRule::Impersonal], "{password}");
        }
        // Three letters are in half of the dictionary.
        assert_eq!(broken("fleecejacket"), []);
    }

    #[test]
    fn an_empty_password_keeps_no_rule() {
        assert_eq!(broken(""), PasswordRule::ALL);
    }

    #[test]
    fn who_decides_about_others_needs_fifteen_characters() {
        assert_eq!(shortest([]), 8);
        assert_eq!(
            shortest([Role::PbjSubmitter, Role::ProviderSecurityOfficial]),
            8
        );
        assert_eq!(shortest([Role::PbjSubmitter, Role::HelpDesk]), 15);
        assert_eq!(shortest([Role::StateAgencySecurityOfficial]), 15);
    }
}
