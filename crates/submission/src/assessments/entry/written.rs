//! Answers as people write them, and as records have them: dates are YYYYMMDD there.

use super::Control;

/// What a record has for something that was typed. What is no date stays as it is, for the rules to complain of.
#[must_use]
pub fn answer_of(control: Control, typed: &str) -> String {
    let typed = typed.trim();
    match control {
        Control::Date => date(typed).unwrap_or_else(|| typed.to_owned()),
        Control::Icd => diagnosis(&typed.to_ascii_uppercase()),
        Control::Identifier => identifier(typed),
        Control::Select | Control::Radio => typed.to_ascii_uppercase(),
        _ => typed.to_owned(),
    }
}

/// A number without what stands between its parts. What is nothing else stays as it is.
fn identifier(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|sign| !matches!(sign, '-' | ' '))
        .collect();
    if plain.is_empty() {
        typed.to_owned()
    } else {
        plain
    }
}

/// A code as it is said, `I10` or `E119`, in the eight places that records give it: `I10.^^^^`, `E11.9^^^`. What is none stays as it is.
fn diagnosis(typed: &str) -> String {
    let said: String = typed
        .chars()
        .filter(|sign| !matches!(sign, '.' | '^'))
        .collect();
    let is_code =
        (3..=7).contains(&said.len()) && said.chars().all(|sign| sign.is_ascii_alphanumeric());
    match said.split_at_checked(3) {
        Some((category, rest)) if is_code => format!("{category}.{rest:^<4}"),
        _ => typed.to_owned(),
    }
}

/// The reverse: MM/DD/YYYY; MM/YYYY or YYYY where no more is known; a code without the places that it does not use.
#[must_use]
pub fn shown(control: Control, answer: &str) -> String {
    if control == Control::Icd && answer.len() == 8 && answer.as_bytes()[3] == b'.' {
        return answer
            .trim_end_matches('^')
            .trim_end_matches('.')
            .to_owned();
    }
    let is_number = answer.bytes().all(|byte| byte.is_ascii_digit());
    if control != Control::Date || !is_number {
        return answer.to_owned();
    }
    match answer.len() {
        8 => format!("{}/{}/{}", &answer[4..6], &answer[6..], &answer[..4]),
        6 => format!("{}/{}", &answer[4..], &answer[..4]),
        _ => answer.to_owned(),
    }
}

fn date(typed: &str) -> Option<String> {
    let parts: Vec<&str> = typed.split(['/', '-', '.']).map(str::trim).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(is_number) {
        return None;
    }
    match parts[..] {
        [year, month, day] if year.len() == 4 => Some(format!("{year}{month:0>2}{day:0>2}")),
        [month, day, year] if year.len() == 4 => Some(format!("{year}{month:0>2}{day:0>2}")),
        [month, year] if year.len() == 4 => Some(format!("{year}{month:0>2}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Control, answer_of, shown};

    #[test]
    fn dates_are_typed_as_people_write_them() {
        for (typed, answer) in [
            ("4/5/2026", "20260405"),
            ("04/05/2026", "20260405"),
            ("2026-04-05", "20260405"),
            ("20260405", "20260405"),
            ("4/1940", "194004"),
            ("1940", "1940"),
            ("-", "-"),
            ("--------", "--------"),
            ("soon", "soon"),
            ("", ""),
        ] {
            assert_eq!(answer_of(Control::Date, typed), answer, "{typed}");
        }
    }

    #[test]
    fn a_code_is_typed_as_it_is_said() {
        for (typed, answer) in [
            ("I10", "I10.^^^^"),
            ("e11.9", "E11.9^^^"),
            ("E119", "E11.9^^^"),
            ("S72.001A", "S72.001A"),
            ("I10.^^^^", "I10.^^^^"),
            ("^", "^"),
            ("I1", "I1"),
            ("not known", "NOT KNOWN"),
        ] {
            assert_eq!(answer_of(Control::Icd, typed), answer, "{typed}");
            let shown = shown(Control::Icd, answer);
            assert_eq!(answer_of(Control::Icd, &shown), answer, "{shown}");
        }
        assert_eq!(shown(Control::Icd, "E11.9^^^"), "E11.9");
    }

    #[test]
    fn a_number_is_typed_with_what_people_write_between_its_parts() {
        for (typed, answer) in [
            ("219-09-9999", "219099999"),
            ("219 09 9999", "219099999"),
            ("1EG4-TE5-MK73", "1EG4TE5MK73"),
            ("+", "+"),
            ("-", "-"),
            ("^", "^"),
        ] {
            assert_eq!(answer_of(Control::Identifier, typed), answer, "{typed}");
        }
        assert_eq!(answer_of(Control::Text, "Ann-Lee"), "Ann-Lee");
    }

    #[test]
    fn what_is_shown_is_read_as_the_same_answer() {
        for answer in [
            "20260405", "194004", "1940", "-", "--------", "^", "2026040",
        ] {
            let typed = shown(Control::Date, answer);
            assert_eq!(answer_of(Control::Date, &typed), answer);
        }
        assert_eq!(shown(Control::Date, "20260405"), "04/05/2026");
        assert_eq!(shown(Control::Text, "20260405"), "20260405");
    }
}
