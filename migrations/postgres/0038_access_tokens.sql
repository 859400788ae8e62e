-- Access tokens: what programs say in place of a log-in (ADR 30).

create table access_token (
    id              uuid not null primary key,
    user_id         uuid not null references user_account (id),
    -- The category whose roles it acts with.
    category        text not null,
    name            text not null,
    -- SHA-256; the token itself is shown once and kept nowhere.
    token_hash      bytea not null unique,
    -- Its last characters, by which its owner tells it from the others.
    tail            text not null,
    -- `,check,submit,read_reports,`
    rights          text not null,
    -- Whether it is good for the listed providers alone.
    is_limited      boolean not null,
    created_at      bigint not null,
    ends_at         bigint not null,
    last_used_at    bigint,
    revoked_at      bigint
);
create index access_token_user on access_token (user_id, created_at);

create table access_token_provider (
    token_id        uuid not null references access_token (id),
    provider_id     uuid not null references provider (id),
    primary key (token_id, provider_id)
);

-- The token that sent it, if a program did.
alter table submission add column access_token_id uuid references access_token (id);

-- CMS's own sentences about its edits, from a package that the operator has.
create table official_text (
    -- 'OASIS', 'MDS' or 'PBJ'.
    instrument      text not null,
    -- Of the data specifications: '3.02.0'.
    version         text not null,
    -- '-3060'
    number          text not null,
    text            text not null,
    imported_at     bigint not null,
    primary key (instrument, number, version)
);
