//! The page of the documents that lists every edit of a pack and where it is decided.

use std::fmt::Write;

use submission::assessments::{Decision, Edit, Pack, TextState};

use crate::Book;

/// What stands for a word that only a record has, and what is shown in its place.
const STANDS_FOR: [(&str, &str); 5] = [
    ("{name} ({item})", "*item*"),
    (" ({name}, {item})", ""),
    (" ({item})", ""),
    ("{value}", "*value*"),
    ("{allowed}", "*allowed values*"),
];

/// The page, in Markdown.
#[must_use]
pub fn page(book: &Book) -> String {
    let pack = &book.pack;
    let mut page = format!("# Edits of {} {}\n\n", pack.instrument, pack.version);
    let [rules, server, nowhere, information, deleted, gone] = book.decided();
    let _ = write!(
        page,
        "Written from the rules in `crates/submission/specs` by `cargo xtask spec pages`; do not edit.\n\n\
         Of {} edits, {rules} are checked in the browser and again on the server, {server} by the server alone, {nowhere} nowhere here, \
         {information} only describe, {deleted} were deleted by CMS, as it says or as the items of a later version show, and {gone} are about items that \
         this version does not have. CMS may find more than the edits checked here.\n\n\
         Words in italics stand for what a report names in their place: *item* for the item's name and number, *value* for what the record \
         holds, *allowed values* for what the item may hold. *(text of …)* names the version of CMS's data specifications in which the official text of the \
         edit was read; *not whole* says that its end was not seen, *a newer one exists* that this was not.\n\n\
         | edit | type | severity | where | what is wrong, or why it is not checked | rule |\n|---|---|---|---|---|---|\n",
        pack.edits.len(),
    );
    let mut edits: Vec<&Edit> = pack.edits.iter().collect();
    edits.sort_by_key(|edit| -edit.number);
    for edit in edits {
        page.push_str(&row(pack, edit));
    }
    page
}

fn row(pack: &Pack, edit: &Edit) -> String {
    let (place, why) = match &edit.decision {
        Decision::Rules(_) => match &edit.rest {
            None => ("browser and server", ""),
            Some(part) if part.is_nowhere() => {
                ("browser and server, in part", part.reason.as_str())
            }
            Some(part) => ("browser and server", part.reason.as_str()),
        },
        Decision::Server(part) if part.is_nowhere() => ("nowhere here", part.reason.as_str()),
        Decision::Server(part) => ("server", part.reason.as_str()),
        Decision::Information(why) => ("information", why.as_str()),
        Decision::Deleted(version) => ("deleted", version.as_str()),
        Decision::Gone(why) => ("not in this version", why.as_str()),
    };
    let text = edit.text.as_ref().map_or_else(String::new, |text| {
        let state = match text.state {
            TextState::Whole => "",
            TextState::Cut => ", not whole",
            TextState::Older => ", a newer one exists",
        };
        format!(" (text of {}{state})", text.version)
    });
    let rules = match &edit.decision {
        Decision::Rules(rules) => {
            let words = rules.iter().map(|rule| match rule.letter {
                Some(letter) => format!("({letter}) {}", pack.words(rule, None)),
                None => pack.words(rule, None),
            });
            words.collect::<Vec<_>>().join("<br>")
        }
        _ => String::new(),
    };
    let cells = [
        edit.number.to_string(),
        edit.kind.word().to_owned(),
        format!("{:?}", edit.severity).to_lowercase(),
        format!("{place}{text}"),
        format!("{} {why}", says(edit)).trim().to_owned(),
        rules,
    ];
    format!(
        "| {} |\n",
        cells.map(|cell| cell.replace('|', "\\|")).join(" | ")
    )
}

/// What the edit says, of no record in particular.
fn says(edit: &Edit) -> String {
    STANDS_FOR
        .iter()
        .fold(edit.says.clone(), |says, (word, shown)| {
            says.replace(word, shown)
        })
}
