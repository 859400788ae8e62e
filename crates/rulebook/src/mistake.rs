use std::fmt;

/// Something in the text that cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    pub file: String,
    /// Both counted from 1.
    pub line: usize,
    pub column: usize,
    pub what: What,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.what
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    #[error("here should be {expected}, not {found}")]
    Unexpected {
        expected: &'static str,
        found: String,
    },
    #[error("there is no item {0} in this pack")]
    UnknownItem(String),
    #[error("{first} does not come before {last} in the item table")]
    WrongOrder { first: String, last: String },
    #[error("no form is called {0}; a form stands before the edits that use it")]
    UnknownForm(String),
    #[error("there is no subset {0} in this pack")]
    UnknownSubset(String),
    #[error("${0} is not named by this rule's `for`")]
    UnknownName(String),
    #[error("each group after `in` must have {0} items, as many as there are names")]
    WrongGroup(usize),
    #[error("a quotation mark is missing")]
    Unclosed,
    #[error("this sign means nothing here: {0}")]
    Sign(char),
    #[error("not a number that fits here: {0}")]
    Number(String),
    #[error("not a date, YYYY-MM-DD: {0}")]
    Date(String),
    #[error("edit {0} stands here for the second time")]
    Twice(i16),
    #[error("edit {0} asks `it`, but no item has the edit: add an `on` line")]
    NoItem(i16),
    #[error("edit {0} needs an example that {1}")]
    NoExample(i16, &'static str),
    #[error("not a pattern: {0}")]
    Pattern(&'static str),
    #[error("this line of the table should have {0} columns")]
    Columns(usize),
    #[error("not {0}: {1}")]
    Cell(&'static str, String),
    #[error("a pack has no more than 16 subsets")]
    TooManySubsets,
    #[error("there is no such file")]
    NoFile,
}
