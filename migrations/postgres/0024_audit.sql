-- The audit trail: append-only, each row chained to the one before it (ADR 0024). No names and nothing of residents or
-- employees: ids, counts and words of the program. It refers to other tables without references: rows outlive what they name.

create table audit_event (
    seq             bigint not null primary key,
    -- By the system clock.
    happened_at     bigint not null,
    act             text not null,
    outcome         text not null check (outcome in ('done', 'failed')),
    -- Who: a person in a category with the roles that allowed it, the owner of the account, an operator at the machine
    -- (by the name there), a job of the program, or nobody knows.
    actor_kind      text not null check (actor_kind in ('person', 'owner', 'operator', 'program', 'unknown')),
    actor_id        uuid,
    category        text,
    -- `auditor,help_desk`
    roles           text,
    operator        text,
    -- For viewing as a role: on whose behalf, and as which role.
    on_behalf_of    uuid,
    viewed_role     text,
    -- The first bytes of the SHA-256 of the session's token.
    session_mark    bytea,
    -- The client's address; of IPv6 the network.
    address         text,
    -- Whose account it concerns.
    account_id      uuid,
    object_type     text,
    object_id       text,
    -- The one provider that it concerns; of several, the SHA-256 of their ids, which audit_event_provider lists.
    provider_id     uuid,
    providers_hash  bytea,
    state_code      text,
    -- JSON: counts, ids, names of fields.
    detail          text not null,
    prev_hash       bytea not null check (length(prev_hash) = 32),
    -- HMAC-SHA256 over all of the above, with a key that is not in this database.
    hash            bytea not null check (length(hash) = 32)
);
create index audit_event_time on audit_event (happened_at, seq);
create index audit_event_actor on audit_event (actor_id, seq);
create index audit_event_account on audit_event (account_id, seq);
create index audit_event_act on audit_event (act, seq);
create index audit_event_at_provider on audit_event (provider_id, seq);
create index audit_event_in_state on audit_event (state_code, seq);

-- The providers of events that concern several.
create table audit_event_provider (
    provider_id     uuid not null,
    seq             bigint not null,
    primary key (provider_id, seq)
);
create index audit_event_provider_seq on audit_event_provider (seq);

-- The end of the chain: one row, which writers lock one after the other.
create table audit_head (
    id              integer not null primary key check (id = 1),
    seq             bigint not null,
    hash            bytea not null
) with (fillfactor = 10);
insert into audit_head (id, seq, hash) values (1, 0, decode(repeat('00', 32), 'hex'));

create function audit_head_follows() returns trigger language plpgsql as $$
begin
    update audit_head set seq = new.seq, hash = new.hash where id = 1;
    return null;
end $$;
create function audit_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only';
end $$;

create trigger audit_head_follows after insert on audit_event for each row execute function audit_head_follows();
create trigger audit_event_stays before update or delete or truncate on audit_event
    for each statement execute function audit_stays();
create trigger audit_event_provider_stays before update or delete or truncate on audit_event_provider
    for each statement execute function audit_stays();
create trigger audit_head_goes_on before update on audit_head
    for each row when (new.seq not in (old.seq, old.seq + 1)) execute function audit_stays();
create trigger audit_head_stays before delete or truncate on audit_head
    for each statement execute function audit_stays();
