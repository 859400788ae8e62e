-- How a test's database is cleared for the next test. Made in the template, after its migrations.
create schema testing;

-- The rows that the migrations wrote. And nothing is tidied up or measured behind a test's back.
do $$
declare
    name text;
    is_filled boolean;
begin
    for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('alter table public.%I set (autovacuum_enabled = off)', name);
        execute format('select exists (select from public.%I)', name) into is_filled;
        if is_filled then
            execute format('create table testing.%1$I as table public.%1$I', name);
        end if;
    end loop;
end
$$;

create function testing.clear() returns boolean language plpgsql as $$
declare
    name text;
begin
    -- What was deleted still takes its room, and is read past.
    if exists (select from testing.changed) or pg_database_size(current_database()) > 50000000 then
        return false;
    end if;
    -- Without triggers, which would refuse to delete from the audit trail, and without an order of tables.
    set local session_replication_role = replica;
    for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('delete from public.%I', name);
    end loop;
    for name in select relname from pg_class where relnamespace = 'testing'::regnamespace and relkind = 'r' and relname <> 'changed' loop
        execute format('insert into public.%1$I overriding system value table testing.%1$I', name);
    end loop;
    perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        from pg_sequences where schemaname = 'public';
    return true;
end
$$;

-- A database whose tables a test changed says so, and is made anew. Making what is there already changes nothing.
create table testing.changed ();
create function testing.note_change() returns event_trigger language plpgsql as $$
begin
    if tg_event = 'sql_drop' or exists (select from pg_event_trigger_ddl_commands()) then
        insert into testing.changed default values;
    end if;
end
$$;
create event trigger change on ddl_command_end execute function testing.note_change();
create event trigger removal on sql_drop execute function testing.note_change();
