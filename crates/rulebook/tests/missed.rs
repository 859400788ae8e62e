//! The examples prove every rule: where one is taken out, some example no longer turns out as it says.

use rulebook::Sources;
use submission::assessments::Decision;

/// In CMS's texts these say twice what another letter of the same edit says: that one answer excludes another.
const SAID_TWICE: [(i16, char); 8] = [
    (-5720, 'b'),
    (-5720, 'c'),
    (-5720, 'd'),
    (-5720, 'e'),
    (-5730, 'b'),
    (-5730, 'c'),
    (-5730, 'd'),
    (-5730, 'e'),
];

#[test]
fn every_rule_of_oasis_is_missed() {
    let sources = Sources::built_in();
    let mut unproved = Vec::new();
    for name in sources.packs().filter(|name| name.starts_with("oasis")) {
        let mut book = sources
            .book(name)
            .unwrap_or_else(|mistake| panic!("{mistake}"));
        let before = book.complaints();
        for at in 0..book.pack.edits.len() {
            let number = book.pack.edits[at].number;
            let Decision::Rules(rules) = book.pack.edits[at].decision.clone() else {
                continue;
            };
            for out in 0..rules.len() {
                let mut kept = rules.clone();
                let rule = kept.remove(out);
                book.pack.edits[at].decision = Decision::Rules(kept);
                let is_known = rule
                    .letter
                    .is_some_and(|letter| SAID_TWICE.contains(&(number, letter)));
                if (book.complaints() == before) != is_known {
                    unproved.push((name, number, rule.letter, out));
                }
            }
            book.pack.edits[at].decision = Decision::Rules(rules);
        }
    }
    assert_eq!(unproved, []);
}
