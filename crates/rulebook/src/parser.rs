//! Reads `.edits` files into the edits of a pack.

mod condition;
mod edit;
mod term;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use submission::assessments::{Edit, Form, ItemSpan, Items, Value, Values};

use crate::{
    Mistake, What,
    example::{Example, Samples},
    items::Table,
    token::{Kind, Token, tokens},
};

/// What the files of a pack have said so far.
pub struct Written<'a> {
    pub table: &'a Table,
    pub forms: Vec<Form>,
    pub lists: HashMap<String, Items>,
    pub samples: Samples,
    pub edits: Vec<Edit>,
    pub examples: Vec<Example>,
}

impl Written<'_> {
    /// Reads one more file.
    pub fn read(&mut self, file: &str, text: &str) -> Result<(), Mistake> {
        let mut parser = Parser::new(file, text, self.table)?;
        parser.forms = std::mem::take(&mut self.forms);
        parser.lists = std::mem::take(&mut self.lists);
        parser.samples = std::mem::take(&mut self.samples);
        while parser.peek() != &Kind::End {
            if parser.word("form") {
                let form = parser.form()?;
                parser.forms.push(form);
            } else if parser.word("items") {
                let name = parser.any_word("a name")?;
                let items = parser.items()?;
                parser.lists.insert(name, items);
            } else if parser.word("sample") {
                let (name, changes) = parser.sample()?;
                parser.samples.insert(name, changes);
            } else {
                let (edit, examples) = parser.edit(self.edits.len())?;
                if self.edits.iter().any(|known| known.number == edit.number) {
                    return Err(parser.mistake(What::Twice(edit.number)));
                }
                self.edits.push(edit);
                self.examples.extend(examples);
            }
        }
        self.forms = parser.forms;
        self.lists = parser.lists;
        self.samples = parser.samples;
        Ok(())
    }
}

/// One file, read from front to back.
pub struct Parser<'a> {
    file: &'a str,
    tokens: Vec<Token>,
    at: usize,
    pub table: &'a Table,
    forms: Vec<Form>,
    /// Items with one name for all of them.
    lists: HashMap<String, Items>,
    /// Changes of examples with one name for all of them.
    samples: Samples,
    /// What the names of a `for` stand for.
    names: HashMap<String, u16>,
    /// Items that the rule being read speaks of.
    spoken: HashSet<u16>,
    /// Whether it says `it`.
    says_it: bool,
}

impl<'a> Parser<'a> {
    pub fn new(file: &'a str, text: &str, table: &'a Table) -> Result<Self, Mistake> {
        let mut tokens = tokens(file, text)?;
        tokens.retain(|token| !matches!(token.kind, Kind::Comment(_)));
        Ok(Self {
            file,
            tokens,
            at: 0,
            table,
            forms: Vec::new(),
            lists: HashMap::new(),
            samples: Samples::new(),
            names: HashMap::new(),
            spoken: HashSet::new(),
            says_it: false,
        })
    }

    pub fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn peek_after(&self) -> &Kind {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    pub fn next(&mut self) -> Kind {
        let kind = self.peek().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        kind
    }

    fn line(&self) -> usize {
        self.tokens[self.at].line
    }

    /// At the token that comes next.
    pub fn mistake(&self, what: What) -> Mistake {
        let token = &self.tokens[self.at];
        Mistake {
            file: self.file.to_owned(),
            line: token.line,
            column: token.column,
            what,
        }
    }

    pub fn unexpected<T>(&self, expected: &'static str) -> Result<T, Mistake> {
        Err(self.mistake(What::Unexpected {
            expected,
            found: self.peek().shown(),
        }))
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Kind::Word(word) if word == wanted)
    }

    /// Takes the word if it comes next.
    pub fn word(&mut self, wanted: &str) -> bool {
        let is_next = self.is_word(wanted);
        if is_next {
            self.next();
        }
        is_next
    }

    /// What follows a word, if the word comes next.
    fn after<T>(
        &mut self,
        wanted: &str,
        read: impl FnOnce(&mut Self) -> Result<T, Mistake>,
    ) -> Result<Option<T>, Mistake> {
        self.word(wanted).then(|| read(self)).transpose()
    }

    pub fn expect(&mut self, wanted: &'static str) -> Result<(), Mistake> {
        if self.word(wanted) {
            Ok(())
        } else {
            self.unexpected(wanted)
        }
    }

