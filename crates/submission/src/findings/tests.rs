use jiff::civil::date;

use super::*;

fn findings(limit: usize) -> Findings {
    let mut findings = Findings::new("a.xml", date(2026, 11, 10), limit);
    let rules = [
        Rule::NotInList,
        Rule::DateOutsideQuarter,
        Rule::NotInRange,
        Rule::VersionUnknown,
    ];
    for number in 0..100_u32 {
        let employee = format!("E{}", number % 7);
        findings.add(&Met {
            rule: rules[number as usize % 4],
            item: Item::Hours,
            value: "99",
            employee: &employee,
            date: date(2026, 7, 1)
                .checked_add(jiff::Span::new().days(i64::from(number % 3)))
                .ok(),
            place: (number + 1, 5),
        });
    }
    findings
}

#[test]
fn all_are_counted_and_the_first_are_kept() {
    let findings = findings(10);
    assert_eq!((findings.total(), findings.len()), (100, 10));
    assert_eq!(findings.count(Severity::Fatal), 75);
    assert_eq!(findings.count(Severity::Warning), 25);
    assert_eq!(findings.get(9).unwrap().place.line, Some(10));
    assert_eq!(findings.get(10), None);
}

#[test]
fn one_edit_number_is_one_row_of_the_counts() {
    let counts: Vec<_> = findings(10)
        .counts()
        .into_iter()
        .map(|row| (row.code, row.count))
        .collect();
    let row = |code: &str, count| (code.to_owned(), count);
    assert_eq!(
        counts,
        [row("-3676", 50), row("-3679", 25), row("-1010", 25)]
    );
}

#[test]
fn a_refusal_is_the_last_finding_and_fatal() {
    let mut findings = findings(10);
    findings.refuse(crate::intake::Refused::Crc.into());
    assert_eq!(findings.get(10).unwrap().code, "intake:crc");
    assert_eq!(findings.count(Severity::Fatal), 76);
    assert_eq!(findings.state(), FileState::Rejected);
    assert_eq!(findings.iter().count(), findings.len());
}

#[test]
fn each_code_that_is_counted_is_found_by_it() {
    let mut findings = findings(10);
    findings.refuse(crate::intake::Refused::Crc.into());
    for row in findings.counts() {
        let of_code = Query {
            code: Some(row.code.clone()),
            ..Query::default()
        };
        let found = told(&[&findings], &of_code);
        assert!(!found.is_empty(), "{}", row.code);
        assert!(found.iter().all(|finding| finding.code == row.code));
    }
}

/// What a query asks for of several files, with its words.
fn told(files: &[&Findings], query: &Query) -> Vec<Finding> {
    select(files, query)
        .into_iter()
        .map(|(file, index)| files[file as usize].get(index as usize).unwrap())
        .collect()
}

#[test]
fn a_query_filters_and_sorts_and_equal_rows_keep_their_order() {
    let findings = findings(100);
    let warnings = Query {
        severity: Some(Severity::Warning),
        sort: Sort::Employee,
        ..Query::default()
    };
    let rows = told(&[&findings], &warnings);
    assert_eq!(rows.len(), 25);
    assert!(rows.iter().all(|row| row.severity == Severity::Warning));
    assert!(rows.is_sorted_by_key(|row| (row.place.employee.clone(), row.place.line)));
    let by_date = Query {
        code: Some("-3679".into()),
        sort: Sort::Date,
        descending: true,
        ..Query::default()
    };
    let rows = told(&[&findings], &by_date);
    assert_eq!(rows.len(), 25);
    assert!(rows.is_sorted_by(|one, next| one.place.date >= next.place.date));
}

#[test]
fn several_files_are_sorted_together_and_equal_rows_keep_the_order_of_the_files() {
    let (first, second) = (findings(100), findings(8));
    let files = [&first, &second];
    let by_severity = Query {
        sort: Sort::Severity,
        ..Query::default()
    };
    let rows = select(&files, &by_severity);
    assert_eq!(rows.len(), 108);
    let keys: Vec<_> = rows
        .iter()
        .map(|(file, index)| {
            let severity = files[*file as usize].severity_at(*index as usize);
            (std::cmp::Reverse(severity), *file, *index)
        })
        .collect();
    assert!(keys.is_sorted());
    let as_they_stand = select(&files, &Query::default());
    assert!(as_they_stand.is_sorted());
    let backwards = Query {
        descending: true,
        ..Query::default()
    };
    assert!(select(&files, &backwards).iter().rev().eq(&as_they_stand));
}

#[test]
fn long_values_are_cut_between_characters() {
    let mut findings = Findings::new("a.xml", date(2026, 11, 10), 1);
    let value = "\u{20AC}".repeat(40);
    findings.add(&Met {
        rule: Rule::TextCharacters,
        item: Item::SoftwareVendorName,
        value: &value,
        employee: "",
        date: None,
        place: (1, 1),
    });
    assert_eq!(
        findings.get(0).unwrap().value.unwrap(),
        "\u{20AC}".repeat(21)
    );
}

#[test]
fn every_sentence_is_filled_and_none_is_rude() {
    for rule in Rule::ALL {
        let told = Broken {
            rule: *rule,
            item: Item::StateCode,
            place: (1, 1),
            value: "XX".into(),
            employee: "E1".into(),
            date: None,
            file: "a.xml".into(),
            quarter: FiscalQuarter::new(2026, 4).ok(),
            today: date(2026, 11, 10),
        }
        .told();
        let allowed = told.allowed.unwrap_or_default();
        for sentence in [&told.message, &told.fix, &allowed] {
            let lower = sentence.to_lowercase();
            assert!(
                !sentence.contains('{') && !sentence.contains("  "),
                "{sentence}"
            );
            assert!(
                ["please", "sorry", "invalid", "oops"]
                    .iter()
                    .all(|word| !lower.contains(word)),
                "{sentence}"
            );
        }
        assert!(
            told.message.ends_with('.') && !told.fix.is_empty(),
            "{}",
            told.message
        );
    }
}

#[test]
fn a_fact_crosses_to_another_program_and_says_the_same_there() {
    let mut findings = findings(10);
    findings.set_quarter(FiscalQuarter::new(2026, 4).unwrap());
    findings.refuse(crate::intake::Refused::Crc.into());
    for index in 0..findings.len() {
        let bytes = postcard::to_allocvec(&findings.fact(index).unwrap()).unwrap();
        let fact: Fact = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(Some(fact.told()), findings.get(index));
    }
}
