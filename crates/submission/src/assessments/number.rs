//! Numbers in records and rules. They are read and written by these few lines, for the standard library's way with every float there is
//! would be 20 kB for a browser to load.

/// The number that a text is: digits, and perhaps a point among them; no sign. Exact up to 15 digits.
pub(super) fn read(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    let mut digits = 0.0;
    for byte in whole.bytes().chain(decimals.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        digits = digits * 10.0 + f64::from(byte - b'0');
    }
    let scale = decimals.bytes().fold(1.0, |power: f64, _| power * 10.0);
    Some(digits / scale).filter(|number| number.is_finite())
}

/// The other way round, with at most six decimals and perhaps a minus sign.
pub(super) fn written(number: f64) -> String {
    if !number.is_finite() {
        return "no number".to_owned();
    }
    let size = number.abs();
    let (mut whole, mut millionths) = (size.trunc(), (size.fract() * 1e6).round());
    if millionths >= 1e6 {
        (whole, millionths) = (whole + 1.0, 0.0);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and not negative; beyond 20 digits it is no number of a record"
    )]
    let (whole, millionths) = (whole as u64, millionths as u64);
    let sign = if number < 0.0 && whole + millionths > 0 {
        "-"
    } else {
        ""
    };
    let written = format!("{sign}{whole}.{millionths:06}");
    written
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn digits_and_a_point_are_a_number_and_nothing_else_is() {
        for (text, number) in [
            ("0", 0.0_f64),
            ("007", 7.0),
            ("1.5", 1.5),
            (".25", 0.25),
            ("5.", 5.0),
            ("0.1", 0.1),
            ("1.10", 1.1),
            ("123456789.012345", 123_456_789.012_345),
        ] {
            assert_eq!(
                read(text).map(f64::to_bits),
                Some(number.to_bits()),
                "{text}"
            );
        }
        let long = "9".repeat(400);
        for text in ["", ".", "-1", "+1", "1e3", "1.2.3", "^", " 1", "inf", &long] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (20.0, "20"),
            (100.0, "100"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.3"),
            (0.999_999_9, "1"),
            (-2.25, "-2.25"),
            (9_999_999_999.0, "9999999999"),
            (f64::INFINITY, "no number"),
            (f64::NAN, "no number"),
        ] {
            assert_eq!(written(number), text);
        }
    }
}