    pub fn sign(&mut self, wanted: &str) -> bool {
        let is_next = matches!(self.peek(), Kind::Sign(sign) if *sign == wanted);
        if is_next {
            self.next();
        }
        is_next
    }

    fn expect_sign(&mut self, wanted: &'static str) -> Result<(), Mistake> {
        if self.sign(wanted) {
            Ok(())
        } else {
            self.unexpected(wanted)
        }
    }

    pub fn any_word(&mut self, expected: &'static str) -> Result<String, Mistake> {
        match self.peek() {
            Kind::Word(word) => {
                let word = word.clone();
                self.next();
                Ok(word)
            }
            _ => self.unexpected(expected),
        }
    }

    pub fn quoted(&mut self, expected: &'static str) -> Result<String, Mistake> {
        match self.peek() {
            Kind::Quoted(text) => {
                let text = text.clone();
                self.next();
                Ok(text)
            }
            _ => self.unexpected(expected),
        }
    }

    /// A number that fits the type.
    pub fn number<N: std::str::FromStr>(&mut self) -> Result<N, Mistake> {
        let here = self.at;
        let word = self.any_word("a number")?;
        word.parse().map_err(|_| {
            self.at = here;
            self.mistake(What::Number(word))
        })
    }

    pub fn date(&mut self) -> Result<Date, Mistake> {
        let here = self.at;
        let word = self.any_word("a date")?;
        word.parse().map_err(|_| {
            self.at = here;
            self.mistake(What::Date(word))
        })
    }

    /// An item's id, or a name that stands for one.
    pub fn item(&mut self) -> Result<u16, Mistake> {
        let Kind::Word(word) = self.peek().clone() else {
            return self.unexpected("an item");
        };
        let item = match word.strip_prefix('$') {
            Some(name) => self
                .names
                .get(name)
                .copied()
                .ok_or_else(|| self.mistake(What::UnknownName(name.to_owned())))?,
            None => self
                .table
                .find(&word)
                .ok_or_else(|| self.mistake(What::UnknownItem(word.clone())))?,
        };
        self.next();
        self.spoken.insert(item);
        Ok(item)
    }

    /// Ids with commas between them, and `A through B`.
    pub fn items(&mut self) -> Result<Items, Mistake> {
        let mut items = self.some_items()?;
        while self.sign(",") {
            items.extend(self.some_items()?);
        }
        Ok(items)
    }

    fn some_items(&mut self) -> Result<Items, Mistake> {
        if let Kind::Word(word) = self.peek()
            && let Some(items) = self.lists.get(word)
        {
            let items = items.clone();
            self.next();
            self.spoken
                .extend(items.iter().flat_map(|span| span.first..=span.last));
            return Ok(items);
        }
        if self.word("section") {
            let section = self.any_word("a section")?;
            return Ok(self.table.of_section(&section));
        }
        Ok(vec![self.span()?])
    }

    fn span(&mut self) -> Result<ItemSpan, Mistake> {
        let first = self.item()?;
        if !self.word("through") {
            return Ok(ItemSpan::one(first));
        }
        let last = self.item()?;
        if last < first {
            let id = |item: u16| self.table.items[usize::from(item)].id.clone();
            return Err(self.mistake(What::WrongOrder {
                first: id(first),
                last: id(last),
            }));
        }
        self.spoken.extend(first..=last);
        Ok(ItemSpan { first, last })
    }

    /// `01, 03 to 05, blank`.
    pub fn values(&mut self) -> Result<Values, Mistake> {
        let mut values = vec![self.value()?];
        while self.sign(",") {
            values.push(self.value()?);
        }
        Ok(values)
    }

    fn value(&mut self) -> Result<Value, Mistake> {
        if let Kind::Quoted(_) = self.peek() {
            return self.quoted("a value").map(Value::Code);
        }
        let here = self.at;
        let word = self.any_word("a value")?;
        if !self.word("to") {
            return Ok(match word.as_str() {
                "blank" => Value::Blank,
                "dash" => Value::Dash,
                "dashes" => Value::Dashes,
                "number" => Value::Number,
                "date" => Value::Date,
                "month" => Value::Month,
                "year" => Value::Year,
                "mdy" => Value::MonthDayYear,
                "text" | "icd10" => Value::Text,
                _ => Value::Code(word),
            });
        }
        let high = self.number()?;
        if let Ok(low) = word.parse() {
            return Ok(Value::Range(low, high));
        }
        self.at = here;
        Err(self.mistake(What::Number(word)))
    }
}
