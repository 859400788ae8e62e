//! What an item may hold, in the notation that the edits use (docs/RULES.md, VALUES).
//!
//! | CMS's row | here |
//! |---|---|
//! | `^`, `-`, `--------` | `blank`, `dash`, `dashes` |
//! | `YYYYMMDD` | `date` |
//! | `YYYYMM`, `YYYY` | `month`, `year`: a birth date of which the day, or month and day, are not known |
//! | `Text` | `text`, anything as far as the edits of form allow; of a date `date` |
//! | `MMDDYYYY` | `text`: one state's item, at whose form no edit looks |
//! | `ICD-10` | `icd10` |
//! | a minimum and a maximum | `00 to 15`, as wide as CMS writes them |
//! | a code | as submitted; in quotation marks when it has other signs than letters and digits |

use crate::spec::source::{Item, Value};
use anyhow::{Context, Result};

pub fn allowed(item: &Item) -> Result<String> {
    let shown = item.values.iter().filter(|value| !is_maximum(value));
    let words: Vec<String> = shown
        .map(|value| {
            if is_minimum(value) {
                range(item, value)
            } else {
                Ok(word(item.kind, &value.code))
            }
        })
        .collect::<Result<_>>()?;
    Ok(words.join(", "))
}

/// The values that are answers rather than formats or ends of a range.
pub fn answers(item: &Item) -> impl Iterator<Item = (String, &str)> {
    let answers = item
        .values
        .iter()
        .filter(|value| format(&value.code).is_none() && !is_minimum(value) && !is_maximum(value));
    answers.map(|value| (word(item.kind, &value.code), value.label.as_str()))
}

fn range(item: &Item, minimum: &Value) -> Result<String> {
    let maximum = item.values.iter().find(|value| is_maximum(value));
    let maximum = maximum.with_context(|| format!("{} has a minimum only", item.id))?;
    Ok(format!("{} to {}", minimum.code, maximum.code))
}

fn is_minimum(value: &Value) -> bool {
    value.label.eq_ignore_ascii_case("Minimum value")
}

fn is_maximum(value: &Value) -> bool {
    value.label.eq_ignore_ascii_case("Maximum value")
}

fn word(kind: &str, code: &str) -> String {
    match code {
        "^" => "blank".to_owned(),
        "-" => "dash".to_owned(),
        "--------" => "dashes".to_owned(),
        "Text" if kind == "date" => "date".to_owned(),
        _ => format(code).map_or_else(|| quoted(code), str::to_owned),
    }
}

fn format(code: &str) -> Option<&'static str> {
    Some(match code {
        "YYYYMMDD" => "date",
        "YYYYMM" => "month",
        "YYYY" => "year",
        "Text" | "MMDDYYYY" => "text",
        "ICD-10" => "icd10",
        _ => return None,
    })
}

fn quoted(code: &str) -> String {
    if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        code.to_owned()
    } else {
        format!("\"{code}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &'static str, values: &[(&str, &str)]) -> Item {
        Item {
            id: "A1".to_owned(),
            kind,
            length: 8,
            byte: 1,
            section: String::new(),
            subsets: vec![],
            optional: vec![],
            name: String::new(),
            edits: vec![],
            since: None,
            values: values
                .iter()
                .map(|(code, label)| Value {
                    code: (*code).to_owned(),
                    label: (*label).to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_range_is_as_wide_as_it_is_written() -> Result<()> {
        let score = item(
            "number",
            &[
                ("00", "Minimum value"),
                ("15", "Maximum Value"),
                ("99", "Not able to"),
                ("-", ""),
            ],
        );
        assert_eq!(allowed(&score)?, "00 to 15, 99, dash");
        let answers: Vec<_> = answers(&score).collect();
        assert_eq!(
            answers,
            [("99".to_owned(), "Not able to"), ("dash".to_owned(), "")]
        );
        Ok(())
    }

    #[test]
    fn a_minimum_needs_a_maximum() {
        assert!(allowed(&item("number", &[("00", "Minimum value")])).is_err());
    }

    #[test]
    fn formats_have_names() -> Result<()> {
        let birth = [("YYYYMMDD", ""), ("YYYYMM", ""), ("YYYY", ""), ("^", "")];
        assert_eq!(allowed(&item("date", &birth))?, "date, month, year, blank");
        assert_eq!(allowed(&item("date", &[("Text", "")]))?, "date");
        assert_eq!(
            allowed(&item("text", &[("Text", ""), ("+", "")]))?,
            "text, \"+\""
        );
        assert_eq!(allowed(&item("icd", &[("ICD-10", "")]))?, "icd10");
        let ends = [("YYYYMMDD", ""), ("--------", "")];
        assert_eq!(allowed(&item("date", &ends))?, "date, dashes");
        Ok(())
    }

    #[test]
    fn other_signs_stand_in_quotation_marks() -> Result<()> {
        let versions = [("1.20", ""), ("NA", ""), ("01", "")];
        assert_eq!(allowed(&item("code", &versions))?, "\"1.20\", NA, 01");
        Ok(())
    }
}
