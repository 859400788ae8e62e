//! The file `pack`: whose rules these are, and for which dates.

use submission::assessments::{Key, Located, Span, Target};

use crate::{Mistake, items::Table, parser::Parser, token::Kind};

pub struct Head {
    pub instrument: String,
    pub version: String,
    pub item_sets: Vec<String>,
    pub specifications: Vec<String>,
    pub in_force: Span,
    pub subset_item: u16,
    pub targets: Vec<Target>,
    pub effective: Vec<Target>,
    pub carries: Vec<Target>,
    pub keys: Vec<(Key, u16)>,
    pub locator: Vec<Located>,
    /// Files of other packs whose edits hold here too.
    pub uses: Vec<String>,
}

impl Head {
    pub fn read(file: &str, text: &str, table: &Table) -> Result<Self, Mistake> {
        let mut parser = Parser::new(file, text, table)?;
        parser.expect("pack")?;
        let instrument = parser.any_word("an instrument")?;
        let version = parser.any_word("a version")?;
        parser.expect("item")?;
        parser.expect("set")?;
        let item_sets = codes(&mut parser)?;
        parser.expect("specification")?;
        let specifications = codes(&mut parser)?;
        let in_force = span(&mut parser)?;
        parser.expect("subset")?;
        let subset_item = parser.item()?;
        let targets = targets_of(&mut parser, "target")?;
        let effective = targets_of(&mut parser, "effective")?;
        let carries = targets_of(&mut parser, "carries")?;
        let mut keys = Vec::new();
        while parser.word("key") {
            let key = parser.one_of(Key::ALL, Key::word, "what the item says")?;
            keys.push((key, parser.item()?));
        }
        let mut locator = Vec::new();
        while parser.word("locator") {
            locator.push(located(&mut parser)?);
        }
        let mut uses = Vec::new();
        while parser.word("uses") {
            uses.push(parser.quoted("a file, in quotation marks")?);
        }
        match parser.peek() {
            Kind::End => Ok(Self {
                instrument,
                version,
                item_sets,
                specifications,
                in_force,
                subset_item,
                targets,
                effective,
                carries,
                keys,
                locator,
                uses,
            }),
            _ => parser.unexpected(
                "target, effective, carries, key, locator, uses, or the end of the file",
            ),
        }
    }
}

/// `from` a date, and perhaps `until` another.
fn span(parser: &mut Parser<'_>) -> Result<Span, Mistake> {
    parser.expect("from")?;
    let from = parser.date()?;
    let until = if parser.word("until") {
        Some(parser.date()?)
    } else {
        None
    };
    Ok(Span { from, until })
}

/// Version codes, with commas between them.
fn codes(parser: &mut Parser<'_>) -> Result<Vec<String>, Mistake> {
    let mut codes = vec![parser.any_word("a version code")?];
    while parser.sign(",") {
        codes.push(parser.any_word("a version code")?);
    }
    Ok(codes)
}

/// All lines of a word, each with an item and perhaps a condition.
fn targets_of(parser: &mut Parser<'_>, word: &str) -> Result<Vec<Target>, Mistake> {
    let mut targets = Vec::new();
    while parser.word(word) {
        targets.push(target(parser)?);
    }
    Ok(targets)
}

fn target(parser: &mut Parser<'_>) -> Result<Target, Mistake> {
    let when = if parser.word("when") {
        let when = parser.condition()?;
        parser.expect("then")?;
        Some(when)
    } else {
        None
    };
    Ok(Target {
        when,
        item: parser.item()?,
    })
}

/// `A`, or `A as B` where the correction says it in another item; `target as A, B`.
fn located(parser: &mut Parser<'_>) -> Result<Located, Mistake> {
    if parser.word("target") {
        parser.expect("as")?;
        let mut items = vec![parser.item()?];
        while parser.sign(",") {
            items.push(parser.item()?);
        }
        return Ok(Located::Target(items));
    }
    let stored = parser.item()?;
    let said = if parser.word("as") {
        parser.item()?
    } else {
        stored
    };
    Ok(Located::Item { stored, said })
}
