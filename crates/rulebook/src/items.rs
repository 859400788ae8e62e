//! The table of a pack's items, as `cargo xtask spec import` writes it.

use std::collections::HashMap;

use submission::assessments::{Item, ItemKind, ItemSpan, Items, Subsets, Values};

use crate::{Mistake, What, parser::Parser};

/// `id kind length byte section subsets values name edits since`, with tabs between them.
const COLUMNS: usize = 10;

/// All items, in the order of the item master.
#[derive(Debug, Default)]
pub struct Table {
    pub items: Vec<Item>,
    pub subsets: Vec<String>,
    indices: HashMap<String, u16>,
    /// The items that carry an edit.
    edits: HashMap<i16, Items>,
}

impl Table {
    pub fn read(file: &str, text: &str) -> Result<Self, Mistake> {
        let mut table = Self::default();
        for (line, row) in text.lines().enumerate().skip(1) {
            table.row(row).map_err(|what| Mistake {
                file: file.to_owned(),
                line: line + 1,
                column: 1,
                what,
            })?;
        }
        // `all` stands for every subset that some line names.
        let all = Subsets(u16::try_from((1_u32 << table.subsets.len()) - 1).unwrap_or(u16::MAX));
        for item in &mut table.items {
            if item.subsets == Subsets(u16::MAX) {
                item.subsets = all;
            }
        }
        Ok(table)
    }

    /// Reads in which subsets a state may ask for an item: `id subsets`, with a tab between them.
    pub fn read_optional(&mut self, file: &str, text: &str) -> Result<(), Mistake> {
        for (line, row) in text.lines().enumerate().skip(1) {
            self.optional(row).map_err(|what| Mistake {
                file: file.to_owned(),
                line: line + 1,
                column: 1,
                what,
            })?;
        }
        Ok(())
    }

    fn optional(&mut self, row: &str) -> Result<(), What> {
        let (id, subsets) = row.split_once('\t').ok_or(What::Columns(2))?;
        let item = self
            .find(id)
            .ok_or_else(|| What::UnknownItem(id.to_owned()))?;
        let subsets = self.subsets(subsets)?;
        self.items[usize::from(item)].optional = subsets;
        Ok(())
    }

    fn row(&mut self, row: &str) -> Result<(), What> {
        let cells: Vec<&str> = row.split('\t').collect();
        let [
            id,
            kind,
            length,
            byte,
            section,
            subsets,
            values,
            name,
            edits,
            _since,
        ] = cells[..]
        else {
            return Err(What::Columns(COLUMNS));
        };
        let index = u16::try_from(self.items.len()).map_err(|_| What::Number(id.to_owned()))?;
        let kind = ItemKind::ALL
            .into_iter()
            .find(|known| known.word() == kind)
            .ok_or_else(|| What::Cell("a kind of item", kind.to_owned()))?;
        let number = |cell: &str| {
            if cell.is_empty() {
                Ok(0)
            } else {
                cell.parse().map_err(|_| What::Number(cell.to_owned()))
            }
        };
        let item = Item {
            id: id.to_owned(),
            kind,
            length: number(length)?,
            byte: number(byte)?,
            section: section.to_owned(),
            subsets: self.subsets(subsets)?,
            optional: Subsets::default(),
            values: values_of(values)?,
            name: name.to_owned(),
        };
        self.items.push(item);
        self.indices.insert(id.to_owned(), index);
        for edit in edits.split_whitespace() {
            let edit = edit.parse().map_err(|_| What::Number(edit.to_owned()))?;
            self.edits
                .entry(edit)
                .or_default()
                .push(ItemSpan::one(index));
        }
        Ok(())
    }

    fn subsets(&mut self, cell: &str) -> Result<Subsets, What> {
        if cell == "all" {
            return Ok(Subsets(u16::MAX));
        }
        let mut subsets = Subsets::default();
        for code in cell.split_whitespace() {
            let at = self
                .subsets
                .iter()
                .position(|known| known == code)
                .unwrap_or_else(|| {
                    self.subsets.push(code.to_owned());
                    self.subsets.len() - 1
                });
            if at >= 16 {
                return Err(What::TooManySubsets);
            }
            subsets.0 |= Subsets::of(at).0;
        }
        Ok(subsets)
    }

    pub fn find(&self, id: &str) -> Option<u16> {
        self.indices.get(id).copied()
    }

    /// The items to which CMS attaches an edit.
    pub fn with_edit(&self, number: i16) -> Items {
        self.edits.get(&number).cloned().unwrap_or_default()
    }

    /// The items of a section of the form.
    pub fn of_section(&self, section: &str) -> Items {
        let of_section = (0..)
            .zip(&self.items)
            .filter(|(_, item)| item.section == section);
        of_section.map(|(index, _)| ItemSpan::one(index)).collect()
    }

    /// All items of some kinds; all items when there are none.
    pub fn of_kinds(&self, kinds: &[ItemKind]) -> Items {
        let wanted = |item: &Item| kinds.is_empty() || kinds.contains(&item.kind);
        (0..)
            .zip(&self.items)
            .filter(|(_, item)| wanted(item))
            .map(|(index, _)| ItemSpan::one(index))
            .collect()
    }
}

fn values_of(cell: &str) -> Result<Values, What> {
    if cell.is_empty() {
        return Ok(Values::new());
    }
    let table = Table::default();
    let mut parser = Parser::new("", cell, &table).map_err(|mistake| mistake.what)?;
    parser.values().map_err(|mistake| mistake.what)
}
