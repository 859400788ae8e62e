use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::Path,
};

use submission::assessments::{Decision, Pack, Published, entry::Answers};

use crate::{
    Mistake, What,
    example::{Base, Example},
    head::Head,
    items::Table,
    parser::Written,
    published,
};

/// A pack, with the examples that prove it.
#[derive(Debug)]
pub struct Book {
    pub pack: Pack,
    /// What the codes mean, for forms.
    pub answers: Answers,
    pub(crate) base: Base,
    pub(crate) examples: Vec<Example>,
}

/// One file of a pack, by its path in the folder of all packs: `oasis-3.02.0/edits/dates.edits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// The files of all packs, by their paths.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, String>);

static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/specs.rs"));

impl Sources {
    /// Those that come with the program.
    #[must_use]
    pub fn built_in() -> Self {
        BUILT_IN
            .iter()
            .map(|(name, text)| Source {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect()
    }

    /// Adds the packs of a folder; a file of the same path takes the place of one that is there.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        self.add(folder, "")
    }

    fn add(&mut self, folder: &Path, before: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.add(&entry.path(), &format!("{name}/"))?;
            } else {
                self.0.insert(name, fs::read_to_string(entry.path())?);
            }
        }
        Ok(())
    }

    /// The folders that hold a pack.
    pub fn packs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| name.strip_suffix("/pack"))
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The versions of every instrument that CMS published, by the tables of the packs.
    ///
    /// # Errors
    /// The first mistake in a table.
    pub fn published(&self) -> Result<Vec<Published>, Mistake> {
        published::read(
            self.files()
                .filter(|(name, _)| name.ends_with("/published.tsv")),
        )
    }

    fn get(&self, name: &str) -> Result<&str, Mistake> {
        self.0.get(name).map(String::as_str).ok_or_else(|| Mistake {
            file: name.to_owned(),
            line: 1,
            column: 1,
            what: What::NoFile,
        })
    }

    /// Reads the pack of a folder.
    ///
    /// # Errors
    /// The first mistake in its text.
    pub fn book(&self, folder: &str) -> Result<Book, Mistake> {
        let path = |name: &str| format!("{folder}/{name}");
        let (items, head, base) = (path("items.tsv"), path("pack"), path("base.record"));
        let mut table = Table::read(&items, self.get(&items)?)?;
        let optional = path("optional.tsv");
        if let Some(text) = self.0.get(&optional) {
            table.read_optional(&optional, text)?;
        }
        let head = Head::read(&head, self.get(&head)?, &table)?;
        let base = Base::read(&base, self.get(&base)?, &table)?;
        let Written {
            forms,
            edits,
            examples,
            ..
        } = self.written(&path("edits/"), &head.uses, &base, &table)?;
        let Head {
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
            uses: _,
        } = head;
        let Table { items, subsets, .. } = table;
        let answers = self.0.get(&path("answers.tsv"));
        let answers = answers.map_or_else(Answers::default, |text| Answers::read(text));
        let pack = Pack {
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
            subsets,
            items,
            forms,
            edits,
            by_id: Vec::new(),
        }
        .indexed();
        Ok(Book {
            pack,
            answers,
            base,
            examples,
        })
    }

    /// What the files of other packs that a pack uses say, and then its own, which are in the folder `own`.
    fn written<'a>(
        &self,
        own: &str,
        uses: &[String],
        base: &Base,
        table: &'a Table,
    ) -> Result<Written<'a>, Mistake> {
        let mut written = Written {
            table,
            forms: Vec::new(),
            lists: HashMap::new(),
            samples: base.samples.clone(),
            edits: Vec::new(),
            examples: Vec::new(),
        };
        for name in uses {
            written.read(name, self.get(name)?)?;
        }
        let own_files = self
            .0
            .range(own.to_owned()..)
            .take_while(|(name, _)| name.starts_with(own));
        for (name, text) in own_files {
            written.read(name, text)?;
        }
        Ok(written)
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        Self(
            sources
                .into_iter()
                .map(|source| (source.name, source.text))
                .collect(),
        )
    }
}

impl Book {
    /// The day on which its base records are submitted.
    #[must_use]
    pub const fn today(&self) -> jiff::civil::Date {
        self.base.today
    }

    /// How many edits are decided in each way: by rules, by the server, nowhere, information, deleted, gone.
    #[must_use]
    pub fn decided(&self) -> [usize; 6] {
        let mut counts = [0; 6];
        for edit in &self.pack.edits {
            let at = match &edit.decision {
                Decision::Rules(_) => 0,
                Decision::Server(part) if !part.is_nowhere() => 1,
                Decision::Server(_) => 2,
                Decision::Information(_) => 3,
                Decision::Deleted(_) => 4,
                Decision::Gone(_) => 5,
            };
            counts[at] += 1;
        }
        counts
    }
}
