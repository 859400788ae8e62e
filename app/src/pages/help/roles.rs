//! The roles matrix, read from the policy itself.

use crate::ui::DataTable;
use domain::access::{Action, Reach, Role, policy};
use leptos::prelude::*;

#[component]
pub fn RolesTable() -> impl IntoView {
    let rows = Role::ALL
        .into_iter()
        .map(|role| {
            view! {
                <tr>
                    <th scope="row">{role.name()}</th>
                    <td>{role.category().name()}</td>
                    <td>{rights(role)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="role-table" caption="What each role may do here so far">
            <thead>
                <tr>
                    <th scope="col">"Role"</th>
                    <th scope="col">"Category"</th>
                    <th scope="col">"May"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

/// `See provider profiles, nationwide; see who has submitted staffing data, in its state`.
fn rights(role: Role) -> String {
    let rights: Vec<String> = Action::ALL
        .into_iter()
        .filter_map(|action| {
            let place = match policy(role, action)? {
                Reach::Granted => "for its providers",
                Reach::GrantedOwn => "for its providers, of what this person sent",
                Reach::State => "in its state",
                Reach::Nation => "nationwide",
            };
            Some(format!("{} {place}", action.words()))
        })
        .collect();
    if rights.is_empty() {
        return "Nothing yet: the work of this role is not built".to_owned();
    }
    let text = rights.join("; ");
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}
