use super::*;

#[test]
fn the_table_in_the_documents_is_this_one() {
    let page = include_str!("../../../../docs/pbj-edits.md");
    let listed: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| -"))
        .collect();
    let ours: Vec<String> = EDITS
        .iter()
        .map(|edit| {
            format!(
                "| {} | {} | {} | {} |",
                edit.number,
                edit.severity.title(),
                edit.checked.title(),
                edit.reason
            )
        })
        .collect();
    assert_eq!(listed, ours);
}

#[test]
fn an_edit_is_found_by_its_number() {
    assert_eq!(edit(-4025).map(|edit| edit.checked), Some(BrowserAndServer));
    assert_eq!(edit(-9999), None);
    assert!(EDITS.is_sorted_by(|one, next| one.number > next.number));
}
