//! Tables of data: a caption, a region that scrolls by itself, headers that sort.

use domain::listing::Direction;
use leptos::prelude::*;

/// A table in a scroll region that the keyboard can reach. `children` are its `<thead>` and `<tbody>`.
#[component]
pub fn DataTable(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] caption: String,
    children: Children,
) -> impl IntoView {
    let caption_id = format!("{id}-caption");
    view! {
        <div class="usa-table-container--scrollable q-scroll" role="region" aria-labelledby=caption_id tabindex="0">
            <table class="usa-table usa-table--striped q-table" id=id>
                <caption id=caption_id.clone()>{caption}</caption>
                {children()}
            </table>
        </div>
    }
}

/// A column's header that sorts by it; `href` is the address that does. `sorted` is how the table is
/// sorted by this column now, if it is.
#[component]
pub fn SortHeader(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    sorted: Option<Direction>,
    /// For numbers: to the right.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let (state, arrow) = match sorted {
        Some(Direction::Asc) => (Some("ascending"), "\u{25b2}"),
        Some(Direction::Desc) => (Some("descending"), "\u{25bc}"),
        None => (None, ""),
    };
    view! {
        <th scope="col" class=numeric.then_some("q-number") aria-sort=state>
            <a class="q-sort" href=href>{label}<span aria-hidden="true">{arrow}</span></a>
        </th>
    }
}
