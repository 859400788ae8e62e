//! Both folders of migrations make the same schema.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Db, db::Pools, testing};

/// What must be equal. A key or an index reads `table (a, b desc) where …`.
#[derive(Debug, Default)]
struct Schema {
    /// By `table.column`: its type, whether it may be null, and its default.
    columns: BTreeMap<String, (String, bool, Option<String>)>,
    /// Without names: those of PostgreSQL say which columns were meant.
    unique_keys: BTreeSet<String>,
    /// All others, after `name on `.
    indexes: BTreeSet<String>,
    /// `child.column -> parent.column, what happens on deletion`.
    foreign_keys: BTreeSet<String>,
    /// `table: condition`.
    checks: BTreeSet<String>,
    /// `view.column`.
    views: BTreeSet<String>,
}

const SQLITE_COLUMNS: &str = "
    select t.name || '.' || c.name, lower(c.type),
           c.\"notnull\" = 0 and not (c.pk > 0 and lower(c.type) = 'integer'), c.dflt_value
    from sqlite_schema t join pragma_table_xinfo(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";

const SQLITE_UNIQUE_KEYS: &str = "
    select t.name || ' (' || (
               select group_concat(word, ', ') from (
                   select coalesce(name, 'expression') || iif(\"desc\", ' desc', '') as word
                   from pragma_index_xinfo(i.name) where key = 1 order by seqno)) || ')',
           (select sql from sqlite_schema where type = 'index' and name = i.name)
    from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and t.name <> '_sqlx_migrations' and i.\"unique\" = 1
    union
    select t.name || ' (' || c.name || ')', null from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name <> '_sqlx_migrations' and c.pk = 1 and lower(c.type) = 'integer'
      and (select count(*) from pragma_table_info(t.name) where pk > 0) = 1";

const SQLITE_INDEXES: &str = "
    select i.name || ' on ' || t.name || ' (' || (
               select group_concat(word, ', ') from (
                   select coalesce(name, 'expression') || iif(\"desc\", ' desc', '') as word
                   from pragma_index_xinfo(i.name) where key = 1 order by seqno)) || ')',
           (select sql from sqlite_schema where type = 'index' and name = i.name)
    from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and i.origin = 'c' and i.\"unique\" = 0";

const SQLITE_FOREIGN_KEYS: &str = "
    select t.name || '.' || f.\"from\" || ' -> ' || f.\"table\" || '.' || coalesce(f.\"to\", 'key')
               || ', ' || lower(f.on_delete), null
    from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table'";

/// The whole of each table's declaration.
const SQLITE_CHECKS: &str = "
    select name, sql from sqlite_schema where type = 'table' and name <> '_sqlx_migrations'";

const POSTGRES_COLUMNS: &str = "
    select table_name || '.' || column_name, data_type::text, is_nullable = 'YES', column_default::text
    from information_schema.columns
    where table_schema = 'public' and table_name <> '_sqlx_migrations'
      and table_name not in (select viewname from pg_views where schemaname = 'public')";

const POSTGRES_UNIQUE_KEYS: &str = "
    select t.relname || ' (' || string_agg(
               coalesce(a.attname, 'expression') || case x.indoption[k.at - 1] & 1 when 1 then ' desc' else '' end,
               ', ' order by k.at) || ')',
           'where ' || pg_get_expr(x.indpred, x.indrelid)
    from pg_index x join pg_class t on t.oid = x.indrelid
    cross join unnest(x.indkey::int2[]) with ordinality as k (attnum, at)
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    where x.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> '_sqlx_migrations'
    group by x.indexrelid, x.indpred, x.indrelid, t.relname";

const POSTGRES_INDEXES: &str = "
    select i.relname || ' on ' || t.relname || ' (' || string_agg(
               coalesce(a.attname, 'expression') || case x.indoption[k.at - 1] & 1 when 1 then ' desc' else '' end,
               ', ' order by k.at) || ')',
           'where ' || pg_get_expr(x.indpred, x.indrelid)
    from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    cross join unnest(x.indkey::int2[]) with ordinality as k (attnum, at)
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    where not x.indisunique and t.relnamespace = 'public'::regnamespace
    group by x.indexrelid, x.indpred, x.indrelid, i.relname, t.relname";

const POSTGRES_FOREIGN_KEYS: &str = "
    select t.relname || '.' || a.attname || ' -> ' || p.relname || '.' || b.attname || ', ' || case c.confdeltype
               when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
               when 'n' then 'set null' else 'set default' end,
           null::text
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class p on p.oid = c.confrelid
    cross join unnest(c.conkey, c.confkey) as k (child, parent)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.child
    join pg_attribute b on b.attrelid = p.oid and b.attnum = k.parent
    where c.contype = 'f'";

const POSTGRES_CHECKS: &str = "
    select t.relname::text, pg_get_constraintdef(c.oid)
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype = 'c' and t.relnamespace = 'public'::regnamespace and t.relname <> '_sqlx_migrations'";

const SQLITE_VIEWS: &str = "
    select v.name || '.' || c.name, null from sqlite_schema v join pragma_table_info(v.name) c where v.type = 'view'";

const POSTGRES_VIEWS: &str = "
    select table_name || '.' || column_name, null::text from information_schema.columns
    where table_name in (select viewname from pg_views where schemaname = 'public')";

/// A column: `table.column`, its type, whether it may be null, its default.
type Column = (String, String, bool, Option<String>);
/// What is listed, and the SQL that says more of it.
type Listed = Vec<(String, Option<String>)>;

macro_rules! read_schema {
    ($pool:expr, $columns:expr, $unique:expr, $indexes:expr, $foreign:expr, $checks:expr, $views:expr) => {{
        let columns: Vec<Column> = sqlx::query_as($columns).fetch_all($pool).await.unwrap();
        let unique: Listed = sqlx::query_as($unique).fetch_all($pool).await.unwrap();
        let indexes: Listed = sqlx::query_as($indexes).fetch_all($pool).await.unwrap();
        let foreign: Listed = sqlx::query_as($foreign).fetch_all($pool).await.unwrap();
        let checks: Listed = sqlx::query_as($checks).fetch_all($pool).await.unwrap();
        let views: Listed = sqlx::query_as($views).fetch_all($pool).await.unwrap();
        Schema {
            columns: columns
                .into_iter()
                .map(|(name, kind, null, default)| {
                    (
                        name,
                        (kind, null, default.map(|sql| canonical(&tokens(&sql)))),
                    )
                })
                .collect(),
            unique_keys: unique.into_iter().map(with_condition).collect(),
            indexes: indexes.into_iter().map(with_condition).collect(),
            foreign_keys: foreign.into_iter().map(|(key, _)| key).collect(),
            checks: checks.into_iter().flat_map(checks_of).collect(),
            views: views.into_iter().map(|(column, _)| column).collect(),
        }
    }};
}

async fn schema(db: &Db) -> Schema {
    match &db.pools {
        Pools::Sqlite { read, .. } => read_schema!(
            read,
            SQLITE_COLUMNS,
            SQLITE_UNIQUE_KEYS,
            SQLITE_INDEXES,
            SQLITE_FOREIGN_KEYS,
            SQLITE_CHECKS,
            SQLITE_VIEWS
        ),
        Pools::Postgres(pool) => read_schema!(
            pool,
            POSTGRES_COLUMNS,
            POSTGRES_UNIQUE_KEYS,
            POSTGRES_INDEXES,
            POSTGRES_FOREIGN_KEYS,
            POSTGRES_CHECKS,
            POSTGRES_VIEWS
        ),
    }
}

/// A key or an index with the condition that its SQL names.
fn with_condition((index, sql): (String, Option<String>)) -> String {
    let words = tokens(&sql.unwrap_or_default());
    match words.iter().position(|word| word == "where") {
        Some(at) => format!("{index} where {}", canonical(&words[at + 1..])),
        None => index,
    }
}

/// The conditions of a table: what stands in the parentheses after each `check`.
fn checks_of((table, sql): (String, Option<String>)) -> Vec<String> {
    let words = tokens(&sql.unwrap_or_default());
    let starts = (0..words.len()).filter(|at| words[*at] == "check");
    let condition = |at: usize| {
        let mut depth = 0;
        let inside = words[at + 1..].iter().take_while(|word| {
            depth += i32::from(*word == "(") - i32::from(*word == ")");
            depth > 0
        });
        canonical(&inside.cloned().collect::<Vec<_>>())
    };
    starts
        .map(|at| format!("{table}: {}", condition(at)))
        .collect()
}

/// The words, literals and signs of SQL; in lower case but for literals, without comments.
fn tokens(sql: &str) -> Vec<String> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n'),
            '\'' => rest[1..].find('\'').map(|end| end + 2),
            ':' if rest.starts_with("::") => Some(2),
            _ if is_word(first) => rest.find(|letter: char| !is_word(letter)),
            _ => Some(first.len_utf8()),
        };
        let (token, after) = rest.split_at(length.unwrap_or(rest.len()));
        match first {
            '-' if token.len() > 1 => {}
            '\'' => tokens.push(token.to_owned()),
            _ => tokens.push(token.to_lowercase()),
        }
        rest = after.trim_start();
    }
    tokens
}

