use submission::assessments::{Operator, Term};

use super::Parser;
use crate::{Mistake, token::Kind};

impl Parser<'_> {
    /// A sum of products.
    pub fn term(&mut self) -> Result<Term, Mistake> {
        self.chain(&[Operator::Plus, Operator::Minus], Self::product)
    }

    fn product(&mut self) -> Result<Term, Mistake> {
        self.chain(&[Operator::Times, Operator::DividedBy], Self::factor)
    }

    fn chain(
        &mut self,
        operators: &[Operator],
        part: fn(&mut Self) -> Result<Term, Mistake>,
    ) -> Result<Term, Mistake> {
        let mut left = part(self)?;
        while let Some(operator) = operators
            .iter()
            .copied()
            .find(|operator| self.sign(operator.sign()))
        {
            left = Term::Arithmetic(Box::new(left), operator, Box::new(part(self)?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Term, Mistake> {
        if self.sign("(") {
            let inner = self.term()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        let Kind::Word(word) = self.peek().clone() else {
            return match self.peek() {
                Kind::Quoted(_) => self.quoted("a term").map(Term::Text),
                _ => self.unexpected("a term"),
            };
        };
        match word.as_str() {
            "it" => {
                self.next();
                self.says_it = true;
                Ok(Term::It)
            }
            "today" => {
                self.next();
                Ok(Term::Today)
            }
            "rounded" => {
                self.next();
                Ok(Term::Rounded(Box::new(self.term()?)))
            }
            "sum" | "latest" | "earliest" => self.of_items(&word),
            "days" | "years" => self.between(&word),
            "length" => {
                self.next();
                self.expect("of")?;
                Ok(Term::Length(Box::new(self.factor()?)))
            }
            "maximum" => {
                self.next();
                self.expect("length")?;
                self.expect("of")?;
                Ok(Term::MaximumLength(Box::new(self.factor()?)))
            }
            "characters" => self.characters(),
            _ if word.contains('-') => self.date().map(Term::Day),
            _ if word.starts_with(|sign: char| sign.is_ascii_digit()) => {
                self.number().map(Term::Number)
            }
            _ => self.item().map(Term::Item),
        }
    }

    fn of_items(&mut self, word: &str) -> Result<Term, Mistake> {
        self.next();
        self.expect("of")?;
        let items = self.items()?;
        Ok(match word {
            "sum" => Term::Sum(items),
            "latest" => Term::Latest(items),
            _ => Term::Earliest(items),
        })
    }

    fn between(&mut self, word: &str) -> Result<Term, Mistake> {
        self.next();
        self.expect("from")?;
        let from = Box::new(self.factor()?);
        self.expect("to")?;
        let to = Box::new(self.factor()?);
        Ok(if word == "days" {
            Term::Days { from, to }
        } else {
            Term::Years { from, to }
        })
    }

    fn characters(&mut self) -> Result<Term, Mistake> {
        self.next();
        let first = self.number::<std::num::NonZeroU16>()?.get();
        self.expect("to")?;
        let last = self.number()?;
        self.expect("of")?;
        Ok(Term::Characters {
            first,
            last,
            of: Box::new(self.factor()?),
        })
    }
}
