//! Cells of tables that people open in a spreadsheet.

/// Whether a spreadsheet would take a cell for a formula and run it: it begins with one of a formula's signs
/// (OWASP, CSV injection).
#[must_use]
pub fn would_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}
