use super::pagination::near;
use super::*;
use domain::access::UnattendedFilter;
use domain::listing::{PageRequest, Total};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    owner.with(|| view().into_any().to_html())
}

#[test]
fn a_text_area_shows_markup_as_text() {
    let attack = "</textarea><script>alert(1)</script>&lt;";
    let page = html(|| view! { <TextArea name="note" label="Note" value=attack/> });
    assert!(!page.contains("<script>"), "{page}");
    assert!(
        page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;</textarea>"),
        "{page}"
    );
}

#[test]
fn a_chip_says_its_filter_and_leads_to_the_first_page_without_it() {
    let filter = UnattendedFilter {
        search: "hill".to_owned(),
        waiting: true,
        page: PageRequest::new(3, 50),
        ..UnattendedFilter::default()
    };
    let found = chips(
        &filter,
        [
            (Some("Search: hill".to_owned()), |filter| {
                filter.search.clear();
            }),
            (None, |filter| filter.state = None),
            (Some("Only where requests wait".to_owned()), |filter| {
                filter.waiting = false;
            }),
        ],
        |filter| filter.to_query().to_string(),
    );
    let found: Vec<_> = found
        .iter()
        .map(|chip| (chip.text.as_str(), chip.without.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("Search: hill", "waiting=true&size=50"),
            ("Only where requests wait", "q=hill&size=50")
        ]
    );
}

#[test]
fn one_is_counted_in_the_singular() {
    assert_eq!(counted(1, "warning"), "1 warning");
    assert_eq!(counted(1_203, "State"), "1,203 States");
    assert_eq!(counted(0, "Provider"), "0 Providers");
}

#[test]
fn a_field_with_an_error_says_so_to_everyone() {
    let page = html(|| {
        view! { <TextField name="ccn" label="CCN" hint="6 characters" error="Enter a 6-character CCN.".to_owned() required=true/> }
    });
    for part in [
        r#"<label for="ccn" class="usa-label usa-label--error">CCN"#,
        r#"aria-describedby="ccn-hint ccn-error""#,
        r#"aria-invalid="true""#,
        r#"id="ccn-error""#,
        "Enter a 6-character CCN.",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn a_number_has_commas_between_its_thousands() {
    assert_eq!(number(0), "0");
    assert_eq!(number(999), "999");
    assert_eq!(number(-1_203), "-1,203");
    assert_eq!(number(1_234_567), "1,234,567");
}

#[test]
fn a_result_count_names_the_rows_shown() {
    let count = |total: Total, page| {
        html(move || view! { <ResultCount total request=PageRequest::new(page, 25) noun="rows"/> })
    };
    let some = Total::Exactly(1_203);
    assert!(count(some, 1).contains("1-25 of 1,203 rows"));
    assert!(count(some, 49).contains("1,201-1,203 of 1,203 rows"));
    assert!(count(Total::Exactly(0), 1).contains("No rows match."));
    assert!(count(Total::Exactly(1), 1).contains("1 of 1 row<"));
    assert!(count(Total::Exactly(26), 2).contains("26 of 26 rows"));
    assert_eq!(singular("facilities"), "facility");
    let many = count(Total::MoreThan(10_000), 1);
    assert!(many.contains("1-25 of more than 10,000 rows"));
}

#[test]
fn a_list_that_was_not_counted_to_its_end_leads_on_and_to_no_last_page() {
    let pages = |total: Total, page| {
        html(move || {
            let href = |page: PageRequest| format!("?page={}", page.page);
            view! { <Pagination total request=PageRequest::new(page, 25) label="Rows" href/> }
        })
    };
    let whole = pages(Total::Exactly(10_000), 1);
    assert!(whole.contains("Last") && whole.contains("?page=400"));
    let open = pages(Total::MoreThan(10_000), 1);
    assert!(open.contains("Next") && !open.contains("Last"), "{open}");
    let behind = pages(Total::MoreThan(10_025), 401);
    assert!(behind.contains("?page=402") && !behind.contains("Last"));
    assert_eq!(
        near(7, 401, false),
        [Some(1), None, Some(6), Some(7), Some(8), None]
    );
}

#[test]
fn what_is_printed_may_be_shown_on_longer_pages() {
    let pages = |total: i64| {
        html(move || {
            let href = |page: PageRequest| format!("?size={}", page.size);
            view! {
                <Pagination total request=PageRequest::new(1, 100) label="Rows" href sizes=&[100, 1_000]/>
            }
        })
    };
    let long = pages(403);
    assert!(
        long.contains("?size=1000") && !long.contains("?size=25"),
        "{long}"
    );
    assert!(!pages(100).contains("<nav"), "all are on one page");
}

#[test]
fn pages_far_from_the_current_one_are_left_out() {
    assert_eq!(near(1, 1, true), [Some(1)]);
    assert_eq!(near(1, 3, true), [Some(1), Some(2), Some(3)]);
    assert_eq!(
        near(25, 49, true),
        [Some(1), None, Some(24), Some(25), Some(26), None, Some(49)]
    );
}

#[test]
fn a_chart_has_its_figures_in_a_table_and_no_inline_style() {
    let bars = vec![
        ChartBar {
            label: "10/01".into(),
            note: None,
            values: vec![100, 300],
        },
        ChartBar {
            label: "10/08".into(),
            note: Some("1 day".into()),
            values: vec![0, 1_250],
        },
    ];
    let page = html(|| {
        view! {
            <BarChart id="hours" title="Hours" finding="Most in the second week." axis="Week"
                series=vec!["Nurses", "Others"] bars format=number/>
        }
    });
    assert!(
        page.contains(r#"role="img""#) && page.contains("<desc"),
        "{page}"
    );
    assert!(page.contains(r#"<td class="q-number">1,250"#), "{page}");
    assert!(page.contains("<th scope=\"row\">10/01</th>"), "{page}");
    assert!(
        page.contains("<th scope=\"row\">10/08 (1 day)</th>"),
        "{page}"
    );
    assert!(!page.contains("style="), "{page}");
}
