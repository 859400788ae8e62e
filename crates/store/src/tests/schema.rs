//! Both folders of migrations make the same schema.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Db, db::Pools, testing};

/// What must be equal. A unique key reads `table.column` or `table.a,b`.
#[derive(Debug, Default)]
struct Schema {
    /// By `table.column`: its type, and whether it may be null.
    columns: BTreeMap<String, (String, bool)>,
    unique_keys: BTreeSet<String>,
    indexes: BTreeSet<String>,
    /// `child.column -> parent`.
    foreign_keys: BTreeSet<String>,
}

const SQLITE_COLUMNS: &str = "
    select t.name || '.' || c.name, lower(c.type), c.\"notnull\" = 0 and not (c.pk > 0 and lower(c.type) = 'integer')
    from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";

const SQLITE_UNIQUE_KEYS: &str = "
    select t.name || '.' || (select group_concat(name, ',') from (select name from pragma_index_info(i.name) order by seqno))
    from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and t.name <> '_sqlx_migrations' and i.\"unique\" = 1
    union
    select t.name || '.' || c.name from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name <> '_sqlx_migrations' and c.pk = 1 and lower(c.type) = 'integer'
      and (select count(*) from pragma_table_info(t.name) where pk > 0) = 1";

const SQLITE_INDEXES: &str = "
    select i.name from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and i.origin = 'c' and i.\"unique\" = 0";

const SQLITE_FOREIGN_KEYS: &str = "
    select t.name || '.' || f.\"from\" || ' -> ' || f.\"table\"
    from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table'";

const POSTGRES_COLUMNS: &str = "
    select table_name || '.' || column_name, data_type::text, is_nullable = 'YES'
    from information_schema.columns
    where table_schema = 'public' and table_name <> '_sqlx_migrations'";

const POSTGRES_UNIQUE_KEYS: &str = "
    select t.relname || '.' || string_agg(a.attname, ',' order by k.at)
    from pg_index x join pg_class t on t.oid = x.indrelid
    cross join unnest(x.indkey::int2[]) with ordinality as k (attnum, at)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    where x.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> '_sqlx_migrations'
    group by x.indexrelid, t.relname";

const POSTGRES_INDEXES: &str = "
    select i.relname::text from pg_index x
    join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where not x.indisunique and t.relnamespace = 'public'::regnamespace";

const POSTGRES_FOREIGN_KEYS: &str = "
    select t.relname || '.' || a.attname || ' -> ' || p.relname
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class p on p.oid = c.confrelid
    cross join unnest(c.conkey) as k join pg_attribute a on a.attrelid = t.oid and a.attnum = k
    where c.contype = 'f'";

macro_rules! read_schema {
    ($pool:expr, $columns:expr, $unique:expr, $indexes:expr, $foreign:expr) => {{
        let columns: Vec<(String, String, bool)> =
            sqlx::query_as($columns).fetch_all($pool).await.unwrap();
        let mut lists = Vec::new();
        for sql in [$unique, $indexes, $foreign] {
            let list: Vec<String> = sqlx::query_scalar(sql).fetch_all($pool).await.unwrap();
            lists.push(BTreeSet::from_iter(list));
        }
        let mut lists = lists.into_iter();
        Schema {
            columns: columns
                .into_iter()
                .map(|(name, kind, null)| (name, (kind, null)))
                .collect(),
            unique_keys: lists.next().unwrap_or_default(),
            indexes: lists.next().unwrap_or_default(),
            foreign_keys: lists.next().unwrap_or_default(),
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
            SQLITE_FOREIGN_KEYS
        ),
        Pools::Postgres(pool) => read_schema!(
            pool,
            POSTGRES_COLUMNS,
            POSTGRES_UNIQUE_KEYS,
            POSTGRES_INDEXES,
            POSTGRES_FOREIGN_KEYS
        ),
    }
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
        assert!(sqlite.unique_keys.contains("job.dedupe_key"), "{sqlite:#?}");
        assert!(sqlite.indexes.contains("job_queued"), "{sqlite:#?}");
        assert!(!sqlite.foreign_keys.is_empty(), "{sqlite:#?}");
        let names = |schema: &Schema| schema.columns.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&sqlite), names(&postgres));
        let differing: Vec<_> = sqlite
            .columns
            .iter()
            .map(|(name, here)| (name, here, &postgres.columns[name]))
            .filter(|(_, here, there)| here.1 != there.1 || !same_type(&here.0, &there.0))
            .collect();
        assert!(differing.is_empty(), "type or nullability: {differing:#?}");
        assert_eq!(sqlite.unique_keys, postgres.unique_keys);
        assert_eq!(sqlite.indexes, postgres.indexes);
        assert_eq!(sqlite.foreign_keys, postgres.foreign_keys);
    });
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
