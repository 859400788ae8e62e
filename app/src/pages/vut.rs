//! The checker without log-in: it checks files in the browser and sends nothing.

use super::submissions::upload::CheckFiles;
use crate::api::uploads::view_checker;
use crate::ui::{Loaded, Page, load};
use crate::view::uploads::CheckerView;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct VutPage;

#[lazy_route]
impl LazyRoute for VutPage {
    fn data() -> Self {
        Self
    }

    fn view(VutPage: Self) -> AnyView {
        let checker = load(|| (), |()| view_checker());
        view! { <Loaded resource=checker let:view><Vut view/></Loaded> }.into_any()
    }
}

#[component]
fn Vut(view: CheckerView) -> impl IntoView {
    view! {
        <Page heading="Validation Utility Tool">
            <p>
                "Check payroll-based journal (PBJ) files and assessments (OASIS, MDS) before you send them. Your browser checks them: the \
                 files do not leave your computer, and nothing can be sent from this page. You do not need to log in."
            </p>
            <CheckFiles options=view.options() packs=view.packs sends=None/>
        </Page>
    }
}
