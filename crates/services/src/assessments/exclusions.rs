//! Lists of diagnosis codes as they are stored: without what the law of a state keeps out (information edit -9110), and without empty items
//! before filled ones (-9150).

use submission::assessments::{BLANK, Checked, ItemKind, Pack};

/// The edit by which no empty item stands before a filled one, in instruments that have it.
const NO_GAPS: i16 = -9150;

/// What was changed in the lists of a record.
#[derive(Default)]
pub(super) struct Tidied {
    /// The items in which an excluded code stood.
    pub items: Vec<u16>,
    /// Of each list that had a gap, the first item of it.
    pub gaps: Vec<u16>,
    /// The exclusions that did it, each once.
    pub by: Vec<String>,
}

/// Takes excluded codes out of the record, and moves the codes after them, and after gaps, up in their list. `excluded` holds beginnings of
/// codes, without dots.
pub(super) fn tidy(checked: &mut Checked, excluded: &[String]) -> Tidied {
    let mut tidied = Tidied::default();
    let closes_gaps = checked.pack.edits.iter().any(|edit| edit.number == NO_GAPS);
    if excluded.is_empty() && !closes_gaps {
        return tidied;
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
        let is_gap = |values: &[String]| closes_gaps && values.iter().all(|value| is_blank(value));
        let last = rows.iter().rposition(|(_, values)| !is_gap(values));
        let filled = &rows[..last.unwrap_or_default()];
        let gap = filled.iter().find(|(_, values)| is_gap(values));
        if out.is_empty() && gap.is_none() {
            continue;
        }
        tidied.gaps.extend(gap.map(|(row, _)| row.start));
        let mut kept = rows
            .iter()
            .map(|(_, values)| values)
            .filter(|values| !is_out(values) && !is_gap(values));
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
        tidied.items.extend(out);
        let did = |out: &&String| rows.iter().any(|(_, values)| keeps_out(values, out));
        tidied.by.extend(excluded.iter().filter(did).cloned());
    }
    tidied.by.sort_unstable();
    tidied.by.dedup();
    tidied
}

fn is_blank(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || value == BLANK
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
