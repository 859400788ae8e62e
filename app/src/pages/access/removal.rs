//! Several roles that are taken away together, as nobody needs them any more: what would happen to each, and one reason.

use crate::api::recertification::{RemoveRoles, find_unconfirmed};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, DataTable, Loaded, Page, ProveFirst, Tag, TextArea, Tone, load, use_query,
};
use crate::view::recertification::RemovalView;
use domain::access::{GrantAt, RecertificationLine};
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct RemoveRolesPage;

#[lazy_route]
impl LazyRoute for RemoveRolesPage {
    fn data() -> Self {
        Self
    }

    fn view(RemoveRolesPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || {
            query.with(|query| {
                let rows = query.get("rows").unwrap_or_default().split(',');
                let grants: Vec<GrantAt> = rows.filter_map(GrantAt::parse).collect();
                (grants, query.get("flash").map(str::to_owned))
            })
        };
        let found = load(asked, async |(grants, flash)| {
            let page = paths::remove_roles(&grants);
            find_unconfirmed(grants, flash)
                .await
                .map(|found| (page, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Preview page=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Preview(
    /// Its own address.
    page: String,
    found: RemovalView,
) -> impl IntoView {
    let RemovalView {
        lines,
        is_confirmed,
        form,
    } = found;
    let (count, errors) = (lines.len(), form.errors.clone());
    let rows = lines
        .into_iter()
        .map(|line| view! { <PreviewRow line/> })
        .collect_view();
    let act = if is_confirmed {
        view! { <Confirm count form/> }.into_any()
    } else {
        view! { <ProveFirst page/> }.into_any()
    };
    let content = if count == 0 {
        view! { <p>"None of these roles waits to be confirmed any more: somebody else was first."</p> }
            .into_any()
    } else {
        view! {
            <p>"Nothing is removed yet. A role that is removed ends with the person\u{2019}s next request."</p>
            <form method="post" action=crate::sent_from(RemoveRoles::url().to_owned()) aria-label="Remove roles" novalidate>
                <DataTable id="removed" caption="What would happen to each role">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"User Role"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col">"Would become"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                {act}
            </form>
        }
        .into_any()
    };
    view! {
        <Page heading="Remove roles" errors>
            {content}
            <p><a href=paths::RECERTIFICATION>"Recertification"</a></p>
        </Page>
    }
}

#[component]
fn PreviewRow(line: RecertificationLine) -> impl IntoView {
    let last = line.is_last_official.then(|| {
        view! {
            <p>
                "This is the last security official there: only Production Control removes this role. From others it stays as it is."
            </p>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {line.person}
                <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
                <input type="hidden" name="rows[]" value=line.grant.to_string()/>
            </th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td><Tag tone=Tone::Bad text="Removed"/>{last}</td>
        </tr>
    }
}

#[component]
fn Confirm(count: usize, form: ReturnedForm) -> impl IntoView {
    let noun = if count == 1 { "role" } else { "roles" };
    view! {
        <TextArea
            name="reason"
            label="Reason"
            hint="One for all of them, at most 1,000 characters. Each person reads it."
            value=form.value("reason")
            error=form.error("reason").map(str::to_owned)
            max_length=1000
            required=true
        />
        <Button kind=ButtonKind::Danger>{format!("Remove {count} {noun}")}</Button>
    }
}
