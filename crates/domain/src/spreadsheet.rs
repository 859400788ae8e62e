//! Cells of tables that people open in a spreadsheet, or send as one.

/// The letters and digits of a heading or a name, in lower case: files differ in the rest.
#[must_use]
pub fn letters_and_digits(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Whether a spreadsheet would take a cell for a formula and run it: it begins with one of a formula's signs
/// (OWASP, CSV injection). A number runs nothing, and an edit's number must stay what it is: `-4016`.
///
/// Apostrophes before such a sign count as it: another one goes before them too, so that [`as_it_was`] knows which was ours.
#[must_use]
pub fn would_run(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(cell)
}

/// What a cell said before an apostrophe was put in front of it, where [`would_run`] asked for one.
#[must_use]
pub fn as_it_was(cell: &str) -> &str {
    let behind = cell.strip_prefix('\'');
    behind.filter(|cell| would_run(cell)).unwrap_or(cell)
}

fn is_number(cell: &str) -> bool {
    cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::{as_it_was, would_run};

    #[test]
    fn what_was_put_before_a_cell_is_taken_away_again() {
        for cell in [
            "+1234", "=A1", "'=A1", "''@x", "-4016", "'tis", "'", "", "O'Neil", "-",
        ] {
            let kept = if would_run(cell) {
                format!("'{cell}")
            } else {
                cell.to_owned()
            };
            assert_eq!(as_it_was(&kept), cell, "kept as {kept}");
        }
    }
}