/// One way to write a condition or a default, of those that the two databases have: PostgreSQL keeps no text, but
/// what it understood. Parentheses are left out.
fn canonical(tokens: &[String]) -> String {
    let cast = |at: usize| tokens[at] == "::" || (at > 0 && tokens[at - 1] == "::");
    let mut words: Vec<&str> = (0..tokens.len())
        .filter(|at| !cast(*at) && !matches!(tokens[*at].as_str(), "(" | ")" | "[" | "]"))
        .map(|at| tokens[at].as_str())
        .collect();
    while let Some(at) = words
        .windows(3)
        .position(|three| three == ["=", "any", "array"])
    {
        drop(words.splice(at..at + 3, ["in"]));
    }
    while let Some(at) = words.iter().position(|word| *word == "between") {
        let (what, least) = (words[at - 1], words[at + 1]);
        drop(words.splice(at..at + 3, [">", "=", least, "and", what, "<", "="]));
    }
    // In a list of one.
    for at in 0..words.len() {
        if words[at] == "in" && words.get(at + 2) != Some(&",") {
            words[at] = "=";
        }
    }
    words.join(" ")
}

/// The table of `store::row`.
fn same_type(sqlite: &str, postgres: &str) -> bool {
    match sqlite {
        "blob" => matches!(postgres, "uuid" | "bytea"),
        "text" => matches!(postgres, "text" | "date" | "jsonb"),
        "integer" => matches!(postgres, "bigint" | "integer" | "boolean"),
        _ => false,
    }
}

