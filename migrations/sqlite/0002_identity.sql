-- People and their sessions (42 CFR 164.312(a), (d); reference 3.4).

create table user_account (
    id              blob not null primary key,
    -- Upper case; never changes (seed 004).
    user_name       text not null unique,
    full_name       text not null,
    email           text not null,
    password_hash   text,
    state           text not null check (state in ('active', 'locked', 'disabled')),
    created_at      integer not null,
    last_log_in_at  integer
) strict;

-- Only the SHA-256 of a session's token is kept.
create table session (
    token_hash      blob not null primary key,
    user_id         blob not null references user_account (id),
    category        text not null,
    created_at      integer not null,
    last_seen_at    integer not null,
    ends_at         integer not null
) strict;
create index session_by_user on session (user_id);

-- What a form said and what was wrong with it, encrypted, for the page that it returns to.
create table flash (
    id_hash         blob not null primary key,
    session_hash    blob not null,
    sealed          blob not null,
    expires_at      integer not null
) strict;

-- Requests counted per bucket (`log-in:address`, `upload:user`) and window.
create table rate_count (
    bucket          text not null,
    window_start    integer not null,
    requests        integer not null,
    primary key (bucket, window_start)
) strict;
