//! Diagnosis codes that the law of a state keeps out (information edit -9110): removed before the record is stored.

use submission::assessments::{BLANK, Checked, ItemKind, Pack};

/// What was taken out of a record.
#[derive(Default)]
pub(super) struct Removed {
    /// The items in which an excluded code stood.
    pub items: Vec<u16>,
    /// The exclusions that did it, each once.
    pub by: Vec<String>,
}

/// Takes excluded codes out of the record, and moves the codes after them up in their list. `excluded` holds beginnings of codes, without
/// dots.
pub(super) fn remove(checked: &mut Checked, excluded: &[String]) -> Removed {
    let mut removed = Removed::default();
    if excluded.is_empty() {
        return removed;
    }
    for list in lists(&checked.pack) {
        let rows: Vec<(Row, Vec<String>)> = list
            .into_iter()
            .map(|row| {
                let values = row.clone().map(|item| {
                    let value = checked.record.value(item);
                    value.unwrap_or(BLANK).to_owned()
                });
                (row.clone(), values.collect())
            })
            .collect();
        let keeps_out = |values: &[String], out: &str| {
            let code: String = values[0]
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|letter| letter.to_ascii_uppercase())
                .collect();
            code.starts_with(out)
        };
        let is_out = |values: &[String]| excluded.iter().any(|out| keeps_out(values, out));
        let out: Vec<u16> = rows
            .iter()
            .filter(|(_, values)| is_out(values))
            .map(|(row, _)| row.start)
            .collect();
        if out.is_empty() {
            continue;
        }
        let mut kept = rows
            .iter()
            .map(|(_, values)| values)
            .filter(|values| !is_out(values));
        for (row, _) in &rows {
            let values = kept.next();
            for (at, item) in row.clone().enumerate() {
                let value = values
                    .and_then(|values| values.get(at))
                    .map_or(BLANK, String::as_str);
                if checked.record.submitted(item).is_some() {
                    let place = checked.record.place(item);
                    checked.record.set(item, value, place);
                }
            }
        }
        removed.items.extend(out);
        let did = |out: &&String| rows.iter().any(|(_, values)| keeps_out(values, out));
        removed.by.extend(excluded.iter().filter(did).cloned());
    }
    removed.by.sort_unstable();
    removed.by.dedup();
    removed
}

/// A code's item with those that belong to it, such as its severity.
type Row = std::ops::Range<u16>;

/// The lists of codes: items of one number in the item master (M1023, I8000), row by row.
fn lists(pack: &Pack) -> Vec<Vec<Row>> {
    let number = |id: &str| -> String { id.chars().take(5).collect() };
    let mut lists: Vec<(String, Vec<Row>)> = Vec::new();
    for (index, item) in (0_u16..).zip(&pack.items) {
        let of = number(&item.id);
        match lists.last_mut() {
            Some((list, rows)) if *list == of => {
                if item.kind == ItemKind::Icd {
                    rows.push(index..index + 1);
                } else if let Some(row) = rows.last_mut()
                    && row.end == index
                {
                    row.end = index + 1;
                }
            }
            _ if item.kind == ItemKind::Icd => {
                lists.push((of, std::iter::once(index..index + 1).collect()));
            }
            _ => {}
        }
    }
    lists.into_iter().map(|(_, rows)| rows).collect()
}
