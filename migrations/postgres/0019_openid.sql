-- Log-in through an identity provider (OpenID Connect). One that is underway, by the hash of the browser's cookie.
create table openid_log_in (
    token_hash      bytea not null primary key,
    -- On its way to the provider, or back from there.
    stage           text not null check (stage in ('away', 'back')),
    -- The page to show afterwards and, once back, whom the provider vouches for; encrypted.
    sealed          bytea not null,
    expires_at      bigint not null
);
create index openid_log_in_expires on openid_log_in (expires_at);

-- Whom a provider knows by this subject. A person has one link to a provider.
create table openid_link (
    issuer          text not null,
    subject         text not null,
    user_id         uuid not null references user_account (id) on delete cascade,
    linked_at       bigint not null,
    primary key (issuer, subject)
);
create index openid_link_user on openid_link (user_id);