/// What a row has that does not say. Booleans are 0 and 1 on SQLite.
fn same_default(sqlite: Option<&str>, postgres: Option<&str>) -> bool {
    match (sqlite, postgres) {
        (Some("0"), Some("false")) | (Some("1"), Some("true")) => true,
        (sqlite, postgres) => sqlite == postgres,
    }
}

#[test]
fn both_databases_have_the_same_schema() {
    testing::on_postgres(async |postgres| {
        let postgres = schema(&postgres).await;
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let sqlite = Db::open(&url).await.unwrap();
        sqlite.migrate().await.unwrap();
        let sqlite = schema(&sqlite).await;

        assert!(sqlite.columns.contains_key("job.id"), "{sqlite:#?}");
        let contains = |set: &BTreeSet<String>, one: &str| {
            assert!(set.contains(one), "{one} is not in {set:#?}");
        };
        contains(&sqlite.unique_keys, "job (dedupe_key)");
        contains(
            &sqlite.indexes,
            "job_queued on job (run_at, id) where state = 'queued'",
        );
        contains(
            &sqlite.foreign_keys,
            "session.user_id -> user_account.id, no action",
        );
        contains(&sqlite.checks, "job: max_attempts > 0");
        let names = |schema: &Schema| schema.columns.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&sqlite), names(&postgres));
        let differing: Vec<_> = sqlite
            .columns
            .iter()
            .map(|(name, here)| (name, here, &postgres.columns[name]))
            .filter(|(_, here, there)| {
                here.1 != there.1
                    || !same_type(&here.0, &there.0)
                    || !same_default(here.2.as_deref(), there.2.as_deref())
            })
            .collect();
        assert!(
            differing.is_empty(),
            "type, nullability or default: {differing:#?}"
        );
        assert_eq!(sqlite.unique_keys, postgres.unique_keys);
        assert_eq!(sqlite.indexes, postgres.indexes);
        assert_eq!(sqlite.foreign_keys, postgres.foreign_keys);
        assert_eq!(sqlite.checks, postgres.checks);
        contains(&sqlite.views, "penalty_balance.balance_cents");
        assert_eq!(sqlite.views, postgres.views);
    });
}

#[test]
fn what_postgres_makes_of_a_condition_reads_as_it_was_written() {
    for (written, understood) in [
        (
            "state in ('queued', 'Done')",
            "((state = ANY (ARRAY['queued'::text, 'Done'::text])))",
        ),
        ("kind in ('pbj')", "(kind = 'pbj'::text)"),
        (
            "quarter between 1 and 4",
            "((quarter >= 1) AND (quarter <= 4))",
        ),
        (
            "(state = 'received') = (ended is null) -- not before",
            "(((state = 'received'::text) = (ended IS NULL)))",
        ),
    ] {
        assert_eq!(canonical(&tokens(written)), canonical(&tokens(understood)));
    }
    let differing = [
        "bytes > 0",
        "bytes >= 0",
        "bytes > 10",
        "'A' = bytes",
        "'a' = bytes",
    ];
    let read = BTreeSet::from(differing.map(|sql| canonical(&tokens(sql))));
    assert_eq!(read.len(), differing.len());
}

#[test]
fn both_folders_hold_the_same_file_names() {
    let names = |migrator: &sqlx::migrate::Migrator| {
        migrator
            .iter()
            .map(|m| (m.version, m.description.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&crate::migrations::SQLITE),
        names(&crate::migrations::POSTGRES)
    );
}

#[test]
fn every_table_of_sqlite_is_strict() {
    testing::on_sqlite(async |db| {
        let Pools::Sqlite { read, .. } = &db.pools else {
            unreachable!()
        };
        let sql = "select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite_%' and name <> '_sqlx_migrations'";
        let lax: Vec<String> = sqlx::query_scalar(sql).fetch_all(read).await.unwrap();
        assert!(lax.is_empty(), "not STRICT: {lax:?}");
    });
}
