use proptest::prelude::*;

use super::{Cents, NotMoney};

#[test]
fn an_amount_is_read_to_the_cent_and_shown_with_two_digits() {
    for (typed, cents, shown) in [
        ("54990", 5_499_000, "$54,990.00"),
        ("$54,990.00", 5_499_000, "$54,990.00"),
        (" 357.5 ", 35_750, "$357.50"),
        ("98865.0", 9_886_500, "$98,865.00"),
        ("0.01", 1, "$0.01"),
        ("1,234,567.89", 123_456_789, "$1,234,567.89"),
    ] {
        let read = Cents::parse(typed).unwrap();
        assert_eq!((read, read.to_string().as_str()), (Cents(cents), shown));
    }
    assert_eq!(Cents(-4400).to_string(), "-$44.00");
    assert_eq!(Cents(-5).plain(), "-0.05");
}

#[test]
fn what_may_be_meant_otherwise_is_no_amount() {
    for wrong in [
        "",
        "$",
        "-5",
        "1,50",
        "1,5000",
        "12345,678",
        "5e3",
        ".50",
        "1.2.3",
        "٣",
    ] {
        assert_eq!(Cents::parse(wrong), Err(NotMoney::NotANumber), "{wrong}");
    }
    assert_eq!(Cents::parse("1.005"), Err(NotMoney::TooManyDecimals));
    for large in ["100000000.01", "99999999999999999999"] {
        assert_eq!(Cents::parse(large), Err(NotMoney::TooLarge), "{large}");
    }
}

proptest! {
    #[test]
    fn an_amount_that_is_shown_reads_back(cents in 0..=Cents::MOST.0) {
        let amount = Cents(cents);
        prop_assert_eq!(Cents::parse(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Cents::parse(&amount.plain()), Ok(amount));
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,30}") {
        if let Ok(amount) = Cents::parse(&text) {
            prop_assert!((Cents::ZERO..=Cents::MOST).contains(&amount));
        }
    }
}
