use submission::assessments::{Condition, Count, Order, Term};

use super::Parser;
use crate::{Mistake, What, token::Kind};

impl Parser<'_> {
    /// `or` of `and`s.
    pub fn condition(&mut self) -> Result<Condition, Mistake> {
        let mut any = vec![self.every()?];
        while self.word("or") {
            any.push(self.every()?);
        }
        Ok(alone(any).unwrap_or_else(Condition::Any))
    }

    fn every(&mut self) -> Result<Condition, Mistake> {
        let mut all = vec![self.single()?];
        while self.word("and") {
            all.push(self.single()?);
        }
        Ok(alone(all).unwrap_or_else(Condition::All))
    }

    fn single(&mut self) -> Result<Condition, Mistake> {
        if self.word("not") {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.word("active") {
            return self.item().map(Condition::Active);
        }
        if self.is_word("in") && matches!(self.peek_after(), Kind::Word(word) if word == "order") {
            return self.in_order();
        }
        if self.is_word("no") && matches!(self.peek_after(), Kind::Word(word) if word == "two") {
            return self.no_two_equal();
        }
        if let Some(count) = self.count()? {
            return self.counted(count);
        }
        if matches!(self.peek(), Kind::Sign("(")) {
            return self.in_parentheses();
        }
        let term = self.term()?;
        self.about(term)
    }

    /// A condition, or a term with which one begins: what fits decides.
    fn in_parentheses(&mut self) -> Result<Condition, Mistake> {
        let start = self.at;
        self.next();
        if let Ok(condition) = self.condition()
            && self.sign(")")
        {
            return Ok(condition);
        }
        let far = self.at;
        self.at = start;
        match self.term() {
            Ok(term) => self.about(term),
            Err(mistake) => {
                // Of the two readings the one that came further says what is wrong.
                self.at = far.max(start + 1);
                if far > start + 1 {
                    self.unexpected("the rest of a condition")
                } else {
                    Err(mistake)
                }
            }
        }
    }

    fn about(&mut self, term: Term) -> Result<Condition, Mistake> {
        if self.word("is") {
            let not = self.word("not");
            if self.word("listed") {
                let listed = Condition::Listed(term);
                return Ok(if not {
                    Condition::Not(Box::new(listed))
                } else {
                    listed
                });
            }
            return Ok(Condition::Is {
                term,
                values: self.values()?,
                not,
            });
        }
        if self.word("has") {
            self.expect("form")?;
            let name = self.any_word("the name of a form")?;
            let form = self.forms.iter().position(|form| form.name == name);
            let form = form.and_then(|form| u16::try_from(form).ok());
            return match form {
                Some(form) => Ok(Condition::HasForm(term, form)),
                None => Err(self.mistake(What::UnknownForm(name))),
            };
        }
        match self.order() {
            Some(order) => Ok(Condition::Compare(term, order, self.term()?)),
            None => self.unexpected("is, has form, or one of < <= > >= = !="),
        }
    }

    fn order(&mut self) -> Option<Order> {
        Order::ALL.into_iter().find(|order| self.sign(order.sign()))
    }

    fn count(&mut self) -> Result<Option<Count>, Mistake> {
        let Kind::Word(word) = self.peek() else {
            return Ok(None);
        };
        let count = match word.as_str() {
            "all" => Count::All,
            "some" => Count::Some,
            "none" => Count::None,
            "exactly" => {
                self.next();
                Count::Exactly(self.number()?)
            }
            "at" => {
                self.next();
                if self.word("least") {
                    Count::AtLeast(self.number()?)
                } else {
                    self.expect("most")?;
                    Count::AtMost(self.number()?)
                }
            }
            _ => return Ok(None),
        };
        if matches!(count, Count::All | Count::Some | Count::None) {
            self.next();
        }
        self.expect("of")?;
        Ok(Some(count))
    }

    fn counted(&mut self, count: Count) -> Result<Condition, Mistake> {
        let items = self.items()?;
        self.expect("are")?;
        let not = self.word("not");
        Ok(Condition::Counted {
            count,
            items,
            values: self.values()?,
            not,
        })
    }

    fn in_order(&mut self) -> Result<Condition, Mistake> {
        self.next();
        self.next();
        let first = self.term()?;
        let mut rest = Vec::new();
        while let Some(order) = self.order() {
            rest.push((order, self.term()?));
        }
        if rest.is_empty() {
            self.unexpected("<, <= or =")
        } else {
            Ok(Condition::InOrder { first, rest })
        }
    }

    fn no_two_equal(&mut self) -> Result<Condition, Mistake> {
        self.next();
        self.next();
        self.expect("of")?;
        let items = self.items()?;
        self.expect("are")?;
        self.expect("equal")?;
        Ok(Condition::NoTwoEqual(items))
    }
}

/// The only one, or all of them.
fn alone(mut conditions: Vec<Condition>) -> Result<Condition, Vec<Condition>> {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => Ok(only),
        Some(last) => {
            conditions.push(last);
            Err(conditions)
        }
        None => Err(conditions),
    }
}
