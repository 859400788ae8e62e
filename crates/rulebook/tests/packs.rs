//! Every pack that comes with the program: its text can be read, is laid out as it should be, and all its examples turn out as they say.
//! This is also the mutation test: each edit is broken by a record that differs from one which passes all edits in a few items,
//! and no edit breaks with it that is not named.

use rulebook::{Sources, lay_out};
use submission::assessments::Decision;

#[test]
fn every_example_turns_out_as_it_says() {
    let sources = Sources::built_in();
    let mut wrong = Vec::new();
    for pack in sources.packs() {
        match sources.book(pack) {
            Err(mistake) => wrong.push(mistake.to_string()),
            Ok(book) => {
                println!(
                    "{pack}: {} edits, decided {:?}",
                    book.pack.edits.len(),
                    book.decided()
                );
                wrong.extend(
                    book.complaints()
                        .iter()
                        .map(|complaint| format!("{pack}: {complaint}")),
                );
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} complaints:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_file_is_laid_out() {
    let sources = Sources::built_in();
    for (name, text) in sources.files().filter(|(name, _)| name.contains("/edits/")) {
        let laid_out = lay_out(name, text).unwrap_or_else(|mistake| panic!("{mistake}"));
        let differs = text
            .lines()
            .zip(laid_out.lines())
            .position(|(is, should)| is != should);
        assert_eq!(
            differs.map(|line| line + 1),
            None,
            "{name}: this line is not laid out; run `cargo xtask spec lay-out`"
        );
        assert_eq!(text, laid_out, "{name}: the end is not laid out");
    }
}

#[test]
fn the_documents_list_the_edits_as_they_are() {
    let sources = Sources::built_in();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/edits");
    for pack in sources.packs() {
        let book = sources
            .book(pack)
            .unwrap_or_else(|mistake| panic!("{mistake}"));
        let written =
            std::fs::read_to_string(folder.join(format!("{pack}.md"))).unwrap_or_default();
        assert!(
            written == rulebook::page(&book),
            "docs/edits/{pack}.md is not as the rules are: run `cargo xtask spec pages`"
        );
    }
}

#[test]
fn the_documents_show_no_place_holder() {
    let sources = Sources::built_in();
    let mut spoken = 0;
    for pack in sources.packs() {
        let book = sources
            .book(pack)
            .unwrap_or_else(|mistake| panic!("{mistake}"));
        let page = rulebook::page(&book);
        spoken += page.matches("*item*").count();
        for line in page.lines() {
            assert!(!line.contains('{'), "{pack}: {line}");
        }
    }
    assert!(spoken > 0, "edits about any item speak of one");
}

#[test]
fn a_rule_in_words_is_a_sentence() {
    let sources = Sources::built_in();
    for name in sources.packs() {
        let book = sources
            .book(name)
            .unwrap_or_else(|mistake| panic!("{mistake}"));
        for edit in &book.pack.edits {
            let Decision::Rules(rules) = &edit.decision else {
                continue;
            };
            for rule in rules {
                let words = book.pack.words(rule, None);
                let begins = words.trim_start_matches('(');
                assert!(begins.starts_with(char::is_uppercase), "{words}");
                assert!(words.ends_with('.'), "{words}");
            }
        }
    }
}
