-- Files that some row names; their bytes lie in the file store under the hash.
create table stored_file (
    hash       bytea  not null primary key check (length(hash) = 32), -- SHA-256
    bytes      bigint not null check (bytes >= 0),
    created_at bigint not null
);

-- Work to be done after a change, written in the same transaction as that change.
create table job (
    id           uuid    not null primary key,
    kind         text    not null,
    payload      jsonb   not null,
    state        text    not null check (state in ('queued', 'running', 'done', 'dead', 'given_up')),
    run_at       bigint  not null,
    attempts     integer not null default 0,
    max_attempts integer not null check (max_attempts > 0),
    lease_token  uuid,
    lease_until  bigint,
    last_error   text,
    note         text, -- why staff gave up
    dedupe_key   text unique,
    created_at   bigint  not null,
    finished_at  bigint,
    check ((state = 'running') = (lease_token is not null)),
    check ((lease_token is null) = (lease_until is null))
);

create index job_queued on job (run_at, id) where state = 'queued';
create index job_running on job (lease_until) where state = 'running';
create index job_listed on job (state, created_at, id);
