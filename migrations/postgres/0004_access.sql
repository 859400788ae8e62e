-- Roles that people hold. The scope travels with the grant, never with the person.

create table role_grant (
    id              uuid not null primary key,
    user_id         uuid not null references user_account (id),
    role            text not null,
    -- For state roles; provider and vendor roles list their providers below, CMS roles need neither.
    state_code      text,
    granted_at      bigint not null,
    ended_at        bigint
);
create index role_grant_user on role_grant (user_id, ended_at);

create table role_grant_provider (
    grant_id        uuid not null references role_grant (id),
    provider_id     uuid not null references provider (id),
    primary key (grant_id, provider_id)
);
create index role_grant_provider_provider on role_grant_provider (provider_id);
