//! Change Password, from one's profile.

use crate::api::registration::{ChangePassword, find_new_password};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, CheckBox, FieldKind, Loaded, NewPasswordField, Page, PostForm,
    TextField, load, use_query,
};
use crate::view::registration::PasswordView;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct PasswordPage;

#[lazy_route]
impl LazyRoute for PasswordPage {
    fn data() -> Self {
        Self
    }

    fn view(PasswordPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, find_new_password);
        view! { <Loaded resource=found let:password><Change password/></Loaded> }.into_any()
    }
}

#[component]
fn Change(password: PasswordView) -> impl IntoView {
    let PasswordView {
        form,
        rules,
        is_too_short,
    } = password;
    let too_short = is_too_short.then(|| {
        let shortest = rules.shortest;
        view! {
            <Alert kind=AlertKind::Warning heading="Your role asks for a longer password">
                <p>
                    {format!(
                        "One of your roles decides about others or sees into the system. It takes a password of {shortest} \
                         characters or more; choose one now."
                    )}
                </p>
            </Alert>
        }
    });
    let error = |field: &str| form.error(field).map(str::to_owned);
    let (old_error, new_error) = (error("old_password"), error("password"));
    let ends_others = form.value("ends_others") != "no";
    view! {
        <Page heading="Change Password" errors=form.errors>
            {too_short}
            <PostForm action=ChangePassword::url() label="Change Password" has_required=true>
                <TextField
                    name="old_password"
                    label="Current password"
                    kind=FieldKind::Password
                    error=old_error
                    autocomplete="current-password"
                    required=true
                />
                <NewPasswordField label="New password" rules error=new_error/>
                <CheckBox
                    name="ends_others"
                    label="Log me out everywhere else, and revoke my access tokens. Programs that use them need new ones."
                    checked=ends_others
                />
                <Button>"Change the password"</Button>
            </PostForm>
            <p><a href=paths::PROFILE>"Back to My Profile"</a></p>
        </Page>
    }
}
