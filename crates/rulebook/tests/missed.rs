//! The examples prove every rule: where one is taken out, some example no longer turns out as it says.

use rulebook::Sources;
use submission::assessments::Decision;

#[test]
fn every_rule_is_missed() {
    let sources = Sources::built_in();
    let mut unproved = Vec::new();
    for name in sources.packs() {
        let mut book = sources
            .book(name)
            .unwrap_or_else(|mistake| panic!("{mistake}"));
        for at in 0..book.pack.edits.len() {
            let Decision::Rules(rules) = book.pack.edits[at].decision.clone() else {
                continue;
            };
            let before = book.breaking_complaints(at);
            for out in 0..rules.len() {
                let mut kept = rules.clone();
                let rule = kept.remove(out);
                book.pack.edits[at].decision = Decision::Rules(kept);
                if book.breaking_complaints(at) == before {
                    unproved.push((name, book.pack.edits[at].number, rule.letter, out));
                }
            }
            book.pack.edits[at].decision = Decision::Rules(rules);
        }
    }
    assert_eq!(unproved, []);
}
