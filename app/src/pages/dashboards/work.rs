//! A board of figures and links, as the server wrote it.

use crate::ui::{FigureCard, LinkButton, SectionBar, StatCards};
use crate::view::dashboards::WorkBoard;
use leptos::prelude::*;

#[component]
pub fn Work(board: WorkBoard) -> impl IntoView {
    let WorkBoard {
        heading,
        figures,
        links,
    } = board;
    let has_figures = !figures.is_empty();
    let cards = figures
        .into_iter()
        .map(|one| {
            view! { <FigureCard label=one.label value=one.value href=one.href note=one.note/> }
        })
        .collect_view();
    let links = links
        .into_iter()
        .map(|(words, href)| view! { <LinkButton href>{words}</LinkButton> })
        .collect_view();
    view! {
        <SectionBar heading/>
        {has_figures.then(|| view! { <StatCards>{cards}</StatCards> })}
        {links}
    }
}
