//! CMS's tables, as each instrument publishes them, brought to one shape.
//!
//! MDS: `itm_mstr.csv` and `itm_val.csv` in Windows-1252. OASIS: the same facts as `items.psv` and `values.psv`, and
//! `edits.csv`. Only OASIS's tables say what edits stand on an item; those of MDS say in their rules where they stand.

use crate::files::read;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub struct Item {
    pub id: String,
    pub kind: &'static str,
    /// In characters.
    pub length: u16,
    /// Of the record of fixed format, the first being 1.
    pub byte: u16,
    pub section: String,
    /// Item subset codes of the records that have it.
    pub subsets: Vec<String>,
    /// Those of the records that have it where a state asks for it.
    pub optional: Vec<String>,
    pub name: String,
    pub edits: Vec<String>,
    /// First target date, when it came with this version.
    pub since: Option<&'static str>,
    pub values: Vec<Value>,
}

/// A row of the item values: a code and what it stands for, or a format such as `YYYYMMDD`.
pub struct Value {
    pub code: String,
    pub label: String,
}

/// # Errors
/// When a table is missing or not of this shape.
pub fn oasis(folder: &Path) -> Result<Vec<Item>> {
    let master = psv(&read(&folder.join("items.psv"))?)?;
    let values = psv(&read(&folder.join("values.psv"))?)?;
    let deleted = deleted_edits(&read(&folder.join("edits.csv"))?)?;
    let edits_of = |row: &MasterRow| {
        list(&row.edits)
            .filter(|edit| !deleted.contains(*edit))
            .map(str::to_owned)
            .collect()
    };
    items(master, values, edits_of)
}

/// # Errors
/// When a table is missing or not of this shape.
pub fn mds(folder: &Path) -> Result<Vec<Item>> {
    let master = windows_1252(&read(&folder.join("itm_mstr.csv"))?)?;
    let values = windows_1252(&read(&folder.join("itm_val.csv"))?)?;
    items(master, values, |_| Vec::new())
}

/// A row of the item master. The names are those of MDS, the other ones those of OASIS.
#[derive(Deserialize)]
struct MasterRow {
    #[serde(rename = "itm_srt_id")]
    order: u32,
    #[serde(rename = "itm_id")]
    id: String,
    #[serde(rename = "itm_shrt_label", alias = "label")]
    name: String,
    #[serde(rename = "itm_sect_label", alias = "section")]
    section: String,
    #[serde(rename = "itm_grp_cd")]
    group: String,
    #[serde(rename = "itm_type_cd")]
    kind: String,
    #[serde(rename = "fixed_rec_lngth")]
    length: u16,
    #[serde(rename = "fixed_rec_strt_byte")]
    byte: u16,
    #[serde(rename = "isc_active")]
    subsets: String,
    #[serde(rename = "isc_state_opt", default)]
    optional: String,
    #[serde(rename = "itm_vrsn_notes", default)]
    notes: String,
    #[serde(rename = "edit_ids", default)]
    edits: String,
}

#[derive(Deserialize)]
struct ValueRow {
    #[serde(rename = "itm_id")]
    item: String,
    #[serde(rename = "val_id")]
    code: String,
    #[serde(rename = "val_txt")]
    label: String,
    #[serde(rename = "val_srt_id", default)]
    order: u32,
    /// The last version that has it; no table used it so far.
    #[serde(rename = "vrsn_end", default)]
    end: String,
}

#[derive(Deserialize)]
struct EditRow {
    edit_id: String,
    edit_text: String,
}

/// Calculated by the submission system and never submitted, but an edit stands on them.
const CALCULATED_WITH_EDITS: [&str; 2] = ["ASMT_EFF_DATE", "TARGET_DATE"];

/// In the order of the item master, without what only fills the record of fixed format or is calculated.
fn items(
    mut master: Vec<MasterRow>,
    values: Vec<ValueRow>,
    edits_of: impl Fn(&MasterRow) -> Vec<String>,
) -> Result<Vec<Item>> {
    let mut values = by_item(values)?;
    master.retain(|row| match row.group.as_str() {
        "Filler" => false,
        "Calc" => CALCULATED_WITH_EDITS.contains(&row.id.as_str()),
        _ => true,
    });
    master.sort_by_key(|row| row.order);
    let items = master.into_iter().map(|row| {
        let values = values.remove(&row.id).unwrap_or_default();
        let edits = edits_of(&row);
        item(row, values, edits)
    });
    items.collect()
}

fn item(row: MasterRow, values: Vec<Value>, edits: Vec<String>) -> Result<Item> {
    ensure!(!values.is_empty(), "{} has no values", row.id);
    Ok(Item {
        kind: kind(&row.kind)?,
        length: row.length,
        byte: row.byte,
        section: row.section,
        subsets: list(&row.subsets).map(str::to_owned).collect(),
        optional: list(&row.optional).map(str::to_owned).collect(),
        name: clean(&row.name),
        edits,
        since: since(&row.notes)?,
        id: row.id,
        values,
    })
}

fn kind(of_cms: &str) -> Result<&'static str> {
    Ok(match of_cms {
        "Code" => "code",
        "Checklist" => "checklist",
        "Date" => "date",
        "Number" => "number",
        "Text" => "text",
        "ICD" => "icd",
        other => bail!("{other} is no known type of item"),
    })
}

