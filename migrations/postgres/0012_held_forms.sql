-- Forms that were sent after their session had ended, encrypted, for the person who sent them.
create table held_form (
    id_hash         bytea not null primary key,
    user_id         uuid not null references user_account (id) on delete cascade,
    sealed          bytea not null,
    expires_at      bigint not null
);
