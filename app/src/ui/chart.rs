//! Stacked bars with the table that they show right below.
//!
//! All of it is one piece of text: nothing in it changes, and as elements of a view each of its attributes would be code for
//! the browser to load.

use domain::staffing::NurseWeek;
use leptos::prelude::*;

/// One bar: its label, and a value for each series, none of them negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartBar {
    pub label: String,
    /// What keeps it from being compared with the others: "1 day".
    pub note: Option<String>,
    pub values: Vec<i64>,
}

impl From<NurseWeek> for ChartBar {
    fn from(week: NurseWeek) -> Self {
        Self {
            label: format!("{:02}/{:02}", week.from.month(), week.from.day()),
            note: week.shortness(),
            values: vec![week.registered.0, week.practical.0, week.aides.0],
        }
    }
}

const BAR: i64 = 26;
const GAP: i64 = 18;
const LEFT: i64 = 84;
const HEIGHT: i64 = 220;
const TOP: i64 = 16;
const BOTTOM: i64 = 44;
const LINES: i64 = 4;

/// A chart whose series differ by pattern, not only by colour.
#[component]
pub fn BarChart(
    /// Unique on the page.
    id: &'static str,
    /// What the chart shows, for its name and the table's caption.
    #[prop(into)]
    title: String,
    /// What there is to see in it, in a sentence.
    #[prop(into)]
    finding: String,
    /// What the bars stand for: "Week beginning".
    #[prop(into)]
    axis: String,
    /// At most four, from the bottom up.
    series: Vec<&'static str>,
    bars: Vec<ChartBar>,
    /// How a value is written.
    format: fn(i64) -> String,
) -> impl IntoView {
    let ceiling = ceiling(
        bars.iter()
            .map(|bar| bar.values.iter().sum())
            .max()
            .unwrap_or(0),
    );
    let count = i64::try_from(bars.len()).unwrap_or(0);
    let width = LEFT + count * (BAR + GAP) + GAP;
    let height = TOP + HEIGHT + BOTTOM;
    let (title_id, finding_id) = (format!("{id}-title"), format!("{id}-finding"));
    let table = table(
        &format!("{id}-caption"),
        &title,
        &axis,
        &series,
        &bars,
        format,
    );
    let (title, finding) = (escaped(&title), escaped(&finding));
    let drawing = format!(
        r#"<title id="{title_id}">{title}</title><desc id="{finding_id}">{finding} The table below the chart has the figures.</desc>{}<g aria-hidden="true">{}{}</g>"#,
        patterns(id),
        grid(width, ceiling, format),
        bars.iter()
            .zip(0_i64..)
            .map(|(bar, index)| drawn(id, bar, LEFT + GAP + index * (BAR + GAP), ceiling))
            .collect::<String>(),
    );
    let figure = format!(
        r#"<figcaption class="q-chart__title">{title}</figcaption><ul class="q-chart__legend" aria-hidden="true">{}</ul><div class="q-scroll" role="region" aria-label="{title}: chart" tabindex="0"><svg class="q-chart__drawing" role="img" aria-labelledby="{title_id} {finding_id}" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{drawing}</svg></div>{table}"#,
        legend(id, &series),
    );
    view! { <figure class="q-chart" aria-labelledby=title_id inner_html=figure></figure> }
}

/// Text that stands in the figure, also in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn grid(width: i64, ceiling: i64, format: fn(i64) -> String) -> String {
    (0..=LINES)
        .map(|line| {
            let y = TOP + HEIGHT - HEIGHT * line / LINES;
            format!(
                r#"<line class="q-chart__line" x1="{LEFT}" x2="{width}" y1="{y}" y2="{y}"/><text class="q-chart__text" x="{}" y="{}" text-anchor="end">{}</text>"#,
                LEFT - 8,
                y + 4,
                escaped(&format(ceiling * line / LINES)),
            )
        })
        .collect()
}

