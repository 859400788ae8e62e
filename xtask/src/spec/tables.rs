//! Our tables as text: `items.tsv`, a line for each item; `answers.tsv`, a line for each value that has a label;
//! `optional.tsv`, a line for each item that some records have only where a state asks for it; `published.tsv`, a line for each version of
//! the data specifications.

use super::source::{Item, Value};
use super::values;
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// In characters. Longer ones are sentences, and those are written in our own words, in `own-answers.tsv`.
pub const LONGEST_LABEL: usize = 80;

/// What `dash` and `blank` mean nearly everywhere, and what a form therefore says without being told.
const COMMONPLACE: [&str; 3] = [
    "Not assessed/no information",
    "Not assessed (no information)",
    "Blank (skip pattern)",
];

pub struct Tables {
    pub items: String,
    pub answers: String,
    /// None when no state may ask for more.
    pub optional: Option<String>,
    pub published: String,
    /// Counts, for whoever imports.
    pub summary: String,
}

/// `own` has the columns of `answers.tsv`: labels in our own words, in place of CMS's sentences.
///
/// # Errors
/// When `own` has a label for a value that needs none, or a version of the specifications has no date.
pub fn tables(items: Vec<Item>, own: &str) -> Result<Tables> {
    let all = all_subsets(&items);
    let mut lines =
        vec!["id\tkind\tlength\tbyte\tsection\tsubsets\tvalues\tname\tedits\tsince".to_owned()];
    for item in &items {
        lines.push(line(item, &all)?);
    }
    let mut own = own_labels(own)?;
    let mut answers = vec!["id\tvalue\tlabel".to_owned()];
    let mut missing = 0;
    for (id, value, label) in items.iter().flat_map(labels) {
        let answer = format!("{id}\t{value}");
        let label = if label.chars().count() <= LONGEST_LABEL {
            Some(label)
        } else {
            own.remove(answer.as_str())
        };
        match label {
            Some(label) => answers.push(format!("{answer}\t{label}")),
            None => missing += 1,
        }
    }
    ensure!(own.is_empty(), "labels of our own without use: {own:?}");
    Ok(Tables {
        summary: format!(
            "{} items, {} of them in a subset, {} where a state asks; {} subsets; {} labels, {missing} missing",
            items.len(),
            items.iter().filter(|item| !item.subsets.is_empty()).count(),
            items
                .iter()
                .filter(|item| !item.optional.is_empty())
                .count(),
            all.len(),
            answers.len() - 1,
        ),
        answers: text(answers),
        optional: optional(&items),
        published: published(&items)?,
        items: text(lines),
    })
}

/// By id and value, with the tab between them.
fn own_labels(table: &str) -> Result<BTreeMap<&str, &str>> {
    let rows = table.lines().skip(1).map(|row| {
        row.rsplit_once('\t')
            .with_context(|| format!("not three columns: {row}"))
    });
    rows.collect()
}

fn all_subsets(items: &[Item]) -> BTreeSet<&str> {
    let subsets = items.iter().flat_map(|item| &item.subsets);
    subsets.map(String::as_str).collect()
}

fn line(item: &Item, all: &BTreeSet<&str>) -> Result<String> {
    let subsets = if item.subsets.len() == all.len() {
        "all".to_owned()
    } else {
        item.subsets.join(" ")
    };
    let columns = [
        &item.id,
        item.kind,
        &item.length.to_string(),
        &item.byte.to_string(),
        &item.section,
        &subsets,
        &values::allowed(item)?,
        &item.name,
        &item.edits.join(" "),
        item.since.unwrap_or_default(),
    ];
    Ok(columns.join("\t"))
}

fn optional(items: &[Item]) -> Option<String> {
    let asked = items.iter().filter(|item| !item.optional.is_empty());
    let mut rows = asked
        .map(|item| format!("{}\t{}", item.id, item.optional.join(" ")))
        .peekable();
    rows.peek()?;
    Some(text(["id\tsubsets".to_owned()].into_iter().chain(rows)))
}

/// The values of the item that names the version say since when each is in force.
fn published(items: &[Item]) -> Result<String> {
    let values = |id: &str| {
        let item = items.iter().find(|item| item.id == id);
        item.map(|item| &item.values).into_iter().flatten()
    };
    let instruments = values("ASMT_SYS_CD").map(|value| value.code.as_str());
    let instrument = instruments.collect::<Vec<_>>().join(" ");
    let mut lines = vec!["instrument\tspecification\tfrom".to_owned()];
    for Value { code, label } in values("SPEC_VRSN_CD") {
        let from = first_day(label).with_context(|| format!("version {code} has no date"))?;
        lines.push(format!("{instrument}\t{code}\t{from}"));
    }
    Ok(text(lines))
}

