//! One SQL text, run on whichever database the transaction speaks to.

/// Declares the SQL constants of a module, and the list [`every_statement_prepares`] goes through.
///
/// ```
/// store::sql! {
///     /// Served by the primary key.
///     JOB_KIND = "select kind from job where id = $1";
/// }
/// assert_eq!(STATEMENTS[0].1, JOB_KIND);
/// ```
///
/// A crate lists its modules once, in its test:
/// `every_statement_prepares(&db, &[providers::STATEMENTS, surveys::STATEMENTS])`. [`every_statement_is_listed`]
/// looks whether one was forgotten.
///
/// A text that only one database understands goes to `sql! { in sqlite … }` or
/// `sql! { in postgres … }`, whose lists are `SQLITE_STATEMENTS` and `POSTGRES_STATEMENTS`.
///
/// [`every_statement_prepares`]: crate::testing::every_statement_prepares
/// [`every_statement_is_listed`]: crate::testing::every_statement_is_listed
#[macro_export]
macro_rules! sql {
    (in sqlite $($statements:tt)*) => { $crate::sql! { @list SQLITE_STATEMENTS $($statements)* } };
    (in postgres $($statements:tt)*) => { $crate::sql! { @list POSTGRES_STATEMENTS $($statements)* } };
    (@list $list:ident $($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* const $name: &str = $text;)+

        /// Every statement of this module, for the test that prepares them.
        #[cfg_attr(not(test), expect(dead_code, reason = "only a test goes through the list"))]
        pub(crate) const $list: $crate::Statements =
            &[$((concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
    ($($statements:tt)*) => { $crate::sql! { @list STATEMENTS $($statements)* } };
}

/// The statements of a list that sorts: for each of its columns the order upwards and downwards, which a macro of the module
/// makes a whole statement of; and `statement`, which chooses among them. Their list is `SORTED`. A list that asks otherwise for
/// whoever sees states and for whoever sees single providers (`page_by!, state_page_by! and scoped_page_by! of`) has them as
/// `statement_of_states` and `SORTED_OF_STATES`, `statement_in_scope` and `SORTED_IN_SCOPE` too.
///
/// ```
/// use domain::listing::Direction;
///
/// #[derive(Clone, Copy)]
/// enum JobSort { Kind }
///
/// macro_rules! page_by {
///     ($order:expr) => { concat!("select id from job order by ", $order, ", id") };
/// }
///
/// store::sorted! { page_by! of JobSort
///     Kind = "kind", "kind desc";
/// }
/// assert_eq!(statement(JobSort::Kind, Direction::Desc), "select id from job order by kind desc, id");
/// assert_eq!(SORTED.len(), 2);
/// ```
#[macro_export]
macro_rules! sorted {
    ($page_by:ident! of $($columns:tt)+) => {
        $crate::sorted! { @list statement SORTED $page_by $($columns)+ }
    };
    ($page_by:ident!, $state_page_by:ident! and $scoped_page_by:ident! of $($columns:tt)+) => {
        $crate::sorted! { @list statement SORTED $page_by $($columns)+ }
        $crate::sorted! { @list statement_of_states SORTED_OF_STATES $state_page_by $($columns)+ }
        $crate::sorted! { @list statement_in_scope SORTED_IN_SCOPE $scoped_page_by $($columns)+ }
    };
    (@list $statement:ident $list:ident $page_by:ident $sort:ident $($column:ident = $up:expr, $down:expr;)+) => {
        const fn $statement(sort: $sort, direction: ::domain::listing::Direction) -> &'static str {
            use ::domain::listing::Direction::{Asc, Desc};
            match (sort, direction) {
                $(
                    ($sort::$column, Asc) => $page_by!($up),
                    ($sort::$column, Desc) => $page_by!($down),
                )+
            }
        }

        /// Every statement of the list, for the test that prepares them.
        #[cfg_attr(not(test), expect(dead_code, reason = "only a test goes through the list"))]
        pub(crate) const $list: $crate::Statements = &[$(
            (concat!(module_path!(), "::", stringify!($column)), $page_by!($up)),
            (concat!(module_path!(), "::", stringify!($column)), $page_by!($down)),
        )+];
    };
}

/// Runs a statement: `exec!(tx, SQL, bind, …)` gives the number of rows it changed.
#[macro_export]
macro_rules! exec {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.connection {
            $crate::Connection::Sqlite(tx) => {
                $crate::sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::Connection::Postgres(tx) => {
                $crate::sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::DbError::from)
    };
}

/// Runs a query: `fetch!(fetch_optional, Row, tx, SQL, bind, …)`, where the first word is
/// `fetch_optional`, `fetch_one` or `fetch_all`, and `Row` a tuple or a private `FromRow` struct.
///
/// A domain type binds as its inside (`id.0`, `ccn.as_str()`), a date as [`Day`](crate::row::Day).
#[macro_export]
macro_rules! fetch {
    ($how:ident, $row:ty, $tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.connection {
            $crate::Connection::Sqlite(tx) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.$how(&mut **tx).await
            }
            $crate::Connection::Postgres(tx) => {
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.$how(&mut **tx).await
            }
        }
        .map_err($crate::DbError::from)
    };
}

/// Runs a query whose rows come one by one: a stream of `Result<Row, DbError>` that borrows `tx`.
#[macro_export]
macro_rules! stream {
    ($row:ty, $tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx.connection {
            $crate::Connection::Sqlite(tx) => $crate::row::stream(
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch(&mut **tx),
            ),
            $crate::Connection::Postgres(tx) => $crate::row::stream(
                $crate::sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch(&mut **tx),
            ),
        }
    };
}
