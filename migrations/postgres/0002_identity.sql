-- People and their sessions (42 CFR 164.312(a), (d); reference 3.4).

create table user_account (
    id              uuid not null primary key,
    -- Upper case; never changes (seed 004).
    user_name       text not null constraint "user_account.user_name" unique,
    full_name       text not null,
    email           text not null,
    password_hash   text,
    state           text not null check (state in ('active', 'locked', 'disabled')),
    created_at      bigint not null,
    last_log_in_at  bigint
);

-- Only the SHA-256 of a session's token is kept.
create table session (
    token_hash      bytea not null primary key,
    user_id         uuid not null references user_account (id),
    category        text not null,
    created_at      bigint not null,
    last_seen_at    bigint not null,
    ends_at         bigint not null
);
create index session_by_user on session (user_id);

-- What a form said and what was wrong with it, encrypted, for the page that it returns to.
create table flash (
    id_hash         bytea not null primary key,
    session_hash    bytea not null,
    sealed          bytea not null,
    expires_at      bigint not null
);

-- Requests counted per bucket (`log-in:address`, `upload:user`) and window.
create table rate_count (
    bucket          text not null,
    window_start    bigint not null,
    requests        bigint not null,
    primary key (bucket, window_start)
);
