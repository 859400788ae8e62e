use domain::submissions::Severity;
use submission::assessments::{
    Decision, Edit, EditType, Form, ItemKind, ItemSpan, Items, OfficialText, Rule, ServerCheck,
    ServerPart, TextState,
};

use super::Parser;
use crate::{
    Mistake, What,
    example::{Changes, Example, Outcome, sample},
    form::pattern,
    token::Kind,
};

impl Parser<'_> {
    /// After the word `form`.
    pub(super) fn form(&mut self) -> Result<Form, Mistake> {
        let name = self.any_word("a name")?;
        let trimmed = self.word("trimmed");
        let mut rows = Vec::new();
        loop {
            let here = self.at;
            let text = self.quoted("a pattern")?;
            let row = pattern(&text).map_err(|why| {
                self.at = here;
                self.mistake(What::Pattern(why))
            })?;
            rows.push(row);
            if !self.word("or") {
                return Ok(Form {
                    name,
                    trimmed,
                    rows,
                });
            }
        }
    }

    /// After the word `sample`.
    pub(super) fn sample(&mut self) -> Result<(String, Changes), Mistake> {
        let Kind::Rest(rest) = self.next() else {
            return self.unexpected("a name");
        };
        sample(&rest, self.table, &self.samples).map_err(|what| self.mistake(what))
    }

    /// One edit with its examples; `index` is its place in the pack.
    pub(super) fn edit(&mut self, index: usize) -> Result<(Edit, Vec<Example>), Mistake> {
        self.expect("edit")?;
        let number: i16 = self.number()?;
        let kind = self.one_of(EditType::ALL, EditType::word, "the type of an edit")?;
        let severity = self.one_of(
            [Severity::Fatal, Severity::Warning, Severity::Information],
            severity,
            "fatal, warning or information",
        )?;
        let from = self.after("from", Self::date)?;
        let until = self.after("until", Self::date)?;
        let text = self.after("text", Self::official_text)?;
        self.expect("says")?;
        let says = self.quoted("what is wrong, in quotation marks")?;
        let fix = self.after("fix", |parser| {
            parser.quoted("what to do, in quotation marks")
        })?;
        let on = self.after("on", Self::on)?;
        let mut on = on.unwrap_or_else(|| self.table.with_edit(number));
        let decision = self.decision(number, &mut on)?;
        let rest = match decision {
            Decision::Rules(_) if self.word("server") => Some(self.server_part()?),
            _ => None,
        };
        let examples = self.examples(index)?;
        if let Decision::Rules(_) = decision {
            self.show_both(number, &examples)?;
        }
        Ok((
            Edit {
                number,
                kind,
                severity,
                from,
                until,
                text,
                says,
                fix,
                on,
                decision,
                rest,
            },
            examples,
        ))
    }

    /// That the examples of an edit with rules have a record that passes, and one that breaks.
    fn show_both(&self, number: i16, examples: &[Example]) -> Result<(), Mistake> {
        for (outcome, needed) in [(Outcome::Passes, "passes"), (Outcome::Breaks, "breaks")] {
            if !examples.iter().any(|example| example.outcome == outcome) {
                return Err(self.mistake(What::NoExample(number, needed)));
            }
        }
        Ok(())
    }

    /// After the word `server`.
    fn server_part(&mut self) -> Result<ServerPart, Mistake> {
        let check = ServerCheck::ALL
            .into_iter()
            .find(|check| self.word(check.word()));
        let when = if check.is_some() && self.word("when") {
            Some(self.condition()?)
        } else {
            None
        };
        let reason = self.quoted("what the server looks at, or a reason")?;
        Ok(ServerPart {
            check,
            when,
            reason,
        })
    }

    pub(crate) fn one_of<T: Copy, const N: usize>(
        &mut self,
        all: [T; N],
        word: fn(T) -> &'static str,
        expected: &'static str,
    ) -> Result<T, Mistake> {
        for one in all {
            if self.word(word(one)) {
                return Ok(one);
            }
        }
        self.unexpected(expected)
    }

    fn official_text(&mut self) -> Result<OfficialText, Mistake> {
        let version = self.any_word("a version")?;
        let state = match () {
            () if self.word("cut") => TextState::Cut,
            () if self.word("older") => TextState::Older,
            () => TextState::Whole,
        };
        Ok(OfficialText { version, state })
    }

    /// `A, B through D`, `every date item except A`, `every item`.
    fn on(&mut self) -> Result<Items, Mistake> {
        let items = if self.word("every") {
            let mut kinds = Vec::new();
            while !self.word("item") {
                kinds.push(self.one_of(
                    ItemKind::ALL,
                    ItemKind::word,
                    "a kind of item, or item",
                )?);
                self.sign(",");
            }
            self.table.of_kinds(&kinds)
        } else {
            self.items()?
        };
        let except = if self.word("except") {
            self.items()?
        } else {
            Items::new()
        };
        Ok(without(&items, &except))
    }

    fn decision(&mut self, number: i16, on: &mut Items) -> Result<Decision, Mistake> {
        if self.word("server") {
            return self.server_part().map(Decision::Server);
        }
        if self.word("information") {
            return self.quoted("a reason").map(Decision::Information);
        }
        if self.word("gone") {
            return self.quoted("a reason").map(Decision::Gone);
        }
        if self.word("deleted") {
            let is_inferred = self.word("before");
            if !is_inferred {
                self.expect("in")?;
            }
            let version = self.any_word("a version")?;
            return Ok(Decision::Deleted(if is_inferred {
                format!("Before {version}, whose items do not name it any more.")
            } else {
                version
            }));
        }
        let mut rules = Vec::new();
        let mut spoken = Items::new();
        while !matches!(self.peek(), Kind::End)
            && ![
                "server", "passes", "breaks", "edit", "form", "items", "sample",
            ]
            .iter()
            .any(|word| self.is_word(word))
        {
            self.rules(&mut rules)?;
            spoken.extend(self.spoken.iter().copied().map(ItemSpan::one));
        }
        if rules.is_empty() {
            return self.unexpected("a rule");
        }
        if on.is_empty() {
            if rules.iter().any(|rule| rule.each && rule.on.is_none()) {
                return Err(self.mistake(What::NoItem(number)));
            }
            *on = spans(spoken);
        }
        Ok(Decision::Rules(rules))
    }

    /// One rule, which may say by itself on which items it is reported, or the same for each group of a `for`.
    fn rules(&mut self, rules: &mut Vec<Rule>) -> Result<(), Mistake> {
        let letter = self.letter()?;
        if !self.word("for") {
            self.names.clear();
            let on = self.after("on", Self::on)?;
            let mut rule = self.rule(letter)?;
            let of_rule = on.iter().flatten();
            self.spoken
                .extend(of_rule.flat_map(|span| span.first..=span.last));
            rule.on = on;
            rules.push(rule);
            return Ok(());
        }
        let groups = self.groups()?;
        let body = self.at;
        let mut all = std::collections::HashSet::new();
        for group in groups {
            self.at = body;
            let on = group.iter().map(|(_, item)| ItemSpan::one(*item)).collect();
            self.names = group.into_iter().collect();
            let mut rule = self.rule(letter)?;
            rule.on = Some(spans(on));
            rules.push(rule);
            all.extend(self.spoken.iter().copied());
        }
        self.spoken = all;
        Ok(())
    }

    /// `(a)`.
    fn letter(&mut self) -> Result<Option<char>, Mistake> {
        let Kind::Word(word) = self.peek_after() else {
            return Ok(None);
        };
        let mut letters = word.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return Ok(None);
        };
        if !letter.is_ascii_lowercase() || !self.sign("(") {
            return Ok(None);
        }
        self.next();
        self.expect_sign(")")?;
        Ok(Some(letter))
    }

    /// The names of a `for`, and the items that they stand for, group by group.
    fn groups(&mut self) -> Result<Vec<Vec<(String, u16)>>, Mistake> {
        let mut names = Vec::new();
        loop {
            let word = self.any_word("a name such as $code")?;
            names.push(word.trim_start_matches('$').to_owned());
            if !self.sign(",") {
                break;
            }
        }
        self.expect("in")?;
        let mut groups = Vec::new();
        loop {
            let mut group = Vec::new();
            let many = self.sign("(");
            for (at, name) in names.iter().enumerate() {
                if at > 0 && !self.sign(",") {
                    return Err(self.mistake(What::WrongGroup(names.len())));
                }
                group.push((name.clone(), self.item()?));
            }
            if many && !self.sign(")") {
                return Err(self.mistake(What::WrongGroup(names.len())));
            }
            groups.push(group);
            if !self.sign(",") {
                return Ok(groups);
            }
        }
    }

    fn rule(&mut self, letter: Option<char>) -> Result<Rule, Mistake> {
        self.spoken.clear();
        self.says_it = false;
        let when = self.after("when", Self::condition)?;
        self.expect("then")?;
        let then = self.condition()?;
        Ok(Rule {
            letter,
            on: None,
            each: self.says_it,
            when,
            then,
        })
    }

    fn examples(&mut self, edit: usize) -> Result<Vec<Example>, Mistake> {
        let mut examples = Vec::new();
        loop {
            let outcome = match () {
                () if self.is_word("passes") => Outcome::Passes,
                () if self.is_word("breaks") => Outcome::Breaks,
                () => return Ok(examples),
            };
            let line = self.line();
            self.next();
            let Kind::Rest(rest) = self.peek().clone() else {
                return self.unexpected("a subset");
            };
            let example = Example::read(
                &rest,
                self.table,
                &self.samples,
                edit,
                outcome,
                (self.file, line),
            )
            .map_err(|what| self.mistake(what))?;
            self.next();
            examples.push(example);
        }
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal => "fatal",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}

/// In item order, each once, neighbours together.
fn spans(items: Items) -> Items {
    let mut single: Vec<u16> = items
        .iter()
        .flat_map(|span| span.first..=span.last)
        .collect();
    single.sort_unstable();
    single.dedup();
    let mut spans: Items = Vec::new();
    for item in single {
        match spans.last_mut() {
            Some(span) if span.last + 1 == item => span.last = item,
            _ => spans.push(ItemSpan::one(item)),
        }
    }
    spans
}

fn without(items: &Items, except: &Items) -> Items {
    let excepted = |item: u16| {
        except
            .iter()
            .any(|span| (span.first..=span.last).contains(&item))
    };
    let kept = items
        .iter()
        .flat_map(|span| span.first..=span.last)
        .filter(|item| !excepted(*item));
    spans(kept.map(ItemSpan::one).collect())
}
