use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, Result, Type};

/// Where a field's value comes from.
enum Source {
    Column,
    /// Other fields of the same row.
    Flattened,
    /// A column of another type.
    Converted(Box<Type>),
}

pub fn implement(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "FromRow is for structs"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "FromRow is for named fields"));
    };
    let parts = fields
        .named
        .iter()
        .map(part)
        .collect::<Result<Vec<(TokenStream, TokenStream)>>>()?;
    let (bounds, values): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let name = &input.ident;
    Ok(quote! {
        impl<'r, R: ::store::sqlx::Row> ::store::sqlx::FromRow<'r, R> for #name
        where
            &'static str: ::store::sqlx::ColumnIndex<R>,
            #(#bounds,)*
        {
            fn from_row(row: &'r R) -> ::store::sqlx::Result<Self> {
                Ok(Self { #(#values,)* })
            }
        }
    })
}

/// What a field needs of the row, and how it is read.
fn part(field: &Field) -> Result<(TokenStream, TokenStream)> {
    let (name, kind) = (&field.ident, &field.ty);
    let column = name.as_ref().map(ToString::to_string);
    let read = |kind: &Type| {
        quote! {
            #kind: ::store::sqlx::Decode<'r, R::Database> + ::store::sqlx::Type<R::Database>
        }
    };
    Ok(match source(field)? {
        Source::Column => (read(kind), quote! { #name: row.try_get(#column)? }),
        Source::Flattened => (
            quote! { #kind: ::store::sqlx::FromRow<'r, R> },
            quote! { #name: ::store::sqlx::FromRow::from_row(row)? },
        ),
        Source::Converted(from) => (
            read(&from),
            quote! {
                #name: row.try_get::<#from, _>(#column).and_then(|value| {
                    value.try_into().map_err(|error| ::store::sqlx::Error::ColumnDecode {
                        index: #column.into(),
                        source: ::std::boxed::Box::new(error),
                    })
                })?
            },
        ),
    })
}

fn source(field: &Field) -> Result<Source> {
    let mut source = Source::Column;
    for attribute in &field.attrs {
        if !attribute.path().is_ident("row") {
            continue;
        }
        attribute.parse_nested_meta(|meta| {
            source = if meta.path.is_ident("flatten") {
                Source::Flattened
            } else if meta.path.is_ident("try_from") {
                Source::Converted(Box::new(meta.value()?.parse()?))
            } else {
                return Err(meta.error("flatten, or try_from = Type"));
            };
            Ok(())
        })?;
    }
    Ok(source)
}
