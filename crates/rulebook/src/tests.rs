use super::{Book, Mistake, Source, Sources, What, lay_out};

const ITEMS: &str = "id\tkind\tlength\tbyte\tsection\tsubsets\tvalues\tname\tedits\tsince\n\
    KIND\tcode\t2\t1\tControl\tall\t01, 02\tSubset\t\t\n\
    DAY\tdate\t8\t3\tA\tall\tdate, blank\tDay\t-10\t\n\
    BORN\tdate\t8\t\tA\tall\tdate, month, year\tBorn\t\t\n\
    NOSE\tchecklist\t1\t11\tA\t01 02\t0, 1, dash, blank\tNose\t\t\n\
    EAR\tchecklist\t1\t12\tA\t01\t0, 1, dash, blank\tEar\t\t\n\
    NONE\tchecklist\t1\t13\tA\t01 02\t0, 1, dash, blank\tNone\t\t\n\
    SCORE\tnumber\t2\t14\tA\t01 02\t0 to 15, 99, dash, blank\tScore\t\t\n\
    WORD\ttext\t5\t16\tA\t01 02\ttext, blank\tWord\t\t\n";

const HEAD: &str = "pack TEST 1.00.0\n  item set 1\n  specification 1.00\n  from 2026-01-01\n  subset KIND\n  target DAY\n";

const BASE: &str = "today 2026-02-01\nDAY=20260105\nBORN=19410311\nNOSE=0\nEAR=0\nNONE=1\nSCORE=03\nWORD=word\nsubset 01\nKIND=01\nsubset 02\nKIND=02\n";

fn book(edits: &str) -> Result<Book, Mistake> {
    let files = [
        ("t/items.tsv", ITEMS),
        ("t/pack", HEAD),
        ("t/base.record", BASE),
        ("t/edits/a.edits", edits),
    ];
    let sources: Sources = files
        .into_iter()
        .map(|(name, text)| Source {
            name: name.to_owned(),
            text: text.to_owned(),
        })
        .collect();
    sources.book("t")
}

/// An edit with these lines, and the complaints about its examples.
fn complaints(lines: &str) -> Vec<String> {
    let text = format!("edit -1 consistency fatal\n  says \"Wrong.\"\n{lines}");
    book(&text)
        .unwrap_or_else(|mistake| panic!("{mistake}"))
        .complaints()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn mistake(lines: &str) -> (usize, What) {
    let text = format!("edit -1 consistency fatal\n  says \"Wrong.\"\n{lines}");
    let mistake = book(&text).expect_err("a mistake");
    (mistake.line, mistake.what)
}

#[test]
fn a_rule_holds_its_items_to_each_other() {
    let none = "  then all of NOSE, EAR are 0 or NONE is 0\n  passes 01 NONE=0 NOSE=1\n  breaks 01 NOSE=1\n  breaks 02 NOSE=1\n";
    assert_eq!(complaints(none), Vec::<String>::new());
}

#[test]
fn what_is_not_active_says_nothing() {
    // A record of subset 02 has no EAR, whatever the file says.
    let ear =
        "  when NONE is 1 then EAR is 0\n  passes 01 EAR=0\n  breaks 01 EAR=1\n  passes 02 EAR=1\n";
    assert_eq!(
        complaints(ear),
        ["t/edits/a.edits:6: edit -1: passes, but the edit asks nothing of it"]
    );
}

#[test]
fn an_item_left_out_says_nothing() {
    let left_out = "  when NOSE is not 0 then SCORE is 99\n  passes 01 NOSE=1 SCORE=99\n  breaks 01 NOSE=1\n  breaks 01 NOSE=\n";
    assert_eq!(complaints(left_out).len(), 1);
}

#[test]
fn numbers_are_compared_as_numbers_and_codes_as_they_are_written() {
    assert!(
        complaints("  then SCORE is 3\n  passes 01 SCORE=03\n  breaks 01 SCORE=4\n").is_empty()
    );
    assert!(
        complaints("  then KIND is 01, 02\n  passes 01\n  breaks 01 WORD=word KIND=1\n").is_empty()
    );
    assert!(
        complaints("  then SCORE * 2 - 1 <= 30 / 4\n  passes 01 SCORE=04\n  breaks 01 SCORE=5\n")
            .is_empty()
    );
    assert!(complaints("  when NOSE is 1\n  then SCORE = rounded sum of NOSE, EAR * 9 / 8\n  passes 01 NOSE=1 EAR=1 SCORE=2\n  breaks 01 NOSE=1\n").is_empty());
}

#[test]
fn dates_are_compared_with_each_other_and_with_today() {
    assert!(
        complaints(
            "  then in order 2026-01-01 < DAY <= today\n  passes 01\n  breaks 01 DAY=20260101\n"
        )
        .is_empty()
    );
    assert!(
        complaints(
            "  then days from DAY to today is 0 to 30\n  passes 01\n  breaks 01 on 2026-03-01\n"
        )
        .is_empty()
    );
}

/// Of a birth date alone the day, or the month too, may be unknown.
#[test]
fn a_part_of_a_date_is_a_date_where_the_item_has_it() {
    let age =
        "  then years from BORN to today >= 18\n  passes 01 BORN=2007\n  breaks 01 BORN=200802\n";
    assert_eq!(complaints(age), Vec::<String>::new());
    let order = "  then in order 2026-01-02 <= DAY <= today\n  passes 01 DAY=2020\n  breaks 01 DAY=20200101\n";
    assert_eq!(complaints(order), Vec::<String>::new());
    let days =
        "  then days from DAY to today <= 30\n  passes 01 DAY=202011\n  breaks 01 DAY=20201101\n";
    let [said] = &complaints(days)[..] else {
        panic!("a month is no day, of which nothing is asked");
    };
    assert!(said.ends_with("asks nothing of it"), "{said}");
}

#[test]
fn a_rule_that_says_it_is_asked_of_each_item() {
    let it = "  on every checklist, number item except NONE\n  then it is listed\n  passes 01\n  breaks 01 EAR=7\n  breaks 01 SCORE=015\n";
    assert!(complaints(it).is_empty());
    assert_eq!(
        mistake("  then it is listed\n  passes 01\n  breaks 01 EAR=7\n"),
        (4, What::NoItem(-1))
    );
}

#[test]
fn a_rule_for_several_groups_is_reported_on_the_items_of_the_group() {
    let groups = "  (a) for $side, $score in (NOSE, SCORE), (EAR, SCORE)\n      when $side is 1\n      then $score is 9\n  passes 01 EAR=1 SCORE=9\n  breaks 01 EAR=1\n";
    let text = format!("edit -1 consistency fatal\n  says \"Wrong.\"\n{groups}");
    let book = book(&text).unwrap();
    assert_eq!(book.complaints(), []);
    let submission::assessments::Decision::Rules(rules) = &book.pack.edits[0].decision else {
        panic!("no rules")
    };
    assert_eq!(rules.len(), 2);
}

#[test]
fn an_example_must_break_its_own_edit_and_no_other() {
    let text = "edit -1 consistency fatal\n  says \"Wrong.\"\n  then NOSE is 0\n  passes 01\n  breaks 01 NOSE=1\n\
        edit -2 consistency fatal\n  says \"Wrong.\"\n  then NOSE is 0 and EAR is 0\n  passes 01\n  breaks 01 NOSE=1 also -1\n  breaks 01 NOSE=1\n";
    let complaints: Vec<String> = book(text)
        .unwrap()
        .complaints()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        complaints,
        [
            "t/edits/a.edits:5: edit -1: breaks others too: -2 on NOSE=1, -2 on EAR=0",
            "t/edits/a.edits:11: edit -2: breaks others too: -1 on NOSE=1",
        ]
    );
}

