//! Cells of tables that people open in a spreadsheet, or send as one.

/// The letters and digits of a heading or a name, in lower case: files differ in the rest.
#[must_use]
pub fn letters_and_digits(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Whether a spreadsheet would take a cell for a formula and run it: it begins with one of a formula's signs
/// (OWASP, CSV injection). A number runs nothing, and an edit's number must stay what it is: `-4016`.
#[must_use]
pub fn would_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(cell)
}

fn is_number(cell: &str) -> bool {
    cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}
