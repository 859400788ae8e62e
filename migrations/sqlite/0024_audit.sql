-- The audit trail: append-only, each row chained to the one before it (ADR 0024). No names and nothing of residents or
-- employees: ids, counts and words of the program. It refers to other tables without references: rows outlive what they name.

create table audit_event (
    seq             integer not null primary key,
    -- By the system clock.
    happened_at     integer not null,
    act             text not null,
    outcome         text not null check (outcome in ('done', 'failed')),
    -- Who: a person in a category with the roles that allowed it, the owner of the account, an operator at the machine
    -- (by the name there), a job of the program, or nobody knows.
    actor_kind      text not null check (actor_kind in ('person', 'owner', 'operator', 'program', 'unknown')),
    actor_id        blob,
    category        text,
    -- `auditor,help_desk`
    roles           text,
    operator        text,
    -- For viewing as a role: on whose behalf, and as which role.
    on_behalf_of    blob,
    viewed_role     text,
    -- The first bytes of the SHA-256 of the session's token.
    session_mark    blob,
    -- The client's address; of IPv6 the network.
    address         text,
    -- Whose account it concerns.
    account_id      blob,
    object_type     text,
    object_id       text,
    -- The one provider that it concerns; of several, the SHA-256 of their ids, which audit_event_provider lists.
    provider_id     blob,
    providers_hash  blob,
    state_code      text,
    -- JSON: counts, ids, names of fields.
    detail          text not null,
    prev_hash       blob not null check (length(prev_hash) = 32),
    -- HMAC-SHA256 over all of the above, with a key that is not in this database.
    hash            blob not null check (length(hash) = 32)
) strict;
create index audit_event_time on audit_event (happened_at, seq);
create index audit_event_actor on audit_event (actor_id, seq);
create index audit_event_account on audit_event (account_id, seq);
create index audit_event_act on audit_event (act, seq);
create index audit_event_at_provider on audit_event (provider_id, seq);
create index audit_event_in_state on audit_event (state_code, seq);

-- The providers of events that concern several.
create table audit_event_provider (
    provider_id     blob not null,
    seq             integer not null,
    primary key (provider_id, seq)
) strict;
create index audit_event_provider_seq on audit_event_provider (seq);

-- The end of the chain: one row, which writers lock one after the other.
create table audit_head (
    id              integer not null primary key check (id = 1),
    seq             integer not null,
    hash            blob not null
) strict;
insert into audit_head (id, seq, hash) values (1, 0, zeroblob(32));

create trigger audit_head_follows after insert on audit_event begin
    update audit_head set seq = new.seq, hash = new.hash where id = 1;
end;
create trigger audit_event_stays_update before update on audit_event begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_event_stays_delete before delete on audit_event begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_event_provider_stays_update before update on audit_event_provider begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_event_provider_stays_delete before delete on audit_event_provider begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_head_goes_on before update on audit_head when new.seq not in (old.seq, old.seq + 1) begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_head_stays before delete on audit_head begin
    select raise(abort, 'the audit trail is append-only');
end;
