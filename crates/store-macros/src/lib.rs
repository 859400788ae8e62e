//! `#[db_test]`: one test, run on SQLite and on PostgreSQL. `FromRow`: a struct from a row's columns.

mod from_row;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Implements `sqlx::FromRow` for a struct whose fields are called like the columns.
///
/// `#[row(flatten)]` takes a field from the same row, `#[row(try_from = Type)]` converts a column of that type.
///
/// sqlx has such a macro, too. It comes with the databases themselves, for macros that are not used here: SQLite and
/// the clients would be compiled twice, which is two minutes of a new clone's fifteen.
#[proc_macro_derive(FromRow, attributes(row))]
pub fn from_row(item: TokenStream) -> TokenStream {
    from_row::implement(&parse_macro_input!(item as DeriveInput))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Runs `async fn rule_that_holds(db: Db)` on a fresh database of each kind, as the tests
/// `rule_that_holds::sqlite` and `rule_that_holds::postgres`.
///
/// The PostgreSQL half needs `TEST_POSTGRES_URL`; see `store::testing`.
#[proc_macro_attribute]
pub fn db_test(_: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as ItemFn);
    if function.sig.asyncness.is_none() || function.sig.inputs.len() != 1 {
        return syn::Error::new_spanned(
            &function.sig,
            "#[db_test] takes an `async fn name(db: Db)`",
        )
        .to_compile_error()
        .into();
    }
    let name = &function.sig.ident;
    quote! {
        mod #name {
            use super::*;

            #function

            #[test]
            fn sqlite() {
                ::store::testing::on_sqlite(#name);
            }

            #[test]
            fn postgres() {
                ::store::testing::on_postgres(#name);
            }
        }
    }
    .into()
}
