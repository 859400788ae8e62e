//! Notifications: what this site mails without being asked, and what of it one may do without.

use crate::api::notices::{SaveChoices, find_choices};
use crate::paths;
use crate::ui::{
    Button, CheckBox, Loaded, Page, PostForm, SectionBar, SuccessBanner, load, use_query,
};
use domain::notices::{Notice, NoticeChoices};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct NotificationsPage;

#[lazy_route]
impl LazyRoute for NotificationsPage {
    fn data() -> Self {
        Self
    }

    fn view(NotificationsPage: Self) -> AnyView {
        let query = use_query();
        let saved = query.with_untracked(|query| query.get("done").is_some());
        let choices = load(|| (), |()| find_choices());
        view! {
            <Loaded resource=choices let:choices>
                <Notifications choices saved/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Notifications(choices: NoticeChoices, saved: bool) -> impl IntoView {
    let always = Notice::ALL
        .into_iter()
        .filter(|notice| !notice.may_be_switched_off())
        .map(|notice| view! { <dt>{notice.name()}</dt><dd>{notice.description()}</dd> })
        .collect_view();
    view! {
        <Page heading="Notifications">
            {saved.then(|| view! { <SuccessBanner done="Your choices are saved"/> })}
            <p>"These mails go to the e-mail address of your account. None of them has anything about an employee or a patient in it."</p>
            <SectionBar heading="Choose what you get"/>
            <PostForm action=SaveChoices::url() label="Notifications">
                <Wanted notice=Notice::StaffingFile wanted=choices.staffing_file/>
                <Wanted notice=Notice::StaffingDeadline wanted=choices.staffing_deadline/>
                <Button>"Save"</Button>
            </PostForm>
            <SectionBar heading="Always sent"/>
            <p>"These cannot be switched off: they guard your account."</p>
            <dl>{always}</dl>
            <p><a href=paths::PROFILE>"My Profile"</a></p>
        </Page>
    }
}

#[component]
fn Wanted(notice: Notice, wanted: bool) -> impl IntoView {
    view! {
        <CheckBox name=notice.key() label=notice.name() hint=notice.description() checked=wanted/>
    }
}