/// The first day of a text, which writes it MM/DD/YYYY.
fn first_day(text: &str) -> Option<String> {
    let words = text.split(|sign: char| !sign.is_ascii_digit() && sign != '/');
    let mut days = words.filter_map(|word| {
        let [month, day, year] = word.split('/').collect::<Vec<_>>()[..] else {
            return None;
        };
        Some(format!("{year}-{month}-{day}"))
    });
    days.next()
}

fn labels(item: &Item) -> impl Iterator<Item = (&str, String, &str)> {
    values::answers(item)
        .filter(|(_, label)| !COMMONPLACE.contains(label))
        .map(|(value, label)| {
            let label = beyond(&value, label);
            (item.id.as_str(), value, label)
        })
}

/// A label without the value before it: forms show both, one behind the other.
fn beyond<'a>(value: &str, label: &'a str) -> &'a str {
    let rest = label.strip_prefix(value);
    rest.and_then(|rest| rest.strip_prefix(' '))
        .unwrap_or(label)
}

fn text(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, subsets: &[&str], label: &str) -> Item {
        let value = |code: &str, label: &str| Value {
            code: code.to_owned(),
            label: label.to_owned(),
        };
        Item {
            id: id.to_owned(),
            kind: "code",
            length: 1,
            byte: 7,
            section: "A".to_owned(),
            subsets: subsets.iter().map(|subset| (*subset).to_owned()).collect(),
            optional: vec!["NP".to_owned()],
            name: "Name".to_owned(),
            edits: vec!["-1".to_owned(), "-2".to_owned()],
            since: Some("2025-10-01"),
            values: vec![value("1", label), value("^", "Blank (skip pattern)")],
        }
    }

    #[test]
    fn a_line_for_each_item_and_label() -> Result<()> {
        let items = vec![item("A1", &["NC", "NQ"], "Yes"), item("A2", &["NQ"], "No")];
        let tables = tables(items, "")?;
        let lines: Vec<&str> = tables.items.lines().skip(1).collect();
        let rest = "1, blank\tName\t-1 -2\t2025-10-01";
        assert_eq!(lines[0], format!("A1\tcode\t1\t7\tA\tall\t{rest}"));
        assert_eq!(lines[1], format!("A2\tcode\t1\t7\tA\tNQ\t{rest}"));
        assert_eq!(tables.answers, "id\tvalue\tlabel\nA1\t1\tYes\nA2\t1\tNo\n");
        let optional = tables.optional.unwrap_or_default();
        assert_eq!(optional, "id\tsubsets\nA1\tNP\nA2\tNP\n");
        Ok(())
    }

    #[test]
    fn each_version_has_the_day_on_which_it_came() -> Result<()> {
        let of = |id: &str, values: &[(&str, &str)]| Item {
            values: values
                .iter()
                .map(|(code, label)| Value {
                    code: (*code).to_owned(),
                    label: (*label).to_owned(),
                })
                .collect(),
            ..item(id, &["NC"], "")
        };
        let instrument = of("ASMT_SYS_CD", &[("OASIS", "")]);
        let versions = [
            ("2.12", "Data specs V2.12: from 10/01/2015 to 12/31/2016"),
            ("2.20", "Second update (effective 01/01/2017)"),
        ];
        let published = published(&[instrument, of("SPEC_VRSN_CD", &versions)])?;
        assert_eq!(
            published,
            "instrument\tspecification\tfrom\nOASIS\t2.12\t2015-10-01\nOASIS\t2.20\t2017-01-01\n"
        );
        assert!(super::published(&[of("SPEC_VRSN_CD", &[("9.99", "No day")])]).is_err());
        Ok(())
    }

    #[test]
    fn a_label_does_not_say_its_value_again() -> Result<()> {
        let tables = tables(vec![item("A1", &["NC"], "1 assessment system")], "")?;
        assert_eq!(
            tables.answers,
            "id\tvalue\tlabel\nA1\t1\tassessment system\n"
        );
        Ok(())
    }

    fn one_long_label(own: &str) -> Result<Tables> {
        let sentence = "a".repeat(LONGEST_LABEL + 1);
        tables(vec![item("A1", &["NC"], &sentence)], own)
    }

    #[test]
    fn a_sentence_is_left_out_and_counted() -> Result<()> {
        let tables = one_long_label("")?;
        assert_eq!(tables.answers, "id\tvalue\tlabel\n");
        assert!(tables.summary.ends_with("0 labels, 1 missing"));
        Ok(())
    }

    #[test]
    fn our_own_words_take_the_place_of_a_sentence() -> Result<()> {
        let own = "id\tvalue\tlabel\nA1\t1\tYes\n";
        let tables = one_long_label(own)?;
        assert_eq!(tables.answers, own);
        assert!(tables.summary.ends_with("1 labels, 0 missing"));
        Ok(())
    }

    #[test]
    fn our_own_words_for_nothing_are_refused() {
        assert!(one_long_label("id\tvalue\tlabel\nA1\t2\tNo\n").is_err());
        assert!(one_long_label("id\tvalue\tlabel\nA1\t1\n").is_err());
    }
}
