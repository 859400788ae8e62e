//! The User Roles Matrix: what each role may do and where, read from the policy itself, with what is still to come.

use crate::api::help::list_role_matrix;
use crate::paths;
use crate::ui::{DataTable, Loaded, Page, SectionBar, load, use_query};
use crate::view::help::{MatrixRole, MatrixRow, RoleMatrix};
use domain::access::{Category, Role};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// As many as fit side by side on a sheet of paper.
const ROLES_A_TABLE: usize = 4;

pub struct RolesMatrixPage;

#[lazy_route]
impl LazyRoute for RolesMatrixPage {
    fn data() -> Self {
        Self
    }

    fn view(RolesMatrixPage: Self) -> AnyView {
        let query = use_query();
        let category =
            move || query.with(|query| query.get("category").and_then(Category::from_key));
        let found = load(category, async |category| {
            list_role_matrix(category)
                .await
                .map(|found| (category, found))
        });
        view! {
            <Loaded resource=found let:found>
                {matrix(found)}
            </Loaded>
        }
        .into_any()
    }
}

fn matrix((chosen, parts): (Option<Category>, Vec<RoleMatrix>)) -> AnyView {
    let parts = parts
        .into_iter()
        .map(|part| view! { <Part part/> })
        .collect_view();
    view! {
        <Page heading="User Roles Matrix">
            <p>
                "What each role may do, and where. The first rows of a table are what works here today; the rows marked "
                <strong>"planned"</strong>
                " are to come, in letters: V view, C create, E edit, D delete, S submit or upload, A approve; "
                "o own providers, s own state, r own region or contract, a own accreditation, n nationwide."
            </p>
            <Filter chosen/>
            {parts}
        </Page>
    }
    .into_any()
}

/// Each category is an address of its own.
#[component]
fn Filter(#[prop(optional_no_strip)] chosen: Option<Category>) -> impl IntoView {
    let link = |category: Option<Category>| {
        let name = category.map_or("All categories", Category::name);
        let current = (category == chosen).then_some("page");
        view! { <li><a href=paths::roles_matrix(category) aria-current=current>{name}</a></li> }
    };
    let links = std::iter::once(None)
        .chain(Category::ALL.into_iter().map(Some))
        .map(link)
        .collect_view();
    view! { <nav aria-label="Categories"><ul>{links}</ul></nav> }
}

#[component]
fn Part(part: RoleMatrix) -> impl IntoView {
    let RoleMatrix {
        category,
        roles,
        rows,
    } = part;
    let about = roles
        .iter()
        .cloned()
        .map(|role| view! { <About role/> })
        .collect_view();
    let tables = roles
        .chunks(ROLES_A_TABLE)
        .enumerate()
        .map(|(number, some)| {
            let roles: Vec<Role> = some.iter().map(|role| role.role).collect();
            let first = number * ROLES_A_TABLE;
            let cut = |row: &MatrixRow| MatrixRow {
                cells: row.cells[first..first + roles.len()].to_vec(),
                ..row.clone()
            };
            let rows: Vec<MatrixRow> = rows.iter().map(cut).collect();
            view! { <Rights category roles rows/> }
        })
        .collect_view();
    view! {
        <SectionBar heading=category.name()/>
        <p>{category.description()}</p>
        {about}
        {tables}
    }
}

/// What some roles of a category may do.
#[component]
fn Rights(category: Category, roles: Vec<Role>, rows: Vec<MatrixRow>) -> impl IntoView {
    let id = roles.first().map_or(category.key(), |role| role.key());
    let names: Vec<&'static str> = roles.iter().map(|role| role.name()).collect();
    let caption = format!(
        "What the roles of {} may do: {}",
        category.name(),
        names.join(", ")
    );
    let heads = names
        .into_iter()
        .map(|name| view! { <th scope="col">{name}</th> })
        .collect_view();
    let keys: Vec<&'static str> = roles.iter().map(|role| role.key()).collect();
    let rows = rows
        .into_iter()
        .map(|row| view! { <Row row keys=keys.clone()/> })
        .collect_view();
    view! {
        <DataTable id caption>
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

/// What is to be known of a role before one asks for it.
#[component]
fn About(role: MatrixRole) -> impl IntoView {
    let MatrixRole {
        role,
        is_offered,
        text,
        warning,
        asks,
        granted_by,
    } = role;
    let warning = warning.map(|warning| {
        view! { <dt>"Warning"</dt><dd><strong>{warning}</strong></dd> }
    });
    let withheld = (!is_offered)
        .then(|| view! { <dt>"Offered"</dt><dd>"No: nobody can ask for it here."</dd> });
    view! {
        <h3 id=format!("role-{}", role.key())>{role.name()}</h3>
        <dl class="q-facts">
            <dt>"What it is for"</dt><dd>{text}</dd>
            {warning}
            {role.caution().map(|caution| view! { <dt>"Note"</dt><dd>{caution}</dd> })}
            <dt>"Who decides"</dt><dd>{granted_by}</dd>
            <dt>"Organizations"</dt><dd>{asks}</dd>
            {withheld}
        </dl>
    }
}

#[component]
fn Row(row: MatrixRow, keys: Vec<&'static str>) -> impl IntoView {
    let MatrixRow {
        key,
        name,
        is_planned,
        cells,
    } = row;
    let planned = is_planned.then(|| view! { " "<em>"planned"</em> });
    let cells = keys
        .into_iter()
        .zip(cells)
        .map(|(role, cell)| view! { <td id=format!("{role}-{key}")>{cell}</td> })
        .collect_view();
    view! { <tr><th scope="row">{name}{planned}</th>{cells}</tr> }
}
