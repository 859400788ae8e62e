//! Which part of a list is shown, and the way to the others. Everything is a link.

use super::{how_many, inherit_focus, number, singular};
use domain::listing::{PAGE_SIZES, PageRequest, Total};
use leptos::prelude::*;

/// `1-25 of 1,203`, `1 of 1` or `1-25 of more than 10,000`, in a live region: it is there from the start and is announced when it changes.
/// It has the focus of a link that went away with the list before: *Last* on the last page, a filter that was removed.
#[component]
pub fn ResultCount(
    #[prop(into)] total: Total,
    request: PageRequest,
    /// What is counted, in the plural: "providers".
    #[prop(into)]
    noun: String,
) -> impl IntoView {
    let text = if total.least() == 0 {
        format!("No {noun} match.")
    } else {
        let first = request.offset() + 1;
        let last = (request.offset() + i64::from(request.size)).min(total.least());
        let shown = if first == last {
            number(first)
        } else {
            format!("{}-{}", number(first), number(last))
        };
        let noun = match total {
            Total::Exactly(1) => singular(&noun),
            _ => noun,
        };
        format!("{shown} of {} {noun}", how_many(total))
    };
    inherit_focus("result-count");
    view! { <p class="q-result-count" id="result-count" role="status" tabindex="-1">{text}</p> }
}

/// Links to the other pages and page sizes; to the last one where it is known. `href` gives the address of a page.
#[component]
pub fn Pagination<F>(
    #[prop(into)] total: Total,
    request: PageRequest,
    /// What the list holds, for the accessible name: "Providers".
    #[prop(into)]
    label: String,
    href: F,
    /// How long its pages may be, the shortest first.
    #[prop(default = &PAGE_SIZES)]
    sizes: &'static [u32],
) -> impl IntoView
where
    F: Fn(PageRequest) -> String,
{
    let last = request.last(total.least()).page;
    let to = |page: u32| href(PageRequest::new(page, request.size));
    let step = |text: &'static str, target: u32, shown: bool| {
        shown.then(|| view! { <StepLink text href=to(target)/> })
    };
    let current = request.page.min(last);
    let pages = near(current, last, total.is_exact())
        .into_iter()
        .map(|page| match page {
            Some(page) => {
                let here = page == current;
                view! { <PageLink page here href=to(page)/> }.into_any()
            }
            None => view! {
                <li class="usa-pagination__item usa-pagination__overflow" aria-label="more pages"><span>"…"</span></li>
            }
            .into_any(),
        })
        .collect_view();
    let smallest = sizes.first().copied().unwrap_or(request.size);
    let sizes = sizes
        .iter()
        .copied()
        .map(|size| {
            let (here, href) = (size == request.size, href(PageRequest::new(1, size)));
            view! { <SizeLink size here href/> }
        })
        .collect_view();
    (total.least() > i64::from(smallest)).then(|| {
        view! {
            <nav class="usa-pagination q-pagination" aria-label=format!("{label}: pages")>
                <ul class="usa-pagination__list">
                    {step("First", 1, current > 1)}
                    {step("Previous", current.saturating_sub(1), current > 1)}
                    {pages}
                    {step("Next", current + 1, current < last)}
                    {step("Last", last, current < last && total.is_exact())}
                </ul>
                <p class="q-page-sizes" id="page-sizes">"Rows on a page:"</p>
                <ul class="q-page-sizes" aria-labelledby="page-sizes">{sizes}</ul>
            </nav>
        }
    })
}

#[component]
fn StepLink(text: &'static str, href: String) -> impl IntoView {
    view! {
        <li class="usa-pagination__item usa-pagination__arrow">
            <a class="usa-pagination__link" href=href>{text}</a>
        </li>
    }
}

#[component]
fn PageLink(
    page: u32,
    /// Whether it is the one that is shown.
    here: bool,
    href: String,
) -> impl IntoView {
    let class = if here {
        "usa-pagination__button usa-current"
    } else {
        "usa-pagination__button"
    };
    view! {
        <li class="usa-pagination__item usa-pagination__page-no">
            <a
                class=class
                href=href
                aria-label=format!("Page {page}")
                aria-current=here.then_some("page")
            >{page}</a>
        </li>
    }
}

#[component]
fn SizeLink(
    size: u32,
    /// Whether the pages are as long as that.
    here: bool,
    href: String,
) -> impl IntoView {
    view! {
        <li>
            <a href=href aria-current=here.then_some("true")>
                {number(size.into())}<span class="usa-sr-only">" a page"</span>
            </a>
        </li>
    }
}

/// The first page, those around the current one, and the last where it is known; none where pages are left out. `last` is
/// there at any rate.
pub(super) fn near(current: u32, last: u32, is_known: bool) -> Vec<Option<u32>> {
    let around = current.saturating_sub(1)..=current.saturating_add(1);
    let mut pages: Vec<u32> = [1]
        .into_iter()
        .chain(is_known.then_some(last))
        .chain(around)
        .filter(|page| (1..=last).contains(page))
        .collect();
    pages.sort_unstable();
    pages.dedup();
    let mut listed = Vec::new();
    let mut before = 0;
    for page in pages {
        listed.extend((page > before + 1).then_some(None));
        listed.push(Some(page));
        before = page;
    }
    listed.extend((!is_known).then_some(None));
    listed
}