/// A bar and its label. Its parts stand from the bottom up; edges come from running sums, so they meet exactly.
fn drawn(id: &str, bar: &ChartBar, x: i64, ceiling: i64) -> String {
    let edge = |sum: i64| TOP + HEIGHT - HEIGHT * sum / ceiling;
    let mut below = 0;
    let parts = bar.values.iter().enumerate().map(|(series, value)| {
        let (bottom, top) = (edge(below), edge(below + value));
        below += value;
        format!(
            r#"<rect class="q-chart__bar" x="{x}" y="{top}" width="{BAR}" height="{}" fill="{}"/>"#,
            bottom - top,
            fill(id, series),
        )
    });
    let words = |text: &str, below: i64| {
        format!(
            r#"<text class="q-chart__text" x="{}" y="{}" text-anchor="middle">{}</text>"#,
            x + BAR / 2,
            TOP + HEIGHT + below,
            escaped(text),
        )
    };
    let note = bar.note.as_deref().map(|note| words(note, 36));
    parts.collect::<String>() + &words(&bar.label, 20) + &note.unwrap_or_default()
}

fn fill(id: &str, series: usize) -> String {
    format!("url(#{id}-pattern-{series})")
}

/// Solid, stripes, dots, plain: told apart without colour.
fn patterns(id: &str) -> String {
    let marks = [
        "",
        r#"<path class="q-series-mark" d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>"#,
        r#"<circle class="q-series-dot" cx="4" cy="4" r="1.8"/>"#,
        "",
    ];
    let patterns = marks.into_iter().enumerate().map(|(series, mark)| {
        format!(
            r#"<pattern id="{id}-pattern-{series}" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="q-series-{series}" width="8" height="8"/>{mark}</pattern>"#
        )
    });
    format!("<defs>{}</defs>", patterns.collect::<String>())
}

fn legend(id: &str, series: &[&str]) -> String {
    series
        .iter()
        .enumerate()
        .map(|(index, name)| {
            format!(
                r#"<li><svg class="q-chart__swatch" width="16" height="16" focusable="false"><rect class="q-chart__bar" width="16" height="16" fill="{}"/></svg>{}</li>"#,
                fill(id, index),
                escaped(name),
            )
        })
        .collect()
}

fn table(
    caption: &str,
    title: &str,
    axis: &str,
    series: &[&str],
    bars: &[ChartBar],
    format: fn(i64) -> String,
) -> String {
    let names = series
        .iter()
        .map(|name| format!(r#"<th scope="col" class="q-number">{}</th>"#, escaped(name)));
    let cell = |value: i64| format!(r#"<td class="q-number">{}</td>"#, escaped(&format(value)));
    let rows = bars.iter().map(|bar| {
        let cells = bar.values.iter().map(|value| cell(*value));
        let note = bar.note.as_deref().map(|note| format!(" ({note})"));
        format!(
            r#"<tr><th scope="row">{}{}</th>{}{}</tr>"#,
            escaped(&bar.label),
            escaped(&note.unwrap_or_default()),
            cells.collect::<String>(),
            cell(bar.values.iter().sum()),
        )
    });
    format!(
        r#"<details class="q-details"><summary>Show as a table</summary><div class="q-scroll" role="region" aria-labelledby="{caption}" tabindex="0"><table class="usa-table q-table"><caption id="{caption}">{}</caption><thead><tr><th scope="col">{}</th>{}<th scope="col" class="q-number">All</th></tr></thead><tbody>{}</tbody></table></div></details>"#,
        escaped(title),
        escaped(axis),
        names.collect::<String>(),
        rows.collect::<String>(),
    )
}

/// The next 1, 2 or 5 with zeros behind it, in quarters without remainder.
fn ceiling(largest: i64) -> i64 {
    let mut unit: i64 = 4;
    loop {
        for step in [1, 2, 5] {
            if unit.saturating_mul(step) >= largest {
                return unit.saturating_mul(step);
            }
        }
        unit = unit.saturating_mul(10);
    }
}