#[test]
fn names_stand_for_forms_lists_and_samples() {
    let text = "form short \"[a-z]{1,3}\" or \"\\^\"\nitems sides NOSE, EAR\nsample both NOSE=1 EAR=1\n\
        edit -1 consistency fatal\n  says \"Wrong.\"\n  then all of sides are 0 or WORD has form short\n  passes 01 both WORD=abc\n  breaks 01 both\n";
    assert_eq!(book(text).unwrap().complaints(), []);
}

#[test]
fn a_mistake_says_where_it_is_and_what() {
    assert_eq!(
        mistake("  then MOUTH is 0\n"),
        (3, What::UnknownItem("MOUTH".into()))
    );
    assert_eq!(
        mistake("  then all of EAR through NOSE are 0\n").1,
        What::WrongOrder {
            first: "EAR".into(),
            last: "NOSE".into()
        }
    );
    assert_eq!(
        mistake("  then NOSE is 0\n  passes 01\n").1,
        What::NoExample(-1, "breaks")
    );
    assert_eq!(
        mistake("  then NOSE is 0\n  passes 03\n").1,
        What::UnknownSubset("03".into())
    );
    assert!(matches!(
        mistake("  then NOSE are 0\n").1,
        What::Unexpected { .. }
    ));
    assert!(matches!(
        mistake("  then WORD has form long\n").1,
        What::UnknownForm(_)
    ));
}

#[test]
fn text_is_laid_out_in_one_way() {
    let text = "edit -1 consistency fatal\nsays \"Wrong.\"   # why\n(a) when NOSE is 0,1\n   then EAR is 0\nand (SCORE<3)\n\n# of the next\n";
    let laid_out = lay_out("a", text).unwrap();
    assert_eq!(
        laid_out,
        "edit -1 consistency fatal\n  says \"Wrong.\" # why\n  (a) when NOSE is 0, 1\n      then EAR is 0\n       and (SCORE < 3)\n\n# of the next\n"
    );
    assert_eq!(lay_out("a", &laid_out).unwrap(), laid_out);
}

#[test]
fn a_rule_may_say_on_which_items_it_is_reported() {
    let split = "  (a) on NOSE\n      when NONE is 1\n      then it is 0\n  (b) on EAR\n      when NONE is 1\n      then it is 0, dash\n  passes 01 EAR=-\n  breaks 01 NOSE=1\n  breaks 01 EAR=1\n";
    let text = format!("edit -1 consistency fatal\n  says \"Wrong.\"\n{split}");
    let book = book(&text).unwrap();
    assert_eq!(book.complaints(), []);
    let on: Vec<u16> = book.pack.edits[0]
        .on
        .iter()
        .flat_map(|span| span.first..=span.last)
        .collect();
    let ids: Vec<&str> = on
        .iter()
        .map(|item| book.pack.items[usize::from(*item)].id.as_str())
        .collect();
    assert_eq!(ids, ["NOSE", "EAR", "NONE"]);
}

#[test]
fn an_example_may_change_every_item_from_one_to_another() {
    let blank = "  when NOSE is blank\n  then SCORE is 99\n  passes 01 NOSE..SCORE=^ SCORE=99\n  breaks 01 NOSE..NONE=^\n  breaks 02 NOSE..NONE=^\n";
    assert_eq!(complaints(blank), Vec::<String>::new());
}
