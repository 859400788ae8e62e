//! Answers that close other questions.

use submission::assessments::entry::Entry;

use super::{begun, book, books, form, lines, set};

fn closed(entry: &Entry<'_>, id: &str) -> Option<String> {
    let standing = entry.standing(&entry.settle());
    let shut = standing.closed.into_iter();
    shut.filter(|shut| shut.items.iter().any(|item| item == id))
        .map(|shut| shut.since)
        .next()
}

#[test]
fn a_skip_pattern_closes_and_opens_as_one_answers() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let mut entry = begun(&form, &book, 0);
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "1");
    set(&mut entry, "M2003_MDCTN_FLWP", "1");
    assert_eq!(closed(&entry, "M2003_MDCTN_FLWP"), None);
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "9");
    assert_eq!(
        closed(&entry, "M2003_MDCTN_FLWP").as_deref(),
        Some("M2001_DRUG_RGMN_RVW is 9")
    );
    let item = form.pack.item("M2003_MDCTN_FLWP").expect("it is there");
    assert_eq!(entry.settle().record().submitted(item), Some("^"));
    // The answer is kept, should it open again.
    set(&mut entry, "M2001_DRUG_RGMN_RVW", "1");
    assert_eq!(closed(&entry, "M2003_MDCTN_FLWP"), None);
    assert_eq!(entry.settle().record().submitted(item), Some("1"));
}

/// A box that says that a number is not known closes the field before it.
#[test]
fn a_later_box_closes_an_earlier_field() {
    let book = book("oasis-3.02.0");
    let form = form(&book);
    let mut entry = begun(&form, &book, 0);
    assert_eq!(closed(&entry, "M0064_SSN"), None);
    set(&mut entry, "M0064_SSN_UK", "1");
    assert!(closed(&entry, "M0064_SSN").is_some());
}

/// MDS: what one closes is closed on, and a dash is passed on as a dash.
#[test]
fn what_is_closed_closes_what_hangs_on_it() {
    let book = book("mds-3.10.0");
    let form = form(&book);
    let subset = form.pack.subsets.iter().position(|code| code == "NC");
    let mut entry = begun(&form, &book, subset.expect("there is NC"));
    set(&mut entry, "E0300", "1");
    assert_eq!(closed(&entry, "E0500A"), None);
    set(&mut entry, "E0300", "-");
    let item = form.pack.item("E0500A").expect("it is there");
    assert_eq!(entry.settle().record().submitted(item), Some("-"));
    set(&mut entry, "E0300", "0");
    assert_eq!(entry.settle().record().submitted(item), Some("^"));
}

/// Nobody is locked in: whatever a record holds, the item that closes another can itself be answered.
#[test]
fn no_two_items_close_each_other() {
    for book in books() {
        let form = form(&book);
        for record in book.passing() {
            let entry = Entry::read(&form, &lines(&form, &record), record.today());
            let settled = entry.settle();
            let open = entry.asked().filter(|item| settled.closed(*item).is_none());
            assert!(open.count() > 10);
        }
        let closing = (0..)
            .zip(&form.pack.items)
            .filter(|(item, _)| !form.skips.of_item(*item).is_empty());
        println!(
            "{}: {} items can be closed",
            form.pack.version,
            closing.count()
        );
    }
}
