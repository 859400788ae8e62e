//! Cuts the page's program: what every page needs stays in the main file, the rest goes into chunks.
//!
//! Left alone, the splitter makes a file for each set of pages that share a function: 182 files for 19 pages, 85
//! of them for the dashboard. So pages are grouped first, by giving those of one group one name; the sets are then
//! sets of groups.

use crate::files::read;
use anyhow::{Context, Result, anyhow, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// What each page needs besides the main file: the server's hints for the browser. Page and chunk are named as
/// Leptos and the splitter name them.
pub type Chunks = BTreeMap<String, Vec<String>>;

const GROUPS: &str = "frontend/chunks.txt";
/// Leptos loads the chunks through a script of this name.
const LINK_SCRIPT: &str = "./__wasm_split.______________________.js";

/// What a split is made from besides the program.
pub fn groups() -> Result<Vec<u8>> {
    read(Path::new(GROUPS))
}

/// Writes the chunks to `folder` and the main file to `main`, whose script will be called `script`.
pub fn split(wasm: &[u8], main: &Path, script: &str, folder: &Path) -> Result<Chunks> {
    let text = groups()?;
    let groups = Groups::parse(std::str::from_utf8(&text)?);
    let (grouped, pages) = regroup(wasm, &groups)?;
    groups.check(&pages)?;

    let mut options = wasm_split_cli_support::Options::new(&grouped);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = script;
    options.link_name = LINK_SCRIPT;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("splitting: {error:?}"))?;
    for chunk in &split.split_modules {
        fs::write(chunk, without_names(&read(chunk)?)?)?;
    }
    let chunks = |page: &String| {
        split
            .prefetch_map
            .get(groups.of(page))
            .cloned()
            .unwrap_or_default()
    };
    Ok(pages
        .iter()
        .map(|page| (page.clone(), chunks(page)))
        .collect())
}

/// The lines of the groups' file, without comments.
struct Groups<'a>(Vec<Vec<&'a str>>);

impl<'a> Groups<'a> {
    fn parse(text: &'a str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .map(|line| line.split_whitespace().collect())
                .filter(|group: &Vec<_>| !group.is_empty())
                .collect(),
        )
    }

    /// A group is called after its first page.
    fn of(&self, page: &str) -> &'a str {
        let group = self
            .0
            .iter()
            .find(|group| group.iter().any(|name| is_page(page, name)));
        group
            .and_then(|group| group.first())
            .copied()
            .unwrap_or("others")
    }

    fn check(&self, pages: &BTreeSet<String>) -> Result<()> {
        for name in self.0.iter().flatten() {
            ensure!(
                pages.iter().any(|page| is_page(page, name)),
                "{GROUPS}: there is no page {name}"
            );
        }
        Ok(())
    }
}

/// Leptos calls the view of `LogInPage` `__log_in_page_view_<digits>`.
fn is_page(page: &str, name: &str) -> bool {
    let rest = page
        .strip_prefix("__")
        .and_then(|page| page.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with("_view_"))
}

/// Gives all pages of a group the group's name. The linker's relocations count from the start of a section and
/// name sections by their place, so imports and exports may grow and shrink.
fn regroup(wasm: &[u8], groups: &Groups) -> Result<(Vec<u8>, BTreeSet<String>)> {
    let mut module = Module::new();
    let mut pages = BTreeSet::new();
    let mut rename = |name: &str| match page_in(name) {
        Some(place) => {
            let page = &name[place.clone()];
            pages.insert(page.to_owned());
            format!(
                "{}{}{}",
                &name[..place.start],
                groups.of(page),
                &name[place.end..]
            )
        }
        None => name.to_owned(),
    };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.into_imports() {
                    let import = import?;
                    let kind = RoundtripReencoder.entity_type(import.ty)?;
                    section.import(import.module, &rename(import.name), kind);
                }
                module.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports {
                    let export = export?;
                    section.export(
                        &rename(export.name),
                        RoundtripReencoder.export_kind(export.kind)?,
                        export.index,
                    );
                }
                module.section(&section);
            }
            other => copy(&other, wasm, &mut module)?,
        }
    }
    Ok((module.finish(), pages))
}

/// Where the page stands in a name that the splitter understands.
fn page_in(name: &str) -> Option<Range<usize>> {
    const POINT: &str = "__wasm_split_00";
    const LOADER: &str = "__wasm_split_load_";
    if let Some(rest) = name.strip_prefix(POINT) {
        let end = rest
            .find("00_import_")
            .or_else(|| rest.find("00_export_"))?;
        return Some(POINT.len()..POINT.len() + end);
    }
    name.starts_with(LOADER).then_some(LOADER.len()..name.len())
}

/// The program without its custom sections: functions' names would be most of a chunk.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if !matches!(payload, Payload::CustomSection(_)) {
            copy(&payload, wasm, &mut module)?;
        }
    }
    Ok(module.finish())
}

/// Takes a section over as it is.
pub fn copy(payload: &Payload, wasm: &[u8], module: &mut Module) -> Result<()> {
    if let Some((id, range)) = payload.as_section() {
        let data = usize::try_from(range.start)?..usize::try_from(range.end)?;
        module.section(&RawSection {
            id,
            data: wasm.get(data).context("a section ends in the file")?,
        });
    }
    Ok(())
}
