//! The file in which an operator offers, renames or withholds the roles that no stored source describes.

use std::io::Read;

use domain::access::{Role, RoleWords, Withheld};
use serde::Deserialize;

/// No name of a role is longer, on any screen.
const LONGEST_NAME: usize = 80;
const LONGEST_TEXT: usize = 300;

/// A line of the file.
#[derive(Debug, Deserialize)]
struct Line {
    role: String,
    offered: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    text: String,
}

/// What the file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub withheld: Withheld,
    pub words: Vec<RoleWords>,
}

/// What is wrong with the file, for whoever started the program.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    #[error("the file of roles is no CSV with the columns role, offered, name and text")]
    File(#[from] csv::Error),
    #[error("line {line}: no role that may be set has the key {key:?}")]
    Role { line: u64, key: String },
    #[error("line {line}: the column offered says yes or no")]
    Offered { line: u64 },
    #[error(
        "line {line}: a name has at most {} characters, a text {}, and neither has control characters",
        LONGEST_NAME,
        LONGEST_TEXT
    )]
    Words { line: u64 },
}

/// Reads a CSV file with the columns `role`, `offered` (`yes` or `no`), `name` and `text`; an empty name or text leaves the
/// usual one. A role that no line names is offered by its usual name.
///
/// # Errors
/// [`OfferError`], with the line.
pub fn read_offer(reader: impl Read) -> Result<Offer, OfferError> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(reader);
    let mut withheld = Vec::new();
    let mut words = Vec::new();
    for (number, read) in (2..).zip(reader.deserialize::<Line>()) {
        let Line {
            role: key,
            offered,
            name,
            text,
        } = read?;
        let role = Role::from_key(&key)
            .ok()
            .filter(|role| role.is_configurable());
        let role = role.ok_or(OfferError::Role { line: number, key })?;
        match offered.as_str() {
            "yes" => {}
            "no" => withheld.push(role),
            _ => return Err(OfferError::Offered { line: number }),
        }
        if !(fits(&name, LONGEST_NAME) && fits(&text, LONGEST_TEXT)) {
            return Err(OfferError::Words { line: number });
        }
        if !(name.is_empty() && text.is_empty()) {
            let name = if name.is_empty() {
                role.usual_name().to_owned()
            } else {
                name
            };
            let text = Some(text).filter(|text| !text.is_empty());
            words.push(RoleWords { role, name, text });
        }
    }
    Ok(Offer {
        withheld: Withheld::new(withheld),
        words,
    })
}

fn fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_offers_renames_and_withholds() {
        let file = "role,offered,name,text\nqio_user,yes,QIN Analyst,\nmac_user,no,,\n";
        let offer = read_offer(file.as_bytes()).unwrap();
        assert!(offer.withheld.offers(Role::QioUser, false));
        assert!(!offer.withheld.offers(Role::MacUser, false));
        let wanted = RoleWords {
            role: Role::QioUser,
            name: "QIN Analyst".to_owned(),
            text: None,
        };
        assert_eq!(offer.words, [wanted]);
    }

    #[test]
    fn a_file_with_a_mistake_is_refused_with_its_line() {
        for (line, what) in [
            ("shoe,yes,,", "\"shoe\""),
            // The sources describe it: it is what it is.
            ("pbj_viewer,no,,", "\"pbj_viewer\""),
            ("qio_user,perhaps,,", "yes or no"),
            ("qio_user,yes,a\tb,", "control characters"),
        ] {
            let file = format!("role,offered,name,text\nmac_user,yes,,\n{line}\n");
            let refused = read_offer(file.as_bytes()).unwrap_err().to_string();
            assert!(refused.starts_with("line 3: "), "{refused}");
            assert!(refused.contains(what), "{refused}");
        }
        assert!(read_offer(&b"a,b\n1,2\n"[..]).is_err());
    }
}
