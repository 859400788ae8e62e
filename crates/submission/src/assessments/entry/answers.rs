use std::collections::HashMap;

use crate::assessments::value::{BLANK, DASH, DASHES};

/// What the codes of a pack's items mean, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(HashMap<String, Vec<(String, String)>>);

impl Answers {
    /// Reads lines of `id value label`, parted by tabs, below a line of headings. A special value is written as the rules do: `blank`, `dash`,
    /// `dashes`; a code with signs in it may stand in quotation marks. Other lines are passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut answers = Self::default();
        for line in text.lines().skip(1) {
            let mut cells = line.split('\t');
            if let (Some(id), Some(value), Some(label)) = (cells.next(), cells.next(), cells.next())
            {
                let value = match value {
                    "blank" => BLANK,
                    "dash" => DASH,
                    "dashes" => DASHES,
                    code => code.trim_matches('"'),
                };
                answers
                    .0
                    .entry(id.to_owned())
                    .or_default()
                    .push((value.to_owned(), label.to_owned()));
            }
        }
        answers
    }

    /// What a value of an item means.
    #[must_use]
    pub fn label(&self, id: &str, value: &str) -> Option<&str> {
        let of_item = self.0.get(id)?;
        of_item
            .iter()
            .find(|(code, _)| code == value)
            .map(|(_, label)| label.as_str())
    }
}
