//! Stacked bars, drawn on the server, with the table that they show right below.

use leptos::prelude::*;

/// One bar: its label, and a value for each series, none of them negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartBar {
    pub label: String,
    pub values: Vec<i64>,
}

const BAR: i64 = 26;
const GAP: i64 = 18;
const LEFT: i64 = 84;
const HEIGHT: i64 = 220;
const TOP: i64 = 16;
const BOTTOM: i64 = 28;
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
    let grid = (0..=LINES)
        .map(|line| {
            let y = TOP + HEIGHT - HEIGHT * line / LINES;
            view! {
                <line class="q-chart__line" x1=LEFT x2=width y1=y y2=y></line>
                <text class="q-chart__text" x=LEFT - 8 y=y + 4 text-anchor="end">{format(ceiling * line / LINES)}</text>
            }
        })
        .collect_view();
    let drawn = bars
        .iter()
        .zip(0_i64..)
        .map(|(bar, index)| {
            let x = LEFT + GAP + index * (BAR + GAP);
            let middle = x + BAR / 2;
            view! {
                {stack(id, bar, x, ceiling)}
                <text class="q-chart__text" x=middle y=TOP + HEIGHT + 20 text-anchor="middle">{bar.label.clone()}</text>
            }
        })
        .collect_view();
    let (title_id, finding_id) = (format!("{id}-title"), format!("{id}-finding"));
    view! {
        <figure class="q-chart" aria-labelledby=title_id.clone()>
            <figcaption class="q-chart__title">{title.clone()}</figcaption>
            <ul class="q-chart__legend" aria-hidden="true">{legend(id, &series)}</ul>
            <div class="q-scroll" role="region" aria-label=format!("{title}: chart") tabindex="0">
                <svg
                    class="q-chart__drawing"
                    role="img"
                    aria-labelledby=format!("{title_id} {finding_id}")
                    viewBox=format!("0 0 {width} {}", TOP + HEIGHT + BOTTOM)
                    width=width
                    height=TOP + HEIGHT + BOTTOM
                >
                    <title id=title_id.clone()>{title.clone()}</title>
                    <desc id=finding_id.clone()>{format!("{finding} The table below the chart has the figures.")}</desc>
                    {patterns(id)}
                    <g aria-hidden="true">{grid}{drawn}</g>
                </svg>
            </div>
            {table(id, title, axis, series, bars, format)}
        </figure>
    }
}

/// The parts of one bar, from the bottom up. Edges come from running sums, so they meet exactly.
fn stack(id: &'static str, bar: &ChartBar, x: i64, ceiling: i64) -> impl IntoView + use<> {
    let mut below = 0;
    bar.values
        .iter()
        .enumerate()
        .map(|(series, value)| {
            let edge = |sum: i64| TOP + HEIGHT - HEIGHT * sum / ceiling;
            let (bottom, top) = (edge(below), edge(below + value));
            below += value;
            view! { <rect class="q-chart__bar" x=x y=top width=BAR height=bottom - top fill=fill(id, series)></rect> }
        })
        .collect_view()
}

fn fill(id: &str, series: usize) -> String {
    format!("url(#{id}-pattern-{series})")
}

/// Solid, stripes, dots, plain: told apart without colour.
fn patterns(id: &'static str) -> impl IntoView {
    let pattern = |series: usize, mark: AnyView| {
        view! {
            <pattern id=format!("{id}-pattern-{series}") width="8" height="8" patternUnits="userSpaceOnUse">
                <rect class=format!("q-series-{series}") width="8" height="8"></rect>
                {mark}
            </pattern>
        }
    };
    view! {
        <defs>
            {pattern(0, ().into_any())}
            {pattern(1, view! { <path class="q-series-mark" d="M-2 2L2 -2M0 8L8 0M6 10L10 6"></path> }.into_any())}
            {pattern(2, view! { <circle class="q-series-dot" cx="4" cy="4" r="1.8"></circle> }.into_any())}
            {pattern(3, ().into_any())}
        </defs>
    }
}

fn legend(id: &'static str, series: &[&'static str]) -> impl IntoView + use<> {
    series
        .iter()
        .enumerate()
        .map(|(index, name)| {
            view! {
                <li>
                    <svg class="q-chart__swatch" width="16" height="16" focusable="false">
                        <rect class="q-chart__bar" width="16" height="16" fill=fill(id, index)></rect>
                    </svg>
                    {*name}
                </li>
            }
        })
        .collect_view()
}

fn table(
    id: &'static str,
    title: String,
    axis: String,
    series: Vec<&'static str>,
    bars: Vec<ChartBar>,
    format: fn(i64) -> String,
) -> impl IntoView {
    let names = series
        .into_iter()
        .map(|name| view! { <th scope="col" class="q-number">{name}</th> })
        .collect_view();
    let rows = bars
        .into_iter()
        .map(|bar| {
            let total = format(bar.values.iter().sum());
            let cells =
                bar.values.into_iter().map(|value| view! { <td class="q-number">{format(value)}</td> }).collect_view();
            view! { <tr><th scope="row">{bar.label}</th>{cells}<td class="q-number">{total}</td></tr> }
        })
        .collect_view();
    let caption = format!("{id}-caption");
    view! {
        <details class="q-details">
            <summary>"Show as a table"</summary>
            <div class="q-scroll" role="region" aria-labelledby=caption tabindex="0">
                <table class="usa-table q-table">
                    <caption id=caption.clone()>{title}</caption>
                    <thead>
                        <tr><th scope="col">{axis}</th>{names}<th scope="col" class="q-number">"All"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
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