fn by_item(mut rows: Vec<ValueRow>) -> Result<BTreeMap<String, Vec<Value>>> {
    // Stable: OASIS's table has no order but that of its rows.
    rows.sort_by_key(|row| row.order);
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in rows {
        ensure!(row.end.is_empty(), "{}: a value that has ended", row.item);
        found.entry(row.item).or_default().push(Value {
            code: row.code,
            label: clean(&row.label),
        });
    }
    Ok(found)
}

/// First target date of each version of MDS's specifications, by 3.2 of the reference on submissions.
const EFFECTIVE: [(&str, &str); 4] = [
    ("3.00", "2019-10-01"),
    ("3.01", "2023-10-01"),
    ("3.02", "2024-10-01"),
    ("3.10", "2025-10-01"),
];

/// From a note such as `[V3.10.0]-New item.`, the date.
fn since(notes: &str) -> Result<Option<&'static str>> {
    let Some((before, _)) = notes.split_once("]-New item") else {
        return Ok(None);
    };
    let (_, version) = before
        .rsplit_once('V')
        .with_context(|| format!("a note without a version: {notes}"))?;
    let known = EFFECTIVE
        .iter()
        .find(|(start, _)| version.starts_with(start));
    let (_, date) = known.with_context(|| format!("version {version} has no date"))?;
    Ok(Some(date))
}

fn deleted_edits(csv: &[u8]) -> Result<BTreeSet<String>> {
    let rows: Vec<EditRow> = rows(csv::ReaderBuilder::new().from_reader(csv))?;
    let deleted = rows
        .into_iter()
        .filter(|row| row.edit_text.contains("THIS EDIT WAS DELETED"));
    Ok(deleted.map(|row| row.edit_id).collect())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// In one line, without doubled spaces.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn windows_1252<R: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<R>> {
    let (text, _, _): (Cow<str>, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
    rows(csv::ReaderBuilder::new().from_reader(text.as_bytes()))
}

fn psv<R: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<R>> {
    let mut builder = csv::ReaderBuilder::new();
    rows(builder.delimiter(b'|').quoting(false).from_reader(bytes))
}

fn rows<R: DeserializeOwned>(mut reader: csv::Reader<&[u8]>) -> Result<Vec<R>> {
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[(&str, &[u8])]) -> Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes)?;
        }
        Ok(folder)
    }

    const MASTER: &str = "itm_srt_id,itm_id,itm_shrt_label,itm_sect_label,itm_grp_cd,itm_type_cd,fixed_rec_strt_byte,\
        fixed_rec_lngth,itm_vrsn_notes,isc_active,isc_state_opt\n";

    fn two_items() -> Result<Vec<Item>> {
        let master = [
            MASTER.as_bytes(),
            b"200,B2,Caf\xe9,B,Asmt,Checklist,2,1,[V3.10.0]-New item.,\"NC,NQ\",NP\n",
            b"100,B1,\"Two  \twords\",B,Asmt,Code,1,1,,NC,\n",
            b"300,F1,Filler,F,Filler,Text,3,1,,,\n400,AGE,Age,C,Calc,Number,4,1,,,\n",
        ];
        let values =
            b"val_srt_id,itm_id,val_id,val_txt,vrsn_end\n2,B1,1,Yes,\n1,B1,0,No,\n1,B2,0,No,\n";
        let folder = folder(&[("itm_mstr.csv", &master.concat()), ("itm_val.csv", values)])?;
        mds(folder.path())
    }

    #[test]
    fn items_stand_in_the_order_of_the_master_without_fillers() -> Result<()> {
        let items = two_items()?;
        let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["B1", "B2"]);
        assert_eq!(
            (&*items[0].name, &*items[1].name),
            ("Two words", "Caf\u{e9}")
        );
        assert_eq!(items[1].subsets, ["NC", "NQ"]);
        assert_eq!(items[1].optional, ["NP"]);
        assert_eq!(items[0].values[0].code, "0");
        Ok(())
    }

    #[test]
    fn a_new_item_has_the_date_of_its_version() -> Result<()> {
        let items = two_items()?;
        assert_eq!(items[0].since, None);
        assert_eq!(items[1].since, Some("2025-10-01"));
        assert!(since("[V9.00.0]-New item.").is_err());
        Ok(())
    }

    #[test]
    fn edits_that_cms_deleted_stand_on_nothing() -> Result<()> {
        let folder = folder(&[
            ("items.psv", b"itm_id|section|itm_grp_cd|itm_type_cd|itm_srt_id|fixed_rec_strt_byte|fixed_rec_lngth|isc_active|edit_ids|label\n\
                M1|A|Asmt|Code|50|1|1|01,XX|-1,-2|One\n"),
            ("values.psv", b"itm_id|val_id|val_txt\nM1|0|No\n"),
            ("edits.csv", b"edit_id,edit_text\n-1,***THIS EDIT WAS DELETED IN V3.02.0***\n-2,\"It is, or is not\"\n"),
        ])?;
        let items = oasis(folder.path())?;
        assert_eq!(items[0].edits, ["-2"]);
        Ok(())
    }

    #[test]
    fn an_item_without_values_is_refused() {
        let row = "id,itm_srt_id,itm_id,label,section,itm_grp_cd,itm_type_cd,fixed_rec_lngth,fixed_rec_strt_byte,isc_active\n\
            1,1,M1,One,A,Asmt,Code,1,1,01\n";
        let master = rows(csv::ReaderBuilder::new().from_reader(row.as_bytes())).unwrap();
        assert!(items(master, vec![], |_| vec![]).is_err());
    }
}
